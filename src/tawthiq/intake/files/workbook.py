"""A workbook (XLSX) as sheets of text: ECMA-376, read row by row in constant memory.

Formulas are never computed: their last value is read, and marked. Dates come as `2017-10-05` or
`2017-10-05T14:30`, by the format of their cell and the epoch of the workbook (1900 or 1904).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tawthiq.intake.files.archive import opened_zip
from tawthiq.intake.files.line import Line, SheetFile, refused
from tawthiq.intake.files.worksheet import Strings, WorksheetRows
from tawthiq.intake.files.xml import Attributes, Starts, XmlError, local

_LARGEST_STRINGS = 64 << 20
_DAMAGED = "Open it in a spreadsheet program and save it again, or save each sheet as CSV."
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of a workbook are, and how its cells are to be read.

    Attributes:
        dates: Numbers of the cell formats that show dates.
    """

    sheets: tuple[tuple[str, str, bool], ...]
    strings: str | None
    dates: frozenset[int]
    epoch_1904: bool


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet of a workbook."""

    path: Path
    name: str
    part: str
    parts: Parts

    def lines(self) -> Iterator[Line]:
        """Yields the rows that hold something.

        Raises:
            InputError: The workbook is damaged, or too large.
        """
        with opened_zip(self.path) as packed:
            try:
                rows = WorksheetRows(_strings(self.path, packed, self.parts), self.parts.dates,
                                     epoch_1904=self.parts.epoch_1904)  # fmt: skip
                with packed.open(self.part) as file:
                    for _ in rows.feed(file):
                        yield from rows.take()
            except (XmlError, KeyError, ValueError, zipfile.BadZipFile) as fault:
                reason = f"the sheet is damaged: {fault}"
                raise refused(self.path, reason, _DAMAGED) from fault


def open_workbook(path: Path) -> SheetFile:
    """Opens a workbook; hidden sheets are read like the others, and told.

    Raises:
        InputError: It is damaged, no workbook, or made to do harm.
    """
    with opened_zip(path) as packed:
        try:
            parts = _parts(packed)
        except (XmlError, KeyError, ValueError) as fault:
            reason = f"the file is no workbook that can be read: {fault}"
            raise refused(path, reason, _DAMAGED) from fault
    if not parts.sheets:
        raise refused(path, "the workbook has no sheet", "Choose another.")
    told = tuple(f"the sheet {name!r} is hidden" for name, _, hidden in parts.sheets if hidden)
    sheets = tuple(WorkbookSheet(path, name, part, parts) for name, part, _ in parts.sheets)
    return SheetFile(path, "xlsx", sheets, told, epoch_1904=parts.epoch_1904)


def _parts(packed: zipfile.ZipFile) -> Parts:
    book = _target(packed, "", "officeDocument") or "xl/workbook.xml"
    related = _related(packed, book)
    sheets: list[tuple[str, str, bool]] = []
    epoch = [False]

    def collect(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            kind, part = related.get(local(attributes, "id") or "", ("", ""))
            if kind == "worksheet":
                hidden = local(attributes, "state") not in (None, "visible")
                sheets.append((local(attributes, "name") or "", part, hidden))
        elif name == "workbookPr":
            epoch[0] = local(attributes, "date1904") in ("1", "true")

    with packed.open(book) as file:
        Starts(collect).read(file)
    by_kind = dict(related.values())
    styles = by_kind.get("styles")
    dates = _date_formats(packed, styles) if styles in packed.namelist() else frozenset()
    strings = by_kind.get("sharedStrings")
    return Parts(tuple(sheets), strings, dates, epoch[0])


def _related(packed: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Returns what a part is related to, as id -> (kind, name of the part)."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def collect(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and local(attributes, "TargetMode") != "External":
            kind = (local(attributes, "Type") or "").rpartition("/")[2]
            target = local(attributes, "Target") or ""
            whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[local(attributes, "Id") or ""] = (kind, whole)

    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations in packed.namelist():
        with packed.open(relations) as file:
            Starts(collect).read(file)
    return found


def _target(packed: zipfile.ZipFile, part: str, kind: str) -> str | None:
    return next((name for each, name in _related(packed, part).values() if each == kind), None)


def _date_formats(packed: zipfile.ZipFile, part: str | None) -> frozenset[int]:
    """Returns the numbers of the cell formats that show a date or a time."""
    own: dict[str, str] = {}
    formats: list[str] = []
    inside = [False]

    def collect(name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside[0] = name == "cellXfs"
        elif name == "xf" and inside[0]:
            formats.append(attributes.get("numFmtId", "0"))

    with packed.open(part or "") as file:
        Starts(collect).read(file)
    return frozenset(at for at, each in enumerate(formats) if _is_date(each, own))


def _is_date(number: str, own: dict[str, str]) -> bool:
    if number in own:
        shown = _QUOTED.sub("", own[number].split(";")[0])
        return shown.lower() != "general" and any(letter in shown.lower() for letter in "dmyhs")
    return number.isdecimal() and int(number) in _DATE_FORMATS


def _strings(path: Path, packed: zipfile.ZipFile, parts: Parts) -> list[str]:
    if parts.strings is None or parts.strings not in packed.namelist():
        return []
    if packed.getinfo(parts.strings).file_size > _LARGEST_STRINGS:
        reason = "the texts of the workbook are larger than 64 MB"
        raise refused(path, reason, "Save each sheet as CSV.")
    strings = Strings()
    with packed.open(parts.strings) as file:
        strings.read(file)
    return strings.found
