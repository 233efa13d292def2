"""What a reader of a format hands over: drafts of records, each with the rows it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol

from tawthiq.intake.files import Line
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.records import Collection, Gazetteer, Record

Progress = Callable[[str], None]
"""Told each step in words, which hold counts alone."""


@dataclass(frozen=True, slots=True)
class Given:
    """A row as the file gives it, by the sheet in which it stands."""

    sheet: str | None
    line: Line


@dataclass(frozen=True, slots=True)
class Draft:
    """What one row gives, or rows that belong together: they enter all, or none of them.

    Attributes:
        given: The rows, which go to the rejects if the draft is rejected.
        records: New to this draft; no other draft holds one of the same id.
        shared: Those that other drafts can hold as well, such as sources; the first one counts.
        notices: What became of its cells. One that rejects a row rejects the draft.
    """

    given: tuple[Given, ...]
    records: tuple[Record, ...] = ()
    shared: tuple[Record, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def is_rejected(self) -> bool:
        """Says whether nothing of it enters."""
        return any(each.treatment is Treatment.REJECTED for each in self.notices)


class Rejects(Protocol):
    """Keeps rejected rows in a file of the form that they came in; see `SheetRejects`."""

    def __enter__(self) -> Rejects:
        """Begins."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Takes away what was not kept."""

    def add(self, sheet: str | None, line: Line) -> None:
        """Takes a row."""

    def keep(self) -> Path | None:
        """Writes the file, if there is a row, and returns it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was opened by the reader of its format.

    Attributes:
        drafts: Made one by one as they are asked for: the file can be larger than the memory.
        rejects: Where rejected rows go; None where the format has no such file.
        told: Notices about the file as a whole.
        row_count: How many rows it has, where that is known; for the progress.
    """

    drafts: Iterable[Draft]
    rejects: Rejects | None = None
    told: tuple[Notice, ...] = ()
    row_count: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file is read against.

    Attributes:
        collection: That its rows enter.
        clock: IANA zone of dates without an offset.
        new_id: Makes the opaque id of (kind, key); the same key gives the same id again.
        mapping: A file that says what its columns mean, if one was named.
        encoding: That of a text, if it was stated.
        held: Finds the record of an id as the casebook holds it now; None where it holds none.
        holds_file: Says whether the vault holds the file of a SHA-256.
    """

    collection: Collection
    clock: str
    places: Gazetteer
    new_id: Callable[[str, str], str]
    mapping: Path | None = None
    encoding: str | None = None
    progress: Progress = field(default=lambda step: None)
    held: Callable[[str], Record | None] = field(default=lambda record_id: None)
    holds_file: Callable[[str], bool] = field(default=lambda digest: True)


Reader = Callable[[Path, Reading], Opened]
"""Opens a file of one format. Raises `InputError` where it must be refused whole."""
