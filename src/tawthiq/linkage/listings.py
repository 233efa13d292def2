"""Listings as rows that can be linked: what each cell tells, and what could not be read.

A cell that cannot be read is unknown and is counted. It is never an error, since a list is kept as
its source gave it, and never left away silently.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tawthiq.casebook import Casebook
from tawthiq.dates import AmbiguousDateError, DateOrder, DateReading, When, stated_date
from tawthiq.errors import SelectionError
from tawthiq.linkage.ages import age_in_years
from tawthiq.names import fold, plain_digits
from tawthiq.names.parts import tells_a_name
from tawthiq.records import LEVELS, Gazetteer, Incident, Listing, rank_of, spellings_of
from tawthiq.vocabulary import date_words, says_unknown, sex_words

NAMES = ("name", "name_ar", "name_latin")
FIELDS = (*NAMES, "age", "sex", "born", "died", "place", "area", "incident", "mother")
"""What a listing can tell for linking, in the columns of `link_lists`."""

_NARROWEST_FIRST = (*reversed(LEVELS[1:]), "place")
_YEARS = range(1850, 2200)
_PARTS = (4, 7, 10)
"""Lengths of a year, a month and a day as they are stated."""


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One listing as it is linked.

    Attributes:
        id: Of the listing.
        list: Name of its list: the code of its collection, with its source where there are several.
        told: What it tells, by the names of `FIELDS`; an unknown value is not there.
        incident: The incident that it was listed with.
        filled: Fields that the listing does not tell itself: they come from its incident.
    """

    id: str
    list: str
    told: Mapping[str, str]
    incident: str | None = None
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unread:
    """Cells of one field of one list that could not be read, with the reason."""

    list: str
    field: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class ReadListings:
    """Listings made ready.

    Attributes:
        people: Those that can be linked, by id.
        left_out: Ids of those that cannot, by the reason.
        unread: Cells that are taken as unknown.
    """

    people: Mapping[str, ListedPerson]
    left_out: Mapping[str, tuple[str, ...]]
    unread: tuple[Unread, ...]

    @property
    def lists(self) -> dict[str, list[dict[str, str]]]:
        """The rows of each list, as `link_lists` takes them."""
        found: dict[str, list[dict[str, str]]] = {}
        for each in self.people.values():
            row: dict[str, str] = {name: each.told.get(name, "") for name in FIELDS}
            found.setdefault(each.list, []).append({"id": each.id, **row})
        return dict(sorted(found.items()))


def read_listings(casebook: Casebook, collections: Sequence[str] = ()) -> ReadListings:
    """Reads the listings of some collections, or of all.

    Raises:
        SelectionError: No collection has one of the codes, or none of them holds a listing.
    """
    listings = listings_of(casebook, collections)
    reader = _Reader(casebook)
    people: dict[str, ListedPerson] = {}
    nameless: list[str] = []
    for name, held in _by_list(casebook, listings).items():
        for each in reader.read(name, held):
            if any(tells_a_name(each.told[one]) for one in NAMES if one in each.told):
                people[each.id] = each
            else:
                nameless.append(each.id)
    unread = [Unread(*key, count) for key, count in sorted(reader.unread.items())]
    left_out = {"no_name": tuple(sorted(nameless))} if nameless else {}
    return ReadListings(people, left_out, tuple(unread))


def listings_of(casebook: Casebook, collections: Sequence[str] = ()) -> list[Listing]:
    """Returns the listings of some collections, or of all.

    Raises:
        SelectionError: No collection has one of the codes, or none of them holds a listing.
    """
    wanted = collection_ids(casebook, collections)
    found = [each for each in casebook.view.all(Listing) if each.collection in wanted]
    if not found:
        raise SelectionError(
            "There is no listing to link. Enter a list of victims with: "
            "tawthiq import victims FILE --collection CODE"
        )
    return found


def collection_ids(casebook: Casebook, codes: Sequence[str]) -> set[str]:
    """Returns the ids of collections by their codes, of all where none is named.

    Raises:
        SelectionError: No collection has one of the codes.
    """
    held = casebook.collections()
    known = ", ".join(sorted(held)) or "none yet"
    for code in codes:
        if code not in held:
            raise SelectionError(f"No collection has the code {code!r}. Known: {known}.")
    return {each.id for code, each in held.items() if not codes or code in codes}


def _by_list(casebook: Casebook, listings: Iterable[Listing]) -> dict[str, list[Listing]]:
    codes = {each.id: code for code, each in casebook.collections().items()}
    split: dict[str, dict[str, list[Listing]]] = {}
    for each in listings:
        split.setdefault(codes[each.collection], {}).setdefault(each.source or "", []).append(each)
    return {
        code if len(sources) == 1 else f"{code}/{source[:8] or 'no source'}": held
        for code, sources in sorted(split.items())
        for source, held in sorted(sources.items())
    }


@dataclass
class _Reader:
    """Reads listings of one casebook, and counts what it could not read."""

    casebook: Casebook
    unread: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @cached_property
    def places(self) -> _Places:
        return _Places(self.casebook.places())

    @cached_property
    def incidents(self) -> dict[str, Incident]:
        return {each.id: each for each in self.casebook.view.all(Incident)}

    def read(self, name: str, listings: Sequence[Listing]) -> Iterator[ListedPerson]:
        dates = {field_: self._dates(listings, field_) for field_ in ("born", "died", "when")}
        for each in listings:
            told = {
                **self._plain(name, each),
                **self._dated(name, each, dates),
                **self.places.told(each),
            }
            told = {key: value for key, value in told.items() if value}
            filled: dict[str, str] = {}
            if each.incident is not None:
                told["incident"] = each.incident
                filled = self._of_incident(each.incident)
            more = {key: value for key, value in filled.items() if value and key not in told}
            told = {**more, **told}
            yield ListedPerson(each.id, name, told, each.incident, frozenset(more))

    def _plain(self, name: str, listing: Listing) -> dict[str, str]:
        told = {}
        for each in (*NAMES, "mother"):
            text = cell_of(listing, each)
            if text and not says_unknown(text):
                told[each] = text if fold(text) else self._lost(name, each, "no letters")
        text = cell_of(listing, "sex")
        if text and not says_unknown(text):
            told["sex"] = sex_words().get(fold(text)) or self._lost(name, "sex", "not understood")
        text = cell_of(listing, "age")
        if text and not says_unknown(text):
            is_age = not math.isnan(age_in_years(text))
            told["age"] = text if is_age else self._lost(name, "age", "not understood")
        return told

    def _dated(
        self, name: str, listing: Listing, dates: Mapping[str, Mapping[str, tuple[str, str]]]
    ) -> dict[str, str]:
        told = {}
        for field_, columns in (("born", ("born",)), ("died", ("died", "when"))):
            for column in columns:
                stated, fault = dates[column].get(cell_of(listing, column), ("", ""))
                if fault:
                    self._lost(name, column, fault)
                if stated:
                    told[field_] = stated
                    break
        return told

    def _dates(self, listings: Iterable[Listing], field_: str) -> dict[str, tuple[str, str]]:
        """Returns, for each cell of a column, the day that it states, or why it states none."""
        cells = {text for each in listings if (text := cell_of(each, field_))}
        known = sorted(text for text in cells if not says_unknown(text))
        clock = self.casebook.settings.clock
        order = _order_of(known, clock)
        return {text: _day(text, clock, order) for text in known}

    def _of_incident(self, incident_id: str) -> dict[str, str]:
        incident = self.incidents.get(incident_id)
        if incident is None:
            return {}
        died = _shared(incident.when.stated) if incident.when is not None else ""
        place = incident.where.place if incident.where is not None else None
        return {"died": died, **(self.places.of_code(place) if place else {})}

    def _lost(self, name: str, field_: str, reason: str) -> str:
        self.unread[name, field_, reason] += 1
        return ""


def cell_of(listing: Listing, field_: str) -> str:
    """Returns the cell that tells a field, as given; empty where none does."""
    column = listing.meant.get(field_)
    return listing.cells.get(column, "").strip() if column is not None else ""


class _Places:
    """Finds places by the spellings that are known; others are compared by their letters."""

    def __init__(self, places: Gazetteer) -> None:
        self._places = places
        self._index: dict[str, list[str]] = {}
        for place in places:
            for spelling in spellings_of(place):
                self._index.setdefault(spelling, []).append(place.code)

    def told(self, listing: Listing) -> dict[str, str]:
        """Returns the narrowest place that a listing tells, and its governorate."""
        found: dict[str, str] = {}
        for level in _NARROWEST_FIRST:
            text = cell_of(listing, level)
            if not text or says_unknown(text):
                continue
            code = self._code(text, level)
            here = self.of_code(code) if code is not None else _unknown(level, text)
            found = {**here, **found}
        return found

    def of_code(self, code: str) -> dict[str, str]:
        if code not in self._places:
            return {"place": code}
        area = self._places.at_level(code, "governorate")
        is_wide = rank_of(self._places.get(code).level) <= LEVELS.index("governorate")
        return {**({} if is_wide else {"place": code}), **({"area": area} if area else {})}

    def _code(self, text: str, level: str) -> str | None:
        codes = [text] if text in self._places else self._index.get(fold(text), ())
        if level in LEVELS:
            codes = [each for each in codes if self._places.get(each).level == level]
        ranks = {each: rank_of(self._places.get(each).level) for each in codes}
        widest = [each for each in ranks if ranks[each] == min(ranks.values())]
        return widest[0] if len(widest) == 1 else None


def _unknown(level: str, text: str) -> dict[str, str]:
    return {"area" if level == "governorate" else "place": fold(text)}


def _order_of(texts: Sequence[str], clock: str) -> DateOrder | None:
    """Returns the order of day and month that a column shows itself, None where it does not."""
    shown = set()
    for text in texts:
        fits = {order for order in DateOrder if not _day(text, clock, order)[1]}
        if len(fits) == 1:
            shown |= fits
    return shown.pop() if len(shown) == 1 else None


def _day(text: str, clock: str, order: DateOrder | None) -> tuple[str, str]:
    """Returns what a cell states as year, month or day, and why it states nothing."""
    try:
        stated = stated_date(plain_digits(text), DateReading(date_words(), clock, fold, order))
        When.parse(stated, clock=clock)
    except AmbiguousDateError:
        return "", "day or month first"
    except ValueError:
        return "", "no date"
    if int(stated[:4]) not in _YEARS:
        return "", "no date of our time"
    return _shared(stated), ""


def _shared(stated: str) -> str:
    """Returns the day, month or year in which the whole of a stated time lies; else nothing."""
    parts = [each[:10] for each in stated.split("/")]
    shortest = min(map(len, parts))
    fits = (end for end in _PARTS if end <= shortest and len({each[:end] for each in parts}) == 1)
    return parts[0][: max(fits, default=0)]
