"""Lists of people as columns that can be compared, whatever tables they came in.

Rows are put in the order of their content, so that neither the order of rows nor that of lists
changes a result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from tawthiq.errors import Fault, InputError
from tawthiq.linkage.cells import age_of, day_of, number_of, sex_of, text_of
from tawthiq.linkage.placeholders import without_placeholders
from tawthiq.names import fold

Array: TypeAlias = "np.ndarray[Any, Any]"

COLUMNS = (
    "id", "list", "name", "name_ar", "name_latin", "age", "sex", "born", "died", "place", "area",
    "incident", "mother", "number",
)  # fmt: skip
"""What is read of a table; further columns are left alone."""

ALIASES = {"name_en": "name_latin", "dob": "born", "date_of_birth": "born",
           "date_of_death": "died", "mother_name": "mother", "governorate": "area",
           "email": "number", "phone": "number", "identity_number": "number"}  # fmt: skip
NAMES = ("name", "name_ar", "name_latin")
NO_DAY = -(2**31)
_TEXTS = ("id", "list", *NAMES, "place", "area", "incident", "mother", "number")
"""Columns whose cells are read as texts."""


@dataclass(frozen=True, slots=True)
class People:
    """Rows of all lists, numbered in the order of their content.

    Attributes:
        lists: The names of the lists.
        list_of: Per row, the number of its list.
        ids: Per row, its id in its list: that of the column `id`, or its place from 0.
        names: Per row, its name in each spelling that is given.
        age: In years, NaN where unknown; of somebody under one year 0.
        sex: 1 female, 2 male, 0 unknown.
        born: Year, month and day, 0 where unknown.
        died: Days since 1970, `NO_DAY` where unknown.
        place: Number of the place, -1 where unknown; so are area and incident.
        mother: The mother's name, or None.
        number: What is given to one person alone, such as an identity number, or None.
    """

    lists: tuple[str, ...]
    list_of: Array
    ids: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    age: Array
    sex: Array
    born: Array
    died: Array
    place: Array
    area: Array
    incident: Array
    mother: tuple[str | None, ...]
    number: tuple[str | None, ...]

    def __len__(self) -> int:
        """Returns how many rows there are."""
        return len(self.ids)


def read_people(tables: Sequence[Any] | Mapping[str, Any]) -> People:
    """Reads lists.

    Args:
        tables: Tables that speak Arrow, data frames, or lists of dicts; by name, or in any order;
            or the rows of one list as dicts. A column `list` names the list of each row, so that
            one list can come in several tables.

    Raises:
        InputError: What is given is no table or cannot be read; a table has no name column, an id
            stands twice in a list, or a day is none.
    """
    if isinstance(tables, str) or not isinstance(tables, (Mapping, Sequence)):
        reason = "these are no tables"
        raise InputError([Fault("lists", None, None, None, reason, "Give them in a list or dict.")])
    if not isinstance(tables, Mapping) and tables and isinstance(tables[0], Mapping):
        tables = [tables]  # the rows of one list
    named = tables.items() if isinstance(tables, Mapping) else (
        (f"list {at}", each) for at, each in enumerate(tables, 1)
    )  # fmt: skip
    rows: list[_Row] = []
    faults: list[Fault] = []
    called: set[str] = set()
    for key, table in named:
        name = str(key).encode("utf-8", "replace").decode()
        if name in called:
            reason = "two lists have this name"
            faults.append(Fault(name, None, None, None, reason, "Give each a name of its own."))
        called.add(name)
        rows += _rows(name, _as_arrow(name, table, faults), faults)
    faults += _doubled(rows)
    if faults:
        raise InputError(faults)
    return _columns(_in_order(rows))


@dataclass(frozen=True, slots=True)
class _Row:
    table: str
    number: int
    list: str
    id: str
    cells: dict[str, Any]

    @property
    def content(self) -> str:
        return "\x1f".join(f"{name}={text_of(self.cells[name])}" for name in sorted(self.cells))


def _as_arrow(name: str, table: Any, faults: list[Fault]) -> pa.Table:
    """Returns a table; one without columns where it is none, with what is wrong in `faults`."""
    found = len(faults)
    try:
        if isinstance(table, pa.Table):
            return table
        if hasattr(table, "__arrow_c_stream__"):
            return pa.table(table)
        if isinstance(table, Sequence) and not isinstance(table, str):
            faults += _row_faults(name, table)
            return _table_of(table) if len(faults) == found else pa.table({})
        return pa.Table.from_pandas(table)
    except (pa.ArrowException, AttributeError, OverflowError, TypeError, ValueError):
        reason = "this cannot be read as a table"
        remedy = "Give an Arrow table, a data frame, or dicts with one kind of value per column."
        faults.append(Fault(name, None, None, None, reason, remedy))
        return pa.table({})


def _row_faults(name: str, rows: Sequence[Any]) -> Iterator[Fault]:
    """Yields what keeps rows from being a table; no cell is shown, since it may be a name."""
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            yield Fault(name, number, None, None, "this row is no dict", "Name its cells.")
            continue
        for column, cell in row.items():
            if isinstance(cell, str) and any("\ud800" <= each <= "\udfff" for each in cell):
                reason = "the text holds half of a character"
                yield Fault(name, number, column, None, reason, "Read the file anew, as UTF-8.")


def _table_of(rows: Sequence[Mapping[Any, Any]]) -> pa.Table:
    """Returns rows as a table with every column that some row has."""
    columns = dict.fromkeys(each for row in rows for each in row)
    return pa.table({str(each): pa.array([row.get(each) for row in rows]) for each in columns})


def _rows(name: str, table: pa.Table, faults: list[Fault]) -> list[_Row]:
    if not table.num_rows and not table.column_names:
        return []
    meant = [ALIASES.get(each, each) for each in table.column_names]
    there = [each for each in COLUMNS if each in meant]
    if not set(NAMES) & set(there):
        reason = "the table has no column with names"
        remedy = f"Call it one of: {', '.join(NAMES)}."
        faults.append(Fault(name, None, None, None, reason, remedy))
        return []
    for each in there:
        also = [
            given for given, what in zip(table.column_names, meant, strict=True) if what == each
        ]
        if len(also) > 1:
            reason = f"several columns are read as {each}: {', '.join(also)}"
            faults.append(Fault(name, None, each, None, reason, "Leave all but one of them out."))
            return []
    try:
        columns = {each: table.column(meant.index(each)).to_pylist() for each in there}
    except (OverflowError, ValueError):  # an instant that no calendar has
        reason = "a cell lies outside of the calendar"
        faults.append(Fault(name, None, None, None, reason, "Write days as 2017-10-05."))
        return []
    found = []
    for at in range(table.num_rows):
        cells = {each: values[at] for each, values in columns.items() if _holds(values[at])}
        faults += _cell_faults(name, at + 1, cells)
        row_id, row_list = (text_of(cells.pop(each, None)) for each in ("id", "list"))
        found.append(_Row(name, at + 1, row_list or name, row_id or str(at), cells))
    return found


def _cell_faults(name: str, row: int, cells: Mapping[str, Any]) -> Iterator[Fault]:
    """Yields the cells that cannot be read; none is shown, since columns can be mixed up."""
    for field in _TEXTS:
        if field in cells and text_of(cells[field]) is None:
            reason = "this cell is no text"
            yield Fault(name, row, field, None, reason, "Write it as a text or a number.")
    for field in ("born", "died"):
        if field in cells and day_of(cells[field]) is None:
            remedy = "Write 2017-10-05, 2017-10 or 2017."
            yield Fault(name, row, field, None, "this is no day", remedy)


def _holds(value: Any) -> bool:
    return (
        value is not None and value == value and (not isinstance(value, str) or bool(value.strip()))
    )


def _doubled(rows: Sequence[_Row]) -> Iterator[Fault]:
    seen: dict[tuple[str, str], int] = {}
    for each in rows:
        key = each.list, each.id
        if key in seen:
            reason = f"the id of this row stands in the list twice, first in row {seen[key]}"
            remedy = "Give each row an id of its own, or leave the column out."
            yield Fault(each.table, each.number, "id", None, reason, remedy)
        seen.setdefault(key, each.number)


def _in_order(rows: Sequence[_Row]) -> list[_Row]:
    """Returns the rows in the order of the content of their lists, then of their own."""
    keyed = sorted((each.content, each.id, at) for at, each in enumerate(rows))
    digests: dict[str, Any] = {}
    for content, _, at in keyed:
        digests.setdefault(rows[at].list, hashlib.sha256()).update(
            content.encode("utf-8", "replace")
        )
    order = {name: (digest.hexdigest(), name) for name, digest in digests.items()}
    return [rows[at] for _, _, at in sorted(keyed, key=lambda each: order[rows[each[2]].list])]


def _columns(rows: Sequence[_Row]) -> People:
    lists = tuple(dict.fromkeys(each.list for each in rows))
    number = {name: at for at, name in enumerate(lists)}
    list_of = np.array([number[row.list] for row in rows], np.int32)
    born = np.array([day_of(row.cells.get("born")) or (0, 0, 0) for row in rows], np.int32)
    died = np.array([_epoch(day_of(row.cells.get("died"))) for row in rows], np.int32)
    age = np.array([age_of(row.cells.get("age")) for row in rows], np.float32)
    born, age = without_placeholders(born.reshape(-1, 3), age, list_of)
    return People(
        lists=lists,
        list_of=list_of,
        ids=tuple(row.id for row in rows),
        names=tuple(_names(row) for row in rows),
        age=_aged(age, born, died),
        sex=np.array([sex_of(row.cells.get("sex")) for row in rows], np.int8),
        born=born,
        died=died,
        place=_numbered(rows, "place"),
        area=_numbered(rows, "area"),
        incident=_numbered(rows, "incident"),
        mother=_texts(rows, "mother"),
        number=tuple(number_of(each) for each in _texts(rows, "number")),
    )


def _names(row: _Row) -> tuple[str, ...]:
    given = (text_of(row.cells[each]) for each in NAMES if each in row.cells)
    return tuple(dict.fromkeys(each for each in given if each))


def _texts(rows: Sequence[_Row], field: str) -> tuple[str | None, ...]:
    return tuple(text_of(row.cells.get(field)) for row in rows)


def _numbered(rows: Sequence[_Row], field: str) -> Array:
    """Returns one number for each different text, however it is written; -1 for none."""
    texts = [fold(each) if each is not None else None for each in _texts(rows, field)]
    number = {text: at for at, text in enumerate(sorted({each for each in texts if each}))}
    return np.array([number.get(each, -1) if each else -1 for each in texts], np.int32)


def _epoch(day: tuple[int, int, int] | None) -> int:
    if day is None or not day[2]:
        return NO_DAY
    return (date(*day) - date(1970, 1, 1)).days


def _aged(age: Array, born: Array, died: Array) -> Array:
    """Fills an age that is not given in from the days of birth and death."""
    known = np.isnan(age) & (born[:, 2] > 0) & (died != NO_DAY)
    years = (died.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970)[known]
    filled = age.copy()
    day_in_year = died[known] - (years - 1970).astype("datetime64[Y]").astype(
        "datetime64[D]"
    ).astype(int)
    birthday = (born[known, 1] - 1) * 30.5 + born[known, 2]
    filled[known] = np.maximum(0, years - born[known, 0] - (day_in_year < birthday))
    return filled
