"""Rows of exported Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tawthiq.intake.exported.item import Item, Place
from tawthiq.intake.files.line import refused
from tawthiq.records import KINDS
from tawthiq.records.flat import KIND, Scalar, columns_of
from tawthiq.records.flat.instants import AS_WRITTEN, text_of_instant

_ROWS = 1_000
_AGAIN = "Export it again, and copy the whole file."


def rows_of(path: Path) -> Iterator[Item]:
    """Yields the records of a Parquet file, some rows at a time.

    Raises:
        InputError: It is damaged, or its rows are no records.
    """
    number = 0
    try:
        with pq.ParquetFile(path) as file:
            names = [name for name in file.schema_arrow.names if not name.endswith(AS_WRITTEN)]
            columns = frozenset(names)
            for part in file.iter_batches(_ROWS):
                for cells in part.to_pylist():
                    number += 1
                    yield _item(Place(path.name, number), columns, cells)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise refused(path, "the file is damaged or cut off", _AGAIN) from fault


def _item(place: Place, columns: frozenset[str], cells: Mapping[str, Any]) -> Item:
    kind = cells.get(KIND)
    if kind not in KINDS:
        reason = "it is not said which kind of record it is"
        remedy = f"Use one of: {', '.join(sorted(KINDS))}."
        return Item(place, "", faults=(place.fault(KIND, str(kind)[:200], reason, remedy),))
    row = {column.name: _scalar(column.name, cells) for column in columns_of(KINDS[kind])
           if column.name in columns}  # fmt: skip
    return Item(place, kind, columns, row=row)


def _scalar(name: str, cells: Mapping[str, Any]) -> Scalar | None:
    written = cells.get(name + AS_WRITTEN)
    value = written if written is not None else cells[name]
    if isinstance(value, datetime):
        return text_of_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    found: Scalar | None = value
    return found
