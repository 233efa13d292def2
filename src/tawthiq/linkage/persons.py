"""Records of resolved people: a person and, where an incident is known, a victim.

Lists tell that somebody is listed, and not what happened to them: fate and status stay unknown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, cast

from tawthiq.dates import When
from tawthiq.linkage.ages import age_in_years
from tawthiq.linkage.choice import Resolved
from tawthiq.linkage.resolve import ResolvedPerson
from tawthiq.records import Count, Person, Victim

NewId = Callable[[str, str], str]
"""Returns an id from a kind and what identifies a record."""

_NAMES = {"names_ar": "name_ar", "names_latin": "name_latin"}
_SAME = {"sex": "sex", "born": "born", "age": "age"}


def person_id(listings: tuple[str, ...], new_id: NewId) -> str:
    """Returns the id of a person who is first resolved from some listings."""
    return new_id(Person.kind, "\0".join(sorted(listings)))


def person_of(resolved: ResolvedPerson, record_id: str, *, clock: str) -> Person:
    """Returns the record of a resolved person.

    Every spelling of the name is kept, the chosen one first. A value that the rules do not settle
    is unknown, and its field is named under `unsettled`.

    Args:
        resolved: A person out of listings.
        record_id: Its id.
        clock: The casebook's, for days of birth.
    """
    fields = resolved.fields
    values: dict[str, Any] = {}
    chosen: dict[str, str] = {}
    for name, told in _NAMES.items():
        if told in fields:
            spelled = dict(_spelled(fields[told]))
            values[name] = tuple(spelled)
            chosen |= {f"{name}.{at}": each for at, each in enumerate(spelled.values(), 1)}
    sex, born, age = (_settled(fields, each) for each in ("sex", "born", "age"))
    if sex is not None:
        values["sex"] = cast(Literal["female", "male"], sex.value)
    if born is not None:
        values["born"] = When.parse(str(born.value), clock=clock)
    if age is not None:
        values["age"] = _years(age)
    for each in (sex, born, age):
        chosen |= dict(_from(each)) if each is not None else {}
    held = {name: fields[told] for name, told in (_NAMES | _SAME).items() if told in fields}
    return Person(
        id=record_id,
        listings=tuple(sorted(resolved.listings)),
        chosen=chosen,
        rules={name: each.rule.value for name, each in held.items()},
        unsettled=tuple(sorted(name for name, each in held.items() if each.is_unsettled)),
        **values,
    )


def victim_of(resolved: ResolvedPerson, person: str, *, new_id: NewId, clock: str) -> Victim | None:
    """Returns what a resolved person was in an incident; None where none is known for sure.

    The day is that of a listing: one that the incident alone tells is not told again.
    """
    incident = _settled(resolved.fields, "incident")
    if incident is None or incident.value is None:
        return None
    held = {"incident": incident}
    died = _settled(resolved.fields, "died")
    if died is not None and set(resolved.listings).issuperset(died.sources):
        held["when"] = died
    chosen = {name: one for field, each in held.items() for name, one in _from(each, field)}
    when = held.get("when")
    return Victim(
        id=victim_id(person, incident.value, new_id),
        person=person,
        incident=incident.value,
        when=When.parse(str(when.value), clock=clock) if when is not None else None,
        chosen=chosen,
        rules={name: each.rule.value for name, each in held.items()},
    )


def victim_id(person: str, incident: str, new_id: NewId) -> str:
    """Returns the id of a person's role in an incident."""
    return new_id(Victim.kind, f"{person}\0{incident}")


def _spelled(names: Resolved) -> Iterator[tuple[str, str]]:
    """Yields each name and the listing that it comes from, the chosen one first."""
    if names.value is not None and names.source is not None:
        yield names.value, names.source
    for each in names.told:
        if each.value != names.value:
            yield each.value, each.listings[0]


def _settled(fields: Mapping[str, Resolved], name: str) -> Resolved | None:
    found = fields.get(name)
    return found if found is not None and not found.is_unsettled else None


def _years(age: Resolved) -> Count | None:
    if age.count is not None:
        return age.count
    years = age_in_years(str(age.value))
    return None if math.isnan(years) else Count.exactly(int(years))


def _from(each: Resolved, name: str | None = None) -> Iterator[tuple[str, str]]:
    """Yields what a value comes from, by the name of its field, or of both ends of a range."""
    name = name or each.field
    if each.bounds is not None:
        yield f"{name}.minimum", each.bounds[0]
        yield f"{name}.maximum", each.bounds[1]
    elif each.source is not None:
        yield name, each.source
