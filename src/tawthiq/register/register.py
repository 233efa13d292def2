"""The register: an append-only journal, the values behind it, and views of any earlier state."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b32encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import sqlalchemy as sa

from tawthiq.errors import RegisterError
from tawthiq.records import Batch, Record
from tawthiq.register import schema
from tawthiq.register.append import Change, append, last_checkpoint, read_tile
from tawthiq.register.changes import (
    BatchResult,
    Sorting,
    count_changes,
    destroy,
    erasure_of,
    inverse_of,
    withdrawal_of,
)
from tawthiq.register.checkpoint import Checkpoint, State
from tawthiq.register.database import Address, Database
from tawthiq.register.entry import read_entry
from tawthiq.register.keeping import Keeping, origin_of
from tawthiq.register.note import NoteError
from tawthiq.register.tree import Tree, root_hash
from tawthiq.register.view import View

_ROOT = re.compile("[0-9a-f]{8,64}")

EMPTY = State(0, root_hash([]).hex())


class Register:
    """Records with all their revisions, committed to in a signed journal.

    A change appends a revision; nothing is overwritten. Only `erase` destroys values, and says so
    in the journal. Every batch is one database transaction that ends with a signed checkpoint.
    """

    def __init__(self, database: Database, keeping: Keeping):
        """Wraps a database and the files beside it; use `create` or `open`."""
        self.database = database
        self.keeping = keeping
        self._id_key = b""

    @classmethod
    def create(cls, url: Address, *, folder: Path) -> Register:
        """Makes a new register: its tables, and its keys in the folder.

        Raises:
            RegisterError: The database holds one already, or cannot be written.
        """
        register = cls(Database(url), Keeping(folder))
        try:
            register._make()
        except BaseException:
            register.close()
            raise
        return register

    @classmethod
    def open(cls, url: Address, *, folder: Path) -> Register:
        """Opens a register, and compares it with the last checkpoint that was seen.

        Raises:
            RegisterError: It is no register, of another version, or stands behind or apart from
                a checkpoint that was seen: it was set back or replaced.
        """
        register = cls(Database(url), Keeping(folder))
        try:
            register._read_settings()
            register._compare_with_seen()
        except BaseException:
            register.close()
            raise
        return register

    def close(self) -> None:
        """Closes the connections to the database."""
        self.database.close()

    @property
    def origin(self) -> str:
        """The name of this journal, which its checkpoints carry."""
        return self.keeping.verifier().name

    def new_id(self, kind: str, key: str) -> str:
        """Returns the opaque id of a record from what identifies it in its source.

        The same key gives the same id in this register, so that a second import finds the
        records of the first; without the register's own key the id tells nothing.
        """
        digest = hmac.digest(self._id_key, f"{kind}\0{key}".encode(), "sha256")
        return b32encode(digest[:15]).decode().lower()

    def write(
        self,
        records: Iterable[Record],
        *,
        actor: str,
        reason: str,
        at: datetime,
        restore: bool = False,
        withdrawn: Sequence[str] = (),
    ) -> BatchResult:
        """Writes records as one batch, and takes others out with it: all of them or none.

        A record whose content is that of its last revision is left as it is, and one that was
        withdrawn stays withdrawn unless `restore` is set; a batch that would change nothing is
        not written.

        Raises:
            RegisterError: Two records share an id, a record was erased, a reference leads
                nowhere, none to be taken out is current, or the database cannot be written.
        """
        try:
            return self._commit(
                lambda connection: chain(
                    map(Change.of, records),
                    withdrawal_of(connection, withdrawn) if withdrawn else (),
                ),
                actor=actor, reason=reason, at=at, restore=restore,
            )  # fmt: skip
        except UnicodeEncodeError:  # its object is the text, which no log may hold
            raise RegisterError("A text holds half of a letter, so nothing was written.") from None

    def preview(self, records: Iterable[Record]) -> Mapping[str, int]:
        """Counts what `write` would do with records, by the names of `BatchResult`.

        Nothing is written. References are not followed.

        Raises:
            RegisterError: A record was erased, or would become one of another kind.
        """
        with self.database.reading() as connection:
            return count_changes(connection, records)

    def withdraw(self, ids: Sequence[str], *, actor: str, reason: str, at: datetime) -> BatchResult:
        """Takes records out of what is current; their revisions stay.

        Raises:
            RegisterError: No current record has one of the ids, it is a batch, or another record
                names it.
        """
        return self._commit(
            lambda connection: withdrawal_of(connection, ids),
            actor=actor, reason=reason, at=at, restore=True,
        )  # fmt: skip

    def undo(self, batch: str, *, actor: str, reason: str, at: datetime) -> BatchResult:
        """Appends the inverse of a batch: every record becomes what it was before.

        Raises:
            RegisterError: There is no such batch, or a later batch changed one of its records.
        """
        return self._commit(
            lambda connection: inverse_of(connection, batch),
            actor=actor, reason=reason, at=at, restore=True,
        )  # fmt: skip

    def erase(self, ids: Sequence[str], *, actor: str, reason: str, at: datetime) -> BatchResult:
        """Destroys the values and keys of every revision of records, and says so in the journal.

        What the journal committed to cannot be opened again by anyone; its entries stay, so that
        everything else can still be verified.

        Raises:
            RegisterError: An id is unknown, or one that names it or that a person rests on stays.
        """
        result = self._commit(lambda held: erasure_of(held, ids), actor=actor, reason=reason,
                              at=at, restore=True)  # fmt: skip
        self.database.scrub()
        return result

    def view(self, state: State | None = None) -> View:
        """Returns the register as it is, or as it was at a state."""
        return View(self.database, state or self.state())

    def state(self) -> State:
        """Returns the last signed state.

        Raises:
            RegisterError: Its checkpoint does not verify.
        """
        with self.database.reading() as connection:
            last = last_checkpoint(connection)
        return self._checked(last[1]).state if last is not None else EMPTY

    def state_at(self, asked: str) -> State:
        """Returns an earlier state by its size, by its root, or by a date (the end of that day).

        By a date it is the last state that was entered then or before, by the clocks of those who
        entered; a time without an offset is read in UTC.

        Raises:
            RegisterError: There was no such state.
        """
        with self.database.reading() as connection:
            query = sa.select(schema.checkpoints.c.note).order_by(schema.checkpoints.c.tree_size)
            states = [self._checked(note).state for note in connection.scalars(query)]
            sizes = {state.tree_size: state for state in (EMPTY, *states)}
            found = sizes.get(int(asked)) if asked.isdecimal() and asked.isascii() else None
            if found is None and _ROOT.fullmatch(asked):
                found = next((each for each in states if each.root.startswith(asked)), None)
            if found is None and "-" in asked:
                found = self._state_on(connection, asked, list(sizes.values()))
        if found is None:
            raise RegisterError(
                f"No state {asked!r} is in the register. Write a size, a root or a day; the states "
                "are listed by: tawthiq batches"
            )
        return found

    def tree(self) -> Tree:
        """Returns the Merkle tree over the journal."""

        def read(level: int, number: int) -> bytes:
            with self.database.reading() as connection:
                return read_tile(connection, level, number)

        return Tree(read)

    def entries(self, start: int = 0, end: int | None = None) -> list[bytes]:
        """Returns entries of the journal by position, from `start` up to but without `end`."""
        table = schema.entries
        query = sa.select(table.c.entry).where(table.c.position >= start)
        if end is not None:
            query = query.where(table.c.position < end)
        with self.database.reading() as connection:
            found = connection.scalars(query.order_by(table.c.position))
            return [bytes(entry) for entry in found]

    def changed_between(self, first: State, second: State) -> frozenset[str]:
        """Returns the ids of records that got a revision between two states, either way round."""
        low, high = sorted((first.tree_size, second.tree_size))
        table = schema.revisions
        query = sa.select(table.c.record_id).where(table.c.position >= low, table.c.position < high)
        with self.database.reading() as connection:
            return frozenset(connection.scalars(query))

    def batches(self) -> list[tuple[State, Batch]]:
        """Returns every batch with the state that it left, the first one first.

        Batches of another register, which an import brought in as records, left no state here.
        """
        states = {}
        with self.database.reading() as connection:
            query = sa.select(schema.checkpoints).order_by(schema.checkpoints.c.tree_size)
            sizes = connection.execute(query).all()
            table = schema.revisions
            batch_rows = connection.execute(
                sa.select(table.c.position, table.c.record_id).where(
                    table.c.kind == Batch.kind, table.c.batch_id == table.c.record_id
                )
            ).all()
        for row in batch_rows:
            after = next(each for each in sizes if each.tree_size > row.position)
            states[row.record_id] = self._checked(after.note).state
        held = self.view().all(Batch)
        return [(states[batch.id], batch) for batch in held if batch.id in states]

    def _make(self) -> None:
        if self.database.tables() & set(schema.TABLES):
            raise RegisterError("The database holds a register already. Choose another one.")
        id_key = secrets.token_bytes(32)
        origin = origin_of(id_key)
        with self.database.writing() as connection:
            schema.metadata.create_all(connection)
            for name, value in (
                ("schema_version", str(schema.VERSION).encode()),
                ("id_key", id_key),
                ("origin", origin.encode()),
            ):
                connection.execute(sa.insert(schema.settings).values(name=name, value=value))
            self.keeping.create(origin)  # without its keys the register would be of no use
        self._read_settings()

    def _commit(
        self,
        plan: Callable[[sa.Connection], Iterable[Change]],
        *,
        actor: str,
        reason: str,
        at: datetime,
        restore: bool,
    ) -> BatchResult:
        """Commits what a plan asks for; it is made where no other writer can come in between."""
        signer = self.keeping.signer()
        with self.database.writing() as connection:
            sorting = Sorting(connection, restore=restore)
            new = sorting.new(plan(connection))
            first = next(new, None)
            if first is None:
                return sorting.result(None)
            batch = Batch(
                id=self.new_id("batch", secrets.token_hex(16)), at=at, actor=actor, reason=reason
            )
            note = append(
                connection,
                chain([(Change.of(batch), None), first], new),
                batch=batch.id,
                actor=actor,
                at=at,
                signer=signer,
            )
            result = sorting.result(batch.id)
            if result.erased:
                destroy(connection, result.erased)
        self.keeping.keep(note)
        return result

    def _state_on(
        self, connection: sa.Connection, asked: str, states: Sequence[State]
    ) -> State | None:
        try:
            end = datetime.fromisoformat(
                asked if "T" in asked else f"{asked}T23:59:59.999999+00:00"
            )
        except ValueError:
            return None
        end = end if end.tzinfo is not None else end.replace(tzinfo=UTC)
        found = None
        for state in states:
            if state.tree_size == 0:
                continue
            query = sa.select(schema.entries.c.entry).where(
                schema.entries.c.position == state.tree_size - 1
            )
            entry = read_entry(bytes(connection.scalar(query) or b"{}"))
            if datetime.fromisoformat(entry["at"]) <= end:
                found = state
        return found or EMPTY

    def _read_settings(self) -> None:
        missing = set(schema.TABLES) - self.database.tables()
        if "settings" in missing:
            raise RegisterError("The database holds no register. Start one with: tawthiq init")
        with self.database.reading() as connection:
            found = {row.name: row.value for row in connection.execute(sa.select(schema.settings))}
        version = int(found.get("schema_version", b"0"))
        if version < schema.VERSION:
            raise RegisterError(
                f"The register has version {version}, this Tawthiq writes {schema.VERSION}. "
                "Copy the folder, then run: tawthiq upgrade"
            )
        if version > schema.VERSION:
            raise RegisterError(
                f"The register has version {version}, this Tawthiq reads {schema.VERSION}. "
                "Use the Tawthiq that wrote it, or a newer one."
            )
        if missing:
            raise RegisterError(
                f"The register is incomplete: no table {', '.join(sorted(missing))}. "
                "Restore it from a backup."
            )
        self._id_key = bytes(found["id_key"])

    def _compare_with_seen(self) -> None:
        """Compares the database with the furthest checkpoint seen, and rolls the file forward."""
        seen = self.keeping.seen()
        with self.database.reading() as connection:
            last = last_checkpoint(connection)
        state = self._checked(last[1]).state if last is not None else EMPTY
        if seen is not None and seen.state.tree_size > state.tree_size:
            raise RegisterError(
                f"The register was set back: it holds {state.tree_size} entries, and a checkpoint "
                f"of {seen.state.tree_size} was seen here. Find out why before going on; "
                "see: tawthiq verify"
            )
        if seen is not None and seen.state.tree_size:
            root = self.tree().root(seen.state.tree_size).hex()
            if root != seen.state.root:
                raise RegisterError(
                    "The register was replaced: it does not hold what a checkpoint of "
                    f"{seen.state.tree_size} entries that was seen here signed. See: tawthiq verify"
                )
        if last is not None and (seen is None or seen.state.tree_size < state.tree_size):
            with suppress(RegisterError):  # where nothing can be written one can still read
                self.keeping.keep(last[1])
        if last is not None:
            self.keeping.remember(last[1])

    def _checked(self, note: str) -> Checkpoint:
        try:
            return Checkpoint.parse(note, [self.keeping.verifier()])
        except NoteError as fault:
            raise RegisterError(
                f"A checkpoint of the register does not verify: {fault}. See: tawthiq verify"
            ) from fault
