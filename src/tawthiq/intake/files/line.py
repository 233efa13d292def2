"""What every table is to a reader, whatever file it stands in: sheets of lines of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tawthiq.errors import Fault, InputError

LONGEST_CELL = 100_000
"""So many characters a cell may have; three times what a spreadsheet can hold."""

MOST_CELLS = 16_384
"""So many columns a spreadsheet can have."""

_NUL = "\0"
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Mark:
    """What was seen of a cell while it was read.

    Attributes:
        at: Number of the column, from 0.
        code: `cell.formula`, `cell.error`, `cell.control`, `cell.direction`, `cell.nul`,
            `cell.too_long`, `cell.guarded`.
    """

    at: int
    code: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: its number as a person counts it, from 1, and its cells as text."""

    number: int
    cells: tuple[str, ...]
    marks: tuple[Mark, ...] = ()


class Sheet(Protocol):
    """A table of a file; each call of `lines` reads it anew, and blank lines are left out."""

    @property
    def name(self) -> str | None:
        """Its name, where the file can hold several."""

    def lines(self) -> Iterator[Line]:
        """Yields the lines that hold something."""


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A file of one or several sheets.

    Attributes:
        form: `csv` or `xlsx`.
        told: How it was read: its encoding, its separator, hidden sheets.
        separator: Between the cells of a text; empty in a workbook.
        epoch_1904: Whether a workbook counts its days from 1904.
    """

    path: Path
    form: str
    sheets: tuple[Sheet, ...]
    told: tuple[str, ...] = ()
    separator: str = ""
    epoch_1904: bool = False


def guarded(cell: str) -> str:
    """Returns a cell as a text file may hold it: no spreadsheet program takes it for a formula.

    The way of OWASP ("CSV injection"): an apostrophe goes before what begins as a formula does,
    wide forms of the signs included. A cell that begins with such an apostrophe gets another one,
    so that `unguarded` gives back what was there.

    >>> guarded("=1+1"), guarded("plain"), unguarded(guarded("'=1+1"))
    ("'=1+1", 'plain', "'=1+1")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Returns a cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def refused(path: Path, reason: str, remedy: str, *, row: int | None = None) -> InputError:
    """Returns the error that refuses a file whole."""
    return InputError([Fault(path.name, row, None, None, reason, remedy)])


def marks_of(cells: tuple[str, ...]) -> tuple[Mark, ...]:
    """Returns what must be said of the letters of cells: damage, and marks that mislead the eye.

    >>> marks_of(("plain", "a\\u202eb"))
    (Mark(at=1, code='cell.direction'),)
    """
    if all(cell.isprintable() and len(cell) <= LONGEST_CELL for cell in cells):
        return ()
    found = []
    for at, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            found.append(Mark(at, "cell.too_long"))
        elif _NUL in cell:
            found.append(Mark(at, "cell.nul"))
        elif not cell.isprintable():
            kinds = {_kind(letter) for letter in cell} - {""}
            found += [Mark(at, kind) for kind in sorted(kinds)]
    return tuple(found)


def _kind(letter: str) -> str:
    if letter.isprintable() or letter in "\t\n\r":
        return ""
    category = unicodedata.category(letter)
    if category == "Cf":
        return "" if letter in "\u200c\u200d\ufeff" else "cell.direction"
    if category == "Cs":
        return "cell.nul"
    return "cell.control" if category == "Cc" else ""
