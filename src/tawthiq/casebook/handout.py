"""Hands out what others can check: the journal in a folder, and proofs in files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tawthiq.casebook.casebook import Casebook
from tawthiq.casebook.unfinished import new_folder
from tawthiq.errors import CasebookError
from tawthiq.records import Access
from tawthiq.register import Checkpoint
from tawthiq.register.handout import access_of_path, export, prove
from tawthiq.register.proof import Proof


@dataclass(frozen=True, slots=True)
class WrittenProof:
    """A proof in a file.

    Attributes:
        access: Who may see what it opens, by path.
    """

    file: Path
    proof: Proof
    access: dict[str, Access]


def export_journal(casebook: Casebook, target: Path) -> Checkpoint:
    """Writes the journal into a new folder, the whole folder or nothing.

    Raises:
        CasebookError: The folder holds something already, or the journal is empty or damaged.
    """
    with new_folder(target) as work:
        return export(casebook.register, work)


def write_proof(
    casebook: Casebook,
    record_id: str,
    *,
    revision: int | None = None,
    fields: Sequence[str] = (),
    file: Path,
) -> WrittenProof:
    """Writes a proof about a revision of a record into a new file.

    Raises:
        RegisterError: There is no such revision, or it was erased.
        InputError: The record has no such field.
        CasebookError: The file is there already, or cannot be written.
    """
    proof, kind = prove(casebook.register, record_id, revision=revision, fields=fields)
    try:
        with file.open("xb") as written:
            written.write(proof.dump())
    except OSError as fault:
        raise CasebookError(f"{file} cannot be written: {fault.strerror}.") from fault
    paths = [each.path for each in proof.opened]
    return WrittenProof(file, proof, {path: access_of_path(kind, path) for path in paths})
