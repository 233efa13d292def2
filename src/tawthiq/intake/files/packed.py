"""Bytes of a file, unpacked on the way where it is packed with gzip."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tawthiq.intake.files.archive import LARGEST_MEMBER, MOST_RATIO, SMALL_MEMBER
from tawthiq.intake.files.line import refused

GZIP = b"\x1f\x8b"


@contextmanager
def opened_bytes(path: Path) -> Iterator[BinaryIO]:
    """Opens a file for reading, packed with gzip or not, whatever its name says.

    Raises:
        InputError: The packed file is damaged, too large, or made to do harm; while it is read.
    """
    with path.open("rb") as raw:
        is_packed = raw.read(2) == GZIP
        raw.seek(0)
        if not is_packed:
            yield raw
            return
        try:
            yield io.BufferedReader(_Bounded(path, raw))
        except (gzip.BadGzipFile, EOFError, zlib.error) as fault:
            reason = f"the packed file is damaged or cut off: {fault}"
            raise refused(path, reason, "Get it again from where it came from.") from fault


class _Bounded(io.RawIOBase):
    """What a packed file holds, as far as its size stays within the bounds of archives."""

    def __init__(self, path: Path, raw: BinaryIO):
        """Takes a file that is open at its start."""
        self._path, self._raw = path, raw
        self._inside = gzip.GzipFile(fileobj=raw)
        self._done = 0

    def readable(self) -> bool:
        """Says that it can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Reads on."""
        block = self._inside.read(len(buffer))
        buffer[: len(block)] = block
        self._done += len(block)
        ratio = self._done / max(1, self._raw.tell())
        if self._done > LARGEST_MEMBER or (self._done > SMALL_MEMBER and ratio > MOST_RATIO):
            reason = f"unpacked, the file is over {ratio:,.0f} times its packed size: a gzip bomb"
            if ratio <= MOST_RATIO:
                reason = "unpacked, the file is too large"
            raise refused(self._path, reason, "Ask whoever sent it for the file itself.")
        return len(block)
