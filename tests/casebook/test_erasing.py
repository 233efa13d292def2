"""Erasing evidence takes its content away, and nothing else."""

from datetime import UTC, datetime

import pytest

from tawthiq.casebook import erase_records, init_casebook, open_casebook
from tawthiq.errors import RegisterError
from tawthiq.intake.entry import Entry
from tawthiq.intake.evidence import Ties, add_evidence
from tawthiq.records import Evidence
from tawthiq.register import Vault

AT = datetime(2026, 1, 1, tzinfo=UTC)
ENTRY = Entry(actor="invented", at=AT)


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "casebook"
    init_casebook(folder, name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus")
    with open_casebook(folder) as opened:
        yield opened


def added(book, folder, name, **ties):
    (folder / name).write_text(f"an invented statement: {name}")
    done = add_evidence(book, [folder / name], entry=ENTRY, ties=Ties(**ties))
    return done.received[0]


def erase(book, *ids):
    return erase_records(book, ids, actor="invented", reason="asked for", at=AT)


def test_the_content_goes_with_the_record(book, tmp_path):
    first, second = added(book, tmp_path, "a"), added(book, tmp_path, "b")
    assert erase(book, first.evidence_id).erased == (first.evidence_id,)
    assert list(Vault(book.folder).all()) == [second.sha256]
    assert [each.id for each in book.view.all(Evidence)] == [second.evidence_id]


def test_what_is_still_named_keeps_its_content(book, tmp_path):
    first = added(book, tmp_path, "a")
    added(book, tmp_path, "b", derived_from=first.evidence_id)
    with pytest.raises(RegisterError, match="lead nowhere"):
        erase(book, first.evidence_id)
    assert first.sha256 in Vault(book.folder).all()


def test_an_erasure_that_was_cut_off_is_finished_by_the_same_call(book, tmp_path):
    first = added(book, tmp_path, "a")
    book.register.erase([first.evidence_id], actor="invented", reason="asked for", at=AT)
    assert first.sha256 in Vault(book.folder).all()
    with pytest.raises(RegisterError, match="was erased"):
        erase(book, first.evidence_id)
    assert list(Vault(book.folder).all()) == []


def test_erasing_a_record_that_is_not_there_takes_nothing(book, tmp_path):
    first = added(book, tmp_path, "a")
    with pytest.raises(RegisterError):
        erase(book, "nowhere")
    assert list(Vault(book.folder).all()) == [first.sha256]


def test_erased_evidence_does_not_come_back_and_leaves_no_content(book, tmp_path):
    first = added(book, tmp_path, "a")
    erase(book, first.evidence_id)
    with pytest.raises(RegisterError, match="erased"):
        added(book, tmp_path, "a")
    assert list(Vault(book.folder).all()) == []
