"""A disk that is full: refused in clear words, still readable, and fine when there is room."""

import contextlib
import os
import random
import re
import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from faults.harness import check, needs, refuse
from tawthiq.casebook import init_casebook, open_casebook, verify_casebook
from tawthiq.errors import RegisterError
from tawthiq.intake.entry import Entry
from tawthiq.intake.evidence import add_evidence
from tawthiq.intake.places import PlaceSpec, add_place
from tawthiq.records import Evidence, Place
from tawthiq.register.verification import Outcome

SIZE = 3 * 2**20

REFUSED = re.compile("no room|there is room|is full")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes, in memory."""
    needs("mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        refuse(f"no disk can be mounted: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(disk, *, leave=0):
    """Takes the room that is left, to the last byte."""
    path = disk / f"filler-{leave}"
    room = os.statvfs(disk).f_bavail * 4096
    with path.open("wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while file.tell() < room - leave:
                file.write(b"x" * min(4096, room - leave - file.tell()))
        os.fsync(file.fileno())
    return path


def write(book, number, size, sources, chance):
    entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
    path = sources / f"invented_{number}"
    path.write_bytes(chance.randbytes(size))
    add_evidence(book, [path], entry=entry)
    return path.name


def test_a_full_disk_refuses_clearly_and_loses_nothing(
    small_disk, tmp_path, request, counted, monkeypatch
):
    rounds = 50 if request.config.getoption("full") else 12
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    chance = random.Random(20261001)
    casebook = small_disk / "casebook"
    init_casebook(casebook, name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus")
    said, refused = set(), []
    for number in range(rounds):
        with open_casebook(casebook) as book:
            try:
                said.add(write(book, number, chance.randrange(1, 2**20), tmp_path, chance))
            except RegisterError as fault:
                refused.append(str(fault))
        check(casebook, before=frozenset(said))
    counted(f"full disk: {len(said)} files taken, {len(refused)} refused")
    assert said
    assert refused
    assert [fault for fault in refused if not REFUSED.search(fault)] == []


def test_a_casebook_on_a_full_disk_is_read_and_written_again_when_there_is_room(
    small_disk, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    casebook = small_disk / "casebook"
    init_casebook(casebook, name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus")
    chance = random.Random(20261001)
    with open_casebook(casebook) as book:
        kept = write(book, 0, 1000, tmp_path, chance)
    entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
    place = PlaceSpec("invented", name_en="Invented", name_ar="مختلق", parent="hama")
    filler = fill(small_disk, leave=2**16)
    with open_casebook(casebook) as book:
        assert [each.name for each in book.view.all(Evidence)] == [kept]
        with pytest.raises(RegisterError, match=REFUSED):
            write(book, 1, 100_000, tmp_path, chance)
        with pytest.raises(RegisterError, match=REFUSED):
            add_place(book, place, entry=entry)
    last = fill(small_disk)
    with open_casebook(casebook) as book:  # SQLite has no room for the 32 KiB that it reads with
        assert [each.name for each in book.view.all(Evidence)] == [kept]
        with pytest.raises(RegisterError, match=REFUSED):
            add_place(book, place, entry=entry)
    found = verify_casebook(casebook)
    assert (found.outcome, found.items) == (Outcome.VERIFIED, ())
    filler.unlink()
    last.unlink()
    with open_casebook(casebook) as book:
        assert add_place(book, place, entry=entry).created
        write(book, 1, 1000, tmp_path, chance)
    check(casebook, before=frozenset((kept, "invented", "invented_1")))


@pytest.fixture
def filled(small_disk, tmp_path, monkeypatch):
    """A casebook on a small disk, with one place in it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    casebook = small_disk / "a casebook? 100%"
    init_casebook(casebook, name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus")
    add(casebook, "first")
    return casebook


def add(casebook, code):
    entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
    with open_casebook(casebook) as book:
        add_place(
            book, PlaceSpec(code, name_en=code, name_ar=f"مختلق {code}", parent="hama"), entry=entry
        )


def codes(book):
    return [each.code for each in book.view.all(Place)]


@contextlib.contextmanager
def read_only(disk):
    """Makes a disk one that nobody can write to, not even the owner of the machine."""
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def test_a_casebook_on_a_disk_that_cannot_be_written_is_read_and_verified(small_disk, filled):
    with read_only(small_disk):
        with open_casebook(filled) as book:
            assert codes(book) == ["first"]
            found = book.view.search("FIRST")
            assert [each.code for each in found if isinstance(each, Place)] == ["first"]
            entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
            with pytest.raises(RegisterError, match="cannot be read or written"):
                add_place(book, PlaceSpec("b", name_en="b", name_ar="ب", parent="hama"),
                          entry=entry)  # fmt: skip
        found = verify_casebook(filled)
        assert (found.outcome, found.items) == (Outcome.VERIFIED, ())
        assert [each.table for each in found.notes] == ["words"]
    add(filled, "second")
    with open_casebook(filled) as book:
        assert codes(book) == ["first", "second"]


def test_what_waits_beside_the_register_is_never_passed_over(small_disk, filled):
    with open_casebook(filled) as book:
        entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
        second = PlaceSpec("second", name_en="second", name_ar="ثان", parent="hama")
        add_place(book, second, entry=entry)
        shutil.copytree(filled, filled.with_name("copy"))
    copy = filled.with_name("copy")
    (copy / "register.sqlite-shm").unlink()
    assert (copy / "register.sqlite-wal").stat().st_size
    with read_only(small_disk), pytest.raises(RegisterError, match="cannot be read"):
        open_casebook(copy)
    with open_casebook(copy) as book:
        assert codes(book) == ["first", "second"]


def test_a_register_that_is_written_while_it_is_read_unlocked_is_read_again(small_disk, filled):
    last = fill(small_disk)
    with open_casebook(filled) as book:
        database = book.register.database
        with pytest.raises(RegisterError, match="written while it was read"):
            write_meanwhile(database, filled, last)
        assert codes(book) == ["first", "second"]


def write_meanwhile(database, casebook, filler):
    with database.reading():
        filler.unlink()
        add(casebook, "second")
