"""A CSV file as rows of text, with every fault of its form."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tawthiq.errors import Fault, InputError
from tawthiq.intake.columns import KNOWN, REQUIRED


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file (the header is 1) and its cells by column, stripped."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Returns the text of a cell; empty where the column or the text is missing."""
        return self.cells.get(column, "")


def read_sheet(
    content: bytes,
    *,
    file: str,
    encoding: str = "utf-8",
    known: Mapping[str, str] = KNOWN,
    required: Sequence[str] = REQUIRED,
) -> list[Row]:
    """Reads a CSV file whose header names known columns, each given with what it holds.

    Raises:
        InputError: With every fault of the form: encoding, header, rows of another length.
    """
    text = _decode(content, file=file, encoding=encoding)
    lines = _lines(text, file=file)
    if not lines:
        raise InputError([Fault(file, None, None, None, "the file is empty", "Choose another.")])
    number, header = lines[0]
    header = [name.strip() for name in header]
    if len(header) == 1 and (mark := _separator(header[0], required)):
        reason = f"the cells are separated by {mark}, not by commas"
        raise InputError([Fault(file, number, None, None, reason, "Save it as CSV with commas.")])
    faults = _header_faults(header, file=file, row=number, known=known, required=required)
    if len(lines) == 1:
        reason = "the file holds a header and no row"
        faults.append(Fault(file, None, None, None, reason, "Choose another."))
    rows = []
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            reason = f"the row has {len(cells)} cells, the header {len(header)}"
            faults.append(
                Fault(file, number, None, None, reason, "Check its quotes and separators.")
            )
        else:
            stripped = (cell.strip() for cell in cells)
            rows.append(Row(number, dict(zip(header, stripped, strict=True))))
    if faults:
        raise InputError(faults)
    return rows


def _decode(content: bytes, *, file: str, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as fault:
        row, reason = None, f"the file is not {encoding}"
        if isinstance(fault, UnicodeDecodeError):
            row = content[: fault.start].count(b"\n") + 1
            reason += f": byte {fault.start} does not fit"
        remedy = "Save it as UTF-8, or name its encoding: --encoding windows-1256"
        raise InputError([Fault(file, row, None, None, reason, remedy)]) from fault
    except LookupError as fault:
        reason = f"no encoding is called {encoding!r}"
        remedy = "Write utf-8, utf-16 or windows-1256."
        raise InputError([Fault(file, None, None, None, reason, remedy)]) from fault


def _separator(header: str, required: Sequence[str]) -> str | None:
    """Returns the name of the mark that separates known columns where no comma does."""
    marks = {";": "semicolons", "\t": "tabs", "|": "bars"}
    return next(
        (name for mark, name in marks.items() if set(required[:2]) <= set(header.split(mark))), None
    )


def _lines(text: str, *, file: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines = []
    try:
        start = 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as fault:
        reason = f"the file is no CSV: {fault}"
        remedy = "Save it as CSV with commas and UTF-8."
        raise InputError([Fault(file, reader.line_num, None, None, reason, remedy)]) from fault
    return lines


def _header_faults(
    header: list[str],
    *,
    file: str,
    row: int,
    known: Mapping[str, str],
    required: Sequence[str],
) -> list[Fault]:
    faults = []
    for column in required:
        if column not in header:
            remedy = f"Add it: {known[column]}."
            faults.append(Fault(file, row, column, None, "the column is missing", remedy))
    for column in header:
        if column not in known:
            near = difflib.get_close_matches(column.lower(), known, n=1)
            remedy = f"Rename it to {near[0]}." if near else "Rename it or take it out."
            reason = f"no column is called {column!r}"
            faults.append(Fault(file, row, column or "(empty)", column, reason, remedy))
    for column in sorted({name for name in header if header.count(name) > 1}):
        faults.append(Fault(file, row, column, None, "the column stands twice", "Take one out."))
    return faults
