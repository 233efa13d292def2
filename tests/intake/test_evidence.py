"""Evidence: content first, then its record; custody that only grows."""

import hashlib
import json
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tawthiq.casebook import open_casebook
from tawthiq.errors import InputError, RegisterError, VaultError
from tawthiq.intake.entry import Entry
from tawthiq.intake.evidence import Ties, add_custody, add_evidence, export_evidence
from tawthiq.intake.media import media_type
from tawthiq.records import Evidence
from tawthiq.register import Vault

AT = datetime(2026, 1, 1, tzinfo=UTC)
ENTRY = Entry(actor="invented", at=AT, tool="tawthiq test")
LATER = Entry(actor="another", at=datetime(2026, 2, 1, tzinfo=UTC), tool="tawthiq test")


def made(folder, name="invented.txt", content=b"an invented statement"):
    path = folder / name
    path.write_bytes(content)
    return path


def held(book):
    return book.view.all(Evidence)


def test_a_file_becomes_a_blob_and_a_record_with_custody(book, tmp_path):
    path = made(tmp_path)
    added = add_evidence(book, [path], entry=ENTRY)
    (record,) = held(book)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (record.sha256, record.size, record.name) == (digest, 21, "invented.txt")
    assert record.media_type == "text/plain"
    assert record.captured_at is None
    (event,) = record.custody
    assert (event.at, event.actor, event.event, event.tool) == (
        AT, "invented", "received", "tawthiq test",
    )  # fmt: skip
    assert added.batch.created == (record.id,)
    assert list(Vault(book.folder).all()) == [digest]


def test_the_same_file_again_adds_nothing_and_says_so(book, tmp_path):
    add_evidence(book, [made(tmp_path)], entry=ENTRY)
    state = book.register.state()
    again = add_evidence(book, [made(tmp_path, "other.txt")], entry=LATER)
    assert again.batch.batch is None
    assert [each.new for each in again.received] == [False]
    assert book.register.state() == state
    assert held(book)[0].name == "invented.txt"


def test_withdrawn_evidence_stays_withdrawn(book, tmp_path):
    path = made(tmp_path)
    record_id = add_evidence(book, [path], entry=ENTRY).received[0].evidence_id
    book.register.withdraw([record_id], actor="invented", reason="test", at=AT)
    again = add_evidence(book, [path], entry=LATER)
    assert again.batch.left_withdrawn == (record_id,)
    assert not again.received[0].new
    assert held(book) == []


def test_two_files_of_one_content_are_one_record(book, tmp_path):
    paths = [made(tmp_path, "a"), made(tmp_path, "b"), made(tmp_path, "c", b"else")]
    added = add_evidence(book, paths, entry=ENTRY)
    assert [each.new for each in added.received] == [True, False, True]
    assert len(held(book)) == 2


def test_one_file_that_is_refused_leaves_nothing(book, tmp_path):
    state = book.register.state()
    (tmp_path / "link").symlink_to("invented.txt")
    paths = [made(tmp_path), tmp_path / "link"]
    with pytest.raises(InputError, match="symbolic link"):
        add_evidence(book, paths, entry=ENTRY)
    assert book.register.state() == state
    assert list(Vault(book.folder).all()) == []


def test_a_working_copy_names_what_it_is_derived_from(book, tmp_path):
    first = add_evidence(book, [made(tmp_path)], entry=ENTRY).received[0].evidence_id
    ties = Ties(derived_from=first)
    copy = made(tmp_path, "brighter.txt", b"an invented statement, brighter")
    added = add_evidence(book, [copy], entry=ENTRY, ties=ties)
    record = book.view.get(added.received[0].evidence_id)
    assert record.derived_from == first
    with pytest.raises(RegisterError, match="lead nowhere"):
        book.register.withdraw([first], actor="invented", reason="test", at=AT)


def test_a_working_copy_of_nothing_leaves_nothing(book, tmp_path):
    with pytest.raises(RegisterError, match="No record nowhere"):
        add_evidence(book, [made(tmp_path)], entry=ENTRY, ties=Ties(derived_from="nowhere"))
    assert list(Vault(book.folder).all()) == []


def test_a_file_with_itself_as_origin_is_held_already(book, tmp_path):
    first = add_evidence(book, [made(tmp_path)], entry=ENTRY).received[0].evidence_id
    again = add_evidence(book, [made(tmp_path)], entry=ENTRY, ties=Ties(derived_from=first))
    assert not again.received[0].new
    assert held(book)[0].derived_from is None


def test_evidence_is_tied_to_incidents_when_it_comes_and_later(casebook, tmp_path):
    from tawthiq.records import Incident

    one, two = (each.id for each in casebook.view.all(Incident)[:2])
    path = made(tmp_path)
    add_evidence(casebook, [path], entry=ENTRY, ties=Ties(incidents=(one,)))
    add_evidence(casebook, [path], entry=LATER, ties=Ties(incidents=(one, two)))
    (record,) = held(casebook)
    assert record.incidents == (one, two)
    assert len(record.custody) == 1
    assert len(casebook.view.history(record.id)) == 2


def test_a_tie_to_nothing_writes_no_record(book, tmp_path):
    with pytest.raises(RegisterError, match="No record nowhere"):
        add_evidence(book, [made(tmp_path)], entry=ENTRY, ties=Ties(accounts=("nowhere",)))
    assert held(book) == []
    assert list(Vault(book.folder).all()) == []
    assert add_evidence(book, [made(tmp_path)], entry=ENTRY).batch.created


def test_custody_only_grows(book, tmp_path):
    record_id = add_evidence(book, [made(tmp_path)], entry=ENTRY).received[0].evidence_id
    add_custody(book, record_id, "  handed to the archive ", entry=LATER)
    events = book.view.get(record_id).custody
    assert [(each.event, each.actor) for each in events] == [
        ("received", "invented"), ("handed to the archive", "another"),
    ]  # fmt: skip
    first, second = book.view.history(record_id)
    assert (len(first.record.custody), len(second.record.custody)) == (1, 2)


def test_custody_events_at_once_are_all_kept(folder, book, tmp_path):
    record_id = add_evidence(book, [made(tmp_path)], entry=ENTRY).received[0].evidence_id

    def append(number):
        with open_casebook(folder) as own:
            add_custody(own, record_id, f"event {number}", entry=LATER)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(12)))
    events = [each.event for each in book.view.get(record_id).custody]
    assert sorted(events) == sorted(["received", *(f"event {number}" for number in range(12))])


def test_one_content_added_at_once_is_received_once(folder, book, tmp_path):
    path = made(tmp_path)

    def add(number):
        with open_casebook(folder) as own:
            return add_evidence(own, [path], entry=ENTRY).received[0].new

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(add, range(8))) == 1
    (record,) = held(book)
    assert len(book.view.history(record.id)) == 1


@pytest.mark.parametrize("event", ["", "  ", "two\nlines", "bell\a", "nul\0"])
def test_an_event_is_one_line_of_text(book, tmp_path, event):
    record_id = add_evidence(book, [made(tmp_path)], entry=ENTRY).received[0].evidence_id
    with pytest.raises(InputError, match="one line"):
        add_custody(book, record_id, event, entry=LATER)


def test_only_evidence_has_custody(casebook):
    from tawthiq.records import Incident

    incident = casebook.view.all(Incident)[0].id
    with pytest.raises(RegisterError, match="is no evidence"):
        add_custody(casebook, incident, "x", entry=ENTRY)
    with pytest.raises(RegisterError, match="No record"):
        export_evidence(casebook, "nowhere", casebook.folder / "out")


def test_an_export_gives_the_content_back(book, tmp_path):
    path = made(tmp_path)
    record_id = add_evidence(book, [path], entry=ENTRY).received[0].evidence_id
    export_evidence(book, record_id, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == path.read_bytes()


def test_a_blob_that_is_gone_is_a_clear_error(book, tmp_path):
    record_id = add_evidence(book, [made(tmp_path)], entry=ENTRY).received[0].evidence_id
    digest = book.view.get(record_id).sha256
    (book.folder / "vault" / digest[:2] / digest).unlink()
    with pytest.raises(VaultError, match="holds no"):
        export_evidence(book, record_id, tmp_path / "out")


NAMES = ("صورة شاهد.txt", "a\nb", "\u202egpj.exe", os.fsdecode(b"caf\xe9.txt"), "=1+1", "x" * 255)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_kept_as_text(book, tmp_path, name):
    added = add_evidence(book, [made(tmp_path, name)], entry=ENTRY)
    (record,) = held(book)
    expected = name if name != os.fsdecode(b"caf\xe9.txt") else r"caf\xe9.txt"
    assert record.name == added.received[0].file == expected
    json.dumps(record.model_dump(mode="json")).encode()


def test_the_journal_gives_away_neither_digest_nor_name(folder, book, tmp_path):
    path = made(tmp_path, "witness-name.txt")
    add_evidence(book, [path], entry=ENTRY)
    digest = hashlib.sha256(path.read_bytes())
    with sqlite3.connect(folder / "register.sqlite") as connection:
        entries = b"".join(row[0] for row in connection.execute("SELECT entry FROM entries"))
        notes = "".join(row[0] for row in connection.execute("SELECT note FROM checkpoints"))
    connection.close()
    for secret in (digest.hexdigest().encode(), b"witness", b"received", b"invented", b"evidence"):
        assert secret not in entries
        assert secret not in notes.encode()


KINDS = [
    (b"\xff\xd8\xff\xe0", "a.txt", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "a.jpg", "image/png"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "a", "image/webp"),
    (b"XXXX\0\0\0\0WEBP", "a", "application/octet-stream"),
    (b"RIFF\0\0\0\0WAVEfmt ", "a", "audio/wav"),
    (b"\0\0\0\x18ftypmp42", "a.bin", "video/mp4"),
    (b"\0\0\0\x14ftypqt  ", "a.mp4", "video/quicktime"),
    (b"\0\0\0\x14ftyp3gp5", "a.mp4", "video/3gpp"),
    (b"%PDF-1.7", "a.doc", "application/pdf"),
    (b"PK\x03\x04", "a.zip", "application/zip"),
    (b"PK\x03\x04", "a.jpg", "application/zip"),
    (b"PK\x03\x04", "a.DOCX",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "application/vnd.ms-excel"),
    ("شهادة".encode(), "a.txt", "text/plain"),
    (b"a,b\n1,2\n", "a.csv", "text/csv"),
    (b"<html>", "a.html", "text/html"),
    (b"<html>", "a.jpg", "text/plain"),
    (b"MZ\x90\0", "photo.jpg", "application/octet-stream"),
    (b"MZ\x90\0", "page.html", "application/octet-stream"),
    (b"", "a.jpg", "application/octet-stream"),
    (b"", "", "application/octet-stream"),
    ("س".encode() * 2048, "a", "text/plain"),
    (b"x" + "س".encode() * 2047 + "س".encode()[:1], "a", "text/plain"),
    (b"caf\xe9", "a.txt", "application/octet-stream"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "name", "expected"), KINDS)
def test_the_bytes_say_what_it_is_and_the_name_only_what_they_leave_open(head, name, expected):
    assert media_type(head, name) == expected
