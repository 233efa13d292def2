"""Checks counts of longer periods against the shorter ones inside them.

A publication is a frozen statement: a later count of an earlier month need not equal it. A
difference over time therefore says that counts were revised or mistaken, and not which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tawthiq.audit.check import Check, Kind, Outcome, check
from tawthiq.counts.cover import Piece, covers, missing_months, without_overlap
from tawthiq.counts.printed import Printed, Tally, cell_of
from tawthiq.dates import Precision
from tawthiq.records import PublishedFigure
from tawthiq.records.reason import Fact

_LONG = (Precision.RANGE, Precision.YEAR)
_Parties = tuple[str, ...]


def series_of(printed: Printed, every: Sequence[Printed]) -> list[Printed]:
    """Returns the publications of the same publisher on the same topic, retellings left out."""
    own = printed.publication
    return [
        other
        for other in every
        if other.publication.publisher == own.publisher
        and other.publication.topic == own.topic
        and other.publication.retells is None
    ]


def check_series(printed: Printed, series: Sequence[Printed]) -> Iterator[Check]:
    """Yields the checks of a half-year or a year against the publications inside it."""
    own = printed.publication
    if own.period.precision not in _LONG or own.retells is not None:
        return
    kind = Kind.YEAR if own.period.precision is Precision.YEAR else Kind.SERIES
    inside = [other for other in series if _is_inside(other, printed)]
    whole = printed.total
    if inside and whole is not None:
        yield _over_time(printed, kind, whole, _pieces(inside, series), parties=())
    settled: list[Check] = []
    for party in printed.by_party:
        parties = tuple(party.split("+"))
        tally = printed.of_parties(parties)
        pieces = _pieces(inside, series, parties)
        if tally is None or not pieces:
            continue
        found = _over_time(printed, kind, tally, pieces, parties=parties)
        if found.outcome is Outcome.FAILS:
            yield found
        elif found.outcome is Outcome.HOLDS:
            settled.append(found)
    if settled:
        named = tuple(str(code) for held in settled for code in _tuple(held, "parties"))
        basis = [Tally(0, held.record_ids) for held in settled]
        facts: dict[str, Fact] = {"parties": named}
        yield check(printed, kind, Outcome.HOLDS, "series.parties_hold", facts=facts, basis=basis)


def check_cumulative(printed: Printed, series: Sequence[Printed]) -> Iterator[Check]:
    """Yields the checks of what was counted since a day, with every addend named.

    The addends are publications from that day on; where some are not held, the cumulative count
    of an earlier publication stands for all before it.
    """
    code = printed.publication.code
    others = [other for other in series if other.publication.code != code]
    last = printed.publication.period.last_day
    for figure in printed.cumulative:
        if figure.since is None or figure.value is None or figure.measure is not printed.measure:
            continue
        pieces = _pieces([*others, printed], series, figure.parties)
        ways = covers(pieces, first=figure.since, last=last)
        if not ways:
            chained = [piece for other in others for piece in _since(other, figure)]
            ways = covers([*pieces, *chained], first=figure.since, last=last)
        whole = Tally(figure.value, (figure.id,))
        asked = _Question(printed, Kind.CUMULATIVE, whole, figure.parties, figure.since, last)
        yield asked.answer(ways, pieces)


def contradicted(printed: Printed, series: Sequence[Printed]) -> dict[str, tuple[int, _Parties]]:
    """Returns the parties of a longer period that its months alone exceed: (sum, months)."""
    if printed.publication.period.precision not in _LONG:
        return {}
    months = [
        other
        for other in series
        if other.publication.period.precision is Precision.MONTH and _is_inside(other, printed)
    ]
    found = {}
    for party, figure in printed.by_party.items():
        held = [
            (tally.value, other.publication.period.stated)
            for other in months
            if (tally := other.of_parties(party.split("+"))) is not None and tally.value
        ]
        least = sum(value for value, _ in held)
        if figure.value is not None and least > figure.value:
            found[party] = (least, tuple(month for _, month in held))
    return found


def _is_inside(other: Printed, printed: Printed) -> bool:
    mine, theirs = printed.publication.period, other.publication.period
    is_same = (theirs.start, theirs.end) == (mine.start, mine.end)
    return theirs.lies_within(mine) and not is_same


def _pieces(
    publications: Sequence[Printed], series: Sequence[Printed], parties: _Parties = ()
) -> list[Piece]:
    """Returns the count of each publication; a row that its own months contradict is none."""
    found = []
    for printed in publications:
        tally = printed.of_parties(parties) if parties else printed.total
        is_doubted = bool(parties) and bool(set(parties) & set(contradicted(printed, series)))
        if tally is not None and not is_doubted:
            own = printed.publication
            ids, is_printed = tally.record_ids, tally.printed or bool(parties)
            found.append(Piece(own.code, own.period, tally.value, ids, is_printed))
    return found


def _since(other: Printed, figure: PublishedFigure) -> Iterator[Piece]:
    for held in other.cumulative:
        if (held.since, cell_of(held)) == (figure.since, cell_of(figure)) and held.value:
            own = other.publication
            first, last = f"{held.since:%Y-%m-%d}", f"{own.period.last_day:%Y-%m-%d}"
            period = own.period.parse(f"{first}/{last}", clock=own.period.clock)
            yield Piece(own.code, period, held.value, (held.id,))


def _over_time(
    printed: Printed, kind: Kind, whole: Tally, pieces: Sequence[Piece], *, parties: _Parties
) -> Check:
    period = printed.publication.period
    first, last = period.first_day, period.last_day
    asked = _Question(printed, kind, whole, parties, first, last)
    return asked.answer(covers(pieces, first=first, last=last), pieces)


@dataclass(frozen=True, slots=True)
class _Question:
    """A number of a longer time, and the days that its addends must make up."""

    printed: Printed
    kind: Kind
    whole: Tally
    parties: _Parties
    first: date
    last: date

    @property
    def name(self) -> str:
        return "cumulative" if self.kind is Kind.CUMULATIVE else "series"

    @property
    def facts(self) -> dict[str, Fact]:
        facts: dict[str, Fact] = {"parties": self.parties, "value": self.whole.value}
        if self.kind is Kind.CUMULATIVE:
            facts["since"] = self.first.isoformat()
        return facts

    def answer(self, ways: Sequence[tuple[Piece, ...]], pieces: Sequence[Piece]) -> Check:
        """Returns the check: settled where pieces make up the days, else a bound."""
        return self._settle(ways) if ways else self._bound(pieces)

    def _settle(self, ways: Sequence[tuple[Piece, ...]]) -> Check:
        fitting = [way for way in ways if _sum(way) == self.whole.value]
        chosen = (fitting or list(ways))[0]
        others = sorted({_sum(way) for way in ways} - {_sum(chosen)})
        facts: dict[str, Fact] = {
            **self.facts,
            **_addends(chosen),
            "sum": _sum(chosen),
            "other_sums": tuple(others),
        }
        outcome = Outcome.HOLDS if fitting else Outcome.FAILS
        return self._check(outcome, outcome.value, facts, chosen)

    def _bound(self, pieces: Sequence[Piece]) -> Check:
        held = without_overlap(pieces, first=self.first, last=self.last)
        least = _sum(held)
        facts: dict[str, Fact] = {
            **self.facts,
            **_addends(held),
            "sum": least,
            "rest": self.whole.value - least,
            "missing": missing_months(held, first=self.first, last=self.last),
        }
        if least > self.whole.value:
            return self._check(Outcome.FAILS, "above", facts, held)
        return self._check(Outcome.OPEN, "open", facts, held)

    def _check(
        self, outcome: Outcome, code: str, facts: dict[str, Fact], way: Sequence[Piece]
    ) -> Check:
        basis = [self.whole, *(Tally(piece.value, piece.record_ids) for piece in way)]
        name = f"{self.name}.{code}"
        return check(self.printed, self.kind, outcome, name, facts=facts, basis=basis)


def _addends(way: Sequence[Piece]) -> dict[str, Fact]:
    return {
        "publications": tuple(piece.code for piece in way),
        "periods": tuple(piece.period.stated for piece in way),
        "values": tuple(piece.value for piece in way),
        "added_up": tuple(piece.code for piece in way if not piece.printed),
    }


def _sum(way: Sequence[Piece]) -> int:
    return sum(piece.value for piece in way)


def _tuple(held: Check, name: str) -> tuple[str | int, ...]:
    value = held.reason.facts[name]
    return value if isinstance(value, tuple) else ()
