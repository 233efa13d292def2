"""The commands as a user runs them: in a child process, in an empty folder."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

FIGURES = (39, 27, 16, 11, 9, 2, 1, 435, 145, 85, 325)


def tawthiq(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "tawthiq", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
        check=False,
    )


@pytest.fixture
def folder(casebook):
    return casebook.folder


def test_the_demo_makes_everything_in_an_empty_folder(tmp_path):
    done = tawthiq("demo", "X", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "39" in done.stdout
    assert "report.ar.pdf" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["X"]
    listed = json.loads((tmp_path / "X/reports/2017-10/figures.json").read_text("utf-8"))
    values = {figure["name"]: figure["value"] for figure in listed}
    names = ["massacres.total", "massacres.alliance",
             *(f"massacres.by_party.{party}" for party in
               ("russia", "regime", "coalition", "isis", "other")),
             "victims.total", "victims.children", "victims.women",
             "massacres.cumulative_since.2017-01-01"]  # fmt: skip
    assert tuple(values[name] for name in names) == FIGURES
    again = tawthiq("demo", "X", cwd=tmp_path)
    assert again.returncode == 1
    assert "not empty" in again.stderr


def test_a_casebook_of_ones_own_from_init_to_report(tmp_path):
    (tmp_path / "t.csv").write_text(
        "key,when,place,party,violation,source,civilians_killed\n"
        "1,2017-08-03,Daraa,Syrian regime forces,airstrike,Invented Monitor,7\n"
        "2,2017-08-04,Hama,Russian forces,airstrike,Invented Monitor,3\n",
        "utf-8",
    )
    for arguments in (
        ["init", "c", "--name-en", "Invented team", "--name-ar", "فريق مختلق"],
        ["import", "table", "t.csv", "--collection", "ours", "-C", "c"],
        ["count", "2017-08", "-C", "c"],
        ["breaches", "2017-08", "-C", "c", "--explain"],
        ["audit", "2017-08", "-C", "c"],
        ["report", "2017-08", "-C", "c"],
        ["places", "list", "-C", "c"],
    ):
        done = tawthiq(*arguments, cwd=tmp_path)
        assert done.returncode == 0, (arguments, done.stderr)
    listed = json.loads((tmp_path / "c/reports/2017-08/figures.json").read_text("utf-8"))
    values = {figure["name"]: figure["value"] for figure in listed}
    assert values["massacres.total"] == 1
    assert values["victims.total"] == 7
    assert "massacres.cumulative_since.2017-01-01" not in values
    assert (tmp_path / "c/reports/2017-08/report.ar.pdf").stat().st_size > 10_000


@pytest.mark.parametrize(
    "arguments",
    [["count", "2017-10"], ["breaches", "2017-10"], ["audit", "2017-10"], ["audit"],
     ["places", "list"]],
)  # fmt: skip
def test_json_is_json(folder, arguments):
    done = tawthiq(*arguments, "-C", folder, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


def test_findings_in_json_name_tests_reasons_and_rules(folder):
    done = tawthiq("breaches", "2017-10", "-C", folder, "--json")
    findings = json.loads(done.stdout)["findings"]
    for finding in findings:
        assert set(finding["tests"]) == {"act", "time", "place", "party", "exclusion"}
        for test in finding["tests"].values():
            assert test["value"] in ("true", "false", "unknown")
        assert finding["why"]


def test_every_command_has_help_with_an_example():
    listed = [["demo"], ["init"], ["count"], ["breaches"], ["audit"], ["report"], ["show"],
              ["withdraw"], ["import", "table"], ["import", "agreements"],
              ["import", "publications"], ["import", "compliance"],
              ["compliance"], ["places", "list"], ["places", "add"]]  # fmt: skip
    for command in listed:
        done = tawthiq(*command, "--help")
        assert done.returncode == 0
        assert f"Example: tawthiq {' '.join(command)}" in done.stdout
        assert "--json" in done.stdout


def test_an_import_with_faults_lists_all_and_writes_nothing(folder, tmp_path):
    before = (folder / "register.sqlite").read_bytes()
    (tmp_path / "bad.csv").write_text(
        "key,when,place,party,violation,source,civilians_killed\n"
        "1,2017-13,Nowhere,the enemy,airstrike,Invented Monitor,-4\n"
        "2,2017-10,Hama,regime,airstrike,,5\n",
        "utf-8",
    )
    arguments = ["import", "table", tmp_path / "bad.csv", "--collection", "ours", "-C", folder]
    done = tawthiq(*arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "5 faults. Nothing was written." in done.stderr
    for words in ("row 2, column when", "row 2, column place", "row 2, column party",
                  "row 2, column civilians_killed", "row 3, column source"):  # fmt: skip
        assert words in done.stderr
    assert "tawthiq places add" in done.stderr
    assert "Traceback" not in done.stderr
    told = json.loads(tawthiq(*arguments, "--json").stdout)
    assert len(told["faults"]) == 5
    assert (folder / "register.sqlite").read_bytes() == before


def test_a_cell_as_long_as_a_book_does_not_drown_the_message(folder, tmp_path):
    rows = f"key,when,place,party,violation,source\n1,2017,{'y' * 9000},regime,airstrike,I\n"
    (tmp_path / "t.csv").write_text(rows, "utf-8")
    arguments = ["import", "table", tmp_path / "t.csv", "--collection", "ours", "-C", folder]
    done = tawthiq(*arguments)
    assert done.returncode == 1
    assert "tawthiq places add" in done.stderr
    assert len(done.stderr) < 1000


def test_the_remedy_for_an_unknown_place_works(folder, tmp_path):
    (tmp_path / "t.csv").write_text(
        "key,when,place,party,violation,source\n"
        "1,2017-10,Invented spelling of Hama,regime,airstrike,Invented Monitor\n",
        "utf-8",
    )
    arguments = ["import", "table", tmp_path / "t.csv", "--collection", "ours", "-C", folder]
    assert tawthiq(*arguments).returncode == 1
    spelling = ["--alias", "Invented spelling of Hama"]
    assert tawthiq("places", "add", "hama", *spelling, "-C", folder).returncode == 0
    done = tawthiq(*arguments, "--json")
    assert json.loads(done.stdout)["created"] == 4
    again = json.loads(tawthiq(*arguments, "--json").stdout)
    assert (again["batch"], again["created"]) == (None, 0)


def test_a_record_is_shown_without_what_is_withheld(folder, october):
    record = october["massacres.by_party.isis"]["record_ids"][0]
    done = tawthiq("show", record, "-C", folder, "--json")
    (shown,) = json.loads(done.stdout)
    assert shown["kind"] == "incident"
    (account,) = json.loads(tawthiq("show", shown["accounts"][0], "-C", folder, "--json").stdout)
    assert account["source"] == "(restricted, withheld)"
    assert account["url"].startswith("https://")


def test_a_withdrawn_incident_is_no_longer_counted(folder, october):
    record = october["massacres.by_party.isis"]["record_ids"][0]
    done = tawthiq("withdraw", record, "--why", "test", "-C", folder, "--json")
    assert json.loads(done.stdout)["withdrawn"] == 1
    counted = json.loads(tawthiq("count", "2017-10", "-C", folder, "--json").stdout)
    values = {figure["name"]: figure["value"] for figure in counted["figures"]}
    assert values["massacres.total"] == 38
    history = json.loads(tawthiq("show", record, "--history", "-C", folder, "--json").stdout)
    assert len(history) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["count", "2017-10", "-C", "nowhere"],
        ["count", "2017-10"],
        ["import", "table", "none.csv", "--collection", "x"],
    ],
)
def test_without_a_casebook_the_way_to_one_is_told(tmp_path, arguments):
    done = tawthiq(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert "no casebook" in done.stderr
    assert "tawthiq init" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["count", "October"], "no date"),
        (["count", "1999-01"], "No collection holds an incident"),
        (["count", "2017-10", "--collection", "x"], "'x'"),
        (["report", "1999-01"], "No collection holds an incident"),
        (["show", "nothing"], "No record nothing"),
        (["withdraw", "nothing", "--why", "x"], "No record nothing"),
        (["import", "table", "none.csv", "--collection", "x"], "cannot be read"),
        (["import", "agreements", "none.yaml"], "cannot be read"),
        (["places", "add", "newtown"], "--parent"),
        (["places", "add", "hama", "--alias", "Idlib"], "idlib"),
        (["places", "add", "hama", "--name-en", "Other"], "known already"),
        (
            ["places", "add", "x", "--name-en", "Homs", "--name-ar", "س", "--parent", "syria"],
            "homs",
        ),
        (["count", "2017"], "covers 2017-10 only"),
    ],
)
def test_a_wrong_request_is_a_clear_error(folder, arguments, words):
    done = tawthiq(*arguments, "-C", folder)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("damage", ["truncate", "garbage", "empty", "settings", "ruleset"])
def test_a_damaged_casebook_is_a_clear_error(folder, damage):
    register = folder / "register.sqlite"
    if damage == "truncate":
        os.truncate(register, register.stat().st_size // 3)
    elif damage == "garbage":
        register.write_bytes(b"\0garbage" * 4096)
    elif damage == "empty":
        register.write_bytes(b"")
    elif damage == "settings":
        (folder / "casebook.yaml").write_text("name: [")
    else:
        (folder / "ruleset.yaml").write_text("name: x\nversion: 1\nacts: {cruelty: {}}\n")
    done = tawthiq("breaches", "2017-10", "-C", folder)
    assert done.returncode == 1
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("delay", [0.4, 0.8, 1.2, 2.0, 3.0])
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_stopped_leaves_nothing_half_done(tmp_path, delay, stop):
    process = subprocess.Popen(
        [sys.executable, "-m", "tawthiq", "demo", "X"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(delay)
    process.send_signal(stop)
    process.wait(60)
    left = [path.name for path in tmp_path.iterdir()]
    whole = (tmp_path / "X" / "reports" / "2017-10" / "manifest.json").exists()
    assert left == [] or (left == ["X"] and whole)


def test_an_audit_of_a_period_without_publications_says_so(folder):
    done = tawthiq("audit", "1999", "-C", folder)
    assert done.stdout.startswith("Nothing published about this period is held")


def test_an_audit_of_an_earlier_state_checks_what_was_held_then(casebook):
    from tawthiq.records import PublishedFigure

    before, state = tawthiq("audit", "2017-10", "-C", casebook.folder), casebook.register.state()
    figures = [each.id for each in casebook.view.all(PublishedFigure)]
    later = datetime(2026, 2, 1, tzinfo=UTC)
    casebook.register.withdraw(figures, actor="invented", reason="test", at=later)
    now = tawthiq("audit", "2017-10", "-C", casebook.folder)
    assert now.stdout.startswith("Nothing published")
    for at in (state.tree_size, state.root[:12], "2026-01-31", "2026-01"):
        then = tawthiq("audit", "2017-10", "--at", at, "-C", casebook.folder)
        assert (then.returncode, then.stdout) == (0, before.stdout)
    wrong = tawthiq("audit", "2017-10", "--at", "5", "-C", casebook.folder)
    assert wrong.returncode == 1
    assert "No state '5' is in the register" in wrong.stderr


def test_a_closed_pipe_is_no_fault(folder):
    done = subprocess.run(
        f"{sys.executable} -m tawthiq breaches 2017-10 --explain -C {folder} | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "fault" not in done.stderr


def test_importing_the_library_is_light():
    heavy = ("typst", "vl_convert", "sqlalchemy", "fontTools")
    code = f"import sys, tawthiq; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_progress_is_plain_in_a_pipe(folder):
    done = tawthiq("report", "2017-10", "-C", folder)
    assert "Wrote report.ar.pdf" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout
