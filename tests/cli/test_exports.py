"""`tawthiq export`, and the way back, as a user types them."""

import json

import pytest
from typer.testing import CliRunner

from tawthiq.cli.commands import app
from tawthiq.errors import CasebookError, InputError


def run(*words):
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def other(tmp_path):
    run("init", tmp_path / "other")
    return tmp_path / "other"


@pytest.mark.parametrize("format", ["csv", "timemap"])
def test_an_export_is_imported_without_naming_a_format_or_a_collection(
    demo, tmp_path, other, format
):
    out = tmp_path / "out"
    said = run("export", format, out, "--access", "secret", "-C", demo.folder)
    assert "It holds every name and source" in said
    told = json.loads(run("import", out, "-C", other, "--dry-run", "--json"))
    assert (told["format"], told["dry_run"], told["batch"]) == ("export", True, None)
    assert "created" in run("import", out, "-C", other)
    assert "Nothing new" in run("import", out, "-C", other)


def test_a_public_export_says_what_is_withheld(demo, tmp_path):
    words = ("export", "jsonl", tmp_path / "out", "--from", "2017-10-01", "--to", "2017-10-31")
    said = run(*words, "-C", demo.folder)
    assert "Withheld" in said
    assert "source\t(records)\t" in said
    told = json.loads(run(*words[:2], tmp_path / "two", *words[3:], "-C", demo.folder, "--json"))
    assert told["access"] == "public"
    assert told["selected"] == {"period": "2017-10-01/2017-10-31"}
    assert told["withheld"]["source"]["(records)"] > 0


def test_nothing_is_written_over(demo, tmp_path):
    run("export", "jsonl", tmp_path / "out", "-C", demo.folder)
    with pytest.raises(CasebookError, match="there already"):
        run("export", "jsonl", tmp_path / "out", "-C", demo.folder)


def test_another_file_needs_a_collection(tmp_path, other):
    table = "key,when,place,party,violation,source\n1,2017,Hama,regime,airstrike,Invented\n"
    (tmp_path / "a.csv").write_text(table, "utf-8")
    with pytest.raises(InputError, match="which collection"):
        run("import", tmp_path / "a.csv", "-C", other)
