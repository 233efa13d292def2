"""Which letters the bytes of a page are, found as a browser finds it."""

from __future__ import annotations

import codecs
import re

_SEEN = 4096
_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{1,40})""", re.I
)
_PARAMETER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{1,40})""", re.I)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LATIN = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_IN_A_TAG = {**_LATIN, "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8"}
"""What browsers read for what is declared: a tag that can be read as ASCII is in no UTF-16."""


def charset_of(content: bytes, content_type: str | None) -> str:
    """Returns the encoding of a page: its byte-order mark, its header, its tag, in this order.

    Without any of them UTF-8 is taken if it fits, and Windows-1256 (Arabic) otherwise.

    >>> charset_of(b'<meta charset="windows-1256">', None)
    'cp1256'
    """
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return marked
    told = _PARAMETER.search(content_type or "")
    if told and (name := _known(told[1])):
        return _LATIN.get(name, name)
    declared = _DECLARED.search(content[:_SEEN])
    if declared and (name := _known(declared[1].decode("ascii"))):
        return _IN_A_TAG.get(name, name)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1256"
    return "utf-8"


def text_of(content: bytes, content_type: str | None) -> str:
    """Returns the text of a page; bytes that are no letter become U+FFFD."""
    return content.decode(charset_of(content, content_type), "replace").removeprefix("\ufeff")


def _known(name: str) -> str | None:
    """Returns Python's name of a text encoding; None where it knows none of that name."""
    try:
        found = codecs.lookup(name)
        bytes(1).decode(found.name, "replace")
    except (LookupError, ValueError, UnicodeError):
        return None
    return found.name
