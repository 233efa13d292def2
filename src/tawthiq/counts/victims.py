"""Victims of the counted massacres: as published by party, or summed from the incidents."""

from __future__ import annotations

from collections.abc import Sequence

from tawthiq.counts.book import FigureBook
from tawthiq.counts.massacres import party_row
from tawthiq.records import (
    Fate,
    Group,
    Incident,
    Measure,
    PublishedFigure,
    Status,
    toll_of,
)

_MEASURES = {
    Measure.VICTIMS: "total",
    Measure.CHILDREN: "children",
    Measure.WOMEN: "women",
}
_CELLS = {
    "total": (Status.CIVILIAN, Group.ANY),
    "children": (Status.ANY, Group.CHILDREN),
    "women": (Status.ANY, Group.WOMEN),
}


def count_published_victims(book: FigureBook, published: Sequence[PublishedFigure]) -> None:
    """Enters the victims that the counted collection's own publication gives.

    The split of victims among one party's incidents is not published, so it is not invented:
    totals stay at party level, and a number that was not printed has no figure.
    """
    cells: dict[str, PublishedFigure] = {}
    for figure in published:
        if figure.measure not in _MEASURES or not figure.is_own_count or len(figure.parties) > 1:
            continue
        part = _MEASURES[figure.measure]
        if figure.party is None:
            cells[f"victims.{part}"] = figure
        elif part == "total":
            cells[f"victims.by_party.{figure.party}"] = figure
        else:
            cells[f"victims.by_party.{figure.party}.{part}"] = figure
    for name, figure in sorted(cells.items()):
        book.total(name, figure.value, [figure], unit="victims", rule="victims_published")
    _women_and_children(book, [cells.get(f"victims.{part}") for part in _CELLS])


def count_victims(book: FigureBook, massacres: Sequence[Incident]) -> None:
    """Enters the sum of the minimum numbers that the incidents hold ("no less than")."""
    for part, (status, group) in _CELLS.items():
        _sum(book, f"victims.{part}", massacres, status=status, group=group)
    for party in sorted({party_row(each) for each in massacres}):
        rows = [each for each in massacres if party_row(each) == party]
        for part, (status, group) in _CELLS.items():
            name = f"victims.by_party.{party}" + ("" if part == "total" else f".{part}")
            _sum(book, name, rows, status=status, group=group)


def _sum(
    book: FigureBook, name: str, incidents: Sequence[Incident], *, status: Status, group: Group
) -> None:
    counts = [
        toll_of(each.tolls, fate=Fate.KILLED, status=status, group=group) for each in incidents
    ]
    known = [count for count in counts if count is not None]
    if not known:
        return
    tops = [count.maximum for count in known]
    bounded = len(known) == len(counts) and None not in tops
    detail = {
        "not_told": len(counts) - len(known),
        "maximum": sum(top for top in tops if top is not None) if bounded else None,
    }
    value = sum(count.minimum for count in known)
    book.total(name, value, incidents, unit="victims", rule="victims_at_least", detail=detail)


def _women_and_children(book: FigureBook, cells: Sequence[PublishedFigure | None]) -> None:
    held = [cell for cell in cells if cell is not None and cell.value is not None]
    if len(held) < len(_CELLS):
        return
    total, children, women = (cell.value or 0 for cell in held)
    both = women + children
    book.total(
        "victims.women_and_children", both, held[1:], unit="victims", rule="victims_published_sum"
    )
    book.ratio("victims.women_and_children.share", both, total, held)
