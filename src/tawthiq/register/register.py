"""The register in its first form: every revision kept, one transaction per batch."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import rfc8785
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError

from tawthiq.errors import CasebookError, RegisterError
from tawthiq.records import KINDS, Batch, Record
from tawthiq.register import schema
from tawthiq.register.tree import leaf_hash, root_hash

_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True, slots=True)
class State:
    """One state of the register: how many revisions, and the Merkle root over them."""

    tree_size: int
    root: str


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch did: ids of the records created, changed, withdrawn and left as they were."""

    batch: str | None
    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Revision:
    record_id: str
    kind: str
    body: str
    references: Sequence[tuple[str, str]] = ()
    withdrawn: bool = False


class Register:
    """Records with all their revisions, in one SQL database.

    A change appends a revision; nothing is overwritten and nothing is deleted. Reading gives the
    last revision of every record that was not withdrawn.
    """

    def __init__(self, engine: sa.Engine):
        """Wraps an engine; use `create` or `open`."""
        self._engine = engine
        self._id_key = b""

    @classmethod
    def create(cls, url: str) -> Register:
        """Makes the tables of a new register.

        Raises:
            RegisterError: The database holds one already, or cannot be written.
        """
        register = cls(_engine(url))
        with register._guarded(), register._engine.begin() as connection:
            if sa.inspect(connection).get_table_names():
                raise RegisterError("The database is not empty. Choose a new one.")
            schema.metadata.create_all(connection)
            for name, value in (
                ("schema_version", str(schema.VERSION).encode()),
                ("id_key", secrets.token_bytes(32)),
            ):
                connection.execute(sa.insert(schema.settings).values(name=name, value=value))
        return cls.open(url)

    @classmethod
    def open(cls, url: str) -> Register:
        """Opens a register.

        Raises:
            RegisterError: It is no register, is damaged, or a newer Tawthiq wrote it.
        """
        register = cls(_engine(url))
        with register._guarded(), register._engine.connect() as connection:
            missing = set(schema.metadata.tables) - set(sa.inspect(connection).get_table_names())
            if missing:
                raise RegisterError(
                    f"The register is incomplete: no table {', '.join(sorted(missing))}. "
                    "Restore it from a backup, or start a new casebook with: tawthiq init"
                )
            found = {row.name: row.value for row in connection.execute(sa.select(schema.settings))}
        value = found.get("schema_version", b"")
        version = value if isinstance(value, str) else value.decode("ascii", "replace")
        if "id_key" not in found or not version.isdecimal():
            raise RegisterError(
                "The register is damaged: its own settings are not whole. Restore it from a backup."
            )
        if int(version) != schema.VERSION:
            raise RegisterError(
                f"The register has version {version}, this Tawthiq reads {schema.VERSION}. "
                "Use the Tawthiq that wrote it, or a newer one."
            )
        register._id_key = found["id_key"]
        return register

    def close(self) -> None:
        """Closes the connections to the database."""
        self._engine.dispose()

    def new_id(self, kind: str, key: str) -> str:
        """Returns the opaque id of a record from what identifies it in its source.

        The same key gives the same id in this register, so that a second import finds the
        records of the first; without the register's own key the id tells nothing.
        """
        digest = hmac.digest(self._id_key, f"{kind}\0{key}".encode(), "sha256")
        return b32encode(digest[:15]).decode().lower()

    def write(
        self, records: Iterable[Record], *, actor: str, reason: str, at: datetime
    ) -> BatchResult:
        """Writes records as one batch: all of them or none.

        A record whose content is that of its last revision is left as it is; a batch that would
        change nothing is not written.

        Raises:
            RegisterError: Two records share an id, a reference leads nowhere, or the database
                cannot be written.
        """
        revisions = [
            _Revision(record.id, record.kind, _body(record), record.references())
            for record in records
        ]
        return self._append(revisions, actor=actor, reason=reason, at=at)

    def withdraw(self, ids: Sequence[str], *, actor: str, reason: str, at: datetime) -> BatchResult:
        """Takes records out of what is current; their revisions stay.

        Raises:
            RegisterError: No current record has one of the ids.
        """
        held = {record.id: record for record in self._read(ids=ids)}
        if missing := [record_id for record_id in ids if record_id not in held]:
            raise RegisterError(f"No record {', '.join(missing)} is in the register.")
        revisions = [
            _Revision(record.id, record.kind, _body(record), withdrawn=True)
            for record in held.values()
        ]
        return self._append(revisions, actor=actor, reason=reason, at=at)

    def get(self, record_id: str) -> Record:
        """Returns the current revision of one record.

        Raises:
            RegisterError: There is none.
        """
        for record in self._read(ids=[record_id]):
            return record
        raise RegisterError(f"No record {record_id} is in the register.")

    def all(self, model: type[_R]) -> list[_R]:
        """Returns every current record of one kind, in the order in which they first came."""
        return [record for record in self._read(kind=model.kind) if isinstance(record, model)]

    def history(self, record_id: str) -> list[Record]:
        """Returns every revision of a record, the first one first."""
        query = (
            sa.select(schema.revisions.c.kind, schema.revisions.c.body)
            .where(schema.revisions.c.record_id == record_id)
            .order_by(schema.revisions.c.revision)
        )
        with self._guarded(), self._engine.connect() as connection:
            return [_record(row.kind, row.body) for row in connection.execute(query)]

    def state(self) -> State:
        """Returns the size of the register and the Merkle root over its revisions."""
        query = sa.select(schema.revisions.c.leaf).order_by(schema.revisions.c.position)
        with self._guarded(), self._engine.connect() as connection:
            leaves = [row.leaf for row in connection.execute(query)]
        return State(tree_size=len(leaves), root=root_hash(leaves).hex())

    def _read(self, *, kind: str | None = None, ids: Sequence[str] | None = None) -> list[Record]:
        first = (
            sa.select(
                schema.revisions.c.record_id, sa.func.min(schema.revisions.c.position).label("at")
            )
            .group_by(schema.revisions.c.record_id)
            .subquery()
        )
        query = (
            sa.select(schema.current.c.kind, schema.current.c.body)
            .join(first, first.c.record_id == schema.current.c.record_id)
            .order_by(first.c.at)
        )
        if kind is not None:
            query = query.where(schema.current.c.kind == kind)
        if ids is not None:
            query = query.where(schema.current.c.record_id.in_(ids))
        with self._guarded(), self._engine.connect() as connection:
            return [_record(row.kind, row.body) for row in connection.execute(query)]

    def _append(
        self, revisions: Sequence[_Revision], *, actor: str, reason: str, at: datetime
    ) -> BatchResult:
        _refuse_repeated(revisions)
        with self._guarded(), self._engine.begin() as connection:
            _lock(connection)
            held = {
                row.record_id: row.body for row in connection.execute(sa.select(schema.current))
            }
            new = [
                revision
                for revision in revisions
                if revision.withdrawn or held.get(revision.record_id) != revision.body
            ]
            unchanged = sorted({item.record_id for item in revisions} - {r.record_id for r in new})
            if not new:
                return BatchResult(batch=None, unchanged=tuple(unchanged))
            position = connection.scalar(sa.select(sa.func.count()).select_from(schema.revisions))
            batch = Batch(
                id=self.new_id("batch", secrets.token_hex(16)), at=at, actor=actor, reason=reason
            )
            entries = [_Revision(batch.id, Batch.kind, _body(batch)), *new]
            _insert(connection, entries, batch_id=batch.id, position=position or 0)
            _refuse_dangling(connection)
        return BatchResult(
            batch=batch.id,
            created=_ids(r for r in new if r.record_id not in held),
            changed=_ids(r for r in new if r.record_id in held and not r.withdrawn),
            withdrawn=_ids(r for r in new if r.withdrawn),
            unchanged=tuple(unchanged),
        )

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as fault:
            raise RegisterError(
                f"The register cannot be read or written: {fault.orig}. "
                "Check that the folder is there and that no other program holds it."
            ) from fault
        except DatabaseError as fault:
            raise RegisterError(
                f"The register is damaged: {fault.orig}. Restore it from a backup."
            ) from fault


def _engine(url: str) -> sa.Engine:
    try:
        engine = sa.create_engine(url)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as fault:
        raise CasebookError(f"{url!r} is no database address. {fault}") from fault
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _settings(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA busy_timeout = 30000")
            connection.execute("PRAGMA synchronous = FULL")

    return engine


def _lock(connection: sa.Connection) -> None:
    """Waits for other writers before anything is read, so that no two take one position."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _insert(
    connection: sa.Connection, entries: Sequence[_Revision], *, batch_id: str, position: int
) -> None:
    counts = {
        row.record_id: row.revision
        for row in connection.execute(
            sa.select(
                schema.revisions.c.record_id,
                sa.func.max(schema.revisions.c.revision).label("revision"),
            ).group_by(schema.revisions.c.record_id)
        )
    }
    rows = []
    for offset, entry in enumerate(entries):
        salt = secrets.token_bytes(32)
        row = {
            "position": position + offset,
            "record_id": entry.record_id,
            "revision": counts.get(entry.record_id, 0) + 1,
            "kind": entry.kind,
            "batch_id": batch_id,
            "withdrawn": int(entry.withdrawn),
            "salt": salt,
            "body": entry.body,
        }
        rows.append({**row, "leaf": _leaf(row)})
    connection.execute(sa.insert(schema.revisions), rows)
    _project(connection, entries, rows)


def _project(
    connection: sa.Connection, entries: Sequence[_Revision], rows: Sequence[dict[str, Any]]
) -> None:
    """Brings the current records and their links to the last revisions."""
    ids = [{"id": entry.record_id} for entry in entries]
    connection.execute(
        sa.delete(schema.current).where(schema.current.c.record_id == sa.bindparam("id")), ids
    )
    connection.execute(
        sa.delete(schema.links).where(schema.links.c.from_id == sa.bindparam("id")), ids
    )
    current = [
        {name: row[name] for name in ("record_id", "position", "kind", "body")}
        for row in rows
        if not row["withdrawn"]
    ]
    if current:
        connection.execute(sa.insert(schema.current), current)
    links = {
        (entry.record_id, field, to_id) for entry in entries for field, to_id in entry.references
    }
    if links:
        connection.execute(
            sa.insert(schema.links),
            [dict(zip(("from_id", "field", "to_id"), link, strict=True)) for link in sorted(links)],
        )


def _refuse_dangling(connection: sa.Connection) -> None:
    current = sa.select(schema.current.c.record_id)
    query = sa.select(schema.links).where(schema.links.c.to_id.not_in(current))
    dangling = connection.execute(query).all()
    if dangling:
        lines = [f"{row.from_id} names {row.to_id} as its {row.field}" for row in dangling[:10]]
        raise RegisterError(
            f"{len(dangling)} references lead nowhere: {'; '.join(lines)}. "
            "Withdraw or change the records that name the missing ones in the same batch."
        )


def _refuse_repeated(revisions: Sequence[_Revision]) -> None:
    seen: set[str] = set()
    for revision in revisions:
        if revision.record_id in seen:
            raise RegisterError(f"The batch holds record {revision.record_id} twice.")
        seen.add(revision.record_id)


def _leaf(row: dict[str, Any]) -> bytes:
    entry = {
        "record": row["record_id"],
        "revision": row["revision"],
        "commitment": hashlib.sha256(
            row["salt"]
            + rfc8785.dumps([row["kind"], row["batch_id"], row["withdrawn"], row["body"]])
        ).hexdigest(),
    }
    return leaf_hash(rfc8785.dumps(entry))


def _body(record: Record) -> str:
    return rfc8785.dumps(record.model_dump(mode="json", exclude_defaults=False)).decode()


def _record(kind: str, body: str) -> Record:
    try:
        return KINDS[kind].model_validate(json.loads(body))
    except (KeyError, ValueError) as fault:
        raise RegisterError(
            f"A record of kind {kind!r} cannot be read. Restore the register from a backup."
        ) from fault


def _ids(revisions: Iterable[_Revision]) -> tuple[str, ...]:
    return tuple(sorted(revision.record_id for revision in revisions))
