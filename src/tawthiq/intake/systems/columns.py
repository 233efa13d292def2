"""The columns that a format must have, however it was named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tawthiq.errors import Fault, InputError
from tawthiq.intake.files import Headed


def refuse_without(path: Path, headed: Headed, names: Iterable[str], *, remedy: str) -> None:
    """Refuses a table that lacks columns; capitals make no difference.

    Raises:
        InputError: With every column that is missing.
    """
    there = {name.lower() for name in headed.columns}
    faults = [
        Fault(path.name, headed.header.number, name, None, "the column is missing", remedy,
              headed.sheet.name)
        for name in names
        if name.lower() not in there
    ]  # fmt: skip
    if faults:
        raise InputError(faults)
