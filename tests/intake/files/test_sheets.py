"""Sheets of text and of workbooks: what a cell holds is what a reader gets. All rows invented."""

from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.errors import InputError
from tawthiq.intake.files import SheetRejects, open_sheets, read_header

TEXT = "الاسم,المحافظة,العدد\nشخص مخترع,إدلب,5\n"


def cells(path, **more):
    return [line.cells for sheet in open_sheets(path, **more).sheets for line in sheet.lines()]


def written(folder, content):
    path = folder / "t.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1256"]
)
def test_the_encoding_is_found_by_the_content_and_told(tmp_path, encoding):
    path = written(tmp_path, TEXT.encode(encoding))
    assert cells(path)[1] == ("شخص مخترع", "إدلب", "5")
    assert encoding.upper().removesuffix("-SIG")[:6] in open_sheets(path).told[0].upper()


@pytest.mark.parametrize("encoding", ["latin-1", "iso-8859-6", "cp1252"])
def test_an_encoding_that_is_not_sure_is_refused_with_its_line(tmp_path, encoding):
    text = "a,b\nالمحافظة,المدينة\n" if encoding == "iso-8859-6" else "a,b\nÉlodie Inventée,é\n"
    with pytest.raises(InputError, match=r"row 2: its encoding is not sure.*--encoding"):
        cells(written(tmp_path, text.encode(encoding)))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_separator_is_found(tmp_path, mark, end):
    rows = [("a", "b, c", "d"), ("1", "2;3", "4")]
    text = end.join(mark.join(f'"{cell}"' for cell in row) for row in rows) + end
    assert cells(written(tmp_path, text.encode())) == rows


def test_lines_are_counted_as_a_person_counts_them(tmp_path):
    path = written(tmp_path, b'a,b\n"1\n1",2\n\n3,4\n')
    [sheet] = open_sheets(path).sheets
    assert [line.number for line in sheet.lines()] == [1, 2, 5]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_the_dates_of_a_workbook_are_those_that_it_shows(tmp_path, epoch_1904):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": epoch_1904}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(0, 0, datetime.fromisoformat("2017-10-05"), day)
        sheet.write_datetime(0, 1, datetime.fromisoformat("2017-10-05T14:30"), day)
        sheet.write_number(0, 2, 43013)
        sheet.write_number(0, 3, 5.5, book.add_format({"num_format": '0.0 "days"'}))
        sheet.write_boolean(0, 4, True)
        sheet.write_string(0, 6, "=1+1")
        sheet.write_formula(0, 7, "=1+1", value=2)
    [line] = next(iter(open_sheets(path).sheets)).lines()
    assert line.cells == ("2017-10-05", "2017-10-05T14:30", "43013", "5.5", "TRUE", "", "=1+1", "2")
    assert [(mark.at, mark.code) for mark in line.marks] == [(7, "cell.formula")]


def test_headers_that_stand_twice_or_are_missing_get_names_of_their_own(tmp_path):
    [sheet] = open_sheets(written(tmp_path, b"a,,a,a,\n1,2,3,4,\n")).sheets
    headed = read_header(sheet)
    assert headed.columns == ("a", "column 2", "a (2)", "a (3)")
    assert dict(headed.renamed) == {"column 2": "", "a (2)": "a", "a (3)": "a"}


def test_marks_of_direction_are_kept_and_marked(tmp_path):
    [sheet] = open_sheets(written(tmp_path, "a,b\nx\u202ey,z\n".encode())).sheets
    *_, line = sheet.lines()
    assert line.cells[0] == "x\u202ey"
    assert [mark.code for mark in line.marks] == ["cell.direction"]


@given(
    st.lists(
        st.tuples(
            *[st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)] * 3
        ),
        min_size=1,
    )
)
def test_rejects_read_back_are_the_rows_that_were_rejected(tmp_path_factory, rows):
    rows = [row for row in rows if any(map(str.strip, row))]
    folder = tmp_path_factory.mktemp("rejects")
    file = open_sheets(written(folder, b"a,b,c\n1,2,3\n"))
    headed = read_header(file.sheets[0])
    line = headed.header
    with SheetRejects(file, {None: line}) as rejects:
        for row in rows:
            rejects.add(None, type(line)(2, row))
        path = rejects.keep()
    if rows:
        again = open_sheets(path, encoding="utf-8").sheets[0]
        assert [each.cells for each in again.lines()][1:] == rows
    assert not list(folder.glob(".rejects-*"))


def test_rejects_of_a_workbook_hold_no_live_formula(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("S").write_row(0, 0, ("a", "b"))
    file = open_sheets(path)
    header = read_header(file.sheets[0]).header
    with SheetRejects(file, {"S": header}) as rejects:
        rejects.add("S", type(header)(2, ("=1+1", "@x")))
        kept = rejects.keep()
    _, line = open_sheets(kept).sheets[0].lines()
    assert (line.cells, line.marks) == (("=1+1", "@x"), ())
