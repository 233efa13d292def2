"""Unpacks content as it was sent (gzip, deflate), never beyond a limit."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import BinaryIO

CHUNK = 2**18
_IDENTITY = ("", "identity")


class NotUnpackedError(Exception):
    """Content cannot be unpacked, or is larger than the limit once it is."""


def unpack(packed: Path, target: Path, encoding: str, *, most: int) -> Path:
    """Returns the file with the unpacked content: the target, or the same file if not packed.

    Memory stays the same however small the packed content of a bomb is.

    Raises:
        NotUnpackedError: It is damaged, too large, or packed in a way that was not asked for.
    """
    ways = [each.strip().lower() for each in encoding.split(",")]
    ways = [each for each in ways if each not in _IDENTITY]
    if not ways:
        return packed
    if len(ways) > 1 or ways[0] not in ("gzip", "x-gzip", "deflate"):
        raise NotUnpackedError(f"it is packed in a way that was not asked for ({encoding[:40]})")
    with packed.open("rb") as source, target.open("xb") as sink:
        _inflate(source, sink, wbits=_wbits(ways[0], packed), most=most)
    return target


def _wbits(way: str, packed: Path) -> int:
    """Returns how zlib reads it; `deflate` is sent both with and without zlib's own header."""
    if way != "deflate":
        return 31
    with packed.open("rb") as file:
        head = file.read(2)
    has_header = len(head) == 2 and head[0] & 15 == 8 and int.from_bytes(head, "big") % 31 == 0
    return 15 if has_header else -15


def _inflate(source: BinaryIO, sink: BinaryIO, *, wbits: int, most: int) -> None:
    reader, written = zlib.decompressobj(wbits), 0
    try:
        while True:
            rest = reader.unconsumed_tail or (b"" if reader.eof else source.read(CHUNK))
            if reader.eof:
                rest = reader.unused_data or source.read(CHUNK)
                if not rest.strip(b"\0") or wbits != 31:
                    return  # what stands behind the content is padding
                reader = zlib.decompressobj(wbits)
            if not rest:
                raise NotUnpackedError("it is cut off")
            piece = reader.decompress(rest, CHUNK)
            written += len(piece)
            if written > most:
                raise NotUnpackedError(f"unpacked, it is larger than {most / 1e6:,.0f} MB")
            sink.write(piece)
    except zlib.error as fault:
        raise NotUnpackedError("its packed content is damaged") from fault
