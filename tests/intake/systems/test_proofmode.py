"""What ProofMode noted of pictures that are held, or are not. All of it is invented."""

import fcntl
import hashlib

import pytest

from conftest import ENTRY
from importing import codes, enter, new_book
from tawthiq.errors import InputError
from tawthiq.intake import formats
from tawthiq.intake.evidence import add_custody, add_evidence
from tawthiq.intake.importing import import_with
from tawthiq.intake.notice import Treatment
from tawthiq.records import Evidence
from tawthiq.records.access import Access, access_of

CONTENT = b"invented picture"
SUM = hashlib.sha256(CONTENT).hexdigest()
OTHER = hashlib.sha256(b"another").hexdigest()
FACTS = {
    "CurrentDateTime0GMT": "1481660813", "Location.Latitude": "35.1", "File": "/storage/a.jpg",
    "Wifi MAC": "02:00:00:00:00:00", "Hardware": "Invented", "Manufacturer": "Invented Co",
    "Modified": "1481660813000", "SHA256": SUM, "DeviceID": "invented-1", "IPV4": "192.0.2.1",
    "Network": "Wifi",
}  # fmt: skip


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


@pytest.fixture
def held(book, tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(CONTENT)
    add_evidence(book, [path], entry=ENTRY)
    return book


def write(folder, *rows, name="a.jpg.proof.csv", header=True):
    path = folder / name
    lines = [",".join(rows[0]) + ","] if header else []
    lines += [",".join(row.values()) + "," for row in rows]
    path.write_text("\n".join(lines) + "\n\n", "utf-8")
    return path


def facts(book):
    [evidence] = book.view.all(Evidence)
    return evidence.facts


@pytest.mark.parametrize("order", [list(FACTS), sorted(FACTS), sorted(FACTS, reverse=True)])
def test_facts_go_to_the_picture_with_the_same_hash(held, tmp_path, order):
    result = enter(held, write(tmp_path, {name: FACTS[name] for name in order}))
    assert (result.format, result.rows_read, result.rejected) == ("proofmode", 1, 0)
    assert facts(held) == {f"proofmode.{name}": cell for name, cell in FACTS.items()}
    [evidence] = held.view.all(Evidence)
    assert (evidence.name, len(evidence.custody)) == ("a.jpg", 1)


def test_facts_are_secret():
    assert access_of(Evidence, "facts") is Access.SECRET


def test_the_same_file_adds_nothing_and_a_changed_fact_is_a_new_revision(held, tmp_path):
    assert enter(held, write(tmp_path, FACTS)).changed == 1
    assert enter(held, write(tmp_path, FACTS)).batch is None
    assert enter(held, write(tmp_path, {**FACTS, "Network": "none"})).changed == 1
    assert facts(held)["proofmode.Network"] == "none"


def test_a_batch_without_a_header_is_read_by_its_hashes(held, tmp_path):
    path = write(tmp_path, FACTS, {**FACTS, "SHA256": OTHER}, header=False)
    result = enter(held, path)
    assert (result.format, result.rows_read, result.rejected) == ("proofmode", 2, 1)
    assert facts(held)["proofmode.column 9"] == "invented-1"
    again = enter(held, result.rejects_file)
    assert (again.format, again.rows_read, again.rejected) == ("proofmode", 1, 1)


def test_facts_of_a_picture_that_is_not_held_go_back_until_it_is(book, tmp_path):
    result = enter(book, write(tmp_path, FACTS))
    assert (result.rejected, result.created) == (1, 0)
    [told] = [each for each in result.notices if each.treatment is Treatment.REJECTED]
    assert "the picture is not in the casebook" in str(told)
    assert "tawthiq evidence add" in told.fault.remedy
    picture = tmp_path / "a.jpg"
    picture.write_bytes(CONTENT)
    add_evidence(book, [picture], entry=ENTRY)
    assert enter(book, result.rejects_file).rejected == 0
    assert facts(book)["proofmode.SHA256"] == SUM


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**FACTS, "SHA256": "none"}, "proof.no_picture"),
        ({**FACTS, "File": OTHER}, "proof.no_picture"),
        ({**FACTS, "File": "a\0b"}, "cell.damaged"),
        ({**FACTS, "Network": "a,b,c"}, "row.length"),
        (FACTS, "key.twice"),
    ],
)
def test_a_row_that_is_not_of_one_picture_goes_back(held, tmp_path, row, code):
    result = enter(held, write(tmp_path, FACTS, row))
    assert (result.rejected, codes(result, Treatment.REJECTED)) == (1, {code})


def test_a_signature_is_refused_with_what_to_do(book, tmp_path):
    path = tmp_path / "a.jpg.asc"
    path.write_text("-----BEGIN PGP SIGNATURE-----\nx\n", "utf-8")
    with pytest.raises(InputError, match=r"signature.*evidence add"):
        enter(book, path)


def test_nobody_else_writes_evidence_while_facts_are_put_beside_it(held, tmp_path, monkeypatch):
    path, seen = write(tmp_path, FACTS), []

    def watched(*args, **options):
        with (held.folder / "vault" / ".lock").open() as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        seen.append(path)
        return import_with(*args, **options)

    monkeypatch.setattr(formats, "import_with", watched)
    assert enter(held, path).changed == 1
    assert seen == [path]
    assert add_custody(held, next(iter(held.view.all(Evidence))).id, "handed on", entry=ENTRY)
