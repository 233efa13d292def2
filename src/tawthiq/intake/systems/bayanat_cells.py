"""What a bulletin or an incident of Bayanat tells, by its items in JSON or its cells in CSV.

Its dates have no zone, and midnight stands where no time was given. A location is an area with a
point inside, which is no place of an event; `geoLocations` are. A label is a path of words, of
which the last one is the narrowest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tawthiq.intake.notice import Treatment
from tawthiq.intake.systems.html_text import html_text
from tawthiq.intake.systems.known import is_known
from tawthiq.vocabulary import violation_code

KEY, WHEN, PLACE, NAMED = "(key)", "(when)", "(place)", "(named place)"
LATITUDE, LONGITUDE = "(latitude)", "(longitude)"
LABELS, SOURCE, WORDING = "(labels)", "(source)", "(wording)"

MADE = (KEY, WHEN, PLACE, NAMED, LATITUDE, LONGITUDE, LABELS, SOURCE, WORDING)
"""Columns that are made of others."""

SEPARATOR = "|"
_ONE = re.compile(r"(?P<list>[a-z_]+)\.[a-z_]+-\d+")
_WITH_ID = re.compile(r"\d+-(?P<title>.*)", re.DOTALL)
_MIDNIGHT = "T00:00"
_LISTS = {"labels": ("labels", "verLabels", "verified_labels", "potential_violations",
                     "claimed_violations"),
          "geo": ("geoLocations", "geo_locations")}  # fmt: skip
_RELATED = ("actor_relations", "incident_relations", "bulletin_relations", "related_actors",
            "related_incidents", "related_bulletins")  # fmt: skip

Lists = Mapping[str, list[Any]]

Remark = tuple[Treatment, str, str, str, str]
"""Treatment, column, code, reason and remedy of something to be told."""


@dataclass(slots=True)
class Made:
    """What was made of an item, and what must be told of it."""

    cells: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def note(self, column: str, code: str, reason: str, remedy: str) -> None:
        """Tells something of a column."""
        self.remarks.append((Treatment.NOTED, column, code, reason, remedy))


def make(kind: str, cells: Mapping[str, str], *, knows: Callable[[str], bool]) -> Made:
    """Returns what an item tells. `knows` says whether a place is written so."""
    made = Made(dict.fromkeys(MADE, ""))
    lists = {name: list(each) for name, each in _lists(cells).items()}
    made.cells[KEY] = f"{kind}-{cells['id']}" if cells.get("id") else ""
    made.cells[WORDING] = html_text(cells.get("description", ""))
    _when(made, lists)
    _place(made, lists, knows)
    _point(made, lists)
    labels = [_title(each) for name in _LISTS["labels"] for each in lists.get(name, [])]
    words = dict.fromkeys(_word(each) for each in labels if each)
    made.cells[LABELS] = f" {SEPARATOR} ".join(words)
    _source(made, lists)
    for name in _RELATED:
        if lists.get(name) or cells.get(name):
            made.remarks.append((
                Treatment.AS_GIVEN, name, "relation.as_given",
                "what it is related to is kept as given", "Relate the records here.",
            ))  # fmt: skip
    if lists.get("medias") or lists.get("media"):
        made.note("medias", "media.not_there", "the files themselves are not in the export",
                  "Add them: tawthiq evidence add")  # fmt: skip
    if lists.get("roles"):
        made.note("roles", "roles.told", "in Bayanat only some roles may see it",
                  "Give it into a casebook that only they can open.")  # fmt: skip
    return made


def _lists(cells: Mapping[str, str]) -> dict[str, list[Any]]:
    """Returns the lists of an item: JSON in one cell, or one cell for each member."""
    found: dict[str, list[Any]] = {}
    for name, cell in cells.items():
        if match := _ONE.fullmatch(name):
            if cell:
                found.setdefault(match["list"], []).append(cell)
        elif cell.startswith("["):
            try:
                value = json.loads(cell)
            except ValueError:
                continue  # a text that begins so
            if isinstance(value, list):
                found[name] = value
    return found


def _title(member: Any) -> str:
    """Returns the title of a member of a list, whichever language has one."""
    if isinstance(member, str):
        found = _WITH_ID.fullmatch(member)
        return (found["title"] if found else member).strip()
    if isinstance(member, dict):
        for name in ("title", "title_ar", "name", "name_ar"):
            if isinstance(member.get(name), str) and member[name].strip():
                return str(member[name]).strip()
    return ""


def _word(label: str) -> str:
    """Returns the last word of a label if it is a violation; else the label."""
    for words in (label, label.rpartition(",")[2].strip()):
        if is_known(violation_code, words):
            return words
    return label.replace(SEPARATOR, "/")


def _when(made: Made, lists: Lists) -> None:
    events = [each for each in lists.get("events", []) if isinstance(each, dict)]
    spans = {
        (str(each.get("from_date") or ""), str(each.get("to_date") or "")): None
        for each in events
        if each.get("from_date") or each.get("to_date")
    }
    if not spans:
        reason = "no event with a date stands in it, and the day of publication is none"
        made.note("events", "when.not_told", reason, "Enter the date if it is known.")
        return
    if any(not first for first, _ in spans):
        made.note("events", "when.no_start", "an event has an end and no start: it is not read",
                  "Enter the start in Bayanat.")  # fmt: skip
        spans = {(first, last): None for first, last in spans if first}
        if not spans:
            return
    if any(each.get("estimated") for each in events):
        made.note("events", "when.estimated", "its date is an estimate", "Check it.")
    if len(spans) > 1:
        made.note("events", "when.several", "its events have several dates: the time spans all",
                  "Make an incident of each.")  # fmt: skip
    first = min(first for first, _ in spans)
    last = max(last or first for first, last in spans)
    if any(each.endswith(_MIDNIGHT) for each in (first, last)):
        made.note("events", "when.midnight", "midnight stands where no time was given: the day is "
                  "read", "Nothing is to be done, unless it happened at midnight.")  # fmt: skip
    first, last = first.removesuffix(_MIDNIGHT), last.removesuffix(_MIDNIGHT)
    made.cells[WHEN] = first if last == first else f"{first}/{last}"


def _place(made: Made, lists: Lists, knows: Callable[[str], bool]) -> None:
    of_events = [
        each["location"]
        for each in lists.get("events", [])
        if isinstance(each, dict) and each.get("location")
    ]
    there = {title: each for each in of_events or lists.get("locations", [])
             if (title := _title(each))}  # fmt: skip
    if len(there) == 1:
        [(title, each)] = there.items()
        made.cells[PLACE] = next(filter(knows, _spellings(each)), title)
    elif there:
        made.cells[NAMED] = " / ".join(there)
        made.note("locations", "place.several", "it names several places: none is taken",
                  "Make an incident of each.")  # fmt: skip


def _spellings(location: Any) -> Iterator[str]:
    yield _title(location)
    if isinstance(location, dict) and isinstance(location.get("title_ar"), str):
        yield location["title_ar"]


def _point(made: Made, lists: Lists) -> None:
    spots = [
        each
        for name in _LISTS["geo"]
        for each in lists.get(name, [])
        if isinstance(each, dict) and _is_number(each.get("lat")) and _is_number(each.get("lng"))
    ]
    main = [each for each in spots if each.get("main") is True]
    chosen = main if len(main) == 1 else spots
    if len(chosen) == 1:
        made.cells[LATITUDE] = _plain(chosen[0]["lat"])
        made.cells[LONGITUDE] = _plain(chosen[0]["lng"])
    elif chosen:
        made.note("geoLocations", "point.several", "it has several points, and none is the main "
                  "one: none is taken", "Mark the main one in Bayanat.")  # fmt: skip


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(number: float) -> str:
    return f"{number:.9f}".rstrip("0").rstrip(".")


def _source(made: Made, lists: Lists) -> None:
    names = list(dict.fromkeys(name for each in lists.get("sources", []) if (name := _title(each))))
    if len(names) == 1:
        made.cells[SOURCE] = names[0]
    elif names:
        made.note("sources", "source.several", "it names several sources: none is taken for the "
                  "one who tells it", "Make an account of each.")  # fmt: skip
