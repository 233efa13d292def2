"""Checks a table by party and governorate against the parties and the governorates."""

from __future__ import annotations

from collections.abc import Iterator

from tawthiq.audit.check import Basis, Check, Kind, Outcome, check
from tawthiq.counts.printed import Printed, Tally
from tawthiq.records.reason import Fact


def check_cross(printed: Printed) -> Iterator[Check]:
    """Yields the checks of the cross table: each row, then each column.

    A row or column that falls short of its sum fails only where the table is held whole; one
    that exceeds it always fails.
    """
    rows = {party: column for party in _parties(printed) if (column := printed.column(party=party))}
    if rows:
        yield from _rows(printed, rows)
        yield from _columns(printed, rows)


def _parties(printed: Printed) -> list[str]:
    named = {cell.party for cell in printed.cells if cell.party is not None and cell.place}
    return sorted(named)


def _rows(printed: Printed, rows: dict[str, dict[str, Tally]]) -> Iterator[Check]:
    kind = Kind.CROSS_BY_PARTY
    pairs = {
        party: (_sum(cells), whole)
        for party, cells in rows.items()
        if (whole := printed.of_parties(party.split("+"))) is not None
    }
    yield from _sort(printed, kind, pairs, is_whole=printed.publication.cross_complete)


def _columns(printed: Printed, rows: dict[str, dict[str, Tally]]) -> Iterator[Check]:
    kind = Kind.CROSS_BY_GOVERNORATE
    totals = printed.column()
    joined = {part for place in totals if "+" in place for part in place.split("+")}
    held = printed.publication
    places = {place for cells in rows.values() for place in cells} - joined
    pairs = {}
    for place in sorted(places):
        cells = {party: row[place] for party, row in rows.items() if place in row}
        if place in totals:
            pairs[place] = (_sum(cells), totals[place])
        elif totals and held.governorates_complete:
            pairs[place] = (_sum(cells), Tally(0, printed=False))
    is_whole = held.cross_complete and held.parties_complete and set(printed.by_party) <= set(rows)
    yield from _sort(printed, kind, pairs, is_whole=is_whole)


def _sort(
    printed: Printed, kind: Kind, pairs: dict[str, tuple[Tally, Tally]], *, is_whole: bool
) -> Iterator[Check]:
    equal: dict[str, tuple[Tally, Tally]] = {}
    short: dict[str, tuple[Tally, Tally]] = {}
    for name, (added, whole) in pairs.items():
        if added.value == whole.value:
            equal[name] = (added, whole)
        elif added.value < whole.value and not is_whole:
            short[name] = (added, whole)
        else:
            facts: dict[str, Fact] = {
                "kind": kind.value,
                "names": tuple(name.split("+")),
                "sum": added.value,
                "total": whole.value,
            }
            yield check(
                printed, kind, Outcome.FAILS, "cross.fails", facts=facts, basis=(added, whole)
            )
    for outcome, code, group in (
        (Outcome.HOLDS, "cross.holds", equal),
        (Outcome.OPEN, "cross.in_part", short),
    ):
        if group:
            basis: list[Basis] = [tally for pair in group.values() for tally in pair]
            facts = {"kind": kind.value, "count": len(group)}
            yield check(printed, kind, outcome, code, facts=facts, basis=basis)


def _sum(cells: dict[str, Tally]) -> Tally:
    ids = tuple(record_id for cell in cells.values() for record_id in cell.record_ids)
    return Tally(sum(cell.value for cell in cells.values()), ids, printed=False)
