"""The rows of one sheet of a workbook, and the texts that its cells share."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from sys import intern

from tawthiq.intake.files.line import MOST_CELLS, Line, Mark, marks_of
from tawthiq.intake.files.xml import Attributes, Elements, XmlError

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL = 2_958_466
_LEAP_BUG = 60


class Strings(Elements):
    """Reads the texts that cells share, without the readings that are printed above them."""

    def __init__(self) -> None:
        """Starts with none."""
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._inside = False
        self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Begins a text."""
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic = True
        self._inside = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        """Ends a text."""
        if name == "si":
            self.found.append(unescaped("".join(self._pieces)))
        elif name == "rPh":
            self._phonetic = False
        self._inside = False

    def text(self, text: str) -> None:
        """Takes a piece of a text."""
        if self._inside:
            self._pieces.append(text)


class WorksheetRows(Elements):
    """Reads the rows of a sheet; `take` hands out those that are whole."""

    def __init__(self, strings: list[str], dates: frozenset[int], *, epoch_1904: bool):
        """Takes the shared texts and the numbers of the formats that show dates."""
        self._strings, self._dates = strings, dates
        self._epoch = _EPOCH_1904 if epoch_1904 else _EPOCH_1900
        self._ready: list[Line] = []
        self._number = 0
        self._cells: list[str] = []
        self._marks: list[Mark] = []
        self._at = -1
        self._kind, self._style = "", 0
        self._pieces: list[str] = []
        self._inside, self._formula = False, False

    def take(self) -> list[Line]:
        """Returns the rows that were read since the last time."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, attributes: Attributes) -> None:
        """Begins a row, a cell or its value."""
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v" or name == "t":
            self._inside = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            number = attributes.get("r", "")
            self._number = int(number) if number.isdecimal() else self._number + 1
            self._cells, self._marks, self._at = [], [], -1
        elif name == "rPh":
            self._inside = False

    def end(self, name: str) -> None:
        """Ends a value, a cell or a row."""
        if name == "v" or name == "t":
            self._inside = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            cells = tuple(self._cells)
            if any(map(str.strip, cells)):
                marks = (*self._marks, *marks_of(cells))
                self._ready.append(Line(self._number, cells, marks))

    def text(self, text: str) -> None:
        """Takes a piece of a value."""
        if self._inside:
            self._pieces.append(text)

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._at = _column(reference[1]) if reference else self._at + 1
        if self._at >= MOST_CELLS:
            raise XmlError(f"a row has more than {MOST_CELLS:,} cells")
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isdecimal() else 0
        self._pieces, self._formula = [], False

    def _end_cell(self) -> None:
        value = self._value("".join(self._pieces))
        if not value:
            return
        self._cells.extend([""] * (self._at + 1 - len(self._cells)))
        self._cells[self._at] = value
        if self._formula:
            self._marks.append(Mark(self._at, "cell.formula"))
        if self._kind == "e":
            self._marks.append(Mark(self._at, "cell.error"))

    def _value(self, raw: str) -> str:
        if self._kind == "s":
            if not raw:
                return ""
            if not raw.isdecimal() or int(raw) >= len(self._strings):
                raise XmlError("a cell names a text that the workbook lacks")
            return self._strings[int(raw)]
        if self._kind == "b":
            return "TRUE" if raw == "1" else "FALSE" if raw else ""
        if self._kind == "n" and raw:
            return self._number_text(raw)
        if self._kind in ("inlineStr", "str"):
            return unescaped(raw)
        return raw

    def _number_text(self, raw: str) -> str:
        try:
            number = float(raw)
        except ValueError:
            return raw
        if self._style in self._dates and 0 <= number < _LAST_SERIAL:
            return self._moment(number)
        if number.is_integer() and abs(number) < 1e15:
            return intern(str(int(number)))
        return repr(number)

    def _moment(self, number: float) -> str:
        """Returns the day or time of a serial number; 1900 had no 29 February."""
        if number < 1:
            moment = self._epoch + timedelta(seconds=round(number * 86_400))
            return moment.strftime("%H:%M" if not moment.second else "%H:%M:%S")
        if self._epoch == _EPOCH_1900 and number < _LEAP_BUG + 1:
            number += 1
        moment = self._epoch + timedelta(seconds=round(number * 86_400))
        if not moment.hour and not moment.minute and not moment.second:
            return moment.date().isoformat()
        return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def unescaped(text: str) -> str:
    r"""Returns a text with the letters that XML cannot hold, which are written as _x000D_.

    >>> unescaped("a_x000A_b_x005F_x000D_")
    'a\nb_x000D_'
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
