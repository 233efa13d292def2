"""The form of rows and headers: what must be said of them whatever their cells mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from tawthiq.errors import Fault, InputError
from tawthiq.intake.files import Headed, SheetFile
from tawthiq.intake.mapped.cells import CellReader
from tawthiq.intake.mapped.mapping import Mapping
from tawthiq.intake.notice import Notice, Treatment

_MARKS = {
    "cell.formula": (Treatment.NOTED, "it is a formula: its last value is read",
                     "Check that the value is the one that is meant."),
    "cell.error": (Treatment.NOTED, "it is the error of a formula", "Correct it in the file."),
    "cell.control": (Treatment.NOTED, "it holds control characters, which are kept",
                     "Check whether the text is whole."),
    "cell.direction": (Treatment.NOTED, "it holds marks of direction, which can mislead the eye",
                       "Check it letter by letter."),
    "cell.guarded": (Treatment.NOTED, "an apostrophe before = + - @ only guards the cell",
                     "Nothing is to be done."),
    "cell.nul": (Treatment.REJECTED, "it holds a NUL or a broken letter: the file may be damaged",
                 "Write the cell anew."),
    "cell.too_long": (Treatment.REJECTED, "it has more than 100,000 characters",
                      "Shorten it, or add the text as evidence."),
}  # fmt: skip


def check_form(cells: CellReader, headed: Headed, *, form: str) -> None:
    """Tells what the form of a row gives to say; a row of another length than the header's is not
    read, since its cells may stand in the wrong columns.
    """
    row = cells.row
    width, given = len(headed.columns), len(row.line.cells)
    beyond = any(cell.strip() for cell in row.line.cells[width:])
    if beyond or (form == "csv" and given < width):
        reason = f"the row has {given} cells, the header {width}"
        cells.reject(None, "row.length", reason, "Check its quotes and separators.")
    for mark in row.line.marks:
        treatment, reason, remedy = _MARKS[mark.code]
        name = headed.columns[mark.at] if mark.at < width else None
        cells.tell(treatment, name, mark.code, reason, remedy)


def told_of(file: SheetFile, headed: Headed, mapping: Mapping) -> Iterator[Notice]:
    """Yields what must be said of the file as a whole."""
    name, sheet = file.path.name, headed.sheet.name

    def noted(column: str | None, code: str, reason: str, remedy: str) -> Notice:
        fault = Fault(name, headed.header.number, column, None, reason, remedy, sheet)
        return Notice(Treatment.NOTED, code, fault)

    for told in file.told:
        remedy = "If that is wrong, name the encoding: --encoding"
        yield Notice(Treatment.NOTED, "file.read_as", Fault(name, None, None, None, told, remedy))
    for now, then in headed.renamed.items():
        reason = f"the header {then!r} stands twice" if then else "the column has no header"
        yield noted(now, "column.renamed", f"{reason}: it is called {now!r} here",
                    "Give each column its own header.")  # fmt: skip
    for column in mapping.leave_out:
        if column in headed.columns:
            yield noted(column, "column.left_out", "the mapping leaves the column out",
                        "Take it out of `leave_out` to keep it.")  # fmt: skip
    used = {mapping.sheet or (file.sheets[0].name if file.sheets else None)}
    used |= {each.sheet for each in mapping.joined}
    for other in file.sheets:
        if other.name not in used:
            reason, remedy = "the sheet is not read", "Name it in the mapping: sheet, or joined."
            fault = Fault(name, None, None, None, reason, remedy, other.name)
            yield Notice(Treatment.NOTED, "sheet.left_out", fault)


def refuse_missing(file: SheetFile, headed: Headed, mapping: Mapping) -> None:
    """Refuses a file that lacks a column of the mapping: its cells would be unknown in silence.

    Raises:
        InputError: With every column that is missing, and the nearest that is there.
    """
    faults = []
    for column in (*mapping.columns, *mapping.leave_out):
        if column not in headed.names:
            near = difflib.get_close_matches(column, headed.names, n=1)
            remedy = f"The nearest is {near[0]!r}." if near else "Correct the mapping."
            reason = "the mapping names the column, and the file lacks it"
            faults.append(Fault(file.path.name, headed.header.number, column, None, reason, remedy,
                                headed.sheet.name))  # fmt: skip
    if faults:
        raise InputError(faults)
