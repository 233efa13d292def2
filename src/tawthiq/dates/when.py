"""A time as precisely as it is known."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from tawthiq.dates.clock import Clock, day_bounds, to_utc, zone


class Precision(StrEnum):
    """How precisely a time is known."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


_SHAPES = (
    (Precision.YEAR, re.compile(r"([0-9]{4})")),
    (Precision.MONTH, re.compile(r"([0-9]{4})-([0-9]{2})")),
    (Precision.DAY, re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")),
    (Precision.MINUTE, re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})")),
)


class When(BaseModel):
    """A half-open UTC interval, with the local wall clock it was stated in.

    The interval is everything that the statement leaves open: a day is a whole local calendar
    day, a month a whole local month, and a minute that the clock shows twice reaches from its
    first time to its second. `stated` keeps the words in digits 0-9: `2017-10`, `2017-10-05`,
    `2017-10-05T12:30`, or two of them with a slash between, both included.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: datetime
    end: datetime
    precision: Precision
    stated: str
    clock: Clock

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("start and end need a UTC offset")
        if self.start >= self.end:
            raise ValueError("the start must lie before the end")
        return self

    @classmethod
    def parse(cls, stated: str, *, clock: Clock) -> Self:
        """Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` or two of them as `A/B`.

        >>> october = When.parse("2017-10", clock="Asia/Damascus")
        >>> october.start.isoformat(), october.end.isoformat()
        ('2017-09-30T21:00:00+00:00', '2017-10-31T22:00:00+00:00')

        Raises:
            ValueError: The text is no such date, ends before it starts, or the clock skips it.
        """
        text = re.sub(r"\d", lambda digit: str(int(digit[0])), stated.strip())
        first, slash, last = text.partition("/")
        start, end, precision = _bounds(first, clock)
        if slash:
            _, end, _ = _bounds(last, clock)
            precision = Precision.RANGE
            if start >= end:
                raise ValueError(f"{text!r} ends before it starts")
        return cls(start=start, end=end, precision=precision, stated=text, clock=clock)

    @classmethod
    def between(cls, first: date, last: date, *, clock: Clock) -> Self:
        """Returns the local days from `first` to `last`, both included."""
        whole_month = calendar.monthrange(last.year, last.month)[1]
        if first == last.replace(day=1) and last.day == whole_month:
            return cls.parse(f"{first:%Y-%m}", clock=clock)
        return cls.parse(f"{first}/{last}" if first != last else f"{first}", clock=clock)

    def lies_within(self, other: When) -> bool:
        """Says whether the whole of this interval lies inside the other."""
        return other.start <= self.start and self.end <= other.end

    def overlaps(self, other: When) -> bool:
        """Says whether the two intervals share an instant."""
        return self.start < other.end and other.start < self.end

    @property
    def first_day(self) -> date:
        """The local calendar day in which the interval starts."""
        return self.start.astimezone(zone(self.clock)).date()

    @property
    def last_day(self) -> date:
        """The local calendar day in which the last instant of the interval lies."""
        last = self.end.astimezone(UTC) - timedelta(microseconds=1)
        return last.astimezone(zone(self.clock)).date()


@lru_cache(maxsize=4096)  # a table names the same days again and again
def _bounds(text: str, clock: Clock) -> tuple[datetime, datetime, Precision]:
    for precision, shape in _SHAPES:
        if match := shape.fullmatch(text.strip()):
            numbers = [int(group) for group in match.groups()]
            try:
                return (*_interval(precision, numbers, clock), precision)
            except (ValueError, OverflowError) as fault:
                raise ValueError(f"{text!r} is no date: {fault}") from None
    raise ValueError(
        f"{text!r} is no date of the forms 2017, 2017-10, 2017-10-05, 2017-10-05T12:30 or A/B"
    )


def _interval(precision: Precision, numbers: list[int], clock: Clock) -> tuple[datetime, datetime]:
    if precision is Precision.MINUTE:
        local = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001
        first_time, last_time = (
            to_utc(local, clock=clock),
            to_utc(local.replace(fold=1), clock=clock),
        )
        if first_time > last_time:
            raise ValueError(f"the clock of {clock} skips this time")
        return first_time, last_time + timedelta(minutes=1)
    year, month, day = (*numbers, 1, 1)[:3]
    first = date(year, month, day)
    if precision is Precision.YEAR:
        last = date(year, 12, 31)
    elif precision is Precision.MONTH:
        last = date(year, month, calendar.monthrange(year, month)[1])
    else:
        last = first
    return day_bounds(first, clock=clock)[0], day_bounds(last, clock=clock)[1]
