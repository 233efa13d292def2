"""Files of evidence that lie beside an export, taken into the vault before their records enter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.intake.exported.opening import open_container
from tawthiq.records import Evidence
from tawthiq.register import Blob, Vault


@contextmanager
def with_files(casebook: Casebook, path: Path, *, encoding: str | None = None) -> Iterator[None]:
    """Takes in the files of the evidence that an export holds; its records enter in the block.

    If they do not, the files that are new are taken away again.

    Raises:
        InputError: A file is not what its name says.
        VaultError: The vault cannot be written.
    """
    container = open_container(path, encoding=encoding)
    if not container.evidence.is_dir():
        yield
        return
    vault = Vault(casebook.folder)
    named = _named(path, encoding)
    blobs = vault.add_all([container.evidence / digest for digest in named])
    try:
        _refuse_other(named, blobs)
        yield
    except BaseException:
        _take_away(casebook, vault, blobs)
        raise


def _named(path: Path, encoding: str | None) -> list[str]:
    """Returns the SHA-256 of each file that a record of the export names and that is there."""
    container = open_container(path, encoding=encoding)
    there = {each.name for each in container.evidence.iterdir()}
    found = set()
    for item in container.items():
        if item.kind == Evidence.kind:
            cells = item.row if item.row is not None else item.values or {}
            found.add(str(cells.get("sha256")))
    return sorted(found & there)


def _refuse_other(named: list[str], blobs: list[Blob]) -> None:
    reason = "its content is not what its name says: it was altered or damaged"
    faults = [Fault(name, None, None, None, reason, "Copy it again.")
              for name, blob in zip(named, blobs, strict=True) if blob.sha256 != name]  # fmt: skip
    if faults:
        raise InputError(faults)


def _take_away(casebook: Casebook, vault: Vault, blobs: list[Blob]) -> None:
    """Takes files out again that no record names."""
    with vault.locked():
        named = {each.sha256 for each in casebook.register.view().all(Evidence)}
        for blob in blobs:
            if blob.new and blob.sha256 not in named:
                vault.destroy(blob.sha256)
