"""Cells into values: dates, places, parties, violations and numbers, or a fault for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from tawthiq.dates import When
from tawthiq.errors import Fault
from tawthiq.intake.columns import TOLLS, TollColumn
from tawthiq.intake.sheet import Row
from tawthiq.records import Attribution, Count, Gazetteer, Mode, Toll
from tawthiq.vocabulary import party_code, violation_code

_T = TypeVar("_T")
_LARGEST = 10_000_000


class CellReader:
    """Reads the cells of one file and keeps every fault on the way."""

    def __init__(self, *, file: str, clock: str, places: Gazetteer):
        """Reads dates on a clock and places by a gazetteer."""
        self.faults: list[Fault] = []
        self._file = file
        self._clock = clock
        self._places = places

    def fault(self, row: Row, column: str, reason: str, remedy: str) -> None:
        """Notes a fault of a cell."""
        value = row[column] or None
        self.faults.append(Fault(self._file, row.number, column, value, reason, remedy))

    def required(self, row: Row, column: str) -> str:
        """Returns the text of a cell that must not be empty."""
        if not row[column]:
            self.fault(row, column, "the cell is empty", "Fill it in, or take the row out.")
        return row[column]

    def when(self, row: Row, column: str) -> When | None:
        """Reads a partial date; None where the cell is empty: the time is not known."""
        remedy = "Write it like 2017-10, 2017-10-05, 2017-10-05T12:30 or 2017-10-05/2017-10-07."
        return self._read(
            row, column, lambda text: When.parse(text, clock=self._clock), remedy=remedy
        )

    def day(self, row: Row, column: str) -> date | None:
        """Reads a calendar day."""
        return self._read(row, column, date.fromisoformat, remedy="Write it like 2017-11-08.")

    def place(self, row: Row, column: str) -> str | None:
        """Reads a place by any known spelling; None where the cell is empty."""
        remedy = "Correct it, or add the place or its spelling with: tawthiq places add"
        return self._read(row, column, self._places.find, remedy=remedy)

    def violations(self, row: Row) -> tuple[str, ...]:
        """Reads violations joined by `|`."""
        remedy = "Use one of the vocabulary's violations."
        words = (word.strip() for word in row["violation"].split("|"))
        codes = [
            self._word(row, "violation", word, violation_code, remedy) for word in words if word
        ]
        return tuple(dict.fromkeys(code for code in codes if code is not None))

    def parties(self, row: Row, column: str) -> tuple[str, ...]:
        """Reads parties joined by `|` or `+`, of whom it does not matter how they are joined."""
        remedy = "Use one of the vocabulary's parties."
        words = (word.strip() for word in row[column].replace("+", "|").split("|"))
        codes = [self._word(row, column, word, party_code, remedy) for word in words if word]
        return tuple(dict.fromkeys(code for code in codes if code is not None))

    def attribution(self, row: Row) -> Attribution | None:
        """Reads parties joined by `|` (one of them) or `+` (together); None where none is named."""
        text = row["party"]
        if not text:
            return None
        if "|" in text and "+" in text:
            self.fault(row, "party", "| and + stand in one cell", "Use one of them.")
            return None
        words = [word.strip() for word in text.replace("+", "|").split("|")]
        remedy = "Use one of the vocabulary's parties; leave it empty if no one was named."
        codes = [self._word(row, "party", word, party_code, remedy) for word in words]
        mode = Mode.JOINT if "+" in text else Mode.ANY
        return Attribution(parties=tuple(code for code in codes if code is not None), mode=mode)

    def tolls(self, row: Row) -> tuple[Toll, ...]:
        """Reads every number of people that the row gives."""
        tolls = []
        for column in TOLLS:
            count = self._count(row, column)
            if count is not None:
                tolls.append(
                    Toll(fate=column.fate, status=column.status, group=column.group, count=count)
                )
        return tuple(tolls)

    def _count(self, row: Row, column: TollColumn) -> Count | None:
        exact = self._number(row, column.name)
        least, most = (
            self._number(row, f"{column.name}_min"),
            self._number(row, f"{column.name}_max"),
        )
        if exact is not None and (least is not None or most is not None):
            remedy = f"Leave {column.name} or its _min and _max empty."
            self.fault(row, column.name, "a number and a range stand side by side", remedy)
            return None
        if exact is not None:
            return Count.exactly(exact)
        if least is None and most is None:
            return None
        if least is not None and most is not None and most < least:
            self.fault(
                row, f"{column.name}_max", f"the maximum is below the minimum {least}", "Swap them."
            )
            return None
        return Count(minimum=least or 0, maximum=most)

    def _number(self, row: Row, column: str) -> int | None:
        remedy = "Write a whole number, 0 or more; leave the cell empty if it is not known."
        return self._read(row, column, _whole_number, remedy=remedy)

    def _read(
        self, row: Row, column: str, convert: Callable[[str], _T], *, remedy: str
    ) -> _T | None:
        return self._word(row, column, row[column], convert, remedy) if row[column] else None

    def _word(
        self, row: Row, column: str, text: str, convert: Callable[[str], _T], remedy: str
    ) -> _T | None:
        try:
            return convert(text)
        except ValueError as fault:
            self.fault(row, column, str(fault).rstrip("."), remedy)
            return None


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"[-+]?\d{1,30}", text):
        raise ValueError(f"{text!r} is no whole number")
    number = int(text)
    if number < 0:
        raise ValueError(f"{text} is negative")
    if number > _LARGEST:
        raise ValueError(f"{text} is above {_LARGEST:,}")
    return number
