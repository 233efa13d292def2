"""Backup and restore: the same casebook again, from one file, encrypted or not."""

import errno
import multiprocessing
import os
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from conftest import ENTRY
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.casebook.backup import make_identity, restore_backup, write_backup
from tawthiq.casebook.verify import refuse_damaged
from tawthiq.counts import count_period
from tawthiq.errors import CasebookError, RegisterError
from tawthiq.records import KINDS, Place
from tawthiq.register import Register


def check(folder):
    with open_casebook(folder) as casebook:
        assert casebook.view.state()


def place(code):
    return Place(id=code, code=code, level="town", names={"en": code, "ar": code})


def content(casebook):
    return {kind: casebook.view.all(model) for kind, model in KINDS.items()}


def test_a_restored_casebook_is_the_same(casebook, tmp_path):
    write_backup(casebook, tmp_path / "b.tar")
    restore_backup(tmp_path / "b.tar", tmp_path / "again", check=check)
    with open_casebook(tmp_path / "again") as again:
        assert content(again) == content(casebook)
        assert again.view.state() == casebook.view.state()
        assert again.settings == casebook.settings
        figures = count_period(again, again.period("2017-10")).book.figures
        assert figures["massacres.total"].value == 39
        again.register.write([place("new")], actor="invented", reason="test", at=ENTRY.at)
    held = (tmp_path / "again" / "reports" / "2017-10" / "report.ar.pdf").read_bytes()
    assert held == (casebook.folder / "reports" / "2017-10" / "report.ar.pdf").read_bytes()


def test_an_encrypted_backup_opens_with_its_key_alone(casebook, tmp_path):
    public = make_identity(tmp_path / "offline.key")
    write_backup(casebook, tmp_path / "b.age", recipients=[public])
    assert b"Syrian" not in (tmp_path / "b.age").read_bytes()
    restore_backup(
        tmp_path / "b.age", tmp_path / "again", identity=tmp_path / "offline.key", check=check
    )
    with open_casebook(tmp_path / "again") as again:
        assert content(again) == content(casebook)
    with pytest.raises(CasebookError, match="--identity"):
        restore_backup(tmp_path / "b.age", tmp_path / "no", check=check)
    make_identity(tmp_path / "other.key")
    with pytest.raises(CasebookError, match="no backup that can be read"):
        restore_backup(
            tmp_path / "b.age", tmp_path / "no", identity=tmp_path / "other.key", check=check
        )
    assert not (tmp_path / "no").exists()


def test_secrets_are_their_owners_alone(casebook, tmp_path):
    make_identity(tmp_path / "offline.key")
    write_backup(casebook, tmp_path / "b.tar")
    restore_backup(tmp_path / "b.tar", tmp_path / "again", check=check)
    for path in (tmp_path / "b.tar", tmp_path / "offline.key",
                 tmp_path / "again" / "keys" / "signing.key"):  # fmt: skip
        assert path.stat().st_mode & 0o077 == 0


def test_a_backup_names_no_owner(casebook, tmp_path):
    write_backup(casebook, tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert {(each.uid, each.uname) for each in tar} == {(0, "")}


def test_nothing_is_written_over(casebook, tmp_path):
    write_backup(casebook, tmp_path / "b.tar")
    with pytest.raises(CasebookError, match="there already"):
        write_backup(casebook, tmp_path / "b.tar")
    with pytest.raises(CasebookError, match="not empty"):
        restore_backup(tmp_path / "b.tar", casebook.folder, check=check)


@pytest.mark.parametrize("cut", [0, 10, 600, 100_000])
def test_a_cut_or_foreign_file_leaves_nothing(casebook, tmp_path, cut):
    write_backup(casebook, tmp_path / "b.tar")
    (tmp_path / "cut.tar").write_bytes((tmp_path / "b.tar").read_bytes()[:cut])
    with pytest.raises(CasebookError):
        restore_backup(tmp_path / "cut.tar", tmp_path / "no", check=check)
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "other/file", ".ssh/key"])
def test_a_hostile_backup_is_refused(tmp_path, name):
    (tmp_path / "x").write_text("x")
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        tar.add(tmp_path / "x", name)
    with pytest.raises(CasebookError):
        restore_backup(tmp_path / "b.tar", tmp_path / "no", check=check)
    assert not (tmp_path / "no").exists()
    assert not (tmp_path / "evil").exists()


def test_a_check_that_fails_keeps_nothing(casebook, tmp_path):
    def refuse(folder):
        raise CasebookError("not whole")

    write_backup(casebook, tmp_path / "b.tar")
    with pytest.raises(CasebookError, match="not whole"):
        restore_backup(tmp_path / "b.tar", tmp_path / "no", check=refuse)
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("key", ["", "age1", "ssh-ed25519 AAAA", "no key"])
def test_a_recipient_that_is_none_is_refused(casebook, tmp_path, key):
    with pytest.raises(CasebookError, match="age public key"):
        write_backup(casebook, tmp_path / "b.age", recipients=[key])
    assert not (tmp_path / "b.age").exists()


def writer(folder, count):
    with open_casebook(folder) as casebook:
        for number in range(count):
            records = [place(f"w{number}-{each}") for each in range(20)]
            casebook.register.write(records, actor="invented", reason="test", at=ENTRY.at)


def test_a_backup_taken_while_others_write_holds_whole_batches(casebook, tmp_path):
    process = multiprocessing.get_context("spawn").Process(
        target=writer, args=(casebook.folder, 12)
    )
    process.start()
    for number in range(3):
        write_backup(casebook, tmp_path / f"{number}.tar")
        restore_backup(tmp_path / f"{number}.tar", tmp_path / f"again{number}", check=check)
        with open_casebook(tmp_path / f"again{number}") as again:
            assert len(again.view.all(Place)) % 20 == 0
    process.join()
    assert process.exitcode == 0


def test_a_teams_casebook_moves_between_databases(address, tmp_path):
    database = None if address.startswith("sqlite") else address
    words = {"en": "Invented", "ar": "مختلق"}
    init_casebook(tmp_path / "c", name=words, area="syria", clock="Asia/Damascus",
                  database=database)  # fmt: skip
    with open_casebook(tmp_path / "c") as casebook:
        assert (casebook.folder / "register.sqlite").exists() is (database is None)
        casebook.register.write([place("a")], actor="invented", reason="test", at=ENTRY.at)
        state = casebook.view.state()
        write_backup(casebook, tmp_path / "b.tar")
    restore_backup(tmp_path / "b.tar", tmp_path / "file", check=check)
    with open_casebook(tmp_path / "file") as moved:
        assert moved.settings.database is None
        assert moved.view.state() == state
        assert [each.code for each in moved.view.search("a")] == ["a"]
    if database is not None:
        with pytest.raises(CasebookError, match="already"):
            restore_backup(tmp_path / "b.tar", tmp_path / "no", database=database, check=check)
        Register.open(database, folder=tmp_path / "c").close()


def tables(address):
    engine = sa.create_engine(address)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def execute(address, statement):
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture
def team(address):
    """Address of an empty PostgreSQL database."""
    if address.startswith("sqlite"):
        pytest.skip("a register of one's own is in the folder, which is whole or not there")
    return address


def refuse_the_second():
    """Returns a check that passes before the register is moved, and fails after it."""
    asked = []

    def refuse(folder):
        check(folder)
        asked.append(folder)
        if len(asked) == 2:
            raise CasebookError("not whole where it is now")

    return refuse


def test_a_register_that_is_not_whole_after_the_move_leaves_the_database_empty(
    team, casebook, tmp_path
):
    write_backup(casebook, tmp_path / "b.tar")
    with pytest.raises(CasebookError, match="where it is now"):
        restore_backup(
            tmp_path / "b.tar", tmp_path / "no", database=team, check=refuse_the_second()
        )
    assert tables(team) == set()
    assert not (tmp_path / "no").exists()
    restore_backup(tmp_path / "b.tar", tmp_path / "yes", database=team, check=refuse_damaged)
    with open_casebook(tmp_path / "yes") as again:
        assert content(again) == content(casebook)


def test_a_folder_that_cannot_get_its_name_leaves_the_database_empty(team, casebook, tmp_path):
    def fill(folder):
        (tmp_path / "taken").mkdir(exist_ok=True)
        (tmp_path / "taken" / "theirs").write_text("theirs")

    write_backup(casebook, tmp_path / "b.tar")
    with pytest.raises(CasebookError, match="Nothing was written"):
        restore_backup(tmp_path / "b.tar", tmp_path / "taken", database=team, check=fill)
    assert tables(team) == set()


def test_a_row_that_the_database_refuses_at_the_end_leaves_it_empty(team, casebook, tmp_path):
    casebook.close()
    path = casebook.folder / "register.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        last = connection.execute("SELECT max(rowid) FROM words").fetchone()
        connection.execute("UPDATE words SET text = 'a' || char(0) WHERE rowid = ?", last)
        connection.commit()
    with open_casebook(casebook.folder) as damaged:
        write_backup(damaged, tmp_path / "b.tar")
    with pytest.raises(RegisterError):
        restore_backup(tmp_path / "b.tar", tmp_path / "no", database=team, check=check)
    assert tables(team) == set()
    assert not (tmp_path / "no").exists()


def test_a_database_that_holds_anything_is_refused_and_stays(team, casebook, tmp_path):
    write_backup(casebook, tmp_path / "b.tar")
    execute(team, "CREATE TABLE invented (id INTEGER)")
    with pytest.raises(RegisterError, match="not empty"):
        restore_backup(tmp_path / "b.tar", tmp_path / "no", database=team, check=check)
    assert tables(team) == {"invented"}
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("late", [False, True])
def test_a_new_casebook_that_fails_leaves_the_database_empty(team, tmp_path, monkeypatch, late):
    rename = os.replace

    def full(source, target):
        if late and Path(source).is_file():
            return rename(source, target)
        raise OSError(errno.ENOSPC, "No space left on device")

    words = {"en": "Invented", "ar": "مختلق"}
    options = {"name": words, "area": "syria", "clock": "Asia/Damascus", "database": team}
    with monkeypatch.context() as patch:
        patch.setattr("os.replace", full)
        with pytest.raises(CasebookError, match="No space"):
            init_casebook(tmp_path / "c", **options)
    assert tables(team) == set()
    assert list(tmp_path.iterdir()) == []
    init_casebook(tmp_path / "c", **options)
    open_casebook(tmp_path / "c").close()


def test_a_file_is_restored_into_a_teams_database(address, casebook, tmp_path):
    if address.startswith("sqlite"):
        pytest.skip("a file is restored into a file in every other test")
    write_backup(casebook, tmp_path / "b.tar")
    restore_backup(tmp_path / "b.tar", tmp_path / "team", database=address, check=check)
    with open_casebook(tmp_path / "team") as team:
        assert content(team) == content(casebook)
        assert not list(team.folder.glob("register.sqlite*"))
