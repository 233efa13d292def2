"""Erases records for good: their values, and the files of evidence that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from tawthiq.casebook.casebook import Casebook
from tawthiq.errors import RegisterError
from tawthiq.records import Evidence
from tawthiq.register import BatchResult, Vault
from tawthiq.register.append import ERASED


def erase_records(
    casebook: Casebook, ids: Sequence[str], *, actor: str, reason: str, at: datetime
) -> BatchResult:
    """Destroys the values of records, and then the content of those that are evidence.

    When it is cut off in between, the record is erased and its file is still there: the same
    call again refuses the record, which is erased already, and takes the file away. That of a
    record that came from another casebook is then left, and `verify` notes it as named by none.
    A file that another record of evidence names as well stays.

    Raises:
        RegisterError: No record has one of the ids, another record names it, or it is a person
            who rests on listings that are not erased too.
        VaultError: A file cannot be taken away.
    """
    vault = Vault(casebook.folder)
    with vault.locked():
        digests = _digests(casebook, ids)
        try:
            return casebook.register.erase(ids, actor=actor, reason=reason, at=at)
        finally:
            take_erased(casebook, vault, ids, digests=digests)


def take_erased(
    casebook: Casebook,
    vault: Vault,
    ids: Iterable[str],
    *,
    digests: Mapping[str, frozenset[str]] | None = None,
) -> None:
    """Takes the content of those records out of the vault that are erased; it is locked.

    Args:
        casebook: Where they were.
        vault: Its vault.
        ids: The records; those that are not erased are left alone.
        digests: The files that each named. An imported record keeps its id, from which its file
            cannot be told.
    """
    gone = {record_id for record_id in ids if _is_erased(casebook, record_id)}
    if not gone:
        return
    named = {each.sha256 for each in casebook.register.view().all(Evidence)}
    told = {digest for record_id in gone for digest in (digests or {}).get(record_id, ())}
    for digest in list(vault.all()):
        is_gone = digest in told or casebook.register.new_id("evidence", digest) in gone
        if is_gone and digest not in named:
            vault.destroy(digest)


def _digests(casebook: Casebook, ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """Returns the files that every revision of evidence named, by record."""
    found = {}
    for record_id in ids:
        with suppress(RegisterError):
            records = [each.record for each in casebook.register.view().history(record_id)]
            evidence = [each for each in records if isinstance(each, Evidence)]
            found[record_id] = frozenset(each.sha256 for each in evidence)
    return found


def _is_erased(casebook: Casebook, record_id: str) -> bool:
    try:
        return casebook.register.view().history(record_id)[-1].state == ERASED
    except RegisterError:
        return False
