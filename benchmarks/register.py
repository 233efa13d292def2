"""Times the register, side by side with restic in the same run.

    .venv/bin/python benchmarks/register.py            quick: a tenth of everything
    .venv/bin/python benchmarks/register.py --full     the sizes that the goals are set for

restic (Debian package `restic`) is the peer for evidence; without it those lines are left out.
Wall times on a shared machine vary: read the ratios.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tawthiq.casebook import Casebook, init_casebook, open_casebook
from tawthiq.intake.enter import CollectionSpec, import_table
from tawthiq.intake.entry import Entry
from tawthiq.records import Incident, Place

WHO = {"actor": "invented", "reason": "benchmark", "at": datetime(2026, 1, 1, tzinfo=UTC)}
PLACES = ("Idlib", "Hama", "Homs", "Deir ez-Zor")
PARTIES = ("regime", "russia", "isis", "coalition")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Returns wall and CPU seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def line(what: str, seconds: float, goal: str, *, more: str = "") -> None:
    print(f"{what:<58} {seconds:8.2f} s   goal {goal:<12} {more}", flush=True)


def new_casebook(folder: Path) -> Casebook:
    name = {"en": "Invented", "ar": "مختلق"}
    init_casebook(folder, name=name, area="syria", clock="Asia/Damascus")
    return open_casebook(folder)


def bench_import(folder: Path, rows: int) -> None:
    """Imports a table of incidents, and lists pages of them."""
    table = folder / "table.csv"
    with table.open("w", encoding="utf-8") as file:
        file.write("key,when,place,party,violation,source,civilians_killed_min\n")
        for at in range(rows):
            file.write(
                f"k{at},2017-{at % 12 + 1:02}-{at % 28 + 1:02},{PLACES[at % 4]},"
                f"{PARTIES[at % 4]},airstrike,Invented {at % 50},{at % 9}\n"
            )
    with new_casebook(folder / "import") as casebook:
        entry = Entry("invented", WHO["at"])
        spec = CollectionSpec("ours")
        wall, cpu = timed(lambda: import_table(casebook, table, collection=spec, entry=entry))
        line(f"import of {rows:,} incidents (with {rows:,} accounts)", wall,
             f"{60 * rows / 100_000:.0f} s", more=f"CPU {cpu:.1f} s")  # fmt: skip
        view = casebook.view
        since = datetime(2017, 3, 1, tzinfo=UTC)
        pages = [
            timed(lambda at=at: view.page(Incident, place="idlib", since=since, offset=at))[0]
            for at in range(0, 500, 50)
        ]
        line(f"a filtered, sorted page of {rows:,} incidents", sorted(pages)[len(pages) // 2],
             "0.05 s")  # fmt: skip


def bench_many(folder: Path, revisions: int) -> None:
    """Opens and verifies a register with many revisions."""
    with new_casebook(folder / "many") as casebook:
        step = 50_000
        for begin in range(0, revisions, step):
            casebook.register.write(
                [
                    Place(id=f"p{at}", code=f"p{at}", level="town",
                          names={"en": f"invented {at}", "ar": f"مختلق {at}"})
                    for at in range(begin, min(begin + step, revisions))
                ],
                **WHO,
            )  # fmt: skip
    wall, _ = timed(lambda: open_casebook(folder / "many").close())
    line(f"opening a casebook with {revisions:,} revisions", wall, "1 s")
    verify = [sys.executable, "-m", "tawthiq", "verify", "-C", str(folder / "many")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall, _ = timed(lambda: subprocess.run(verify, check=True, stdout=subprocess.DEVNULL))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    line(f"verifying {revisions:,} revisions whole", wall, f"{30 * revisions / 100_000:.0f} s",
         more=f"CPU {cpu:.1f} s, {after.ru_maxrss / 1024:.0f} MiB")  # fmt: skip


def bench_evidence(folder: Path, megabytes: int) -> None:
    """Adds and verifies evidence, in turn with restic on the same tree."""
    tree = folder / "tree"
    tree.mkdir()
    size = 4 * 1024 * 1024
    for at in range(max(1, megabytes // 4)):
        (tree / f"{at:04}.bin").write_bytes(os.urandom(size))
    total = megabytes * 1024 * 1024
    with new_casebook(folder / "evidence"):
        pass
    ours = [sys.executable, "-m", "tawthiq", "evidence", "add", "-C", str(folder / "evidence"),
            *map(str, sorted(tree.iterdir()))]  # fmt: skip
    environment = {**os.environ, "RESTIC_PASSWORD": "invented", "TAWTHIQ_DEBUG": "1"}
    repository = ["restic", "--quiet", "--no-cache", "-r", str(folder / "restic")]
    add, _ = timed(lambda: subprocess.run(ours, check=True, stdout=subprocess.DEVNULL))
    verify = [sys.executable, "-m", "tawthiq", "verify", "-C", str(folder / "evidence")]
    check, _ = timed(lambda: subprocess.run(verify, check=True, stdout=subprocess.DEVNULL))
    print(
        f"evidence add     {total / add / 1e6:8.0f} MB/s   verify {total / check / 1e6:8.0f} MB/s"
    )
    if shutil.which("restic") is None:
        print("restic is not installed: no ratio")
        return
    subprocess.run([*repository, "init"], check=True, env=environment, stdout=subprocess.DEVNULL)
    backup, _ = timed(
        lambda: subprocess.run([*repository, "backup", str(tree)], check=True, env=environment)
    )
    read, _ = timed(
        lambda: subprocess.run([*repository, "check", "--read-data"], check=True, env=environment)
    )
    print(
        f"restic backup    {total / backup / 1e6:8.0f} MB/s   check  {total / read / 1e6:8.0f} MB/s"
    )
    print(f"ratio            {backup / add:8.2f} x (goal 1.5)   {read / check:8.2f} x (goal 3)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--full", action="store_true", help="the sizes that the goals are set for")
    scale = 1 if parser.parse_args().full else 10
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["XDG_STATE_HOME"] = temporary
        folder = Path(temporary)
        bench_evidence(folder, 1_000 // scale)
        bench_import(folder, 100_000 // scale)
        bench_many(folder, 1_000_000 // scale)


if __name__ == "__main__":
    main()
