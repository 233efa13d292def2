"""Exports of Bayanat: bulletins and incidents as accounts, actors as listings.

Layout: sjacorg/bayanat, `enferno/admin/models` (`to_dict`) and `enferno/utils/csv_utils`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from tawthiq.errors import Fault, InputError
from tawthiq.intake.draft import Draft, Opened, Reading
from tawthiq.intake.files import Headed, SheetFile, open_sheets
from tawthiq.intake.files.items import ITEM, ItemReader, ItemSheet
from tawthiq.intake.files.json_rejects import JsonRejects
from tawthiq.intake.files.line import refused
from tawthiq.intake.mapped.mapping import Column
from tawthiq.intake.mapped.mapping import Mapping as TableMapping
from tawthiq.intake.mapped.table import header_of, open_table
from tawthiq.intake.mapped.where import PlaceFinder
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.intake.recognise import Look
from tawthiq.intake.systems import bayanat_cells as made
from tawthiq.intake.systems.bayanat_cells import make

_KINDS = {"bulletins": "bulletin", "incidents": "incident", "actors": "actor"}
_LIST = re.compile(r'\s*\{\s*"(bulletins|incidents|actors)"\s*:\s*\[')
_OF_BULLETINS = ("origin_id", "sjac_title", "sjac_title_ar", "publish_date", "documentation_date")
_OF_ACTORS = ("name", "name_ar", "nickname", "middle_name", "last_name", "mother_name")
_FIELDS = {
    made.KEY: "key", made.WHEN: "when", made.PLACE: "place", made.NAMED: "named_place",
    made.LATITUDE: "latitude", made.LONGITUDE: "longitude", made.SOURCE: "source",
    made.WORDING: "wording", "source_link": "url", "publish_date": "published_on",
    "comments": "note",
}  # fmt: skip
_OF_PERSONS = {"name": "name", "name_ar": "name_ar", "age": "age", "sex": "sex",
               "origin_place": "from", "mother_name": "mother"}  # fmt: skip


def is_bayanat(look: Look) -> str | None:
    """Says why a file is an export of Bayanat."""
    if look.kind == "json" and _LIST.match(look.head):
        return "it holds lists of bulletins, incidents or actors (Bayanat)"
    if look.kind == "sheets" and (look.has(*_OF_BULLETINS) or look.has("id", *_OF_ACTORS)):
        return "it has the columns of bulletins or actors of Bayanat"
    return None


def open_bayanat(path: Path, reading: Reading) -> Opened:
    """Opens an export, as JSON or CSV.

    Raises:
        InputError: It is damaged or cut off, or holds none of the three lists.
    """
    if reading.mapping is not None:
        reason = "an export of Bayanat takes no mapping: what its columns mean is known"
        remedy = "Leave --map out; to read it as a table: tawthiq import table FILE --map"
        raise InputError([Fault(path.name, None, "--map", None, reason, remedy)])
    with path.open("rb") as file:
        is_json = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    if is_json:
        return _open_items(path, reading)
    file_ = open_sheets(path, encoding=reading.encoding)
    kind = "actor" if set(_OF_ACTORS) <= set(header_of(file_, None).columns) else "bulletin"
    return _open_one(file_, kind, reading)


def _open_items(path: Path, reading: Reading) -> Opened:
    reader = ItemReader(path)
    columns: dict[str, dict[str, None]] = {}
    for item in reader.items():
        columns.setdefault(item.list, {}).update(dict.fromkeys(item.content))
    if not columns or not columns.keys() <= _KINDS.keys():
        reason = "it holds no list of bulletins, incidents or actors"
        raise refused(path, reason, "Export some from Bayanat as JSON.")
    opened = [
        _open_one(
            SheetFile(path, "json", (ItemSheet(reader, name, tuple(each)),)), _KINDS[name], reading
        )
        for name, each in columns.items()
    ]
    told = [notice for each in opened for notice in each.told]
    if reader.gaps:
        reason = f"{reader.gaps} commas between items are missing, as Bayanat writes long exports"
        fault = Fault(path.name, None, None, None, reason, "Nothing is to be done.")
        told.append(Notice(Treatment.NOTED, "json.gaps", fault))
    return Opened(
        drafts=chain.from_iterable(each.drafts for each in opened),
        rejects=JsonRejects(path, by_list=True),
        told=tuple(told),
        row_count=sum(each.row_count or 0 for each in opened),
    )


def _open_one(file: SheetFile, kind: str, reading: Reading) -> Opened:
    headed = header_of(file, None)
    items = _Items(kind, PlaceFinder(reading.places))
    there = dict.fromkeys((*headed.columns, *made.MADE))
    makes_listings = kind == "actor"
    fields = {made.KEY: "key", **_OF_PERSONS} if makes_listings else _FIELDS
    columns = {name: Column(to=each) for name, each in fields.items() if name in there}
    constants = {}
    if not makes_listings:
        columns[made.LABELS] = Column(to="violation", separator=made.SEPARATOR)
        constants = {"precision": "unknown"}
    unread = (*made.MADE, ITEM, "column 1")  # which is a number of the line
    unused = (name for name in unread if name in there and (makes_listings or name not in columns))
    mapping = TableMapping(
        makes="listings" if makes_listings else "accounts",
        sheet=headed.sheet.name,
        columns=columns,
        constants=constants,
        leave_out=tuple(unused),
    )
    opened = open_table(file, mapping, reading, view=items.view)
    left = ("column.left_out", "source.none") if makes_listings else ("column.left_out",)
    kept = (each for each in opened.told if each.code not in left)
    told = (*kept, *_told(file, kind, reading))
    return replace(opened, drafts=items.checked(opened.drafts, file, headed), told=told)


@dataclass(slots=True)
class _Items:
    """Makes the cells of each item."""

    kind: str
    finder: PlaceFinder

    def view(self, headed: Headed) -> Headed:
        """Returns the sheet with the columns that are made."""
        return replace(headed, added=made.MADE, adds=lambda row: self._make(row.cells).cells)

    def _make(self, cells: Mapping[str, str]) -> made.Made:
        return make(self.kind, cells, knows=lambda words: self.finder.find(words)[0] is not None)

    def checked(self, drafts: Iterable[Draft], file: SheetFile, headed: Headed) -> Iterator[Draft]:
        """Yields drafts with what must be told of each item."""
        for draft in drafts:
            notices = list(draft.notices)
            for given in draft.given:
                texts = map(str.strip, given.line.cells)
                cells = dict(zip(headed.columns, texts, strict=False))
                for treatment, column, code, reason, remedy in self._remarks(cells):
                    cell = cells.get(column) or None
                    fault = Fault(file.path.name, given.line.number, column, cell, reason, remedy,
                                  given.sheet)  # fmt: skip
                    notices.append(Notice(treatment, code, fault))
            yield replace(draft, notices=tuple(notices))

    def _remarks(self, cells: Mapping[str, str]) -> list[made.Remark]:
        if self.kind != "actor":
            return self._make(cells).remarks
        if cells.get("type", "").lower() == "entity":
            reason = "it is a group or an office, and no person"
            remedy = "Leave it out of the export of persons."
            return [(Treatment.REJECTED, "type", "actor.no_person", reason, remedy)]
        return []


def _told(file: SheetFile, kind: str, reading: Reading) -> Iterator[Notice]:
    def noted(code: str, reason: str, remedy: str) -> Notice:
        sheet = file.sheets[0].name
        return Notice(
            Treatment.NOTED, code, Fault(file.path.name, None, None, None, reason, remedy, sheet)
        )

    if kind == "actor":
        yield noted("actors.any_role", "an actor of Bayanat can be a victim, a witness or an "
                    "accused: each is kept as a listing", "Export victims alone, into a "
                    "collection of their own.")  # fmt: skip
        if file.form == "csv":
            yield noted("actors.no_first_name", "the CSV of Bayanat lacks first names and names "
                        "of fathers", "Export actors as JSON.")  # fmt: skip
        return
    yield noted("date.no_zone", f"dates have no zone: they are read on the clock {reading.clock}",
                "If Bayanat ran on another clock, correct them.")  # fmt: skip
    if file.form == "csv":
        yield noted("events.no_date", "the CSV of Bayanat gives neither dates of events nor points",
                    "Export bulletins as JSON.")  # fmt: skip
        yield noted("cell.guarded", "an apostrophe before = + - @ is the export's, and is not "
                    "read", "Nothing is to be done.")  # fmt: skip
