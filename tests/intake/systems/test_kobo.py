"""Exports of KoboToolbox: submissions and their repeat groups. All answers are invented."""

from dataclasses import replace

import pytest
import xlsxwriter

from importing import accounts, codes, enter, incidents, new_book
from tawthiq.errors import InputError
from tawthiq.intake.importing import ImportOptions
from tawthiq.intake.mapped.suggest import suggest_mapping
from tawthiq.intake.notice import Treatment
from tawthiq.records import Count, Listing, Source

META = ("_id", "_uuid", "_submission_time", "_validation_status", "_index")
HEADER = ("incident/incident_date", "incident/local_time", "incident/governorate", "spot",
          "_spot_latitude", "_spot_longitude", "_spot_precision", "what", "what/airstrike",
          "what/shelling", "killed_min", "tea", *META)  # fmt: skip
ONE = ("2030-01-02", "14:30:00.000+03:00", "Idlib", "35.9 36.6 0 5", "35.9", "36.6", "5",
       "airstrike", "1", "0", "3", "black", "1", "u-1", "2030-01-03T10:00:00", "", "1")  # fmt: skip
TWO = ("2030-01-04", "", "Hama", "", "", "", "", "airstrike shelling", "1", "1", "", "", "2", "u-2",
       "2030-01-05T10:00:00", "validation_status_not_approved", "2")  # fmt: skip
VICTIMS = ("name", "age", "sex", "_index", "_parent_table_name", "_parent_index",
           "_submission__uuid")  # fmt: skip
PERSONS = (("Invented One", "7", "f", "1", "form", "1", "u-1"),
           ("Invented Two", "30", "m", "2", "form", "1", "u-1"),
           ("Invented Three", "41", "f", "3", "form", "2", "u-2"))  # fmt: skip


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


def workbook(folder, *rows, header=HEADER, name="export.xlsx", **sheets):
    path = folder / name
    with xlsxwriter.Workbook(path) as made:
        for title, lines in {"form": (header, *rows), **sheets}.items():
            sheet = made.add_worksheet(title)
            for at, line in enumerate(lines):
                sheet.write_row(at, 0, line)
    return path


def table(folder, *rows, header=HEADER, name="export.csv"):
    path = folder / name
    lines = (";".join(f'"{cell}"' for cell in row) for row in (header, *rows))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def mapped(folder, text):
    path = folder / "map.yaml"
    path.write_text(text, "utf-8")
    return ImportOptions(mapping=path)


def test_a_submission_is_an_account_and_each_victim_of_a_repeat_a_listing(book, tmp_path):
    result = enter(book, workbook(tmp_path, ONE, TWO, victim=(VICTIMS, *PERSONS)))
    assert (result.format, result.rows_read, result.rejected) == ("kobo", 5, 0)
    assert result.records == {"account": 2, "collection": 1, "incident": 2, "listing": 3,
                              "source": 1}  # fmt: skip
    held, told = incidents(book), accounts(book)
    assert set(told) == {"u-1", "u-2"}
    assert [held[key].when.stated for key in ("u-1", "u-2")] == ["2030-01-02T14:30", "2030-01-04"]
    assert held["u-1"].where.place == "idlib"
    assert (held["u-1"].where.point.latitude, held["u-1"].where.point.radius) == (35.9, 5)
    assert held["u-1"].tolls[0].count == Count(minimum=3)
    assert {(each.incident, each.cells["name"]) for each in book.view.all(Listing)} == {
        (held["u-1"].id, "Invented One"), (held["u-1"].id, "Invented Two"),
        (held["u-2"].id, "Invented Three"),
    }  # fmt: skip
    assert [each.name for each in book.view.all(Source)] == ["form"]


def test_what_no_field_holds_is_kept_as_given(book, tmp_path):
    result = enter(book, workbook(tmp_path, ONE))
    given = accounts(book)["u-1"].given
    assert given["tea"] == "black"
    assert given["_submission_time"] == "2030-01-03T10:00:00", "it has no zone"
    assert given["incident/local_time"] == "14:30:00.000+03:00"
    [notice] = [each for each in result.notices if each.code == "columns.as_given"]
    assert "tea" in notice.fault.reason


def test_another_export_numbers_its_rows_otherwise_and_changes_nothing(book, tmp_path):
    enter(book, workbook(tmp_path, ONE, TWO, victim=(VICTIMS, *PERSONS)))
    numbered = [(*row[:3], str(at), "form", parent, row[6]) for at, (row, parent) in
                enumerate(zip((PERSONS[2], *PERSONS[:2]), "122", strict=True), 1)]  # fmt: skip
    rows = ((*TWO[:-1], "1"), (*ONE[:-1], "2"))
    again = enter(book, workbook(tmp_path, *rows, victim=(VICTIMS, *numbered)))
    assert (again.batch, again.created, again.changed) == (None, 0, 0)


def test_a_changed_answer_is_a_new_revision_and_an_edit_keeps_its_root(book, tmp_path):
    header, row = (*HEADER, "meta/rootUuid"), (*ONE, "uuid:u-1")
    enter(book, workbook(tmp_path, row, header=header))
    edited = [{"3": "4", "u-1": "u-9"}.get(cell, cell) for cell in row]
    result = enter(book, workbook(tmp_path, edited, header=header))
    assert (result.created, result.changed) == (0, 2)
    assert accounts(book)["u-1"].tolls[0].count == Count(minimum=4)


def test_a_rejected_submission_goes_back_with_its_victims(book, tmp_path):
    bad = [{"3": "-3"}.get(cell, cell) for cell in ONE]
    result = enter(book, workbook(tmp_path, bad, TWO, victim=(VICTIMS, *PERSONS)))
    assert (result.rejected, set(accounts(book))) == (3, {"u-2"})
    assert result.rejects_file.suffix == ".xlsx"
    enter(book, workbook(tmp_path, ONE, TWO, victim=(VICTIMS, *PERSONS)))
    assert set(accounts(book)) == {"u-1", "u-2"}
    again = enter(book, result.rejects_file)
    assert (again.rejected, again.rows_read) == (3, 3), "the sheets of the rejects belong together"


def test_a_victim_of_no_submission_is_rejected(book, tmp_path):
    lost = ("Invented Four", "9", "m", "4", "form", "7", "u-7")
    result = enter(book, workbook(tmp_path, ONE, TWO, victim=(VICTIMS, *PERSONS, lost)))
    assert result.rejected == 1
    assert codes(result, Treatment.REJECTED) == {"joined.no_parent"}


def test_a_repeat_inside_a_repeat_belongs_to_the_submission(book, tmp_path):
    wounds = (("wound", "_index", "_parent_table_name", "_parent_index"),
              ("burn", "1", "victim", "3"))  # fmt: skip
    result = enter(book, workbook(tmp_path, ONE, TWO, victim=(VICTIMS, *PERSONS), wounds=wounds))
    assert "repeat.as_given" in codes(result, Treatment.NOTED)
    assert accounts(book)["u-2"].given["wounds/1/wound"] == "burn"
    assert "wounds/1/wound" not in accounts(book)["u-1"].given


def test_answers_are_read_from_their_own_columns(book, tmp_path):
    header = tuple(name.replace("what", "violation") for name in HEADER)
    enter(book, workbook(tmp_path, ONE, TWO, header=header))
    assert incidents(book)["u-1"].violations == ("airstrike",)
    assert incidents(book)["u-2"].violations == ("airstrike", "shelling")


def test_names_of_answers_without_such_columns_are_split_where_each_is_known(book, tmp_path):
    header = tuple("violation" if name == "what" else name.replace("what/", "kind_of_")
                   for name in HEADER)  # fmt: skip
    enter(book, workbook(tmp_path, TWO, header=header))
    assert incidents(book)["u-2"].violations == ("airstrike", "shelling")


def test_labels_of_several_answers_in_one_cell_are_kept_and_told(book, tmp_path):
    header = ("التاريخ", "المحافظة", "نوع الانتهاك", *META)
    rows = [("2030-01-02", "إدلب", words, str(at), f"u-{at}", "2030-01-03T10:00:00", "", str(at))
            for at, words in enumerate(("غارة جوية", "غارة جوية حصار"), 1)]  # fmt: skip
    result = enter(book, workbook(tmp_path, *rows, header=header))
    assert incidents(book)["u-1"].violations == ("airstrike",)
    assert incidents(book)["u-2"].violations == ()
    assert accounts(book)["u-2"].given["نوع الانتهاك"] == "غارة جوية حصار"
    assert "choices.not_split" in codes(result, Treatment.AS_GIVEN)


def test_a_submission_that_was_not_approved_is_told(book, tmp_path):
    result = enter(book, workbook(tmp_path, ONE, TWO))
    assert [
        each.fault.row for each in result.notices if each.code == "validation.not_approved"
    ] == [3]
    assert accounts(book)["u-2"].given["_validation_status"] == "validation_status_not_approved"


def test_a_csv_says_that_its_repeat_groups_are_lost(book, tmp_path):
    result = enter(book, table(tmp_path, ONE, TWO))
    assert (result.records["account"], "listing" in result.records) == (2, False)
    assert "repeat.not_there" in codes(result, Treatment.NOTED)


def test_an_old_csv_writes_n_a_for_an_empty_cell(book, tmp_path):
    header = ("date", "governorate", "violation", "killed", "meta/instanceID")
    row = ("2030-01-02", "Idlib", "airstrike", "n/a", "uuid:u-1")
    result = enter(book, table(tmp_path, row, header=header))
    assert accounts(book)["u-1"].tolls == ()
    assert {"cell.none", "source.none"} <= codes(result, Treatment.NOTED)


def test_a_form_that_does_not_say_what_happened_needs_a_mapping(book, tmp_path):
    header = ("date", "governorate", "tea", *META)
    path = workbook(tmp_path, ("2030-01-02", "Idlib", "siege", *ONE[-5:]), header=header)
    with pytest.raises(InputError, match=r"say what was done\. .*--suggest"):
        enter(book, path)
    options = mapped(tmp_path, "columns: {date: when, governorate: place, tea: violation}\n"
                               "constants: {source: Invented form}")  # fmt: skip
    result = enter(book, path, options)
    assert (result.format, incidents(book)["u-1"].violations) == ("kobo", ("siege",))


def test_a_mapping_goes_before_what_the_names_say(book, tmp_path):
    options = mapped(
        tmp_path, "columns: {incident/incident_date: when, tea: town, what: violation}"
    )
    enter(book, workbook(tmp_path, ONE, victim=(VICTIMS, *PERSONS[:2])), options)
    held = incidents(book)["u-1"]
    assert (held.when.stated, held.where.place, held.where.named) == ("2030-01-02", None, "black")
    assert len(list(book.view.all(Listing))) == 2


def test_a_dry_run_tells_the_same_and_writes_nothing(book, tmp_path):
    path = workbook(tmp_path, ONE, TWO, victim=(VICTIMS, *PERSONS))
    dry = enter(book, path, ImportOptions(dry_run=True))
    assert book.view.state().tree_size == 0
    wet = enter(book, path)
    assert replace(dry, dry_run=False, batch=wet.batch) == wet


@pytest.mark.parametrize(
    ("cell", "code"),
    [("In\0vented", "cell.nul"), ("x" * 100_001, "cell.too_long")],
)
def test_a_damaged_cell_rejects_its_submission_alone(book, tmp_path, cell, code):
    bad = tuple(cell if each == "black" else each for each in ONE)
    result = enter(book, table(tmp_path, bad, TWO))
    assert codes(result, Treatment.REJECTED) == {code}
    assert set(accounts(book)) == {"u-2"}


def test_a_mapping_that_is_proposed_for_an_export_can_be_used_as_it_is(book, tmp_path):
    path = workbook(tmp_path, ONE, TWO, victim=(VICTIMS, *PERSONS))
    text = suggest_mapping(path, clock="Asia/Damascus")
    assert 'spot": place' not in text
    assert 'incident": incident' not in text
    result = enter(book, path, mapped(tmp_path, text))
    assert (result.format, result.rejected, result.records["listing"]) == ("kobo", 0, 3)
    assert set(accounts(book)) == {"u-1", "u-2"}
    assert incidents(book)["u-1"].where.point.radius == 5


def test_a_group_that_nobody_answered_is_no_question_with_answers(book, tmp_path):
    header = ("date", "place/town", "place/quarter", "violation", *META)
    rows = [("2030-01-02", "", "", "siege", *ONE[-5:])]
    result = enter(book, workbook(tmp_path, *rows, header=header))
    assert "choices.read" not in codes(result, Treatment.NOTED)
    taken = {each.fault.column for each in result.notices if each.code == "column.taken_for"}
    assert {"place/town", "date", "violation"} <= taken


def test_victims_of_exports_that_were_pasted_together_stay_with_their_submission(book, tmp_path):
    rows = (ONE, (*TWO[:-1], "1"))
    persons = [(*row[:5], "1", row[6]) for row in PERSONS]
    enter(book, workbook(tmp_path, *rows, victim=(VICTIMS, *persons)))
    held = incidents(book)
    assert {(each.incident, each.cells["name"]) for each in book.view.all(Listing)} == {
        (held["u-1"].id, "Invented One"), (held["u-1"].id, "Invented Two"),
        (held["u-2"].id, "Invented Three"),
    }  # fmt: skip


def test_a_number_that_stands_twice_ties_no_victim_to_either(book, tmp_path):
    rows = (ONE, (*TWO[:-1], "1"))
    result = enter(book, workbook(tmp_path, *rows, victim=(VICTIMS[:-1], PERSONS[0][:-1])))
    assert codes(result, Treatment.REJECTED) == {"joined.no_parent"}
