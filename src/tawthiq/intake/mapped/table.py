"""A table of any layout into drafts, by its mapping: two passes, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.dates import DateReading
from tawthiq.errors import Fault, InputError
from tawthiq.intake.draft import Draft, Given, Opened, Reading
from tawthiq.intake.files import (
    Headed,
    Line,
    Row,
    SheetFile,
    SheetRejects,
    open_sheets,
    read_header,
)
from tawthiq.intake.mapped.accounts import (
    Told,
    draft_of,
    incident_id,
    read_told,
    source_of,
    with_beside,
)
from tawthiq.intake.mapped.cells import CellReader, Layout, layout_of
from tawthiq.intake.mapped.form import check_form, refuse_missing, told_of
from tawthiq.intake.mapped.joining import JoinedRows, View, join_sheets
from tawthiq.intake.mapped.listings import listing_of
from tawthiq.intake.mapped.mapping import Mapping, read_mapping
from tawthiq.intake.mapped.survey import Survey, content_key, digest, survey
from tawthiq.intake.mapped.where import PlaceFinder
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.names import fold
from tawthiq.records import Listing
from tawthiq.vocabulary import date_words


class Rules:
    """What a format knows of its rows beyond what a mapping can say; this one knows nothing."""

    def key(self, cell: str) -> str:
        """Returns the key that a cell tells: the same for every way of writing it."""
        return cell

    def refine(self, told: Told) -> Told:
        """Returns what a row tells, read further; its cells take what must be told of it."""
        return told


def open_mapped(path: Path, reading: Reading) -> Opened:
    """Opens a table by the mapping that is named.

    Raises:
        InputError: No mapping is named, it does not fit the file, or the file must be refused.
    """
    if reading.mapping is None:
        reason = "no mapping is named, and its columns are not those of Tawthiq"
        remedy = "Make one with: tawthiq import table FILE --suggest > map.yaml"
        raise InputError([Fault(path.name, None, None, None, reason, remedy)])
    mapping = read_mapping(reading.mapping)
    return open_table(open_sheets(path, encoding=reading.encoding), mapping, reading)


def open_table(
    file: SheetFile,
    mapping: Mapping,
    reading: Reading,
    *,
    view: View = lambda headed: headed,
    rules: Rules | None = None,
) -> Opened:
    """Opens sheets by a mapping: a format whose layout is known brings its own, and its rules.

    `view` adds the cells that the format makes of others.
    """
    rules = rules or Rules()
    headed = view(header_of(file, mapping.sheet, at=mapping.header))
    refuse_missing(file, headed, mapping)
    dates = DateReading(
        date_words(), reading.clock, fold, order=mapping.dates.order, epoch=mapping.dates.epoch
    )
    name = headed.sheet.name
    layout = layout_of(file.path.name, name, mapping, columns=headed.names, dates=dates)
    seen = survey(
        headed, key=_key(layout, rules), incident=_incident(layout), progress=reading.progress
    )
    joined = join_sheets(file, mapping, dates, view=view)
    headers: dict[str | None, Line] = {name: headed.header}
    headers |= {each.name: each.header for each in joined}
    table = _Table(file, headed, layout, reading, seen, joined, rules)
    told = list(told_of(file, headed, mapping))
    if "key" not in layout.headers:
        told.append(_told_of_keys(file, headed))
    if "source" not in layout.present:
        told.append(_told_of_source(file, headed))
    count = seen.row_count + sum(each.row_count for each in joined)
    return Opened(table.drafts(), SheetRejects(file, headers), tuple(told), count)


def header_of(file: SheetFile, name: str | None, *, at: int | None = None) -> Headed:
    """Returns a sheet of a file with its header; the first one where none is named.

    Raises:
        InputError: There is no such sheet, or nothing in it.
    """
    sheet = next((each for each in file.sheets if name is None or each.name == name), None)
    if sheet is None:
        there = ", ".join(repr(each.name) for each in file.sheets if each.name)
        reason = f"the file has no sheet {name!r}"
        remedy = f"Its sheets: {there}." if there else "It is a single table: name no sheet."
        raise InputError([Fault(file.path.name, None, None, name, reason, remedy)])
    headed = read_header(sheet, at=at)
    if headed is None:
        fault = Fault(file.path.name, None, None, None, "the sheet is empty", "Choose another.",
                      sheet.name)  # fmt: skip
        raise InputError([fault])
    return headed


@dataclass(slots=True)
class _Table:
    """Goes over the rows of the main sheet; rows that belong together wait for the last one."""

    file: SheetFile
    headed: Headed
    layout: Layout
    reading: Reading
    seen: Survey
    joined: tuple[JoinedRows, ...]
    rules: Rules
    finder: PlaceFinder = field(init=False)
    _waiting: dict[int, list[tuple[CellReader, str]]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def drafts(self) -> Iterator[Draft]:
        """Yields a draft for each row, or for the rows of one incident."""
        self.finder = PlaceFinder(self.reading.places)
        key_of, incident_of = _key(self.layout, self.rules), _incident(self.layout)
        for row in self.headed.rows():
            cells = CellReader(self.layout, row)
            check_form(cells, self.headed, form=self.file.form)
            key = self._checked_key(cells, key_of(row))
            if self.layout.mapping.makes == "listings":
                yield self._listing(cells, key)
                continue
            incident = incident_of(row) or key
            if group := self._together(cells, key, incident_of(row) or key_of(row)):
                yield self._accounts(group, incident)
        if self._waiting:
            reason = "the file changed while it was read"
            fault = Fault(self.file.path.name, None, None, None, reason, "Import it again.")
            raise InputError([fault])
        for sheet in self.joined:
            yield from sheet.left_over()

    def _checked_key(self, cells: CellReader, key: str) -> str:
        rows = self.seen.doubled.get(digest(key), ())
        if "key" not in self.layout.headers:
            if rows:  # rows that are alike in every cell can still be two persons
                count = self._counts[key] = self._counts.get(key, 0) + 1
                return key if count == 1 else f"{key}-{count}"
            return key
        if not key:
            cells.reject("key", "key.empty", "the cell is empty", "Fill it in.")
        elif rows:
            others = [str(each) for each in rows if each != cells.row.number]
            more = ", ..." if len(others) > 3 else ""
            reason = f"the same key stands in row {', '.join(others[:3])}{more}"
            cells.reject("key", "key.twice", reason, "Give each row its own.")
        return key

    def _together(
        self, cells: CellReader, key: str, incident: str
    ) -> list[tuple[CellReader, str]] | None:
        """Returns the rows of an incident when its last one has come."""
        mark = digest(incident)
        count = self.seen.together.get(mark)
        if count is None or self.layout.headers.get("incident") is None:
            return [(cells, key)]
        group = self._waiting.setdefault(mark, [])
        group.append((cells, key))
        return self._waiting.pop(mark) if len(group) == count else None

    def _accounts(self, group: list[tuple[CellReader, str]], key: str) -> Draft:
        told: list[Told] = [
            self.rules.refine(read_told(cells, each, self.reading, self.finder))
            for cells, each in group
        ]
        _hold_back(told)
        source = told[0].source.id if told[0].source is not None else None
        incident = incident_id(key, self.reading)
        taken: list[CellReader] = []
        listings: list[Listing] = []
        for at, (_, each) in enumerate(group):
            for sheet, (cells, own) in (
                (one, row) for one in self.joined for row in one.take(each)
            ):
                taken.append(cells)
                if sheet.makes == "given":
                    told[at] = with_beside(told[at], cells, own.removeprefix(f"{each}/"))
                else:
                    listings.append(
                        listing_of(cells, own, self.reading, source=source, incident=incident)
                    )
        given = [Given(cells.layout.sheet, cells.row.line) for cells in taken]
        draft = draft_of(told, key, self.reading, more=listings, given=given)
        notices = [notice for cells in taken for notice in cells.notices]
        if not notices:
            return draft
        return Draft(draft.given, draft.records, draft.shared, (*draft.notices, *notices))

    def _listing(self, cells: CellReader, key: str) -> Draft:
        source = source_of(cells, self.reading)
        source_id = source.id if source is not None else None
        record = listing_of(cells, key, self.reading, source=source_id)
        shared = (source,) if source is not None else ()
        given = (Given(self.layout.sheet, cells.row.line),)
        return Draft(given, (record,), shared, tuple(cells.notices))


def _hold_back(told: list[Told]) -> None:
    """Rejects sound rows of an incident beside a rejected one: half of it would be wrong."""
    bad = [each for each in told if _is_rejected(each.cells)]
    if not bad:
        return
    for each in told:
        if each not in bad:
            row = bad[0].cells.row.number
            reason = f"row {row} tells of the same incident and is rejected"
            each.cells.reject("incident", "row.held_back", reason, "Correct that row.")


def _is_rejected(cells: CellReader) -> bool:
    return any(notice.treatment is Treatment.REJECTED for notice in cells.notices)


def _key(layout: Layout, rules: Rules) -> Callable[[Row], str]:
    header = layout.headers.get("key")
    return content_key if header is None else lambda row: rules.key(row[header])


def _incident(layout: Layout) -> Callable[[Row], str]:
    header = layout.headers.get("incident")
    return (lambda row: "") if header is None else lambda row: row[header]


def _told_of_source(file: SheetFile, headed: Headed) -> Notice:
    reason, remedy = "nobody is named who tells it", "Give `source` in the mapping."
    fault = Fault(file.path.name, headed.header.number, None, None, reason, remedy,
                  headed.sheet.name)  # fmt: skip
    return Notice(Treatment.NOTED, "source.none", fault)


def _told_of_keys(file: SheetFile, headed: Headed) -> Notice:
    reason = (
        "no column is the key: a row is known by all its cells, and one that is changed later "
        "becomes a new record"
    )
    remedy = "If a column numbers the rows for good, send it to `key` in the mapping."
    fault = Fault(file.path.name, None, None, None, reason, remedy, headed.sheet.name)
    return Notice(Treatment.NOTED, "key.none", fault)
