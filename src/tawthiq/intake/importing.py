"""Imports one file of any format: what can enter does, what cannot goes back with its reasons."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError, RegisterError
from tawthiq.intake.collecting import ITS_OWN, CollectionSpec, collection_of
from tawthiq.intake.draft import Draft, Opened, Progress, Reader, Reading
from tawthiq.intake.entry import Entry
from tawthiq.intake.notice import Notice, NoticeGroup, Notices, Treatment
from tawthiq.intake.regrouping import Regrouping
from tawthiq.records import Record
from tawthiq.register import Vault

_TOLD = 5_000


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is imported.

    Attributes:
        mapping: A file that says what columns mean.
        encoding: Of a text; None: found by its content.
        dry_run: Nothing is written, neither records nor a file of rejects.
        strict: One rejected row refuses the whole file.
        tell: Is told every notice, also those that the result no longer keeps whole.
    """

    mapping: Path | None = None
    encoding: str | None = None
    dry_run: bool = False
    strict: bool = False
    tell: Callable[[Notice], None] | None = None
    progress: Progress = field(default=lambda step: None)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do.

    Attributes:
        format: Name of the format.
        rows_read: Rows with content, without the header.
        created: Records; so are changed and unchanged. `records` counts them by kind.
        rejected: Rows that did not enter.
        altered: Cells whose value is not what was given.
        kept_as_given: Cells that no vocabulary holds, kept in their own words.
        batch: Id of the batch; None where nothing was written.
        rejects_file: Holds the rejected rows under the same header.
        notices: The first ones whole; `groups` counts all of them.
    """

    file: str
    format: str
    dry_run: bool
    rows_read: int
    rejected: int
    altered: int
    kept_as_given: int
    noted: int
    created: int
    changed: int
    unchanged: int
    left_withdrawn: int
    records: Mapping[str, int]
    batch: str | None
    rejects_file: Path | None
    notices: tuple[Notice, ...]
    groups: tuple[NoticeGroup, ...]


def import_with(
    casebook: Casebook,
    path: Path,
    reader: Reader,
    *,
    name: str,
    collection: CollectionSpec | None,
    entry: Entry,
    options: ImportOptions | None = None,
) -> ImportResult:
    """Imports a file by the reader of its format, as one batch.

    The same file twice changes nothing; a changed row becomes a new revision of its record.
    Rejected rows do not stop the others. Without a collection the file brings its own.

    Raises:
        InputError: The file is refused whole, or `strict` is set and a row is rejected; with
            every fault, and nothing was written.
    """
    options = options or ImportOptions()
    record = collection_of(casebook, collection) if collection is not None else None
    reading = Reading(
        collection=record or ITS_OWN,
        clock=casebook.settings.clock,
        places=casebook.places(),
        new_id=casebook.register.new_id,
        mapping=options.mapping,
        encoding=options.encoding,
        progress=options.progress,
        held=_finder(casebook),
        holds_file=Vault(casebook.folder).holds,
    )
    opened = reader(path, reading)
    run = _Run(opened, record, Notices(tell=options.tell), options, Regrouping(casebook, path.name))
    for notice in opened.told:
        run.notices.add(notice)
    with _seldom(), opened.rejects or nullcontext():
        done, batch = _write(casebook, run, path=path, entry=entry)
        keeps = opened.rejects is not None and not options.dry_run
        rejects_file = opened.rejects.keep() if opened.rejects and keeps else None
    return run.result(path, name, done=done, batch=batch, rejects_file=rejects_file)


def _finder(casebook: Casebook) -> Callable[[str], Record | None]:
    view = casebook.register.view()

    def held(record_id: str) -> Record | None:
        try:
            return view.get(record_id)
        except RegisterError:
            return None

    return held


def _write(
    casebook: Casebook, run: _Run, *, path: Path, entry: Entry
) -> tuple[Mapping[str, int], str | None]:
    if run.options.dry_run:
        return casebook.register.preview(run.entering()), None
    result = casebook.register.write(
        run.entering(), actor=entry.actor, reason=f"import {path.name}", at=entry.at
    )
    names = ("created", "changed", "unchanged", "left_withdrawn")
    return {each: len(getattr(result, each)) for each in names}, result.batch


@dataclass(slots=True)
class _Run:
    """One pass over the drafts of a file: what enters goes on, what does not is kept apart."""

    opened: Opened
    collection: Record | None
    notices: Notices
    options: ImportOptions
    regrouping: Regrouping
    rows: int = 0
    rejected: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    _shared: set[str] = field(default_factory=set)

    def entering(self) -> Iterator[Record]:
        """Yields the records that enter, and counts everything on the way."""
        for draft in self.opened.drafts:
            self._count(draft)
            if draft.is_rejected:
                self._reject(draft)
                continue
            if self.collection is not None:
                yield from self._once((self.collection,))
            yield from self._once(draft.shared)
            for record in draft.records:
                self.regrouping.add(record)
                self.kinds[record.kind] += 1
                yield record
        if self.options.strict and self.rejected:
            raise InputError(_faults(self.notices.kept))
        self.regrouping.refuse()

    def _count(self, draft: Draft) -> None:
        before, self.rows = self.rows, self.rows + len(draft.given)
        if self.rows // _TOLD > before // _TOLD:
            whole = self.opened.row_count
            of = f" of {whole:,}" if whole is not None else ""
            self.options.progress(f"Read {self.rows:,}{of} rows")
        for notice in draft.notices:
            self.notices.add(notice)

    def _reject(self, draft: Draft) -> None:
        self.rejected += len(draft.given)
        if self.opened.rejects is not None and not self.options.dry_run:
            for given in draft.given:
                self.opened.rejects.add(given.sheet, given.line)

    def _once(self, records: tuple[Record, ...]) -> Iterator[Record]:
        for record in records:
            if record.id not in self._shared:
                self._shared.add(record.id)
                self.kinds[record.kind] += 1
                yield record

    def result(
        self,
        path: Path,
        name: str,
        *,
        done: Mapping[str, int],
        batch: str | None,
        rejects_file: Path | None,
    ) -> ImportResult:
        """Returns what was done."""
        counts = self.notices.counts
        return ImportResult(
            file=path.name, format=name, dry_run=self.options.dry_run,
            rows_read=self.rows, rejected=self.rejected, altered=counts[Treatment.ALTERED],
            kept_as_given=counts[Treatment.AS_GIVEN], noted=counts[Treatment.NOTED],
            created=done.get("created", 0), changed=done.get("changed", 0),
            unchanged=done.get("unchanged", 0), left_withdrawn=done.get("left_withdrawn", 0),
            records=dict(sorted(self.kinds.items())), batch=batch, rejects_file=rejects_file,
            notices=tuple(self.notices.kept), groups=self.notices.groups(),
        )  # fmt: skip


def _faults(notices: list[Notice]) -> list[Fault]:
    return [each.fault for each in notices if each.treatment is Treatment.REJECTED]


@contextmanager
def _seldom() -> Iterator[None]:
    """Lets Python's collector of cycles come seldom: most of what an import makes has none.

    It must come: the statements of a long import are cycles, and would fill the memory.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
