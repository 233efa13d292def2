"""Verifies a casebook whole: its register, its vault, and the reports that rest on them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tawthiq.casebook.settings import REGISTER, Settings, read_settings
from tawthiq.errors import CasebookError
from tawthiq.register.database import Address, address_of
from tawthiq.register.digests import Digests
from tawthiq.register.note import Verifier
from tawthiq.register.verification import Found, Outcome, Verification
from tawthiq.register.verify import verify_register


def verify_casebook(
    folder: str | Path = ".", *, key: Verifier | None = None, digests: Digests | None = None
) -> Verification:
    """Verifies the casebook in a folder, however damaged it is; it changes nothing.

    Journal, tree and checkpoints; every commitment, computed again from the values; current
    records, links and search words, made again from the revisions; every file of the vault; the
    files of every report. Names each damaged item, and the published figures that rest on it.

    Args:
        folder: The casebook.
        key: The key of its journal as it is known from elsewhere, such as a printed report. Without
            it, who replaces the whole folder with its keys is not found out.
        digests: Those of the vault, where they are on their way already.
    """
    path = Path(folder)
    found = Found()
    with digests or Digests(path) as hashed:
        url = _address(path, found)
        readable = url is not None and verify_register(
            url, folder=path, found=found, key=key, digests=hashed
        )
    for report in _reports(path):
        _check_files(report, found)
    for report in _reports(path):
        _name_resting(report, found)
    return found.verification(readable=readable)


def refuse_damaged(folder: Path) -> None:
    """Raises where a casebook does not verify.

    Raises:
        CasebookError: With the first damaged items.
    """
    found = verify_casebook(folder)
    if found.outcome is not Outcome.VERIFIED:
        lines = [str(item) for item in found.items[:10]]
        raise CasebookError(f"The casebook is {found.outcome.value}:\n" + "\n".join(lines))


def _address(folder: Path, found: Found) -> Address | None:
    settings: Settings | None = None
    try:
        settings = read_settings(folder / "casebook.yaml", Settings)
    except CasebookError as fault:
        found.damage("casebook.yaml", str(fault))
    if settings is not None and settings.database is not None:
        return settings.database
    if not (folder / REGISTER).is_file():
        found.damage(REGISTER, "is missing")
        return None
    return address_of(folder / REGISTER)


def _reports(folder: Path) -> Iterator[Path]:
    """Yields the folders of all reports, the earlier ones too."""
    for figures in sorted((folder / "reports").glob("**/figures.json")):
        yield figures.parent


def _check_files(report: Path, found: Found) -> None:
    """Compares a report's files with its manifest."""
    name = _name(report)
    manifest = _read(report / "manifest.json")
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict):
        found.damage(name, "the manifest is missing or cannot be read", key="manifest.json")
        return
    for file, digest in files.items():
        found.checked["report files"] += 1
        try:
            held = hashlib.sha256((report / file).read_bytes()).hexdigest()
        except OSError:
            found.damage(name, "is missing or cannot be read", key=file)
            continue
        if held != digest:
            found.damage(name, "is not what was written with the report", key=file)


def _name_resting(report: Path, found: Found) -> None:
    """Names the figures of a report that rest on damaged records."""
    figures = _read(report / "figures.json")
    for figure in figures if isinstance(figures, list) else ():
        ids = figure.get("record_ids") if isinstance(figure, dict) else None
        damaged = found.records.intersection(ids) if isinstance(ids, list) else set()
        if damaged:
            found.rests(_name(report), str(figure.get("name")), damaged)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _name(report: Path) -> str:
    """Returns a report's folder as it stands in the casebook."""
    parts = report.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("reports") :])
