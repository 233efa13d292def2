"""The report's folder in a casebook: whole or not at all, an earlier one kept."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tawthiq.casebook import Casebook
from tawthiq.counts import Figure, Scope
from tawthiq.dates import When
from tawthiq.errors import CasebookError
from tawthiq.records import Offensive
from tawthiq.report.gather import gather
from tawthiq.report.write import write_pages

EARLIER = "earlier"
"""Folder beside the reports that keeps the ones that were replaced."""


@dataclass(frozen=True, slots=True)
class Written:
    """A report on disk: its folder, its files, its figures by name."""

    folder: Path
    files: tuple[Path, ...]
    figures: Mapping[str, Figure]


def write_report(
    casebook: Casebook,
    period: When,
    *,
    collection: str | None = None,
    offensive: Offensive | None = None,
    progress: Callable[[str], None] | None = None,
) -> Written:
    """Writes the report of a period into `reports/PERIOD` of the casebook.

    Limited to an offensive it is written into `reports/PERIOD.CODE`.

    A report that is there already and differs moves to `reports/earlier`: what was written once
    is never lost.

    Raises:
        SelectionError: There is nothing to count, or no telling which collection is meant.
        CasebookError: The folder cannot be written.
    """
    step = progress or (lambda _: None)
    step("Counting, deciding, auditing")
    scope = Scope(period, offensive)
    content = gather(casebook, scope, collection=collection)
    reports = casebook.folder / "reports"
    name = scope.name
    if casebook.is_earlier:
        name += f"@{content.tree_size}"
    try:
        reports.mkdir(exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=reports))
    except OSError as fault:
        raise CasebookError(f"{reports} cannot be written: {fault.strerror}.") from fault
    try:
        files = write_pages(
            content,
            work,
            digits=casebook.settings.digits,
            progress=lambda file: step(f"Wrote {file}"),
        )
        _keep_earlier(reports / name, differs_from=work)
        work.chmod(0o755)
        work.rename(reports / name)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return Written(
        reports / name,
        tuple(reports / name / file.relative_to(work) for file in files),
        content.figures,
    )


def _keep_earlier(held: Path, *, differs_from: Path) -> None:
    """Moves a report out of the way: to the earlier ones, or away if it is the same again."""
    if not held.exists():
        return
    manifest = held / "manifest.json"
    if manifest.exists() and manifest.read_bytes() == (differs_from / "manifest.json").read_bytes():
        shutil.rmtree(held)
        return
    keep = held.parent / EARLIER
    keep.mkdir(exist_ok=True)
    held.rename(_free(keep / f"{held.name}.{_root(manifest)}"))


def _root(manifest: Path) -> str:
    try:
        return str(json.loads(manifest.read_text("utf-8"))["root"])[:12]
    except (OSError, ValueError, KeyError, TypeError):
        return "unknown"


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free
