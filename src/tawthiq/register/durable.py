"""Files that are whole or not there, and stay when the power fails."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Gives a file that appears under its name, flushed, when the block ends without a fault.

    Raises:
        FileExistsError: The name is taken; nothing is written over.
        OSError: It cannot be written.
    """
    if os.path.lexists(target):
        raise FileExistsError(target)
    work = target.with_name(f".{secrets.token_hex(8)}.tmp")
    descriptor = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _name(work, target)
    finally:
        work.unlink(missing_ok=True)
    sync_folder(target.parent)


def _name(work: Path, target: Path) -> None:
    """Gives a file a name that nothing has; on a stick that knows no links, by taking it first."""
    try:
        target.hardlink_to(work)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        work.replace(target)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds a lock on a folder, which one process or thread has at a time.

    The lock ends with its process, however that ends. A disk that knows no locks goes without.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        with suppress(OSError):  # set free here: closing can fail and leave it held
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
