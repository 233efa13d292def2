"""Everything that Tawthiq raises on purpose.

    TawthiqError
    ├── CasebookError            the folder: missing, half-written, not a casebook
    │   └── RegisterError        its register: unreadable, of a newer version
    │       └── VaultError       its files of evidence: missing, damaged, no room
    ├── InputError               faults in a file or an argument, all of them at once
    ├── VocabularyError          a code that no vocabulary holds
    └── SelectionError           the question has no single answer: two collections that may overlap

Each says what is wrong, where, and what to do. The commands print them without a traceback and
end with exit code 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class TawthiqError(Exception):
    """Anything that Tawthiq refuses to do, with the reason and what to do about it."""


class CasebookError(TawthiqError):
    """The folder is not a casebook that can be opened or made."""


class RegisterError(CasebookError):
    """The register cannot be read or written."""


class VaultError(RegisterError):
    """A file of evidence is missing or damaged, or the vault cannot be written."""


class VocabularyError(TawthiqError, ValueError):
    """A code or a name that the vocabulary does not hold."""


class SelectionError(TawthiqError):
    """A question that has no single answer as it is put."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input: where it stands, what is there, and what to do.

    Attributes:
        file: Name of the file, without its folder.
        row: Line of the file, counted from 1 with the header as row 1; None for the whole file.
        column: Header of the column, or the dotted path inside a YAML file.
        value: The text as given.
        reason: What is wrong with it.
        remedy: What to do.
        sheet: Name of the sheet, in a file of several.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    reason: str
    remedy: str
    sheet: str | None = None

    def __str__(self) -> str:
        """Says the fault in one line, with its place."""
        place = self.file if self.sheet is None else f"{self.file}, sheet {self.sheet}"
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.reason}. {self.remedy}"


class InputError(TawthiqError):
    """An input that was refused whole, with every fault in it; nothing was written."""

    def __init__(self, faults: Sequence[Fault]):
        """Keeps all faults of the input."""
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
