"""Compares the days before and after an agreement of a casebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from tawthiq.breaches.comparing.comparison import Comparison, RingEvents, compare_windows
from tawthiq.breaches.comparing.event_rows import events_of
from tawthiq.breaches.comparing.zone_membership import ring_around, zone_area, zone_membership
from tawthiq.casebook import Casebook
from tawthiq.counts.count import covered_periods
from tawthiq.counts.selection import select_incidents
from tawthiq.dates import Moment, Precision, When, zone
from tawthiq.errors import SelectionError
from tawthiq.intake.ged import GedTable
from tawthiq.records import Agreement, Incident, Reason, Term

_SETTLED_ELSEWHERE = ("left_out.time_not_known", "left_out.time_straddles_period")
"""Such incidents enter the comparison, which bounds and names them itself."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with what it rests on.

    Attributes:
        source: The collection's code, or the name of the file.
        digest: SHA-256 of the file, None for a collection.
        tree_size: State of the register that agreement, places and incidents are of.
        root: Root of that state.
        term: Which term of the agreement begins there, by their starts; 1 is the first.
    """

    agreement: Agreement
    comparison: Comparison
    source: str
    digest: str | None
    tree_size: int
    root: str
    term: int = 1


@dataclass(frozen=True, slots=True)
class _Events:
    table: pa.Table
    covered: When | None
    notes: Sequence[Reason]
    source: str
    digest: str | None = None


def compare_agreement(
    casebook: Casebook,
    code: str,
    *,
    window: timedelta,
    collection: str | None = None,
    events: GedTable | None = None,
    ring_km: float | None = None,
    term: int = 1,
) -> Compared:
    """Compares the incidents in the zones of an agreement before and after the start of a term.

    Args:
        casebook: An open casebook.
        code: Code of the agreement.
        window: Length of each window, in whole days.
        collection: Code of the collection to compare; see `select_incidents` for None.
        events: Events of UCDP GED in place of a collection.
        ring_km: How far a ring around the zones reaches; None for no ring.
        term: Which term, by their starts; 1 is the first.

    Raises:
        SelectionError: There is no such agreement, or the question has no single answer.
    """
    casebook = casebook.reading()
    agreement = _agreement(casebook, code)
    start = start_bounds(_term(agreement, term).starts)
    if events is not None:
        held = _Events(events.table, events.covered, events.notes, events.file, events.digest)
    else:
        held = _from_collection(casebook, collection, start, window)
    places = casebook.places()
    inside = zone_membership(held.table, agreement, places)
    ring = None
    if ring_km is not None:
        area = zone_area(agreement, places)
        around = ring_around(held.table, area, inside, outer_km=ring_km)
        ring = RingEvents(0.0, ring_km, around)
    comparison = compare_windows(
        held.table,
        start=start,
        inside=inside,
        window=window,
        clock=casebook.settings.clock,
        ring=ring,
        covered=held.covered,
    )
    state = casebook.view.state()
    return Compared(
        agreement=agreement,
        comparison=comparison.with_notes(held.notes),
        source=held.source,
        digest=held.digest,
        tree_size=state.tree_size,
        root=state.root,
        term=term,
    )


def start_bounds(moment: Moment) -> tuple[datetime, datetime]:
    """Returns the earliest and the latest instant of a start, both included.

    A stated day ends before the next midnight, so that midnight is not among its instants.
    """
    latest = max(
        end if When.parse(each.at, clock=each.clock).precision is Precision.MINUTE
        else end - timedelta(microseconds=1)
        for each in moment.statements
        for end in (each.bounds[1],)
    )  # fmt: skip
    return moment.earliest, latest


def _term(agreement: Agreement, number: int) -> Term:
    terms = sorted(agreement.terms, key=lambda each: each.starts.earliest)
    if not 1 <= number <= len(terms):
        raise SelectionError(
            f"{agreement.code!r} has no term {number}. It has {len(terms)}; the first is 1."
        )
    return terms[number - 1]


def _agreement(casebook: Casebook, code: str) -> Agreement:
    held = {each.code: each for each in casebook.view.all(Agreement)}
    if code not in held:
        known = ", ".join(sorted(held)) or "none yet"
        raise SelectionError(f"No agreement has the code {code!r}. Known: {known}.")
    return held[code]


def _from_collection(
    casebook: Casebook,
    collection: str | None,
    start: tuple[datetime, datetime],
    window: timedelta,
) -> _Events:
    clock = casebook.settings.clock
    first, last = (each.astimezone(zone(clock)).date() for each in start)
    covered = covered_periods(casebook)
    selection = select_incidents(
        casebook.view.all(Incident),
        period=When.between(first - window, last + window - timedelta(days=1), clock=clock),
        collections=casebook.collections(),
        collection=collection,
        preferred=casebook.settings.counted,
        covered=covered,
    )
    notes = [each.reason for each in selection.left_out
             if each.reason.code not in _SETTLED_ELSEWHERE]  # fmt: skip
    table = events_of([*selection.kept, *selection.uncertain])
    code = selection.collection.code
    return _Events(table, covered.get(code), notes, code)
