"""What can be said of a workbook of Excel 97-2003 (.xls) without reading it: its sheets."""

from __future__ import annotations

import re
from pathlib import Path

_MOST = 16 << 20
_SHEET = re.compile(rb"\x85\x00(.)\x00.{4}[\x00-\x02]\x00(.)([\x00\x01])", re.DOTALL)
_BEFORE = 8


def old_sheet_names(path: Path) -> tuple[str, ...]:
    """Returns the names of the sheets by their records BoundSheet8 ([MS-XLS] 2.4.28).

    The records are looked for among the first 16 MB; a workbook that is locked has none.
    """
    with path.open("rb") as file:
        content = file.read(_MOST)
    names = []
    for found in _SHEET.finditer(content):
        size, letters, wide = found[1][0], found[2][0], found[3] == b"\x01"
        length = letters * (2 if wide else 1)
        if size != length + _BEFORE or not letters:
            continue
        text = content[found.end() : found.end() + length]
        names.append(text.decode("utf-16-le" if wide else "latin-1", errors="replace"))
    return tuple(names)
