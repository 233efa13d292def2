"""Linking as a user does it: in an empty folder, from two files to a judgement. Nobody is real."""

import csv
import json
import shutil
import signal
import subprocess
import sys
from importlib import resources

import pytest
import yaml

from tawthiq.casebook import open_casebook, verify_casebook
from tawthiq.linkage.fields import FIELDS
from tawthiq.records import Person
from tawthiq.register.verification import Outcome
from victim_lists import two_lists, write_list

NAMES = ("الحلواني", "النقشي", "المرجاني")


def tawthiq(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "tawthiq", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("linking")
    for name, rows in zip(("one", "two"), two_lists(), strict=True):
        write_list(home / f"{name}.csv", rows)
    for arguments in (
        ["init", "book"],
        ["import", "victims", "one.csv", "--collection", "one", "-C", "book"],
        ["import", "victims", "two.csv", "--collection", "two", "-C", "book"],
    ):
        done = tawthiq(*arguments, cwd=home)
        assert done.returncode == 0, done.stderr
    return home


def asked(folder, *arguments):
    done = tawthiq(*arguments, "--json", "-C", "book", cwd=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_from_two_lists_to_a_judgement_that_is_obeyed_and_taken_back(folder):
    done = tawthiq("link", "victims", "-C", "book", "--csv", "people.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "320 listings are" in done.stdout
    assert "Learn from pairs" in done.stderr
    assert not any(each in done.stdout + done.stderr for each in NAMES)
    text = (folder / "people.csv").read_text("utf-8-sig")
    assert not any(each in text for each in NAMES)
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 320
    clusters = {}
    for each in rows:
        clusters.setdefault(each["cluster"], []).append(each["listing"])
    pair = next(each for each in clusters.values() if len(each) == 2)
    before = asked(folder, "link", "victims")["people"]
    done = tawthiq("judge", *pair, "different", "--why", "two brothers", "--score", "0.9",
                   "--actor", "an invented reviewer", "-C", "book", cwd=folder)  # fmt: skip
    assert done.returncode == 0, done.stderr
    batch = done.stdout.split("Batch ")[1].strip(".\n ")
    assert asked(folder, "link", "victims")["people"] == before + 1
    listed = tawthiq("judgements", "list", "-C", "book", cwd=folder).stdout
    assert "two brothers" in listed
    assert "invented reviewer" not in listed
    held = asked(folder, "judgements", "list")
    assert held["pairs"][0]["verdict"] == "different"
    assert "invented reviewer" not in json.dumps(held)
    why = tawthiq("link", "explain", *pair, "-C", "book", cwd=folder).stdout
    assert "Reviewers judged: different." in why
    done = tawthiq("undo", batch, "--why", "the wrong pair", "-C", "book", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert asked(folder, "link", "victims")["people"] == before


def test_both_ways_to_ask_why_say_the_same(folder):
    cluster = next(each for each in asked(folder, "link", "victims")["clusters"] if len(each) == 2)
    by_command = asked(folder, "link", "explain", *cluster)
    assert asked(folder, "link", "--explain", *cluster) == by_command


def test_an_explanation_is_told_in_arabic_too(folder):
    cluster = next(each for each in asked(folder, "link", "victims")["clusters"] if len(each) == 2)
    told = tawthiq("link", "explain", *cluster, "--language", "ar", "-C", "book", cwd=folder).stdout
    assert "شخص واحد بحسب الربط." in told
    assert "الاحتمال بحسب المجموع" in told
    assert "age" not in told
    said = asked(folder, "link", "explain", *cluster)["said"]
    assert len(said["ar"]) == len(said["en"]) > 1


def test_every_level_of_a_field_has_words_in_both_languages():
    for language in ("en", "ar"):
        file = resources.files("tawthiq.cli").joinpath("locales", f"{language}.yaml")
        words = yaml.safe_load(file.read_text("utf-8"))["victims"]
        assert {each.name for each in FIELDS} <= words["fields"].keys()
        levels = {level.name for each in FIELDS if each.name != "name" for level in each.levels}
        assert levels == words["levels"].keys()


def test_review_resolved_and_diagnostics_answer(folder):
    queue = asked(folder, "link", "review", "--limit", "3")
    assert queue["waiting"] >= len(queue["pairs"]) <= 3
    found = asked(folder, "link", "diagnostics", "--sample", "5", "--csv", "overlap.csv")
    assert found["overlap"]["lists"] == ["one", "two"]
    overlap = list(csv.DictReader((folder / "overlap.csv").read_text("utf-8-sig").splitlines()))
    assert tuple(overlap[0]) == ("one", "two", "people")
    people = asked(folder, "link", "resolved", "--csv", "resolved.csv")["people"]
    assert sum(int(each["people"]) for each in overlap) == len(people)
    written = list(csv.DictReader((folder / "resolved.csv").read_text("utf-8-sig").splitlines()))
    assert len(written) == len(people)
    assert (folder / "resolved.csv").stat().st_mode & 0o077 == 0
    shown = tawthiq("link", "resolved", "-C", "book", cwd=folder).stdout
    assert shown.startswith("Names are secret")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["link", "victims", "--collection", "three"], "No collection has the code 'three'"),
        (["link", "victims", "--threshold", "1"], "between 0 and 1"),
        (["link", "victims", "--csv", "one.csv"], "there already"),
        (["link", "victims", "--csv", "nowhere/x.csv"], "cannot be written"),
        (["link", "explain", "x", "y"], "no listing 'x'"),
        (["judge", "x", "y", "same", "--why", "z"], "no record 'x'"),
    ],
)
def test_what_cannot_be_done_is_said(folder, arguments, words):
    done = tawthiq(*arguments, "-C", "book", cwd=folder)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["link", "-C", "book"], ["judge", "a", "b", "perhaps"]])
def test_wrong_use_is_told_from_what_is_refused(folder, arguments):
    assert tawthiq(*arguments, cwd=folder).returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["judge", b"\xff", "y", "same", "--why", "z"],
        ["judge", "x", "y", "same", "--why", b"\xed\xa0\x80"],
        ["link", "resolved", "--write", "--actor", b"\xff"],
        ["undo", b"\xff", "--why", "z"],
        ["show", b"\xff"],
        ["search", b"\xff"],
    ],
)
def test_bytes_that_are_no_letters_are_told(folder, arguments):
    done = subprocess.run([sys.executable, "-m", "tawthiq", *arguments, "-C", "book"],
                          capture_output=True, cwd=folder, timeout=120, check=False)  # fmt: skip
    assert done.returncode == 2
    assert b"not UTF-8 throughout" in b" ".join(done.stderr.split())


def test_a_stop_leaves_nothing(folder):
    command = [sys.executable, "-m", "tawthiq", "link", "victims", "-C", "book", "--csv", "cut.csv"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as running:
        for line in running.stderr:
            if "Compare names" in line:
                running.send_signal(signal.SIGINT)
                break
        assert running.wait(60) == 130
    assert not (folder / "cut.csv").exists()
    assert list(folder.glob(".*.tmp")) == []


@pytest.fixture
def copy(folder, tmp_path):
    """A copy of the casebook that a test may change."""
    shutil.copytree(folder / "book", tmp_path / "book")
    return tmp_path


def persons(home):
    with open_casebook(home / "book") as book:
        return len(book.view.all(Person))


def test_people_are_written_once_shown_without_names_and_taken_back(copy):
    before = asked(copy, "link", "victims")["people"]
    planned = asked(copy, "link", "resolved", "--dry-run")
    assert (planned["dry_run"], planned["batch"], planned["created"]) == (True, None, before)
    assert [each["does"] for each in planned["records"]] == ["created"] * before
    assert sum(len(each["of"]) for each in planned["records"]) == 320
    assert not any(each in json.dumps(planned, ensure_ascii=False) for each in NAMES)
    assert persons(copy) == 0
    done = tawthiq("link", "resolved", "--write", "--actor", "invented", "-C", "book", cwd=copy)
    assert done.returncode == 0, done.stderr
    assert f"{before:,} created" in done.stdout
    assert not any(each in done.stdout + done.stderr for each in NAMES)
    assert persons(copy) == before
    again = asked(copy, "link", "resolved", "--write")
    assert (again["batch"], again["created"], again["unchanged"]) == (None, 0, before)
    undo = done.stdout.split("tawthiq ")[1].split(" --why")[0].split()
    assert tawthiq(*undo, "--why", "too early", "-C", "book", cwd=copy).returncode == 0
    assert persons(copy) == 0
    told = tawthiq("link", "resolved", "--write", "-C", "book", cwd=copy).stdout
    assert f"NOT WRITTEN ({before:,}): somebody withdrew" in told
    assert asked(copy, "link", "resolved", "--write", "--restore")["restored"] == before


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_people_who_are_being_written_are_all_there_after_a_stop_or_none(copy, how):
    whole = asked(copy, "link", "victims")["people"]
    command = [sys.executable, "-m", "tawthiq", "link", "resolved", "--write", "-C", "book"]
    with subprocess.Popen(command, cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True) as running:  # fmt: skip
        for line in running.stderr:
            if "Write people" in line:
                running.send_signal(how)
                break
        running.wait(60)
    assert persons(copy) in (0, whole)
    again = asked(copy, "link", "resolved", "--write")
    assert again["created"] + again["unchanged"] == whole == persons(copy)
    assert verify_casebook(copy / "book").outcome is Outcome.VERIFIED


def test_an_earlier_state_is_linked_as_it_was(copy):
    queue = asked(copy, "link", "review")
    pair = [queue["pairs"][0][each] for each in ("first", "second")]
    with open_casebook(copy / "book") as book:
        state = str(book.register.state().tree_size)
    commands = [["victims"], ["explain", *pair], ["resolved"], ["diagnostics"]]
    before = [queue, *(asked(copy, "link", *each) for each in commands)]
    done = tawthiq("judge", *pair, "different", "--why", "x", "-C", "book", cwd=copy)
    assert done.returncode == 0, done.stderr
    for then, command in zip(before, [["review"], *commands], strict=True):
        assert asked(copy, "link", *command, "--at", state) == then
    assert asked(copy, "link", "--explain", *pair, "--at", state) == before[2]
    assert asked(copy, "link", "review") != before[0]
    assert asked(copy, "link", "victims")["people"] == before[1]["people"] + 1


def test_a_judgement_that_contradicts_others_is_told_at_once(copy):
    one, other, third = asked(copy, "link", "victims")["clusters"][:3]
    pairs = [(one[0], other[0]), (other[0], third[0])]
    for pair in pairs:
        assert asked(copy, "judge", *pair, "same", "--why", "x")["contradictions"] == []
    [torn] = asked(copy, "judge", one[0], third[0], "different", "--why", "x")["contradictions"]
    assert set(torn["members"]) == {one[0], other[0], third[0]}
    done = tawthiq("judge", *pairs[0], "same", "--why", "y", "-C", "book", cwd=copy)
    assert done.stdout.count("CONTRADICTION") == 1
    done = tawthiq("judge", one[0], third[0], "same", "--why", "y", "-C", "book", cwd=copy)
    assert "CONTRADICTION" not in done.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--write", "--kind", "incident"], "--kind incident does not go with --write"),
        (["--write", "--at", "1"], "--at does not go with --write"),
        (["--dry-run", "--csv", "x.csv"], "--csv does not go with --dry-run"),
        (["--restore"], "--restore goes with --write"),
    ],
)
def test_options_that_do_not_go_together_are_told(folder, options, words):
    done = tawthiq("link", "resolved", *options, "-C", "book", cwd=folder)
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())


def test_incidents_without_any_are_answered(folder):
    assert asked(folder, "link", "resolved", "--kind", "incident")["incidents"] == []
