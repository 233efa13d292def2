"""Parquet: a file per kind of record, flat and typed, that DuckDB, Spark and pandas read as it is.

A time is an instant in UTC. Where its text says more than that, such as another offset, the text
stands in a second column `NAME.as_written`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tawthiq.export.content import Content
from tawthiq.records.flat import KIND, MANIFEST_NAME, Column, Form, Scalar
from tawthiq.records.flat.instants import AS_WRITTEN, text_of_instant

_ROWS = 10_000
_TYPES = {
    Form.INTEGER: pa.int64(),
    Form.NUMBER: pa.float64(),
    Form.TRUTH: pa.bool_(),
    Form.MOMENT: pa.timestamp("us", tz="UTC"),
    Form.DAY: pa.date32(),
}


def write_parquet(content: Content, folder: Path) -> None:
    """Writes a Parquet file per kind of record, part by part."""
    for kind in content.kinds:
        columns = content.columns(kind)
        schema = _schema(kind, columns)
        rows = content.rows(kind)
        with pq.ParquetWriter(folder / f"{kind}.parquet", schema, compression="zstd") as writer:
            while part := list(islice(rows, _ROWS)):
                table = {name: list(cells) for name, cells in _cells(kind, columns, part)}
                writer.write_table(pa.table(table, schema=schema))


def _schema(kind: str, columns: Sequence[Column]) -> pa.Schema:
    fields = [pa.field(KIND, pa.string())]
    for column in columns:
        fields.append(pa.field(column.name, _TYPES.get(column.form, pa.string())))
        if column.form is Form.MOMENT:
            fields.append(pa.field(column.name + AS_WRITTEN, pa.string()))
    return pa.schema(fields, metadata={MANIFEST_NAME: kind})


def _cells(
    kind: str, columns: Sequence[Column], rows: Sequence[dict[str, Scalar | None]]
) -> Iterator[tuple[str, Iterator[Any]]]:
    yield KIND, iter([kind] * len(rows))
    for column in columns:
        name = column.name
        cells = [row.get(name) for row in rows]
        if column.form is Form.MOMENT:
            instants = [_instant(cell) for cell in cells]
            yield name, iter(instants)
            yield (
                name + AS_WRITTEN,
                (
                    None
                    if cell is None or (at is not None and text_of_instant(at) == cell)
                    else cell
                    for at, cell in zip(instants, cells, strict=True)
                ),
            )
        elif column.form is Form.DAY:
            yield name, (None if cell is None else date.fromisoformat(str(cell)) for cell in cells)
        else:
            yield name, iter(cells)


def _instant(cell: Scalar | None) -> datetime | None:
    """Returns the instant of a text; None where no zone is told with it."""
    if cell is None:
        return None
    try:
        at = datetime.fromisoformat(str(cell))
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
