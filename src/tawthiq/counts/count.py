"""Counts one period of a casebook: every figure, what was counted, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tawthiq.casebook import Casebook
from tawthiq.counts.book import FigureBook
from tawthiq.counts.comparison import compare_month
from tawthiq.counts.figure import Rounding
from tawthiq.counts.massacres import count_massacres
from tawthiq.counts.scope import lies_in_places
from tawthiq.counts.selection import Selection, select_incidents
from tawthiq.counts.trend import Trend
from tawthiq.counts.victims import count_published_victims, count_victims
from tawthiq.dates import When
from tawthiq.records import Incident, Offensive, Publication, PublishedFigure


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a period, with the incidents that they rest on.

    Attributes:
        book: Every figure by name; later steps add theirs.
        selection: What was counted and what was left out.
        massacres: The certain massacres among the incidents.
        trend: The month beside earlier ones; None where there is nothing to compare with.
        offensive: The named operation whose places the count is limited to, if it is.
    """

    book: FigureBook
    selection: Selection
    massacres: tuple[Incident, ...]
    trend: Trend | None
    offensive: Offensive | None = None


def count_period(
    casebook: Casebook,
    period: When,
    *,
    collection: str | None = None,
    offensive: Offensive | None = None,
) -> Counts:
    """Counts massacres and their victims in a period.

    Limited to an offensive, only what lies in its places is counted, and nothing that was
    published about the whole period is set beside it.

    Args:
        casebook: An open casebook.
        period: The time to count, on the casebook's clock.
        collection: Code of the collection to count; see `select_incidents` for None.
        offensive: The named operation in whose places incidents are counted; None for all.

    Raises:
        SelectionError: There is nothing to count, or no telling which collection is meant.
    """
    casebook = casebook.reading()
    places = casebook.places()
    selection = select_incidents(
        casebook.view.all(Incident),
        period=period,
        collections=casebook.collections(),
        collection=collection,
        preferred=casebook.settings.counted,
        covered=covered_periods(casebook),
        within=partial(lies_in_places, codes=offensive.places, places=places)
        if offensive is not None
        else None,
    )
    state, method = casebook.view.state(), casebook.methodology
    book = FigureBook(
        tree_size=state.tree_size,
        root=state.root,
        rounding=Rounding(method.rounding),
        decimals=method.decimals,
        collection=selection.collection.code,
        method=method_of(casebook, offensive),
    )
    massacres = count_massacres(
        book,
        selection.kept,
        threshold=method.massacre_threshold,
        alliance=method.alliance,
        places=places,
        uncertain=selection.uncertain,
    )
    published = selection.collection.publication if offensive is None else None
    _count_victims(book, casebook, selection, massacres, publication=published)
    compared = compare_month(book, casebook, period, publication=published, massacres=massacres)
    out = [incident for group in selection.left_out for incident in group.incidents]
    book.count("incidents.counted", selection.kept, unit="incidents", rule="incidents")
    book.count("incidents.left_out", out, unit="incidents", rule="incidents_left_out")
    return Counts(book, selection, tuple(massacres), compared, offensive)


def method_of(casebook: Casebook, offensive: Offensive | None) -> str:
    """Returns the rules that figures name, with the offensive that limits them."""
    limit = f"; limited to the places of {offensive.code}" if offensive is not None else ""
    return f"{casebook.method_title}{limit}"


def covered_periods(casebook: Casebook) -> dict[str, When]:
    """Returns the period of each collection that stands for a publication."""
    periods = {each.id: each.period for each in casebook.view.all(Publication)}
    return {
        code: periods[each.publication]
        for code, each in casebook.collections().items()
        if each.publication is not None
    }


def _count_victims(
    book: FigureBook,
    casebook: Casebook,
    selection: Selection,
    massacres: list[Incident],
    *,
    publication: str | None,
) -> None:
    """Takes the victims that were published, unless they are of a longer time than is counted."""
    publications = casebook.view.all(Publication)
    own = next((each for each in publications if each.id == publication), None)
    if own is None or not own.period.lies_within(selection.period):
        count_victims(book, massacres)
        return
    published = [
        figure for figure in casebook.view.all(PublishedFigure) if figure.publication == own.id
    ]
    count_published_victims(book, published)
