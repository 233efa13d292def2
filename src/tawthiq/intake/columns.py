"""The columns of a table of accounts: their names, and what each cell may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tawthiq.records import Fate, Group, Status

REQUIRED = ("key", "when", "place", "party", "violation", "source")
"""Columns that a table must have."""

TEXTS = (
    "incident", "named_place", "means", "target", "account_when", "account_place",
    "attribution_as_told", "attributed_by", "url", "published_on", "scope", "note",
)  # fmt: skip
"""Further columns that hold text, dates or codes."""


@dataclass(frozen=True, slots=True)
class TollColumn:
    """A pair of columns, `NAME_min` and `NAME_max`, that hold one number of people."""

    name: str
    fate: Fate
    status: Status
    group: Group


TOLLS = (
    TollColumn("killed", Fate.KILLED, Status.ANY, Group.ANY),
    TollColumn("civilians_killed", Fate.KILLED, Status.CIVILIAN, Group.ANY),
    TollColumn("children_killed", Fate.KILLED, Status.ANY, Group.CHILDREN),
    TollColumn("women_killed", Fate.KILLED, Status.ANY, Group.WOMEN),
    TollColumn("injured", Fate.INJURED, Status.ANY, Group.ANY),
)
"""Numbers of people; a column `NAME` alone is a number known to the unit."""

NUMBERS = tuple(f"{toll.name}{suffix}" for toll in TOLLS for suffix in ("", "_min", "_max"))

KNOWN: Mapping[str, str] = {
    "key": "what the source knows the row by; unique in the file",
    "incident": "rows with the same value are accounts of one incident; the key if left out",
    "when": "the incident's date: 2017-10, 2017-10-05, 2017-10-05T12:30, or A/B for a range",
    "place": "a place of the gazetteer, in any known spelling",
    "named_place": "a narrower place as told, such as a town",
    "violation": "one or more, joined by |",
    "means": "what it was done with, as told",
    "target": "what was hit",
    "party": "one; several joined by | (one of them, not known which) or by + (together)",
    "attribution_as_told": "the source's own words on who did it",
    "attributed_by": "who says so, where the source repeats another",
    "account_when": "the date that the account itself gives",
    "account_place": "the place that the account itself gives",
    "source": "who tells it",
    "url": "address of the page",
    "published_on": "day of publication, 2017-11-08",
    "scope": "what the account's numbers cover, where that is not the incident",
    "note": "the team's remark",
    **dict.fromkeys(NUMBERS, "a whole number, 0 or more"),
}
"""Every column with what it holds."""
