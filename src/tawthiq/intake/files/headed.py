"""Sheets with a header: rows whose cells are known by the names of their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from tawthiq.intake.files.line import Line, Sheet


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line, and its cells by column, without the spaces around them."""

    line: Line
    cells: Mapping[str, str]

    @property
    def number(self) -> int:
        """Its line in the sheet."""
        return self.line.number

    def __getitem__(self, column: str) -> str:
        """Returns the text of a cell; empty where the column or the text is missing."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet and its header.

    Attributes:
        columns: The name of each column; each is there once, and none is empty.
        renamed: Columns that had no name, or that of another, as now -> then.
        added: Columns that a format makes of others; `adds` gives their cells, and may give
            another reading to a cell of a row. The line stays as it is.
    """

    sheet: Sheet
    header: Line
    columns: tuple[str, ...]
    renamed: Mapping[str, str]
    added: tuple[str, ...] = ()
    adds: Callable[[Row], Mapping[str, str]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that a mapping can name."""
        return (*self.columns, *self.added)

    def rows(self) -> Iterator[Row]:
        """Yields the rows after the header. One that is longer or shorter keeps its line."""
        names = self.columns
        for line in self.sheet.lines():
            if line.number > self.header.number:
                cells = dict(zip(names, map(str.strip, line.cells), strict=False))
                row = Row(line, cells)
                yield row if self.adds is None else Row(line, {**cells, **self.adds(row)})


def read_header(sheet: Sheet, *, at: int | None = None) -> Headed | None:
    """Returns a sheet with its header: the first line that holds something, or line `at`.

    None where there is none.
    """
    lines = sheet.lines()
    if at is not None:
        lines = (line for line in lines if line.number >= at)
    header = next(islice(lines, 1), None)
    if header is None:
        return None
    names: list[str] = []
    renamed: dict[str, str] = {}
    cells = list(header.cells)
    while cells and not cells[-1].strip():
        cells.pop()  # a separator at the end of the line makes no column
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split())
        free = name or f"column {number}"
        count = 2
        while free in names:
            free = f"{name or 'column'} ({count})"
            count += 1
        if free != name:
            renamed[free] = name
        names.append(free)
    return Headed(sheet, header, tuple(names), renamed)
