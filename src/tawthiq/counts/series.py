"""The publications of one publisher on one topic, month by month, and what bounds a gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tawthiq.counts.bounds import Bounds, Equation, Term, bound
from tawthiq.counts.cover import Piece
from tawthiq.counts.printed import Printed, lay_out
from tawthiq.dates import Precision, When
from tawthiq.records import Publication, PublishedFigure

UNLISTED = "*"
"""Any party that no list names: a list seen in part can hide one."""


@dataclass(frozen=True, slots=True)
class Series:
    """What one publisher published on one topic; retellings and variants are left out."""

    publisher: str
    publications: tuple[Printed, ...]

    def month(self, month: str) -> Printed | None:
        """Returns the publication of a month `YYYY-MM`, None where none is held."""
        for printed in self.publications:
            period = printed.publication.period
            if period.precision is Precision.MONTH and period.stated == month:
                return printed
        return None

    def before(self, day: date) -> Series:
        """Returns the publications whose periods end before a day."""
        kept = [p for p in self.publications if p.publication.period.last_day < day]
        return Series(self.publisher, tuple(kept))

    def pieces(self) -> list[Piece]:
        """Returns the total of each publication that prints one, or all of its parties."""
        return [
            Piece(p.publication.code, p.publication.period, *total)
            for p in self.publications
            if (total := p.total) is not None
        ]


def read_series(
    publications: Sequence[Publication],
    figures: Sequence[PublishedFigure],
    *,
    publisher: str,
    topic: str = "massacres",
) -> Series:
    """Returns the series of one publisher on one topic.

    Two publishers count differently, so their numbers never stand in one series.
    """
    own = [
        held
        for held in publications
        if held.publisher == publisher and held.topic == topic and held.retells is None
    ]
    return Series(publisher, tuple(lay_out(own, figures)))


def months_before(period: When, *, count: int) -> list[str]:
    """Returns the months before a period, the earliest first, as `YYYY-MM`."""
    months = []
    day = period.first_day.replace(day=1)
    for _ in range(count):
        day = (day - timedelta(days=1)).replace(day=1)
        months.append(f"{day:%Y-%m}")
    return months[::-1]


def bound_months(series: Series, months: Iterable[str]) -> tuple[Bounds, dict[str, list[str]]]:
    """Returns bounds on every party of the months, and the figures that each month rests on.

    A longer period bounds the months inside it: its total is the sum of their totals, and each
    of its rows the sum of that party's months.
    """
    asked = set(months)
    longer = [
        printed
        for printed in series.publications
        if len(held := _months_of(printed.publication.period)) > 1 and asked & set(held)
    ]
    inside = {month for p in longer for month in _months_of(p.publication.period)}
    every = sorted(asked | inside)
    parties = sorted(
        {code for p in series.publications for row in p.by_party for code in row.split("+")}
    )
    known: dict[Term, int] = {}
    equations: list[Equation] = []
    rests_on: dict[str, list[str]] = {}
    for month in every:
        printed = series.month(month)
        equations += _month_equations(month, printed, parties, known)
        rests_on[month] = _ids(printed)
    for printed in longer:
        held = _months_of(printed.publication.period)
        equations += _longer_equations(printed, held, known)
        shared = [*_ids(printed), *(found for m in held for found in _ids(series.month(m)))]
        for month in held:
            rests_on[month] = [*rests_on[month], *shared]
    return bound(known, equations), rests_on


def is_settled(printed: Printed) -> bool:
    """Says whether a publication prints every party of its total, each for itself."""
    return (
        bool(printed.by_party)
        and printed.publication.parties_complete
        and not any("+" in party for party in printed.by_party)
    )


def _month_equations(
    month: str, printed: Printed | None, parties: Sequence[str], known: dict[Term, int]
) -> Iterator[Equation]:
    rows = {} if printed is None else printed.by_party
    total = None if printed is None else printed.total
    if total is not None:
        known[Term(month, None)] = total.value
    known |= {Term(month, party): figure.value or 0 for party, figure in rows.items()}
    singles = [party for party in rows if "+" not in party]
    joined = {
        party: party.split("+")
        for party in rows
        if "+" in party and not set(party.split("+")) & set(singles)
    }
    inside = {code for members in joined.values() for code in members}
    rest = [party for party in (*parties, UNLISTED) if party not in rows and party not in inside]
    if rows and printed is not None and printed.publication.parties_complete:
        known |= {Term(month, party): 0 for party in rest}
    parts = tuple(Term(month, party) for party in (*rows, *rest))
    yield Equation(Term(month, None), parts)
    for party, members in joined.items():
        yield Equation(Term(month, party), tuple(Term(month, code) for code in members))


def _longer_equations(
    printed: Printed, months: Sequence[str], known: dict[Term, int]
) -> Iterator[Equation]:
    period = printed.publication.period.stated
    if (total := printed.total) is not None:
        known[Term(period, None)] = total.value
        yield Equation(Term(period, None), tuple(Term(month, None) for month in months))
    for party, figure in sorted(printed.by_party.items()):
        if "+" not in party:
            known[Term(period, party)] = figure.value or 0
            yield Equation(Term(period, party), tuple(Term(month, party) for month in months))


def _months_of(period: When) -> list[str]:
    """Returns the months of a period that is made of whole months, else nothing."""
    day, months = period.first_day, []
    if day.day != 1 or (period.last_day + timedelta(days=1)).day != 1:
        return []
    while day <= period.last_day:
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return months


def _ids(printed: Printed | None) -> list[str]:
    if printed is None:
        return []
    own = [] if printed.total is None else list(printed.total.record_ids)
    return [*own, *(figure.id for figure in printed.by_party.values())]
