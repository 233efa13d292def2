"""`tawthiq compliance` and `tawthiq import compliance`, as a user runs them. All invented."""

import json

import pytest
from typer.testing import CliRunner

from tawthiq.cli.commands import app
from tawthiq.errors import InputError, SelectionError

ROWS = (
    "agreement,provision,during,obligors,score,state,basis_en,source",
    "northern_homs,P11,2017-09,,0,not_done,Invented basis,Invented coder A",
    "northern_homs,P11,2017-09,,1,,Invented basis,Invented coder B",
    "northern_homs,P08,2017-08-10,regime,,done,Invented basis,Invented coder A",
)


def tawthiq(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False).stdout


@pytest.fixture
def folder(casebook, tmp_path):
    (tmp_path / "c.csv").write_text("\n".join(ROWS) + "\n", "utf-8")
    tawthiq("import", "compliance", tmp_path / "c.csv", "-C", casebook.folder)
    return casebook.folder


def test_a_table_shows_what_was_recorded_and_what_was_derived(folder):
    shown = tawthiq("compliance", "northern_homs", "idlib", "--from", "2017-08", "--to", "2017-10",
                    "-C", folder).splitlines()  # fmt: skip
    header = shown[1].split("\t")
    months = {line.split("\t")[0]: line.split("\t") for line in shown[2:5]}
    assert header[0] == "Month"
    assert months["2017-09"][header.index("P11")] == "0-1 r"
    assert months["2017-08"][header.index("P11")] == "?"
    assert "2017-08\t–\t–\t–" in shown
    assert any("2 d" in line for line in shown)


def test_a_record_turns_an_open_duty_into_a_breach(folder):
    shown = tawthiq("breaches", "2017-10", "-C", folder)
    assert "due by 3 August 2017 (breach): recorded as not done (September 2017)." in shown
    late = "(breach): recorded as done only after the deadline (10 August 2017)."
    assert f"recorded of Syrian regime forces, due by 7 August 2017 {late}" in shown
    assert "(possible breach): nobody recorded whether it was done." in shown


def test_the_json_of_breaches_gains_a_list_and_nothing_else(folder):
    told = json.loads(tawthiq("breaches", "2017-10", "-C", folder, "--json"))
    assert list(told) == ["ruleset", "findings", "omissions"]
    for finding in told["omissions"]:
        assert set(finding["tests"]) == {"due", "in_force", "bound", "done", "condition"}
        assert finding["why"]
    breaches = [each for each in told["omissions"] if each["verdict"] == "breach"]
    assert {each["provision"] for each in breaches} == {"P08", "P11"}
    assert all(each["records"] for each in breaches)


def test_the_json_of_compliance_names_the_basis_of_each_row(folder):
    told = json.loads(
        tawthiq("compliance", "--from", "2017-09", "-C", folder, "--json")
    )  # one month, every agreement
    assert told["months"] == ["2017-09"]
    assert {row["basis"] for row in told["rows"]} == {
        "recorded", "derived", "unknown", "outside_term",
    }  # fmt: skip
    for row in told["rows"]:
        assert row["why"]
        assert (row["score"] is None) == (row["basis"] in ("unknown", "outside_term"))
    (row,) = (each for each in told["rows"] if each["basis"] == "recorded")
    assert row["score"] == {"minimum": 0, "maximum": 1}
    assert len(row["records"]) == 2


def test_an_earlier_state_does_not_know_later_records(folder, demo):
    size = json.loads((demo.report / "manifest.json").read_text("utf-8"))["tree_size"]
    before = tawthiq("breaches", "2017-10", "--at", size, "-C", folder, "--json")
    assert {each["verdict"] for each in json.loads(before)["omissions"]} == {"possible"}


def test_before_the_deadline_nothing_is_due(folder):
    told = json.loads(tawthiq("compliance", "--from", "2017-01", "-C", folder, "--json"))
    assert {each["verdict"] for each in told["omissions"]} == {"not_due"}


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (["nowhere", "--from", "2017-01"], SelectionError, "No agreement has the code"),
        (["--from", "January"], InputError, "no date"),
        (["--from", "2017-02", "--to", "2017-01"], InputError, "before the first"),
        (["--from", "2017-01", "--collection", "x"], SelectionError, "No collection has the code"),
    ],
)
def test_a_wrong_request_is_refused(folder, arguments, error, words):
    with pytest.raises(error, match=words):
        tawthiq("compliance", *arguments, "-C", folder)
