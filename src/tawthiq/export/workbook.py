"""Workbooks (XLSX): a sheet per kind of record; every cell a text, a number or a truth value.

Nothing in them is a formula or a link, and nothing tells who wrote them, where or when.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from tawthiq.errors import Fault, InputError
from tawthiq.export.content import Content
from tawthiq.export.tables import PLAIN, text_cell
from tawthiq.records.flat import KIND, MANIFEST_NAME, Column, Scalar, pieces_of
from tawthiq.records.flat.cells import LONGEST

_SAME = datetime(2000, 1, 1)  # noqa: DTZ001  (a workbook knows no zone)
_SURE = 10**15
_WIDEST = 7
"""So many times its length in JSON a text can have as a cell."""
_LARGEST = 1 << 30
_LARGEST_WHOLE = 2 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook can hold: rows of a sheet with its header, units of UTF-16 of a cell."""

    rows: int = 1_048_576
    cell: int = LONGEST


LIMITS = Limits()

Before = Callable[[Any], None]
"""Adds sheets before those of the records."""


def write_workbook(
    content: Content,
    file: BinaryIO,
    *,
    folder: Path,
    before: Before | None = None,
    limits: Limits = LIMITS,
) -> None:
    """Writes a workbook row by row; a kind with more rows than a sheet holds has several.

    Args:
        content: What is written.
        file: Takes the workbook.
        folder: Where what is not yet packed stands meanwhile; it goes in any case.
        before: Adds sheets before those of the records.
        limits: What a workbook can hold.

    Raises:
        InputError: It would be larger than what is read back.
    """
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as work:
        path = Path(work) / "book"
        book = xlsxwriter.Workbook(
            path,
            {"constant_memory": True, "tmpdir": work, "strings_to_formulas": False,
             "strings_to_urls": False, "strings_to_numbers": False, "use_zip64": True},
        )  # fmt: skip
        book.set_properties({"created": _SAME})  # the same records make the same file
        try:
            if before is not None:
                before(book)
            for kind in content.kinds:
                _write_kind(book, content, kind, limits)
            _write_manifest(book, content, limits)
        except BaseException:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()  # else each stays open, and is warned of
            raise
        book.close()
        _refuse_large(path)
        with path.open("rb") as written:
            shutil.copyfileobj(written, file)


def _write_kind(book: Any, content: Content, kind: str, limits: Limits) -> None:
    columns = content.columns(kind)
    widths = _widths(content, kind, columns, limits)
    rows = content.rows(kind)
    number = 0
    while part := list(islice(rows, 1)):
        number += 1
        sheet = book.add_worksheet(kind if number == 1 else f"{kind} ({number})")
        sheet.freeze_panes(1, 0)
        for at, name in enumerate(_header(columns, widths)):
            sheet.write_string(0, at, name)
        for at, row in enumerate(_first(part, islice(rows, limits.rows - 2)), 1):
            _write_row(sheet, at, row, columns, widths, limits)


def _first(part: Sequence[Any], rest: Iterator[Any]) -> Iterator[Any]:
    yield from part
    yield from rest


def _header(columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    yield KIND
    for column, width in zip(columns, widths, strict=True):
        yield column.name
        yield from (f"{column.name}+{number}" for number in range(2, width + 1))


def _widths(content: Content, kind: str, columns: Sequence[Column], limits: Limits) -> list[int]:
    """Returns how many cells each column needs for its longest text."""
    widths = [1] * len(columns)
    if content.longest[kind] * _WIDEST <= limits.cell // 2:
        return widths
    for row in content.rows(kind):
        for at, column in enumerate(columns):
            value = row.get(column.name)
            if isinstance(value, str) and len(value) * _WIDEST > limits.cell // 2:
                pieces = pieces_of(text_cell(column, value), longest=limits.cell)
                widths[at] = max(widths[at], len(pieces))
    return widths


def _write_row(
    sheet: Any,
    number: int,
    row: dict[str, Scalar | None],
    columns: Sequence[Column],
    widths: Sequence[int],
    limits: Limits,
) -> None:
    sheet.write_string(number, 0, str(row[KIND]))
    at = 1
    for column, width in zip(columns, widths, strict=True):
        value = row.get(column.name)
        if value is not None:
            _write_cell(sheet, number, at, column, value, limits)
        at += width


def _write_cell(
    sheet: Any, number: int, at: int, column: Column, value: Scalar, limits: Limits
) -> None:
    if column.form in PLAIN and isinstance(value, bool):
        sheet.write_boolean(number, at, value)
    elif column.form in PLAIN and not isinstance(value, str) and _is_sure(value):
        sheet.write_number(number, at, value)
    else:
        pieces = pieces_of(text_cell(column, value), longest=limits.cell)
        for offset, piece in enumerate(pieces):
            sheet.write_string(number, at + offset, piece)


def _is_sure(value: float) -> bool:
    """Says whether a workbook, which keeps 16 digits, keeps a number as it is."""
    return abs(value) < _SURE and float(f"{value:.16G}") == value


def _write_manifest(book: Any, content: Content, limits: Limits) -> None:
    sheet = book.add_worksheet(MANIFEST_NAME)
    lines = content.manifest.model_dump(mode="json").items()
    for number, (name, value) in enumerate(lines):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        sheet.write_string(number, 0, name)
        for at, piece in enumerate(pieces_of(text, longest=limits.cell), 1):
            sheet.write_string(number, at, piece)


def _refuse_large(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        sizes = [each.file_size for each in packed.infolist()]
    if max(sizes) > _LARGEST or sum(sizes) > _LARGEST_WHOLE:
        reason = "the workbook would be larger than what is read back"
        remedy = "Export as csv, jsonl or parquet, or one --collection at a time."
        raise InputError([Fault("FORMAT", None, None, None, reason, remedy)])
