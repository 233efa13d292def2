"""An instant that sources state differently: the earliest and the latest it can be."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from tawthiq.dates.clock import Clock, to_utc, zone
from tawthiq.dates.when import Precision, When


class Statement(BaseModel):
    """What one source says about an instant: a local time, or only a day, on a stated clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    clock: Clock
    source: str | None = None

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The earliest and the latest UTC instant that the statement leaves open.

        A stated minute is that very instant, or one of two where the clock shows it twice; a
        stated day is any instant of the local day.
        """
        when = When.parse(self.at, clock=self.clock)
        if when.precision is Precision.MINUTE:
            return when.start, when.end - timedelta(minutes=1)
        return when.start, when.end

    @model_validator(mode="after")
    def _check(self) -> Self:
        _ = self.bounds
        return self


class Moment(BaseModel):
    """An instant as its sources state it, kept side by side and never averaged.

    >>> noon = Moment(statements=(
    ...     Statement(at="2017-10-12T12:00", clock="Africa/Cairo"),
    ...     Statement(at="2017-10-12T12:00", clock="Asia/Damascus"),
    ... ))
    >>> noon.earliest.hour, noon.latest.hour
    (9, 10)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    statements: tuple[Statement, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.statements:
            raise ValueError("a moment needs at least one statement")
        return self

    @property
    def earliest(self) -> datetime:
        """The earliest UTC instant that a statement allows."""
        return min(statement.bounds[0] for statement in self.statements)

    @property
    def latest(self) -> datetime:
        """The latest UTC instant that a statement allows."""
        return max(statement.bounds[1] for statement in self.statements)


def add_months(instant: datetime, months: int, *, clock: Clock) -> datetime:
    """Returns the same local wall-clock time so many months later, as UTC.

    The last day of a shorter month stands in for a day that the month lacks.
    """
    local = instant.astimezone(zone(clock))
    count = local.year * 12 + local.month - 1 + months
    year, month = divmod(count, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return to_utc(local.replace(year=year, month=month + 1, day=day, tzinfo=None), clock=clock)
