"""The vault: files of evidence by their SHA-256, written once and durably, never written again."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from tawthiq.errors import Fault, InputError, VaultError
from tawthiq.register.durable import new_file, sync_folder
from tawthiq.register.source import CHUNK, Copied, Stopped, copy_source

_DIGEST = re.compile(r"[0-9a-f]{64}")
_WORKERS = 4

Progress = Callable[[int], None]
"""Told how many more bytes were copied."""


@dataclass(frozen=True, slots=True)
class Blob:
    """One content of the vault; `new` says whether it was not there before."""

    sha256: str
    size: int
    new: bool


class BlobState(StrEnum):
    """What a check of one blob finds."""

    WHOLE = "whole"
    DAMAGED = "damaged"
    MISSING = "missing"
    UNREADABLE = "unreadable"


class Vault:
    """Content by digest in the casebook's folder: `vault/ab/<sha256>`.

    A blob is copied to a folder of its writer (`vault/*.tmp`), flushed, renamed, and the folders
    are flushed: when `add` returns, it survives a loss of power. It is readable by its owner
    alone and writable by no one. What a writer that was stopped left is taken away by the next
    one.
    """

    def __init__(self, casebook: Path):
        """Names the casebook's folder; nothing is made yet."""
        self.folder = casebook / "vault"

    def add(self, source: Path, *, recheck: bool = False, progress: Progress | None = None) -> Blob:
        """Copies one file into the vault; see `add_all`."""
        return self.add_all([source], recheck=recheck, progress=progress)[0]

    def add_all(
        self, sources: Sequence[Path], *, recheck: bool = False, progress: Progress | None = None
    ) -> list[Blob]:
        """Copies files into the vault: all of them, in constant memory, or none.

        Args:
            sources: Regular files; a symbolic link is refused, because what it names can change.
            recheck: Also hashes a blob that is there already; otherwise its size is compared.
            progress: Called with the number of bytes of every piece; from several threads.

        Raises:
            InputError: Files that are no regular files, cannot be read, or changed meanwhile.
            VaultError: The disk of the vault is full or failing, or a blob there is damaged.
        """
        with _clear_faults(), self.work() as work:
            staged = _stage(sources, work, progress or (lambda count: None))
            with self.locked():
                blobs = [self._place(path, copied, recheck) for path, copied in staged]
                for folder in sorted({self.path(blob.sha256).parent for blob in blobs}):
                    sync_folder(folder)
                sync_folder(self.folder)
                sync_folder(self.folder.parent)
        return blobs

    def open(self, digest: str) -> BinaryIO:
        """Opens a blob for reading.

        Raises:
            VaultError: There is none, or it cannot be read.
        """
        path = self.path(digest)
        with _readable(digest):
            return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")

    def head(self, digest: str, count: int) -> bytes:
        """Returns the first bytes of a blob, unverified.

        Raises:
            VaultError: There is none, or it cannot be read.
        """
        with _readable(digest), self.open(digest) as file:
            return file.read(count)

    def read(self, digest: str) -> Iterator[bytes]:
        """Yields a blob in pieces; use them only when the last one came without a fault.

        Raises:
            VaultError: There is none, or, after the last piece, its content is not its own.
        """
        found = hashlib.sha256()
        with self.open(digest) as file:
            while True:
                with _readable(digest):
                    piece = file.read(CHUNK)
                if not piece:
                    break
                found.update(piece)
                yield piece
        if found.hexdigest() != digest:
            raise VaultError(_DAMAGED.format(digest))

    def export(self, digest: str, target: Path) -> int:
        """Copies a blob out, verifies it meanwhile, and returns its size.

        Nothing is written over: the target appears whole at the end, or not at all.

        Raises:
            InputError: The target is there already, or cannot be written.
            VaultError: There is no such blob, or it is damaged.
        """
        pieces = self.read(digest)
        first = next(pieces, b"")
        try:
            with new_file(target) as file:
                size = file.write(first)
                for piece in pieces:
                    size += file.write(piece)
        except FileExistsError as fault:
            raise _refused(target, "the file is there already", "Choose a new name.") from fault
        except OSError as fault:
            reason = f"the file cannot be written: {fault.strerror}"
            raise _refused(target, reason, "Check the folder and the room on its disk.") from fault
        return size

    def holds(self, digest: str) -> bool:
        """Says whether a blob is there, whatever its content."""
        return _DIGEST.fullmatch(digest) is not None and self.path(digest).is_file()

    def check(self, digest: str) -> BlobState:
        """Reads a blob whole and says whether its content is its own."""
        if not os.path.lexists(self.path(digest)):
            return BlobState.MISSING
        found = hashlib.sha256()
        try:
            with self.open(digest) as file:
                while piece := file.read(CHUNK):
                    found.update(piece)
        except (OSError, VaultError):
            return BlobState.UNREADABLE
        return BlobState.WHOLE if found.hexdigest() == digest else BlobState.DAMAGED

    def all(self) -> Iterator[str]:
        """Yields the digest of every blob in order; leftovers of a stop are none."""
        if not self.folder.is_dir():
            return
        for folder in sorted(each for each in self.folder.iterdir() if len(each.name) == 2):
            for path in sorted(folder.iterdir()):
                if _DIGEST.fullmatch(path.name) and path.name.startswith(folder.name):
                    yield path.name

    def destroy(self, digest: str) -> None:
        """Takes a blob away, for an erasure; the caller holds the lock.

        The disk may keep its bytes until it writes over them.

        Raises:
            VaultError: It cannot be taken away.
        """
        path = self.path(digest)
        with _clear_faults():
            path.unlink(missing_ok=True)
            sync_folder(path.parent)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the vault's lock, which one process has at a time."""
        with ExitStack() as held:
            with _clear_faults():
                self.folder.mkdir(mode=0o700, exist_ok=True)
                held.enter_context(_lock(self.folder / ".lock"))
            yield

    def path(self, digest: str) -> Path:
        """Returns where a blob lies; nothing says that it is there.

        Raises:
            VaultError: It is no SHA-256.
        """
        if not _DIGEST.fullmatch(digest):
            raise VaultError(f"{digest!r} is no SHA-256 in hexadecimal.")
        return self.folder / digest[:2] / digest

    @contextmanager
    def work(self) -> Iterator[Path]:
        """Gives a writer a folder of its own, for its owner alone, and takes it away at the end.

        What a writer that was stopped left is taken away first.
        """
        work = self.folder / f"{secrets.token_hex(8)}.tmp"
        with ExitStack() as own:
            with self.locked():
                self._clear()
                work.mkdir(mode=0o700)
                own.enter_context(_lock(work / "writer"))
            own.callback(shutil.rmtree, work, ignore_errors=True)  # while it is locked
            yield work

    def _clear(self) -> None:
        for left in self.folder.glob("*.tmp"):
            if left.is_symlink() or not left.is_dir():
                left.unlink(missing_ok=True)
                continue
            try:
                with _lock(left / "writer", wait=False):
                    shutil.rmtree(left, ignore_errors=True)
            except (BlockingIOError, FileNotFoundError):
                continue  # its writer is at work, or has just taken it away

    def _place(self, staged: Path, copied: Copied, recheck: bool) -> Blob:
        """Gives a flushed copy its name, unless that content is there already."""
        path = self.path(copied.sha256)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            held = path.lstat()
        except FileNotFoundError:
            staged.rename(path)
            return Blob(copied.sha256, copied.size, new=True)
        whole = held.st_size == copied.size and not path.is_symlink()
        if not whole or (recheck and self.check(copied.sha256) is not BlobState.WHOLE):
            raise VaultError(_DAMAGED.format(copied.sha256))
        return Blob(copied.sha256, copied.size, new=False)


def _stage(sources: Sequence[Path], work: Path, progress: Progress) -> list[tuple[Path, Copied]]:
    """Copies and flushes files, several at once; collects the faults of all of them."""
    stopped = Stopped()
    faults: list[Fault] = []
    staged: list[tuple[Path, Copied]] = []
    with ThreadPoolExecutor(max_workers=min(_WORKERS, len(sources)) or 1) as pool:
        jobs: list[tuple[Path, Future[Copied]]] = []
        try:
            for number, source in enumerate(sources):
                path = work / str(number)
                jobs.append((path, pool.submit(copy_source, source, path, progress, stopped)))
            for path, job in jobs:
                try:
                    staged.append((path, job.result()))
                except InputError as fault:
                    faults += fault.faults
        except BaseException:
            stopped.set()
            pool.shutdown(cancel_futures=True)
            raise
    if faults:
        raise InputError(faults)
    return staged


_DAMAGED = (
    "{} in the vault is damaged: its content is not what its name says. Restore it from a backup; "
    "see: tawthiq verify"
)


@contextmanager
def _readable(digest: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as fault:
        raise VaultError(
            f"The vault holds no {digest}. Restore it from a backup; see: tawthiq verify"
        ) from fault
    except OSError as fault:
        raise VaultError(
            f"{digest} in the vault cannot be read: {fault.strerror}. Check the disk and who "
            "owns the files, then run: tawthiq verify"
        ) from fault


def _refused(target: Path, reason: str, remedy: str) -> InputError:
    return InputError([Fault(target.name, None, None, None, reason, remedy)])


@contextmanager
def _lock(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Holds a lock that ends with the process that has it, however it ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        with suppress(OSError):  # nothing was written through it
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        with suppress(OSError):  # the lock is let go before, for a close that fails
            os.close(descriptor)


@contextmanager
def _clear_faults() -> Iterator[None]:
    """Says what the disk of the vault refused. Nothing is tried again.

    After a flush that failed, a second one may report success for what never reached the disk.
    """
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise VaultError(
                "There is no room for the evidence on the disk of the casebook. Nothing was "
                "added. Make room, then add it again."
            ) from fault
        raise VaultError(
            f"The vault cannot be written: {fault.strerror}. Nothing was added. Where it is a "
            "fault of the disk, work no further on it: copy the casebook to another disk first."
        ) from fault
