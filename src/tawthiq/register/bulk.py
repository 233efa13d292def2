"""Many rows or ids at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

import sqlalchemy as sa

_T = TypeVar("_T")

CHUNK = 500
"""So many values go into one statement."""


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows, all of the same columns, by the driver's own way of many at once.

    An import inserts a million rows: looking at the values of each takes longer than writing it.
    """
    if not rows:
        return
    statement = sa.insert(table).compile(connection, column_keys=list(rows[0]))
    values: Any = rows
    if statement.positional:
        order = itemgetter(*statement.positiontup or ())
        values = [order(row) for row in rows]
    connection.exec_driver_sql(str(statement), values)


def parts(items: Iterable[_T]) -> Iterator[list[_T]]:
    """Yields what comes in lists that are small enough for one statement each."""
    rest = iter(items)
    while part := list(islice(rest, CHUNK)):
        yield part


def chunks(items: list[Any]) -> Iterable[list[Any]]:
    """Yields the pieces of a list, each small enough for one statement."""
    for at in range(0, len(items), CHUNK):
        yield items[at : at + CHUNK]
