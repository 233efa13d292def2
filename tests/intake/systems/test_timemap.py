"""Workbooks behind a TimeMap. Everything in them is invented."""

import pytest
import xlsxwriter

from importing import accounts, codes, enter, incidents, new_book
from shared_data import shared
from tawthiq.intake.files import open_sheets
from tawthiq.intake.notice import Treatment
from tawthiq.records import Source

HEADER = ("description", "date", "time", "location", "latitude", "longitude", "association1",
          "source1", "source2")  # fmt: skip
ROW = ("Invented event", "10/05/2017", "16:20", "Hama", "35.1", "36.7", "rifle", "src1", "")
SOURCES = (
    ("id", "title", "thumbnail", "description", "path1", "path2", "type"),
    ("src1", "Invented photo", "", "A photo", "http://localhost:8000/https://example.org/a.jpg",
     "", "Photo"),
    ("src2", "Invented video", "", "", "https://example.org/b", "https://example.org/c", "Video"),
)  # fmt: skip
ASSOCIATIONS = (("id", "title", "desc", "mode", "filter_path0"),
                ("rifle", "rifle", "gun", "FILTER", "Weapons"))  # fmt: skip


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


def write(folder, *rows, name="map.xlsx", header=HEADER):
    path = folder / name
    with xlsxwriter.Workbook(path) as workbook:
        for sheet, lines in (("Events", [("Date",)]), ("EXPORT_EVENTS", [header, *rows]),
                             ("EXPORT_SOURCES", SOURCES),
                             ("EXPORT_ASSOCIATIONS", ASSOCIATIONS)):  # fmt: skip
            page = workbook.add_worksheet(sheet)
            for number, cells in enumerate(lines):
                for at, cell in enumerate(cells):
                    page.write_string(number, at, cell)
    return path


def changed(**cells):
    return tuple(cells.get(name, cell) for name, cell in zip(HEADER, ROW, strict=True))


def test_an_event_enters_with_its_time_its_point_and_its_source(book, tmp_path):
    result = enter(book, write(tmp_path, ROW))
    assert (result.format, result.rows_read, result.rejected) == ("timemap", 1, 0)
    [account], [incident] = accounts(book).values(), incidents(book).values()
    [source] = book.view.all(Source)
    assert incident.when.stated == "2017-10-05T16:20"
    assert (incident.where.place, incident.where.point.latitude) == ("hama", 35.1)
    assert (account.source, source.name, source.form) == (source.id, "Invented photo", "document")
    assert account.url == "https://example.org/a.jpg"
    assert account.wording == "Invented event"
    assert account.given["source1.path1"] == SOURCES[1][4]
    assert account.given["association1.desc"] == "gun"
    assert account.given["date"] == "10/05/2017"
    assert incident.violations == ()
    assert codes(result, Treatment.ALTERED) == {"path.served"}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"time": "13.45"}, "time.not_read"),
        ({"time": "25:00"}, "time.not_read"),
        ({"source1": "src9"}, "source.not_listed"),
        ({"source2": "src2"}, "source.not_one"),
        ({"source1": ""}, "source.not_one"),
        ({"association1": "x"}, "association.not_listed"),
        ({"location": "Invented village"}, "place.not_known"),
    ],
)
def test_what_is_not_sure_is_kept_as_given_and_told(book, tmp_path, cells, code):
    result = enter(book, write(tmp_path, changed(**cells)))
    assert result.rejected == 0
    assert code in {each.code for each in result.notices}
    words = next(iter(accounts(book).values())).model_dump_json()
    assert all(cell in words for cell in cells.values())


def test_several_paths_and_sources_give_no_single_page(book, tmp_path):
    enter(book, write(tmp_path, changed(source1="src2")))
    [account] = accounts(book).values()
    assert (account.url, account.given["source1.path2"]) == (None, "https://example.org/c")


def test_month_comes_first_and_a_day_that_cannot_be_goes_back(book, tmp_path):
    result = enter(book, write(tmp_path, ROW, changed(date="13/05/2017")))
    assert (result.rejected, result.rejects_file.name) == (1, "map.rejects.xlsx")
    assert codes(result, Treatment.REJECTED) == {"date.not_read"}


def test_rejected_rows_can_be_corrected_and_imported_alone(book, tmp_path):
    result = enter(book, write(tmp_path, changed(latitude="135")))
    held = {each.name: list(each.lines()) for each in open_sheets(result.rejects_file).sheets}
    assert [len(lines) for lines in held.values()] == [2, len(SOURCES), len(ASSOCIATIONS)]
    again = enter(book, result.rejects_file)
    assert (again.rejected, {each.code for each in again.notices} & {"source.not_listed"}) == (
        1, set(),
    )  # fmt: skip


def test_a_row_with_an_id_that_changes_is_a_new_revision(book, tmp_path):
    header = ("id", *HEADER)
    enter(book, write(tmp_path, ("e1", *ROW), header=header))
    again = enter(book, write(tmp_path, ("e1", *changed(time="17:00")), header=header))
    assert (again.created, again.changed) == (0, 2)


def test_the_example_of_the_makers_enters(book):
    enter(book, shared("formats", "timemap", "timemap_data.xlsx"))
    assert len(accounts(book)) == 11
    assert sum(each.where is None for each in incidents(book).values()) == 1
    assert {each.when.stated for each in incidents(book).values()} >= {"2015-10-10T16:20"}
