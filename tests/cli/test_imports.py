"""`tawthiq import` as it is typed. All rows are invented."""

import csv
import io
import json

import pytest
import yaml
from typer.testing import CliRunner

from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.cli.commands import app
from tawthiq.records import Account, Listing

TABLE = (
    "الرقم;التاريخ;المحافظة;نوع الهجوم;الجهة المسؤولة;عدد القتلى;المصدر;رأي\n"
    "1;٥ تشرين الأول ٢٠١٧;إدلب;غارة جوية;روسيا أو التحالف;٣-٥;راصد مخترع;كلام\n"
    "2;05/10/2017;حلب;قصف;النظام;4;راصد مخترع;\n"
    "3;13/10/2017;حماة;قصف;جهة مخترعة;عشرات;راصد مخترع;=1+1\n"
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    names = {"en": "Invented team", "ar": "فريق مختلق"}
    init_casebook(tmp_path / "book", name=names, area="syria", clock="Asia/Damascus")
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*words):
    return CliRunner().invoke(app, ["import", *words], catch_exceptions=False)


def suggested(folder):
    said = typed("table", "t.csv", "--suggest", "-C", "book")
    assert said.exit_code == 0
    (folder / "map.yaml").write_text(said.stdout, "utf-8")
    return said.stdout


OURS = ("--collection", "ours", "-C", "book", "--actor", "invented")


def test_a_suggested_mapping_can_be_used_as_it_is(folder):
    text = suggested(folder)
    assert "dates: {order: day-first}  # 1 dates can only be read so" in text
    assert "not sure" not in text
    assert '# Kept as given: "رأي"' in text
    columns = yaml.safe_load(text)["columns"]
    assert columns["المحافظة"] == "governorate"
    assert columns["الجهة المسؤولة"]["to"] == "party"
    done = typed("t.csv", "--map", "map.yaml", *OURS, "--json")
    told = json.loads(done.stdout)
    assert (told["format"], told["rows_read"], told["rejected"]) == ("table", 3, 0)
    assert told["records"]["account"] == 3
    assert told["kept_as_given"] == 2


@pytest.mark.parametrize("words", [("t.csv",), ("file", "t.csv"), ("--dry-run", "t.csv")])
def test_the_format_can_be_left_out(folder, words):
    suggested(folder)
    done = typed(*words, "--map", "map.yaml", *OURS)
    assert done.exit_code == 0
    assert "3 rows read as table" in done.stdout


def test_a_word_that_is_no_command_and_no_file_is_wrong_use(folder):
    assert typed("tabel", "t.csv", *OURS).exit_code == 2


def test_an_import_of_which_no_row_enters_ends_with_1(folder):
    (folder / "map.yaml").write_text("columns: {x: key, y: when}\n", "utf-8")
    (folder / "b.csv").write_text("x,y\n1,05/10/2017\n", "utf-8")
    done = typed("b.csv", "--map", "map.yaml", *OURS)
    assert done.exit_code == 1
    assert "rows rejected: 1" in done.stdout


def test_every_notice_goes_into_a_file_where_one_is_named(folder):
    suggested(folder)
    typed("t.csv", "--map", "map.yaml", "--notices", "n.csv", *OURS, "--dry-run")
    rows = list(csv.DictReader((folder / "n.csv").read_text("utf-8-sig").splitlines()))
    assert {row["code"] for row in rows} >= {"party.not_known", "number.no_bounds"}
    assert {row["value"] for row in rows} >= {"عشرات", "جهة مخترعة"}


def test_several_files_are_several_batches(folder):
    suggested(folder)
    (folder / "u.csv").write_text(TABLE.replace("\n1;", "\n11;").replace("\n2;", "\n12;"), "utf-8")
    told = json.loads(typed("t.csv", "u.csv", "--map", "map.yaml", *OURS, "--json").stdout)
    assert [each["created"] for each in told] == [8, 4]
    assert len({each["batch"] for each in told}) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns: {a: whn}", "no field is called 'whn'; the nearest is when"),
        ("columns: {a: when}\ncolumns: {}", "row 2: This is no readable YAML"),
        ("colums: {a: when}", "Write columns"),
        ("columns: {a: latitude, b: longitude}", "precision: unknown"),
        ("columns: {a: when, b: when}", "goes to when too"),
        ("columns: {a: name}", "in a table of this kind"),
        ("dates: {epoch: 1901}\ncolumns: {}", "1900 or 1904"),
        ("- a", "no mapping"),
    ],
)
def test_a_fault_of_a_mapping_names_its_key(folder, text, words):
    (folder / "map.yaml").write_text(text, "utf-8")
    from tawthiq.errors import InputError

    with pytest.raises(InputError) as caught:
        typed("t.csv", "--map", "map.yaml", *OURS)
    assert words in str(caught.value)


TURNED = "\u202eIn\u2066vented\u202c Name"


def test_marks_of_direction_in_a_name_are_kept_told_and_shown_written_out(folder):
    (folder / "v.csv").write_text(f"no,name,age\n1,{TURNED},40\n2,مخترع مختلق,7\n", "utf-8")
    done = typed("victims", "v.csv", *OURS)
    assert done.exit_code == 0
    assert "marks of direction" in done.stdout
    assert "\\u202eIn\\u2066vented\\u202c Name" in done.stdout
    assert not set("\u202e\u2066\u202c") & set(done.stdout)
    with open_casebook(folder / "book") as book:
        listings = list(book.view.all(Listing))
    assert {each.cells["name"] for each in listings} == {TURNED, "مخترع مختلق"}


FORMULAS = ["=1+1", "+963", "-5", "@SUM(A1)", "＝1+1", "'=1+1", "''-1", "\t=1"]


def test_rejected_rows_run_no_formula_and_come_back_as_they_were(folder):
    (folder / "map.yaml").write_text("columns: {no: key, day: when, tell: source}\n", "utf-8")
    with (folder / "b.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [[at, "no day", "Invented", cell] for at, cell in enumerate(FORMULAS)]
        csv.writer(file).writerows([["no", "day", "tell", "more"], *rows])
    assert typed("b.csv", "--map", "map.yaml", *OURS).exit_code == 1
    text = (folder / "b.rejects.csv").read_text("utf-8-sig")
    rejected = list(csv.reader(io.StringIO(text, newline="")))
    assert not [cell for row in rejected for cell in row if cell[:1] in tuple("=+-@\t\r＝＋－＠")]
    (folder / "b.rejects.csv").write_text(text.replace("no day", "2017-10-05"), "utf-8")
    told = json.loads(typed("b.rejects.csv", "--map", "map.yaml", *OURS, "--json").stdout)
    assert told["rejected"] == 0
    with open_casebook(folder / "book") as book:
        kept = {each.key: each.given["more"] for each in book.view.all(Account)}
    original = {str(at): cell for at, cell in enumerate(FORMULAS)}
    assert kept == original | {
        "5": "=1+1",
        "6": "'-1",
        "7": "=1",
    }  # guarded in the table, and a tab
