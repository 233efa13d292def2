"""A register of version 1 comes into version 2 with every revision, or stays as it was."""

import hashlib
import json
import sqlite3

import pytest
import rfc8785

from tawthiq.errors import RegisterError
from tawthiq.records import Place
from tawthiq.register import Register
from tawthiq.register.tree import leaf_hash, root_hash
from tawthiq.register.upgrade import upgrade_register

VERSION_1 = """
CREATE TABLE settings (name VARCHAR(64) PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE revisions (
    position INTEGER PRIMARY KEY, record_id VARCHAR(32) NOT NULL, revision INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL, batch_id VARCHAR(32) NOT NULL, withdrawn INTEGER NOT NULL,
    salt BLOB NOT NULL, body TEXT NOT NULL, leaf BLOB NOT NULL);
CREATE TABLE current (record_id VARCHAR(32) PRIMARY KEY, position INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL, body TEXT NOT NULL);
CREATE TABLE links (from_id VARCHAR(32), field VARCHAR(32), to_id VARCHAR(32),
    PRIMARY KEY (from_id, field, to_id));
"""


def place(code, *aliases):
    return Place(id=code, code=code, level="town", names={"en": code, "ar": code}, aliases=aliases)


def batch(batch_id, at):
    return {"id": batch_id, "at": at, "actor": "invented", "reason": "test",
            "source_sha256": None}  # fmt: skip


@pytest.fixture
def old(tmp_path):
    """A register as version 1 wrote it: two batches, a change, a withdrawal."""
    path = tmp_path / "register.sqlite"
    rows = [
        ("b1", 1, "batch", "b1", 0, batch("b1", "2026-01-01T00:00:00Z")),
        ("a", 1, "place", "b1", 0, place("a").model_dump(mode="json")),
        ("b", 1, "place", "b1", 0, place("b").model_dump(mode="json")),
        ("b2", 1, "batch", "b2", 0, batch("b2", "2026-01-02T00:00:00Z")),
        ("a", 2, "place", "b2", 0, place("a", "A1").model_dump(mode="json")),
        ("b", 2, "place", "b2", 1, place("b").model_dump(mode="json")),
    ]
    with sqlite3.connect(path) as connection:
        connection.executescript(VERSION_1)
        connection.executemany(
            "INSERT INTO settings VALUES (?, ?)",
            [("schema_version", b"1"), ("id_key", hashlib.sha256(b"invented").digest())],
        )
        connection.executemany(
            "INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (at, record, number, kind, of, gone, b"s", rfc8785.dumps(body).decode(), b"l")
                for at, (record, number, kind, of, gone, body) in enumerate(rows)
            ],
        )
    connection.close()
    return f"sqlite:///{path}"


def test_every_revision_comes_along_and_is_committed_to(old, tmp_path):
    with pytest.raises(RegisterError, match="tawthiq upgrade"):
        Register.open(old, folder=tmp_path)
    assert upgrade_register(old, folder=tmp_path) == 6
    register = Register.open(old, folder=tmp_path)
    view = register.view()
    assert view.all(Place) == [place("a", "A1")]
    assert [each.state for each in view.history("b")] == ["current", "withdrawn"]
    assert [each.record for each in view.history("a")] == [place("a"), place("a", "A1")]
    states = [state for state, _ in register.batches()]
    assert [state.tree_size for state in states] == [3, 6]
    assert register.view(states[0]).all(Place) == [place("a"), place("b")]
    entries = register.entries()
    assert root_hash([leaf_hash(entry) for entry in entries]).hex() == register.state().root
    assert json.loads(entries[-1])["at"] == "2026-01-02T00:00:00+00:00"
    same = register.new_id("incident", "x")
    register.close()
    assert upgrade_register(old, folder=tmp_path) == 0
    again = Register.open(old, folder=tmp_path)
    assert again.new_id("incident", "x") == same
    again.close()


def test_an_upgrade_that_fails_changes_nothing(old, tmp_path):
    path = tmp_path / "register.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE revisions SET body = '{}' WHERE position = 4")
    connection.close()
    with pytest.raises(RegisterError, match="Revision 2 of record a"):
        upgrade_register(old, folder=tmp_path)
    with sqlite3.connect(path) as connection:
        held = connection.execute("SELECT count(*) FROM revisions WHERE salt = x'73'").fetchone()
        version = connection.execute("SELECT value FROM settings").fetchone()
    connection.close()
    assert held == (6,)
    assert version == (b"1",)


@pytest.mark.parametrize("version", [b"9", b"", b"x"])
def test_a_version_that_is_not_known_is_refused(old, tmp_path, version):
    with sqlite3.connect(tmp_path / "register.sqlite") as connection:
        connection.execute(
            "UPDATE settings SET value = ? WHERE name = 'schema_version'", (version,)
        )
    connection.close()
    with pytest.raises(RegisterError, match="cannot be upgraded"):
        upgrade_register(old, folder=tmp_path)


def test_a_database_without_a_register_is_refused(tmp_path):
    with pytest.raises(RegisterError, match="no register"):
        upgrade_register(f"sqlite:///{tmp_path / 'none.sqlite'}", folder=tmp_path)
