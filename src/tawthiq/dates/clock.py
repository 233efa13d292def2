"""Local wall clocks, read from the pinned tzdata package and never from the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from tawthiq.errors import VocabularyError

Clock = str
"""An IANA time zone name, such as `Asia/Damascus`."""


@cache
def zone(clock: Clock) -> ZoneInfo:
    """Returns the time zone of a clock from the pinned tzdata.

    The machine's own zone files differ from one machine to the next, and a day boundary decides
    a breach; so the pinned package is the only source.

    Raises:
        VocabularyError: No IANA zone has this name.
    """
    *folders, name = clock.split("/")
    try:
        with (
            resources.files(".".join(["tzdata.zoneinfo", *folders])).joinpath(name).open("rb")
        ) as file:
            return ZoneInfo.from_file(file, key=clock)
    except (OSError, ValueError, ImportError) as fault:
        raise VocabularyError(
            f"No clock named {clock!r}. Write an IANA time zone, such as Asia/Damascus."
        ) from fault


def to_utc(local: datetime, *, clock: Clock) -> datetime:
    """Returns the UTC instant of a local wall-clock time.

    A time that the clock skips (Damascus, 2017-03-31 00:30) is read with the offset before the
    change, and of a time that occurs twice the first is meant, unless `fold` says otherwise.

    >>> to_utc(datetime(2017, 7, 9, 12), clock="Asia/Damascus").isoformat()
    '2017-07-09T09:00:00+00:00'
    """
    return local.replace(tzinfo=zone(clock)).astimezone(UTC)


def day_bounds(day: date, *, clock: Clock) -> tuple[datetime, datetime]:
    """Returns the half-open UTC interval of a local calendar day: 23, 24 or 25 hours long.

    >>> start, end = day_bounds(date(2017, 10, 26), clock="Asia/Damascus")
    >>> (end - start).total_seconds() / 3600
    25.0
    """
    return (_midnight(day, clock), _midnight(day + timedelta(days=1), clock))


def _midnight(day: date, clock: Clock) -> datetime:
    return to_utc(datetime(day.year, day.month, day.day), clock=clock)  # noqa: DTZ001
