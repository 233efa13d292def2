"""Resolved people: one value per field out of all listings of a person, each with where it is from.

Nothing is written here; see `people` for what becomes a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tawthiq.linkage.choice import Choice, Resolved, choose
from tawthiq.linkage.listings import FIELDS, ListedPerson
from tawthiq.linkage.victims import LinkedVictims

RESOLVED = FIELDS[FIELDS.index("name_ar") :]
"""The fields of a resolved person: those of listings, with every name under its script."""


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


def resolve_people(found: LinkedVictims, choice: Choice) -> tuple[ResolvedPerson, ...]:
    """Returns the person of each cluster, in the order of clusters."""
    return tuple(_person(found, cluster, choice) for cluster in found.clusters)


def _person(found: LinkedVictims, cluster: Sequence[str], choice: Choice) -> ResolvedPerson:
    people = [_by_script(found.people[each]) for each in cluster]
    fields = {
        name: _field(name, here, choice)
        for name in RESOLVED
        if (here := [each for each in people if name in each.told])
    }
    return ResolvedPerson(tuple(cluster), tuple(sorted({each.list for each in people})), fields)


def _by_script(person: ListedPerson) -> ListedPerson:
    """Returns a listing with its name under the script that it is written in.

    A list that has names of both scripts in columns of their own keeps these.
    """
    name = person.told.get("name")
    if name is None:
        return person
    script = "name_ar" if _is_arabic(name) else "name_latin"
    rest = {field: value for field, value in person.told.items() if field != "name"}
    return replace(person, told={script: name, **rest})


def _is_arabic(name: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in name)


def _field(name: str, people: Sequence[ListedPerson], choice: Choice) -> Resolved:
    """Chooses among what listings tell themselves; where none does, from their incidents."""
    own = [each for each in people if name not in each.filled]
    rule = choice.of_person(name)
    found = choose(name, own or people, rule, choice.priority)
    if own:
        return found
    incident = {each.id: each.incident for each in people}
    ends = tuple(incident[each] or each for each in found.sources)
    if found.bounds is not None:
        return replace(found, bounds=(ends[0], ends[1]))
    return replace(found, source=ends[0]) if ends else found


def as_rows(people: Sequence[ResolvedPerson]) -> Iterator[dict[str, str]]:
    """Yields a flat row per person, with the source of each value beside it."""
    for at, each in enumerate(people, 1):
        row = {
            "person": str(at),
            "lists": " ".join(each.lists),
            "listings": " ".join(each.listings),
        }
        for name in RESOLVED:
            field = each.fields.get(name)
            row[name] = (field.value or "") if field is not None else ""
            row[f"{name}_from"] = " ".join(field.sources) if field is not None else ""
        unsettled = (name for name, field in each.fields.items() if field.is_unsettled)
        yield {**row, "unsettled": " ".join(unsettled)}
