"""The time of an account in minutes on its local clock, and how two such times meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tawthiq.dates import When

DAY = 1_440
"""Minutes of a day on the clock's face; days on which clocks change are taken as such, too."""

_BEGINNING = datetime(1970, 1, 1)  # noqa: DTZ001  (a clock's face)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open time in minutes since 1970 on the clock's face."""

    start: int
    end: int

    @property
    def first(self) -> int:
        """The first day, counted from 1970."""
        return self.start // DAY

    @property
    def last(self) -> int:
        """The last day."""
        return (self.end - 1) // DAY

    @property
    def days(self) -> int:
        """How many days it touches."""
        return self.last - self.first + 1

    @property
    def is_exact(self) -> bool:
        """Says whether it is known to a few hours."""
        return self.end - self.start <= DAY // 4


def read_span(start: Any, end: Any, *, clock: str) -> Span | None:
    """Reads a time; None where none is told. A last day is included, an instant is not.

    Raises:
        ValueError: It is no day, month, year or instant, or ends before it starts.
    """
    if start is None and end is None:
        return None
    first = _bounds(start if start is not None else end, clock)
    last = _bounds(end, clock) if end is not None else first
    latest = last[0] if end is not None and _is_instant(end) and last[0] > first[0] else last[1]
    if latest <= first[0]:
        raise ValueError("it ends before it starts")
    return Span(first[0], latest)


def span_of(when: When) -> Span:
    """Returns the time of a record on its own clock."""
    return Span(_minutes(when.start, when.clock), _minutes(when.end, when.clock))


def _is_instant(value: Any) -> bool:
    if isinstance(value, datetime):
        return value.tzinfo is not None or value.time() != time()
    return "T" in str(value)


def _bounds(value: Any, clock: str) -> tuple[int, int]:
    if isinstance(value, datetime):
        minutes = _minutes(value, clock)
        is_day = value.tzinfo is None and value.time() == time()
        return minutes, minutes + (DAY if is_day else 1)
    if isinstance(value, date):
        minutes = _minutes(datetime.combine(value, time()), clock)
        return minutes, minutes + DAY
    text = str(value).strip()
    if len(text) > 10 and "/" not in text:
        return _bounds(datetime.fromisoformat(text), clock)
    if "T" in text:
        raise ValueError("this is no day")
    when = When.parse(text, clock="UTC")
    return _minutes(when.start, "UTC"), _minutes(when.end, "UTC")


def _minutes(instant: datetime, clock: str) -> int:
    if instant.tzinfo is not None:
        instant = instant.astimezone(ZoneInfo(clock)).replace(tzinfo=None)
    return (instant - _BEGINNING) // timedelta(minutes=1)
