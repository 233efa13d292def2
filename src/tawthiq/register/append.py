"""Appends one batch to the journal and brings everything that follows from it up to date."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tawthiq.errors import RegisterError
from tawthiq.names import fold
from tawthiq.records import KINDS, Record
from tawthiq.register import schema
from tawthiq.register.bulk import chunks, insert, parts
from tawthiq.register.checkpoint import Checkpoint, State
from tawthiq.register.entry import (
    encode_fields,
    encode_paths,
    join_fields,
    make_entry,
)
from tawthiq.register.note import Signer
from tawthiq.register.roots import Sealed, with_roots
from tawthiq.register.tree import extend, leaf_hash, leaf_hashes

CURRENT, WITHDRAWN, ERASED = "current", "withdrawn", "erased"

_UNSEARCHED = frozenset(("id", "sha256", "clock", "polygon"))


@dataclass(frozen=True, slots=True)
class Change:
    """One record's next revision.

    `body` is its values in RFC 8785 form; `fields` those of each field, where they are known.
    """

    record_id: str
    kind: str
    values: Mapping[str, Any]
    body: str
    state: str = CURRENT
    references: Sequence[tuple[str, str]] = field(default=())
    fields: Mapping[str, str] | None = None

    @classmethod
    def of(cls, record: Record, *, state: str = CURRENT) -> Change:
        """Returns the change that makes a record what it is."""
        values = record.model_dump(mode="json")
        fields = encode_fields(values)
        references = record.references() if state == CURRENT else []
        body = join_fields(fields)
        return cls(record.id, record.kind, values, body, state, references, fields)

    @classmethod
    def erasing(cls, record_id: str) -> Change:
        """Returns the change that says that a record was erased: it has no values."""
        return cls(record_id, "erasure", {}, "{}", ERASED)


@dataclass(frozen=True, slots=True)
class Held:
    """The last revision that the register holds of a record."""

    revision: int
    position: int
    kind: str
    state: str
    body: str | None


def held_of(connection: sa.Connection, ids: Iterable[str]) -> dict[str, Held]:
    """Returns the last revision of each of some records."""
    table = schema.revisions
    newer = table.alias()
    found = {}
    for chunk in chunks(list(ids)):
        query = sa.select(
            table.c.record_id,
            table.c.revision,
            table.c.position,
            table.c.kind,
            table.c.state,
            table.c.body,
        ).where(
            table.c.record_id.in_(chunk),
            ~sa.exists().where(
                newer.c.record_id == table.c.record_id, newer.c.revision > table.c.revision
            ),
        )
        for row in connection.execute(query):
            found[row.record_id] = Held(row.revision, row.position, row.kind, row.state, row.body)
    return found


Pair = tuple[Change, Held | None]
"""A change with the last revision that the register holds of its record."""


def with_held(connection: sa.Connection, changes: Iterable[Change]) -> Iterator[Pair]:
    """Yields changes with what the register holds of their records, asked for part by part."""
    for part in parts(changes):
        held = held_of(connection, [change.record_id for change in part])
        for change in part:
            yield change, held.get(change.record_id)


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
    changes: Iterable[Pair],
    *,
    batch: str,
    actor: str,
    at: datetime,
    signer: Signer,
) -> str:
    """Appends changes as one batch, in the caller's transaction.

    They are written part by part as they come, so that a large batch is never held twice.

    Args:
        connection: In a transaction that no other writer can enter.
        changes: Each with the last revision that the register holds of its record.
        batch: Id of the batch, whose own record is the first change.
        actor: Who made it.
        at: When.
        signer: Signs the checkpoint.

    Returns:
        The signed checkpoint of the new state.

    Raises:
        RegisterError: A reference leads nowhere.
    """
    last = last_checkpoint(connection)
    size = last[0] if last is not None else 0
    leaves: list[bytes] = []
    written = _Written()
    with closing(with_roots(_sealed(changes, batch=batch, actor=actor))) as rooted:
        for part in parts(rooted):
            entries = _entries(connection, part, position=size + len(leaves), at=at)
            leaves += leaf_hashes([row["entry"] for row in entries])
            insert(connection, schema.entries, entries)
            revisions = _revisions(part, position=entries[0]["position"], batch=batch, actor=actor)
            insert(connection, schema.revisions, revisions)
            pairs = [sealed.revision for sealed, _ in part]
            _project(connection, pairs, position=entries[0]["position"])
            written.add(change for change, _ in pairs)
    changed, root = extend(lambda level, number: read_tile(connection, level, number), size, leaves)
    _replace_tiles(connection, changed)
    refuse_dangling(connection, doubtful=written.doubtful())
    checkpoint = Checkpoint(signer.name, State(size + len(leaves), root.hex()))
    note = checkpoint.sign(signer)
    connection.execute(
        sa.insert(schema.checkpoints).values(tree_size=checkpoint.state.tree_size, note=note)
    )
    return note


class _Written:
    """Knows which records a batch made current, which not, and which ones they name."""

    def __init__(self) -> None:
        self._current: set[str] = set()
        self._others: set[str] = set()

    def add(self, part: Iterable[Change]) -> None:
        for change in part:
            if change.state == CURRENT:
                self._current.add(change.record_id)
                self._others.update(to_id for _, to_id in change.references)
            else:
                self._others.add(change.record_id)

    def doubtful(self) -> set[str]:
        """Returns the ids that records name, or may name, and that need not be current."""
        return self._others - self._current


def _sealed(changes: Iterable[Pair], *, batch: str, actor: str) -> Iterator[Sealed[Pair]]:
    """Yields changes with what they commit to under a key of their own."""
    for change, before in changes:
        fields = encode_fields(change.values) if change.fields is None else change.fields
        encoded = encode_paths(
            fields, kind=change.kind, actor=actor, batch=batch, state=change.state
        )
        yield Sealed((change, before), encoded, secrets.token_bytes(32))


def _entries(
    connection: sa.Connection,
    part: Sequence[tuple[Sealed[Pair], str]],
    *,
    position: int,
    at: datetime,
) -> list[dict[str, Any]]:
    """Returns the journal entries of changes, each after the revision before it."""
    earlier = [before.position for (_, before), _, _ in (sealed for sealed, _ in part) if before]
    previous = _leaves_at(connection, earlier)
    return [
        {
            "position": number,
            "entry": make_entry(
                record=change.record_id,
                revision=_number(before),
                previous=previous[before.position] if before is not None else None,
                at=at,
                root=root,
            ),
        }
        for number, (((change, before), _, _), root) in enumerate(part, start=position)
    ]


def _revisions(
    part: Sequence[tuple[Sealed[Pair], str]], *, position: int, batch: str, actor: str
) -> list[dict[str, Any]]:
    """Returns the values behind the entries."""
    return [
        {
            "position": number,
            "record_id": change.record_id,
            "revision": _number(before),
            "kind": change.kind,
            "batch_id": batch,
            "actor": actor,
            "state": change.state,
            "body": change.body,
            "key": key,
        }
        for number, (((change, before), _, key), _) in enumerate(part, start=position)
    ]


def _number(before: Held | None) -> int:
    return before.revision + 1 if before is not None else 1


def _project(connection: sa.Connection, part: Sequence[Pair], *, position: int) -> None:
    """Brings current records, links and search words to the last revisions."""
    held = [(change.record_id, before) for change, before in part if before is not None]
    if held:
        _forget_words(connection, [each.position for _, each in held if each.state == CURRENT])
        ids = [record_id for record_id, _ in held]
        connection.execute(sa.delete(schema.current).where(schema.current.c.record_id.in_(ids)))
        connection.execute(sa.delete(schema.links).where(schema.links.c.from_id.in_(ids)))
    kept = [
        (change, number)
        for number, (change, _) in enumerate(part, start=position)
        if change.state == CURRENT
    ]
    insert(
        connection,
        schema.current,
        [current_row(change, {"position": number}) for change, number in kept],
    )
    links = sorted(
        {(change.record_id, name, to_id) for change, _ in kept for name, to_id in change.references}
    )
    names = ("from_id", "field", "to_id")
    insert(connection, schema.links, [dict(zip(names, link, strict=True)) for link in links])
    _remember_words(connection, kept)


def refuse_dangling(connection: sa.Connection, *, doubtful: Iterable[str]) -> None:
    """Refuses references to those of some records that are not current.

    Raises:
        RegisterError: With the first ten of them.
    """
    current = schema.current.c.record_id
    missing: set[str] = set()
    for chunk in chunks(sorted(doubtful)):
        found = set(connection.scalars(sa.select(current).where(current.in_(chunk))))
        missing |= set(chunk) - found
    dangling = [
        row
        for chunk in chunks(sorted(missing))
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


def _remember_words(connection: sa.Connection, kept: Sequence[tuple[Change, int]]) -> None:
    rows = [
        {"position": position, "text": searchable(change.values)}
        for change, position in kept
        if change.kind in KINDS
    ]
    insert(connection, schema.words_of(connection.dialect.name), rows)


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
        for key in sorted(value):
            inner = value[key]
            if inner and key not in _UNSEARCHED:
                if type(inner) is str:  # most are; a call for each would take as long as the rest
                    texts.append(inner)
                else:
                    _collect(inner, texts)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, texts)


def _leaves_at(connection: sa.Connection, positions: Sequence[int]) -> dict[int, bytes]:
    found = {}
    for chunk in chunks(list(positions)):
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
    insert(connection, schema.tiles, rows)
