"""Every sample file of other systems, against what `formats.yaml` says of it.

The table was written by reading the files before their importers were there. A format enters
here with its rows in the table and nothing else.
"""

import shutil
from pathlib import Path

import pytest
import yaml

from conftest import ENTRY
from shared_data import shared
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.errors import InputError
from tawthiq.intake.collecting import CollectionSpec
from tawthiq.intake.formats import import_file
from tawthiq.intake.notice import Treatment
from tawthiq.intake.recognise import recognise

EXPECTED = yaml.safe_load(Path(__file__).with_name("formats.yaml").read_text("utf-8"))

NOT_YET: set[str] = set()
"""Formats whose importer is not there. One that works all the same fails: take it out."""

SAID = {
    "blank_form": "blank form (XLSForm)",
    "word_list": "vocabulary of Bayanat",
    "address_list": "list of addresses",
    "signature": "PGP signature",
    "needs_mapping": "--suggest",
}
"""Reason of a refusal in the table -> words that the refusal must hold."""

UNREAD = {"xlsform", "bayanat_words", "address_list", "pgp_signature"}
"""Formats that are known and that nothing reads."""


def each_file():
    for expected in EXPECTED:
        later = pytest.mark.xfail(strict=True, reason="its importer is not there yet")
        marks = [later] if expected["format"] in NOT_YET else []
        yield pytest.param(expected, id=expected["file"], marks=marks)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats") / "book"
    names = {"en": "Invented", "ar": "مختلق"}
    init_casebook(folder, name=names, area="syria", clock="Asia/Damascus")
    with open_casebook(folder) as opened:
        yield opened


@pytest.mark.parametrize("expected", list(each_file()))
def test_a_file_of_another_system_enters_as_the_table_says(book, tmp_path, expected):
    path = tmp_path / Path(expected["file"]).name
    shutil.copyfile(shared("formats", expected["file"]), path)  # rejects are written beside it
    if "refused" in expected:
        check_refusal(book, path, expected)
    else:
        check_import(book, path, expected)


def check_refusal(book, path, expected):
    if expected["format"] not in UNREAD | {"table"}:
        assert recognise(path).format == expected["format"].replace("_", "-")
    before = book.view.state().tree_size
    with pytest.raises(InputError) as refused:
        enter(book, path, expected)
    assert SAID[expected["refused"]] in str(refused.value)
    assert all(fault.remedy for fault in refused.value.faults), "it says what to do"
    assert book.view.state().tree_size == before
    assert list(path.parent.iterdir()) == [path]


def check_import(book, path, expected):
    name = expected["format"].replace("_", "-")
    assert recognise(path).format == name
    result = enter(book, path, expected)
    assert (result.format, result.rows_read) == (name, expected["rows"])
    assert result.records.get("account", 0) == expected["accounts"]
    assert result.records.get("listing", 0) == expected["listings"]
    check_rejected(result, expected.get("rejected", {}))
    said = "\n".join(str(notice) for notice in result.notices)
    assert [words for words in expected.get("notices", ()) if words not in said] == []
    again = enter(book, path, expected)
    assert (again.batch, again.created, again.changed) == (None, 0, 0)


def check_rejected(result, rejected):
    """Checks how many rows were rejected, and that each reason was told of so many."""
    assert result.rejected == sum(rejected)
    told = [str(each) for each in result.notices if each.treatment is Treatment.REJECTED]
    assert [sum(words in each for each in told) for words in rejected.values()] == list(rejected)


def enter(book, path, expected):
    code = "".join(letter if letter.isalnum() else "-" for letter in expected["file"]).lower()
    return import_file(book, path, collection=CollectionSpec(code), entry=ENTRY)


def test_the_table_names_every_sample_file_once(counted):
    folder = shared("formats")
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    named = [each["file"] for each in EXPECTED]
    assert sorted(named) == sorted(there)
    refused = sum("refused" in each for each in EXPECTED)
    counted(f"samples of other systems: {len(named)}, of which {refused} are refused with a reason")


def test_a_format_that_is_not_there_yet_is_in_the_table():
    assert {each["format"] for each in EXPECTED} >= NOT_YET
