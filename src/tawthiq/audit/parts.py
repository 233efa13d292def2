"""Checks whether the parts of a publication add up to its totals.

A part that is not printed is no zero: with it missing, the check is open as long as the parts
stay within the total, and fails only when they exceed it. A list seen in part never counts as an
error of its publisher for being short.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    yield from _compare(printed, Kind.PARTS_BY_PARTY, whole, rows, is_complete=is_complete)
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
    yield from _compare(printed, kind, printed.total, places, is_complete=is_complete)


def _control(printed: Printed) -> Iterator[Check]:
    for party in (None, *printed.by_party):
        held = printed.column(party=party, control=True)
        whole = printed.total if party is None else printed.of_parties(party.split("+"))
        facts: dict[str, Fact] = {"parties": () if party is None else tuple(party.split("+"))}
        yield from _compare(
            printed, Kind.PARTS_BY_CONTROL, whole, held, is_complete=True, facts=facts
        )


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
        yield from _compare(printed, kind, whole, parts, is_complete=is_complete, missing=missing)


def _compare(
    printed: Printed,
    kind: Kind,
    whole: Tally | None,
    parts: Mapping[str, Tally],
    *,
    is_complete: bool,
    missing: tuple[str, ...] = (),
    facts: dict[str, Fact] | None = None,
) -> Iterator[Check]:
    if not parts:
        return
    sums = possible_sums(parts)
    facts = {"kind": kind.value, **(facts or {}), "sum": sums[0]}
    basis: list[Basis] = list(parts.values())
    if whole is None or not whole.printed:
        if kind is Kind.PARTS_BY_PARTY:
            yield check(printed, kind, Outcome.OPEN, "parts.no_total", facts=facts, basis=basis)
        elif whole is not None and is_complete:
            yield _against(printed, kind, whole, parts, facts)
        return
    basis.append(whole)
    facts |= {"total": whole.value, "rest": whole.value - sums[0]}
    if is_complete and not missing:
        yield _against(printed, kind, whole, parts, facts)
    elif min(sums) > whole.value:
        yield check(printed, kind, Outcome.FAILS, "parts.above", facts=facts, basis=basis)
    elif missing:
        facts["missing"] = missing
        yield check(printed, kind, Outcome.OPEN, "parts.missing", facts=facts, basis=basis)
    else:
        yield check(printed, kind, Outcome.OPEN, "parts.in_part", facts=facts, basis=basis)


def _against(
    printed: Printed,
    kind: Kind,
    whole: Tally,
    parts: Mapping[str, Tally],
    facts: dict[str, Fact],
) -> Check:
    sums = possible_sums(parts)
    holds = whole.value in sums
    added = whole.value if holds else sums[0]
    facts = {
        **facts,
        "sum": added,
        "total": whole.value,
        "rest": whole.value - added,
        "parts": tuple(part.value for part in parts.values()),
    }
    outcome, code = (Outcome.HOLDS, "parts.holds") if holds else (Outcome.FAILS, "parts.fails")
    return check(printed, kind, outcome, code, facts=facts, basis=[whole, *parts.values()])


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
