"""Pages that auto-archiver kept, from its JSON or its db.csv: each page is an account.

Of a page is known what stands on it and when it was posted, not what happened: no incident is
made. Local paths of the machine that archived are taken away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tawthiq.errors import Fault
from tawthiq.intake.draft import Draft, Given, Opened, Reading
from tawthiq.intake.files import Line, SheetRejects, open_sheets
from tawthiq.intake.files.json_rejects import JsonRejects
from tawthiq.intake.mapped.table import header_of
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.intake.recognise import Look
from tawthiq.intake.systems.archived_media import check_media, media_of, without_paths
from tawthiq.intake.systems.columns import refuse_without
from tawthiq.intake.systems.json_file import is_deep, is_sound, read_json
from tawthiq.intake.systems.python_repr import ReprError, read_repr
from tawthiq.records import Account

COLUMNS = ("status", "metadata", "media")
"""Columns of db.csv, and names in the JSON."""

_TOLD = ("title", "content")
_KEYS = re.compile(r'"metadata"\s*:\s*\{')
_MOMENTS = ("timestamp", "_processed_at")
_ANEW = "Export it again, or correct the entry."


def is_auto_archiver(look: Look) -> str | None:
    """Says why a file is of auto-archiver: its JSON, or its db.csv."""
    if look.kind == "json":
        head = look.head
        known = '"_processed_at"' in head or '"media"' in head
        if known and '"status"' in head and _KEYS.search(head):
            return "it is the JSON of pages that auto-archiver kept"
        return None
    is_table = any(set(header) == set(COLUMNS) for header in look.headers.values())
    return "it is the db.csv of pages that auto-archiver kept" if is_table else None


def open_auto_archiver(path: Path, reading: Reading) -> Opened:
    """Opens the JSON or the db.csv of auto-archiver.

    Raises:
        InputError: It is damaged or too large.
    """
    pages = _Pages(path, reading)
    fault = Fault(path.name, None, None, None, "nobody is named who tells it",
                  "Name the source in the record if it is known.")  # fmt: skip
    told = (Notice(Treatment.NOTED, "source.none", fault),)
    with path.open("rb") as file:
        start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"["):
        whole = read_json(path)
        entries = whole if isinstance(whole, list) else [whole]
        return Opened(pages.of_json(entries), JsonRejects(path), told, len(entries))
    file_ = open_sheets(path, encoding=reading.encoding)
    headed = header_of(file_, None)
    refuse_without(path, headed, COLUMNS, remedy="Use the db.csv as it was written.")
    read_as = (
        Notice(Treatment.NOTED, "file.read_as", Fault(path.name, None, None, None, each, _ANEW))
        for each in file_.told
    )
    rejects = SheetRejects(file_, {headed.sheet.name: headed.header})
    rows = ((row.line, {name: row[name] for name in COLUMNS}) for row in headed.rows())
    return Opened(pages.of_rows(rows), rejects, (*told, *read_as))


@dataclass(slots=True)
class _Pages:
    """Reads entries one by one, and knows the keys that came."""

    path: Path
    reading: Reading
    keys: dict[str, int] = field(default_factory=dict)

    def of_json(self, entries: list[Any]) -> Iterator[Draft]:
        """Yields a draft for each entry of a JSON file."""
        for number, entry in enumerate(entries, 1):
            text = json.dumps(entry, ensure_ascii=False)
            line = Line(number, (text if is_sound(text) else json.dumps(entry),))
            yield _Page(self, line).draft(entry)

    def of_rows(self, rows: Iterator[tuple[Line, dict[str, str]]]) -> Iterator[Draft]:
        """Yields a draft for each row of a db.csv."""
        for line, cells in rows:
            page = _Page(self, line)
            if any(mark.code in ("cell.nul", "cell.too_long") for mark in line.marks):
                page.tell(Treatment.REJECTED, None, "cell.damaged",
                          "a cell is damaged or longer than 100,000 characters")  # fmt: skip
            entry: dict[str, Any] = {"status": cells["status"]}
            for name in ("metadata", "media"):
                try:
                    entry[name] = read_repr(cells[name]) if not page.is_rejected else None
                except ReprError as fault:
                    page.tell(Treatment.REJECTED, name, "repr.not_read", str(fault))
            if is_deep(entry):
                page.tell(Treatment.REJECTED, None, "repr.not_read", "it is nested too deeply")
            yield page.draft(entry)


@dataclass(slots=True)
class _Page:
    """Reads one entry."""

    pages: _Pages
    line: Line
    notices: list[Notice] = field(default_factory=list)

    @property
    def is_rejected(self) -> bool:
        """Says whether it cannot enter."""
        return any(each.treatment is Treatment.REJECTED for each in self.notices)

    def tell(
        self, treatment: Treatment, column: str | None, code: str, reason: str,
        remedy: str = _ANEW, *, value: str | None = None,
    ) -> None:  # fmt: skip
        """Tells what became of a part of it."""
        name = self.pages.path.name
        fault = Fault(name, self.line.number, column, value, reason, remedy)
        self.notices.append(Notice(treatment, code, fault))

    def draft(self, entry: Any) -> Draft:
        """Returns what it gives."""
        account = None if self.is_rejected else self._account(entry)
        records = () if account is None or self.is_rejected else (account,)
        return Draft((Given(None, self.line),), records, (), tuple(self.notices))

    def _account(self, entry: Any) -> Account | None:
        metadata = entry.get("metadata") if isinstance(entry, dict) else None
        address = metadata.get("url") if isinstance(metadata, dict) else None
        if not isinstance(metadata, dict) or not isinstance(address, str) or not address.strip():
            self.tell(Treatment.REJECTED, "metadata", "page.no_address",
                      "no address of a page is told")  # fmt: skip
            return None
        moments = {name: self._moment(metadata, name) for name in _MOMENTS}
        key = " ".join(filter(None, (address.strip(), _stamp(moments["_processed_at"]))))
        if (other := self.pages.keys.setdefault(key, self.line.number)) != self.line.number:
            self.tell(Treatment.REJECTED, "metadata", "key.twice",
                      f"the same page stands in {other}", "Take one of them out.")  # fmt: skip
        reading = self.pages.reading
        media = list(media_of(entry.get("media")))
        for each in media:
            check_media(each, self.pages.path.parent, self.tell)
        texts = [metadata[name] for name in _TOLD if isinstance(metadata.get(name), str)]
        wording = "\n\n".join(filter(None, map(str.strip, texts))) or None
        given = self._given(entry, metadata)
        if not all(map(is_sound, (address, wording or "", *given, *given.values()))):
            self.tell(Treatment.REJECTED, None, "cell.nul",
                      "it holds a NUL or a broken letter: the file may be damaged")  # fmt: skip
        return Account(
            id=reading.new_id("account", f"{reading.collection.id}/{key}"),
            collection=reading.collection.id,
            publication=reading.collection.publication,
            key=key,
            published_on=self._day(moments["timestamp"]),
            url=address.strip(),
            wording=wording,
            given=given,
        )

    def _given(self, entry: dict[str, Any], metadata: dict[str, Any]) -> dict[str, str]:
        """Returns every value in its own words, without local paths."""
        rest: dict[str, Any] = {name: each for name, each in entry.items()
                                if name not in ("metadata", "media")}  # fmt: skip
        rest |= {f"metadata.{name}": each for name, each in metadata.items() if name != "url"}
        media = entry.get("media")
        listed = media if isinstance(media, list) else [media] if media is not None else []
        rest |= {f"media.{number}": each for number, each in enumerate(listed, 1)}
        given = {}
        for name, value in rest.items():
            bare, count = without_paths(value)
            if count:
                self.tell(Treatment.ALTERED, name, "path.taken_away",
                          f"{count} local paths were taken away, their file names stay",
                          "Nothing: paths tell of the machine that archived.")  # fmt: skip
            given[name] = bare if isinstance(bare, str) else _text(bare)
        return {name: text for name, text in given.items() if text}

    def _moment(self, metadata: dict[str, Any], name: str) -> datetime | None:
        value = metadata.get(name)
        try:
            if isinstance(value, datetime):
                return value
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return datetime.fromtimestamp(value, tz=UTC)
            if isinstance(value, str) and value:
                return datetime.fromisoformat(value)
        except (ValueError, OverflowError, OSError):
            pass
        if value not in (None, ""):
            self.tell(Treatment.AS_GIVEN, f"metadata.{name}", "date.not_read",
                      "it is no time that can be read")  # fmt: skip
        return None

    def _day(self, moment: datetime | None) -> date | None:
        """Returns the local day of a moment; one without a zone is taken by its own date."""
        if moment is None:
            return None
        if moment.tzinfo is None:
            self.tell(Treatment.NOTED, "metadata.timestamp", "date.no_zone",
                      "its zone is not told: the day is that of the machine that archived",
                      "Check the day on the page.")  # fmt: skip
            return moment.date()
        return moment.astimezone(ZoneInfo(self.pages.reading.clock)).date()


def _stamp(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return (moment.astimezone(UTC) if moment.tzinfo is not None else moment).isoformat()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_text)
