"""verify, proof and journal export as a user and an outsider run them."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest


def tawthiq(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "tawthiq", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


@pytest.fixture
def folder(casebook):
    return casebook.folder


@pytest.fixture
def record(october):
    return october["massacres.by_party.russia"]["record_ids"][0]


def test_verify_ends_with_0_30_or_40(folder, record, tmp_path):
    assert tawthiq("verify", "-C", folder).returncode == 0
    with closing(sqlite3.connect(folder / "register.sqlite")) as connection:
        connection.execute("UPDATE revisions SET kind = 'place' WHERE record_id = ?", [record])
        connection.commit()
    done = tawthiq("verify", folder)
    assert done.returncode == 30
    assert f"record {record}, revision 1): kind is not what the journal commits to" in done.stdout
    assert "Figure massacres.total of reports/2017-10 rests on" in done.stdout
    told = tawthiq("verify", "-C", folder, "--json")
    assert told.returncode == 30
    found = json.loads(told.stdout)
    assert found["outcome"] == "invalid"
    assert {each["report"] for each in found["figures"]} == {"reports/2017-10"}
    for path in (tmp_path / "nothing", folder / "casebook.yaml"):
        done = tawthiq("verify", path, "--json")
        assert done.returncode == 40
        assert json.loads(done.stdout)["outcome"] == "unreadable"


def test_an_outsider_follows_a_record_from_the_report_to_the_journal(folder, record, tmp_path):
    proof, journal = tmp_path / "proof.json", tmp_path / "journal"
    made = tawthiq("proof", record, "--disclose", "when", "--disclose", "key", "-o", proof,
                   "-C", folder)  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "fields/key is restricted" in made.stderr
    assert "fields/key مقيد" in made.stderr
    assert "fields/when is" not in made.stderr
    assert tawthiq("journal", "export", journal, "-C", folder).returncode == 0
    assert tawthiq("verify", journal).returncode == 0
    since = journal / "checkpoint"
    assert tawthiq("verify", journal, "--since", since).returncode == 0
    key = journal / "verifier.key"
    for given in (key, key.read_text().strip()):
        done = tawthiq("verify", proof, "--key", given)
        assert done.returncode == 0, done.stderr
        assert "The key is the one that was given" in done.stdout
        assert "- That what is recorded is true." in done.stdout
        assert "ما لا يثبته:" in done.stdout
        assert "fields/when: {" in done.stdout
    told = json.loads(tawthiq("verify", proof, "--json").stdout)
    assert (told["record"], told["key_given"], set(told["told"])) == (record, False, {"en", "ar"})
    assert set(told["opened"]) == {"fields/key", "fields/when"}
    proof.write_bytes(proof.read_bytes() + b"\n")
    assert tawthiq("verify", proof).returncode == 30


def test_another_key_ends_with_30(folder, record, tmp_path):
    proof = tmp_path / "proof.json"
    tawthiq("proof", record, "-o", proof, "-C", folder)
    tawthiq("init", tmp_path / "other")
    other = tmp_path / "other/keys/verifier.key"
    for path in (proof, folder):
        assert tawthiq("verify", path, "--key", other).returncode == 30


def test_what_cannot_be_done_is_said(folder, record, tmp_path):
    proof = tmp_path / "proof.json"
    proof.write_text("mine")
    for arguments, words in (
        (("proof", record, "-o", proof), "cannot be written"),
        (("proof", record, "--disclose", "nothing", "-o", tmp_path / "x"), "no field 'nothing'"),
        (("proof", "nobody", "-o", tmp_path / "x"), "No record nobody"),
        (("journal", "export", folder), "not empty"),
        (("verify", "--key", "no+key+at all"), "verifier.key"),
        (("verify", "--since", proof), "exported journal"),
    ):
        done = tawthiq(*arguments, "-C", folder)
        assert done.returncode == 1, arguments
        assert words in done.stderr
    assert proof.read_text() == "mine"
    assert not (tmp_path / "x").exists()
