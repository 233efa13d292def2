"""Reads an export back: its records as they are, all of them or none.

A record keeps its id. What a table has no column for stays as the casebook holds it, so that a few
columns can be corrected in a spreadsheet program and imported alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from tawthiq.errors import Fault, InputError
from tawthiq.intake.draft import Draft, Given, Opened, Reading
from tawthiq.intake.exported.item import Container, Item, Place
from tawthiq.intake.exported.opening import open_container
from tawthiq.intake.files import Line
from tawthiq.intake.files.line import refused
from tawthiq.intake.notice import Notice, Treatment
from tawthiq.records import KINDS, Batch, Evidence, Record
from tawthiq.records.flat import KIND, Manifest, columns_of, values_of
from tawthiq.register.entry import canonical_text

_MOST_FAULTS = 1_000
_CORRECT = "Correct it, or take it from the export again."
_LEFT = (
    "To import a part on purpose, take out what the export says of itself: the file manifest.json, "
    "the sheet tawthiq or the first line."
)


def open_exported(path: Path, reading: Reading) -> Opened:
    """Opens an export of a casebook, in whichever format it is.

    Raises:
        InputError: It is damaged or cut off, something of its records was withheld, or, while it
            is read, a record cannot enter: then none does.
    """
    container = open_container(path, encoding=reading.encoding)
    if container.manifest is not None:
        _refuse_withheld(path, container.manifest)
    entered = _Entered(container, reading)
    count = None
    if container.manifest is not None:
        count = sum(each.count for each in container.manifest.records.values())
    return Opened(entered.drafts(), row_count=count)


def _refuse_withheld(path: Path, manifest: Manifest) -> None:
    """Refuses records of which something is missing: they would take the place of whole ones."""
    partial = sorted(manifest.withheld.keys() & manifest.records.keys())
    if partial:
        reason = (
            f"the export holds what is {manifest.access.value} alone, and something of these was "
            f"withheld: {', '.join(partial)}"
        )
        raise refused(path, reason, "Export it with --access secret, or without these kinds.")


@dataclass(slots=True)
class _Entered:
    """One pass over the records of an export."""

    container: Container
    reading: Reading
    faults: list[Fault] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    _digests: dict[str, Any] = field(default_factory=dict)
    _untold: set[tuple[str | None, str]] = field(default_factory=set)

    def drafts(self) -> Iterator[Draft]:
        """Yields each record as a draft; at the end what is to be said of the whole.

        Raises:
            InputError: With every fault, up to a thousand.
        """
        self.faults.clear()
        self._counts.clear()
        self._digests.clear()
        ids: set[str] = set()
        for item in self.container.items():
            record = self._record(item)
            if record is None:
                if len(self.faults) >= _MOST_FAULTS:
                    break
                continue
            if record.id in ids:
                reason = "two records of the export have this id"
                self.faults.append(
                    item.place.fault("id", record.id, reason, "Take one of them out.")
                )
                continue
            ids.add(record.id)
            given = Given(item.place.sheet, Line(item.place.number, (item.kind,)))
            yield Draft((given,), (record,), notices=tuple(self._told(item, record)))
        if not self.faults:
            self._refuse_missing()
        if self.faults:
            raise InputError(self.faults)
        if changed := self._changed():
            yield Draft((), notices=(changed,))

    def _record(self, item: Item) -> Record | None:
        """Returns the record of an item; None where it has a fault."""
        if item.faults:
            self.faults += item.faults
            return None
        model = KINDS[item.kind]
        try:
            record = model.model_validate(self._values(model, item))
        except ValidationError as fault:
            self.faults += _faults(item.place, fault)
            return None
        except ValueError as fault:
            column, reason = fault.args  # as `values_of` raises it
            self.faults.append(item.place.fault(column, None, reason, _CORRECT))
            return None
        if torn := _torn(record):
            reason = "a text holds half of a letter (a lone surrogate), which cannot be kept"
            self.faults += [item.place.fault(each, None, reason, _CORRECT) for each in torn]
            return None
        if isinstance(record, Batch) and self.reading.held(record.id) not in (None, record):
            reason = "this batch is part of the history of the casebook: it cannot be changed"
            self.faults.append(item.place.fault("id", record.id, reason, _CORRECT))
            return None
        self._count(record)
        return record

    def _values(self, model: type[Record], item: Item) -> dict[str, Any]:
        if item.row is None:
            values, fields = dict(item.values or {}), set(item.values or {})
        else:
            fields = {each.field for each in columns_of(model) if each.name in item.columns}
            values = values_of(model, item.row, fields=fields)
        absent = model.model_fields.keys() - fields
        if absent and isinstance(values.get("id"), str):
            held = self.reading.held(values["id"])
            if held is not None and held.kind == model.kind:
                whole = held.model_dump(mode="json")
                values |= {name: whole[name] for name in absent}
        return values

    def _count(self, record: Record) -> None:
        kind = record.kind
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if self.container.manifest is not None:
            text = canonical_text(record.model_dump(mode="json"))
            self._digests.setdefault(kind, hashlib.sha256()).update(f"{text}\n".encode())

    def _told(self, item: Item, record: Record) -> Iterator[Notice]:
        place = item.place
        for column, reason in item.told:
            fault = place.fault(column, None, reason, "Look at it.")
            yield Notice(Treatment.NOTED, "export.not_as_written", fault)
        for column in self._unknown(item):
            reason = "records of this kind have no such column: it is left out"
            fault = place.fault(column, None, reason, "Take it out, or correct its name.")
            yield Notice(Treatment.ALTERED, "export.column_unknown", fault)
        if isinstance(record, Evidence) and not self._has_file(record):
            reason = "its file is neither in the vault nor beside the export"
            remedy = (
                "Until it is added, tawthiq verify says that it is missing: tawthiq evidence add"
            )
            fault = place.fault("sha256", record.sha256, reason, remedy)
            yield Notice(Treatment.NOTED, "evidence.no_file", fault)

    def _unknown(self, item: Item) -> Iterator[str]:
        """Yields the columns that no record of this kind has, once for each table."""
        seen = (item.place.sheet, f"{item.place.file}/{item.kind}")
        if item.row is None or seen in self._untold:
            return
        self._untold.add(seen)
        known = {KIND, *(column.name for column in columns_of(KINDS[item.kind]))}
        yield from sorted(item.columns - known)

    def _has_file(self, record: Evidence) -> bool:
        if self.reading.holds_file(record.sha256):
            return True
        return (self.container.evidence / record.sha256).is_file()

    def _refuse_missing(self) -> None:
        """Refuses an export that holds fewer records than it says: it was cut off."""
        manifest, name = self.container.manifest, self.container.path.name
        for kind, expected in (manifest.records if manifest is not None else {}).items():
            found = self._counts.get(kind, 0)
            if found < expected.count:
                reason = (
                    f"{expected.count:,} records of kind {kind} were exported, {found:,} are left"
                )
                remedy = f"Copy the whole of it again. {_LEFT}"
                self.faults.append(Fault(name, None, None, None, reason, remedy))

    def _changed(self) -> Notice | None:
        """Returns a notice where the records are not those that were exported."""
        manifest = self.container.manifest
        if manifest is None:
            return None
        expected = {kind: each.sha256 for kind, each in manifest.records.items()}
        found = {kind: digest.hexdigest() for kind, digest in self._digests.items()}
        changed = sorted(kind for kind in expected.keys() | found.keys()
                         if expected.get(kind) != found.get(kind))  # fmt: skip
        if not changed:
            return None
        reason = (
            f"these were changed or put into another order since the export: {', '.join(changed)}"
        )
        fault = Fault(
            self.container.path.name, None, None, None, reason, "Look whether that was meant."
        )
        return Notice(Treatment.NOTED, "export.changed", fault)


def _faults(place: Place, fault: ValidationError) -> Iterator[Fault]:
    for each in fault.errors(include_url=False, include_context=False):
        column = ".".join(str(part) for part in each["loc"]) or None
        reason = each["msg"].removeprefix("Value error, ")
        given: Mapping[str, Any] | Any = each.get("input")
        value = given[:200] if isinstance(given, str) else None
        yield place.fault(column, value, reason[:1].lower() + reason[1:], _CORRECT)


def _torn(record: Record) -> list[str]:
    """Returns the fields with a text that cannot be written in UTF-8."""
    try:
        record.model_dump_json()
    except PydanticSerializationError:
        values = record.model_dump(mode="json")
        return [name for name, value in values.items() if not _is_whole(value)]
    return []


def _is_whole(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
