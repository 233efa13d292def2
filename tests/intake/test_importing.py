"""Files of any layout into a casebook: nothing lost, nothing silent. All rows are invented."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from conftest import ENTRY
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.errors import InputError
from tawthiq.intake.collecting import CollectionSpec
from tawthiq.intake.formats import import_file
from tawthiq.intake.importing import ImportOptions
from tawthiq.intake.notice import Treatment
from tawthiq.records import Account, Count, Incident, Listing, Mode, Source

HEADER = "No,Date,Province,Town,What,Who,Dead,Told by,Colour"
ROWS = (
    "1,2017-10-05,Idlib,,airstrike,Russian forces,5,Invented A,red",
    "2,5 October 2017,Idlib,Invented town,airstrike,Russian or coalition,10-15,Invented A,",
    "3,تشرين الأول 2017,Hama,,airstrike,regime and russia,at least 5,Invented B,",
)
MAP = """
columns: {"No": key, Date: when, Province: governorate, Town: town, What: violation, Who: party,
          Dead: killed, Told by: source}
"""


@pytest.fixture
def book(tmp_path):
    names = {"en": "Invented", "ar": "مختلق"}
    init_casebook(tmp_path / "book", name=names, area="syria", clock="Asia/Damascus")
    with open_casebook(tmp_path / "book") as opened:
        yield opened


def write(folder, *rows, name="t.csv", header=HEADER):
    path = folder / name
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return path


def mapped(folder, text=MAP):
    path = folder / "map.yaml"
    path.write_text(text, "utf-8")
    return ImportOptions(mapping=path)


def enter(book, path, options, *, format=None, collection="ours"):
    spec = CollectionSpec(collection)
    return import_file(book, path, format=format, collection=spec, entry=ENTRY, options=options)


def accounts(book):
    return {each.key: each for each in book.view.all(Account)}


def incidents(book):
    return {each.key: each for each in book.view.all(Incident)}


def codes(result, treatment):
    return [each.code for each in result.notices if each.treatment is treatment]


def test_a_table_of_any_layout_enters_by_its_mapping(book, tmp_path):
    result = enter(book, write(tmp_path, *ROWS), mapped(tmp_path))
    assert (result.format, result.rows_read, result.rejected) == ("table", 3, 0)
    assert result.records == {"account": 3, "collection": 1, "incident": 3, "source": 2}
    assert result.created == 9
    held, told = incidents(book), accounts(book)
    assert [each.when.stated for each in held.values()] == ["2017-10-05", "2017-10-05", "2017-10"]
    assert held["1"].where.place == "idlib"
    assert told["2"].attribution.parties == ("russia", "coalition")
    assert told["2"].attribution.mode is Mode.ANY
    assert told["3"].attribution.mode is Mode.JOINT
    assert told["2"].tolls[0].count == Count(minimum=10, maximum=15)
    assert told["3"].tolls[0].count == Count(minimum=5)


def test_every_cell_is_in_the_records_in_its_own_words(book, tmp_path):
    enter(book, write(tmp_path, *ROWS), mapped(tmp_path))
    sources = {each.id: each.name for each in book.view.all(Source)}
    for row in csv.DictReader([HEADER, *ROWS]):
        account, incident = accounts(book)[row["No"]], incidents(book)[row["No"]]
        words = account.model_dump_json() + incident.model_dump_json() + sources[account.source]
        assert all(json.dumps(cell, ensure_ascii=False)[1:-1] in words for cell in row.values())


def test_the_same_file_adds_nothing_and_a_changed_row_is_a_new_revision(book, tmp_path):
    options = mapped(tmp_path)
    enter(book, write(tmp_path, *ROWS), options)
    again = enter(book, write(tmp_path, *ROWS), options)
    assert (again.batch, again.created, again.changed, again.unchanged) == (None, 0, 0, 9)
    changed = enter(book, write(tmp_path, *ROWS[:2], ROWS[2].replace("at least 5", "7")), options)
    assert (changed.created, changed.changed, changed.unchanged) == (0, 2, 7)
    assert accounts(book)["3"].tolls[0].count == Count.exactly(7)


def test_a_dry_run_tells_the_same_and_writes_nothing(book, tmp_path):
    path = write(tmp_path, *ROWS, "4,05/10/2017,Idlib,,airstrike,regime,1,Invented A,")
    options = mapped(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    dry = enter(book, path, replace(options, dry_run=True))
    assert book.view.state().tree_size == 0
    assert sorted(tmp_path.rglob("*")) == before
    wet = enter(book, path, options)
    same = ("rows_read", "created", "changed", "unchanged", "rejected", "records", "notices")
    assert [getattr(dry, name) for name in same] == [getattr(wet, name) for name in same]


def test_rejected_rows_can_be_corrected_and_imported_alone(book, tmp_path):
    bad = "4,05/10/2017,Idlib,,airstrike,regime,1,Invented A,=1+1"
    options = mapped(tmp_path)
    result = enter(book, write(tmp_path, *ROWS, bad), options)
    assert (result.rejected, len(accounts(book))) == (1, 3)
    [notice] = [each for each in result.notices if each.treatment is Treatment.REJECTED]
    fault = notice.fault
    assert (fault.row, fault.column, fault.value) == (5, "Date", "05/10/2017")
    assert "day-first" in fault.remedy
    text = result.rejects_file.read_text("utf-8-sig")
    assert text.splitlines() == [HEADER, bad.replace("=1+1", "'=1+1")]
    result.rejects_file.write_text(text.replace("05/10/2017", "2017-10-05"), "utf-8")
    corrected = enter(book, result.rejects_file, options)
    assert (corrected.rejected, len(accounts(book))) == (0, 4)
    whole = write(tmp_path, *ROWS, bad.replace("05/10/2017", "2017-10-05"))
    assert enter(book, whole, options).batch is None


def test_corrected_rejects_are_not_written_over(book, tmp_path):
    path = write(tmp_path, *ROWS, "4,05/10/2017,Idlib,,airstrike,regime,1,Invented A,")
    options = mapped(tmp_path)
    first = enter(book, path, options).rejects_file
    assert enter(book, path, options).rejects_file == first
    first.write_text("half corrected", "utf-8")
    second = enter(book, path, options).rejects_file
    assert second.name == "t.rejects-2.csv"
    assert first.read_text("utf-8") == "half corrected"


def test_strict_refuses_the_file_whole(book, tmp_path):
    path = write(tmp_path, *ROWS, "4,05/10/2017,Idlib,,airstrike,regime,1,Invented A,")
    before = sorted(tmp_path.iterdir())
    options = replace(mapped(tmp_path), strict=True)
    with pytest.raises(InputError, match="row 5, column Date"):
        enter(book, path, options)
    assert book.view.state().tree_size == 0
    assert sorted(tmp_path.iterdir()) == sorted({*before, tmp_path / "map.yaml"})


def test_what_no_vocabulary_holds_is_kept_as_given_and_told(book, tmp_path):
    party = "Russian or an invented brigade"
    row = f"1,2017-10-05,Invented province,,cruelty,{party},dozens,Invented A,"
    result = enter(book, write(tmp_path, row), mapped(tmp_path))
    assert result.kept_as_given == 4
    account, incident = accounts(book)["1"], incidents(book)["1"]
    assert account.given["Who"] == account.attribution_as_told == party
    assert account.attribution is None, "a party alone would be told too surely"
    assert incident.where.place is None
    assert incident.where.named == "Invented province"
    assert incident.violations == ()
    assert account.tolls == ()
    assert {account.given[name] for name in ("What", "Dead")} == {"cruelty", "dozens"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",2017-10-05,Idlib,,airstrike,regime,1,Invented A,", "key.empty"),
        ("9,05/10/2017,Idlib,,airstrike,regime,1,Invented A,", "date.ambiguous"),
        ("9,43013,Idlib,,airstrike,regime,1,Invented A,", "date.ambiguous"),
        ("9,some day,Idlib,,airstrike,regime,1,Invented A,", "date.not_read"),
        ("9,2017-10-05,Idlib,,airstrike,regime,-1,Invented A,", "number.impossible"),
        ("9,2017-10-05,Idlib,,airstrike,regime,1.5,Invented A,", "number.impossible"),
        ("9,2017-10-05,Idlib,,airstrike,regime,1,Invented A,,more", "row.length"),
        ("9,2017-10-05,Idlib", "row.length"),
        ("9,2017-10-05,Idlib,,airstrike,regime,1,In\0vented,", "cell.nul"),
        (f"9,2017-10-05,Idlib,,airstrike,regime,1,{'x' * 100_001},", "cell.too_long"),
    ],
)
def test_a_rejected_row_does_not_stop_the_others(book, tmp_path, row, code):
    result = enter(book, write(tmp_path, ROWS[0], row, ROWS[1]), mapped(tmp_path))
    assert codes(result, Treatment.REJECTED) == [code]
    assert set(accounts(book)) == {"1", "2"}


def test_rows_with_one_key_are_all_rejected(book, tmp_path):
    result = enter(book, write(tmp_path, *ROWS, ROWS[0].replace("red", "blue")), mapped(tmp_path))
    assert codes(result, Treatment.REJECTED) == ["key.twice", "key.twice"]
    assert set(accounts(book)) == {"2", "3"}


def test_rows_of_one_incident_enter_together_or_not_at_all(book, tmp_path):
    header = f"{HEADER},Event"
    text = MAP.replace("Told by: source", "Told by: source, Event: incident")
    rows = [f"{row},{event}" for row, event in zip(ROWS, ("x", "y", "x"), strict=True)]
    bad = [rows[0], rows[1], rows[2].replace("at least 5", "-5")]
    result = enter(book, write(tmp_path, *bad, header=header), mapped(tmp_path, text))
    assert result.rejected == 2
    assert codes(result, Treatment.REJECTED) == ["row.held_back", "number.impossible"]
    enter(book, write(tmp_path, *rows, header=header), mapped(tmp_path, text))
    held = incidents(book)["x"]
    assert len(held.accounts) == 2
    assert held.when.stated == "2017-10", "the time spans what both tell"
    assert held.where.place == "syria"
    assert held.tolls[0].count == Count(minimum=5)


def test_a_batch_can_be_undone(book, tmp_path):
    result = enter(book, write(tmp_path, *ROWS), mapped(tmp_path))
    book.register.undo(result.batch, actor="invented", reason="wrong", at=ENTRY.at)
    assert accounts(book) == {}


def test_a_column_that_the_file_lacks_refuses_it(book, tmp_path):
    options = mapped(tmp_path, 'columns: {"No": key, Dates: when}')
    with pytest.raises(InputError, match=r"lacks it. The nearest is 'Date'"):
        enter(book, write(tmp_path, *ROWS), options)


def test_a_table_without_a_mapping_is_refused_with_what_to_do(book, tmp_path):
    with pytest.raises(InputError, match="--suggest"):
        enter(book, write(tmp_path, *ROWS), ImportOptions())


def test_a_workbook_with_joined_sheets_gives_listings(book, tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as workbook:
        cases, victims = workbook.add_worksheet("Cases"), workbook.add_worksheet("Victims")
        for at, row in enumerate((HEADER, *ROWS)):
            cases.write_row(at, 0, row.split(","))
        for at, row in enumerate(
            (
                ("case", "Name", "Age"),
                ("1", "شخص مخترع", "7"),
                ("1", "Invented Person", "?"),
                ("9", "Invented Orphan", "5"),
            )
        ):
            victims.write_row(at, 0, row)
    text = MAP + "sheet: Cases\njoined: [{sheet: Victims, key: case, columns: {Name: name}}]\n"
    result = enter(book, path, mapped(tmp_path, text))
    assert codes(result, Treatment.REJECTED) == ["joined.no_parent"]
    first, second = book.view.all(Listing)
    assert {first.incident, second.incident} == {incidents(book)["1"].id}
    assert {each.cells[each.meant["name"]] for each in (first, second)} == {
        "شخص مخترع", "Invented Person"}  # fmt: skip
    assert result.rejects_file.suffix == ".xlsx"
    fixed = enter(book, result.rejects_file, mapped(tmp_path, text))
    assert codes(fixed, Treatment.REJECTED) == ["joined.no_parent"]


def test_a_list_of_victims_is_kept_as_given(book, tmp_path):
    header = "ref,name_ar,name_en,age,dob,sex,خلية"
    rows = ("1,شخص مخترع,Invented Person,Less than a day,2016-05-03,f,كلام",
            "2,مجهول,,-1,,m,", "3,مجهول,,-1,,m,")  # fmt: skip
    path = write(tmp_path, *rows, header=header)
    result = enter(book, path, ImportOptions())
    assert (result.format, result.records["listing"]) == ("victims", 3)
    listed = {each.key: each for each in book.view.all(Listing)}
    assert listed["1"].cells == dict(zip(header.split(","), rows[0].split(","), strict=True))
    assert listed["1"].meant["age"] == "age"
    assert listed["2"].cells["age"] == "-1"
    assert enter(book, path, ImportOptions()).batch is None


def test_persons_who_are_alike_in_every_cell_are_all_kept(book, tmp_path):
    path = write(tmp_path, "مجهول,30,m", "مجهول,30,m", "مجهول,30,m", header="name,age,sex")
    assert enter(book, path, ImportOptions()).records["listing"] == 3
    assert enter(book, path, ImportOptions()).batch is None


def test_a_notice_names_its_file_without_the_folder(book, tmp_path):
    path = write(tmp_path, *ROWS, "4,05/10/2017,Idlib,,airstrike,regime,1,Invented A,")
    result = enter(book, path, mapped(tmp_path))
    assert {each.fault.file for each in result.notices} == {"t.csv"}
    assert Path(result.rejects_file).parent == tmp_path


def test_a_point_outside_the_named_place_is_told_and_both_are_kept(book, tmp_path):
    square = {
        "type": "Polygon",
        "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]],
    }
    idlib = (
        book.places()
        .get("idlib")
        .model_copy(
            update={"id": book.register.new_id("place", "idlib"), "polygon": json.dumps(square)}
        )
    )
    book.register.write([idlib], actor="invented", reason="border", at=ENTRY.at)
    text = """
columns: {"No": key, Province: place, lat: latitude, lon: longitude, off: precision}
constants: {source: Invented A}
"""
    rows = ("1,Idlib,35.5,36.5,100", "2,Idlib,33.5,36.3,", "3,Idlib,95,36.3,", "4,Idlib,35.5,,")
    path = write(tmp_path, *rows, header="No,Province,lat,lon,off")
    result = enter(book, path, mapped(tmp_path, text))
    assert codes(result, Treatment.REJECTED) == ["number.not_read"]
    assert codes(result, Treatment.AS_GIVEN) == ["point.half"]
    [notice] = [each for each in result.notices if each.code == "point.outside"]
    assert "outside idlib; both are kept" in notice.fault.reason
    inside, outside = incidents(book)["1"].where, incidents(book)["2"].where
    assert (inside.place, inside.point.radius) == ("idlib", 100)
    assert (outside.place, outside.point.latitude, outside.point.radius) == ("idlib", 33.5, None)


def test_a_file_that_names_no_source_says_so_once(book, tmp_path):
    text = 'columns: {"No": key, Date: when}'
    result = enter(book, write(tmp_path, *ROWS), mapped(tmp_path, text))
    assert codes(result, Treatment.NOTED).count("source.none") == 1
    assert {each.source for each in accounts(book).values()} == {None}
