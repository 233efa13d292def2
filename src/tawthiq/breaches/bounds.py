"""The bounds between which a rule begins and ends to hold, as every source states them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tawthiq.dates import Moment
from tawthiq.records import Agreement, Provision, Term

EVER = datetime.max.replace(tzinfo=UTC)
"""Later than every instant: an end that nobody set."""
NEVER = datetime.min.replace(tzinfo=UTC)
"""Earlier than every instant: a start that nobody set."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bounds:
    """When something holds: from an instant within `start` to an instant within `end`.

    Attributes:
        open_after: Whether what holds after the end is not known (a renewal without a record).
    """

    start: tuple[datetime, datetime]
    end: tuple[datetime, datetime]
    open_after: bool = False

    @property
    def has_end(self) -> bool:
        """Says whether an end is set."""
        return self.end[1] != EVER

    @property
    def can_hold(self) -> bool:
        """Says whether there is an instant at which it can have held."""
        return self.open_after or self.start[0] < self.end[1]

    @property
    def surely(self) -> tuple[datetime, datetime]:
        """Returns from when until when it holds on every statement; empty where the two cross."""
        return self.start[1], self.end[0]


def terms_of(agreement: Agreement, provision: Provision) -> list[Bounds]:
    """Returns the bounds of a provision in each term in which it can have been in force at all."""
    found = [bounds_of(term, provision) for term in agreement.terms]
    return [each for each in found if each.can_hold]


def unbroken(held: Sequence[Bounds]) -> list[tuple[Bounds, ...]]:
    """Returns the runs of several that follow each other, each beginning before the last ends.

    Only what surely holds counts: where sources dispute by an hour when the one ended and the
    other began, that hour is a gap.
    """
    sure = sorted((each for each in held if each.surely[0] < each.surely[1]),
                  key=lambda each: each.surely)  # fmt: skip
    runs: list[list[Bounds]] = []
    for each in sure:
        if runs and each.surely[0] <= max(one.surely[1] for one in runs[-1]):
            runs[-1].append(each)
        else:
            runs.append([each])
    return [tuple(run) for run in runs if len(run) > 1]


def bounds_of(term: Term, provision: Provision | None = None) -> Bounds:
    """Returns the bounds of a provision in a term: it never starts before it nor outlasts it.

    A recorded end comes before a stated one; a renewal that is recorded has moved the stated one.
    """
    starts = [term.starts]
    if provision is not None and provision.starts is not None:
        starts.append(provision.starts)
    start = (max(each.earliest for each in starts), max(each.latest for each in starts))
    end, open_after = _end(term)
    if provision is not None and provision.ends is not None:
        own = provision.ends
        latest = own.latest if open_after else min(end[1], own.latest)
        end, open_after = (min(end[0], own.earliest), latest), False
    return Bounds(start, end, open_after)


def span(first: Moment | None, last: Moment | None) -> Bounds:
    """Returns the bounds of a time of its own: of a version of a zone, or of a role."""
    return Bounds(
        (first.earliest, first.latest) if first is not None else (NEVER, NEVER),
        (last.earliest, last.latest) if last is not None else (EVER, EVER),
    )


def microseconds(instant: datetime) -> int:
    """Returns an instant as microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def numbers_of(bounds: Bounds) -> tuple[int, ...]:
    """Returns the four bounds in microseconds and two flags: open after the end, has an end."""
    flags = bounds.open_after | bounds.has_end << 1
    return (*(microseconds(each) for each in (*bounds.start, *bounds.end)), flags)


def _end(term: Term) -> tuple[tuple[datetime, datetime], bool]:
    stated = term.stated_end() if term.renewal != "automatic" else None
    end = stated if stated is not None else (EVER, EVER)
    open_after = stated is not None and term.renewal in ("unknown", "consensus")
    if term.ended is not None:
        recorded = (term.ended.at.earliest, term.ended.at.latest)
        if stated is None or recorded[1] <= stated[0]:
            return recorded, False
        if open_after:  # between the two ends nobody recorded that it was renewed
            return (min(stated[0], recorded[0]), max(stated[0], recorded[1])), False
        end = (min(end[0], recorded[0]), min(end[1], recorded[1]))
    return end, open_after
