"""The text of a file, in the encoding that it surely has."""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path

from tawthiq.errors import Fault, InputError

LOST = "\ufffd"
"""Stands where the file holds the first bytes of a letter and not the rest."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LARGEST = 1_000_000_000
_PER_LOST = 10


def read_text(path: Path, *, encoding: str | None = None) -> str:
    """Returns the text of a file, which may be packed with gzip.

    Without `encoding` it is what the mark at its start says, else UTF-8. Where fields were cut
    at a number of bytes, the last letter of a text can be broken: such a file is still surely
    UTF-8 if every other of its many letters is, and the broken letter becomes `LOST`.

    Raises:
        InputError: It cannot be read, or is not surely of any encoding; with the line.
    """
    content = _content(path)
    if encoding is None:
        encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is not None:
        return _decoded(content, encoding, path.name)
    try:
        return content.decode()
    except UnicodeDecodeError as fault:
        text = _with_lost_letters(content)
        if text is None:
            raise InputError([_not_utf8(content, fault.start, "UTF-8", path.name)]) from fault
        return text


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            with gzip.open(path) as packed:
                content = packed.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as fault:
        reason = f"the file cannot be read: {getattr(fault, 'strerror', None) or fault}"
        remedy = "Check its name and folder."
        raise InputError([Fault(path.name, None, None, None, reason, remedy)]) from fault
    if len(content) > _LARGEST:
        reason = "the file is larger than 1 GB when it is unpacked"
        raise InputError([Fault(path.name, None, None, None, reason, "Split it.")])
    return content


def _decoded(content: bytes, encoding: str, file: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        raise InputError([_not_utf8(content, fault.start, encoding, file)]) from fault
    except (LookupError, UnicodeError) as fault:
        reason = f"it cannot be read as {encoding!r}"
        remedy = "Write utf-8, utf-16 or windows-1256."
        raise InputError([Fault(file, None, None, None, reason, remedy)]) from fault


def _not_utf8(content: bytes, at: int, encoding: str, file: str) -> Fault:
    row = content.count(b"\n", 0, at) + 1
    reason = f"the file is not {encoding}: byte {at} does not fit"
    remedy = "Save it as UTF-8, or name its encoding: --encoding windows-1256"
    return Fault(file, row, None, None, reason, remedy)


def _with_lost_letters(content: bytes) -> str | None:
    """Returns the text if all that does not fit are letters cut at the end of a quoted text."""
    text = content.decode(errors="replace")
    given = content.count(LOST.encode())
    lost = text.count(LOST) - given
    at_end = text.count(f'{LOST}"') - content.count(f'{LOST}"'.encode())
    letters = sum(letter > "\x7f" for letter in text)
    begun = _begun(content)
    sure = lost == at_end == begun and letters >= _PER_LOST * lost
    return text if sure else None


def _begun(content: bytes) -> int:
    """Counts the letters that are begun as UTF-8 has it, and broken off before a quote."""
    parts = content.split(b'"')
    return sum(_is_begun(part[-3:]) for part in parts[:-1])


def _is_begun(end: bytes) -> bool:
    if end[-1:] < b"\x80":
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    for skip in range(len(end)):
        if end[skip] & 0xC0 == 0x80:
            continue
        try:
            decoder.reset()
            decoder.decode(end[skip:])
        except UnicodeDecodeError:
            return False
        return bool(decoder.getstate()[0])
    return False
