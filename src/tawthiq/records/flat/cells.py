r"""Cells of text that no spreadsheet program computes, and that come back exactly.

A program that opens a table takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break
for a formula (OWASP, "CSV injection"), and so do some with their wide forms `＝＋－＠`. One that
separates cells by semicolons opens a second cell at a semicolon inside of the first. So:

| cell | text |
| --- | --- |
| empty | none |
| `'` alone | the empty text |
| `'` and a text | that text: it begins as a formula would, or with an apostrophe itself |
| `'"..."` | a JSON string: it holds control characters, or the start of a formula inside |
| anything else | as it is |
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

MARK = "'"
"""Begins a cell that is not to be read as it stands."""

LONGEST = 32_767
"""So many units of UTF-16 a cell of a workbook holds."""

_STARTS = tuple("=+-@\t\r\n＝＋－＠'")
_SIGNS = "=+\\-@＝＋－＠"
_INSIDE = re.compile(rf"[;|\t\r\n][\s\"']*[{_SIGNS}]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff]")
_ESCAPED = re.compile(f"[{_SIGNS}\x7f-\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff]")


def cell_of(text: str | None) -> str:
    """Returns the cell that a text stands in.

    >>> cell_of("=1+1"), cell_of(""), cell_of(None), cell_of("plain")
    ("'=1+1", "'", '', 'plain')
    """
    if text is None:
        return ""
    if _CONTROL.search(text) or _INSIDE.search(text):
        dumped = json.dumps(text, ensure_ascii=False)
        return MARK + _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", dumped)
    if not text or text.startswith(_STARTS) or text != text.strip():
        return MARK + text
    return text


def text_of(cell: str) -> str | None:
    """Returns the text that stands in a cell.

    Raises:
        ValueError: It begins as a JSON string and is none.
    """
    if not cell:
        return None
    if cell.startswith(f'{MARK}"'):
        try:
            found = json.loads(cell[1:])
        except ValueError as fault:
            raise ValueError("it begins as a quoted text and does not end as one") from fault
        if not isinstance(found, str):
            raise ValueError("it begins as a quoted text and is none")
        return found
    return cell.removeprefix(MARK)


def pieces_of(cell: str, *, longest: int = LONGEST) -> list[str]:
    """Returns a cell in pieces that a workbook can hold; those after the first begin with `'`."""
    whole = longest if cell.isascii() or max(cell) <= "\uffff" else longest // 2
    if len(cell) <= whole:
        return [cell]
    step = whole - 1
    rest = (cell[at : at + step] for at in range(whole, len(cell), step))
    return [cell[:whole], *(MARK + piece for piece in rest)]


def join_pieces(pieces: Sequence[str]) -> str:
    """Returns the cell that was written in pieces."""
    first, *rest = pieces
    return first + "".join(_unmarked(rest))


def _unmarked(pieces: Iterable[str]) -> Iterable[str]:
    return (piece.removeprefix(MARK) for piece in pieces)
