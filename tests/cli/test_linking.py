"""Linking as a user does it: in an empty folder, from two files to a judgement. Nobody is real."""

import csv
import json
import signal
import subprocess
import sys

import pytest

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
