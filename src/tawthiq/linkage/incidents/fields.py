"""What two accounts are compared by: fields, each with levels and what they say.

A level holds with a probability for two accounts of one incident (`usual`), which is where
learning begins (`rates`); what chance does is counted from the accounts themselves: for time and
place in `density`, for numbers and parties in `chance`. Where neither is, a level says a fixed
number of bits.

The probabilities to begin with were set beforehand and then measured on the tuning half of the
open events of UCDP GED (`benchmarks/incident_linkage.py`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a field: what it is called, and how often accounts of one incident have it."""

    name: str
    usual: float


@dataclass(frozen=True, slots=True)
class Field:
    """A field.

    Attributes:
        levels: From the most alike to the least.
        learnt: Levels that are all there is where one of them is; how often each of them has an
            incident is learnt. What stands in none keeps its `usual`.
    """

    levels: tuple[Level, ...]
    learnt: tuple[tuple[int, ...], ...]


TIME = Field((
    Level("same time", 0.82),
    Level("same hour", 0.90),
    Level("same day, hours apart", 0.08),
    Level("days that meet", 0.13),
    Level("a day apart", 0.05),
    Level("further apart", 1e-4),
), ((0, 3, 4), (1, 2)))  # fmt: skip
"""The chance of all but the last is that of the days that both leave open."""

PLACE = Field((
    Level("same place", 0.80),
    Level("near", 0.04),
    Level("within the radius", 0.06),
    Level("same area", 0.50),
    Level("inside the area", 0.50),
    Level("names alike", 0.10),
    Level("another place", 1e-4),
), ((0, 1, 2, 5), (3, 4)))  # fmt: skip
"""Near is up to 2.5 km between points; two precise points further apart are two places."""

NUMBER = Field((
    Level("same number", 0.52),
    Level("rounded", 0.06),
    Level("up to a quarter more", 0.10),
    Level("up to twice", 0.22),
    Level("up to five times", 0.08),
    Level("further apart", 0.02),
), ((0, 1, 2, 3, 4, 5),))  # fmt: skip
"""Half a person is added to either, so that 0 and 1 differ less than by all."""

WHO = Field((Level("as many civilians", 0.75),
             Level("more civilians", 0.25)), ((0, 1),))  # fmt: skip
"""Whether none of the killed are civilians, some or all."""

PARTY = Field((Level("may be the same party", 0.90), Level("another party", 0.10)), ((0, 1),))

FIELDS = {"time": TIME, "place": PLACE, "killed": NUMBER, "who": WHO,
          "party": PARTY}  # fmt: skip
"""The fields of which is learnt how often accounts of one incident have each level."""

BOUNDS = (1.0 + 1e-9, 1.25, 2.0, 5.0)
"""The ratios up to which numbers have each level but the last; `rounded` goes across."""

HOUR = 90
"""Minutes within which two instants are the same hour, and add `SAME_HOUR`."""

SAME_HOUR = 2.0
SAME_LIST = -5.0
"""In bits: a source tells of one incident twice about once in thirty times."""

SAME_LIST_OTHER_TIME = -8.0
"""What it says further where one source has told of two days or hours: it means two."""

MOST_NUMBER, MOST_PARTY, MOST_WHO = 6.0, 3.0, 4.0
"""What numbers, parties and civilians say at most, in bits, for and against."""

MEANS = {"alike": 1.0, "other": -1.0}
TARGET = {"alike": 2.0, "other": -0.5}
INJURED = (1.5, 1.0, 1.0, 0.5, 0.0, -1.0)
"""Bits of the levels of the injured, who go with the killed: less than these alone would say."""

STRUCK_AGAIN = 0.3
"""Incidents that are expected at least at a place hours or a day from an incident.

Of the towns of the tuning half that see an incident, one in five sees another on the next day; it
is taken higher, since a strike that is missed is found again by whoever reviews, and two strikes
that were made one are not.
"""
