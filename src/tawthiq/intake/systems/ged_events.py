"""Events of UCDP GED into accounts and incidents; what its codes leave open stays open.

Both the headers of the open versions and the newer ones are read. What the codes and names mean is
data, in `vocabulary/data/ged.yaml`; every cell stays with the account as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from tawthiq.dates import When
from tawthiq.intake.draft import Opened, Reading
from tawthiq.intake.files import open_sheets
from tawthiq.intake.ged_places import GedPlaces
from tawthiq.intake.mapped.accounts import Told
from tawthiq.intake.mapped.cells import CellReader
from tawthiq.intake.mapped.mapping import Column, Mapping
from tawthiq.intake.mapped.table import Rules, header_of, open_table
from tawthiq.intake.mapped.where import compare_point
from tawthiq.intake.notes import Notes
from tawthiq.intake.notice import Treatment
from tawthiq.intake.recognise import Look
from tawthiq.intake.systems.columns import refuse_without
from tawthiq.intake.systems.ged_tolls import read_tolls, whole
from tawthiq.records import Attribution, Point, Where
from tawthiq.records.reason import Fact
from tawthiq.vocabulary.ged import ged_words

NEEDED = ("id", "type_of_violence", "side_a", "side_b", "where_prec", "adm_1", "adm_2", "latitude",
          "longitude", "country", "date_start", "date_end", "best", "low", "high",
          "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")  # fmt: skip
"""Columns of every version of the events."""

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_WHOLE = re.compile(r"(\d{1,15})\.0+")
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d+)?")
_CODEBOOK = "Correct it; see the codebook of UCDP GED."
_ADD_PLACE = "Add the place or its spelling with: tawthiq places add"
_PLACE_NOTES = {
    "ged.place_nowhere": ("where_prec", "it is on international water or in the air"),
    "ged.country_not_known": ("country", "no place is known for the country"),
    "ged.governorate_not_told": ("adm_1", "the governorate is not told"),
    "ged.governorate_not_known": ("adm_1", "no governorate is written so"),
    "ged.district_not_known": ("adm_2", "no such district: the whole governorate stands for it"),
}  # fmt: skip


def is_ged(look: Look) -> str | None:
    """Says why a file holds events of UCDP GED."""
    return "it has the columns of events of UCDP GED" if look.has(*NEEDED) else None


def open_ged(path: Path, reading: Reading) -> Opened:
    """Opens events of UCDP GED, as CSV, as a workbook, or packed with gzip.

    Raises:
        InputError: It lacks a column, is damaged, or is made to do harm.
    """
    columns = {"id": Column(to="key")}
    file = open_sheets(path, encoding=reading.encoding)
    headed = header_of(file, None)
    refuse_without(path, headed, NEEDED,
                   remedy="Use a file of events from ucdp.uu.se/downloads.")  # fmt: skip
    mapping = Mapping(sheet=headed.sheet.name, columns=columns, constants={"source": "UCDP GED"})
    return open_table(file, mapping, reading, rules=_GedRules(reading))


class _GedRules(Rules):
    """Reads what the codes of an event say."""

    def __init__(self, reading: Reading):
        """Looks the words of GED up once."""
        self._words = ged_words()
        self._gazetteer, self._places = reading.places, GedPlaces(reading.places)
        self._when = lru_cache(4096)(lambda stated: When.parse(stated, clock=reading.clock))

    def key(self, cell: str) -> str:
        """Returns the id of an event, which versions write as `4` or `4.0`."""
        found = _WHOLE.fullmatch(cell)
        return found[1] if found else cell

    def refine(self, told: Told) -> Told:
        """Returns the event that a row tells."""
        cells = told.cells
        if cells.row["id"] and not self.key(cells.row["id"]).isdecimal():
            cells.reject("id", "ged.id", "it is no whole number", _CODEBOOK)
        violence = whole(cells, "type_of_violence", least=1, most=3)
        when, where = self._read_when(cells), self._read_where(cells)
        update: dict[str, object] = {"when": when, "where": where, "tolls": read_tolls(cells)}
        kinds: tuple[str, ...] = ()
        if violence is not None:
            kinds = self._words.violence[violence].violations
            update |= self._attribution(cells, violence)
        account = told.account.model_copy(update=update)
        return replace(told, account=account, when=when, where=where, violations=kinds)

    def _read_when(self, cells: CellReader) -> When | None:
        first, last = cells.row["date_start"], cells.row["date_end"]
        if not first and not last:
            cells.tell(Treatment.NOTED, "date_start", "ged.time_not_known", "no date is given",
                       "Fill it in where it is known.")  # fmt: skip
            return None
        days = []
        for column, text in (("date_start", first), ("date_end", last)):
            found = _DAY.fullmatch(text)
            try:
                days.append(self._when(found[1] if found else "").first_day.isoformat())
            except ValueError:
                cells.reject(column, "date.not_read", "it is no calendar day",
                             "Write it like 2017-07-09.")  # fmt: skip
                return None
        if days[1] < days[0]:
            cells.reject("date_end", "date.upside_down", "the event ends before it starts",
                         "Swap the two days.")  # fmt: skip
            return None
        return self._when(days[0] if days[0] == days[1] else "/".join(days))

    def _read_where(self, cells: CellReader) -> Where | None:
        precision = whole(cells, "where_prec", least=1, most=7)
        if precision is None:
            return None
        read = self._words.precision[precision]
        level = "governorate" if read.place == "point" else read.place
        named = {name: cells.row[name] for name in ("country", "adm_1", "adm_2")}
        place = self._places.area(level, named, self._words.districts, _PlaceNotes(cells))
        told = cells.row["where_coordinates"] or None
        if read.place != "point":
            named_as = told if place is None else None
            return Where(place=place, named=named_as) if place or named_as else None
        point = _point(cells, read.radius)
        if point is not None and place is not None:
            compare_point(cells, self._gazetteer, point, place)
        return Where(place=place, named=told, point=point) if place or told or point else None

    def _attribution(self, cells: CellReader, violence: int) -> dict[str, object]:
        """Returns who attacked, where GED tells it: for violence against civilians alone."""
        side = cells.row["side_a"]
        if not self._words.violence[violence].attacker_named:
            reason = "two sides fight, and which of them attacked is not told: no party is read"
            cells.tell(Treatment.NOTED, "side_a", "ged.no_attacker", reason,
                       "Both sides stay with the account as given.")  # fmt: skip
            return {}
        names = [name.strip() for name in side.split(",")]
        unknown = [name for name in names if name not in self._words.sides]
        told: dict[str, object] = {"attribution_as_told": side or None}
        if unknown:
            is_none = unknown[0] in self._words.no_formation
            reason = "it is no formation, and can be anyone" if is_none else "no party is known so"
            cells.tell(Treatment.AS_GIVEN, "side_a", "ged.side_not_known", f"{reason}: no party "
                       "is read", "Name the party in the record if it is known.")  # fmt: skip
            return told
        parties = tuple(dict.fromkeys(self._words.sides[name] for name in names))
        return {**told, "attribution": Attribution(parties=parties)}


class _PlaceNotes(Notes):
    """Tells what was noted of the place of one row."""

    def __init__(self, cells: CellReader):
        """Takes the row."""
        self._cells = cells

    def add(self, code: str, **facts: Fact) -> None:
        """Tells one note."""
        column, reason = _PLACE_NOTES[code]
        is_word = code.endswith("_not_known")
        treatment = Treatment.AS_GIVEN if is_word else Treatment.NOTED
        self._cells.tell(treatment, column, code, reason, _ADD_PLACE if is_word else _CODEBOOK)


def _point(cells: CellReader, radius: float | None) -> Point | None:
    found = dict(_degrees(cells))
    if len(found) < 2:
        return None
    return Point(longitude=found["longitude"], latitude=found["latitude"], radius=radius)


def _degrees(cells: CellReader) -> Iterator[tuple[str, float]]:
    for column, most in (("latitude", 90), ("longitude", 180)):
        text = cells.row[column]
        number = float(text) if _DEGREES.fullmatch(text) else None
        if not text:
            cells.tell(Treatment.NOTED, column, "point.half", "the coordinates are not told",
                       "Fill them in where they are known.")  # fmt: skip
        elif number is None or abs(number) > most:
            reason = f"it is no number of degrees from -{most} to {most}"
            cells.reject(column, "number.not_read", reason, "Correct it.")
        else:
            yield column, number
