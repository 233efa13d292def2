"""Accounts as columns that can be compared, whatever tables they came in.

Rows are put in the order of their content, so that neither the order of rows nor that of tables
changes a result.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from tawthiq.errors import Fault, InputError
from tawthiq.linkage.incidents.places import Placed, read_place
from tawthiq.linkage.incidents.spans import Span, read_span
from tawthiq.linkage.incidents.words import party_set, tokens_of
from tawthiq.records import Gazetteer

Array: TypeAlias = "np.ndarray[Any, Any]"

NUMBERS = ("killed", "civilians", "injured")
"""What is counted, each as one column or as `_min` and `_max`; `civilians` are civilians killed."""

COLUMNS = (
    "id", "list", "start", "end", "place", "area", "lat", "lon", "radius", "parties", "means",
    "target", *(f"{each}{end}" for each in NUMBERS for end in ("", "_min", "_max")),
)  # fmt: skip
"""What is read of a table; further columns are left alone."""

ALIASES = {"date": "start", "day": "start", "date_start": "start", "date_end": "end",
           "source": "list", "latitude": "lat", "longitude": "lon", "party": "parties",
           "perpetrator": "parties", "weapon": "means", "governorate": "area"}  # fmt: skip

LONGEST = 62
"""An account whose time leaves open more days than this is not compared."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one row tells, ready to be compared."""

    list: str
    id: str
    span: Span | None
    place: Placed
    parties: frozenset[str]
    means: frozenset[str]
    target: frozenset[str]
    numbers: Mapping[str, tuple[float, float]]

    @property
    def left_out(self) -> str | None:
        """Why the row is not compared, None where it is."""
        if self.span is None:
            return "no day"
        if self.span.days > LONGEST:
            return "time too wide"
        return None if self.place.is_told else "no place"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts of all lists, numbered in the order of their content."""

    rows: tuple[Account, ...]
    compared: Array
    """Numbers of the rows that are compared."""

    def __len__(self) -> int:
        """Returns how many rows there are."""
        return len(self.rows)

    def column(self, read: Callable[[Account], Any]) -> Array:
        """Returns one value of each compared row."""
        return np.array([read(self.rows[at]) for at in self.compared])


def read_accounts(
    tables: Sequence[Any] | Mapping[str, Any], *, clock: str, places: Gazetteer | None = None
) -> Accounts:
    """Reads accounts.

    Args:
        tables: Tables that speak Arrow, data frames, or lists of dicts, by name or in any order;
            or the rows of one table as dicts. A column `list` names the source of each row.
        clock: The time zone that an instant with an offset is put into.
        places: Places whose codes or spellings the column `place` may hold.

    Raises:
        InputError: A cell cannot be read, or an id stands twice in a list; all faults at once.
    """
    rows: list[tuple[str, Account]] = []
    faults: list[Fault] = []
    for name, table in _named(tables):
        for at, cells in enumerate(_cells(name, table, faults)):
            reader = _Reader(name, at + 1, cells, faults)
            account = _account(reader, (name, at), clock=clock, places=places)
            rows.append((reader.content(), account))
    _refuse_doubled([each for _, each in rows], faults)
    if faults:
        raise InputError(faults)
    rows.sort(key=lambda each: (each[0], each[1].list, each[1].id))
    found = tuple(each for _, each in rows)
    kept = [at for at, each in enumerate(found) if each.left_out is None]
    return Accounts(found, np.array(kept, np.int64))


def _named(tables: Any) -> list[tuple[str, Any]]:
    if isinstance(tables, Mapping):
        return list(tables.items())
    if hasattr(tables, "__arrow_c_stream__") or hasattr(tables, "columns"):
        return [("list 1", tables)]
    if isinstance(tables, str) or not isinstance(tables, Iterable):
        tables = [tables]
    found = list(tables)
    if found and all(isinstance(each, Mapping) for each in found):
        return [("list 1", found)]
    return [(f"list {at}", each) for at, each in enumerate(found, 1)]


def _cells(name: str, table: Any, faults: list[Fault]) -> list[dict[str, Any]]:
    fault = Fault(name, None, None, None, "this is no table",
                  "Give tables that speak Arrow, data frames, or lists of dicts.")  # fmt: skip
    if isinstance(table, (list, tuple)):
        if not all(isinstance(each, Mapping) for each in table):
            faults.append(fault)
            return []
        rows = [dict(each) for each in table]
    else:
        if not hasattr(table, "__arrow_c_stream__"):
            faults.append(fault)
            return []
        rows = pa.table(table).to_pylist()
    if rows and not any({ALIASES.get(key, key) for key in each} & {"start", "place", "lat"}
                        for each in rows):  # fmt: skip
        reason = "the table has neither a day nor a place"
        faults.append(Fault(name, None, None, None, reason,
                            f"Call the columns: {', '.join(COLUMNS)}."))  # fmt: skip
        return []
    return [_by_name(each) for each in rows]


def _by_name(row: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the cells that hold something by the names of `COLUMNS`; a plain name comes first."""
    found = {key: value for key, value in row.items() if key in COLUMNS and _holds(value)}
    for key, value in row.items():
        if key in ALIASES and _holds(value):
            found.setdefault(ALIASES[key], value)
    return found


def _holds(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, (list, tuple, set, frozenset)):
        return bool(value)
    return value is not None and bool(value == value)


class _Reader:
    """The cells of one row, which notes what cannot be read."""

    def __init__(self, name: str, row: int, cells: Mapping[str, Any], faults: list[Fault]):
        self.cells = cells
        self._at, self._faults = (name, row), faults

    def reject(self, column: str, reason: str, remedy: str) -> None:
        """Notes a fault."""
        value = str(self.cells.get(column))[:60]
        self._faults.append(Fault(*self._at, column, value, reason, remedy))

    def number(self, column: str, least: float, most: float) -> float:
        """Returns a number; NaN where none is told."""
        if column not in self.cells:
            return math.nan
        try:
            found = float(self.cells[column])
        except (TypeError, ValueError, OverflowError):
            found = math.nan
        if not least <= found <= most:
            self.reject(column, f"this is no number from {least:g} to {most:g}", "Correct it.")
            return math.nan
        return found

    def content(self) -> str:
        """Returns the row as text, the same for equal rows."""
        return "\x1f".join(f"{name}={_plain(self.cells[name])}" for name in COLUMNS[2:]
                           if name in self.cells)  # fmt: skip


def _plain(value: Any) -> str:
    if isinstance(value, (set, frozenset, list, tuple)):
        return ",".join(sorted(map(str, value)))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.10g}"
    return str(value)


def _account(
    reader: _Reader, home: tuple[str, int], *, clock: str, places: Gazetteer | None
) -> Account:
    cells = reader.cells
    span = None
    try:
        span = read_span(cells.get("start"), cells.get("end"), clock=clock)
    except (ValueError, OverflowError) as fault:
        reader.reject("start", str(fault), "Write 2017-10-05, 2017-10 or 2017-10-05T12:30.")
    degrees = (reader.number("lat", -90, 90), reader.number("lon", -180, 180))
    radius = reader.number("radius", 0, 20_037_508)
    return Account(
        str(cells.get("list", home[0])), str(cells.get("id", home[1])), span,
        read_place(cells.get("place"), cells.get("area"), (*degrees, radius), places),
        party_set(cells.get("parties")), tokens_of(cells.get("means")),
        tokens_of(cells.get("target")),
        {each: told for each in NUMBERS if (told := _bounds(reader, each)) is not None},
    )  # fmt: skip


def _bounds(reader: _Reader, name: str) -> tuple[float, float] | None:
    """Returns the least and the most that a row tells; `at least` and `at most` are one number."""
    told = reader.number(name, 0, 1e9)
    least, most = (reader.number(f"{name}_{end}", 0, 1e9) for end in ("min", "max"))
    known = [each for each in (least, most, told) if not math.isnan(each)]
    if not known:
        return None
    least = min(known[0], told) if not math.isnan(told) else known[0]
    if known[-1] < least and math.isnan(told):
        reader.reject(f"{name}_max", "the most is below the least", "Swap the two.")
    return least, max(known)


def _refuse_doubled(rows: Sequence[Account], faults: list[Fault]) -> None:
    seen: set[tuple[str, str]] = set()
    for each in rows:
        if (each.list, each.id) in seen:
            remedy = "Give each row an id of its own, or leave the column out."
            reason = "this id stands in the list twice"
            faults.append(Fault(each.list, None, "id", each.id, reason, remedy))
        seen.add((each.list, each.id))
