"""Files of evidence beside an export, each under its SHA-256."""

from __future__ import annotations

from pathlib import Path

from tawthiq.errors import CasebookError
from tawthiq.export.content import Content
from tawthiq.records import Evidence
from tawthiq.register import Vault


def evidence_beside(target: Path, *, is_folder: bool) -> Path:
    """Returns where files of evidence go: into the folder of an export, or beside its file.

    Raises:
        CasebookError: Something stands there already.
    """
    if is_folder:
        return target / "evidence"
    beside = target.with_name(f"{target.name}.evidence")
    if beside.exists():
        raise CasebookError(f"{beside} is there already. Choose a new name for the export.")
    return beside


def copy_evidence(content: Content, folder: Path) -> None:
    """Copies the files of all evidence that is exported, verified while they are copied.

    Raises:
        VaultError: One is missing or damaged.
    """
    vault = Vault(content.casebook.folder)
    digests = set()
    if Evidence.kind in content.kinds:
        digests = {values["sha256"] for values in content.values(Evidence.kind)}
    for digest in sorted(digests):
        vault.export(digest, folder / digest)
    content.manifest = content.manifest.model_copy(update={"evidence": len(digests)})
