"""The time in which an agreement is in force: its start, its end, and what moved that."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, Self

from pydantic import model_validator

from tawthiq.dates import Clock, Moment, add_months, zone
from tawthiq.records.record import Value


class Renewal(Value):
    """A recorded renewal: until when the sides prolonged a term.

    Attributes:
        until: The new end, as sources state it; in place of `months`.
        months: By how many months the end before it moved.
    """

    agreed_on: Moment | None = None
    until: Moment | None = None
    months: int | None = None
    source: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.until is None) == (self.months is None):
            raise ValueError("a renewal needs either `until` or `months`")
        return self


class Ending(Value):
    """A recorded end before or at the stated one: a withdrawal, a collapse, a later agreement."""

    at: Moment
    kind: Literal["lapsed", "withdrawal", "collapse", "superseded", "unknown"] = "unknown"
    source: str | None = None


class Term(Value):
    """The time in which an agreement is in force.

    Attributes:
        starts: When it enters into force; sources may disagree.
        months: Stated length; None where the text sets no end.
        renewal: How it can be renewed, and so what is known after the stated end: with `none`
            it ended; with `automatic` it goes on until a recorded end; with `consensus` or
            `unknown` (a renewal is possible, no record of one) nobody can say.
        ends: A stated end, in place of a length.
        renewals: Recorded renewals, in order.
        ended: A recorded end.
    """

    starts: Moment
    months: int | None = None
    renewal: Literal["none", "automatic", "consensus", "unknown"] = "none"
    ends: Moment | None = None
    renewals: tuple[Renewal, ...] = ()
    ended: Ending | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        bounds = self.stated_end()
        if bounds is not None and bounds[1] <= self.starts.earliest:
            raise ValueError("the term ends before it starts")
        if self.ended is not None and self.ended.at.latest <= self.starts.earliest:
            raise ValueError("the recorded end lies before the start")
        if self.months is not None and self.ends is not None:
            raise ValueError("a term has either `months` or `ends`, not both")
        if self.renewals and bounds is None:
            raise ValueError("a term without an end cannot be renewed")
        return self

    def stated_end(self) -> tuple[datetime, datetime] | None:
        """Returns the bounds of the end with its recorded renewals; None where none is set.

        A length is counted on the clock of each statement; an end at a time that the clock shows
        twice is either of the two.
        """
        if self.ends is not None:
            ends = _instants(self.ends)
        elif self.months is not None:
            ends = _later(_instants(self.starts), self.months)
        else:
            return None
        for renewal in self.renewals:
            if renewal.until is not None:
                ends = _instants(renewal.until)
            elif renewal.months is not None:
                ends = _later(ends, renewal.months)
        return min(ends)[0], max(ends)[0]


def _instants(moment: Moment) -> list[tuple[datetime, Clock]]:
    """Returns each bound that a source states, with the clock on which it does."""
    return [(at, statement.clock) for statement in moment.statements for at in statement.bounds]


def _later(ends: list[tuple[datetime, Clock]], months: int) -> list[tuple[datetime, Clock]]:
    """Returns the same local times so many months later, both where a time comes twice."""
    later = [(add_months(at, months, clock=clock), clock) for at, clock in ends]
    again = [(_second(at, clock), clock) for at, clock in later]
    return [*later, *again]


def _second(instant: datetime, clock: Clock) -> datetime:
    """Returns the second time at which a clock shows what it shows at an instant."""
    local = instant.astimezone(zone(clock)).replace(fold=1)
    return max(instant, local.astimezone(UTC))
