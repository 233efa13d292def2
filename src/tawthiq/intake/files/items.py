"""Items of a JSON export, read one by one: `{"bulletins": [{...}, {...}]}`.

Exports that were written in pieces can lack the comma between two of them. Such a file is no JSON
that other readers take; here the items are read all the same, and the gaps are counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from tawthiq.intake.files.line import Line, marks_of, refused

ITEM = "(item)"
"""The column that holds an item as the file gives it; it goes back if the item is rejected."""

MOST_VALUES = 2_000_000
"""So many values: each takes a hundred bytes of memory, however few it has in the file."""

_STEP = 1 << 20
_LONGEST = 16 << 20
_SPACE = " \t\r\n"
_DAMAGED = "Export it again, and copy the whole file."


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the name of its list, its number there from 1, its text and its content."""

    list: str
    number: int
    text: str
    content: dict[str, Any]


@dataclass(slots=True)
class ItemReader:
    """Reads the items of a file; each call of `items` reads it anew.

    Attributes:
        gaps: How many commas were missing, after a reading.
    """

    path: Path
    gaps: int = 0
    _file: TextIO | None = None
    _held: str = ""
    _at: int = 0
    _ended: bool = False

    def items(self) -> Iterator[Item]:
        """Yields the items in the order of the file.

        Raises:
            InputError: It is damaged, cut off, or holds something else.
        """
        self.gaps, self._held, self._at, self._ended = 0, "", 0, False
        numbers: dict[str, int] = {}
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as self._file:
                while self._peek():
                    for name, text, content in self._document():
                        numbers[name] = numbers.get(name, 0) + 1
                        yield Item(name, numbers[name], text, content)
        except UnicodeError as fault:
            raise refused(self.path, "the file is not UTF-8 throughout", _DAMAGED) from fault
        except OSError as fault:
            reason = f"the file cannot be read: {fault.strerror}"
            raise refused(self.path, reason, "Check its name and folder.") from fault

    def _document(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        self._take("{")
        while (mark := self._peek()) != "}":
            if mark == ",":
                self._at += 1
                continue
            name = self._value()[1]
            self._take(":")
            if not isinstance(name, str) or self._peek() != "[":
                raise self._damaged("it holds something beside lists of items")
            self._at += 1
            for text, content in self._list():
                yield name, text, content
        self._at += 1

    def _list(self) -> Iterator[tuple[str, dict[str, Any]]]:
        first, comma = True, False
        while (mark := self._peek()) != "]":
            if mark == ",":
                comma = True
                self._at += 1
                continue
            if mark != "{":
                raise self._damaged("it is cut off or damaged")
            self.gaps += not first and not comma
            text, content = self._value()
            yield text, content
            first, comma = False, False
        self._at += 1

    def _value(self) -> tuple[str, Any]:
        """Returns one value; more of the file is read until it is whole."""
        step = _STEP
        while True:
            if has_too_many(self._held):
                raise self._damaged(f"an item has more than {MOST_VALUES:,} values")
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as fault:
                if len(self._held) - self._at > _LONGEST:
                    raise self._damaged("an item has more than 16 million characters") from fault
                if not self._more(step):
                    raise self._damaged(f"it is cut off or damaged: {fault.msg}") from fault
                step *= 2
            except (RecursionError, ValueError) as fault:
                raise self._damaged(f"an item cannot be read: {fault}") from fault
            else:
                text, self._at = self._held[self._at : end], end
                return text, value

    def _peek(self) -> str:
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in _SPACE:
                    return self._held[self._at]
                self._at += 1
            if not self._more(_STEP):
                return ""

    def _take(self, mark: str) -> None:
        if self._peek() != mark:
            raise self._damaged("it is cut off or damaged")
        self._at += 1

    def _more(self, size: int) -> bool:
        piece = self._file.read(size) if self._file is not None else ""
        self._held, self._at = self._held[self._at :] + piece, 0
        return bool(piece)

    def _damaged(self, reason: str) -> Exception:
        return refused(self.path, f"the file is no export that can be read: {reason}", _DAMAGED)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """The items of one list as a sheet; a value that is no text stands as JSON in its cell."""

    reader: ItemReader
    name: str
    columns: tuple[str, ...]

    def lines(self) -> Iterator[Line]:
        """Yields the names of the columns, and then the items."""
        yield Line(0, (*self.columns, ITEM))
        for item in self.reader.items():
            if item.list == self.name:
                cells = tuple(text_of(item.content.get(name)) for name in self.columns)
                yield Line(item.number, (*cells, item.text), marks_of(cells))


def has_too_many(text: str) -> bool:
    """Says whether a JSON text can hold more than `MOST_VALUES` values, before it is read."""
    return len(text) > MOST_VALUES and sum(map(text.count, ",[{")) > MOST_VALUES


def text_of(value: Any) -> str:
    """Returns a value as the text of a cell; nothing and an empty list are empty."""
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
