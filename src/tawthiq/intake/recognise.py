"""Which format a file has, by what is in it and never by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tawthiq.intake.exported.opening import PARQUET, is_export
from tawthiq.intake.exported.tables import open_tables
from tawthiq.intake.files import open_sheets, read_header
from tawthiq.intake.files.archive import opened_zip
from tawthiq.intake.files.old_excel import old_sheet_names
from tawthiq.intake.files.sheets import OLD_EXCEL, ZIP, head_of

_HEAD = 65_536
_LINES = 5


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of a file at one look, bounded whatever its size.

    Attributes:
        kind: `sheets`, `json`, `zip`, `old_excel` (of which the names of sheets are seen),
            `parquet`, `folder` or `other`.
        headers: The header of each sheet, by its name; None names the table of a text file.
        lines: The first few lines of each sheet.
        members: Names in an archive that is no workbook.
        head: The first 64 kB as text, as far as it is UTF-8.
    """

    path: Path
    kind: str
    headers: Mapping[str | None, tuple[str, ...]]
    lines: Mapping[str | None, tuple[tuple[str, ...], ...]]
    members: tuple[str, ...] = ()
    head: str = ""

    def has(self, *columns: str) -> bool:
        """Says whether one sheet has all of these columns."""
        return any(set(columns) <= set(header) for header in self.headers.values())


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is held to be.

    Attributes:
        format: Name of the format, as `tawthiq import` takes it; None where none reads it.
        why: A sentence on how that is known.
        remedy: What to do, where none reads it.
    """

    format: str | None
    why: str
    remedy: str | None = None


Test = Callable[[Look], str | None]
"""Returns why a file is of a format, or None where it is not."""


def look_at(path: Path, *, encoding: str | None = None) -> Look:
    """Looks at a file.

    Raises:
        InputError: It cannot be read at all, or is made to do harm.
    """
    if path.is_dir() and is_export(path):
        return Look(path, "folder", {}, {})
    start = head_of(path, _HEAD)
    if start.startswith(PARQUET) and is_export(path):
        return Look(path, "parquet", {}, {})
    head = start.decode("utf-8", errors="ignore").removeprefix("\ufeff")
    if head.lstrip()[:1] in ("{", "["):
        return Look(path, "json", {}, {}, head=head)
    if start.startswith(OLD_EXCEL) and (names := old_sheet_names(path)):
        return Look(path, "old_excel", dict.fromkeys(names, ()), {})
    if start.startswith(ZIP):
        with opened_zip(path) as packed:
            members = tuple(packed.namelist())
        if not any(name.startswith("xl/") for name in members):
            return Look(path, "zip", {}, {}, members=members)
    if head.startswith("-----BEGIN "):
        return Look(path, "other", {}, {}, head=head)
    file = open_tables(path, encoding=encoding)
    headers: dict[str | None, tuple[str, ...]] = {}
    lines: dict[str | None, tuple[tuple[str, ...], ...]] = {}
    for sheet in file.sheets:
        headed = read_header(sheet)
        headers[sheet.name] = headed.columns if headed is not None else ()
        lines[sheet.name] = tuple(line.cells for line in islice(sheet.lines(), _LINES))
    return Look(path, "sheets", headers, lines, head=head)


def recognise(path: Path, *, encoding: str | None = None) -> Recognised:
    """Returns the format of a file by its content; the first format whose test it meets.

    Raises:
        InputError: It cannot be read at all, or is made to do harm; with what to do.
    """
    from tawthiq.intake.formats import FORMATS  # they read files by way of this module

    look = look_at(path, encoding=encoding)
    for each in FORMATS:
        if why := each.test(look):
            return Recognised(each.name if each.reader is not None else None, why, each.remedy)
    if look.kind == "old_excel":
        open_sheets(path)  # it says why no such workbook is read
    if look.kind == "sheets":
        remedy = "Say what its columns mean: tawthiq import table FILE --suggest > map.yaml"
        return Recognised(None, "it is a table, and its columns are those of no format", remedy)
    remedy = "See which formats are read: tawthiq import --help"
    return Recognised(None, "it is of no format that is known", remedy)
