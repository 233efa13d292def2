"""What a comparison leaves open: around the start, over a border, of unknown place or time."""

from __future__ import annotations

from functools import reduce

from tawthiq.breaches.comparing.windows import Frame, Intervals, Mask, Masks
from tawthiq.dates import zone
from tawthiq.records import Reason
from tawthiq.records.reason import Fact


def unsettled(events: Intervals, frame: Frame, masks: Masks) -> tuple[Reason, ...]:
    """Names what is counted on one side though it is open, and what is not counted.

    The day that holds the start is always named with its side, other things where they occur.
    """
    first, split, last = frame.edges[0], frame.split, frame.edges[-1]
    before, after = events.reaches(first, split), events.reaches(split, last)
    over_start, unknown = before & after, masks.unknown
    found = [
        _reason("over_start", _sum(over_start, masks.certain)),
        _reason("over_first", _sum(events.spans(first), before, ~after, masks.certain)),
        _reason("over_last", _sum(events.spans(last), after, ~before, masks.certain)),
        _reason(
            "place_not_known",
            _sum(before | after, unknown),
            before=_sum(before, ~after, unknown),
            after=_sum(after, ~before, unknown),
            either=_sum(over_start, unknown),
        ),
        _reason("time_not_known", _sum(~events.known, masks.possible)),
    ]
    named = tuple(each for each in found if each.facts["count"])
    return named if frame.is_sharp else (_start_day(events, frame, masks), *named)


def _start_day(events: Intervals, frame: Frame, masks: Masks) -> Reason:
    on_day = events.reaches(frame.split, frame.day_end) & events.lies_in(
        frame.split, frame.edges[-1]
    )
    earliest, latest = (
        each.astimezone(zone(frame.clock)).strftime("%Y-%m-%dT%H:%M") for each in frame.start
    )
    return _reason(
        "start_day",
        _sum(on_day, masks.certain),
        day=frame.day.isoformat(),
        earliest=earliest,
        latest=latest,
    )


def _reason(name: str, count: int, **facts: Fact) -> Reason:
    return Reason(code=f"comparison.left_out.{name}", facts={"count": count, **facts})


def _sum(*masks: Mask) -> int:
    return int(reduce(lambda one, other: one & other, masks).sum())
