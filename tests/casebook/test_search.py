"""Search in a whole casebook: by the names of its places, and without giving secrets away."""

import pytest

from conftest import ENTRY
from tawthiq.casebook import export_journal, write_proof
from tawthiq.casebook.backup import write_backup
from tawthiq.cli import trail
from tawthiq.records import KINDS, Incident, Source

SECRET = "شاهدة مُختلقة"
FOLDED = "شاهده مختلقه"


@pytest.mark.parametrize("words", ["حلب", "Aleppo", "halab", "ALEP"])
def test_a_governorate_is_found_by_its_name(casebook, words):
    places = casebook.places()
    expected = {
        each.id
        for each in casebook.view.all(Incident)
        if each.where and each.where.place and places.lies_in(each.where.place, "aleppo")
    }
    found = casebook.view.search(words, limit=10_000, places=places)
    assert expected
    assert expected <= {each.id for each in found}
    others = [each for each in found if isinstance(each, Incident) and each.id not in expected]
    assert all("alep" in each.model_dump_json().casefold() for each in others)


def test_the_words_of_secret_fields_stay_in_the_database(casebook, tmp_path, capsys):
    source = Source(id="invented-source", name=SECRET, form="person")
    casebook.register.write([source], actor="invented", reason="test", at=ENTRY.at)
    found = casebook.view.search(FOLDED, places=casebook.places())
    assert [each.id for each in found] == ["invented-source"]
    for as_json in (True, False):
        trail.found(found, as_json=as_json)
    shown = capsys.readouterr().out
    assert "invented-source" in shown
    export_journal(casebook, tmp_path / "journal")
    write_proof(casebook, "invented-source", fields=("form",), file=tmp_path / "proof.json")
    given = [path.read_bytes() for path in (tmp_path / "journal").rglob("*") if path.is_file()]
    given += [(tmp_path / "proof.json").read_bytes(), shown.encode()]
    for secret in (SECRET, FOLDED, *SECRET.split(), *FOLDED.split()):
        assert all(secret.encode() not in each for each in given)
    snapshot = casebook.snapshot()
    assert {path.stem for path in snapshot.iterdir()} == set(KINDS)
    assert all(FOLDED.encode() not in path.read_bytes() for path in snapshot.iterdir())
    write_backup(casebook, tmp_path / "b.tar")
    assert FOLDED.encode() in (tmp_path / "b.tar").read_bytes()


def test_an_erasure_takes_the_words_as_well(casebook):
    source = Source(id="invented-source", name=SECRET, form="person")
    casebook.register.write([source], actor="invented", reason="test", at=ENTRY.at)
    path = casebook.folder / "register.sqlite"
    casebook.register.erase(["invented-source"], actor="invented", reason="test", at=ENTRY.at)
    assert casebook.view.search(FOLDED) == []
    casebook.close()
    held = b"".join(each.read_bytes() for each in path.parent.glob("register.sqlite*"))
    for word in FOLDED.split():
        assert word.encode() not in held
