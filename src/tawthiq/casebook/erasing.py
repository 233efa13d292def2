"""Erases records for good: their values, and the files of evidence that they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from tawthiq.casebook.casebook import Casebook
from tawthiq.errors import RegisterError
from tawthiq.register import BatchResult, Vault
from tawthiq.register.append import ERASED


def erase_records(
    casebook: Casebook, ids: Sequence[str], *, actor: str, reason: str, at: datetime
) -> BatchResult:
    """Destroys the values of records, and then the content of those that are evidence.

    When it is cut off in between, the record is erased and its file is still there: the same
    call again refuses the record, which is erased already, and takes the file away.

    Raises:
        RegisterError: No record has one of the ids, or another record names it.
        VaultError: A file cannot be taken away.
    """
    vault = Vault(casebook.folder)
    with vault.locked():
        try:
            return casebook.register.erase(ids, actor=actor, reason=reason, at=at)
        finally:
            take_erased(casebook, vault, ids)


def take_erased(casebook: Casebook, vault: Vault, ids: Iterable[str]) -> None:
    """Takes the content of those records out of the vault that are erased; it is locked."""
    gone = {record_id for record_id in ids if _is_erased(casebook, record_id)}
    for digest in list(vault.all()) if gone else ():
        if casebook.register.new_id("evidence", digest) in gone:
            vault.destroy(digest)


def _is_erased(casebook: Casebook, record_id: str) -> bool:
    try:
        return casebook.register.view().history(record_id)[-1].state == ERASED
    except RegisterError:
        return False
