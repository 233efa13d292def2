"""Events from any table: their columns checked, and turned into the arrays of the inner loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tawthiq.areas.shapes import reach_of
from tawthiq.breaches.tables.kernel import Array
from tawthiq.errors import Fault, InputError
from tawthiq.intake.event_table import EVENT_SCHEMA

_NEEDED = ("start", "end")


@dataclass(frozen=True, slots=True)
class Events:
    """A batch of events as arrays, in the order of the table.

    Attributes:
        ids: Id of each event.
        start: Microseconds since 1970; 0 where the time is not known.
        end: The same.
        timed: 1 where the time is known.
        place: Number of the place; -1 where none is named.
        longitude: Degrees; not a number where there is no point.
        latitude: The same.
        radius: Metres; 0 for an exact point.
        acts: Bits of the violations.
        parties: Bits of the candidates.
        joint: 1 where they acted together.
    """

    ids: pa.Array
    start: Array
    end: Array
    timed: Array
    place: Array
    longitude: Array
    latitude: Array
    radius: Array
    acts: Array
    parties: Array
    joint: Array

    @property
    def told(self) -> tuple[Array, ...]:
        """Returns what the place test looks at."""
        return (self.start, self.end, self.timed, self.place, self.longitude)

    def pick(self, rows: Array) -> Events:
        """Returns the events of some rows, without their ids."""
        arrays = (self.start, self.end, self.timed, self.place, self.longitude, self.latitude,
                  self.radius, self.acts, self.parties, self.joint)  # fmt: skip
        return Events(None, *(each[rows] for each in arrays))

    def boxes(self, rows: Array) -> Array:
        """Returns the box around the disc of each of these rows: west, south, east, north."""
        reach = reach_of(self.latitude[rows], self.radius[rows])
        centre = np.stack([self.longitude[rows], self.latitude[rows]], axis=1)
        found: Array = np.concatenate([centre - reach, centre + reach], axis=1)
        return found


def as_reader(table: Any) -> pa.RecordBatchReader:
    """Returns the batches of any table that speaks Arrow: pyarrow, pandas, Polars, DuckDB...

    Raises:
        InputError: It is no table, or lacks a column that must be there.
    """
    if isinstance(table, pa.RecordBatchReader):
        reader = table
    elif isinstance(table, pa.RecordBatch):
        reader = pa.RecordBatchReader.from_batches(table.schema, [table])
    elif hasattr(table, "__arrow_c_stream__"):
        reader = pa.RecordBatchReader.from_stream(table)
    elif hasattr(table, "to_arrow"):
        reader = table.to_arrow().to_reader()
    else:
        raise _refused(None, None, f"{type(table).__name__} is no table", "Give a table of Arrow, pandas or Polars.")  # noqa: E501  # fmt: skip
    check_schema(reader.schema)
    return reader


def check_schema(schema: pa.Schema) -> None:
    """Refuses a table whose columns cannot be those of events.

    Raises:
        InputError: With every column that is missing or of another type.
    """
    faults = []
    for name in _NEEDED:
        if name not in schema.names:
            remedy = f"Columns of events: {', '.join(EVENT_SCHEMA.names)}."
            faults.append(Fault("table", None, name, None, "the column is missing", remedy))
    for field in schema:
        if field.name in EVENT_SCHEMA.names and (fault := _type_fault(field)):
            faults.append(fault)
    if ("longitude" in schema.names) != ("latitude" in schema.names):
        reason = "longitude and latitude go together"
        faults.append(Fault("table", None, "longitude", None, reason, "Give both, or neither."))
    if faults:
        raise InputError(faults)


def read_events(
    batch: pa.RecordBatch,
    *,
    first: int,
    places: Mapping[str, int],
    acts: Sequence[str],
    parties: Sequence[str],
) -> Events:
    """Turns a batch into arrays.

    Args:
        batch: Of a table whose schema was checked.
        first: Number of its first row in the whole table, for messages and missing ids.
        places: Place code -> its number.
        acts: Violation codes in the order of their bits.
        parties: Party codes in the order of their bits.

    Raises:
        InputError: With the rows whose codes, interval or point cannot be.
    """
    held = {name: batch.column(name) for name in EVENT_SCHEMA.names if name in batch.schema.names}
    rows = batch.num_rows
    faults: list[Fault] = []
    start, end = (_instants(held[name]) for name in _NEEDED)
    known = pc.and_(held["start"].is_valid(), held["end"].is_valid())
    timed = known.to_numpy(zero_copy_only=False).astype(np.uint8)
    faults += _rows(first, "end", (timed == 1) & (end <= start), "the end is not after the start")
    longitude, latitude, radius = (
        _floats(held.get(name), rows) for name in ("longitude", "latitude", "radius")
    )
    pointed = ~np.isnan(longitude)
    faults += _rows(first, "longitude", pointed != ~np.isnan(latitude), "half a point was given")
    off = pointed & ~((np.abs(longitude) <= 180) & (np.abs(latitude) <= 90))
    faults += _rows(first, "longitude", off, "the point leaves the degrees")
    radius = np.nan_to_num(radius)
    faults += _rows(first, "radius", (radius < 0) | np.isinf(radius), "no radius is so")
    place = _numbers(held.get("place"), places, rows, first, "place", faults)
    events = Events(
        held["incident"] if "incident" in held else _row_ids(first, rows),
        np.where(timed == 1, start, 0),
        np.where(timed == 1, end, 0),
        timed,
        place,
        longitude,
        latitude,
        radius,
        _bits(held.get("violations"), acts, rows, first, "violations", faults),
        _bits(held.get("parties"), parties, rows, first, "parties", faults),
        _flags(held.get("joint"), rows),
    )
    if faults:
        raise InputError(faults)
    return events


def _type_fault(field: pa.Field) -> Fault | None:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    remedy = f"Give it as {EVENT_SCHEMA.field(field.name).type}."
    reason = f"it is of type {field.type}"
    if field.name in _NEEDED:
        if pa.types.is_timestamp(kind) and kind.tz is not None:
            return None
        remedy += " A time needs its clock: a time without one is never guessed."
    elif field.name in ("longitude", "latitude", "radius"):
        if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind):
            return None
    elif field.name == "joint":
        if pa.types.is_boolean(kind) or pa.types.is_null(kind):
            return None
    elif _is_text(kind) or (field.name in ("violations", "parties") and _is_list(kind)):
        return None
    return Fault("table", None, field.name, None, reason, remedy)


def _is_text(kind: pa.DataType) -> bool:
    text = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    return any(test(kind) for test in text)


def _is_list(kind: pa.DataType) -> bool:
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return False
    value = kind.value_type
    return _is_text(value.value_type if pa.types.is_dictionary(value) else value)


def _instants(column: pa.Array) -> Array:
    whole = pc.cast(column, pa.timestamp("us", tz="UTC"), safe=False)
    numbers: Array = pc.fill_null(pc.cast(whole, pa.int64()), 0).to_numpy(zero_copy_only=False)
    return numbers


def _floats(column: pa.Array | None, rows: int) -> Array:
    if column is None:
        return np.full(rows, np.nan)
    numbers: Array = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)
    return numbers


def _flags(column: pa.Array | None, rows: int) -> Array:
    if column is None:
        return np.zeros(rows, np.uint8)
    known = pc.fill_null(pc.cast(column, pa.bool_()), False)
    flags: Array = known.to_numpy(zero_copy_only=False).astype(np.uint8)
    return flags


def _coded(column: pa.Array, known: Mapping[str, int]) -> tuple[Array, list[str]]:
    """Returns the number of each text, -1 for none and -2 for one that is not known."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    words = column.dictionary.to_pylist()
    numbers = np.array([known.get(word, -2) for word in words] + [-1], np.int64)
    at = pc.fill_null(pc.cast(column.indices, pa.int64()), len(words))
    return numbers[at.to_numpy(zero_copy_only=False)], [w for w in words if w not in known]


def _numbers(
    column: pa.Array | None, known: Mapping[str, int], rows: int, first: int, name: str,
    faults: list[Fault],
) -> Array:  # fmt: skip
    if column is None or pa.types.is_null(column.type):
        return np.full(rows, -1, np.int32)
    numbers, _ = _coded(column, known)
    faults += _unknown(first, name, numbers == -2, column)
    return numbers.astype(np.int32)


def _bits(
    column: pa.Array | None, words: Sequence[str], rows: int, first: int, name: str,
    faults: list[Fault],
) -> Array:  # fmt: skip
    bits = np.zeros(rows, np.uint64)
    if column is None or pa.types.is_null(column.type):
        return bits
    known = {word: at for at, word in enumerate(words)}
    if _is_list(column.type):
        values, parents = column.flatten(), pc.list_parent_indices(column)
        of = parents.to_numpy(zero_copy_only=False)
    else:
        values, of = column, np.arange(rows)
    if pa.types.is_null(values.type):
        return bits
    numbers, _ = _coded(values, known)
    wrong = np.zeros(rows, bool)
    wrong[of[numbers == -2]] = True
    faults += _unknown(first, name, wrong, column)
    held = numbers >= 0
    np.bitwise_or.at(bits, of[held], np.uint64(1) << numbers[held].astype(np.uint64))
    return bits


def _unknown(first: int, name: str, wrong: Array, column: pa.Array) -> list[Fault]:
    noun = {"place": "place", "violations": "violation", "parties": "party"}[name]
    return [
        Fault("table", first + int(at) + 1, name, str(column[int(at)].as_py()),
              f"no {noun} has this code", "Use a code of the vocabulary, or leave it empty.")
        for at in np.nonzero(wrong)[0][:20]
    ]  # fmt: skip


def _rows(first: int, name: str, wrong: Array, reason: str) -> list[Fault]:
    return [
        Fault("table", first + int(at) + 1, name, None, reason, "Correct the row.")
        for at in np.nonzero(wrong)[0][:20]
    ]


def _row_ids(first: int, rows: int) -> pa.Array:
    return pa.array(np.arange(first, first + rows)).cast(pa.string())


def _refused(row: int | None, column: str | None, reason: str, remedy: str) -> InputError:
    return InputError([Fault("table", row, column, None, reason, remedy)])
