"""Zip files, looked at before anything in them is unpacked."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tawthiq.intake.files.line import refused

MOST_MEMBERS = 10_000
LARGEST_MEMBER = 1 << 30
LARGEST_WHOLE = 2 << 30
SMALL_MEMBER = 10 << 20
MOST_RATIO = 100

_END = b"PK\x05\x06"
_TAIL = 65_557
_MAKE_ANEW = "Do not open it. Ask whoever sent it for the files themselves."


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Opens a zip file whose directory holds nothing that does harm.

    Raises:
        InputError: It is damaged, or holds too many members, too large or too tightly packed
            ones, or names that lead out of its folder.
    """
    _refuse_many(path)
    try:
        with zipfile.ZipFile(path) as packed:
            _refuse_harm(path, packed.infolist())
            yield packed
    except (zipfile.BadZipFile, EOFError, struct.error, zlib.error, lzma.LZMAError) as fault:
        reason = f"the file is damaged or cut off: {fault}"
        raise refused(path, reason, "Get it again from where it came from.") from fault
    except (NotImplementedError, RuntimeError) as fault:
        reason = "the file is encrypted or packed in a way that is not read"
        raise refused(path, reason, "Unpack it, and import what is in it.") from fault
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise refused(path, reason, "Check its name and folder.") from fault


def _refuse_many(path: Path) -> None:
    """Refuses a directory of very many members before it is read as a whole."""
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL))
            tail = file.read()
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise refused(path, reason, "Check its name and folder.") from fault
    at = tail.rfind(_END)
    if at >= 0 and len(tail) >= at + 12:
        (count,) = struct.unpack("<H", tail[at + 10 : at + 12])
        if count > MOST_MEMBERS:
            reason = f"the archive holds more than {MOST_MEMBERS:,} members"
            raise refused(path, reason, "Split it.")


def _refuse_harm(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise refused(path, f"the archive holds more than {MOST_MEMBERS:,} members", "Split it.")
    whole = 0
    for member in members:
        whole += member.file_size
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in member.filename[:2]:
            raise refused(path, "a name in the archive leads out of its folder", _MAKE_ANEW)
        if member.file_size > LARGEST_MEMBER or whole > LARGEST_WHOLE:
            raise refused(path, "unpacked, the archive is too large", _MAKE_ANEW)
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > SMALL_MEMBER and ratio > MOST_RATIO:
            reason = f"a member of the archive is {ratio:,.0f} times its packed size: a zip bomb"
            raise refused(path, reason, _MAKE_ANEW)
