"""A form of KoboToolbox or ODK as one export shows it: its submissions, and its repeat groups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tawthiq.intake.files import Headed, Row, SheetFile, read_header
from tawthiq.intake.mapped.headers import seems_to_list
from tawthiq.intake.systems.kobo_columns import (
    KEYS,
    Choices,
    Geopoint,
    choices,
    geopoints,
    guess_questions,
    has_xml_names,
    is_own,
    is_yes_or_no,
    short,
    split_names,
)
from tawthiq.names import fold
from tawthiq.vocabulary import header_fields

_LONGEST_NAME = 31
_MOST_VALUES = 1_000
_TIME = re.compile(r"(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NONE = "n/a"


@dataclass(slots=True)
class Form:
    """What an export shows of its form.

    Attributes:
        main: The sheet of the submissions; each of `repeats` belongs to it or to another one.
        key: The column that a submission is known by.
        guesses: Column -> field, for the questions that are surely understood.
        dated: Date and time of what happened, where they stand in two columns.
        is_old: Whether it is a CSV of KoboCAT, in which an empty cell is `n/a`.
        values: The different cells of a column, as far as they are few.
    """

    file: SheetFile
    main: Headed
    repeats: tuple[Headed, ...]
    key: str | None
    guesses: dict[str, str]
    choices: tuple[Choices, ...]
    points: tuple[Geopoint, ...]
    dated: tuple[str, str] | None
    has_xml_names: bool
    is_old: bool
    values: Mapping[str, frozenset[str]]
    _keys: dict[str, dict[str, str]] = field(default_factory=dict)
    _by_uuid: dict[str, str] = field(default_factory=dict)

    @property
    def moment(self) -> str | None:
        """The column that is made of a date and a time."""
        return " + ".join(self.dated) if self.dated is not None else None

    @property
    def added(self) -> tuple[str, ...]:
        """Columns that are made of others."""
        made = [each.column for each in self.choices if each.column not in self.main.columns]
        return (*made, *([self.moment] if self.moment is not None else []))

    def view(self, headed: Headed) -> Headed:
        """Returns a sheet of the file with the cells that are made of others."""
        name = headed.sheet.name
        if name == self.main.sheet.name:
            return replace(headed, added=self.added, adds=self.cells_of)
        if any(each.sheet.name == name for each in self.repeats):
            return replace(headed, adds=self._parent_of)
        return headed

    def lists_persons(self, repeat: Headed) -> bool:
        """Says whether a repeat group is a list of persons."""
        return seems_to_list(short(each) for each in repeat.columns if not is_own(each))

    def cells_of(self, row: Row) -> dict[str, str]:
        """Returns what is read in place of cells of a submission, or beside them."""
        cells = dict(row.cells)
        if self.is_old:
            cells = {name: "" if cell == _NONE else cell for name, cell in cells.items()}
        if self.key is not None:
            cells[self.key] = cells.get(self.key, "").removeprefix("uuid:")
        for each in self.choices:
            cells[each.column] = each.chosen(cells)
        if self.has_xml_names:
            made = {each.column for each in self.choices}
            for name, meant in self.guesses.items():
                if name not in made and (several := split_names(meant, cells.get(name, ""))):
                    cells[name] = several
        if self.dated is not None and self.moment is not None:
            cells[self.moment] = _moment(*(cells.get(each, "") for each in self.dated))
        return cells

    def _parent_of(self, row: Row) -> dict[str, str]:
        """Returns the key of the submission that a row of a repeat group belongs to.

        Its uuid goes before its number: exports that were pasted together have numbers twice.
        """
        uuid = row["_submission__uuid"]
        if uuid and "_uuid" in self.main.columns:
            return {"_parent_index": self._by_uuid.get(uuid, uuid)}
        table = row["_parent_table_name"][:_LONGEST_NAME]
        held = self._keys.get(table, self._keys.get(self.main.sheet.name or "", {}))
        return {"_parent_index": held.get(row["_parent_index"], row["_parent_index"])}

    def number(self) -> None:
        """Learns which submission each row of the export belongs to, by its number there."""
        if not self.repeats:
            return
        of_main: dict[str, str] = {}
        self._by_uuid = {}
        for row in self.main.rows():
            key, number = self.cells_of(row)[self.key or ""], row["_index"]
            self._by_uuid[row["_uuid"]] = key
            of_main[number] = f"{number} (twice)" if number in of_main else key
        self._keys[self.main.sheet.name or ""] = of_main
        for repeat in self.repeats:  # one inside another comes after it
            rows = repeat.rows() if "_index" in repeat.columns else ()
            self._keys[repeat.sheet.name or ""] = {
                row["_index"]: self._parent_of(row)["_parent_index"] for row in rows
            }


def read_form(file: SheetFile) -> Form | None:
    """Returns the form of an export; None where no sheet holds submissions."""
    headed = [each for each in map(read_header, file.sheets) if each is not None]
    main = next((each for each in headed if not set(KEYS).isdisjoint(each.columns)), None)
    if main is None:
        return None
    repeats = tuple(each for each in headed if each is not main and "_parent_index" in each.columns)
    is_old = file.form == "csv" and "_index" not in main.columns
    seen = _look(main, is_old=is_old)
    points = tuple(geopoints(main.columns))
    chosen = tuple(choices(main.columns, is_yes_or_no=lambda name: name in seen.yes_or_no))
    answers = {name for each in chosen for name in each.answers}
    apart = frozenset((*answers, *(name for each in points for name in each.columns)))
    asked = (*main.columns, *(each.column for each in chosen))
    guesses = guess_questions(asked, makes="accounts", but=apart)
    if points:
        guesses |= {points[0].latitude: "latitude", points[0].longitude: "longitude"}
        if points[0].precision is not None:
            guesses[points[0].precision] = "precision"
    form = Form(
        file=file, main=main, repeats=repeats, key=_key(main, seen), guesses=guesses,
        choices=chosen, points=points, dated=_dated(main, guesses),
        has_xml_names=has_xml_names(main.columns), is_old=is_old,
        values={name: frozenset(each) for name, each in seen.values.items()},
    )  # fmt: skip
    form.number()
    return form


@dataclass(slots=True)
class _Seen:
    yes_or_no: set[str]
    filled: set[str]
    values: dict[str, set[str]]


def _look(main: Headed, *, is_old: bool) -> _Seen:
    """Looks at every submission once."""
    own = [name for name in main.columns if not is_own(name)]
    seen = _Seen(set(own), set(KEYS) & set(main.columns), {name: set() for name in own})
    said: set[str] = set()  # a column without any answer is none of 0 and 1
    for row in main.rows():
        seen.filled = {name for name in seen.filled if row[name]}
        for name in own:
            cell = "" if is_old and row[name] == _NONE else row[name]
            if name in seen.yes_or_no and not is_yes_or_no(cell):
                seen.yes_or_no.discard(name)
            said |= {name} if cell and name in seen.yes_or_no else set()
            if cell and len(cell) < _MOST_VALUES and len(seen.values[name]) < _MOST_VALUES:
                seen.values[name].add(cell)
    seen.yes_or_no &= said
    return seen


def _key(main: Headed, seen: _Seen) -> str | None:
    there = [name for name in KEYS if name in main.columns]
    return next((name for name in there if name in seen.filled), there[0] if there else None)


def _dated(main: Headed, guesses: Mapping[str, str]) -> tuple[str, str] | None:
    """Returns the columns of date and time, where each is asked for itself."""
    day = next((name for name, meant in guesses.items() if meant == "when"), None)
    words = header_fields()
    times = [
        name for name in main.columns if not is_own(name) and words.get(fold(short(name))) == "time"
    ]
    return (day, times[0]) if day is not None and len(times) == 1 else None


def _moment(day: str, time: str) -> str:
    found = _TIME.fullmatch(time)
    if found is None or not _DAY.fullmatch(day):
        return day
    offset = "+00:00" if found[2] == "Z" else found[2] or ""
    return f"{day}T{found[1]}{offset}"
