"""The encoding that a text surely has, by its content."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from tawthiq.intake.files.line import refused
from tawthiq.intake.files.packed import opened_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 20
_STEP = 1 << 20
_ARABIC_SHARE = 0.9
_AL_1256, _AL_8859 = b"\xc7\xe1", b"\xc7\xe4"
_LETTERS = frozenset(
    byte
    for byte in range(0x80, 0x100)
    if "\u0600" <= bytes([byte]).decode("windows-1256") <= "\u06ff"
)
_NAME_IT = "Name it, such as: --encoding windows-1256; or save the file as UTF-8."


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and how it is known: `stated`, by a `mark` at the start, or by `content`."""

    name: str
    known_by: str

    def __str__(self) -> str:
        """Says it for people."""
        name = self.name.removesuffix("-sig").upper().replace("WINDOWS", "Windows")
        ways = {"stated": "as stated", "mark": "by its mark", "content": "by its content"}
        return f"read as {name}, {ways[self.known_by]}"


def encoding_of(path: Path, *, stated: str | None = None) -> Encoding:
    """Returns the encoding of a text: what is stated, what its mark says, or what fits alone.

    Without a mark it is UTF-16 where every second byte of plain letters is zero, UTF-8 where all
    of it fits, and Windows-1256 where nearly all letters beyond ASCII would be Arabic and the
    article ال stands where that encoding has it. Nothing else is taken for sure.

    Raises:
        InputError: It cannot be read, or is not surely of any encoding; with the line.
    """
    if stated is not None:
        _check_stated(path, stated)
        return Encoding(stated, "stated")
    try:
        with opened_bytes(path) as file:
            head = file.read(_SAMPLE)
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise refused(path, reason, "Check its name and folder.") from fault
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, "mark")
    if wide := _wide(head):
        return Encoding(wide, "content")
    at, beyond = _first_misfit(path)
    if at is None:
        return Encoding("utf-8", "content")
    if _is_1256(beyond):
        return Encoding("windows-1256", "content")
    raise refused(path, f"its encoding is not sure: byte {at[0]} is not UTF-8", _NAME_IT, row=at[1])


def _check_stated(path: Path, name: str) -> None:
    try:
        info = codecs.lookup(name)
        codecs.getincrementaldecoder(name)
        known = getattr(info, "_is_text_encoding", True)
    except LookupError:
        known = False
    if not known or name.lower() == "undefined":
        raise refused(path, f"no encoding is called {name!r}", "Write utf-8, utf-16 or "
                      "windows-1256.")  # fmt: skip


def _wide(head: bytes) -> str | None:
    """Returns the form of UTF-16 without a mark, by where its zero bytes stand."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half < 2 or even + odd == 0:
        return None
    most, least = max(even, odd), min(even, odd)
    if least * 20 > most or most * 50 < half:
        return None
    name = "utf-16-be" if even > odd else "utf-16-le"
    try:
        head[: half * 2].decode(name, errors="strict" if half * 2 < _SAMPLE else "ignore")
    except UnicodeDecodeError:
        return None
    return name


def _first_misfit(path: Path) -> tuple[tuple[int, int] | None, bytes]:
    """Returns byte and line of what first does not fit UTF-8, with a sample from there."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done, line = 0, 1
    with opened_bytes(path) as file:
        while block := file.read(_STEP):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block)
            except UnicodeDecodeError as fault:
                at = max(0, fault.start - pending)
                line += block[:at].count(b"\n")
                return (done + at, line), block[at:] + file.read(_SAMPLE)
            done += len(block)
            line += block.count(b"\n")
    if decoder.getstate()[0]:
        return (done, line), b""
    return None, b""


def _is_1256(sample: bytes) -> bool:
    beyond = [byte for byte in sample if byte >= 0x80]
    letters = sum(byte in _LETTERS for byte in beyond)
    article = sample.count(_AL_1256)
    return (
        len(beyond) >= 4
        and letters >= _ARABIC_SHARE * len(beyond)
        and article > 0
        and article >= 4 * sample.count(_AL_8859)
    )
