"""Files that are made to do harm, or damaged: read in a child process under a limit of memory."""

import contextlib
import gzip
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tawthiq.casebook import init_casebook
from tawthiq.errors import InputError
from tawthiq.intake.files import open_sheets
from tawthiq.intake.files.items import MOST_VALUES
from tawthiq.intake.recognise import recognise
from tawthiq.intake.systems import python_repr

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


def test_wherever_a_byte_is_turned_a_workbook_is_read_or_refused(tmp_path):
    path = tmp_path / "bad.xlsx"
    workbook(path, row(f"<c t='inlineStr'><is><t>{noise(4_000)}</t></is></c>"))
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with contextlib.suppress(InputError):
            recognise(path)
            [list(sheet.lines()) for sheet in open_sheets(path).sheets]


def test_a_cell_of_ten_million_letters_is_read_and_marked(tmp_path, counted):
    path = tmp_path / "long.csv"
    path.write_text(f"a,b\n1,{'x' * 10_000_000}\n2,y\n", "utf-8")
    taken = looked_at(path)
    assert taken["lines"] == 3
    counted(f"a cell of 10 million letters: {taken['seconds']:.2f} s, {taken['mebibytes']:.0f} MiB")
    assert taken["mebibytes"] < MOST


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A casebook that no bad file may change."""
    folder = tmp_path_factory.mktemp("bad") / "book"
    names = {"en": "Invented", "ar": "مختلق"}
    init_casebook(folder, name=names, area="syria", clock="Asia/Damascus")
    return folder


def state_of(folder):
    """Every file that holds something, by its digest: opening a database may touch its log."""
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    passing = (".db-wal", ".db-shm", ".lock")
    return {
        str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in files
        if not each.name.endswith(passing)
    }


def entered(book, path, format=""):
    command = [sys.executable, str(CHILD), str(path), str(LIMIT), str(book), format]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def check(taken, name, words, counted):
    assert words in taken["said"]
    assert taken["created"] == 0
    counted(f"import of {name}: {taken['seconds']:.2f} s, {taken['mebibytes']:.0f} MiB")
    assert taken["mebibytes"] < MOST


@pytest.mark.parametrize(("make", "words"), BAD, ids=lambda each: getattr(each, "__name__", ""))
def test_a_bad_file_leaves_the_casebook_unchanged(tmp_path, book, make, words, counted):
    path = tmp_path / "bad.xlsx"
    make(path)
    before = state_of(book)
    taken = entered(book, path)
    assert state_of(book) == before
    check(taken, make.__name__, words, counted)
    assert not list(tmp_path.glob("*rejects*"))


def deep_json(path):
    path.write_text('{"bulletins": [' + '{"id": ' + "[" * 200_000, "utf-8")


def wide_json(path):
    path.write_text('{"bulletins": [{"id": [' + "[],[]," * 2_000_000 + "[]]}]}", "utf-8")


def long_number(path):
    path.write_text('{"bulletins": [{"id": ' + "9" * 5_000_000 + "}]}", "utf-8")


def cut_json(path):
    path.write_text('{"bulletins": [{"id": 1, "title": "' + "x" * 1_000_000, "utf-8")


def endless_item(path):
    path.write_text('{"bulletins": [{"id": 1, "title": "' + "x" * 40_000_000 + '"}]}', "utf-8")


def json_of_nuls(path):
    path.write_bytes(b'{"bulletins": [' + bytes(1_000_000))


def deep_entries(path):
    path.write_text("[" * 200_000, "utf-8")


def wide_entries(path):
    path.write_text("[" + "{}," * MOST_VALUES + "{}]", "utf-8")


def large_entries(path):
    path.write_text('["' + "x" * (65 << 20) + '"]', "utf-8")


def no_number(path):
    path.write_text('[{"status": NaN}]', "utf-8")


BAD_JSON = [
    (deep_json, "bayanat", "cannot be read"),
    (wide_json, "bayanat", "more than 2,000,000 values"),
    (long_number, "bayanat", "cannot be read"),
    (cut_json, "bayanat", "cut off"),
    (endless_item, "bayanat", "16 million characters"),
    (json_of_nuls, "bayanat", "cut off"),
    (deep_entries, "auto-archiver", "nested too deeply"),
    (wide_entries, "auto-archiver", "more than 2,000,000 values"),
    (large_entries, "auto-archiver", "larger than 64 MB"),
    (no_number, "auto-archiver", "NaN is no number"),
]


@pytest.mark.parametrize(
    ("make", "format", "words"), BAD_JSON, ids=lambda each: getattr(each, "__name__", "")
)
def test_bad_json_leaves_the_casebook_unchanged(tmp_path, book, make, format, words, counted):
    path = tmp_path / "bad.json"
    make(path)
    before = state_of(book)
    taken = entered(book, path, format)
    assert state_of(book) == before
    check(taken, make.__name__, words, counted)


BAD_TEXTS = {
    "deep": ("[" * 40_000, "no value"),
    "signs": ("-" * 400_000 + "1", "nested too deeply"),
    "wide": ("[" + "1," * (python_repr.LONGEST // 2 - 2) + "]", "more than 50,000 values"),
    "call": ("__import__('os').system('touch ran')", "not run"),
    "sum": ("9**9**9**9", "no value"),
    "repeated": ("[0]*10**12", "no value"),
    "comprehension": ("[x for x in range(10**12)]", "no value"),
    "long": ("'" + "x" * 2_000_000 + "'", "more than 1,000,000 characters"),
    "cut": ("{'a': [1, 2", "cut off"),
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_bad_text_of_python_is_refused(tmp_path, book, name, counted):
    text, words = BAD_TEXTS[name]
    said = refused_text(tmp_path, text)
    assert words in said["said"]
    counted(f"text of Python, {name}: {said['seconds']:.2f} s, {said['mebibytes']:.0f} MiB")
    assert said["mebibytes"] < MOST
    assert not (tmp_path / "ran").exists()


def refused_text(folder, text):
    (folder / "text").write_text(text, "utf-8")
    code = (
        "import json, resource, sys, time; from pathlib import Path; from child import most_memory;"
        "from tawthiq.intake.systems.python_repr import ReprError, read_repr;"
        f"resource.setrlimit(resource.RLIMIT_AS, ({LIMIT}, {LIMIT}));"
        "began = time.perf_counter(); said = ''\n"
        "try: read_repr(Path('text').read_text('utf-8'))\n"
        "except ReprError as fault: said = str(fault)\n"
        "print(json.dumps(dict(said=said, seconds=time.perf_counter() - began,"
        " mebibytes=most_memory())))"
    )
    environment = os.environ | {"PYTHONPATH": str(CHILD.parent)}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, check=False,
                          capture_output=True, text=True, timeout=SECONDS)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
