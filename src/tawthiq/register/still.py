"""Reads an SQLite register where nothing can be written: a full disk, a disc, a locked folder.

SQLite needs two files beside a database that is written ahead, `-wal` and `-shm`, also to read it.
Where it cannot make them, the database can be opened as one that does not change. SQLite then
takes no lock and does not look for changes, so both are done here: a database is read so only
when no change waits in a file beside it, and what was read counts only if the file is the same
afterwards.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from tawthiq.errors import RegisterError

_CANNOT_WRITE = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
_HEADER = 100


@dataclass(frozen=True, slots=True)
class _Marks:
    """What tells whether the file of a database was written."""

    device: int
    inode: int
    size: int
    changed: int
    header: bytes


class Still:
    """An SQLite file that is read as it lies there, in one reading at a time."""

    def __init__(self, path: Path):
        """Names the file; nothing is opened yet."""
        self._path = path
        address = f"file:{quote(str(path.absolute()))}?immutable=1"
        self._engine = sa.create_engine(
            "sqlite://", poolclass=NullPool, creator=lambda: _connect(address)
        )

        @sa.event.listens_for(self._engine, "begin")
        def _begun(connection: sa.Connection) -> None:
            connection.exec_driver_sql("BEGIN")

    @contextmanager
    def reading(self, why: OperationalError) -> Iterator[sa.Connection]:
        """Gives a connection that reads the file as one that does not change.

        Args:
            why: Why it could not be opened as usual; raised again where that is no fault of
                writing, or where a change waits beside the file.

        Raises:
            RegisterError: The file was written meanwhile.
        """
        before = self._marks()
        if before is None or not _is_about_writing(why) or self._has_waiting():
            raise why
        with self._engine.connect() as connection:
            try:
                yield connection
            except DatabaseError:
                self._refuse_written(before)  # then what looks like damage may be none
                raise
        self._refuse_written(before)

    def _refuse_written(self, before: _Marks) -> None:
        if self._marks() != before:
            raise RegisterError("The register was written while it was read. Do it again.")

    def _has_waiting(self) -> bool:
        """Says whether changes wait beside the file that are not in it."""
        beside = (self._path.with_name(self._path.name + end) for end in ("-wal", "-journal"))
        return any(each.exists() and each.stat().st_size for each in beside)

    def _marks(self) -> _Marks | None:
        """Returns what the file is like now; None where there is none."""
        with suppress(OSError), self._path.open("rb") as file:
            found = os.fstat(file.fileno())
            header = file.read(_HEADER)
            return _Marks(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, header)
        return None


def _connect(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def _is_about_writing(fault: OperationalError) -> bool:
    """Says whether SQLite could not open a database because it could not write beside it."""
    code = getattr(fault.orig, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in _CANNOT_WRITE
