"""Reads the tables of a register that may be damaged: raw rows, and faults as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tawthiq.register import schema
from tawthiq.register.verification import Found

_FETCHED = 1000
_CHUNK = 500

Row = Sequence[Any]


class Rows:
    """One state of the database, read row by row; what cannot be read is a finding.

    Attributes:
        tables: The tables that are there.
        failed: Those of a register that are not there, or could not be read to their end: what is
            missing from them says nothing.
    """

    def __init__(self, connection: sa.Connection, found: Found):
        """Reads through a connection."""
        self._connection = connection
        self._found = found
        self.dialect = connection.dialect.name
        self.tables = frozenset(sa.inspect(connection).get_table_names())
        self.failed = set(schema.TABLES) - self.tables
        if self.dialect == "sqlite":
            raw: Any = connection.connection.driver_connection
            raw.text_factory = lambda data: data.decode("utf-8", "surrogateescape")

    def stream(self, table: str, statement: str, **values: Any) -> Iterator[Row]:
        """Yields the rows of a statement about a table, without holding them all.

        Where they cannot be read to the end, the table is named as damaged and the rows end.
        """
        if table not in self.tables:
            return
        options = {"stream_results": True, "max_row_buffer": _FETCHED}
        with self._named(table):
            asked = sa.text(statement)
            with self._connection.execute(asked, values, execution_options=options) as result:
                for part in result.partitions(_FETCHED):
                    yield from part

    def placed(self, table: str, statement: str) -> Iterator[Row]:
        """Yields rows that begin with a position; one without any belongs nowhere and is named."""
        for row in self.stream(table, statement):
            if type(row[0]) is int:
                yield row
            else:
                self._found.damage(table, "has no position")

    def do(
        self, table: str, statement: str, values: Sequence[Mapping[str, Any]] | None = None
    ) -> None:
        """Runs a statement that changes nothing but temporary tables, once or for each of some."""
        if table in self.tables:
            with self._named(table):
                self._connection.execute(sa.text(statement), values)

    def one(self, table: str, statement: str, **values: Any) -> Row | None:
        """Returns the first row of a statement; None where there is none or it cannot be read."""
        if table in self.tables:
            with self._named(table):
                return self._connection.execute(sa.text(statement), values).first()
        return None

    def where_in(self, table: str, statement: str, keys: Sequence[Any]) -> list[Row]:
        """Returns the rows of a statement that ends with `IN :keys`."""
        found: list[Row] = []
        if table not in self.tables:
            return found
        asked = sa.text(statement).bindparams(sa.bindparam("keys", expanding=True))
        for at in range(0, len(keys), _CHUNK):
            with self._named(table):
                found += self._connection.execute(asked, {"keys": list(keys[at : at + _CHUNK])})
        return found

    @contextmanager
    def _named(self, table: str) -> Iterator[None]:
        """Names a table as damaged where it cannot be read, and goes on."""
        try:
            yield
        except (DBAPIError, UnicodeError, OverflowError):
            self.failed.add(table)
            self._found.damage(table, "cannot be read to its end")
            if self.dialect == "postgresql":
                self._connection.rollback()
