"""Checks whether the parts of a publication add up to its totals.

A part that is not printed is no zero: with it missing, the check is open as long as the parts
stay within the total, and fails only when they exceed it. A list seen in part never counts as an
error of its publisher for being short.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tawthiq.audit.check import Basis, Check, Kind, Outcome, check
from tawthiq.counts.printed import Cell, Printed, Tally
from tawthiq.records import Measure
from tawthiq.records.reason import Fact

_PEOPLE = (
    (Kind.VICTIMS_BY_PARTY, Measure.VICTIMS),
    (Kind.CHILDREN_BY_PARTY, Measure.CHILDREN),
    (Kind.WOMEN_BY_PARTY, Measure.WOMEN),
)


def check_parts(printed: Printed) -> Iterator[Check]:
    """Yields the checks of parts against the total: parties, governorates, control, victims."""
    whole = printed.at(Cell(printed.measure))
    is_complete = printed.publication.parties_complete
    rows = {party: Tally(row.value or 0, (row.id,)) for party, row in printed.by_party.items()}
    yield from _Sum(printed, Kind.PARTS_BY_PARTY, whole, rows, is_complete).checks()
    yield from _governorates(printed)
    yield from _control(printed)
    for kind, measure in _PEOPLE:
        yield from _people(printed, kind, measure)


def _governorates(printed: Printed) -> Iterator[Check]:
    kind = Kind.PARTS_BY_GOVERNORATE
    places = printed.column()
    is_complete = printed.publication.governorates_complete
    if not places:
        parties = printed.by_party
        columns = {party: printed.column(party=party) for party in parties}
        held = printed.publication
        if not parties or not all(columns.values()):
            return
        is_complete = held.cross_complete and held.parties_complete
        for column in columns.values():
            for place, cell in column.items():
                places[place] = _plus(places.get(place), cell)
    yield from _Sum(printed, kind, printed.total, places, is_complete).checks()


def _control(printed: Printed) -> Iterator[Check]:
    for party in (None, *printed.by_party):
        held = printed.column(party=party, control=True)
        whole = printed.total if party is None else printed.of_parties(party.split("+"))
        parties = () if party is None else tuple(party.split("+"))
        asked = _Sum(printed, Kind.PARTS_BY_CONTROL, whole, held, True, parties=parties)
        yield from asked.checks()


def _people(printed: Printed, kind: Kind, measure: Measure) -> Iterator[Check]:
    whole = printed.at(Cell(measure))
    if whole is None and measure is Measure.VICTIMS and printed.measure is Measure.CIVILIANS:
        whole = printed.at(Cell(printed.measure))
    rows = printed.row(measure)
    parts = {party: Tally(figure.value or 0, (figure.id,)) for party, figure in rows.items()}
    covered = {code for party in parts for code in party.split("+")}
    named = {
        code
        for party in (*printed.by_party, *printed.row(Measure.VICTIMS))
        for code in party.split("+")
    }
    if whole is not None:
        is_complete = printed.publication.parties_complete
        missing = tuple(sorted(named - covered))
        yield from _Sum(printed, kind, whole, parts, is_complete, missing).checks()


@dataclass(frozen=True, slots=True)
class _Sum:
    """Parts to be held against a whole; `missing` names parties without a printed part."""

    printed: Printed
    kind: Kind
    whole: Tally | None
    parts: Mapping[str, Tally]
    is_complete: bool
    missing: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    def checks(self) -> Iterator[Check]:
        """Yields at most one check: nothing can be said without parts, or without a whole."""
        if not self.parts:
            return
        if self.whole is None or (not self.whole.printed and self.kind is Kind.PARTS_BY_PARTY):
            if self.kind is Kind.PARTS_BY_PARTY:
                yield self._check(Outcome.OPEN, "no_total")
        elif self.is_complete and not self.missing:
            holds = self.whole.value in possible_sums(self.parts)
            yield self._check(*((Outcome.HOLDS, "holds") if holds else (Outcome.FAILS, "fails")))
        elif min(possible_sums(self.parts)) > self.whole.value:
            yield self._check(Outcome.FAILS, "above")
        else:
            yield self._check(Outcome.OPEN, "missing" if self.missing else "in_part")

    def _check(self, outcome: Outcome, code: str) -> Check:
        sums = possible_sums(self.parts)
        whole = None if self.whole is None else self.whole.value
        added = whole if whole is not None and whole in sums else sums[0]
        facts: dict[str, Fact] = {
            "kind": self.kind.value,
            "parties": self.parties,
            "parts": tuple(part.value for part in self.parts.values()),
            "sum": added,
            "total": whole,
            "rest": None if whole is None else whole - added,
            "missing": self.missing,
        }
        basis: list[Basis] = [*self.parts.values(), *([self.whole] if self.whole else [])]
        name = f"parts.{code}"
        return check(self.printed, self.kind, outcome, name, facts=facts, basis=basis)


def possible_sums(parts: Mapping[str, Tally]) -> tuple[int, ...]:
    """Returns the sums that rows can have: all rows, and without rows that join others.

    `regime+russia` beside `regime` and `russia` is either a row for what both did together, or
    the sum of the two; pages print both kinds.
    """
    every = sum(part.value for part in parts.values())
    singles = {name for name in parts if "+" not in name}
    doubled = [
        part.value
        for name, part in parts.items()
        if "+" in name and set(name.split("+")) <= singles
    ]
    return (every, every - sum(doubled)) if doubled else (every,)


def _plus(one: Tally | None, other: Tally) -> Tally:
    if one is None:
        return other._replace(printed=False)
    return Tally(one.value + other.value, one.record_ids + other.record_ids, printed=False)
