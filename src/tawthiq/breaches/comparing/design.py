"""What a comparison is made of: its design, its windows, and how sure a number is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tawthiq.errors import SelectionError

LEVEL = 0.95
"""The level of an interval where no other is asked for."""


class Design(StrEnum):
    """How numbers were set beside each other, and so what can be said of them."""

    RATE = "rate"
    BEFORE_AFTER = "before_after"
    INTERRUPTED_SERIES = "interrupted_series"
    TIME_TO_FIRST = "time_to_first"
    ZONE_AND_REST = "zone_and_rest"
    RING = "ring"

    @property
    def is_controlled(self) -> bool:
        """Says whether the design holds an earlier trend or a place without the agreement beside.

        Only then may a sentence speak of causes, and only with the condition it rests on.
        """
        return self in (Design.INTERRUPTED_SERIES, Design.ZONE_AND_REST)


@dataclass(frozen=True, slots=True)
class Window:
    """Local calendar days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuses a window that ends before it starts."""
        if self.last < self.first:
            raise SelectionError(f"A window ends on {self.last}, before it starts: {self.first}.")

    @property
    def days(self) -> int:
        """How many calendar days it has; one of 23 or 25 hours is one."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a number lies with a stated level of confidence.

    Attributes:
        low: The lower bound.
        high: The upper bound; `inf` where the data set none.
        level: From 0 to 1.
        method: Name of the method: `garwood`, `clopper_pearson`, `fisher`, `newey_west` or
            `log_log`.
    """

    low: float
    high: float
    level: float
    method: str

    def __contains__(self, value: float) -> bool:
        """Says whether a value lies in it, bounds included."""
        return self.low <= value <= self.high


def check_count(count: int) -> None:
    """Refuses a count that is none.

    Raises:
        SelectionError: It is negative.
    """
    if count < 0:
        raise SelectionError(f"A count of {count} is below 0.")


def check_level(level: float) -> None:
    """Refuses a level of confidence that is none.

    Raises:
        SelectionError: It does not lie between 0 and 1.
    """
    if not 0 < level < 1:
        raise SelectionError(f"A level of confidence lies between 0 and 1; {level} is given.")
