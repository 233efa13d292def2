"""Files that are made to do harm, or damaged: read in a child process under a limit of memory."""

import gzip
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHILD = Path(__file__).parent / "child.py"
LIMIT = 1 << 30
"""Address space: the interpreter and its packages take half of it."""

SECONDS = 60
"""Generous: the machine can be busy. What it took is printed."""

MOST = 200
"""So many MiB."""

BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"""
RELATED = """<?xml version="1.0"?><Relationships
xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""
ROOT = """<?xml version="1.0"?><Relationships><Relationship Id="r" Type="x/officeDocument"
Target="xl/workbook.xml"/></Relationships>"""
SHEET = "<worksheet><sheetData>{}</sheetData></worksheet>"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]><worksheet><sheetData><row r='1'><c t='inlineStr'><is><t>&a11;</t></is></c></row>"
    "</sheetData></worksheet>"
)


def workbook(path, sheet, strings="<sst/>", **more):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("_rels/.rels", ROOT)
        packed.writestr("xl/workbook.xml", more.get("book", BOOK))
        packed.writestr("xl/_rels/workbook.xml.rels", RELATED)
        packed.writestr("xl/worksheets/sheet1.xml", sheet)
        packed.writestr("xl/sharedStrings.xml", strings)


def row(cells, number=1):
    return SHEET.format(f'<row r="{number}">{cells}</row>')


def noise(size):
    return os.urandom(size // 2).hex()


def zip_bomb(path):
    workbook(path, SHEET.format(" " * 300_000_000))


def zip_bomb_of_strings(path):
    workbook(path, row("<c t='s'><v>0</v></c>"), f"<sst><si><t>{'a' * 200_000_000}</t></si></sst>")


def giant_strings(path):
    texts = "".join(f"<si><t>{noise(90)}</t></si>" for _ in range(700_000))
    workbook(path, row("<c t='s'><v>0</v></c>"), f"<sst>{texts}</sst>")


def nested_zip(path):
    inner = path.with_suffix(".inner")
    zip_bomb(inner)
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(20):
            packed.write(inner, f"{number}.zip")


def many_members(path):
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(100_000):
            packed.writestr(zipfile.ZipInfo(f"{number}"), b"")


def traversal(path):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../etc/passwd", "x")


def laughs(path):
    workbook(path, LAUGHS)


def laughs_in_utf16(path):
    workbook(path, LAUGHS.replace('"1.0"', '"1.0" encoding="utf-16"', 1).encode("utf-16"))


def cut_off(path):
    workbook(path, SHEET.format(noise(200_000)))
    path.write_bytes(path.read_bytes()[:-1000])


def flipped(path):
    workbook(path, row(f"<c t='inlineStr'><is><t>{noise(100_000)}</t></is></c>"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def string_that_is_not_there(path):
    workbook(path, row("<c t='s'><v>7</v></c>"))


def column_out_of_reach(path):
    workbook(path, row("<c r='ZZZ1'><v>7</v></c>"))


def broken_xml(path):
    workbook(path, "<worksheet><sheetData><row>")


def one_endless_line(path):
    with path.open("wb") as file:
        for _ in range(40):
            file.write(b"x" * 1_000_000)


def open_quote(path):
    path.write_text('a,b\n"' + "x,y\n" * 10_000_000, "utf-8")


def old_workbook(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))


def no_encoding(path):
    path.write_bytes("nom,âge\nÉlodie Inventée,7\nFrançois Inventé,8\n".encode("latin-1"))


def empty(path):
    path.write_bytes(b"")


def gzip_bomb(path):
    with gzip.open(path, "wb", 9) as file:
        for _ in range(1000):
            file.write(b"a,b\n" * 500_000)


def gzip_cut_off(path):
    path.write_bytes(gzip.compress(noise(100_000).encode())[:-1000])


BAD = [
    (zip_bomb, "zip bomb"),
    (zip_bomb_of_strings, "zip bomb"),
    (giant_strings, "larger than 64 MB"),
    (nested_zip, "no format"),
    (many_members, "more than 10,000 members"),
    (traversal, "leads out of its folder"),
    (laughs, "document type"),
    (laughs_in_utf16, "document type"),
    (cut_off, "damaged or cut off"),
    (flipped, "damaged"),
    (string_that_is_not_there, "names a text"),
    (column_out_of_reach, "more than 16,384 cells"),
    (broken_xml, "damaged"),
    (one_endless_line, "32 million characters"),
    (open_quote, "no CSV"),
    (old_workbook, "save it as .xlsx"),
    (no_encoding, "encoding is not sure"),
    (empty, "empty"),
    (gzip_bomb, "gzip bomb"),
    (gzip_cut_off, "cut off"),
]


def looked_at(path):
    command = [sys.executable, str(CHILD), str(path), str(LIMIT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize(("make", "words"), BAD, ids=lambda each: getattr(each, "__name__", ""))
def test_a_bad_file_is_refused_with_what_to_do(tmp_path, make, words, counted):
    path = tmp_path / "bad.xlsx"
    make(path)
    taken = looked_at(path)
    assert words in taken["said"]
    assert taken["lines"] == 0
    counted(f"{make.__name__}: {taken['seconds']:.2f} s, {taken['mebibytes']:.0f} MiB")
    assert taken["mebibytes"] < MOST


def test_a_cell_of_ten_million_letters_is_read_and_marked(tmp_path, counted):
    path = tmp_path / "long.csv"
    path.write_text(f"a,b\n1,{'x' * 10_000_000}\n2,y\n", "utf-8")
    taken = looked_at(path)
    assert taken["lines"] == 3
    counted(f"a cell of 10 million letters: {taken['seconds']:.2f} s, {taken['mebibytes']:.0f} MiB")
    assert taken["mebibytes"] < MOST
