"""Copies a file of evidence while hashing it, and refuses what does not hold still."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tawthiq.errors import Fault, InputError

CHUNK = 2**20
"""How many bytes are held in memory at a time."""

Stopped = Event
"""Set where a copy shall end early."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied."""

    sha256: str
    size: int


class _UnfitError(Exception):
    """Why a source is not taken, and what to do."""


def copy_source(
    source: Path, target: Path, progress: Callable[[int], None], stopped: Event
) -> Copied:
    """Copies a regular file to a new file, readable by its owner alone, and flushes it.

    Raises:
        InputError: The source is a link, a folder or a device, cannot be read, or changed while
            it was read.
        OSError: The target cannot be written.
    """
    try:
        reading = _open(source)
    except _UnfitError as fault:
        raise _refused(source, fault) from fault
    try:
        return _copy(reading, target, progress, stopped)
    except _UnfitError as fault:
        raise _refused(source, fault) from fault
    finally:
        os.close(reading)


def _open(source: Path) -> int:
    """Opens a regular file; looks before it opens, because opening a device can act on it."""
    try:
        seen = source.lstat()
        if stat.S_ISLNK(seen.st_mode):
            raise _UnfitError("it is a symbolic link", "Name the file that it leads to.")
        if stat.S_ISDIR(seen.st_mode):
            raise _UnfitError("it is a folder", "Name the files in it.")
        if not stat.S_ISREG(seen.st_mode):
            raise _UnfitError("it is no regular file", "Copy its content to a file first.")
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        reading = os.open(source, flags)
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise _UnfitError(reason, "Check its name and folder.") from fault
    if not os.path.samestat(os.fstat(reading), seen):
        os.close(reading)
        raise _UnfitError(
            "another file took its place", "Add it when nothing writes to its folder."
        )
    return reading


def _copy(reading: int, target: Path, progress: Callable[[int], None], stopped: Event) -> Copied:
    before = os.fstat(reading)
    found, size = hashlib.sha256(), 0
    writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o400)
    try:
        while piece := _read(reading):
            if stopped.is_set():
                raise _UnfitError("it was stopped", "Add it again.")
            found.update(piece)
            _write(writing, piece)
            size += len(piece)
            progress(len(piece))
        os.fchmod(writing, 0o400)
        os.fsync(writing)
    finally:
        os.close(writing)
    if size != before.st_size or _marks(before) != _marks(os.fstat(reading)):
        raise _UnfitError("it changed while it was read", "Add it when nothing writes to it.")
    return Copied(found.hexdigest(), size)


def _marks(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _read(reading: int) -> bytes:
    try:
        return os.read(reading, CHUNK)
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise _UnfitError(reason, "Check the disk that it is on.") from fault


def _write(writing: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(writing, rest) :]


def _refused(source: Path, fault: _UnfitError) -> InputError:
    reason, remedy = fault.args
    return InputError([Fault(printable(source), None, None, None, reason, remedy)])


def printable(path: Path) -> str:
    r"""Returns a file's own name as text, with bytes that are no UTF-8 written as `\xff`."""
    return os.fsencode(path.name).decode("utf-8", "backslashreplace")
