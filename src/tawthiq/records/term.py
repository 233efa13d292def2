"""The time in which an agreement is in force: its start, its end, and what moved that."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import model_validator

from tawthiq.dates import Moment, add_months
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

        A length is counted on the clock of each statement of the start.
        """
        if self.ends is not None:
            bounds = (self.ends.earliest, self.ends.latest)
        elif self.months is not None:
            ends = [
                add_months(instant, self.months, clock=statement.clock)
                for statement in self.starts.statements
                for instant in statement.bounds
            ]
            bounds = (min(ends), max(ends))
        else:
            return None
        clock = self.starts.statements[0].clock
        for renewal in self.renewals:
            if renewal.until is not None:
                bounds = (renewal.until.earliest, renewal.until.latest)
            elif renewal.months is not None:
                first, last = (add_months(each, renewal.months, clock=clock) for each in bounds)
                bounds = (first, last)
        return bounds
