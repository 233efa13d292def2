"""Verifies a register: journal, values, what follows from them, and the vault.

It reads what is there as it is, without opening the register: a register that is damaged so that
opening refuses is the one that must be verified. Nothing is written and nothing is repaired.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tawthiq.errors import RegisterError
from tawthiq.records import Publication, PublishedFigure
from tawthiq.register import schema
from tawthiq.register.checkpoint import read_checkpoint
from tawthiq.register.database import Address, Database
from tawthiq.register.digests import Digests
from tawthiq.register.keeping import CHECKPOINT, SIGNING_KEY, VERIFIER_KEY, Keeping, origin_of
from tawthiq.register.note import NoteError, Verifier
from tawthiq.register.rows import Rows
from tawthiq.register.verification import Found
from tawthiq.register.verify_current import (
    check_current,
    check_file,
    check_lookups,
    check_search_index,
)
from tawthiq.register.verify_journal import Leaves, Seen, check_journal
from tawthiq.register.verify_revisions import check_revisions
from tawthiq.register.verify_vault import check_vault

_SETTINGS = frozenset(("schema_version", "id_key", "origin"))


def verify_register(
    url: Address,
    *,
    folder: Path,
    found: Found,
    key: Verifier | None = None,
    digests: Digests | None = None,
) -> bool:
    """Verifies the register behind an address, and the keys, checkpoint and vault in a folder.

    Args:
        url: Address of the database.
        folder: The casebook's folder.
        found: Gets what is damaged.
        key: The key that is known from elsewhere, such as a printed report; None: the folder's.
        digests: Those of the vault, where they are on their way already.

    Returns:
        Whether anything could be read at all.
    """
    verifier = _verifier(folder, found, key=key)
    seen = _seen(folder, found, verifier) if verifier is not None else []
    database = Database(url)
    try:
        with database.reading() as connection:
            rows = Rows(connection, found)
            if not rows.tables & set(schema.TABLES):
                found.damage("database", "holds no register")
                return False
            for table in sorted(set(schema.TABLES) - rows.tables):
                found.damage(table, "the table is missing")
            named = _check_tables(rows, found, verifier=verifier, seen=seen)
        if "words" in rows.tables:
            check_search_index(database, found)
    except RegisterError as fault:
        found.damage("database", str(fault).removesuffix(" See: tawthiq verify"))
        return False
    finally:
        database.close()
    check_vault(digests or Digests(folder), found, named=named)
    return True


def _check_tables(
    rows: Rows, found: Found, *, verifier: Verifier | None, seen: list[Seen]
) -> dict[str, str]:
    """Checks all tables; returns the files that revisions name."""
    check_file(rows, found)
    _check_settings(rows, found, verifier=verifier)
    leaves = Leaves()
    try:
        sizes = check_journal(rows, found, verifier=verifier, seen=seen, leaves=leaves)
        named = check_revisions(rows, found, sizes=sizes, leaves=leaves)
    finally:
        leaves.close()
    check_current(rows, found)
    check_lookups(rows, found)
    _name_published(rows, found)
    return named


def _name_published(rows: Rows, found: Found) -> None:
    """Names published figures of which the record, or that of their publication, is damaged."""
    if not found.records:
        return
    codes: dict[str, str] = {}
    query = "SELECT record_id, body FROM revisions WHERE kind = :kind ORDER BY position"
    for record_id, body in rows.stream("revisions", query, kind=Publication.kind):
        codes[record_id] = str(_fields(body).get("code", record_id))
    for record_id, body in rows.stream("revisions", query, kind=PublishedFigure.kind):
        fields = _fields(body)
        publication = fields.get("publication")
        damaged = found.records & {record_id, publication}
        if damaged:
            report = codes.get(publication, publication) if isinstance(publication, str) else None
            found.rests(
                f"publication {report or 'unknown'}",
                f"{fields.get('measure', 'figure')} {record_id}",
                damaged,
            )


def _fields(body: object) -> dict[str, Any]:
    try:
        fields = json.loads(body) if isinstance(body, str) else None
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _check_settings(rows: Rows, found: Found, *, verifier: Verifier | None) -> None:
    listed = list(rows.stream("settings", "SELECT name, value FROM settings"))
    held = {row[0]: row[1] for row in listed}
    for name in held if len(listed) > len(held) else ():
        if [row[0] for row in listed].count(name) > 1:
            found.damage("settings", "stands there twice", key=name)
    if "settings" not in rows.tables or "settings" in rows.failed:
        return
    right = {"schema_version": held.get("schema_version") == str(schema.VERSION).encode()}
    if verifier is not None:
        id_key = held.get("id_key")
        right["origin"] = held.get("origin") == verifier.name.encode()
        right["id_key"] = isinstance(id_key, bytes) and origin_of(id_key) == verifier.name
    for name in sorted(_SETTINGS - set(held)):
        found.damage("settings", "is missing", key=name)
    for name in set(held) - _SETTINGS:
        found.damage("settings", "is no setting of a register", key=name)
    for name in set(held) & {name for name, is_right in right.items() if not is_right}:
        found.damage(
            "settings", "is not what the key and the version of the casebook say", key=name
        )


def _verifier(folder: Path, found: Found, *, key: Verifier | None) -> Verifier | None:
    """Returns the key that checkpoints must verify with: the one given, or the folder's."""
    keeping = Keeping(folder)
    try:
        held = keeping.verifier()
    except RegisterError:
        found.damage(f"keys/{VERIFIER_KEY}", "is missing or no key")
        return key
    if (folder / "keys" / VERIFIER_KEY).read_bytes() != f"{held}\n".encode():
        found.damage(f"keys/{VERIFIER_KEY}", "is not in its one form")
    if key is not None and key != held:
        found.damage(f"keys/{VERIFIER_KEY}", "is another key than the one given")
    try:
        if keeping.signer().verifier != held:
            found.damage(f"keys/{SIGNING_KEY}", f"does not belong to {VERIFIER_KEY}")
    except RegisterError:
        found.note(f"keys/{SIGNING_KEY}", "cannot be read here: this copy can be read, not written")
    return key or held


def _seen(folder: Path, found: Found, verifier: Verifier) -> list[Seen]:
    """Returns the checkpoints outside the database, read before it: it may only be ahead."""
    seen = []
    for name, path in Keeping(folder).kept(verifier).items():
        try:
            note = path.read_bytes().decode()
            seen.append(Seen(name, read_checkpoint(note, verifier)))
        except FileNotFoundError:
            if path.name == CHECKPOINT:
                found.note(name, "is not there; opening the casebook writes it again")
        except (OSError, UnicodeDecodeError):
            found.damage(name, "cannot be read")
        except NoteError as fault:
            found.damage(name, f"does not verify: {fault}")
    return seen
