"""Lists of people as columns that can be compared, whatever tables they came in.

Rows are put in the order of their content, so that neither the order of rows nor that of lists
changes a result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from tawthiq.errors import Fault, InputError
from tawthiq.linkage.ages import age_in_years
from tawthiq.linkage.placeholders import without_placeholders
from tawthiq.names import plain_digits

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
_SEXES = {"f": 1, "female": 1, "أنثى": 1, "انثى": 1, "m": 2, "male": 2, "ذكر": 2}


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
        InputError: There is no table, or none that can be read; a table has no name column, an id
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
    for name, table in named:
        rows += _rows(name, _as_arrow(name, table, faults), faults)
    if faults:
        raise InputError(faults)
    _refuse_doubled(rows)
    return _columns(_in_order(rows))


@dataclass(frozen=True, slots=True)
class _Row:
    list: str
    id: str
    cells: dict[str, Any]

    @property
    def content(self) -> str:
        return "\x1f".join(f"{name}={self.cells[name]}" for name in sorted(self.cells))


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
            return pa.Table.from_pylist(list(table)) if len(faults) == found else pa.table({})
        return pa.Table.from_pandas(table)
    except (pa.ArrowException, AttributeError, TypeError, UnicodeEncodeError):
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


def _rows(name: str, table: pa.Table, faults: list[Fault]) -> list[_Row]:
    if not table.num_rows and not table.column_names:
        return []
    table = table.rename_columns([ALIASES.get(each, each) for each in table.column_names])
    there = [each for each in COLUMNS if each in table.column_names]
    if not set(NAMES) & set(there):
        reason = "the table has no column with names"
        remedy = f"Call it one of: {', '.join(NAMES)}."
        faults.append(Fault(name, None, None, None, reason, remedy))
        return []
    columns = {each: table.column(each).to_pylist() for each in there}
    found = []
    for at in range(table.num_rows):
        cells = {each: values[at] for each, values in columns.items() if _holds(values[at])}
        row_id = str(cells.pop("id", at))
        found.append(_Row(str(cells.pop("list", name)), row_id, cells))
        for field in ("born", "died"):
            if field in cells and _day(cells[field]) is None:
                value = str(cells[field])
                faults.append(Fault(name, at + 1, field, value, "this is no day",
                                    "Write 2017-10-05, 2017-10 or 2017."))  # fmt: skip
    return found


def _holds(value: Any) -> bool:
    return (
        value is not None and value == value and (not isinstance(value, str) or bool(value.strip()))
    )


def _refuse_doubled(rows: Sequence[_Row]) -> None:
    seen: set[tuple[str, str]] = set()
    for each in rows:
        if (each.list, each.id) in seen:
            reason = f"the id {each.id!r} stands in this list twice"
            remedy = "Give each row an id of its own, or leave the column out."
            raise InputError([Fault(each.list, None, "id", each.id, reason, remedy)])
        seen.add((each.list, each.id))


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
    born = np.array([_day(row.cells.get("born")) or (0, 0, 0) for row in rows], np.int32)
    died = np.array([_epoch(_day(row.cells.get("died"))) for row in rows], np.int32)
    age = np.array([age_in_years(row.cells.get("age")) for row in rows], np.float32)
    born, age = without_placeholders(born.reshape(-1, 3), age, list_of)
    return People(
        lists=lists,
        list_of=list_of,
        ids=tuple(row.id for row in rows),
        names=tuple(_names(row) for row in rows),
        age=_aged(age, born, died),
        sex=np.array([_sex(row.cells.get("sex")) for row in rows], np.int8),
        born=born,
        died=died,
        place=_numbered(rows, "place"),
        area=_numbered(rows, "area"),
        incident=_numbered(rows, "incident"),
        mother=_texts(rows, "mother"),
        number=tuple(_plain(each) for each in _texts(rows, "number")),
    )


def _names(row: _Row) -> tuple[str, ...]:
    given = (str(row.cells[each]) for each in NAMES if each in row.cells)
    return tuple(dict.fromkeys(given))


def _texts(rows: Sequence[_Row], field: str) -> tuple[str | None, ...]:
    return tuple(str(row.cells[field]) if field in row.cells else None for row in rows)


def _plain(number: str | None) -> str | None:
    """Returns a number without what writers of it vary: case, spaces and hyphens."""
    if number is None:
        return None
    kept = "".join(each for each in plain_digits(number).casefold() if each not in " -/().\u00a0")
    return kept or None


def _sex(value: Any) -> int:
    return _SEXES.get(str(value).strip().lower(), 0)


def _numbered(rows: Sequence[_Row], field: str) -> Array:
    values = sorted({str(row.cells[field]) for row in rows if field in row.cells})
    number = {value: at for at, value in enumerate(values)}
    found = [number[str(row.cells[field])] if field in row.cells else -1 for row in rows]
    return np.array(found, np.int32)


def _day(value: Any) -> tuple[int, int, int] | None:
    """Returns year, month and day, 0 where a value does not tell them; None where it is no day."""
    if isinstance(value, (datetime, date)):
        return value.year, value.month, value.day
    parts = str(value).strip()[:10].split("-")
    if not 1 <= len(parts) <= 3 or not all(each.isdigit() for each in parts):
        return None
    year, month, day = (*map(int, parts), 0, 0)[:3]
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return year, month, day


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
