"""Rows of further sheets, which belong to rows of the first one by its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from tawthiq.dates import DateReading
from tawthiq.errors import Fault, InputError
from tawthiq.intake.draft import Draft, Given
from tawthiq.intake.files import Headed, Line, SheetFile, read_header
from tawthiq.intake.mapped.cells import CellReader, layout_of
from tawthiq.intake.mapped.form import check_form, refuse_missing
from tawthiq.intake.mapped.mapping import Joined, Mapping

View = Callable[[Headed], Headed]
"""Gives the rows of a sheet the cells that a format makes of others."""

KeyedCells = tuple[CellReader, str]
"""The cells of a joined row, and its key."""


@dataclass(slots=True)
class JoinedRows:
    """The rows of a sheet, held until the row comes that they belong to."""

    name: str
    header: Line
    key: str
    makes: Literal["listings", "given"] = "listings"
    row_count: int = 0
    _rows: dict[str, list[CellReader]] = field(default_factory=dict)
    _own: str | None = None

    def add(self, parent: str, cells: CellReader) -> None:
        """Holds a row."""
        self.row_count += 1
        self._rows.setdefault(parent, []).append(cells)

    def take(self, parent: str) -> Iterator[KeyedCells]:
        """Yields the rows that belong to the row with this key, each with a key of its own."""
        for number, cells in enumerate(self._rows.pop(parent, ()), 1):
            own = cells.raw("key")
            yield cells, f"{parent}/{self.name}/{own or number}"

    def left_over(self) -> Iterator[Draft]:
        """Yields a rejected draft for each row that belongs to none."""
        for parent, rows in self._rows.items():
            for cells in rows:
                reason = (
                    f"no row has the key {parent!r} to which it belongs"
                    if parent
                    else "the cell is empty"
                )
                cells.reject(self.key, "joined.no_parent", reason, "Correct the key.")
                yield Draft(
                    (Given(cells.layout.sheet, cells.row.line),), notices=tuple(cells.notices)
                )


def join_sheets(
    file: SheetFile, mapping: Mapping, dates: DateReading, *, view: View
) -> tuple[JoinedRows, ...]:
    """Reads the sheets that a mapping joins; they are held in memory.

    Raises:
        InputError: A sheet or a column is not there.
    """
    return tuple(_join(file, joined, dates, view) for joined in mapping.joined)


def _join(file: SheetFile, joined: Joined, dates: DateReading, view: View) -> JoinedRows:
    headed = view(_headed(file, joined))
    columns = {name: each for name, each in joined.columns.items() if name != joined.key}
    mapping = Mapping(makes="listings", columns=columns, leave_out=joined.leave_out)
    refuse_missing(file, headed, mapping)
    layout = layout_of(file.path.name, joined.sheet, mapping, columns=headed.names, dates=dates)
    found = JoinedRows(joined.sheet, headed.header, joined.key, joined.makes)
    for row in headed.rows():
        cells = CellReader(layout, row)
        check_form(cells, headed, form=file.form)
        found.add(row[joined.key], cells)
    return found


def _headed(file: SheetFile, joined: Joined) -> Headed:
    sheet = next((each for each in file.sheets if each.name == joined.sheet), None)
    headed = read_header(sheet) if sheet is not None else None
    if headed is None or joined.key not in headed.columns:
        reason = (
            f"the file has no sheet {joined.sheet!r} with rows"
            if headed is None
            else f"the sheet has no column {joined.key!r}"
        )
        fault = Fault(file.path.name, None, f"joined.{joined.sheet}", None, reason,
                      "Correct the mapping.", joined.sheet)  # fmt: skip
        raise InputError([fault])
    return headed
