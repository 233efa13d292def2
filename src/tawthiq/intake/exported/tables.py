"""Rows of exported tables: CSV files and sheets of workbooks, also with a row of HXL tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tawthiq.intake.exported.item import Item, Place
from tawthiq.intake.files import Line, Sheet, SheetFile, open_sheets
from tawthiq.intake.files.delimited import open_delimited
from tawthiq.intake.files.packed import GZIP
from tawthiq.intake.files.sheets import head_of, unpacked_head_of
from tawthiq.records import KINDS
from tawthiq.records.flat import (
    KIND,
    MANIFEST_NAME,
    Form,
    Scalar,
    columns_of,
    join_pieces,
    read_scalar,
    text_of,
)

_OWN = re.compile(r'\ufeff?"?kind"?([,;\t])"?id"?\1')
_CONTINUED = re.compile(r"(.+)\+([2-9]|[1-9][0-9]+)")
_TAG = "#meta+kind"
_REMEDY = "Correct the cell, or take it from the export again."


def separator_of(head: str) -> str | None:
    """Returns what separates the cells of an exported table; None where it is none."""
    found = _OWN.match(head)
    return found[1] if found is not None else None


def open_tables(path: Path, *, encoding: str | None = None) -> SheetFile:
    """Opens a CSV file or a workbook.

    Raises:
        InputError: It is damaged.
    """
    start = head_of(path)
    start = unpacked_head_of(path) if start.startswith(GZIP) else start
    mark = separator_of(start.decode("utf-8", errors="ignore"))
    if mark is not None:
        return open_delimited(path, encoding=encoding, separator=mark, guards=False)
    return open_sheets(path, encoding=encoding)


def items_of(file: SheetFile) -> Iterator[Item]:
    """Yields the records of every sheet that begins with kind and id; others are no records."""
    for sheet in file.sheets:
        yield from _items(file.path.name, sheet)


def manifest_cells(file: SheetFile) -> dict[str, str] | None:
    """Returns what a workbook says of itself; None where it has no such sheet."""
    for sheet in file.sheets:
        if sheet.name == MANIFEST_NAME:
            lines = (line.cells for line in sheet.lines())
            return {cells[0]: join_pieces(cells[1:]) for cells in lines if len(cells) > 1}
    return None


@dataclass(frozen=True, slots=True)
class _Header:
    """Which cells of a line belong to which column; a long text has several."""

    places: Mapping[str, tuple[int, ...]]
    columns: frozenset[str]

    def cell(self, name: str, cells: Sequence[str]) -> str:
        return join_pieces([cells[at] if at < len(cells) else "" for at in self.places[name]])


def _header(line: Line) -> _Header | None:
    if line.cells[:2] != (KIND, "id"):
        return None
    places: dict[str, tuple[int, ...]] = {}
    for at, cell in enumerate(line.cells):
        name = cell.strip()
        continued = _CONTINUED.fullmatch(name)
        base = continued[1] if continued is not None and continued[1] in places else name
        if name:
            places[base] = (*places.get(base, ()), at)
    return _Header(places, frozenset(places))


def _items(file: str, sheet: Sheet) -> Iterator[Item]:
    lines = sheet.lines()
    first = next(lines, None)
    header = _header(first) if first is not None else None
    if header is None:
        return
    for line in lines:
        if line.cells[0] != _TAG:
            yield _item(Place(file, line.number, sheet.name), header, line)


def _item(place: Place, header: _Header, line: Line) -> Item:
    kind = line.cells[0].strip()
    model = KINDS.get(kind)
    if model is None:
        reason = "it is no kind of record" if kind else "it is not said what kind of record it is"
        remedy = f"Use one of: {', '.join(sorted(KINDS))}."
        return Item(place, kind, faults=(place.fault(KIND, kind, reason, remedy),))
    row: dict[str, Scalar | None] = {}
    faults = []
    for column in columns_of(model):
        if column.name in header.places:
            cell = header.cell(column.name, line.cells)
            try:
                row[column.name] = _scalar(column.form, cell)
            except ValueError as fault:
                faults.append(place.fault(column.name, cell[:200], _reason(fault), _REMEDY))
    formulas = {mark.at for mark in line.marks if mark.code == "cell.formula"}
    computed = [name for name, at in header.places.items() if formulas.intersection(at)]
    told = tuple((name, "it is a formula: its last value is taken") for name in computed)
    return Item(place, kind, header.columns, row=row, faults=tuple(faults), told=told)


def _scalar(form: Form, cell: str) -> Scalar | None:
    text = text_of(cell)
    return None if text is None else read_scalar(form, text)


def _reason(fault: ValueError) -> str:
    text = str(fault)
    return text if text.startswith("it ") else "it is no number"
