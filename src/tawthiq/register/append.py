"""Appends one batch to the journal and brings everything that follows from it up to date."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tawthiq.errors import RegisterError
from tawthiq.names import fold
from tawthiq.records import KINDS, Record
from tawthiq.register import schema
from tawthiq.register.checkpoint import Checkpoint, State
from tawthiq.register.entry import canonical, commitment_root, make_entry, paths_of
from tawthiq.register.note import Signer
from tawthiq.register.tree import extend, leaf_hash

CURRENT, WITHDRAWN, ERASED = "current", "withdrawn", "erased"

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One record's next revision."""

    record_id: str
    kind: str
    values: Mapping[str, Any]
    body: str
    state: str = CURRENT
    references: Sequence[tuple[str, str]] = field(default=())

    @classmethod
    def of(cls, record: Record, *, state: str = CURRENT) -> Change:
        """Returns the change that makes a record what it is."""
        values = record.model_dump(mode="json")
        references = record.references() if state == CURRENT else []
        return cls(record.id, record.kind, values, canonical(values).decode(), state, references)

    @classmethod
    def erasing(cls, record_id: str) -> Change:
        """Returns the change that says that a record was erased: it has no values."""
        return cls(record_id, "erasure", {}, "{}", ERASED)


@dataclass(frozen=True, slots=True)
class Held:
    """The last revision that the register holds of a record."""

    revision: int
    position: int
    state: str
    body: str | None


def held_of(connection: sa.Connection, ids: Iterable[str]) -> dict[str, Held]:
    """Returns the last revision of each of some records."""
    table = schema.revisions
    newer = table.alias()
    found = {}
    for chunk in _chunks(list(ids)):
        query = sa.select(
            table.c.record_id, table.c.revision, table.c.position, table.c.state, table.c.body
        ).where(
            table.c.record_id.in_(chunk),
            ~sa.exists().where(
                newer.c.record_id == table.c.record_id, newer.c.revision > table.c.revision
            ),
        )
        for row in connection.execute(query):
            found[row.record_id] = Held(row.revision, row.position, row.state, row.body)
    return found


def last_checkpoint(connection: sa.Connection) -> tuple[int, str] | None:
    """Returns size and signed note of the last checkpoint; None before the first batch."""
    query = sa.select(schema.checkpoints).order_by(schema.checkpoints.c.tree_size.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.tree_size, row.note) if row is not None else None


def read_tile(connection: sa.Connection, level: int, number: int) -> bytes:
    """Returns a tile of the tree; nothing where there is none."""
    query = sa.select(schema.tiles.c.hashes).where(
        schema.tiles.c.level == level, schema.tiles.c.number == number
    )
    return bytes(connection.scalar(query) or b"")


def append(
    connection: sa.Connection,
    changes: Sequence[Change],
    *,
    batch: str,
    actor: str,
    at: datetime,
    signer: Signer,
) -> str:
    """Appends changes as one batch, in the caller's transaction.

    Returns:
        The signed checkpoint of the new state.

    Raises:
        RegisterError: A reference leads nowhere.
    """
    last = last_checkpoint(connection)
    size = last[0] if last is not None else 0
    held = held_of(connection, [change.record_id for change in changes])
    entries, revisions = _rows(
        connection, changes, held=held, size=size, batch=batch, actor=actor, at=at
    )
    leaves = [leaf_hash(row["entry"]) for row in entries]
    changed, root = extend(lambda level, number: read_tile(connection, level, number), size, leaves)
    _insert(connection, schema.entries, entries)
    _insert(connection, schema.revisions, revisions)
    _replace_tiles(connection, changed)
    checkpoint = Checkpoint(signer.name, State(size + len(entries), root.hex()))
    note = checkpoint.sign(signer)
    connection.execute(
        sa.insert(schema.checkpoints).values(tree_size=checkpoint.state.tree_size, note=note)
    )
    project(connection, changes, revisions, held=held)
    return note


def _rows(
    connection: sa.Connection,
    changes: Sequence[Change],
    *,
    held: Mapping[str, Held],
    size: int,
    batch: str,
    actor: str,
    at: datetime,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    previous = _leaves_at(connection, [each.position for each in held.values()])
    entries, revisions = [], []
    for offset, change in enumerate(changes):
        before = held.get(change.record_id)
        key = secrets.token_bytes(32)
        values = paths_of(
            change.values,
            kind=change.kind,
            actor=actor,
            batch=batch,
            state=change.state,
        )
        number = before.revision + 1 if before is not None else 1
        entry = make_entry(
            record=change.record_id,
            revision=number,
            previous=previous[before.position] if before is not None else None,
            at=at,
            root=commitment_root(values, key=key),
        )
        entries.append({"position": size + offset, "entry": entry})
        revisions.append(
            {
                "position": size + offset,
                "record_id": change.record_id,
                "revision": number,
                "kind": change.kind,
                "batch_id": batch,
                "actor": actor,
                "state": change.state,
                "body": change.body,
                "key": key,
            }
        )
    return entries, revisions


def project(
    connection: sa.Connection,
    changes: Sequence[Change],
    revisions: Sequence[Mapping[str, Any]],
    *,
    held: Mapping[str, Held],
) -> None:
    """Brings current records, links and search words to the last revisions.

    Raises:
        RegisterError: A record names another one that is not current.
    """
    ids = [change.record_id for change in changes]
    for chunk in _chunks([each.position for each in held.values() if each.state == CURRENT]):
        _forget_words(connection, chunk)
    for chunk in _chunks(ids):
        connection.execute(sa.delete(schema.current).where(schema.current.c.record_id.in_(chunk)))
        connection.execute(sa.delete(schema.links).where(schema.links.c.from_id.in_(chunk)))
    kept = [
        (change, row)
        for change, row in zip(changes, revisions, strict=True)
        if change.state == CURRENT
    ]
    _insert(connection, schema.current, [current_row(change, row) for change, row in kept])
    links = sorted(
        {(change.record_id, name, to_id) for change, _ in kept for name, to_id in change.references}
    )
    names = ("from_id", "field", "to_id")
    _insert(connection, schema.links, [dict(zip(names, link, strict=True)) for link in links])
    _remember_words(connection, kept)
    refuse_dangling(connection, changed=ids, named=sorted({to_id for _, _, to_id in links}))


def refuse_dangling(
    connection: sa.Connection, *, changed: Sequence[str], named: Sequence[str]
) -> None:
    """Refuses references to records that are not current.

    Raises:
        RegisterError: With the first ten of them.
    """
    current = schema.current.c.record_id
    missing: set[str] = set()
    for chunk in _chunks(sorted({*changed, *named})):
        found = set(connection.scalars(sa.select(current).where(current.in_(chunk))))
        missing |= set(chunk) - found
    dangling = [
        row
        for chunk in _chunks(sorted(missing))
        for row in connection.execute(
            sa.select(schema.links).where(schema.links.c.to_id.in_(chunk))
        )
    ]
    if dangling:
        lines = [f"{row.from_id} names {row.to_id} as its {row.field}" for row in dangling[:10]]
        raise RegisterError(
            f"{len(dangling)} references lead nowhere: {'; '.join(lines)}. "
            "Withdraw or change the records that name the missing ones in the same batch."
        )


def current_row(change: Change, row: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the row of a current record, with the columns by which it is listed."""
    body = change.values
    when, where = body.get("when") or {}, body.get("where") or {}
    return {
        "record_id": change.record_id,
        "position": row["position"],
        "kind": change.kind,
        "collection": body.get("collection"),
        "place": where.get("place") if isinstance(where, dict) else None,
        "starts_at": when.get("start") if isinstance(when, dict) else None,
        "body": change.body,
    }


def _remember_words(
    connection: sa.Connection, kept: Sequence[tuple[Change, Mapping[str, Any]]]
) -> None:
    rows = [
        {"position": row["position"], "text": searchable(change.values)}
        for change, row in kept
        if change.kind in KINDS
    ]
    _insert(connection, schema.words_of(connection.dialect.name), rows)


def _forget_words(connection: sa.Connection, positions: Sequence[int]) -> None:
    table = schema.words_of(connection.dialect.name)
    connection.execute(sa.delete(table).where(table.c.position.in_(list(positions))))


def searchable(value: Any) -> str:
    """Returns every text inside a record's body, folded for search, ids and borders left out."""
    texts: list[str] = []
    _collect(value, texts)
    return fold(" ".join(texts))


def _collect(value: Any, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, dict):
        for key, inner in sorted(value.items()):
            if key not in ("id", "sha256", "clock", "polygon"):
                _collect(inner, texts)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, texts)


def _leaves_at(connection: sa.Connection, positions: Sequence[int]) -> dict[int, bytes]:
    found = {}
    for chunk in _chunks(list(positions)):
        query = sa.select(schema.entries).where(schema.entries.c.position.in_(chunk))
        for row in connection.execute(query):
            found[row.position] = leaf_hash(bytes(row.entry))
    return found


def _replace_tiles(connection: sa.Connection, changed: Mapping[tuple[int, int], bytes]) -> None:
    for level, number in changed:
        connection.execute(
            sa.delete(schema.tiles).where(
                schema.tiles.c.level == level, schema.tiles.c.number == number
            )
        )
    rows = [
        {"level": level, "number": number, "hashes": hashes}
        for (level, number), hashes in changed.items()
    ]
    _insert(connection, schema.tiles, rows)


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _chunks(items: list[Any]) -> Iterable[list[Any]]:
    for at in range(0, len(items), _CHUNK):
        yield items[at : at + _CHUNK]
