"""Writes what a casebook holds into files that others read, and that come back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from tawthiq.casebook import Casebook
from tawthiq.casebook.unfinished import new_file, new_folder
from tawthiq.export.content import Content
from tawthiq.export.evidence import copy_evidence, evidence_beside
from tawthiq.export.wanted import Wanted
from tawthiq.records.flat import Manifest
from tawthiq.register.digests import digest_of

_MANIFEST = "manifest.json"


class ExportFormat(StrEnum):
    """The formats of an export."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    GEOJSON = "geojson"
    PARQUET = "parquet"
    HXL = "hxl"
    TIMEMAP = "timemap"

    @property
    def is_folder(self) -> bool:
        """Says whether it is a folder with a file per kind of record."""
        return self in (ExportFormat.CSV, ExportFormat.PARQUET, ExportFormat.HXL)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        evidence: The folder of files of evidence, if any was asked for.
        undated: Incidents of no known day: they are in the records, and not on the map.
    """

    target: Path
    manifest: Manifest
    evidence: Path | None = None
    undated: int = 0


def export_casebook(
    casebook: Casebook,
    format: ExportFormat,
    target: Path,
    *,
    wanted: Wanted | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Exported:
    """Writes the records of one state into a new file or folder, whole or not at all.

    Without `wanted` it holds what is public: a field is let out by its mark alone. Records that
    were erased or withdrawn are not in it, nor the places that the vocabulary ships.

    Raises:
        InputError: What is asked for is not there.
        CasebookError: The target is there already, or cannot be written.
        VaultError: A file of evidence is missing or damaged.
    """
    book, wanted = casebook.reading(), wanted or Wanted()
    progress("Reading the records")
    content = Content(book, wanted, format=format.value)
    progress(f"Writing {sum(each.count for each in content.manifest.records.values()):,} records")
    beside = evidence_beside(target, is_folder=format.is_folder) if wanted.evidence else None
    if format.is_folder:
        with new_folder(target) as work:
            _write_folder(content, format, work)
        return Exported(target, content.manifest, beside)
    with ExitStack() as held:
        file = held.enter_context(new_file(target))
        if beside is not None:
            _copy_beside(content, beside, held)
        undated = _write_file(content, format, file, target.parent)
    return Exported(target, content.manifest, beside, undated)


def _write_folder(content: Content, format: ExportFormat, work: Path) -> None:
    from tawthiq.export.tables import write_tables

    if format is ExportFormat.PARQUET:
        from tawthiq.export.parquet import write_parquet  # pyarrow is heavy

        write_parquet(content, work)
    else:
        write_tables(content, work, tagged=format is ExportFormat.HXL)
    digests = {path.name: digest_of(path) or "" for path in sorted(work.iterdir())}
    content.manifest = content.manifest.model_copy(update={"files": digests})
    if content.wanted.evidence:
        (work / "evidence").mkdir(mode=0o700)
        copy_evidence(content, work / "evidence")
    text = content.manifest.model_dump_json(indent=2)
    (work / _MANIFEST).write_text(f"{text}\n", "utf-8")


def _write_file(content: Content, format: ExportFormat, file: BinaryIO, folder: Path) -> int:
    """Writes a file; returns how many incidents a map leaves out."""
    if format is ExportFormat.JSONL:
        from tawthiq.export.json_lines import write_json_lines

        write_json_lines(content, file)
    elif format is ExportFormat.GEOJSON:
        from tawthiq.export.geojson import write_geojson

        write_geojson(content, file)
    elif format is ExportFormat.XLSX:
        from tawthiq.export.workbook import write_workbook

        write_workbook(content, file, folder=folder)
    else:
        from tawthiq.export.timemap import Map
        from tawthiq.export.workbook import write_workbook

        shown = Map(content)
        write_workbook(content, file, folder=folder, before=shown.write)
        return shown.undated
    return 0


def _copy_beside(content: Content, beside: Path, held: ExitStack) -> None:
    """Copies files of evidence into their own folder, which goes again if anything fails."""

    def take_away(kind: object, fault: object, trace: object) -> None:
        if fault is not None:
            shutil.rmtree(beside, ignore_errors=True)

    with new_folder(beside) as work:
        copy_evidence(content, work)
    held.push(take_away)
