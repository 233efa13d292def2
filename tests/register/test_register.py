"""The register: batches whole or not at all, every revision kept, a root that follows."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.errors import RegisterError
from tawthiq.records import Account, Collection, Place
from tawthiq.register import Register
from tawthiq.register.tree import leaf_hash, root_hash

AT = datetime(2026, 1, 1, tzinfo=UTC)


def place(code, alias=()):
    return Place(
        id=code, code=code, level="town", names={"en": code, "ar": code}, aliases=tuple(alias)
    )


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'register.sqlite'}"


@pytest.fixture
def register(address):
    with_tables = Register.create(address)
    yield with_tables
    with_tables.close()


def write(register, *records):
    return register.write(records, actor="invented", reason="test", at=AT)


def test_what_was_written_is_read_back(register, address):
    write(register, place("a"), place("b"))
    reopened = Register.open(address)
    assert reopened.all(Place) == [place("a"), place("b")]
    reopened.close()


def test_the_same_content_twice_changes_nothing(register):
    write(register, place("a"))
    state = register.state()
    result = write(register, place("a"))
    assert (result.batch, result.unchanged) == (None, ("a",))
    assert register.state() == state


def test_a_change_is_a_new_revision(register):
    write(register, place("a"))
    result = write(register, place("a", ["A1"]))
    assert result.changed == ("a",)
    assert register.get("a") == place("a", ["A1"])
    assert register.history("a") == [place("a"), place("a", ["A1"])]


def test_a_withdrawn_record_is_no_longer_current_and_not_lost(register):
    write(register, place("a"), place("b"))
    size = register.state().tree_size
    result = register.withdraw(["a"], actor="invented", reason="test", at=AT)
    assert result.withdrawn == ("a",)
    assert register.all(Place) == [place("b")]
    assert register.history("a") == [place("a"), place("a")]
    assert register.state().tree_size == size + 2


def test_a_withdrawn_record_can_come_back(register):
    write(register, place("a"))
    register.withdraw(["a"], actor="invented", reason="test", at=AT)
    assert write(register, place("a")).created == ("a",)
    assert register.all(Place) == [place("a")]


def test_a_batch_with_a_fault_writes_nothing(register):
    write(register, place("a"))
    state = register.state()
    lonely = Account(id="x", collection="nowhere", key="1")
    with pytest.raises(RegisterError, match="x names nowhere as its collection"):
        write(register, place("b"), lonely)
    assert register.state() == state
    assert register.all(Place) == [place("a")]


def test_a_record_that_others_name_is_not_withdrawn(register):
    words = {"en": "c", "ar": "c"}
    collection = Collection(id="c", code="c", names=words, scope=words)
    write(register, collection, Account(id="x", collection="c", key="1"))
    with pytest.raises(RegisterError, match="lead nowhere"):
        register.withdraw(["c"], actor="invented", reason="test", at=AT)
    assert register.get("c") == collection


def test_one_id_twice_in_a_batch_is_refused(register):
    with pytest.raises(RegisterError, match="twice"):
        write(register, place("a"), place("a", ["A1"]))


def test_ids_are_stable_and_tell_nothing(register, address, tmp_path):
    record_id = register.new_id("incident", "2017-10-05-somewhere")
    assert record_id == Register.open(address).new_id("incident", "2017-10-05-somewhere")
    assert record_id != register.new_id("account", "2017-10-05-somewhere")
    other = Register.create(f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert record_id != other.new_id("incident", "2017-10-05-somewhere")
    assert "incident" not in record_id


def test_the_root_follows_every_write(register):
    roots = [register.state().root]
    for code in "abc":
        write(register, place(code))
        roots.append(register.state().root)
    assert len(set(roots)) == 4


def test_an_unknown_record_is_a_clear_error(register):
    with pytest.raises(RegisterError, match="No record nowhere"):
        register.get("nowhere")
    with pytest.raises(RegisterError, match="No record nowhere"):
        register.withdraw(["nowhere"], actor="invented", reason="test", at=AT)


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\0" * 9])
def test_a_file_that_is_no_register_is_a_clear_error(tmp_path, content):
    path = tmp_path / "register.sqlite"
    path.write_bytes(content)
    with pytest.raises(RegisterError):
        Register.open(f"sqlite:///{path}")


def test_a_missing_table_is_named(register, address, tmp_path):
    with sqlite3.connect(tmp_path / "register.sqlite") as connection:
        connection.execute("DROP TABLE links")
    connection.close()
    with pytest.raises(RegisterError, match="no table links"):
        Register.open(address)


def test_a_newer_register_is_not_read(register, address, tmp_path):
    with sqlite3.connect(tmp_path / "register.sqlite") as connection:
        connection.execute("UPDATE settings SET value = '2' WHERE name = 'schema_version'")
    connection.close()
    with pytest.raises(RegisterError, match="version 2"):
        Register.open(address)


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM settings WHERE name = 'id_key'",
     "DELETE FROM settings WHERE name = 'schema_version'",
     "UPDATE settings SET value = 'two' WHERE name = 'schema_version'",
     "UPDATE settings SET value = x'ff' WHERE name = 'schema_version'"],
)  # fmt: skip
def test_damaged_settings_are_a_clear_error(register, address, tmp_path, damage):
    with sqlite3.connect(tmp_path / "register.sqlite") as connection:
        connection.execute(damage)
    connection.close()
    with pytest.raises(RegisterError, match="damaged"):
        Register.open(address)


def test_writers_at_the_same_time_wait_for_each_other(register, address):
    def add(name):
        own = Register.open(address)
        result = write(own, *(place(f"{name}{number}") for number in range(200)))
        own.close()
        return len(result.created)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(add, "abcd")) == [200] * 4
    assert len(register.all(Place)) == 800
    assert register.state().tree_size == 804


def test_an_unreadable_record_is_a_clear_error(register, tmp_path):
    write(register, place("a"))
    with sqlite3.connect(tmp_path / "register.sqlite") as connection:
        connection.execute("UPDATE current SET body = '{' WHERE record_id = 'a'")
    connection.close()
    with pytest.raises(RegisterError, match="place"):
        register.all(Place)


def slow_root(leaves):
    """RFC 6962 section 2.1 as written: the split is the largest power of two below the size."""
    if len(leaves) == 0:
        return root_hash([])
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    import hashlib

    return hashlib.sha256(b"\x01" + slow_root(leaves[:split]) + slow_root(leaves[split:])).digest()


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_root_is_that_of_the_rfc(entries):
    leaves = [leaf_hash(entry) for entry in entries]
    assert root_hash(leaves) == slow_root(leaves)
