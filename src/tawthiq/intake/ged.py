"""Events of UCDP GED (Georeferenced Event Dataset) from CSV, without guessing a place or a party.

Both the headers of the open versions and the newer ones are read: the columns in `COLUMNS` are
in all of them, and the others are not needed. What the numbers and names of GED mean is data, in
`vocabulary/data/ged.yaml`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from tawthiq.dates import Clock, When, day_bounds
from tawthiq.errors import InputError
from tawthiq.intake.event_table import EVENT_SCHEMA
from tawthiq.intake.ged_cells import COLUMNS, GedCells, read_ged_rows
from tawthiq.intake.ged_places import GedPlaces
from tawthiq.intake.notes import Notes
from tawthiq.intake.sheet import Row
from tawthiq.records import Gazetteer, Reason
from tawthiq.vocabulary.ged import GedWords, ged_words

__all__ = ["COLUMNS", "GED_SCHEMA", "GedTable", "read_ged"]

GED_SCHEMA = pa.schema(
    [
        *EVENT_SCHEMA,
        pa.field("where_prec", pa.int8(), nullable=False),
        pa.field("date_prec", pa.int8(), nullable=False),
        pa.field("type_of_violence", pa.int8(), nullable=False),
        pa.field("best", pa.int64(), nullable=False),
    ]
)
"""The columns of events, and four of GED's own as they are."""


@dataclass(frozen=True, slots=True)
class GedTable:
    """The events of a GED file.

    Attributes:
        table: One row per event, in the order of the file, with the columns of `GED_SCHEMA`.
        notes: What was read as not known, each with the number of events.
        covered: The years that the file holds, None where they have a gap.
        file: Its name, without its folder.
        digest: SHA-256 of the file, in hexadecimal.
    """

    table: pa.Table
    notes: tuple[Reason, ...]
    covered: When | None
    file: str
    digest: str


def read_ged(path: Path, *, places: Gazetteer, clock: Clock = "Asia/Damascus") -> GedTable:
    """Reads a CSV file of UCDP GED, plain or compressed with gzip.

    The interval of an event reaches from the start of `date_start` to the end of `date_end`, both
    local calendar days of the clock; `date_prec` is kept as it is.

    Raises:
        InputError: With every fault of the file, each with its row and column; a file is read
            whole or not at all.
        VocabularyError: No IANA zone has the name of the clock.
    """
    cells = GedCells(file=path.name)
    reader = _Reader(cells, ged_words(), GedPlaces(places), _days(clock), Notes())
    columns: dict[str, list[Any]] = {name: [] for name in GED_SCHEMA.names}
    years: set[int] = set()
    for row in read_ged_rows(path, cells):
        for name, value in reader.event(row).items():
            columns[name].append(value)
        years.add(cells.whole(row, "year", least=1, most=9999))
    if not cells.faults and not years:
        cells.fault(None, None, None, "the file holds a header and no row", "Choose another.")
    if cells.faults:
        raise InputError(sorted(cells.faults, key=lambda fault: fault.row or 0))
    table = pa.table(columns, schema=GED_SCHEMA)
    covered = _covered(years, clock)
    return GedTable(table, reader.notes.reasons(), covered, path.name, _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _covered(years: set[int], clock: Clock) -> When | None:
    first, last = min(years), max(years)
    if len(years) != last - first + 1:
        return None
    stated = f"{first:04}/{last:04}" if first != last else f"{first:04}"
    return When.parse(stated, clock=clock)


_Days = Callable[[str], tuple[datetime, datetime]]


def _days(clock: Clock) -> _Days:
    known: dict[str, tuple[datetime, datetime]] = {}

    def bounds(day: str) -> tuple[datetime, datetime]:
        if day not in known:
            known[day] = day_bounds(datetime.fromisoformat(day).date(), clock=clock)
        return known[day]

    return bounds


@dataclass(frozen=True, slots=True)
class _Reader:
    cells: GedCells
    words: GedWords
    places: GedPlaces
    days: _Days
    notes: Notes

    def event(self, row: Row) -> dict[str, Any]:
        start, end = self._interval(row)
        precision = self.cells.whole(row, "where_prec", least=1, most=7)
        violence = self.cells.whole(row, "type_of_violence", least=1, most=3)
        return {
            "incident": f"ged-{self.cells.key(row)}",
            "start": start,
            "end": end,
            **self._where(row, precision),
            "violations": list(self.words.violence[violence].violations),
            "parties": self._parties(row, violence),
            "joint": False,
            "where_prec": precision,
            "date_prec": self.cells.whole(row, "date_prec", least=1, most=5),
            "type_of_violence": violence,
            "best": self.cells.whole(row, "best", least=0),
        }

    def _interval(self, row: Row) -> tuple[datetime | None, datetime | None]:
        first, last = self.cells.day(row, "date_start"), self.cells.day(row, "date_end")
        if first is None or last is None:
            if not row["date_start"] and not row["date_end"]:
                self.notes.add("ged.time_not_known")
            return None, None
        if last < first:
            self.cells.fault(row, "date_end", last, "the event ends before it starts", "Swap them.")
            return None, None
        return self.days(first)[0], self.days(last)[1]

    def _where(self, row: Row, precision: int) -> dict[str, Any]:
        read = self.words.precision[precision]
        named = {name: row[name] for name in ("country", "adm_1", "adm_2")}
        if read.place != "point":
            place = self.places.area(read.place, named, self.words.districts, self.notes)
            return {"place": place, **_NO_POINT}
        return {
            "place": self.places.area("governorate", named, {}, self.notes),
            "longitude": self.cells.degrees(row, "longitude", most=180),
            "latitude": self.cells.degrees(row, "latitude", most=90),
            "radius": read.radius,
        }

    def _parties(self, row: Row, violence: int) -> list[str]:
        """Returns the parties that side_a can stand for; none where one name of it is open."""
        if not self.words.violence[violence].attacker_named:
            self.notes.add("ged.no_attacker", type=violence)
            return []
        found: list[str] = []
        for name in (name.strip() for name in row["side_a"].split(",")):
            if name not in self.words.sides:
                open_code = "no_formation" if name in self.words.no_formation else "not_known"
                self.notes.add(f"ged.side_{open_code}", name=name)
                return []
            found.append(self.words.sides[name])
        return list(dict.fromkeys(found))


_NO_POINT = {"longitude": None, "latitude": None, "radius": None}
