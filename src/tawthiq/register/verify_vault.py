"""Checks the vault: every file that a record names is there and is what it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tawthiq.register.digests import VAULT, Digests, digest_of, is_evidence
from tawthiq.register.verification import Found


def check_vault(digests: Digests, found: Found, *, named: Mapping[str, str]) -> None:
    """Compares every file of a casebook's vault with its name, and with what records name.

    The files may have been hashed before the records were read, while others wrote: what was
    not there then, or could not be read, is looked at once more.

    Args:
        digests: The digests of the vault.
        found: Gets what is damaged; a file that no record names is a note.
        named: The SHA-256 of every file that a record names, with the id of the record.
    """
    here: set[str] = set()
    for path, digest in digests:
        if is_evidence(path):
            name = path[3:]
            here.add(name)
            _compare(digests.vault / path, digest, found, record_id=named.get(name))
        else:
            found.note(VAULT, "is no file of evidence", key=path)
    for name in (each for each in named if each not in here):
        file = digests.vault / _place(name)
        if file.is_file():
            _compare(file, digest_of(file), found, record_id=named[name])
        else:
            found.damage(VAULT, "is missing", key=_place(name), record_id=named[name])


def _compare(file: Path, digest: str | None, found: Found, *, record_id: str | None) -> None:
    if digest is None:
        if record_id is None and not file.exists():
            return  # taken away since
        digest = digest_of(file)
    found.checked["files"] += 1
    place = _place(file.name)
    if digest is None:
        found.damage(VAULT, "cannot be read", key=place, record_id=record_id)
    elif digest != file.name:
        found.damage(VAULT, "is not what it was when it was added", key=place, record_id=record_id)
    elif record_id is None:
        found.note(VAULT, "is named by no record", key=place)


def _place(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
