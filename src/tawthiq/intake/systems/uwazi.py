"""Entities of Uwazi, as CSV or as a ZIP of a CSV and files.

A template gives its properties any name: without a mapping only those are understood whose names
are surely words of a table. The files of a ZIP are evidence, and are entered as such.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import TracebackType

from tawthiq.errors import Fault, InputError
from tawthiq.intake.draft import Draft, Opened, Reading, Rejects
from tawthiq.intake.files import Line, SheetFile, open_sheets, read_header
from tawthiq.intake.files.archive import opened_zip
from tawthiq.intake.files.line import refused
from tawthiq.intake.files.sheets import ZIP, head_of
from tawthiq.intake.mapped.mapping import Column, Mapping, read_mapping
from tawthiq.intake.mapped.table import header_of, open_table
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.intake.recognise import Look
from tawthiq.intake.systems.needs import refuse_unclear
from tawthiq.intake.systems.uwazi_columns import (
    OF_SYSTEM,
    Properties,
    guess_properties,
    is_point,
    language_of,
    title_of,
)


def is_uwazi(look: Look) -> str | None:
    """Says why a file holds entities of Uwazi."""
    if look.kind == "sheets" and any(map(_has_its_columns, look.headers.values())):
        return "it holds entities with a title (Uwazi)"
    tables = [name for name in look.members if name.lower().endswith(".csv")]
    if look.kind == "zip" and len(tables) == 1:
        with _unpacked(look.path) as file:
            headed = read_header(file.sheets[0])
        if headed is not None and title_of(headed.columns) is not None:
            return "it is an archive of a table of entities with a title, and files (Uwazi)"
    return None


def _has_its_columns(columns: Iterable[str]) -> bool:
    named = [language_of(each) for each in columns]
    if title_of(columns) is None:
        return False
    own = any(name.lower() in OF_SYSTEM or language is not None for name, language in named)
    return own or any(map(is_point, columns))


def open_uwazi(path: Path, reading: Reading) -> Opened:
    """Opens a table of entities, alone or in an archive with its files.

    Raises:
        InputError: It must be refused, or its properties do not say when, where and what.
    """
    if not head_of(path).startswith(ZIP):
        return _open(open_sheets(path, encoding=reading.encoding), reading)
    folder = Path(tempfile.mkdtemp(prefix="tawthiq-"))
    try:
        file, others = _unpack(path, folder, reading.encoding)
        opened = _open(file, reading, is_packed=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    told = opened.told
    if others:
        reason = f"the archive holds {others} files, which do not enter with the table"
        fault = Fault(path.name, None, None, None, reason, "Unpack it: tawthiq evidence add FILES")
        told = (*told, Notice(Treatment.NOTED, "files.left", fault))
    rejects = _Unpacked(folder, opened.rejects)
    return replace(opened, told=told, rejects=rejects)


def _open(file: SheetFile, reading: Reading, *, is_packed: bool = False) -> Opened:
    headed = header_of(file, None)
    if reading.mapping is not None:
        mapping = read_mapping(reading.mapping)
    else:
        guesses = guess_properties(headed.columns)
        mapping = Mapping(
            columns={name: Column(to=each) for name, each in guesses.items() if each not in
                     ("latitude", "longitude")}
        )  # fmt: skip
    properties = Properties(headed)
    properties.look(mapping)
    mapping = properties.complete(mapping)
    if reading.mapping is None:
        refuse_unclear(file.path, mapping, kind="property", format="uwazi", is_packed=is_packed)
    opened = open_table(file, mapping, reading, view=properties.view)
    told = (*opened.told, *_told(file, properties, mapping, named=reading.mapping is not None))
    return replace(opened, drafts=_checked(opened.drafts, file, properties), told=told)


def _checked(drafts: Iterable[Draft], file: SheetFile, properties: Properties) -> Iterator[Draft]:
    """Yields drafts; a point that is none is told."""
    for draft in drafts:
        more = []
        for given in draft.given:
            name = properties.bad_points.get(given.line.number)
            if name is not None:
                cell = given.line.cells[properties.headed.columns.index(name)]
                fault = Fault(file.path.name, given.line.number, name, cell,
                              "it is no point such as 35.1|36.7, and is kept as given",
                              "Correct it.", given.sheet)  # fmt: skip
                more.append(Notice(Treatment.AS_GIVEN, "point.not_read", fault))
        yield replace(draft, notices=(*draft.notices, *more)) if more else draft


def _told(
    file: SheetFile, properties: Properties, mapping: Mapping, *, named: bool
) -> Iterator[Notice]:
    def noted(code: str, reason: str, remedy: str, column: str | None = None) -> Notice:
        fault = Fault(file.path.name, properties.headed.header.number, column, None, reason, remedy)
        return Notice(Treatment.NOTED, code, fault)

    title = title_of(properties.headed.columns)
    if title is not None and mapping.column_of("key") == title and properties.titles_are_keys:
        yield noted("key.title", "an entity is known by its title: one with another title becomes "
                    "a new record", "Send a column that lasts to `key` in a mapping.",
                    title)  # fmt: skip
    if properties.file_count:
        yield noted("files.named", f"{properties.file_count} files are named, and kept as given: "
                    "they do not enter with the table",
                    "Add them: tawthiq evidence add FILES")  # fmt: skip
    for name in properties.read:
        yield noted("cell.read", "groups of words and spans of days are read from it; the cell "
                    "itself is kept", "Nothing is to be done.", name)  # fmt: skip
    for name in properties.points[1:]:
        yield noted("point.second", "a further point is kept as given", "Say in a mapping which "
                    "one is the place.", name)  # fmt: skip
    if named:
        return
    for name, each in mapping.columns.items():
        yield noted("column.taken_for", f"the property is taken for {each.to!r} by its name",
                    "If that is wrong, give a mapping: --map", name)  # fmt: skip


@contextmanager
def _unpacked(path: Path) -> Iterator[SheetFile]:
    with tempfile.TemporaryDirectory(prefix="tawthiq-") as folder:
        yield _unpack(path, Path(folder), None)[0]


def _unpack(path: Path, folder: Path, encoding: str | None) -> tuple[SheetFile, int]:
    """Unpacks the table of an archive; returns it, and how many other files there are.

    Raises:
        InputError: The archive does harm, or holds no table or several.
    """
    with opened_zip(path) as packed:
        members = [each for each in packed.infolist() if not each.is_dir()]
        tables = [each for each in members if PurePosixPath(each.filename).suffix.lower() == ".csv"]
        if len(tables) != 1:
            reason = f"the archive holds {len(tables)} tables (CSV), and one is needed"
            raise refused(path, reason, "Pack one table with its files.")
        target = folder / "table.csv"
        with packed.open(tables[0]) as content, target.open("wb") as kept:
            shutil.copyfileobj(content, kept)
    try:
        file = open_sheets(target, encoding=encoding)
    except InputError as fault:
        raise InputError([replace(each, file=path.name) for each in fault.faults]) from fault
    if file.form != "csv":
        raise refused(path, "the table in the archive is no CSV", "Pack the table itself.")
    return replace(file, path=path), len(members) - 1


@dataclass(slots=True)
class _Unpacked:
    """The rejects of a table in an archive; what was unpacked goes with them."""

    folder: Path
    inner: Rejects | None

    def __enter__(self) -> _Unpacked:
        """Begins."""
        if self.inner is not None:
            self.inner.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Takes away what was unpacked."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.inner is not None:
            self.inner.__exit__(kind, fault, trace)

    def add(self, sheet: str | None, line: Line) -> None:
        """Takes a row."""
        if self.inner is not None:
            self.inner.add(sheet, line)

    def keep(self) -> Path | None:
        """Writes the rows into a CSV beside the archive."""
        return self.inner.keep() if self.inner is not None else None
