"""Resolved people: one value per field out of all listings of a person, each with where it is from.

A value that the rule cannot choose is left open and said to be unsettled. Nothing is written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from pydantic import BaseModel, ConfigDict

from tawthiq.casebook import Casebook
from tawthiq.casebook.settings import parse_settings, read_settings
from tawthiq.linkage.ages import age_in_years
from tawthiq.linkage.listings import FIELDS, ListedPerson
from tawthiq.linkage.victims import LinkedVictims
from tawthiq.names import fold
from tawthiq.records import Count

CHOICE = "linkage.yaml"
"""The file of a casebook that says which values are chosen, in place of the one that is shipped."""


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
        priority: Names of lists, or codes of their collections, the first one first.
        fields: The rule of each field; one that is not named is `majority`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    priority: tuple[str, ...] = ()
    fields: dict[str, Rule] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """One value, and the ids of the listings that tell it."""

    value: str
    listings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """One field of a person.

    Attributes:
        field: Its name.
        value: The chosen value; None where the rule does not settle it.
        source: Id of the listing that it comes from; None for a range, and where it is unsettled.
        count: The range of a number.
        rule: How it was chosen.
        told: Every value, the most told one first.
    """

    field: str
    value: str | None
    source: str | None
    count: Count | None
    rule: Rule
    told: tuple[Told, ...]

    @property
    def is_unsettled(self) -> bool:
        """Says whether listings tell several values and the rule chooses none."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class ResolvedPerson:
    """One person out of all their listings.

    Attributes:
        listings: Ids of the listings.
        lists: The lists in which they stand.
        fields: Every field that some listing tells.
    """

    listings: tuple[str, ...]
    lists: tuple[str, ...]
    fields: Mapping[str, Resolved]


def choice_of(casebook: Casebook) -> Choice:
    """Returns the rules of choice of a casebook: its own linkage.yaml, or those that are shipped.

    Raises:
        CasebookError: The file is no such rules.
    """
    if (casebook.folder / CHOICE).exists():
        return read_settings(casebook.folder / CHOICE, Choice)
    text = resources.files("tawthiq.linkage").joinpath("data", "choice.yaml").read_text("utf-8")
    return parse_settings(text, name="choice.yaml", model=Choice)


def resolve_people(found: LinkedVictims, choice: Choice) -> tuple[ResolvedPerson, ...]:
    """Returns the person of each cluster, in the order of clusters."""
    return tuple(_person(found, cluster, choice) for cluster in found.clusters)


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


def _person(found: LinkedVictims, cluster: Sequence[str], choice: Choice) -> ResolvedPerson:
    people = [found.people[each] for each in cluster]
    fields = {
        name: _resolved(name, here, choice)
        for name in FIELDS
        if (here := [each for each in people if name in each.told])
    }
    return ResolvedPerson(tuple(cluster), tuple(sorted({each.list for each in people})), fields)


def _resolved(field: str, people: Sequence[ListedPerson], choice: Choice) -> Resolved:
    rule = choice.fields.get(field, Rule.MAJORITY)
    told = _told(field, people)
    if rule is Rule.RANGE:
        return _ranged(field, told)
    chosen = told[0] if len(told) == 1 else _CHOOSE[rule](told, people, choice)
    if chosen is None:
        return Resolved(field, None, None, None, rule, told)
    return Resolved(field, chosen.value, chosen.listings[0], None, rule, told)


def _told(field: str, people: Sequence[ListedPerson]) -> tuple[Told, ...]:
    """Returns each value once, however it is spelled; the spelling that is told most stands."""
    by_value: dict[str, dict[str, list[str]]] = {}
    for each in people:
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
    return value if field in ("born", "died", "incident", "place", "area") else fold(value)


def _ranged(field: str, told: Sequence[Told]) -> Resolved:
    """Returns the least and the highest value: of ages as a count, of days as two of them."""
    if field != "age":
        first, last = min(each.value for each in told), max((each.value for each in told), key=_end)
        value = first if first == last else f"{first}/{last}"
        return Resolved(field, value, _only(told), None, Rule.RANGE, tuple(told))
    years = sorted(int(each) for one in told if not math.isnan(each := age_in_years(one.value)))
    count = across(Count.exactly(each) for each in years)
    value = f"{years[0]}" if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
    return Resolved(field, value, _only(told), count, Rule.RANGE, tuple(told))


def _end(stated: str) -> str:
    """Returns what puts a month or a year after all of its days."""
    return stated.ljust(10, "~")


def _only(told: Sequence[Told]) -> str | None:
    return told[0].listings[0] if len(told) == 1 else None


def _most(told: Sequence[Told], people: Sequence[ListedPerson], choice: Choice) -> Told | None:
    return _highest(told, lambda each: (len(each.listings),))


def _longest(told: Sequence[Told], people: Sequence[ListedPerson], choice: Choice) -> Told | None:
    return _highest(told, lambda each: (len(each.value.split()), len(fold(each.value))))


def _earliest(told: Sequence[Told], people: Sequence[ListedPerson], choice: Choice) -> Told | None:
    """Returns the earliest day; one that is known to the day goes before its month or year."""
    return min(told, key=lambda each: _end(each.value))


def _first_source(
    told: Sequence[Told], people: Sequence[ListedPerson], choice: Choice
) -> Told | None:
    """Returns what the first list of the priority tells; None where it tells several values."""
    list_of = {each.id: each.list for each in people}
    for wanted in choice.priority:
        here = [
            Told(each.value, ids)
            for each in told
            if (ids := tuple(one for one in each.listings
                             if list_of[one] == wanted or list_of[one].split("/")[0] == wanted))
        ]  # fmt: skip
        if here:
            return here[0] if len(here) == 1 else None
    return None


def _highest(told: Sequence[Told], rank: Callable[[Told], tuple[int, ...]]) -> Told | None:
    best = max(map(rank, told))
    found = [each for each in told if rank(each) == best]
    return found[0] if len(found) == 1 else None


_CHOOSE: Mapping[Rule, Callable[[Sequence[Told], Sequence[ListedPerson], Choice], Told | None]] = {
    Rule.MAJORITY: _most,
    Rule.LONGEST: _longest,
    Rule.EARLIEST: _earliest,
    Rule.PRIORITY: _first_source,
}


def as_rows(people: Sequence[ResolvedPerson]) -> Iterator[dict[str, str]]:
    """Yields a flat row per person, with the source of each value beside it."""
    for at, each in enumerate(people, 1):
        row = {
            "person": str(at),
            "lists": " ".join(each.lists),
            "listings": " ".join(each.listings),
        }
        for name in FIELDS:
            field = each.fields.get(name)
            row[name] = (field.value or "") if field is not None else ""
            row[f"{name}_from"] = (field.source or "") if field is not None else ""
        unsettled = (name for name, field in each.fields.items() if field.is_unsettled)
        yield {**row, "unsettled": " ".join(unsettled)}
