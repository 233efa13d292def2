"""Checks the vault: every file that a record names is there and is what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tawthiq.register.entry import is_hash
from tawthiq.register.verification import Found

VAULT = "vault"
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
    for path in _files(folder / VAULT):
        place = path.relative_to(folder / VAULT).as_posix()
        digest = path.name
        if not is_hash(digest) or place != f"{digest[:2]}/{digest}":
            found.note(VAULT, "is no file of evidence", key=place)
            continue
        here.add(digest)
        _check_file(path, found, record_id=named.get(digest))
    for digest, record_id in named.items():
        if digest not in here:
            found.damage(VAULT, "is missing", key=_place(digest), record_id=record_id)


def _check_file(path: Path, found: Found, *, record_id: str | None) -> None:
    found.checked["files"] += 1
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        found.damage(VAULT, "cannot be read", key=_place(path.name), record_id=record_id)
        return
    if digest != path.name:
        found.damage(
            VAULT,
            "is not what it was when it was added",
            key=_place(path.name),
            record_id=record_id,
        )
    elif record_id is None:
        found.note(VAULT, "is named by no record", key=_place(path.name))


def _files(vault: Path) -> Iterator[Path]:
    """Yields what lies in the vault and is no folder, in order."""
    if vault.is_dir() and not vault.is_symlink():
        for path in sorted(vault.rglob("*")):
            is_lock = path == vault / _LOCK and path.lstat().st_size == 0
            if path.is_symlink() or not (path.is_dir() or is_lock):
                yield path


def _place(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
