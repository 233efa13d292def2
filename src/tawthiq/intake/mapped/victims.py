"""Lists of victims: each row a listing, kept as given, with or without a mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tawthiq.errors import Fault
from tawthiq.intake.draft import Opened, Reading
from tawthiq.intake.files import Headed, open_sheets
from tawthiq.intake.mapped.headers import Guess, guess_columns
from tawthiq.intake.mapped.mapping import Column
from tawthiq.intake.mapped.mapping import Mapping as TableMapping
from tawthiq.intake.mapped.suggest import drop_doubled_key
from tawthiq.intake.mapped.table import header_of, open_mapped, open_table
from tawthiq.intake.notice import Notice, Treatment


def open_victims(path: Path, reading: Reading) -> Opened:
    """Opens a list of victims.

    Without a mapping the headers say what a column means. Nothing is read by it: cells are kept
    as given, and what a column is taken for is told.

    Raises:
        InputError: The file must be refused, or does not fit its mapping.
    """
    if reading.mapping is not None:
        return open_mapped(path, reading)
    file = open_sheets(path, encoding=reading.encoding)
    headed = header_of(file, None)
    guesses = dict(guess_columns(headed.columns, makes="listings"))
    drop_doubled_key(headed, guesses)
    columns = {name: Column(to=guess.field) for name, guess in guesses.items()}
    mapping = TableMapping(makes="listings", sheet=headed.sheet.name, columns=columns)
    opened = open_table(file, mapping, reading)
    return replace(opened, told=(*opened.told, *_told(path, headed, guesses)))


def _told(path: Path, headed: Headed, guesses: Mapping[str, Guess]) -> Iterator[Notice]:
    for name, guess in guesses.items():
        reason = f"the column is taken for {guess.field!r} by its header"
        remedy = "If that is wrong, write a mapping: tawthiq import table FILE --suggest"
        fault = Fault(path.name, headed.header.number, name, None, reason, remedy,
                      headed.sheet.name)  # fmt: skip
        yield Notice(Treatment.NOTED, "column.taken_for", fault)
