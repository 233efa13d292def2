"""A format that is named for a file that is of another: refused, and nothing is written."""

import pytest
import xlsxwriter

from importing import enter, new_book
from tawthiq.errors import InputError

NAMES = ("ged", "acled", "airwars", "timemap", "auto-archiver", "proofmode")


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


def workbook(path):
    with xlsxwriter.Workbook(path) as file:
        file.add_worksheet("Any").write_row(0, 0, ("id", "invented"))


FILES = {
    "table": lambda path: path.write_text("id,invented\n1,2\n", "utf-8"),
    "header": lambda path: path.write_text("id\n", "utf-8"),
    "workbook": workbook,
    "nul": lambda path: path.write_bytes(bytes(1000)),
    "latin": lambda path: path.write_bytes(b"id,caf\xe9\n1,2\n"),
    "empty": lambda path: path.write_bytes(b""),
    "picture": lambda path: path.write_bytes(b"\xff\xd8\xff" + bytes(100)),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_a_file_of_another_format_is_refused_with_what_to_do(book, tmp_path, name, make):
    path = tmp_path / "file.bin"
    make(path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError) as refused:
        enter(book, path, format=name)
    assert all(fault.reason and fault.remedy for fault in refused.value.faults)
    assert book.view.state().tree_size == 0
    assert sorted(tmp_path.rglob("*")) == before
