"""A large import as a user runs it: it tells how far it is, and stopped it leaves nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tawthiq.casebook import init_casebook, open_casebook, verify_casebook
from tawthiq.records import Incident
from tawthiq.register.verification import Outcome

ROWS = 9_000
"""Each makes two revisions: more than are entered without helpers."""

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells")


@pytest.fixture
def folder(tmp_path):
    names = {"en": "Invented team", "ar": "فريق مختلق"}
    init_casebook(tmp_path / "casebook", name=names, area="syria", clock="Asia/Damascus")
    with (tmp_path / "table.csv").open("w", encoding="utf-8") as file:
        file.write("key,when,place,party,violation,source,civilians_killed\n")
        for row in range(ROWS):
            file.write(f"{row},2017-08-{row % 28 + 1:02},Hama,regime,airstrike,Invented,3\n")
    return tmp_path / "casebook"


MAP = """
columns: {key: key, when: when, place: place, party: party, violation: violation, source: source,
          civilians_killed: civilians_killed}
constants: {precision: unknown}
"""


def importing(folder, *more):
    """Starts an import in a session of its own."""
    (folder.parent / "map.yaml").write_text(MAP, "utf-8")
    command = [sys.executable, "-m", "tawthiq", "import", "table", str(folder.parent / "table.csv"),
               "--collection", "ours", "-C", str(folder), "--actor", "invented", *more]  # fmt: skip
    return subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def in_session(number):
    """Returns the processes of a session that run."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == number and state != "Z":
            found.add(int(path.parent.name))
    return found


def incidents(folder):
    with open_casebook(folder) as book:
        return sum(1 for _ in book.view.bodies(Incident.kind))


@needs_proc
@pytest.mark.parametrize(
    ("how", "more"),
    [
        (signal.SIGINT, ()),
        (signal.SIGTERM, ()),
        (signal.SIGKILL, ()),
        (signal.SIGINT, ("--map", "map.yaml")),
    ],
)
def test_a_large_import_that_is_stopped_leaves_nothing_and_can_be_repeated(
    folder, how, more, monkeypatch
):
    monkeypatch.chdir(folder.parent)
    stopped = importing(folder, *more)
    assert stopped.stderr.readline() in (f"Read 5,000 of {ROWS:,} rows\n", "Read 5,000 rows\n")
    if how is signal.SIGINT:
        os.killpg(stopped.pid, how)  # as a terminal does
    else:
        os.kill(stopped.pid, how)
    stopped.communicate(timeout=60)
    assert stopped.returncode != 0
    patience = time.monotonic() + 30
    while left := in_session(stopped.pid):
        assert time.monotonic() < patience, f"{len(left)} helpers outlive the import"
    assert incidents(folder) == 0
    again = importing(folder, *more)
    again.communicate(timeout=120)
    assert again.returncode == 0
    assert incidents(folder) == ROWS
    assert verify_casebook(folder).outcome is Outcome.VERIFIED
