"""What ProofMode noted of a picture when it was taken: facts of evidence that is held already.

The order of its columns differs from file to file, lines end with a comma, and the table of a
batch has no header. A row belongs to the picture whose SHA-256 stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.errors import Fault
from tawthiq.intake.draft import Draft, Given, Opened, Reading
from tawthiq.intake.files import Line, Sheet, SheetRejects, open_sheets, read_header
from tawthiq.intake.files.line import refused
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.intake.recognise import Look
from tawthiq.records import Evidence

COLUMNS = frozenset(("CurrentDateTime0GMT", "SHA256", "File"))
"""Columns that every version has."""

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_MOMENT = re.compile(r"\d{9,14}")
_LEAST = 10
_PREFIX = "proofmode."


def is_proofmode(look: Look) -> str | None:
    """Says why a file is of ProofMode: by its header, or by the rows of a batch without one."""
    if look.kind != "sheets" or len(look.headers) != 1:
        return None
    [header], [lines] = look.headers.values(), look.lines.values()
    if set(header) >= COLUMNS:
        return "it has the columns of ProofMode"
    if lines and all(_is_batch_row(cells) for cells in lines):
        return "it is a batch of ProofMode: rows with a time and a SHA-256, without a header"
    return None


def open_proofmode(path: Path, reading: Reading) -> Opened:
    """Opens what ProofMode noted of one picture or of several.

    Raises:
        InputError: It is damaged, or made to do harm.
    """
    file = open_sheets(path, encoding=reading.encoding)
    sheet = file.sheets[0]
    headed = read_header(sheet)
    known = headed is not None and set(headed.columns) >= COLUMNS
    if headed is not None and not known and not _is_batch_row(headed.header.cells):
        reason = "it has neither the columns of ProofMode nor rows of a batch of it"
        raise refused(path, reason, "Choose another file, or leave the format out.")
    header = headed.header if headed is not None and known else Line(0, ())
    names = headed.columns if headed is not None and known else ()
    told = [_told(path, each) for each in file.told]
    if not known:
        told.append(_told(path, "it has no header: a cell is known by the number of its column"))
    proofs = _Proofs(path, reading, sheet, header, names)
    return Opened(proofs.drafts(), SheetRejects(file, {sheet.name: header}), tuple(told))


def _is_batch_row(cells: tuple[str, ...]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    sums = sum(bool(_SHA256.fullmatch(cell)) for cell in filled)
    return len(filled) >= _LEAST and sums == 1 and bool(_MOMENT.fullmatch(filled[0]))


def _told(path: Path, reason: str) -> Notice:
    fault = Fault(path.name, None, None, None, reason, "Check it if that is wrong.")
    return Notice(Treatment.NOTED, "file.read_as", fault)


@dataclass(slots=True)
class _Proofs:
    """Reads the rows of one file."""

    path: Path
    reading: Reading
    sheet: Sheet
    header: Line
    names: tuple[str, ...]
    seen: dict[str, int] = field(default_factory=dict)

    def drafts(self) -> Iterator[Draft]:
        """Yields a draft for each row."""
        for line in self.sheet.lines():
            if line.number > self.header.number:
                notices: list[Notice] = []
                held = self._evidence(line, notices)
                records = () if held is None else (held,)
                yield Draft((Given(self.sheet.name, line),), records, (), tuple(notices))

    def _evidence(self, line: Line, notices: list[Notice]) -> Evidence | None:
        """Returns the evidence of a row with its facts; None where it is rejected."""

        def reject(code: str, reason: str, remedy: str, value: str | None = None) -> None:
            fault = Fault(self.path.name, line.number, "SHA256" if value else None, value, reason,
                          remedy, self.sheet.name)  # fmt: skip
            notices.append(Notice(Treatment.REJECTED, code, fault))

        cells = [cell.strip() for cell in line.cells]
        sums = [cell.lower() for cell in cells if _SHA256.fullmatch(cell)]
        if any(mark.code in ("cell.nul", "cell.too_long") for mark in line.marks):
            reject("cell.damaged", "a cell is damaged or too long", "Get the file again.")
        elif self.names and any(cells[len(self.names) :]):
            reason = f"the row has {len(cells)} cells, the header {len(self.names)}"
            reject("row.length", reason, "Check its quotes and separators.")
        elif len(sums) != 1:
            reason = "it does not hold one SHA-256 of a picture"
            reject("proof.no_picture", reason, "Get the file again.")
        elif (first := self.seen.setdefault(sums[0], line.number)) != line.number:
            reason = f"the same picture stands in row {first}"
            reject("key.twice", reason, "Import this row alone if it is the later one.", sums[0])
        else:
            held = self.reading.held(self.reading.new_id("evidence", sums[0]))
            if isinstance(held, Evidence):
                return held.model_copy(update={"facts": self._facts(held, cells)})
            reject("proof.not_held", "the picture is not in the casebook",
                   "Add it first: tawthiq evidence add FILE", sums[0])  # fmt: skip
        return None

    def _facts(self, held: Evidence, cells: list[str]) -> dict[str, str]:
        """Returns the facts of evidence, those of ProofMode as this row tells them."""
        others = {name: each for name, each in held.facts.items() if not name.startswith(_PREFIX)}
        names = self.names or tuple(f"column {number}" for number in range(1, len(cells) + 1))
        told = {f"{_PREFIX}{name}": cell for name, cell in zip(names, cells, strict=False) if cell}
        return {**others, **told}
