"""The days before and after an agreement, set side by side over a table of events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tawthiq.breaches.comparing.contrast import Contrast, contrast
from tawthiq.breaches.comparing.design import LEVEL, Design, Interval, Window
from tawthiq.breaches.comparing.interrupted import SHORTEST, InterruptedSeries, interrupted_series
from tawthiq.breaches.comparing.rates import Rate, RateRatio, rate_per_day, rate_ratio
from tawthiq.breaches.comparing.ring import Ring
from tawthiq.breaches.comparing.survival import FirstTime, Occurrence, time_to_first
from tawthiq.breaches.comparing.unsettled import unsettled
from tawthiq.breaches.comparing.windows import (
    Frame,
    Intervals,
    Masks,
    WindowCount,
    count_days,
    count_windows,
)
from tawthiq.dates import Clock, When, zone
from tawthiq.errors import SelectionError
from tawthiq.records import Reason, Truth
from tawthiq.records.reason import Fact

Membership = Sequence[str] | npt.NDArray[np.str_]
"""`true`, `false` or `unknown` for each event of a table; an Arrow array will do as well."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RingEvents:
    """Which events lie in a ring around the zone, and where the ring starts and ends."""

    inner_km: float
    outer_km: float
    inside: Membership


@dataclass(frozen=True, slots=True)
class Reading:
    """The comparison if the start lies in one local day.

    Attributes:
        day: That day; it is counted after.
        before: Events in the zone before it.
        after: Events in the zone from it on.
        rates: Both per day.
        change: The rate after over the rate before, of the events counted.
        widest: The lowest and the highest bound of that ratio over all that is not known.
        rest: Events outside the zone, before and after.
        contrast: The zone beside the rest.
        series: The days as an interrupted series, each event on its first day; None where the
            windows are too short for one.
        series_by_last: The same with each event on its last day; None where no event has several.
        ring: The ring around the zone; None where none was asked for.
        incidents: Ids of the events counted before and after, where the table has them.
        windows: The days before and after.
        left_out: What was not counted or is not settled, with counts.
    """

    day: date
    before: WindowCount
    after: WindowCount
    rates: tuple[Rate, Rate]
    change: RateRatio
    widest: Interval
    rest: tuple[WindowCount, WindowCount]
    contrast: Contrast
    series: InterruptedSeries | None
    series_by_last: InterruptedSeries | None
    ring: Ring | None
    incidents: tuple[tuple[str, ...], tuple[str, ...]]
    windows: tuple[Window, Window]
    left_out: tuple[Reason, ...]
    design: Design = Design.BEFORE_AFTER


@dataclass(frozen=True, slots=True)
class Comparison:
    """An agreement's windows over one table of events.

    Attributes:
        start: The earliest and the latest instant of the start.
        days: Length of each window.
        events: How many events the table has.
        readings: One for each local day in which the start can lie.
        first: Time to the first event in the zone after the start.
        covered: The time that the table is known to hold whole, None where that is not known.
        notes: What the reader of the table read as not known.
    """

    start: tuple[datetime, datetime]
    clock: Clock
    days: int
    events: int
    readings: tuple[Reading, ...]
    first: FirstTime
    covered: When | None
    notes: tuple[Reason, ...] = ()

    def with_notes(self, notes: Sequence[Reason]) -> Comparison:
        """Returns the same comparison with further notes on its events."""
        return replace(self, notes=(*self.notes, *notes))


def compare_windows(
    table: pa.Table,
    *,
    start: tuple[datetime, datetime],
    inside: Membership,
    window: timedelta,
    clock: Clock,
    ring: RingEvents | None = None,
    covered: When | None = None,
) -> Comparison:
    """Compares the events of a zone before and after the start of an agreement.

    Both windows are whole local days; the day of the start is the first day after. An event is
    counted where the whole of its interval lies in the days of a window. What reaches over a
    border, has an unknown time or may lie outside the zone is named and not counted; it stands
    between `least` and `most`, and so does what lies on the day of the start.

    Args:
        table: Events with the columns `start` and `end` (see `intake.event_table`).
        start: The earliest and the latest instant of the start.
        inside: For each event, whether it lies in the zone.
        window: Length of each window, in whole days.
        clock: IANA zone of the days.
        ring: The ring around the zone, where it is to be compared too.
        covered: The time that the table holds whole, where that is known.

    Raises:
        SelectionError: The window is not of whole days, the start is wider than a window, the
            windows reach beyond what is covered, or the membership does not fit the table.
    """
    days = _whole_days(window)
    frames = _frames(start, days=days, clock=clock)
    _refuse_beyond(frames, covered)
    events = Intervals.of(table)
    zone_masks = _masks(inside, table.num_rows)
    ring_masks = _masks(ring.inside, table.num_rows) if ring is not None else None
    readings = tuple(
        replace(
            _reading(events, frame, zone_masks, _ring_of(ring, ring_masks)),
            incidents=_counted_ids(table, events, frame, zone_masks),
        )
        for frame in frames
    )
    return Comparison(
        start=start,
        clock=clock,
        days=days,
        events=table.num_rows,
        readings=readings,
        first=_first(table, zone_masks, start, frames),
        covered=covered,
    )


_RingOf = tuple[RingEvents, Masks] | None


def _ring_of(ring: RingEvents | None, masks: Masks | None) -> _RingOf:
    return (ring, masks) if ring is not None and masks is not None else None


def _whole_days(window: timedelta) -> int:
    if window < _DAY or window % _DAY:
        raise SelectionError(f"A window is of whole days, at least one; {window} is given.")
    return window // _DAY


def _frames(start: tuple[datetime, datetime], *, days: int, clock: Clock) -> list[Frame]:
    earliest, latest = start
    if latest < earliest:
        raise SelectionError("The latest start lies before the earliest.")
    first, last = (each.astimezone(zone(clock)).date() for each in start)
    if (last - first).days >= days:
        raise SelectionError(
            f"The start is known only to lie from {first} to {last}, which is more than a window "
            f"of {days} days. Take a longer window."
        )
    days_of_start = [first + at * _DAY for at in range((last - first).days + 1)]
    return [Frame.around(day, start, days=days, clock=clock) for day in days_of_start]


def _refuse_beyond(frames: Sequence[Frame], covered: When | None) -> None:
    if covered is None:
        return
    first, last = frames[0].edges[0], frames[-1].edges[-1]
    if first < covered.start or covered.end < last:
        days = frames[0].windows[0].first, frames[-1].windows[1].last
        raise SelectionError(
            f"The windows reach from {days[0]} to {days[1]}, but the events cover "
            f"{covered.stated} only: days that nobody filled would count as quiet. Take a shorter "
            "window, or other events."
        )


def _masks(inside: Membership, rows: int) -> Masks:
    words = np.asarray(getattr(inside, "to_pylist", lambda: inside)(), dtype=np.str_)
    if words.shape != (rows,):
        raise SelectionError(f"The table has {rows} events, the membership {words.size} values.")
    certain, unknown = words == Truth.TRUE.value, words == Truth.UNKNOWN.value
    if (other := words[~(certain | unknown | (words == Truth.FALSE.value))]).size:
        raise SelectionError(f"A membership is true, false or unknown; {str(other[0])!r} is given.")
    return Masks(certain, certain | unknown)


def _reading(events: Intervals, frame: Frame, zone_masks: Masks, ring: _RingOf) -> Reading:
    left_out = unsettled(events, frame, zone_masks)
    before, after = count_windows(events, frame, zone_masks)
    rest = count_windows(events, frame, zone_masks.outside)
    given: dict[str, Any] = {"windows": frame.windows, "left_out": left_out}
    rates = tuple(
        rate_per_day(count.counted, window, left_out=left_out)
        for count, window in zip((before, after), frame.windows, strict=True)
    )
    in_zone = (before.counted, after.counted)
    in_rest = (rest[0].counted, rest[1].counted)
    return Reading(
        day=frame.day,
        before=before,
        after=after,
        rates=(rates[0], rates[1]),
        change=(change := rate_ratio(*in_zone, **given)),
        widest=_widest(before, after, frame),
        rest=rest,
        contrast=contrast(in_zone, in_rest, **given),
        series=(series := _series(events, frame, zone_masks, left_out))[0],
        series_by_last=series[1],
        ring=_ring(events, frame, ring, change),
        incidents=((), ()),
        windows=frame.windows,
        left_out=left_out,
    )


def _counted_ids(
    table: pa.Table, events: Intervals, frame: Frame, masks: Masks
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if "incident" not in table.column_names:
        return (), ()
    first, split, last = frame.edges[0], frame.split, frame.edges[-1]
    before, after = (
        tuple(sorted(table["incident"].filter(pa.array(masks.certain & counted)).to_pylist()))
        for counted in (events.lies_in(first, split), events.lies_in(split, last))
    )
    return before, after


def _widest(before: WindowCount, after: WindowCount, frame: Frame) -> Interval:
    lowest = rate_ratio(before.most, after.least, frame.windows).interval
    highest = rate_ratio(before.least, after.most, frame.windows).interval
    return Interval(lowest.low, highest.high, LEVEL, lowest.method)


def _series(
    events: Intervals, frame: Frame, masks: Masks, left_out: tuple[Reason, ...]
) -> tuple[InterruptedSeries | None, InterruptedSeries | None]:
    days = count_days(events, frame, masks.certain)
    before = len(days.by_first) // 2
    if before < SHORTEST:
        return None, None
    if days.spread:
        facts: dict[str, Fact] = {"count": days.spread}
        left_out = (*left_out, Reason(code="comparison.left_out.several_days", facts=facts))
    given: dict[str, Any] = {"before": before, "left_out": left_out}
    first = interrupted_series(days.by_first, frame.windows, **given)
    if not days.spread:
        return first, None
    return first, interrupted_series(days.by_last, frame.windows, **given)


def _ring(events: Intervals, frame: Frame, ring: _RingOf, change: RateRatio) -> Ring | None:
    if ring is None:
        return None
    asked, masks = ring
    left_out = unsettled(events, frame, masks)
    before, after = count_windows(events, frame, masks)
    held = rate_ratio(before.counted, after.counted, frame.windows, left_out=left_out)
    return Ring(asked.inner_km, asked.outer_km, change, held, frame.windows, left_out)


def _first(
    table: pa.Table, masks: Masks, start: tuple[datetime, datetime], frames: Sequence[Frame]
) -> FirstTime:
    """Returns the time to the first event in the zone, until the end of the last window."""
    asked = table.filter(pa.array(masks.possible)).select(["start", "end"])
    certain = masks.certain[masks.possible]
    occurrences = [
        Occurrence(begin, end, bool(sure))
        for begin, end, sure in zip(
            asked["start"].to_pylist(), asked["end"].to_pylist(), certain, strict=True
        )
        if begin is not None and end is not None
    ]
    windows = tuple(frame.windows[1] for frame in frames)
    return time_to_first(
        "zone", occurrences, start=start, until=frames[-1].edges[-1], windows=windows
    )
