"""Folders and files that are whole or not there, also when power fails or a process is killed."""

from __future__ import annotations

import errno
import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tawthiq.errors import CasebookError
from tawthiq.register import durable
from tawthiq.register.durable import alone, sync_folder

_WORK = ".making"
"""How the name of a folder ends that is being filled; it begins with a dot and its later name."""

_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.ENOTEMPTY, errno.EEXIST,
                errno.EACCES, errno.EPERM, errno.ENOTDIR)  # fmt: skip


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Gives a file that becomes `target` at the end, or vanishes on any failure.

    Raises:
        CasebookError: The target is there already, or the disk refuses it.
    """
    try:
        with durable.new_file(target) as file:
            yield file
    except FileExistsError as fault:
        raise CasebookError(f"{target} is there already. Choose another name.") from fault
    except OSError as fault:
        raise CasebookError(
            f"{target} cannot be written: {fault.strerror}. Nothing was written; choose a folder "
            "that you may write to, or make room."
        ) from fault


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Gives an empty folder that becomes `target` at the end, or vanishes on any failure.

    Everything in it is flushed before it gets its name, and the name after that. What a killed
    process left half filled is taken away by the next call for the same target.

    Raises:
        CasebookError: The target holds something already, or cannot be written.
    """
    target = target.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CasebookError(f"{target} is there already and is not empty. Choose a new folder.")
    with ExitStack() as held:
        try:
            made = _make_parents(target.parent)
            work = held.enter_context(_work(target))
        except OSError as fault:
            raise CasebookError(
                f"{target} cannot be made: {fault.strerror}. Choose a folder that you may write to."
            ) from fault
        try:
            with _clear_faults(target):
                yield work
                work.chmod(0o700)
                _sync_tree(work)
                os.replace(work, target)  # noqa: PTH105  (replaces an empty folder in one step)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        _keep_name(target, made)


def _make_parents(folder: Path) -> list[Path]:
    """Makes a folder and those above it; returns the ones that were made."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return made


@contextmanager
def _work(target: Path) -> Iterator[Path]:
    """Gives a folder beside the target, locked as long as its process works in it."""
    with alone(target.parent):
        for left in target.parent.glob(f".{glob.escape(target.name)}.????????{_WORK}"):
            _take_away(left)
        made = tempfile.mkdtemp(prefix=f".{target.name}.", suffix=_WORK, dir=target.parent)
        lock = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        with suppress(OSError):  # a disk without locks: then nobody takes anything away
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield Path(made)
    finally:
        os.close(lock)


def _take_away(left: Path) -> None:
    """Takes away what a killed process left; one that is still at work holds its lock."""
    with suppress(OSError):
        lock = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(lock)


@contextmanager
def _clear_faults(target: Path) -> Iterator[None]:
    """Says what the disk refused; a fault that is not of the disk passes as it is."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in _OF_THE_DISK:
            raise
        raise CasebookError(
            f"{target} cannot be made: {fault.strerror}. Nothing was written; make room or choose "
            "a new folder."
        ) from fault


def _keep_name(target: Path, made: list[Path]) -> None:
    """Makes the name of a folder durable, and the names of those above it that are new."""
    try:
        for folder in (target, *made):
            sync_folder(folder.parent)
    except OSError as fault:
        raise CasebookError(
            f"{target} is made and whole, but its name may not outlast a loss of power: "
            f"{fault.strerror}. Check the disk."
        ) from fault


def _sync_tree(folder: Path) -> None:
    for inner, _, files in os.walk(folder, topdown=False):
        for name in files:
            _sync_file(Path(inner) / name)
        sync_folder(Path(inner))


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
