"""What a register hands out to those who check it: its journal, and proofs about records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tawthiq.errors import Fault, InputError, RegisterError
from tawthiq.records import KINDS, Access, access_of
from tawthiq.register import schema
from tawthiq.register.append import last_checkpoint, read_tile
from tawthiq.register.checkpoint import Checkpoint
from tawthiq.register.entry import commitments_of, disclose, paths_of
from tawthiq.register.outsider import CHECKPOINT, ENTRIES, KEY, TILES, bundle_of, path_of
from tawthiq.register.proof import Proof, ProofError, read_proof
from tawthiq.register.register import Register
from tawthiq.register.tree import WIDTH, Growing, Tree, leaf_hash

_REVISION = ("kind", "batch", "state", "actor")
_ACCESS = {
    "kind": Access.PUBLIC,
    "state": Access.PUBLIC,
    "batch": Access.RESTRICTED,
    "actor": Access.SECRET,
}
"""What a revision commits to besides its fields, and who may see it."""


def export(register: Register, folder: Path) -> Checkpoint:
    """Writes the journal into an empty folder, for anyone; it holds commitments and no value.

    Raises:
        RegisterError: It is empty, or damaged so that it is not what was signed.
    """
    verifier = register.keeping.verifier()
    with register.database.reading() as connection:
        last = last_checkpoint(connection)
        if last is None:
            raise RegisterError("The journal is empty: there is nothing to hand out yet.")
        note = last[1]
        checkpoint = Checkpoint.parse(note, [verifier])
        growing = Growing()
        for number, entries in enumerate(_bundles(connection, checkpoint.state.tree_size)):
            _write(folder / ENTRIES / path_of(number, width=len(entries)), bundle_of(entries))
            leaves = [leaf_hash(entry) for entry in entries]
            _write_tiles(folder, growing.grow(leaves))
        _write_tiles(folder, growing.rest())
    if (growing.size, growing.root().hex()) != (checkpoint.state.tree_size, checkpoint.state.root):
        raise RegisterError("The journal is not what was signed. See: tawthiq verify")
    _write(folder / KEY, f"{verifier}\n".encode())
    _write(folder / CHECKPOINT, note.encode())
    return checkpoint


def prove(
    register: Register, record_id: str, *, revision: int | None = None, fields: Sequence[str] = ()
) -> tuple[Proof, str]:
    """Makes a proof about one revision of a record that opens the named fields and nothing else.

    Args:
        register: The register.
        record_id: The record.
        revision: Number of the revision; None: the last one.
        fields: Names of fields, and of what every revision has: kind, batch, state, actor. Where
            a field has such a name, `fields/NAME` means the field.

    Returns:
        The proof, and the kind of the record, which the proof does not tell.

    Raises:
        RegisterError: There is no such revision, or it was erased.
        InputError: The record has no such field; with all of them.
    """
    with register.database.reading() as connection:
        row = _revision(connection, record_id, revision)
        last = last_checkpoint(connection)
        if last is None or row.position >= last[0]:
            raise RegisterError("The revision is not signed. See: tawthiq verify")
        entry = connection.scalar(
            sa.select(schema.entries.c.entry).where(schema.entries.c.position == row.position)
        )
        tree = Tree(lambda level, number: read_tile(connection, level, number))
        inclusion = tree.inclusion(row.position, last[0])
    values = paths_of(
        json.loads(row.body), kind=row.kind, actor=row.actor, batch=row.batch_id, state=row.state
    )
    paths = _paths(values, fields)
    proof = Proof(
        key=register.keeping.verifier(),
        checkpoint=last[1],
        size=last[0],
        index=row.position,
        inclusion=tuple(each.hex() for each in inclusion),
        entry=bytes(entry or b""),
        commitments=tuple(commitments_of(values, key=row.key)),
        opened=tuple(disclose(values, paths, key=row.key)),
    )
    try:
        return read_proof(proof.dump()), row.kind
    except ProofError as fault:
        raise RegisterError(
            f"No proof can be made, the register is damaged: {fault}. See: tawthiq verify"
        ) from fault


def access_of_path(kind: str, path: str) -> Access:
    """Returns who may see what a proof opens."""
    field = path.removeprefix("fields/")
    if field == path:
        return _ACCESS[path]
    model = KINDS.get(kind)
    return access_of(model, field) if model and field in model.model_fields else Access.SECRET


def _paths(values: Mapping[str, Any], fields: Sequence[str]) -> list[str]:
    """Returns the paths that names stand for, sorted."""
    paths, faults = set(), []
    for name in fields:
        path = name if name in _REVISION or name in values else f"fields/{name}"
        if path in values:
            paths.add(path)
        else:
            known = sorted(each.removeprefix("fields/") for each in values)
            remedy = f"It has: {', '.join(known)}."
            reason = f"the record has no field {name!r}"
            faults.append(Fault("record", None, None, name, reason, remedy))
    if faults:
        raise InputError(faults)
    return sorted(paths)


def _revision(connection: sa.Connection, record_id: str, revision: int | None) -> Any:
    table = schema.revisions
    query = sa.select(table).where(table.c.record_id == record_id)
    if revision is not None:
        query = query.where(table.c.revision == revision)
    row = connection.execute(query.order_by(table.c.revision.desc()).limit(1)).first()
    if row is None:
        number = "" if revision is None else f" with a revision {revision}"
        raise RegisterError(f"No record {record_id}{number} is in the register.")
    if row.key is None:
        raise RegisterError(
            f"Record {record_id} was erased: what its journal entry commits to is gone for good."
        )
    return row


def _bundles(connection: sa.Connection, size: int) -> Iterator[list[bytes]]:
    table = schema.entries
    for start in range(0, size, WIDTH):
        query = sa.select(table.c.entry).where(
            table.c.position >= start, table.c.position < min(start + WIDTH, size)
        )
        rows = connection.scalars(query.order_by(table.c.position))
        yield [bytes(each) for each in rows]


def _write_tiles(folder: Path, tiles: Sequence[tuple[int, int, bytes]]) -> None:
    for level, number, hashes in tiles:
        name = f"{TILES}/{level}/{path_of(number, width=len(hashes) // 32)}"
        _write(folder / name, hashes)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
