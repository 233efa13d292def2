"""Brings a register of an earlier version to this one, with all its revisions.

Version 1 kept revisions without a journal. Every one of them is entered into the journal in its
order, batch by batch, at the time of its batch; from then on it is committed to.
"""

from __future__ import annotations

import json
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tawthiq.errors import RegisterError
from tawthiq.records import KINDS
from tawthiq.register import schema
from tawthiq.register.append import CURRENT, WITHDRAWN, Change, append, with_held
from tawthiq.register.database import Address, Database
from tawthiq.register.keeping import Keeping, origin_of
from tawthiq.register.note import Signer

_VERSION_1 = [sa.Table(name, sa.MetaData()) for name in ("links", "current", "revisions")]


def upgrade_register(url: Address, *, folder: Path) -> int:
    """Upgrades a register in one transaction: all of it or nothing.

    Returns:
        The number of revisions that were entered into the journal; 0 if it was up to date.

    Raises:
        RegisterError: It is no register, or of a version that cannot be upgraded.
    """
    database = Database(url)
    try:
        return _upgrade(database, Keeping(folder))
    finally:
        database.close()


def _upgrade(database: Database, keeping: Keeping) -> int:
    if "settings" not in database.tables():
        raise RegisterError("The database holds no register. Start one with: tawthiq init")
    with database.writing() as connection:
        version = _setting(connection, "schema_version")
        if version == str(schema.VERSION):
            return 0
        if version != "1":
            raise RegisterError(f"A register of version {version!r} cannot be upgraded.")
        asked = sa.text("SELECT * FROM revisions ORDER BY position")
        rows = connection.execute(asked).mappings().all()
        for table in _VERSION_1:
            table.drop(connection)
        schema.metadata.create_all(connection)
        origin = origin_of(_raw_setting(connection, "id_key"))
        _set(connection, "schema_version", str(schema.VERSION))
        _set(connection, "origin", origin)
        signer = keeping.create(origin)
        note = None
        for batch, group in groupby(rows, key=lambda row: row["batch_id"]):
            note = _enter(connection, batch, list(group), signer)
    if note is not None:
        keeping.keep(note)
    return len(rows)


def _enter(connection: sa.Connection, batch: str, rows: list[Any], signer: Signer) -> str:
    told = next(json.loads(row["body"]) for row in rows if row["record_id"] == batch)
    return append(
        connection,
        with_held(connection, map(_change, rows)),
        batch=batch,
        actor=told["actor"],
        at=datetime.fromisoformat(told["at"]),
        signer=signer,
    )


def _change(row: Any) -> Change:
    try:
        record = KINDS[row["kind"]].model_validate(json.loads(row["body"]))
    except (KeyError, ValueError) as fault:
        raise RegisterError(
            f"Revision {row['revision']} of record {row['record_id']} cannot be read, so nothing "
            "was upgraded. Restore the register from a backup."
        ) from fault
    return Change.of(record, state=WITHDRAWN if row["withdrawn"] else CURRENT)


def _setting(connection: sa.Connection, name: str) -> str:
    return _raw_setting(connection, name).decode(errors="replace")


def _raw_setting(connection: sa.Connection, name: str) -> bytes:
    table = schema.settings
    value = connection.scalar(sa.select(table.c.value).where(table.c.name == name))
    return bytes(value or b"")


def _set(connection: sa.Connection, name: str, value: str) -> None:
    table = schema.settings
    connection.execute(sa.delete(table).where(table.c.name == name))
    connection.execute(sa.insert(table).values(name=name, value=value.encode()))
