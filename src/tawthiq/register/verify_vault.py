"""Checks the vault: every file that a record names is there and is what it was."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tawthiq.register.entry import is_hash
from tawthiq.register.verification import Found

VAULT = "vault"
_WORKERS = 4
_AHEAD = 256
_LOCK = ".lock"
"""Writers wait for each other at this file of the vault; it holds nothing."""


def check_vault(folder: Path, found: Found, *, named: Mapping[str, str]) -> None:
    """Hashes every file of a casebook's vault.

    Args:
        folder: The casebook.
        found: Gets what is damaged; a file that no record names is a note.
        named: The SHA-256 of every file that a record names, with the id of the record.
    """
    here: set[str] = set()
    vault = folder / VAULT
    for path, digest in _hashed(vault, _files(vault)):
        if _is_evidence(vault, path):
            here.add(path.name)
            _compare(path, digest, found, record_id=named.get(path.name))
        else:
            found.note(VAULT, "is no file of evidence", key=path.relative_to(vault).as_posix())
    for digest, record_id in named.items():
        if digest not in here:
            found.damage(VAULT, "is missing", key=_place(digest), record_id=record_id)


def _is_evidence(vault: Path, path: Path) -> bool:
    return is_hash(path.name) and path == vault / path.name[:2] / path.name


def _hashed(vault: Path, paths: Iterator[Path]) -> Iterator[tuple[Path, str | None]]:
    """Yields files in their order, those of evidence with their SHA-256 where they can be read.

    Several are read at once: Python lets other threads work while one hashes or waits for the
    disk. Only so many are ahead that their order costs no memory.
    """
    waiting: deque[tuple[Path, Future[str | None]]] = deque()
    pool = ThreadPoolExecutor(max_workers=max(2, min(_WORKERS, os.cpu_count() or 1)))
    try:
        for path in paths:
            waiting.append((path, pool.submit(_digest, vault, path)))
            if len(waiting) > _AHEAD:
                done, digest = waiting.popleft()
                yield done, digest.result()
        for done, digest in waiting:
            yield done, digest.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _digest(vault: Path, path: Path) -> str | None:
    if not _is_evidence(vault, path):
        return None
    try:
        with path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _compare(path: Path, digest: str | None, found: Found, *, record_id: str | None) -> None:
    found.checked["files"] += 1
    place = _place(path.name)
    if digest is None:
        found.damage(VAULT, "cannot be read", key=place, record_id=record_id)
    elif digest != path.name:
        found.damage(VAULT, "is not what it was when it was added", key=place, record_id=record_id)
    elif record_id is None:
        found.note(VAULT, "is named by no record", key=place)


def _files(vault: Path) -> Iterator[Path]:
    """Yields what lies in the vault and is no folder, in order."""
    if vault.is_dir() and not vault.is_symlink():
        for entry in _entries(vault):
            if not _is_lock(vault, entry):
                yield Path(entry.path)


def _is_lock(vault: Path, entry: os.DirEntry[str]) -> bool:
    if entry.path != str(vault / _LOCK) or entry.is_symlink():
        return False
    return entry.stat(follow_symlinks=False).st_size == 0


def _entries(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Yields what lies below a folder and is no folder; of one that cannot be read, nothing."""
    with suppress(OSError), os.scandir(folder) as listed:
        for entry in sorted(listed, key=lambda each: each.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path)
            else:
                yield entry


def _place(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
