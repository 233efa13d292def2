"""Enters files into a casebook: each file one batch, whole or not at all."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError
from tawthiq.intake.agreements import check_relations, read_agreement
from tawthiq.intake.collecting import CollectionSpec, collection_of
from tawthiq.intake.compliance import read_compliance
from tawthiq.intake.draft import Progress
from tawthiq.intake.entry import Entry
from tawthiq.intake.publications import read_publications
from tawthiq.intake.regrouping import Regrouping
from tawthiq.intake.table import TableContext, read_table
from tawthiq.records import Agreement, Collection, Record
from tawthiq.register import BatchResult

_TOLD = 10_000

__all__ = [
    "CollectionSpec",
    "import_agreements",
    "import_compliance",
    "import_publications",
    "import_table",
]


def import_table(
    casebook: Casebook,
    path: Path,
    *,
    collection: CollectionSpec,
    entry: Entry,
    encoding: str = "utf-8",
    progress: Progress | None = None,
) -> BatchResult:
    """Enters a CSV file of accounts into a collection; see `intake.columns.KNOWN`.

    The same file twice changes nothing; a changed row becomes a new revision of its record.
    A large file tells its progress, in counts.

    Raises:
        InputError: With every fault of the file; nothing was written.
    """
    with _keeping_all():
        record = collection_of(casebook, collection)
        records = [record, *_read_table(casebook, path, collection=record, encoding=encoding)]
        told = _telling(records, progress or (lambda step: None))
        return _write(casebook, told, path=path, entry=entry)


def _read_table(
    casebook: Casebook, path: Path, *, collection: Collection, encoding: str
) -> list[Record]:
    context = TableContext(
        collection=collection.id,
        publication=collection.publication,
        clock=casebook.settings.clock,
        places=casebook.places(),
        new_id=casebook.register.new_id,
    )
    records = read_table(_content(path), file=path.name, context=context, encoding=encoding)
    regrouping = Regrouping(casebook, path.name)
    for record in records:
        regrouping.add(record)
    regrouping.refuse()
    return records


def _telling(records: Sequence[Record], progress: Progress) -> Iterator[Record]:
    """Yields records, and says now and then how many of them are on their way."""
    for count, record in enumerate(records):
        if count % _TOLD == 0 and count:
            progress(f"Entered {count:,} of {len(records):,} records")
        yield record


def import_agreements(casebook: Casebook, paths: Sequence[Path], *, entry: Entry) -> BatchResult:
    """Enters agreements, one YAML file each, as one batch.

    Raises:
        InputError: With every fault of every file; nothing was written.
    """
    faults: list[Fault] = []
    records: list[Record] = []
    places = casebook.places()
    for path in paths:
        try:
            records.append(
                read_agreement(
                    _text(path),
                    file=path.name,
                    new_id=casebook.register.new_id,
                    places=places,
                    folder=path.parent,
                )
            )
        except InputError as fault:
            faults += fault.faults
    if not faults:
        entered = [
            (path.name, each)
            for path, each in zip(paths, records, strict=True)
            if isinstance(each, Agreement)
        ]
        faults += _doubled(entered)
        faults += check_relations(entered, casebook.view.all(Agreement))
    if faults:
        raise InputError(faults)
    return _write(casebook, records, path=paths[0], entry=entry)


def _doubled(entered: Sequence[tuple[str, Agreement]]) -> list[Fault]:
    """Finds files that hold the same agreement."""
    first: dict[str, str] = {}
    faults = []
    for file, agreement in entered:
        if agreement.code in first:
            reason = f"{first[agreement.code]} holds an agreement of the same code"
            faults.append(Fault(file, None, "code", agreement.code, reason, "Give one of them."))
        first.setdefault(agreement.code, file)
    return faults


def import_publications(casebook: Casebook, path: Path, *, entry: Entry) -> BatchResult:
    """Enters a YAML file of publications with their figures, exactly as printed.

    Raises:
        InputError: With every fault of the file; nothing was written.
    """
    records = read_publications(
        _text(path),
        file=path.name,
        clock=casebook.settings.clock,
        new_id=casebook.register.new_id,
        places={place.code for place in casebook.places()},
    )
    return _write(casebook, records, path=path, entry=entry)


@contextmanager
def _keeping_all() -> Iterator[None]:
    """Lets Python's collector of cycles rest: all records of a table stay until it is entered.

    It would go through every one of them again and again and find nothing, which takes a fifth
    of the time of a large import. What is not part of a cycle is freed as ever.
    """
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if resting:
            gc.enable()


def import_compliance(
    casebook: Casebook, path: Path, *, entry: Entry, encoding: str = "utf-8"
) -> BatchResult:
    """Enters a CSV or YAML file of records on compliance with the agreements that are held.

    Raises:
        InputError: With every fault of the file; nothing was written.
    """
    records = read_compliance(
        _content(path),
        file=path.name,
        clock=casebook.settings.clock,
        agreements=casebook.view.all(Agreement),
        new_id=casebook.register.new_id,
        encoding=encoding,
    )
    return _write(casebook, records, path=path, entry=entry)


def _write(
    casebook: Casebook, records: Iterable[Record], *, path: Path, entry: Entry
) -> BatchResult:
    return casebook.register.write(
        records, actor=entry.actor, reason=f"import {path.name}", at=entry.at
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        reason = f"the file cannot be read: {fault.strerror}"
        raise InputError(
            [Fault(path.name, None, None, None, reason, "Check its name and folder.")]
        ) from fault


def _text(path: Path) -> str:
    try:
        return _content(path).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        reason = f"the file is not UTF-8: byte {fault.start} does not fit"
        raise InputError(
            [Fault(path.name, None, None, None, reason, "Save it as UTF-8.")]
        ) from fault
