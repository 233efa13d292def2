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


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1/", "private network"),
        ("http://localhost:8000/", "private network"),
        ("http://2130706433/", "odd spelling"),
        ("http://169.254.169.254/latest/meta-data/", "private network"),
        ("ftp://example.org/", "only http and https"),
        ("http://user:geheim@example.org/", "name or password"),
    ],
)
def test_a_private_address_is_refused_clearly(here, address, words):
    done = tawthiq("evidence", "capture", address, "-C", "c", cwd=here)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Nothing was written" in done.stderr
    assert "geheim" not in done.stderr + done.stdout
    assert listed(here) == []


def test_a_saved_page_is_captured_and_its_picture_is_found_again(here):
    from PIL import Image

    (here / "p_files").mkdir()
    made = Image.radial_gradient("L").resize((400, 300)).convert("RGB")
    made.paste((200, 30, 30), (20, 20, 150, 200))
    made.save(here / "p_files" / "a.png")
    made.resize((200, 150)).save(here / "small.jpg", quality=50)
    (here / "p.html").write_text("<h1>خبر مختلق</h1><img src=p_files/a.png><img src=p_files/b.png>")
    done = tawthiq(
        "evidence", "capture", "p.html", "nowhere.html", "--no-picture", "-C", "c", "--json",
        cwd=here,
    )  # fmt: skip
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert [each["file"] for each in told["files"]] == ["p.html", "a.png"]
    assert [each["target"] for each in told["refused"]] == ["nowhere.html"]
    assert "not in the folder" in told["missed"][0]["reason"]
    page, picture = (each["evidence_id"] for each in told["files"])
    derived = {each["id"]: each["derived_from"] for each in listed(here)}
    assert derived == {page: None, picture: page}
    done = tawthiq("evidence", "similar", "small.jpg", "-C", "c", "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    assert [each["evidence_id"] for each in json.loads(done.stdout)["near"]] == [picture]


def test_the_commands_are_there_without_what_capturing_needs():
    code = (
        "import sys, tawthiq.cli.commands; heavy = {'httpx', 'httpcore', 'PIL', 'imagehash', "
        "'playwright', 'selectolax', 'warcio', 'pymediainfo'}; print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
