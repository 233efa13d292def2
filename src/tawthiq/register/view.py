"""The register as it was at one size of its journal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from tawthiq.errors import RegisterError
from tawthiq.records import KINDS, Batch, Gazetteer, Record
from tawthiq.register import schema
from tawthiq.register.append import CURRENT, ERASED, WITHDRAWN, Change, current_row, last_checkpoint
from tawthiq.register.checkpoint import State
from tawthiq.register.database import Database
from tawthiq.register.entry import read_entry
from tawthiq.register.search import asked_for, find_current, find_earlier

_R = TypeVar("_R", bound=Record)
_NEWER, _FIRST = schema.revisions.alias(), schema.revisions.alias()
"""Made once: to make them takes longer than to ask for one record."""
_FETCHED = 1000


@dataclass(frozen=True, slots=True)
class Revised:
    """One revision of a record: what it was, and the batch that made it so.

    Attributes:
        record: None where it was erased.
        state: `current`, `withdrawn` or `erased`.
    """

    number: int
    record: Record | None
    state: str
    at: datetime
    batch: Batch | None


class View:
    """Reads one state: later batches do not show, nor half of one."""

    def __init__(self, database: Database, state: State):
        """Reads a database at a state."""
        self._database = database
        self._state = state

    def state(self) -> State:
        """Returns the state that is read."""
        return self._state

    def get(self, record_id: str) -> Record:
        """Returns one record as it was.

        Raises:
            RegisterError: There was none, or it was withdrawn or erased.
        """
        for row in self._rows(schema.revisions.c.record_id == record_id):
            return read_record(row.kind, row.body)
        raise RegisterError(f"No record {record_id} is in the register.")

    def all(self, model: type[_R]) -> list[_R]:
        """Returns every record of one kind, in the order in which they first came."""
        found = (
            read_record(row.kind, row.body)
            for row in self._rows(schema.revisions.c.kind == model.kind)
        )
        return [record for record in found if isinstance(record, model)]

    def withdrawn(self, model: type[_R]) -> dict[str, tuple[_R, Batch | None]]:
        """Returns the records of one kind that are withdrawn, with the batch that did it, by id."""
        held = self._rows(schema.revisions.c.kind == model.kind, state=WITHDRAWN)
        batches = (
            {
                row.record_id: read_record(row.kind, row.body)
                for row in self._rows(schema.revisions.c.kind == Batch.kind)
            }
            if held
            else {}
        )
        found = {}
        for row in held:
            record, batch = read_record(row.kind, row.body), batches.get(row.batch_id)
            if isinstance(record, model):
                found[row.record_id] = (record, batch if isinstance(batch, Batch) else None)
        return found

    def erased(self) -> frozenset[str]:
        """Returns the ids of records whose values were destroyed, which no state has any more."""
        table = schema.revisions
        query = sa.select(table.c.record_id).where(table.c.state == ERASED)
        with self._database.reading() as connection:
            return frozenset(connection.scalars(query))

    def history(self, record_id: str) -> list[Revised]:
        """Returns every revision of a record, the first one first.

        Raises:
            RegisterError: There is none.
        """
        table = schema.revisions
        query = (
            sa.select(table, schema.entries.c.entry)
            .join(schema.entries, schema.entries.c.position == table.c.position)
            .where(table.c.record_id == record_id, table.c.position < self._state.tree_size)
            .order_by(table.c.revision)
        )
        with self._database.reading() as connection:
            rows = list(connection.execute(query))
            batches = {
                row.record_id: row
                for row in connection.execute(
                    sa.select(table).where(
                        table.c.record_id.in_({row.batch_id for row in rows}),
                        table.c.revision == 1,
                    )
                )
            }
        if not rows:
            raise RegisterError(f"No record {record_id} is in the register.")
        return [_revised(row, batches.get(row.batch_id)) for row in rows]

    def search(
        self, words: str, *, limit: int = 100, places: Gazetteer | None = None
    ) -> list[Record]:
        """Returns records that hold all the words, in any spelling that folding knows.

        The best match comes first, and of equal ones what was entered last.

        Args:
            words: What to look for.
            limit: How many records at the most.
            places: Where given, a word also stands for the places of that name and what lies in
                them: whatever happened there is found.
        """
        asked = asked_for(words, places)
        if not asked:
            return []
        with self._database.reading() as connection:
            if self._is_last(connection):
                rows = find_current(connection, asked, limit=limit)
            else:
                rows = find_earlier(self._select(connection, sa.true()), asked, limit=limit)
        return [read_record(row.kind, row.body) for row in rows]

    def page(
        self,
        model: type[_R],
        *,
        collection: str | None = None,
        place: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[_R]:
        """Returns a page of records of one kind, by the start of their time.

        `since` and `until` bound that start; records without a time come last.
        """
        columns = {"collection": collection, "place": place}
        wanted = {name: value for name, value in columns.items() if value is not None}
        bounds = [_stamp(each) if each is not None else None for each in (since, until)]
        with self._database.reading() as connection:
            if self._is_last(connection):
                query = _listing(model.kind, wanted, *bounds).limit(limit).offset(offset)
                rows = connection.execute(query).all()
            else:
                held = self._select(connection, schema.revisions.c.kind == model.kind)
                rows = _listed(held, wanted, *bounds)[offset : offset + limit]
        found = [read_record(row.kind, row.body) for row in rows]
        return [record for record in found if isinstance(record, model)]

    def bodies(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yields id and body (RFC 8785 JSON) of every record of a kind, some at a time."""
        options = {"stream_results": True, "max_row_buffer": _FETCHED}
        with self._database.reading() as connection:
            query = self._query(schema.revisions.c.kind == kind)
            for part in connection.execute(query, execution_options=options).partitions(_FETCHED):
                for row in part:
                    yield row.record_id, row.body

    def _is_last(self, connection: sa.Connection) -> bool:
        """Says whether the state that is read is the last one, which lookups are kept for."""
        last = last_checkpoint(connection)
        return (last[0] if last is not None else 0) == self._state.tree_size

    def _rows(self, condition: sa.ColumnElement[bool], *, state: str = CURRENT) -> Sequence[Any]:
        with self._database.reading() as connection:
            return connection.execute(self._query(condition, state=state)).all()

    def _select(
        self, connection: sa.Connection, condition: sa.ColumnElement[bool]
    ) -> Sequence[Any]:
        return connection.execute(self._query(condition)).all()

    def _query(self, condition: sa.ColumnElement[bool], *, state: str = CURRENT) -> sa.Select[Any]:
        table, size = schema.revisions, self._state.tree_size
        newer, first = _NEWER, _FIRST
        return (
            sa.select(
                table.c.record_id, table.c.position, table.c.kind, table.c.body, table.c.batch_id
            )
            .join(first, (first.c.record_id == table.c.record_id) & (first.c.revision == 1))
            .where(
                condition,
                table.c.position < size,
                table.c.state == state,
                table.c.body.is_not(None),
                ~sa.exists().where(
                    newer.c.record_id == table.c.record_id,
                    newer.c.revision > table.c.revision,
                    newer.c.position < size,
                ),
            )
            .order_by(first.c.position)
        )


def _listing(
    kind: str, wanted: Mapping[str, str], since: str | None, until: str | None
) -> sa.Select[Any]:
    """Selects current records of a kind in the order of a page."""
    table = schema.current
    query = sa.select(table.c.kind, table.c.body).where(table.c.kind == kind)
    for name, value in wanted.items():
        query = query.where(table.c[name] == value)
    if since is not None:
        query = query.where(table.c.starts_at >= since)
    if until is not None:
        query = query.where(table.c.starts_at < until)
    return query.order_by(table.c.starts_at.is_(None), table.c.starts_at, table.c.position)


def _listed(
    rows: Sequence[Any], wanted: Mapping[str, str], since: str | None, until: str | None
) -> list[Any]:
    """Does to the records of an earlier state what `_listing` asks the database for."""
    kept = []
    for row in rows:
        change = Change(row.record_id, row.kind, json.loads(row.body), row.body)
        columns = current_row(change, {"position": row.position})
        start = columns["starts_at"]
        if any(columns[name] != value for name, value in wanted.items()):
            continue
        if (since is None or (start is not None and start >= since)) and (
            until is None or (start is not None and start < until)
        ):
            kept.append((start is None, start or "", row.position, row))
    return [each[-1] for each in sorted(kept, key=lambda each: each[:3])]


def read_record(kind: str, body: str) -> Record:
    """Returns the record of a body.

    Raises:
        RegisterError: It cannot be read; the values are not repeated in the message.
    """
    try:
        return KINDS[kind].model_validate(json.loads(body))
    except (KeyError, ValueError) as fault:
        raise RegisterError(
            f"A record of kind {kind!r} cannot be read. See: tawthiq verify"
        ) from fault


def _revised(row: Any, batch: Any) -> Revised:
    gone = row.body is None or row.state == ERASED
    told = batch is not None and batch.body is not None
    record = read_record("batch", batch.body) if told else None
    return Revised(
        number=row.revision,
        record=None if gone else read_record(row.kind, row.body),
        state=row.state,
        at=datetime.fromisoformat(read_entry(bytes(row.entry))["at"]),
        batch=record if isinstance(record, Batch) else None,
    )


def _stamp(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
