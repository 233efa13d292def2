"""A writer that is killed at any time has lost nothing of what it said was there."""

import os
import random
import shutil
import signal
import time

from faults.harness import check
from tawthiq.casebook import open_casebook
from tawthiq.records import Evidence, Place


def acknowledged(output):
    """The numbers that were said whole, with the end of their line."""
    text = output.read_text("utf-8")
    return [int(line) for line in text[: text.rfind("\n") + 1].split()]


def wait_for_a_write(output):
    until = time.monotonic() + 60
    while not (output.exists() and acknowledged(output)):
        assert time.monotonic() < until, "the writer writes nothing"
        time.sleep(0.002)


def test_a_writer_that_is_killed_has_lost_nothing(
    prepared, children, tmp_path, request, counted, monkeypatch
):
    kills = 200 if request.config.getoption("full") else 10
    folder = tmp_path / "run"
    shutil.copytree(prepared, folder)
    (folder / "sources").mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    chance = random.Random(20261001)
    said, while_it_wrote = set(), 0
    for at in range(kills):
        child, _ = children.start(
            "writer",
            folder=str(folder),
            state=str(folder / "state"),
            casebook="casebook",
            sources="sources",
            first=at * 1000,
        )
        if at % 2:  # the others may be killed while they open the casebook
            wait_for_a_write(children.folder / "output" / "stdout")
        time.sleep(chance.uniform(0.02, 0.3))
        os.kill(child, signal.SIGKILL)
        assert children.end().status == -signal.SIGKILL
        new = acknowledged(children.folder / "output" / "stdout")
        while_it_wrote += bool(new)
        said |= {f"invented_{number}" for number in new}
        check(folder / "casebook")
        with open_casebook(folder / "casebook") as book:
            places = {each.code for each in book.view.all(Place)}
            evidence = {each.name for each in book.view.all(Evidence)}
        assert said <= places, "an acknowledged place is lost"
        assert said <= evidence, "acknowledged evidence is lost"
        assert len(places) - len(said) <= at + 2, "more than the one at work was kept unsaid"
    counted(
        f"{kills} kills, {while_it_wrote} of them after a write, {len(said)} writes said and kept"
    )
    assert while_it_wrote >= kills // 2
