"""Workbooks behind a TimeMap: the sheet EXPORT_EVENTS with the sources that it names.

Month comes first in its dates, and no zone is told with its times: they are local ones of the
casebook's clock. How exact its points are is not told either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Named
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from tawthiq.dates import When
from tawthiq.intake.draft import Opened, Reading
from tawthiq.intake.files import (
    Headed,
    Line,
    Row,
    SheetFile,
    SheetRejects,
    open_sheets,
    read_header,
)
from tawthiq.intake.mapped.accounts import Told
from tawthiq.intake.mapped.cells import CellReader
from tawthiq.intake.mapped.mapping import Column, Dates, Mapping
from tawthiq.intake.mapped.table import Rules, header_of, open_table
from tawthiq.intake.notice import Treatment
from tawthiq.intake.recognise import Look
from tawthiq.records import Source

EVENTS, SOURCES, ASSOCIATIONS = "EXPORT_EVENTS", "EXPORT_SOURCES", "EXPORT_ASSOCIATIONS"
"""Sheets that are read; the others of the workbook are what a team made them from."""

_FIELDS = {"id": "key", "description": "wording", "date": "when", "location": "place",
           "latitude": "latitude", "longitude": "longitude"}  # fmt: skip
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?")
_NUMBERED = re.compile(r"(source|association)\d+")
_SERVED = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?::\d+)?/(?=https?://)")


def is_timemap(look: Look) -> str | None:
    """Says why a file is the workbook behind a TimeMap."""
    header = look.headers.get(EVENTS, ())
    known = {"description", "date"} <= set(header)
    return "it is a workbook of TimeMap, with the sheet EXPORT_EVENTS" if known else None


def open_timemap(path: Path, reading: Reading) -> Opened:
    """Opens the workbook behind a TimeMap.

    Raises:
        InputError: It is damaged, or has no events.
    """
    file = open_sheets(path, encoding=reading.encoding)
    headed = header_of(file, EVENTS)
    columns = {name: Column(to=to) for name, to in _FIELDS.items() if name in headed.columns}
    has_point = {"latitude", "longitude"} <= set(columns)
    if not has_point:
        columns = {name: each for name, each in columns.items()
                   if each.to not in ("latitude", "longitude")}  # fmt: skip
    mapping = Mapping(sheet=EVENTS, columns=columns, dates=Dates(order="month-first"),
                      constants={"precision": "unknown"} if has_point else {})  # fmt: skip
    lists = {name: listed for name in (SOURCES, ASSOCIATIONS) if (listed := _list(file, name))}
    rules = _TimeMapRules(reading, _by_id(lists.get(SOURCES)), _by_id(lists.get(ASSOCIATIONS)))
    opened = open_table(file, mapping, reading, rules=rules)
    told = (
        each
        for each in opened.told
        if each.code != "source.none" and each.fault.sheet not in (SOURCES, ASSOCIATIONS)
    )
    rejects = _Rejects(file, {EVENTS: headed}, lists)
    return replace(opened, told=tuple(told), rejects=rejects)


class _Rejects(SheetRejects):
    """Keeps rejected events with the lists that they name, so that they can enter alone."""

    def __init__(self, file: SheetFile, events: Named[str, Headed], lists: Named[str, Headed]):
        """Takes the sheet of events and those of the lists."""
        super().__init__(file, {name: each.header for name, each in {**events, **lists}.items()})
        self._lists = lists

    def add(self, sheet: str | None, line: Line) -> None:
        """Writes one event; before the first one all of the lists."""
        lists, self._lists = self._lists, {}
        for name, headed in lists.items():
            for row in headed.rows():
                super().add(name, row.line)
        super().add(sheet, line)


def _list(file: SheetFile, name: str) -> Headed | None:
    sheet = next((each for each in file.sheets if each.name == name), None)
    return read_header(sheet) if sheet is not None else None


def _by_id(headed: Headed | None) -> dict[str, Row]:
    return {row["id"]: row for row in headed.rows() if row["id"]} if headed is not None else {}


@dataclass(slots=True)
class _TimeMapRules(Rules):
    """Reads the time of an event, and what its sources and associations are."""

    reading: Reading
    sources: Named[str, Row]
    associations: Named[str, Row]

    def refine(self, told: Told) -> Told:
        """Returns the event that a row tells."""
        cells = told.cells
        when = self._with_time(cells, told.when)
        named = self._named(cells, "source", self.sources)
        more = {f"{name}.{column}": text for name, row in named.items()
                for column, text in row.cells.items() if text and column != "id"}  # fmt: skip
        for name, row in self._named(cells, "association", self.associations).items():
            more |= {f"{name}.{column}": text for column, text in row.cells.items()
                     if text and column != "id"}  # fmt: skip
        source, url = self._source(cells, named)
        account = told.account.model_copy(
            update={
                "when": when,
                "source": source.id if source is not None else None,
                "url": url,
                "given": {**told.account.given, **more},
            }
        )
        return replace(told, account=account, when=when, source=source)

    def _with_time(self, cells: CellReader, when: When | None) -> When | None:
        text = cells.row["time"]
        if when is None or not text or when.first_day != when.last_day:
            return when
        found = _TIME.fullmatch(text)
        try:
            if found is None:
                raise ValueError("it is no time of a day")
            stated = f"{when.first_day.isoformat()}T{int(found[1]):02}:{found[2]}"
            return When.parse(stated, clock=self.reading.clock)
        except ValueError as fault:
            cells.tell(Treatment.AS_GIVEN, "time", "time.not_read", str(fault).rstrip("."),
                       "Write it like 16:20.")  # fmt: skip
            return when

    def _named(self, cells: CellReader, kind: str, listed: Named[str, Row]) -> dict[str, Row]:
        """Returns the rows that an event names in its numbered columns, by those columns."""
        found = {}
        for column, text in cells.row.cells.items():
            match = _NUMBERED.fullmatch(column)
            if match is None or match[1] != kind or not text:
                continue
            if text in listed:
                found[column] = listed[text]
            else:
                cells.tell(Treatment.AS_GIVEN, column, f"{kind}.not_listed",
                           f"no {kind} is listed under it", "Correct the id.")  # fmt: skip
        return found

    def _source(
        self, cells: CellReader, named: dict[str, Row]
    ) -> tuple[Source | None, str | None]:  # fmt: skip
        """Returns who tells an event, and its page; none where several do."""
        if len(named) != 1:
            reason = "several sources are named" if named else "nobody is named who tells it"
            cells.tell(Treatment.NOTED, None, "source.not_one", f"{reason}: none is taken",
                       "Name the source in the record if it is known.")  # fmt: skip
            return None, None
        [(column, row)] = named.items()
        held = cells.layout.sources
        if row["id"] not in held:
            name = row["title"] or row["id"]
            key = f"{self.reading.collection.id}/timemap/{row['id']}"
            held[row["id"]] = Source(id=self.reading.new_id("source", key), name=name,
                                     form="document")  # fmt: skip
        paths = [row[name] for name in row.cells if name.startswith("path") and row[name]]
        return held[row["id"]], self._page(cells, column, paths)

    def _page(self, cells: CellReader, column: str, paths: list[str]) -> str | None:
        if len(paths) != 1:
            return None
        address = _SERVED.sub("", paths[0], count=1)
        if address != paths[0]:
            cells.tell(Treatment.ALTERED, column, "path.served", "the address of the machine that "
                       "served the file is taken off", "Check the address.")  # fmt: skip
        parts = urlsplit(address)
        is_page = parts.scheme in ("http", "https") and parts.hostname not in ("localhost", None)
        return address if is_page else None
