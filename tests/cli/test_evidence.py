"""`tawthiq evidence` as a user runs it."""

import json
import os
import subprocess
import sys

import pytest


def tawthiq(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "tawthiq", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
        check=False,
    )


@pytest.fixture
def here(tmp_path):
    assert tawthiq("init", "c", cwd=tmp_path).returncode == 0
    (tmp_path / "a.txt").write_text("an invented statement")
    (tmp_path / "b.txt").write_text("another invented statement")
    return tmp_path


def listed(here):
    done = tawthiq("evidence", "list", "-C", "c", "--json", cwd=here)
    return json.loads(done.stdout)


def test_evidence_from_a_file_to_a_copy(here):
    done = tawthiq("evidence", "add", "a.txt", "b.txt", "-C", "c", "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    files = json.loads(done.stdout)["files"]
    assert [each["file"] for each in files] == ["a.txt", "b.txt"]
    first, second = (each["evidence_id"] for each in files)
    done = tawthiq("evidence", "export", first, "copy.txt", "-C", "c", cwd=here)
    assert done.returncode == 0, done.stderr
    assert (here / "copy.txt").read_text() == "an invented statement"
    again = tawthiq("evidence", "export", first, "copy.txt", "-C", "c", cwd=here)
    assert again.returncode == 1
    assert "there already" in again.stderr
    done = tawthiq("evidence", "custody", first, "--event", "handed on", "-C", "c", cwd=here)
    assert done.returncode == 0, done.stderr
    events = {each["id"]: each["custody_events"] for each in listed(here)}
    assert events == {first: 2, second: 1}


def test_the_same_file_again_is_told(here):
    tawthiq("evidence", "add", "a.txt", "-C", "c", cwd=here)
    done = tawthiq("evidence", "add", "a.txt", "-C", "c", cwd=here)
    assert done.returncode == 0
    assert "held already" in done.stdout
    assert "Nothing new" in done.stdout


def test_a_working_copy_is_listed_with_its_origin(here):
    tawthiq("evidence", "add", "a.txt", "-C", "c", cwd=here)
    (first,) = listed(here)
    done = tawthiq(
        "evidence", "add", "b.txt", "--derived-from", first["id"], "-C", "c", cwd=here
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [each["derived_from"] for each in listed(here)] == [None, first["id"]]


def test_every_refused_file_is_told_and_nothing_is_written(here):
    os.mkfifo(here / "pipe")
    (here / "link").symlink_to("a.txt")
    done = tawthiq(
        "evidence", "add", "a.txt", "pipe", "link", "none", "c", "-C", "c", cwd=here
    )  # fmt: skip
    assert done.returncode == 1
    assert "4 faults" in done.stderr
    for name in ("pipe", "link", "none", "c"):
        assert f"  {name}: " in done.stderr
    assert listed(here) == []


def test_who_had_it_is_not_listed(here):
    tawthiq("evidence", "add", "a.txt", "-C", "c", "--actor", "invented person", cwd=here)
    for json_or_table in (["--json"], []):
        done = tawthiq("evidence", "list", "-C", "c", *json_or_table, cwd=here)
        assert "a.txt" in done.stdout
        assert "invented person" not in done.stdout


def test_a_name_cannot_mislead_the_screen(here):
    name = "gpj\u202e\x1b[31m.txt"
    (here / name).write_text("x")
    done = tawthiq("evidence", "add", name, "-C", "c", cwd=here)
    assert done.returncode == 0, done.stderr
    for output in (done.stdout, tawthiq("evidence", "list", "-C", "c", cwd=here).stdout):
        assert r"gpj\u202e\u001b[31m.txt" in output
        assert "\x1b" not in output


def test_a_name_that_is_no_text_is_told_in_json(here):
    name = os.fsdecode(b"caf\xe9")
    done = tawthiq("evidence", "add", name, "-C", "c", "--json", cwd=here)
    assert done.returncode == 1
    assert json.loads(done.stdout)["faults"][0]["file"] == r"caf\xe9"


def test_progress_names_no_file(here):
    path = here / "name-of-a-witness.bin"
    path.touch()
    os.truncate(path, 130 * 2**20)
    done = tawthiq("evidence", "add", path.name, "-C", "c", "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == ["Copied 67 of 136 MB", "Copied 134 of 136 MB"]


@pytest.mark.parametrize("command", ["add", "list", "export", "custody"])
def test_help_has_an_example(here, command):
    done = tawthiq("evidence", command, "--help", cwd=here)
    assert f"Example: tawthiq evidence {command}" in " ".join(done.stdout.split())
