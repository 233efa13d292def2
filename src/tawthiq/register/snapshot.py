"""Parquet tables of one state of the register, one per kind of record, cached by root.

The tables are typed after the record models, so that DuckDB, Spark or pandas read them as they
are; a list of values is a list, a part of a record a struct, a text by language a map.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from tawthiq.errors import RegisterError
from tawthiq.records import KINDS, Record
from tawthiq.register.view import View

_R = TypeVar("_R", bound=Record)
_ROWS = 10_000
_PLAIN: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
    date: pa.date32(),
}


def write_snapshot(view: View, folder: Path) -> Path:
    """Writes the tables of a state, unless they are there already, and returns their folder.

    Args:
        view: The state; its root names the folder.
        folder: Where snapshots are kept.

    Raises:
        RegisterError: The folder cannot be written.
    """
    target = folder / view.state().root
    if target.exists():
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        work = Path(tempfile.mkdtemp(prefix=".", dir=folder))
    except OSError as fault:
        raise RegisterError(f"{folder} cannot be written: {fault.strerror}.") from fault
    try:
        for kind, model in sorted(KINDS.items()):
            _write_table(view, model, work / f"{kind}.parquet")
        work.rename(target)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        if target.exists():  # another process was first, with the same content
            return target
        raise
    return target


def read_snapshot(folder: Path, model: type[_R]) -> list[_R]:
    """Returns the records of one kind from a snapshot."""
    table = pq.read_table(folder / f"{model.kind}.parquet", schema=schema_of(model))
    return [model.model_validate(_back(row)) for row in table.to_pylist(maps_as_pydicts="strict")]


def schema_of(model: type[BaseModel]) -> pa.Schema:
    """Returns the columns of a model: one per field, in the model's order."""
    return pa.schema(
        [pa.field(name, _type(field.annotation)) for name, field in model.model_fields.items()],
        metadata={"tawthiq.model": model.__name__},
    )


def _write_table(view: View, model: type[Record], path: Path) -> None:
    schema = schema_of(model)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _batches(view, model):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def _batches(view: View, model: type[Record]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    for record in view.all(model):
        rows.append(record.model_dump(mode="python"))
        if len(rows) == _ROWS:
            yield rows
            rows = []
    yield rows


def _type(annotation: Any) -> pa.DataType:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _type(next(each for each in arguments if each is not NoneType))
    if origin is Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_type(arguments[0]))
    if origin in (dict, Mapping):
        return pa.map_(_type(arguments[0]), _type(arguments[1]))
    if origin is not None:  # Annotated
        return _type(arguments[0])
    if issubclass(annotation, BaseModel):
        return pa.struct(
            [
                pa.field(name, _type(each.annotation))
                for name, each in annotation.model_fields.items()
            ]
        )
    return pa.string() if issubclass(annotation, Enum) else _PLAIN[annotation]


def _back(value: Any) -> Any:
    """Turns lists back into tuples, as the models have them."""
    if isinstance(value, dict):
        return {key: _back(inner) for key, inner in value.items()}
    return tuple(_back(inner) for inner in value) if isinstance(value, list) else value
