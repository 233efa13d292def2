"""What a batch does to each record, and what undoes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tawthiq.errors import RegisterError
from tawthiq.records import Batch, Person, Record
from tawthiq.register import schema
from tawthiq.register.append import CURRENT, ERASED, WITHDRAWN, Change, Held, held_of, with_held
from tawthiq.register.bulk import chunks, parts
from tawthiq.register.view import read_record

ERASURE = "erasure"
"""Kind of a revision whose values were destroyed, and of the one that says so."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch did, as ids of records.

    Attributes:
        batch: Id of the batch; None where nothing was written.
        left_withdrawn: Records that stay withdrawn although the batch holds them.
    """

    batch: str | None
    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_withdrawn: tuple[str, ...] = ()


class Sorting:
    """Sorts out what a batch is to write, and knows afterwards what it did."""

    def __init__(self, connection: sa.Connection, *, restore: bool):
        """Compares with what a register holds; `restore` brings withdrawn records back."""
        self._connection = connection
        self._restore = restore
        self._seen: set[str] = set()
        self._done: dict[str, list[str]] = {}

    def new(self, changes: Iterable[Change]) -> Iterator[tuple[Change, Held | None]]:
        """Yields the changes that are to be written, with what is held of their records.

        Raises:
            RegisterError: Two of them share an id, or one cannot be made.
        """
        for change, before in with_held(self._connection, map(self._once, changes)):
            word = _what_happens(change, before, restore=self._restore)
            self._done.setdefault(word, []).append(change.record_id)
            if word not in ("unchanged", "left_withdrawn"):
                yield change, before

    def _once(self, change: Change) -> Change:
        if change.record_id in self._seen:
            raise RegisterError(f"The batch holds record {change.record_id} twice.")
        self._seen.add(change.record_id)
        return change

    def result(self, batch: str | None) -> BatchResult:
        """Returns what was done, after the last change."""
        lists = {word: tuple(sorted(ids)) for word, ids in self._done.items()}
        return BatchResult(batch=batch, **lists)


def count_changes(connection: sa.Connection, records: Iterable[Record]) -> Counter[str]:
    """Counts what a batch of records would do, by the names of `BatchResult`; it keeps no ids.

    Raises:
        RegisterError: One of them cannot be written.
    """
    found: Counter[str] = Counter()
    for part in parts(records):
        held = held_of(connection, [record.id for record in part])
        for record in part:
            before = held.get(record.id)
            if before is None:  # the form of its values does not matter then
                found["created"] += 1
            else:
                found[_what_happens(Change.of(record), before, restore=False)] += 1
    return found


def _what_happens(change: Change, before: Held | None, *, restore: bool) -> str:
    _refuse_impossible(change, before)
    if change.state == ERASED:
        return "erased"
    if change.state == WITHDRAWN:
        return "withdrawn"
    if before is None:
        return "created"
    if before.state == WITHDRAWN:
        return "restored" if restore else "left_withdrawn"
    return "unchanged" if before.body == change.body else "changed"


def _refuse_impossible(change: Change, before: Held | None) -> None:
    if before is None:
        if change.state != CURRENT:
            raise RegisterError(f"Record {change.record_id} is not in the register.")
    elif before.state == ERASED:
        raise RegisterError(f"Record {change.record_id} was erased and cannot come back.")
    elif change.kind not in (before.kind, ERASURE):
        raise RegisterError(
            f"Record {change.record_id} is of kind {before.kind!r} and cannot become one of kind "
            f"{change.kind!r}: others may name it. Give the new record an id of its own."
        )


def withdrawal_of(connection: sa.Connection, ids: Sequence[str]) -> list[Change]:
    """Returns the changes that take current records out.

    Raises:
        RegisterError: No current record has one of the ids, or it is a batch.
    """
    held = held_of(connection, ids)
    changes = []
    for record_id in ids:
        last = held.get(record_id)
        if last is None or last.state != CURRENT or last.body is None:
            raise RegisterError(f"No record {record_id} is in the register.")
        if last.kind == Batch.kind:
            raise RegisterError(
                f"Record {record_id} is a batch, which is part of the history. "
                "Take back what it entered with: tawthiq undo"
            )
        changes.append(Change.of(read_record(last.kind, last.body), state=WITHDRAWN))
    return changes


def erasure_of(connection: sa.Connection, ids: Sequence[str]) -> list[Change]:
    """Returns the changes that erase records.

    A person is erased together with every listing that some revision of them rests on, but those
    that another current person rests on. Nothing of an erased person is known any more, so a
    listing that stayed would be made into a person again.

    Raises:
        RegisterError: A person rests on listings that are not erased with them.
    """
    left = _rested_on(connection, ids) - set(ids)
    left -= {each for each, held in held_of(connection, left).items() if held.state == ERASED}
    left -= _held_by_others(connection, left, but=ids)
    if left:
        raise RegisterError(
            f"A person who is to be erased rests on listings that are not: "
            f"{', '.join(sorted(left)[:10])}. They would be made into a person again. Erase them "
            "too, in the same command, with the records that name them."
        )
    return [Change.erasing(each) for each in ids]


def _rested_on(connection: sa.Connection, ids: Sequence[str]) -> set[str]:
    """Returns the listings that any revision of those records that are persons rests on."""
    table, found = schema.revisions, set[str]()
    for chunk in chunks(list(ids)):
        query = sa.select(table.c.body).where(
            table.c.record_id.in_(chunk), table.c.kind == Person.kind, table.c.body.is_not(None)
        )
        for body in connection.scalars(query):
            found.update(to_id for _, to_id in read_record(Person.kind, body).references())
    return found


def _held_by_others(
    connection: sa.Connection, listings: Iterable[str], *, but: Iterable[str]
) -> set[str]:
    """Returns those listings that a current person rests on who is none of some records."""
    links, current, own, found = schema.links, schema.current, set(but), set[str]()
    for chunk in chunks(sorted(listings)):
        query = (
            sa.select(links.c.from_id, links.c.to_id)
            .join(current, current.c.record_id == links.c.from_id)
            .where(links.c.to_id.in_(chunk), current.c.kind == Person.kind)
        )
        found.update(row.to_id for row in connection.execute(query) if row.from_id not in own)
    return found


def inverse_of(connection: sa.Connection, batch: str) -> list[Change]:
    """Returns the changes that make every record of a batch what it was before.

    Raises:
        RegisterError: There is no such batch, or a later batch changed one of its records.
    """
    table = schema.revisions
    rows = connection.execute(
        sa.select(table).where(table.c.batch_id == batch, table.c.record_id != batch)
    ).all()
    if not rows:
        raise RegisterError(f"No batch {batch} is in the register. See: tawthiq batches")
    held = held_of(connection, [row.record_id for row in rows])
    later = [row.record_id for row in rows if _has_changed(held[row.record_id], row)]
    if later:
        raise RegisterError(
            f"{len(later)} records of the batch were changed since, so it cannot be undone: "
            f"{', '.join(later[:10])}. Undo the later batches first."
        )
    return [_before(connection, row) for row in rows]


def _has_changed(held: Held, row: Any) -> bool:
    """Says whether a record is no longer what a revision made it; what was undone since, is."""
    return held.revision > row.revision and (held.state, held.body) != (row.state, row.body)


def _before(connection: sa.Connection, row: Any) -> Change:
    """Returns the change that makes a record what it was before a revision."""
    table = schema.revisions
    earlier = connection.execute(
        sa.select(table).where(
            table.c.record_id == row.record_id, table.c.revision == row.revision - 1
        )
    ).first()
    if row.state == ERASED or (earlier is not None and earlier.body is None):
        raise RegisterError(f"Record {row.record_id} was erased: that cannot be undone.")
    if earlier is None:
        return Change.of(read_record(row.kind, row.body), state=WITHDRAWN)
    return Change.of(read_record(earlier.kind, earlier.body), state=earlier.state)


def destroy(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Destroys the values and keys of every revision of records but the erasure itself.

    Kind and state go as well: without the key nobody could tell whether they were altered.
    """
    connection.execute(
        sa.update(schema.revisions)
        .where(schema.revisions.c.record_id.in_(ids), schema.revisions.c.state != ERASED)
        .values(body=None, key=None, actor=None, kind=ERASURE, state=ERASED)
    )
