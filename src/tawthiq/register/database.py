"""The database behind a register: opening it, its locks, and its faults in clear words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from tawthiq.errors import CasebookError, RegisterError
from tawthiq.register.still import Still

_LOCK = 0x7461777468
"""Number of the advisory lock that writers of a PostgreSQL register take."""


_WRITES = "tawthiq_writes"

Address = str | sa.URL
"""Where a database is."""


def address_of(file: Path) -> sa.URL:
    """Returns the address of a database in a file, whatever signs are in its name."""
    return sa.URL.create("sqlite", database=str(file.absolute()))


class Database:
    """A database with one way to read and one way to write."""

    def __init__(self, url: Address):
        """Prepares the connections; nothing is opened yet.

        Raises:
            CasebookError: The address is none, or of a database that is not supported.
        """
        self._engine = _engine(url)
        file = self._engine.url.database if self.dialect == "sqlite" else None
        self._still = Still(Path(file)) if file else None

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Gives a connection that sees one state of the database, whole batches only.

        Where an SQLite file lies on a disk that cannot be written, it is read as it lies there.
        """
        with _clear_faults(), self._open() as connection:
            if self.dialect == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    def _open(self) -> AbstractContextManager[sa.Connection]:
        try:
            return self._engine.connect()
        except OperationalError as fault:
            if self._still is None:
                raise
            return self._still.reading(fault)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Gives a connection in a transaction that no other writer can enter."""
        with _clear_faults(), self._engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                if self.dialect == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                yield connection

    def tables(self) -> set[str]:
        """Returns the names of the tables."""
        with self.reading() as connection:
            return set(sa.inspect(connection).get_table_names())

    def scrub(self) -> None:
        """Overwrites what was deleted: pages, write-ahead log and search index."""
        with _clear_faults(), self._engine.connect() as connection:
            if self.dialect == "sqlite":
                raw: Any = connection.connection.driver_connection
                for statement in ("INSERT INTO words(words) VALUES ('optimize')", "VACUUM",
                                  "PRAGMA wal_checkpoint(TRUNCATE)"):  # fmt: skip
                    raw.execute(statement)
            else:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(sa.text("VACUUM FULL revisions, current, links, words"))

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()


def _engine(url: Address) -> sa.Engine:
    try:
        engine = sa.create_engine(url)
    except (ArgumentError, NoSuchModuleError) as fault:
        raise CasebookError(f"This is no database address that can be used: {fault}") from fault
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise CasebookError("A register rests in SQLite or PostgreSQL 15 or newer.")
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun here, not by the driver
        for setting in ("foreign_keys = ON", "busy_timeout = 60000", "journal_mode = WAL",
                        "synchronous = FULL", "secure_delete = ON",
                        "cache_size = -65536"):  # fmt: skip
            connection.execute(f"PRAGMA {setting}")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()  # it can be read

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _clear_faults() -> Iterator[None]:
    try:
        yield
    except OperationalError as fault:
        raise RegisterError(
            f"The register cannot be read or written: {_words(fault)}. "
            "Check that it is there, that there is room, and that nothing else holds it."
        ) from fault
    except DatabaseError as fault:
        raise RegisterError(
            f"The register is damaged: {_words(fault)}. See: tawthiq verify"
        ) from fault


def _words(fault: DatabaseError) -> str:
    """Returns the database's own words in one line, without the values of the statement."""
    return " ".join(str(fault.orig).split("DETAIL")[0].split())
