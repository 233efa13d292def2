"""Tables as CSV, one file per kind of record, with a row of HXL tags if asked."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from tawthiq.export.content import Content
from tawthiq.export.hxl import tag_of
from tawthiq.records.flat import KIND, Column, Form, Scalar, cell_of, written_scalar

PLAIN = frozenset((Form.INTEGER, Form.NUMBER, Form.TRUTH))
"""What these give is never computed: a number with a sign is that number."""


def write_tables(content: Content, folder: Path, *, tagged: bool) -> None:
    """Writes a CSV file per kind of record: UTF-8 with its mark, RFC 4180.

    Args:
        content: What is written.
        folder: An empty folder.
        tagged: Whether a row of HXL tags stands under the header.
    """
    for kind in content.kinds:
        columns = content.columns(kind)
        with (folder / f"{kind}.csv").open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([KIND, *(column.name for column in columns)])
            if tagged:
                writer.writerow(
                    [tag_of(kind, KIND), *(tag_of(kind, each.name) for each in columns)]
                )
            for row in content.rows(kind):
                writer.writerow([kind, *_cells(columns, row)])


def _cells(columns: Sequence[Column], row: dict[str, Scalar | None]) -> list[str]:
    return [text_cell(column, row.get(column.name)) for column in columns]


def text_cell(column: Column, value: Scalar | None) -> str:
    """Returns the cell of a value, safe for a spreadsheet program."""
    if value is None:
        return ""
    text = written_scalar(value)
    return text if column.form in PLAIN else cell_of(text)
