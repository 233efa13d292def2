"""Looks figures up in a content, in the order in which a report states them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from tawthiq.counts.figure import Figure
from tawthiq.dates import Precision, add_months
from tawthiq.records import Agreement
from tawthiq.report.content import AgreementResult, Content
from tawthiq.vocabulary.terms import alliances, load_yaml

_LAST = {"other": 1, "unidentified": 2, "undetermined": 3}


@dataclass(frozen=True, slots=True)
class Reading:
    """A content, read figure by figure; what is missing is None."""

    content: Content

    def figure(self, name: str) -> Figure | None:
        """Returns a figure by its name."""
        return self.content.figures.get(name)

    def by(self, prefix: str) -> list[tuple[str, Figure]]:
        """Returns (code, count) of the figures `prefix.<code>`, the highest first.

        Residual parties stand at the end, whatever their number.
        """
        found = [
            (name.removeprefix(f"{prefix}."), figure)
            for name, figure in self.content.figures.items()
            if name.startswith(f"{prefix}.")
        ]
        counts = [(code, figure) for code, figure in found if "." not in code]
        return sorted(counts, key=lambda pair: (_LAST.get(pair[0], 0), -count(pair[1]), pair[0]))

    def since(self) -> list[tuple[str, Figure]]:
        """Returns (first day, figure) of the cumulative counts."""
        prefix = "massacres.cumulative_since."
        found = [(name.removeprefix(prefix), figure) for name, figure in
                 sorted(self.content.figures.items()) if name.startswith(prefix)]  # fmt: skip
        return [(day, figure) for day, figure in found if _is_day(day)]

    def alliance(self) -> str:
        """Returns the code of the alliance that `massacres.alliance` counts."""
        figure = self.figure("massacres.alliance")
        named = figure.detail.get("alliance") if figure else None
        return str(named or next(iter(alliances())))

    def members(self) -> tuple[str, ...]:
        """Returns the parties of that alliance."""
        alliance = alliances().get(self.alliance())
        return alliance.members if alliance else ()

    def previous_month(self) -> str | None:
        """Returns the month before the period, for a period that is a month."""
        period = self.content.period
        if period.precision is not Precision.MONTH:
            return None
        return _month_before(period.first_day)

    def local(self) -> list[AgreementResult]:
        """Returns the agreements that cover a part of the country."""
        return [one for one in self.content.agreements if one.agreement.level != "national"]

    def national(self) -> list[AgreementResult]:
        """Returns the nationwide agreements."""
        return [one for one in self.content.agreements if one.agreement.level == "national"]

    def in_force(self) -> list[AgreementResult]:
        """Returns the agreements that are in force at some time of the period, or may be."""
        return [one for one in self.content.agreements if self._may_hold(one.agreement)]

    def zones(self) -> dict[str, str]:
        """Returns governorate -> `whole` or `part`, over the zones of agreements in force.

        The nationwide ones are not drawn: they lie everywhere.
        """
        drawn: dict[str, str] = {}
        for result in self.in_force():
            if result.agreement.level == "national":
                continue
            for zone in result.agreement.zones:
                for part in zone.parts:
                    if part.place is None:
                        continue
                    place = governorate_of(part.place)
                    whole = part.share == "whole" and part.is_by_code and place == part.place
                    if whole or place not in drawn:
                        drawn[place] = "whole" if whole else "part"
        return drawn

    def threshold(self) -> int | None:
        """Returns how many civilians killed at once make a massacre."""
        value = self.content.methodology.get("massacre_threshold")
        return int(value) if value is not None else None

    def _may_hold(self, agreement: Agreement) -> bool:
        period = self.content.period
        for term in agreement.terms:
            if term.starts.earliest >= period.end:
                continue
            if term.ends is not None and term.ends.latest <= period.start:
                continue
            if term.months is not None and term.renewal == "none":
                clock = term.starts.statements[0].clock
                if add_months(term.starts.latest, term.months, clock=clock) <= period.start:
                    continue
            return True
        return False


def count(figure: Figure) -> int:
    """Returns the number of a count; 0 where it is not known."""
    return int(figure.value) if isinstance(figure.value, int | float) else 0


def tied(figure: Figure | None) -> Sequence[str]:
    """Returns the codes that share a first rank."""
    codes: Any = figure.detail.get("tied", ()) if figure else ()
    return tuple(str(code) for code in codes)


def governorate_of(place: str) -> str:
    """Returns the governorate that a place lies in, or the place itself."""
    places = _places()
    while place in places and places[place]["level"] not in ("governorate", "country"):
        place = places[place]["parent"]
    return place if place in places else place.split(".")[0]


@cache
def _places() -> Mapping[str, Any]:
    return MappingProxyType(load_yaml("places.yaml"))


def _month_before(first: date) -> str:
    year, month = (first.year, first.month - 1) if first.month > 1 else (first.year - 1, 12)
    return f"{year:04}-{month:02}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
