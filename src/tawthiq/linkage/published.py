"""The published figures that a judgement on two listings may change.

A figure that counts people changes when two listings that it counts turn out to be one person, or
two. It may, where nothing told speaks against that it counts both, and something told says that it
counts one of them. Figures are those of publications that the casebook holds, and of the reports
that were written from it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tawthiq.casebook import Casebook
from tawthiq.dates import When
from tawthiq.errors import CasebookError
from tawthiq.linkage.ages import age_in_years
from tawthiq.linkage.listings import ListedPerson
from tawthiq.records import Incident, Measure, Publication, PublishedFigure

OF_PEOPLE = frozenset(Measure) - {
    Measure.MASSACRES, Measure.BARREL_BOMBS, Measure.FACILITY_ATTACKS
}  # fmt: skip
"""Measures that count people, which a person who was counted twice changes."""

_FIELDS = {"name", "unit", "value", "record_ids"}

ADULT = 18
"""A child is under this age, in years; a woman is not."""


@dataclass(frozen=True, slots=True)
class FigureAtStake:
    """A published figure that a judgement may change.

    Attributes:
        where: Code of the publication, or the folder of the report in the casebook.
        name: The measure with what it is limited to, or the name of the figure of the report.
        value: As published; None where only a share was.
    """

    where: str
    name: str
    value: float | None


class FiguresAtStake:
    """Every published figure that counts people, and whom it may count.

    Raises:
        CasebookError: The figures of a report cannot be read.
    """

    def __init__(self, casebook: Casebook, people: Mapping[str, ListedPerson]) -> None:
        self._people = people
        view = casebook.view
        self._publications = {each.id: each for each in view.all(Publication)}
        self._figures = [each for each in view.all(PublishedFigure)
                         if each.measure in OF_PEOPLE]  # fmt: skip
        self._reported = list(_reported(casebook.folder))
        self._clock = casebook.settings.clock
        any_figure = self._figures or self._reported
        self._incidents = {each.id: each for each in view.all(Incident)} if any_figure else {}
        self._counted = cache(self._counts)

    def of(self, first: str, second: str) -> tuple[FigureAtStake, ...]:
        """Returns the figures that change if two listings, held to be one person, are two.

        The same figures change if they are held to be two, and are one.
        """
        one, other = self._counted(first), self._counted(second)
        ids = {
            each.id for each, mine, theirs in zip(self._figures, one, other, strict=True)
            if False not in (mine, theirs) and True in (mine, theirs)
        }  # fmt: skip
        found = [self._published(each) for each in self._figures if each.id in ids]
        homes = {self._people[each].incident for each in (first, second)} - {None}
        found += [figure for figure, rests_on in self._reported
                  if ids & rests_on or (homes and homes <= rests_on)]  # fmt: skip
        return tuple(found)

    def _counts(self, listing_id: str) -> tuple[bool | None, ...]:
        """Says of each figure whether it counts a listing; None where that is not told."""
        person = self._people[listing_id]
        incident = self._incidents.get(person.incident or "")
        when = incident.when if incident is not None else None
        if when is None and "died" in person.told:
            when = When.parse(person.told["died"], clock=self._clock)
        return tuple(self._one(each, person, incident, when) for each in self._figures)

    def _one(
        self, figure: PublishedFigure, person: ListedPerson, incident: Incident | None,
        when: When | None,
    ) -> bool | None:  # fmt: skip
        """Says whether a figure counts somebody: its time decides, the rest can rule it out."""
        rest = (_of_place(figure, person), _of_party(figure, incident), _of_group(figure, person))
        if False in rest or when is None:
            return False if False in rest else None
        period = self._publications[figure.publication].period
        start = period.start
        if figure.since is not None:
            start = When.parse(figure.since.isoformat(), clock=self._clock).start
        return when.start < period.end and when.end > start

    def _published(self, figure: PublishedFigure) -> FigureAtStake:
        limits = [each for each in (figure.party, figure.place, figure.control) if each is not None]
        limits += [f"since {figure.since}"] if figure.since is not None else []
        limits += [f"share of {figure.share.of}"] if figure.share is not None else []
        told = f" ({', '.join(limits)})" if limits else ""
        code = self._publications[figure.publication].code
        return FigureAtStake(code, f"{figure.measure.value}{told}", figure.value)


def _of_place(figure: PublishedFigure, person: ListedPerson) -> bool | None:
    area = person.told.get("area")
    return None if figure.place is None or area is None else area in figure.place.split("+")


def _of_party(figure: PublishedFigure, incident: Incident | None) -> bool | None:
    held = incident.candidates if incident is not None else frozenset()
    return bool(held & set(figure.parties)) if held and figure.parties else None


def _of_group(figure: PublishedFigure, person: ListedPerson) -> bool | None:
    years = age_in_years(person.told.get("age"))
    is_child = None if math.isnan(years) else years < ADULT
    if figure.measure is Measure.CHILDREN:
        return is_child
    if figure.measure is not Measure.WOMEN:
        return None
    if person.told.get("sex") == "male" or is_child:
        return False
    return True if person.told.get("sex") == "female" and is_child is False else None


def _reported(folder: Path) -> Iterator[tuple[FigureAtStake, frozenset[str]]]:
    """Yields the figures of victims of each report, with the records that they rest on.

    Reports that were replaced, or written of an earlier state, are left out.
    """
    for path in sorted((folder / "reports").glob("*/figures.json")):
        if "@" in path.parent.name:
            continue
        for each in _read(path):
            if each["unit"] == "victims" or str(each["name"]).startswith("victims."):
                value = each["value"] if isinstance(each["value"], int | float) else None
                figure = FigureAtStake(f"reports/{path.parent.name}", each["name"], value)
                yield figure, frozenset(each["record_ids"])


def _is_figure(found: Any) -> bool:
    if not isinstance(found, dict) or not found.keys() >= _FIELDS:
        return False
    texts = (found["name"], found["unit"], *_listed(found["record_ids"]))
    return isinstance(found["record_ids"], list) and all(isinstance(each, str) for each in texts)


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_bytes())
        if isinstance(found, list) and all(map(_is_figure, found)):
            return found
    except (OSError, ValueError, TypeError, RecursionError):
        pass
    raise CasebookError(
        f"The figures of reports/{path.parent.name} cannot be read, so it is not known which of "
        "them a judgement changes. See what is damaged with: tawthiq verify"
    )
