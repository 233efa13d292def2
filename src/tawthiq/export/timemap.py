"""The workbook behind a TimeMap: its three sheets, and the sheets of all records after them.

The three sheets hold what may be public alone, whatever the access of the export: they are made
to be shown on a map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tawthiq.dates import Precision, When
from tawthiq.export.content import Content, Values
from tawthiq.records import KINDS, Access, Gazetteer, access_of
from tawthiq.records.flat import cell_of
from tawthiq.vocabulary import labels

_EVENTS, _SOURCES, _ASSOCIATIONS = "EXPORT_EVENTS", "EXPORT_SOURCES", "EXPORT_ASSOCIATIONS"
_DAYS = (Precision.DAY, Precision.MINUTE)
_SHOWN_SIGNS = 16_000


class Map:
    """The sheets that TimeMap reads.

    Attributes:
        undated: How many incidents no day is known of: TimeMap cannot place them in time.
    """

    def __init__(self, content: Content):
        """Looks at what the incidents name."""
        self._content = content
        self._places: Gazetteer = content.casebook.places()
        self._urls = {each["id"]: each["url"] for each in self._public("account") if each["url"]}
        self.undated = 0
        self._most_sources, self._most_associations = 1, 1
        for values in self._public("incident"):
            when = self._day(values)
            self.undated += when is None
            if when is not None:
                self._most_sources = max(self._most_sources, len(self._told(values)))
                most = len(list(_associations(values)))
                self._most_associations = max(self._most_associations, most)

    def write(self, book: Any) -> None:
        """Adds the sheets to a workbook."""
        named: dict[str, tuple[str, str, str]] = {}
        told: dict[str, None] = {}
        sheet = book.add_worksheet(_EVENTS)
        numbered = [f"association{at}" for at in range(1, self._most_associations + 1)]
        numbered += [f"source{at}" for at in range(1, self._most_sources + 1)]
        _write(sheet, 0, ("id", "description", "date", "time", "location", "latitude",
                          "longitude", *numbered))  # fmt: skip
        number = 0
        for values in self._public("incident"):
            when = self._day(values)
            if when is None:
                continue
            number += 1
            associations = {code: (kind, text) for code, kind, text in _associations(values)}
            sources = self._told(values)
            named |= {code: (code, *both) for code, both in associations.items()}
            told |= dict.fromkeys(sources)
            first = (values["id"], _description(values), *_stamp(when), *self._where(values))
            codes = [*associations, *[""] * (self._most_associations - len(associations))]
            _write(sheet, number, (*first, *codes, *sources))
        self._write_lists(book, named, told)

    def _write_lists(
        self, book: Any, named: Mapping[str, tuple[str, str, str]], told: Mapping[str, None]
    ) -> None:
        sheet = book.add_worksheet(_SOURCES)
        _write(sheet, 0, ("id", "title", "thumbnail", "description", "path1", "type"))
        for number, account in enumerate(told, 1):
            url = self._urls[account]
            _write(sheet, number, (account, url, "", "", url, ""))
        sheet = book.add_worksheet(_ASSOCIATIONS)
        _write(sheet, 0, ("id", "title", "desc", "mode", "filter_path0", "filter_path1"))
        for number, (code, kind, text) in enumerate(sorted(named.values()), 1):
            _write(sheet, number, (code, text, "", "FILTER", kind, text))

    def _public(self, kind: str) -> Iterator[Values]:
        """Yields what is public of the records of a kind."""
        model = KINDS[kind]
        fields = [each for each in model.model_fields if access_of(model, each) is Access.PUBLIC]
        if kind in self._content.kinds:
            for values in self._content.values(kind):
                yield {name: values[name] for name in fields}

    def _told(self, values: Values) -> list[str]:
        return [each for each in values["accounts"] if each in self._urls]

    def _day(self, values: Values) -> When | None:
        """Returns a time that is known to the day; None for any other."""
        if values["when"] is None:
            return None
        when = When.model_validate(values["when"])
        return when if when.precision in _DAYS and when.first_day == when.last_day else None

    def _where(self, values: Values) -> tuple[str, str, str]:
        """Returns name and position; never the centre of a place in the stead of a position."""
        where = values["where"] or {}
        point, code = where.get("point"), where.get("place")
        name = where.get("named") or ""
        if not name and code:
            name = self._places.get(code).names.get("en", code) if code in self._places else code
        if point is None:
            return name, "", ""
        return name, repr(float(point["latitude"])), repr(float(point["longitude"]))


def _associations(values: Values) -> Iterator[tuple[str, str, str]]:
    """Yields what TimeMap can filter by: violations and parties."""
    for code in dict.fromkeys(values["violations"]):
        yield f"violation:{code}", "violation", _label(code)
    parties = (code for held in values["attributions"] for code in held["parties"])
    for code in dict.fromkeys(parties):
        yield f"party:{code}", "party", _label(code)


def _description(values: Values) -> str:
    """Returns an incident in words: what, by whom, what was hit, how many were killed."""
    parts = [", ".join(map(_label, values["violations"]))]
    parties = dict.fromkeys(code for held in values["attributions"] for code in held["parties"])
    parts.append(" / ".join(map(_label, parties)))
    parts += [values["means"] or "", values["target"] or ""]
    for toll in values["tolls"]:
        group = " ".join(each for each in (toll["status"], toll["group"]) if each != "any")
        parts.append(f"{toll['fate']}{f' ({group})' if group else ''}: {_range(toll['count'])}")
    return "; ".join(part for part in parts if part) or values["id"]


def _range(count: Mapping[str, Any]) -> str:
    low, high = count["minimum"], count["maximum"]
    if high is None:
        return f"at least {low}"
    return str(low) if low == high else f"{low} to {high}"


def _label(code: str) -> str:
    try:
        return labels(code).get("en", code)
    except ValueError:
        return code


def _stamp(when: When) -> tuple[str, str]:
    day = f"{when.first_day:%m/%d/%Y}"
    return day, when.stated.partition("T")[2] if when.precision is Precision.MINUTE else ""


def _write(sheet: Any, number: int, cells: tuple[str, ...]) -> None:
    for at, cell in enumerate(cells):
        if cell:
            sheet.write_string(number, at, cell_of(cell)[:_SHOWN_SIGNS])
