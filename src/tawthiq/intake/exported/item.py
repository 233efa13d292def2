"""What a file of an export gives: one record at a time, with where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tawthiq.errors import Fault
from tawthiq.records.flat import Manifest, Scalar


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: in a line of a file, or of a sheet of it."""

    file: str
    number: int
    sheet: str | None = None

    def fault(self, column: str | None, value: str | None, reason: str, remedy: str) -> Fault:
        """Returns a fault at this place."""
        return Fault(self.file, self.number, column, value, reason, remedy, self.sheet)


@dataclass(frozen=True, slots=True)
class Item:
    """One record as a file gives it: as a row, or as its values.

    Attributes:
        columns: Those that its table has.
        faults: Cells that cannot be read.
        told: What is to be looked at, as column and reason.
    """

    place: Place
    kind: str
    columns: frozenset[str] = frozenset()
    row: Mapping[str, Scalar | None] | None = None
    values: Mapping[str, Any] | None = None
    faults: tuple[Fault, ...] = ()
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Container:
    """An export that was opened.

    Attributes:
        items: Reads its records from the start; those of one kind alone if one is named.
        evidence: Where files of evidence lie, if there are any.
    """

    path: Path
    manifest: Manifest | None
    items: Callable[[], Iterator[Item]]
    evidence: Path
