"""Lists of addresses of pages, which an archiver takes in: known, and refused."""

from __future__ import annotations

import re

from tawthiq.intake.mapped.headers import guess_columns
from tawthiq.intake.recognise import Look

_ADDRESS = re.compile(r"https?://\S+")
_MOST_COLUMNS = 3


def is_address_list(look: Look) -> str | None:
    """Says why a file is a list of addresses: a column of them, and nothing else that is known."""
    if look.kind != "sheets" or len(look.headers) != 1:
        return None
    [header], [lines] = look.headers.values(), look.lines.values()
    rows = lines[1:] if len(lines) > 1 else lines
    if not rows or len(header) > _MOST_COLUMNS:
        return None
    told = {each.field for each in guess_columns(header, makes="accounts").values()}
    if told - {"url", "note"}:
        return None
    for at in range(len(header)):
        cells = [row[at].strip() if at < len(row) else "" for row in rows]
        if all(map(_ADDRESS.fullmatch, cells)):
            return "it is a list of addresses of pages, and not what stands on them"
    return None
