"""Text with separated cells as a sheet: read line by line, in constant memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from tawthiq.intake.files.encoding import Encoding, encoding_of
from tawthiq.intake.files.line import Line, Mark, SheetFile, marks_of, refused, unguarded
from tawthiq.intake.files.packed import opened_bytes

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

_LONGEST_FIELD = 16_000_000
_LONGEST_LINE = 32_000_000
_LOOKED_AT = 30
_HEAD = 100_000
_AT_ONCE = 500
_DAMAGED = "Save it again as CSV in UTF-8. A quote that is opened must be closed."


@dataclass(frozen=True, slots=True)
class DelimitedSheet:
    """A text file as a sheet.

    Attributes:
        guards: Whether an apostrophe before what begins as a formula guards it and is no part of
            the cell, as spreadsheet programs and careful exports have it.
    """

    path: Path
    encoding: str
    separator: str
    name: str | None = None
    guards: bool = True

    def lines(self) -> Iterator[Line]:
        """Yields the lines that hold something; a cell may hold line breaks.

        Raises:
            InputError: A quote is never closed, or the text does not fit its encoding.
        """
        reader: Iterator[list[str]] | None = None
        try:
            with _opened(self.path, self.encoding) as file:
                reader = csv.reader(_bounded(file, self.path), delimiter=self.separator,
                                    strict=True)  # fmt: skip
                start = 1
                while block := _take(reader, start, guards=self.guards):
                    yield from (line for line in block[0] if line is not None)
                    start = block[1]
        except UnicodeError as fault:
            number = getattr(reader, "line_num", 0) + 1
            reason = f"the file is not {self.encoding} throughout"
            raise refused(self.path, reason, _DAMAGED, row=number) from fault
        except csv.Error as fault:
            number = getattr(reader, "line_num", None)
            raise refused(
                self.path, f"the file is no CSV: {fault}", _DAMAGED, row=number
            ) from fault
        except OSError as fault:
            reason = f"the file cannot be read: {fault.strerror}"
            raise refused(self.path, reason, "Check its name and folder.") from fault


def open_delimited(
    path: Path, *, encoding: str | None = None, separator: str | None = None, guards: bool = True
) -> SheetFile:
    """Opens a text with separated cells; its encoding and separator are found and told.

    Args:
        path: The file.
        encoding: Its encoding, where that is known.
        separator: What separates its cells, where that is known.
        guards: See `DelimitedSheet`.

    Raises:
        InputError: The encoding is not sure, or it is no text.
    """
    found = encoding_of(path, stated=encoding)
    mark = separator if separator is not None else _separator(path, found)
    sheet = DelimitedSheet(path, found.name, mark, guards=guards)
    told = (str(found), f"cells separated by {SEPARATORS.get(mark, repr(mark))}")
    return SheetFile(path, "csv", (sheet,), told, separator=mark)


def _take(
    reader: Iterator[list[str]], start: int, *, guards: bool
) -> tuple[list[Line | None], int] | None:
    """Reads some lines with the limit of a field raised for just that long."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    block: list[Line | None] = []
    try:
        for cells in islice(reader, _AT_ONCE):
            kept = tuple(cells)
            full = any(map(str.strip, kept))
            line = Line(start, kept, marks_of(kept)) if full else None
            block.append(_unguarded(line) if line and guards else line)
            start = reader.line_num + 1  # type: ignore[attr-defined]
    finally:
        csv.field_size_limit(before)
    return (block, start) if block else None


def _unguarded(line: Line) -> Line:
    if not any(cell.startswith("'") for cell in line.cells):
        return line
    cells = tuple(map(unguarded, line.cells))
    pairs = enumerate(zip(line.cells, cells, strict=True))
    marks = tuple(Mark(at, "cell.guarded") for at, (given, cell) in pairs if given != cell)
    return Line(line.number, cells, (*line.marks, *marks))


@contextmanager
def _opened(path: Path, encoding: str, *, errors: str = "strict") -> Iterator[TextIO]:
    with (
        opened_bytes(path) as content,
        io.TextIOWrapper(content, encoding, errors, newline="") as text,
    ):
        yield text


def _bounded(file: TextIO, path: Path) -> Iterator[str]:
    first = True
    while line := file.readline(_LONGEST_LINE):
        if len(line) >= _LONGEST_LINE:
            raise refused(path, "a line has more than 32 million characters", _DAMAGED)
        yield line.removeprefix("\ufeff") if first else line
        first = False


def _separator(path: Path, encoding: Encoding) -> str:
    """Returns the separator that cuts the first lines into the same number of cells."""
    with _opened(path, encoding.name, errors="replace") as file:
        head = file.read(_HEAD).removeprefix("\ufeff")
    scores = {}
    for order, mark in enumerate(SEPARATORS):
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=mark)
        widths = [len(cells) for cells in islice(rows, _LOOKED_AT) if any(map(str.strip, cells))]
        if len(head) == _HEAD and len(widths) > 1:
            widths.pop()  # it may be cut off
        if widths and widths[0] > 1:
            alike = sum(width == widths[0] for width in widths) / len(widths)
            scores[mark] = (alike, widths[0], -order)
    return max(scores, key=lambda mark: scores[mark]) if scores else ","
