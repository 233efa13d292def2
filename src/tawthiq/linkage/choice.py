"""Which value is chosen where several tell of one thing: the rule is data.

A value that the rule cannot choose is left open and said to be unsettled.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources
from typing import Protocol, Self

from pydantic import BaseModel, ConfigDict, model_validator

from tawthiq.casebook import Casebook
from tawthiq.casebook.settings import parse_settings, read_settings
from tawthiq.linkage.ages import age_in_years
from tawthiq.linkage.listings import FIELDS, NAMES
from tawthiq.names import fold
from tawthiq.records import Count

CHOICE = "linkage.yaml"
"""The file of a casebook that says which values are chosen, in place of the one that is shipped."""

OF_INCIDENTS = ("when", "place", "parties", "toll")
"""The fields of an incident that a value is chosen for."""

_SPANS = frozenset(("age", "born", "died", "when", "toll"))
"""Fields that can reach from a least to a highest value."""

_SPELLED = frozenset((*NAMES, "mother"))
_DAYS = frozenset(("born", "died", "when"))

_AS_THEY_ARE = frozenset(("born", "died", "when", "incident", "place", "area", "parties"))
"""Fields whose values are codes or dates: they are compared as they stand."""


class Rule(StrEnum):
    """How one value is chosen out of several."""

    MAJORITY = "majority"
    PRIORITY = "priority"
    RANGE = "range"
    LONGEST = "longest"
    EARLIEST = "earliest"


class Choice(BaseModel):
    """Which values are chosen; see `linkage/data/choice.yaml`.

    Attributes:
        version: Of the rules, which a team counts up when it changes them.
        priority: Names of lists, codes of collections or publications, or the first eight letters
            of the id of a source; the first one first.
        fields: The rule of each field of a person; one that is not named is `majority`, and
            `name_ar` and `name_latin` follow `name` where they are not named.
        incidents: The rule of each field of an incident: `when`, `place`, `parties`, `toll`. One
            that is not named is `majority`, and `toll` is `range`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    priority: tuple[str, ...] = ()
    fields: dict[str, Rule] = {}
    incidents: dict[str, Rule] = {}

    def of_person(self, field: str) -> Rule:
        """Returns the rule of a field of a person."""
        also = "name" if field in ("name_ar", "name_latin") else field
        return self.fields.get(field, self.fields.get(also, Rule.MAJORITY))

    def of_incident(self, field: str) -> Rule:
        """Returns the rule of a field of an incident."""
        return self.incidents.get(field, Rule.RANGE if field == "toll" else Rule.MAJORITY)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for rules, known in ((self.fields, FIELDS), (self.incidents, OF_INCIDENTS)):
            for field, rule in rules.items():
                if field not in known:
                    raise ValueError(f"{field} is no field; write one of: {', '.join(known)}")
                allowed = _rules_of(field)
                if rule not in allowed:
                    raise ValueError(
                        f"{field} cannot be {rule}; write one of: {', '.join(allowed)}"
                    )
        return self

    @property
    def title(self) -> str:
        """Version and digest of the rules, by which a batch names them."""
        return f"v{self.version} {hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]}"


class Teller(Protocol):
    """Something that tells values: a listing, or an account."""

    @property
    def id(self) -> str:
        """Of the record."""

    @property
    def list(self) -> str:
        """The list or collection that it stands in, with its source after a `/`."""

    @property
    def told(self) -> Mapping[str, str]:
        """What it tells, by field."""


@dataclass(frozen=True, slots=True)
class Told:
    """One value, and the ids of the listings or accounts that tell it.

    The first of them tells it in just this spelling.
    """

    value: str
    listings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """One field of a person or an incident.

    Attributes:
        field: Its name.
        value: The chosen value; None where the rule does not settle it.
        source: Id of the listing or account that it comes from, or of the incident where no
            listing tells it; None for a range, and where it is unsettled.
        count: The range of a number.
        rule: How it was chosen.
        told: Every value, the most told one first.
        bounds: Of a range, ids of what tells its least and its highest value.
    """

    field: str
    value: str | None
    source: str | None
    count: Count | None
    rule: Rule
    told: tuple[Told, ...]
    bounds: tuple[str, str] | None = None

    @property
    def is_unsettled(self) -> bool:
        """Says whether several values are told and the rule chooses none."""
        return self.value is None

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of what the value comes from: one, or those of both ends of a range."""
        if self.bounds is not None:
            return self.bounds
        return (self.source,) if self.source is not None else ()


def _rules_of(field: str) -> list[Rule]:
    """Returns the rules that make sense of a field."""
    only = {Rule.RANGE: _SPANS, Rule.LONGEST: _SPELLED, Rule.EARLIEST: _DAYS}
    return [rule for rule in Rule if field in only.get(rule, (field,))]


def choice_of(casebook: Casebook) -> Choice:
    """Returns the rules of choice of a casebook: its own linkage.yaml, or those that are shipped.

    Raises:
        CasebookError: The file is no such rules.
    """
    if (casebook.folder / CHOICE).exists():
        return read_settings(casebook.folder / CHOICE, Choice)
    text = resources.files("tawthiq.linkage").joinpath("data", "choice.yaml").read_text("utf-8")
    return parse_settings(text, name="choice.yaml", model=Choice)


def choose(field: str, tellers: Sequence[Teller], rule: Rule, priority: Sequence[str]) -> Resolved:
    """Returns one value of a field out of what some records tell, each of which tells it."""
    told = _told(field, tellers)
    if rule is Rule.RANGE and field == "age":
        return _ages(told)
    if rule is Rule.RANGE:
        return _ranged(field, told)
    chosen = told[0] if len(told) == 1 else None
    if chosen is None and rule is Rule.PRIORITY:
        chosen = _first_source(field, tellers, priority)
    elif chosen is None:
        chosen = _CHOOSE[rule](told)
    if chosen is None:
        return Resolved(field, None, None, None, rule, told)
    return Resolved(field, chosen.value, chosen.listings[0], None, rule, told)


def across(counts: Iterable[Count]) -> Count:
    """Returns one number out of those of several accounts: from the least to the highest.

    Where one account knows no upper bound, there is none.

    >>> across([Count.exactly(7), Count(minimum=5, maximum=6)])
    Count(minimum=5, maximum=7)

    Raises:
        ValueError: There is no account.
    """
    told = list(counts)
    bounds = [each.maximum for each in told if each.maximum is not None]
    highest = max(bounds) if len(bounds) == len(told) else None
    return Count(minimum=min(each.minimum for each in told), maximum=highest)


def _told(field: str, tellers: Sequence[Teller]) -> tuple[Told, ...]:
    """Returns each value once, however it is spelled; the spelling that is told most stands."""
    by_value: dict[str, dict[str, list[str]]] = {}
    for each in tellers:
        value = each.told[field]
        by_value.setdefault(_compared(field, value), {}).setdefault(value, []).append(each.id)
    found = []
    for spellings in by_value.values():
        ordered = sorted(spellings.items(), key=lambda each: (-len(each[1]), each[0]))
        found.append(Told(ordered[0][0], tuple(one for _, ids in ordered for one in sorted(ids))))
    return tuple(sorted(found, key=lambda each: (-len(each.listings), each.value)))


def _compared(field: str, value: str) -> str:
    if field == "age":
        return str(age_in_years(value))
    return value if field in _AS_THEY_ARE else fold(value)


def _ranged(field: str, told: Sequence[Told]) -> Resolved:
    """Returns days from the first to the last one, each of which can be a range itself."""
    first = min(told, key=lambda each: each.value.split("/")[0])
    last = max(told, key=lambda each: _end(each.value.split("/")[-1]))
    value = first.value
    if first is not last:
        value = f"{first.value.split('/')[0]}/{last.value.split('/')[-1]}"
    return _bounded(field, value, (first, last), told)


def _ages(told: Sequence[Told]) -> Resolved:
    """Returns ages from the least to the highest in whole years, as a count."""
    by_years = sorted(
        ((int(years), each) for each in told
         if not math.isnan(years := age_in_years(each.value))),
        key=lambda each: each[0],
    )  # fmt: skip
    (least, first), (most, last) = by_years[0], by_years[-1]
    value = f"{least}" if least == most else f"{least} to {most}"
    found = _bounded("age", value, (first, last), told)
    return replace(found, count=Count(minimum=least, maximum=most))


def _bounded(field: str, value: str, ends: tuple[Told, Told], told: Sequence[Told]) -> Resolved:
    first, last = (each.listings[0] for each in ends)
    source, bounds = (first, None) if len(told) == 1 else (None, (first, last))
    return Resolved(field, value, source, None, Rule.RANGE, tuple(told), bounds)


def _end(stated: str) -> str:
    """Returns what puts a month or a year after all of its days."""
    return stated.ljust(10, "~")


def _first_source(field: str, tellers: Sequence[Teller], priority: Sequence[str]) -> Told | None:
    """Returns what the first list of the priority tells; None where it tells several values."""
    for wanted in priority:
        here = [each for each in tellers if wanted in (each.list, *each.list.split("/"))]
        if here:
            told = _told(field, here)
            return told[0] if len(told) == 1 else None
    return None


def _most(told: Sequence[Told]) -> Told | None:
    return _highest(told, lambda each: (len(each.listings),))


def _longest(told: Sequence[Told]) -> Told | None:
    return _highest(told, lambda each: (len(each.value.split()), len(fold(each.value))))


def _earliest(told: Sequence[Told]) -> Told | None:
    """Returns the earliest day; one that is known to the day goes before its month or year."""
    return min(told, key=lambda each: _end(each.value))


def _highest(told: Sequence[Told], rank: Callable[[Told], tuple[int, ...]]) -> Told | None:
    best = max(map(rank, told))
    found = [each for each in told if rank(each) == best]
    return found[0] if len(found) == 1 else None


_CHOOSE: Mapping[Rule, Callable[[Sequence[Told]], Told | None]] = {
    Rule.MAJORITY: _most,
    Rule.LONGEST: _longest,
    Rule.EARLIEST: _earliest,
}
