"""Columns of a CSV of Uwazi: one for each language, points as `lat|lon`, lists, and dates.

Layout: huridocs/uwazi, `app/api/csv`. `name__en` is a property in one language, `x_geolocation` a
point, `a|b` several values, `Group::value` a value inside a group, `from:to` (import) or
`from~to` (export) a span of days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tawthiq.intake.files import Headed, Row
from tawthiq.intake.mapped.fields import PLACES
from tawthiq.intake.mapped.headers import guess_columns
from tawthiq.intake.mapped.mapping import Column, Mapping

OF_SYSTEM = frozenset(("date added", "template", "documents", "attachments", "published", "file",
                       "creation date", "last modified"))  # fmt: skip
OF_FILES = frozenset(("documents", "attachments", "file"))
_LANGUAGE = re.compile(r"(?P<name>.+)__(?P<language>[a-z]{2,3})", re.IGNORECASE)
_POINT = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*\|\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_DAY = r"\d{4}(?:[-/ ]\d{1,2}(?:[-/ ]\d{1,2})?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
_SPAN = re.compile(rf"\s*({_DAY})\s*[:~]\s*({_DAY})\s*")
_TO_LATITUDE, _TO_LONGITUDE = " (latitude)", " (longitude)"
_READ = " (read)"
_GROUPED = frozenset(("violation", "party", "means", "target", "place", *PLACES))
_LISTED = frozenset(("violation", "party"))


def language_of(column: str) -> tuple[str, str | None]:
    """Returns the name of a property and the language of its column.

    >>> language_of("Place__ar"), language_of("Place")
    (('Place', 'ar'), ('Place', None))
    """
    found = _LANGUAGE.fullmatch(column)
    return (found["name"], found["language"].lower()) if found else (column, None)


def is_point(column: str) -> bool:
    """Says whether a column holds points."""
    return language_of(column)[0].lower().endswith("_geolocation")


def title_of(columns: Iterable[str]) -> str | None:
    """Returns the column of the title, the English one first."""
    titles = [each for each in columns if language_of(each)[0].lower() == "title"]
    return min(titles, key=lambda each: language_of(each)[1] not in (None, "en"), default=None)


def guess_properties(columns: Iterable[str]) -> dict[str, str]:
    """Returns the field that each property surely means: its name is exactly such a word."""
    names: dict[str, str] = {}
    for column in columns:
        name, language = language_of(column)
        if is_point(column) or name.lower() in OF_SYSTEM or name.lower() == "title":
            continue
        if name not in names or language == "en":
            names[name] = column
    guesses = guess_columns(names, makes="accounts")
    return {names[name]: guess.field for name, guess in guesses.items() if guess.sure}


def read_cell(cell: str, field: str) -> str:
    """Returns what is read in place of a cell that goes to a field.

    >>> read_cell("2030-01-02~2030-01-04", "when"), read_cell("Air::raid | Air::shell", "violation")
    ('2030-01-02/2030-01-04', 'raid|shell')
    """
    if field == "when" and (span := _SPAN.fullmatch(cell)):
        first, last = (each.replace(" ", "-").replace("/", "-") for each in span.groups())
        return f"{first}/{last}" if _iso(first) and _iso(last) else cell
    if field in _GROUPED and ("::" in cell or "|" in cell):
        parts = (each.rpartition("::")[2].strip() for each in cell.split("|"))
        return "|".join(each for each in parts if each)
    return cell


def _iso(day: str) -> bool:
    return bool(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", day))


@dataclass(slots=True)
class Properties:
    """The columns of a file, and those that are made of them.

    Attributes:
        read: Column -> field, where some cell is read otherwise than it stands.
        bad_points: Lines with a point that is none.
    """

    headed: Headed
    points: tuple[str, ...] = ()
    read: dict[str, str] = field(default_factory=dict)
    titles_are_keys: bool = False
    bad_points: dict[int, str] = field(default_factory=dict)
    file_count: int = 0

    @property
    def added(self) -> tuple[str, ...]:
        """Columns that are made of others."""
        ends = (f"{each}{end}" for each in self.points for end in (_TO_LATITUDE, _TO_LONGITUDE))
        return (*ends, *(f"{each}{_READ}" for each in self.read))

    def view(self, headed: Headed) -> Headed:
        """Returns the sheet with the columns that are made."""
        return replace(headed, added=self.added, adds=self._cells_of)

    def complete(self, mapping: Mapping) -> Mapping:
        """Returns a mapping with the columns that are made in place of those they are made of."""
        columns: dict[str, Column] = {}
        for name, each in mapping.columns.items():
            separator = each.separator or ("|" if each.to in _LISTED else None)
            made = f"{name}{_READ}" if name in self.read else name
            columns[made] = each.model_copy(update={"separator": separator})
        constants = dict(mapping.constants)
        fields = {*constants, *(each.to for each in columns.values())}
        if self.points and fields.isdisjoint(("latitude", "longitude")):
            columns[f"{self.points[0]}{_TO_LATITUDE}"] = Column(to="latitude")
            columns[f"{self.points[0]}{_TO_LONGITUDE}"] = Column(to="longitude")
            constants.setdefault("precision", "unknown")
        title = title_of(self.headed.columns)
        if self.titles_are_keys and title is not None and "key" not in fields:
            columns.setdefault(title, Column(to="key"))
        unread = (name for name in self.added if name not in columns)
        leave_out = tuple(dict.fromkeys((*mapping.leave_out, *unread)))
        return mapping.model_copy(
            update={"columns": columns, "constants": constants, "leave_out": leave_out}
        )

    def look(self, mapping: Mapping) -> None:
        """Looks at every row once."""
        self.points = tuple(name for name in self.headed.columns if is_point(name))
        meant = {name: each.to for name, each in mapping.columns.items()}
        title = title_of(self.headed.columns)
        files = [each for each in self.headed.columns if language_of(each)[0].lower() in OF_FILES]
        titles: set[str] = set()
        count = 0
        for row in self.headed.rows():
            count += 1
            titles.add(row[title] if title is not None else "")
            self.file_count += sum(len(row[each].split("|")) for each in files if row[each])
            for name, field_ in meant.items():
                if name not in self.read and read_cell(row[name], field_) != row[name]:
                    self.read[name] = field_
            for name in self.points:
                if row[name] and not _POINT.fullmatch(row[name]):
                    self.bad_points.setdefault(row.number, name)
        self.titles_are_keys = "" not in titles and len(titles) == count

    def _cells_of(self, row: Row) -> dict[str, str]:
        cells = {f"{name}{_READ}": read_cell(row[name], meant) for name, meant in self.read.items()}
        for name in self.points:
            found = _POINT.fullmatch(row[name])
            cells[f"{name}{_TO_LATITUDE}"] = found[1] if found else ""
            cells[f"{name}{_TO_LONGITUDE}"] = found[2] if found else ""
        return cells
