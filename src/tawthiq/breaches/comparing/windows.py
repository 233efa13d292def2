"""Counts events of a table in the days before and after an uncertain start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tawthiq.breaches.comparing.design import Window
from tawthiq.dates import Clock, day_bounds
from tawthiq.errors import SelectionError

Mask = npt.NDArray[np.bool_]
_Instants = npt.NDArray[np.int64]

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WindowCount:
    """Events of one window.

    Attributes:
        counted: Those that surely belong and whose whole interval lies in the days of the window.
        least: Those of them that lie on their side of the start on every statement of it.
        most: Those that may belong and whose interval reaches into the window, or whose time is
            not known.
    """

    counted: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Masks:
    """Which events of a table surely belong to what is counted, and which may; shape (n,)."""

    certain: Mask
    possible: Mask

    @property
    def unknown(self) -> Mask:
        """Those that may belong and do not surely."""
        return self.possible & ~self.certain

    @property
    def outside(self) -> Masks:
        """The same events, asked whether they do not belong."""
        return Masks(~self.possible, ~self.certain)


@dataclass(frozen=True, slots=True)
class Frame:
    """Two windows of whole local days around a start in the first day of the second one.

    Attributes:
        day: The local day in which the start lies.
        edges: Midnights that begin the days of both windows, and the one that ends the last.
        start: The earliest and the latest instant of the start inside the day.
        clock: IANA zone of the days.
    """

    day: date
    edges: tuple[datetime, ...]
    start: tuple[datetime, datetime]
    clock: Clock

    @classmethod
    def around(
        cls, day: date, start: tuple[datetime, datetime], *, days: int, clock: Clock
    ) -> Frame:
        """Returns the windows of so many days before a day, and from it on."""
        first, last = day - days * _DAY, day + (days - 1) * _DAY
        midnights = [day_bounds(first + at * _DAY, clock=clock)[0] for at in range(2 * days)]
        edges = (*midnights, day_bounds(last, clock=clock)[1])
        begin, end = day_bounds(day, clock=clock)
        return cls(day, edges, (max(start[0], begin), min(start[1], end)), clock)

    @property
    def windows(self) -> tuple[Window, Window]:
        """The days before the start's day, and the days from it on."""
        days = len(self.edges) // 2
        return (
            Window(self.day - days * _DAY, self.day - _DAY),
            Window(self.day, self.day + (days - 1) * _DAY),
        )

    @property
    def split(self) -> datetime:
        """The midnight between the windows."""
        return self.edges[len(self.edges) // 2]

    @property
    def day_end(self) -> datetime:
        """The midnight that ends the day of the start."""
        return self.edges[len(self.edges) // 2 + 1]

    @property
    def is_sharp(self) -> bool:
        """Says whether the start is that midnight itself, so that no day lies on both sides."""
        return self.start == (self.split, self.split)


@dataclass(frozen=True, slots=True)
class Intervals:
    """The times of events as microseconds since 1970 (UTC); `known` where there is one."""

    start: _Instants
    end: _Instants
    known: Mask

    @classmethod
    def of(cls, table: pa.Table) -> Intervals:
        """Reads the columns `start` and `end` of a table of events.

        Raises:
            SelectionError: A column is missing, or an event ends before it starts.
        """
        if missing := {"start", "end"} - set(table.column_names):
            raise SelectionError(f"The table of events has no column {', '.join(sorted(missing))}.")
        start, end = (_instants(table[name]) for name in ("start", "end"))
        known = (start != _NONE) & (end != _NONE)
        if (end[known] <= start[known]).any():
            raise SelectionError("An event of the table ends before it starts.")
        return cls(start, end, known)

    def starts_in(self, first: datetime, last: datetime) -> Mask:
        """Says which intervals start from one instant on and before another."""
        return self.known & (self.start >= _micro(first)) & (self.start < _micro(last))

    def lies_in(self, first: datetime, last: datetime) -> Mask:
        """Says which intervals lie between two instants whole."""
        return self.known & (self.start >= _micro(first)) & (self.end <= _micro(last))

    def reaches(self, first: datetime, last: datetime) -> Mask:
        """Says which intervals share time with that between two instants."""
        return self.known & (self.start < _micro(last)) & (self.end > _micro(first))

    def spans(self, instant: datetime) -> Mask:
        """Says which intervals start before an instant and end after it."""
        return self.known & (self.start < _micro(instant)) & (self.end > _micro(instant))


def count_windows(events: Intervals, frame: Frame, masks: Masks) -> tuple[WindowCount, WindowCount]:
    """Counts the events of both windows.

    The day of the start is a day after. What reaches over a border of a window is not counted,
    and in `most`; what may lie on the other side of the start is not in `least`.
    """
    first, split, last = frame.edges[0], frame.split, frame.edges[-1]
    latest = max(split, frame.start[1])
    timeless = int((masks.possible & ~events.known).sum())

    def count(counted: Mask, settled: Mask, reach: Mask) -> WindowCount:
        return WindowCount(
            counted=int((masks.certain & counted).sum()),
            least=int((masks.certain & settled).sum()),
            most=int((masks.possible & reach).sum()) + timeless,
        )

    before, after = events.lies_in(first, split), events.lies_in(split, last)
    return (
        count(before, before, events.reaches(first, latest)),
        count(after, events.lies_in(latest, last), events.reaches(split, last)),
    )


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Events by local day, the days of both windows in a row.

    Attributes:
        by_first: With each event on the first day of its interval.
        by_last: With each on the last day of it.
        spread: How many are known to several days only.
    """

    by_first: tuple[int, ...]
    by_last: tuple[int, ...]
    spread: int


def count_days(events: Intervals, frame: Frame, certain: Mask) -> DayCounts:
    """Counts the events of both windows, the same as `count_windows`, by day."""
    edges = np.array([_micro(each) for each in frame.edges], dtype=np.int64)
    first, split, last = frame.edges[0], frame.split, frame.edges[-1]
    inside = certain & (events.lies_in(first, split) | events.lies_in(split, last))
    begins = np.searchsorted(edges, events.start[inside], side="right") - 1
    ends = np.searchsorted(edges, events.end[inside], side="left") - 1
    by_first, by_last = (
        tuple(int(count) for count in np.bincount(at, minlength=len(edges) - 1))
        for at in (begins, ends)
    )
    return DayCounts(by_first, by_last, int((begins != ends).sum()))


_NONE = np.iinfo(np.int64).min


def _instants(column: pa.ChunkedArray) -> _Instants:
    instants = column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    found: _Instants = instants.fill_null(int(_NONE)).to_numpy()
    return found


def _micro(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
