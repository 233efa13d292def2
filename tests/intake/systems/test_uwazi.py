"""Entities of Uwazi, as CSV and in an archive with files. All of them are invented."""

import tempfile
import zipfile
from pathlib import Path

import pytest

from importing import accounts, codes, enter, incidents, new_book
from tawthiq.errors import InputError
from tawthiq.intake.importing import ImportOptions
from tawthiq.intake.notice import Treatment
from tawthiq.intake.recognise import recognise

HEADER = "Title,Date,Governorate__en,Governorate__ar,Violation,Spot_geolocation,Attachments,Colour"
ONE = (
    "Invented one,2030-01-02~2030-01-04,Idlib,إدلب,From the air::airstrike|siege,35.9|36.6,"
    "a.jpg|b.pdf,red"
)
TWO = "Invented two,2030-01-05,Hama,حماة,shelling,,,"


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


def write(folder, *rows, header=HEADER, name="entities.csv"):
    path = folder / name
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return path


def archive(folder, *members, name="entities.zip"):
    path = folder / name
    with zipfile.ZipFile(path, "w") as packed:
        for member, content in members:
            packed.writestr(member, content)
    return path


def table(*rows):
    return "\n".join((HEADER, *rows)) + "\n"


def test_entities_whose_properties_are_understood_are_accounts(book, tmp_path):
    result = enter(book, write(tmp_path, ONE, TWO))
    assert (result.format, result.rows_read, result.rejected) == ("uwazi", 2, 0)
    held = incidents(book)["Invented one"]
    assert held.when.stated == "2030-01-02/2030-01-04"
    assert held.where.place == "idlib"
    assert (held.where.point.latitude, held.where.point.longitude) == (35.9, 36.6)
    assert held.violations == ("airstrike", "siege")
    assert {"key.title", "files.named", "cell.read", "column.taken_for"} <= codes(
        result, Treatment.NOTED
    )


def test_every_cell_is_kept_in_its_own_words(book, tmp_path):
    enter(book, write(tmp_path, ONE))
    account = accounts(book)["Invented one"]
    words = account.model_dump_json()
    assert all(cell in words for cell in ONE.split(",") if cell != "Idlib")
    assert account.given["Governorate__ar"] == "إدلب"


def test_the_same_file_adds_nothing_and_a_changed_row_is_a_new_revision(book, tmp_path):
    enter(book, write(tmp_path, ONE, TWO))
    again = enter(book, write(tmp_path, ONE, TWO))
    assert (again.batch, again.created, again.changed) == (None, 0, 0)
    changed = enter(book, write(tmp_path, ONE, TWO.replace("shelling", "siege")))
    assert (changed.created, changed.changed) == (0, 2)


@pytest.mark.parametrize("cell", ["35.9|", "somewhere", "35.9|36.6|7"])
def test_a_point_that_is_none_is_kept_and_told(book, tmp_path, cell):
    result = enter(book, write(tmp_path, ONE.replace("35.9|36.6", cell)))
    assert "point.not_read" in codes(result, Treatment.AS_GIVEN)
    assert incidents(book)["Invented one"].where.point is None
    assert accounts(book)["Invented one"].given["Spot_geolocation"] == cell


def test_properties_that_say_too_little_need_a_mapping(book, tmp_path):
    path = write(tmp_path, "Invented,2030-01-02,Idlib,air::airstrike",
                 header="Title,Moment,Spot__en,Kind")  # fmt: skip
    with pytest.raises(InputError, match=r"needs a mapping.*--suggest"):
        enter(book, path)
    options = tmp_path / "map.yaml"
    options.write_text("columns: {Moment: when, Spot__en: place, Kind: violation}\n", "utf-8")
    result = enter(book, path, ImportOptions(mapping=options))
    assert (result.format, result.records["account"]) == ("uwazi", 1)
    assert incidents(book)["Invented"].violations == ("airstrike",)
    assert incidents(book)["Invented"].where.place == "idlib"


def test_an_archive_is_read_and_its_files_are_told(book, tmp_path):
    path = archive(tmp_path, ("t.csv", table(ONE, TWO)), ("a.jpg", b"x"), ("in.zip", b"PK"))
    assert recognise(path).format == "uwazi"
    result = enter(book, path)
    assert (result.format, result.records["account"]) == ("uwazi", 2)
    [told] = [each for each in result.notices if each.code == "files.left"]
    assert "2 files" in told.fault.reason


def test_an_archive_that_needs_a_mapping_says_to_unpack_its_table(book, tmp_path):
    path = archive(tmp_path, ("t.csv", "Title,file\nInvented,1.pdf\n"), ("1.pdf", b"x"))
    with pytest.raises(InputError, match=r"when it was or where it was or what was done.*Unpack"):
        enter(book, path)


def test_rejected_rows_of_an_archive_become_a_table_that_can_be_corrected(book, tmp_path):
    bad = TWO.replace("2030-01-05", "05/01/2030")
    result = enter(book, archive(tmp_path, ("t.csv", table(ONE, bad))))
    assert (result.rejected, set(accounts(book))) == (1, {"Invented one"})
    assert result.rejects_file == tmp_path / "entities.rejects.csv"
    text = result.rejects_file.read_text("utf-8-sig")
    assert text.splitlines() == [HEADER, bad]
    result.rejects_file.write_text(text.replace("05/01/2030", "2030-01-05"), "utf-8")
    assert enter(book, result.rejects_file).rejected == 0
    assert set(accounts(book)) == {"Invented one", "Invented two"}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([("../t.csv", table(ONE))], "leads out"),
        ([("t.csv", table(ONE)), ("u.csv", table(TWO))], "2 tables"),
        ([("t.zip", b"PK\x03\x04")], "0 tables"),
        ([("t.csv", b"PK\x03\x04nested")], "damaged"),
        ([("t.csv", b"")], "empty"),
        ([("t.csv", "Title,Date\n\"Invented,2030\n")], "no CSV"),
    ],
)  # fmt: skip
def test_an_archive_that_does_harm_is_refused_and_leaves_nothing(
    book, tmp_path, monkeypatch, members, words
):
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    path = archive(tmp_path, *members)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match=words):
        enter(book, path, format="uwazi")
    assert book.view.state().tree_size == 0
    assert sorted(tmp_path.iterdir()) == before
    assert list(Path(aside).iterdir()) == []


def test_what_was_unpacked_goes_when_it_has_entered(book, tmp_path, monkeypatch):
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    enter(book, archive(tmp_path, ("t.csv", table(ONE))))
    assert list(aside.iterdir()) == []


def test_a_damaged_cell_rejects_its_row_alone(book, tmp_path):
    for bad in ("In\0vented", "x" * 10_000_000):
        result = enter(book, write(tmp_path, ONE, TWO.replace("Invented two", bad)))
        assert result.rejected == 1
    assert set(accounts(book)) == {"Invented one"}
