"""Lays out the numbers of one publication as it printed them, ready to be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tawthiq.records import TOPICS, Measure, Publication, PublishedFigure


class Cell(NamedTuple):
    """What a printed number is about; None stands for all."""

    measure: Measure
    party: str | None = None
    place: str | None = None
    control: str | None = None


class Tally(NamedTuple):
    """A number with the figures it rests on; not `printed` where it was added up from parts."""

    value: int
    record_ids: tuple[str, ...] = ()
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """One publication: its plain counts by cell, and what else it says.

    Variants, the numbers that other pages print instead, are kept apart: they never enter a sum.
    """

    publication: Publication
    cells: Mapping[Cell, PublishedFigure]
    shares: tuple[PublishedFigure, ...]
    claims: tuple[PublishedFigure, ...]
    cumulative: tuple[PublishedFigure, ...]
    variants: tuple[PublishedFigure, ...]

    @property
    def measure(self) -> Measure:
        """What the publication as a whole counts."""
        return TOPICS[self.publication.topic]

    @property
    def by_party(self) -> dict[str, PublishedFigure]:
        """The parties of its total as printed, joined ones too."""
        return self.row(self.measure)

    def row(self, measure: Measure) -> dict[str, PublishedFigure]:
        """Returns the figures of one measure by party."""
        return {
            cell.party: figure
            for cell, figure in self.cells.items()
            if cell == Cell(measure, cell.party) and cell.party is not None
        }

    def column(self, *, party: str | None = None, control: bool = False) -> dict[str, Tally]:
        """Returns the counts of one party, or of all together, by place or by holder of it."""
        found = {}
        for cell, figure in self.cells.items():
            key = cell.control if control else cell.place
            expected = (
                Cell(self.measure, party, control=key)
                if control
                else Cell(self.measure, party, key)
            )
            if key is not None and cell == expected and figure.value is not None:
                found[key] = Tally(figure.value, (figure.id,))
        return found

    def at(self, cell: Cell) -> Tally | None:
        """Returns the printed number of a cell, None where none is printed."""
        figure = self.cells.get(cell)
        return None if figure is None or figure.value is None else Tally(figure.value, (figure.id,))

    @property
    def total(self) -> Tally | None:
        """The printed total, or the sum of the parties where only they are printed, all of them.

        None where a row joins parties that have rows of their own: it may count them again.
        """
        if (whole := self.at(Cell(self.measure))) is not None:
            return whole
        rows = self.by_party
        if not rows or not self.publication.parties_complete or _overlap(rows):
            return None
        return Tally(*_added(rows.values()), printed=False)

    def of_parties(self, parties: Iterable[str], measure: Measure | None = None) -> Tally | None:
        """Returns the count of exactly these parties together, None where it does not follow.

        A row of its own is taken first, else rows that together make up just these parties. A
        party without a row in a list that is whole counts 0.
        """
        wanted = frozenset(parties)
        rows = self.row(measure or self.measure)
        for party, figure in rows.items():
            if frozenset(party.split("+")) == wanted:
                return Tally(*_added([figure]))
        members = {party: frozenset(party.split("+")) for party in rows}
        if any(0 < len(held & wanted) < len(held) for held in members.values()):
            return None
        inside = [rows[party] for party, held in members.items() if held <= wanted]
        covered = frozenset().union(*(held for held in members.values() if held <= wanted))
        is_whole = bool(rows) and self.publication.parties_complete and measure is None
        if covered != wanted and not is_whole:
            return None
        return Tally(*_added(inside), printed=False)

    def with_figure(self, figure: PublishedFigure) -> Printed:
        """Returns the same publication with another number in one cell.

        A joined number takes the place of the rows that it joins.
        """
        if figure.since is not None:
            kept = tuple(figure if _same_sum(figure, other) else other for other in self.cumulative)
            return replace(self, cumulative=kept)
        cells = dict(self.cells)
        own = cell_of(figure)
        for party in (figure.party or "").split("+"):
            cells.pop(own._replace(party=party), None)
        for place in (figure.place or "").split("+"):
            cells.pop(own._replace(place=place), None)
        cells[own] = figure
        return replace(self, cells=cells)


def _overlap(rows: Iterable[str]) -> bool:
    """Says whether a party stands in more than one row."""
    named = [party for row in rows for party in row.split("+")]
    return len(named) > len(set(named))


def cell_of(figure: PublishedFigure) -> Cell:
    """Returns what a figure is about."""
    return Cell(figure.measure, figure.party, figure.place, figure.control)


def lay_out(
    publications: Sequence[Publication], figures: Sequence[PublishedFigure]
) -> list[Printed]:
    """Returns every publication with its figures, in order of period and code."""
    by_publication: dict[str, list[PublishedFigure]] = {held.id: [] for held in publications}
    for figure in figures:
        if figure.publication in by_publication:
            by_publication[figure.publication].append(figure)
    ordered = sorted(publications, key=lambda held: (held.period.start, held.period.end, held.code))
    return [_printed(held, by_publication[held.id]) for held in ordered]


def _printed(publication: Publication, figures: list[PublishedFigure]) -> Printed:
    own = [figure for figure in figures if figure.told_by is None]
    plain = [
        figure
        for figure in own
        if figure.share is None and figure.claim is None and figure.since is None
    ]
    return Printed(
        publication=publication,
        cells={cell_of(figure): figure for figure in plain if figure.value is not None},
        shares=tuple(figure for figure in own if figure.share is not None),
        claims=tuple(figure for figure in own if figure.claim is not None),
        cumulative=tuple(figure for figure in own if figure.since is not None),
        variants=tuple(figure for figure in figures if figure.told_by is not None),
    )


def _same_sum(one: PublishedFigure, other: PublishedFigure) -> bool:
    return (one.since, cell_of(one)) == (other.since, cell_of(other))


def _added(figures: Iterable[PublishedFigure]) -> tuple[int, tuple[str, ...]]:
    held = list(figures)
    return sum(figure.value or 0 for figure in held), tuple(figure.id for figure in held)
