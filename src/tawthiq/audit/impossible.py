"""Finds numbers that cannot be, whatever happened: a part larger than its whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tawthiq.audit.check import Basis, Check, Kind, Outcome, check
from tawthiq.counts.printed import Cell, Printed, Tally
from tawthiq.records import Measure
from tawthiq.records.reason import Fact

_ALL_KILLED = ("civilians_killed", "people_killed")


def check_possible(printed: Printed, every: Sequence[Printed]) -> Iterator[Check]:
    """Yields what is wrong with the victims, or one check that says that nothing is.

    Children (under 18) and women (adult) are two separate groups among the victims. The victims
    of massacres are among the people killed: the same publisher's count for the same period and
    party cannot be smaller.
    """
    found = [*_groups(printed), *_subset(printed, every)]
    yield from found
    rows = [
        figure
        for cell, figure in printed.cells.items()
        if cell.measure is Measure.VICTIMS
        and any(
            cell._replace(measure=group) in printed.cells
            for group in (Measure.CHILDREN, Measure.WOMEN)
        )
    ]
    if rows and not found:
        facts: dict[str, Fact] = {"count": len(rows)}
        yield check(printed, Kind.IMPOSSIBLE, Outcome.HOLDS, "possible", facts=facts, basis=rows)


def _groups(printed: Printed) -> Iterator[Check]:
    for party in (None, *printed.row(Measure.VICTIMS)):
        whole = printed.at(Cell(Measure.VICTIMS, party))
        children = printed.at(Cell(Measure.CHILDREN, party))
        women = printed.at(Cell(Measure.WOMEN, party))
        if whole is None:
            continue
        inside = [tally for tally in (children, women) if tally is not None]
        if sum(tally.value for tally in inside) > whole.value:
            facts: dict[str, Fact] = {
                "parties": _codes(party),
                "children": children.value if children else 0,
                "women": women.value if women else 0,
                "total": whole.value,
            }
            basis: list[Basis] = [whole, *inside]
            yield check(
                printed, Kind.IMPOSSIBLE, Outcome.FAILS, "impossible.groups",
                facts=facts, basis=basis,
            )  # fmt: skip


def _subset(printed: Printed, every: Sequence[Printed]) -> Iterator[Check]:
    held = printed.publication
    if held.topic != "massacres" or held.retells is not None:
        return
    wider = [
        other
        for other in every
        if other.publication.topic in _ALL_KILLED
        and other.publication.publisher == held.publisher
        and other.publication.period == held.period
        and other.publication.retells is None
    ]
    for other in wider:
        for party in (None, *printed.row(Measure.VICTIMS)):
            inside = printed.at(Cell(Measure.VICTIMS, party))
            whole = other.total if party is None else _killed(other, party)
            if inside is not None and whole is not None and inside.value > whole.value:
                facts: dict[str, Fact] = {
                    "parties": _codes(party),
                    "victims": inside.value,
                    "killed": whole.value,
                    "other": other.publication.code,
                }
                yield check(
                    printed, Kind.IMPOSSIBLE, Outcome.FAILS, "impossible.subset",
                    facts=facts, basis=(inside, whole),
                )  # fmt: skip


def _killed(other: Printed, party: str) -> Tally | None:
    """Returns the killed by a party where its row is printed: a row left out is no zero here."""
    if not set(party.split("+")) <= {code for row in other.by_party for code in row.split("+")}:
        return None
    return other.of_parties(party.split("+"))


def _codes(party: str | None) -> tuple[str, ...]:
    return () if party is None else tuple(party.split("+"))
