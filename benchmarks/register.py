"""Times the register at the sizes that its goals are set for, side by side with restic.

    .venv/bin/python benchmarks/register.py              quick: a tenth of everything, no verdict
    .venv/bin/python benchmarks/register.py --full       the sizes of the goals; about 15 minutes
    .venv/bin/python benchmarks/register.py --full --only evidence --runs 5

restic (Debian package `restic`) is the peer for evidence; without it those lines say so. It and
Tawthiq take turns on the same tree, and the ratio is the median of the ratios of each turn.
Wall times on a shared machine vary: the load stands in the first line, and CPU seconds beside
every wall time. Everything is made in a temporary folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from verification import journal_seconds, revisions_seconds

from tawthiq.casebook import Casebook, init_casebook, open_casebook
from tawthiq.records import Incident, Place

WHO = {"actor": "invented", "reason": "benchmark", "at": datetime(2026, 1, 1, tzinfo=UTC)}
PLACES = ("Idlib", "Hama", "Homs", "Deir ez-Zor")
PARTIES = ("regime", "russia", "isis", "coalition")
TAWTHIQ = [sys.executable, "-m", "tawthiq"]
SORTS = ((10_000, 200_000), (200_000, 6_000_000), (6_000_000, 100_000_000))
"""Sizes in bytes of documents, photographs and videos."""
SHARES = (10, 6, 1)
"""How many there are of each sort."""


@dataclass(frozen=True)
class Used:
    """What a command took, with the processes that it started."""

    wall: float
    cpu: float
    mebibytes: float


class Lines:
    """Prints a line per measurement, with a verdict where the size is that of the goal."""

    def __init__(self, *, full: bool) -> None:
        self.full = full
        self.missed: list[str] = []

    def below(self, what: str, value: float, goal: float, *, more: str = "") -> None:
        self._say(what, f"{value:.3f} s", f"< {goal:g} s", more, met=value < goal)

    def ratio(self, what: str, ratios: Sequence[float], goal: float, *, more: str = "") -> None:
        value = median(ratios)
        told = f"{more}; {min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} turns"
        self._say(what, f"{value:.2f} x", f">= {goal:g} x", told, met=value >= goal)

    def without_peer(self, what: str) -> None:
        print(f"{what:<62} not measured: restic is not installed")

    def _say(self, what: str, value: str, goal: str, more: str, *, met: bool) -> None:
        verdict = ("met" if met else "MISSED") if self.full else "quick"
        if not met:
            self.missed.append(what)
        print(f"{what:<62} {value:>10}  goal {goal:<9} {verdict:<7} {more}", flush=True)


def timed(work: Callable[[], object]) -> float:
    """Returns wall seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(command: Sequence[str], **more: str) -> Used:
    """Runs a command to its end, after the disk has written what earlier ones left to it."""
    os.sync()
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, **more}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{command[:4]} failed:\n{said.decode(errors='replace')}")
    return Used(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def new_casebook(folder: Path) -> Casebook:
    name = {"en": "Invented", "ar": "مختلق"}
    init_casebook(folder, name=name, area="syria", clock="Asia/Damascus")
    return open_casebook(folder)


def bench_import(folder: Path, rows: int, lines: Lines) -> None:
    """Imports a table of incidents by the command, and lists pages of them."""
    table = folder / "table.csv"
    with table.open("w", encoding="utf-8") as file:
        file.write("key,when,place,party,violation,source,civilians_killed_min\n")
        for at in range(rows):
            file.write(
                f"k{at},2017-{at % 12 + 1:02}-{at % 28 + 1:02},{PLACES[at % 4]},"
                f"{PARTIES[at % 4]},airstrike,Invented {at % 50},{at % 9}\n"
            )
    new_casebook(folder / "import").close()
    used = run([*TAWTHIQ, "import", "table", str(table), "--collection", "ours",
                "-C", str(folder / "import"), "--actor", "invented"])  # fmt: skip
    more = f"CPU {used.cpu:.1f} s, {used.mebibytes:.0f} MiB"
    what = f"import of {rows:,} incidents, each with an account"
    lines.below(what, used.wall, 60 * rows / 100_000, more=more)
    with open_casebook(folder / "import") as casebook:
        view = casebook.view
        since = datetime(2017, 3, 1, tzinfo=UTC)
        asked: tuple[tuple[str, dict[str, object]], ...] = (
            ("by place and date", {"place": "idlib", "since": since}),
            ("by date", {"since": since}),
            ("of all", {}),
        )
        for what, filters in asked:
            pages = [
                timed(lambda at=at, given=filters: view.page(Incident, offset=at, **given))
                for at in range(0, 1_000, 50)
            ]
            lines.below(f"a sorted page of {rows:,} incidents, {what}", median(pages), 0.05,
                        more=f"longest {max(pages):.3f} s")  # fmt: skip


def bench_open(folder: Path, revisions: int, lines: Lines) -> None:
    """Opens a casebook with many revisions."""
    with new_casebook(folder / "many") as casebook:
        step = 100_000
        for begin in range(0, revisions, step):
            casebook.register.write(
                (
                    Place(id=f"p{at}", code=f"p{at}", level="town",
                          names={"en": f"invented {at}", "ar": f"مختلق {at}"})
                    for at in range(begin, min(begin + step, revisions))
                ),
                **WHO,
            )  # fmt: skip
    opened = [timed(lambda: open_casebook(folder / "many").close()) for _ in range(7)]
    lines.below(f"opening a casebook with {revisions:,} revisions", median(opened), 1,
                more=f"longest {max(opened):.3f} s")  # fmt: skip


def make_tree(tree: Path, total: int) -> int:
    """Fills a folder with files that cannot be compressed; returns how many."""
    tree.mkdir()
    chance = random.Random(2017)
    count = 0
    while total:
        low, high = chance.choices(SORTS, SHARES)[0]
        size = min(round(math.exp(chance.uniform(math.log(low), math.log(high)))), total)
        with (tree / f"{count:05}.bin").open("wb") as file:
            for at in range(0, size, 2**24):
                file.write(os.urandom(min(2**24, size - at)))
        total, count = total - size, count + 1
    return count


def bench_evidence(folder: Path, total: int, lines: Lines, *, runs: int) -> None:
    """Adds and verifies evidence, in turn with restic on the same tree."""
    tree = folder / "tree"
    count = make_tree(tree, total)
    adds, checks = [], []
    for _ in range(runs):
        book, repository = folder / "evidence", folder / "restic"
        new_casebook(book).close()
        files = [str(path) for path in sorted(tree.iterdir())]
        added = run([*TAWTHIQ, "evidence", "add", "-C", str(book), "--actor", "invented", *files])
        backed_up = bench_restic(repository, ["backup", str(tree)]) if has_restic() else None
        verified = run([*TAWTHIQ, "verify", "-C", str(book)])
        checked = bench_restic(repository, ["check", "--read-data"]) if has_restic() else None
        adds.append((added, backed_up))
        checks.append((verified, checked))
        shutil.rmtree(book)
        shutil.rmtree(repository, ignore_errors=True)
    size = f"{total / 1e6:,.0f} MB in {count:,} files"
    compare(lines, f"evidence added durably, {size}, to restic backup", adds, total, 1.5)
    compare(lines, f"verify, {size}, to restic check --read-data", checks, total, 3)
    shutil.rmtree(tree)


def has_restic() -> bool:
    return shutil.which("restic") is not None


def bench_restic(repository: Path, command: Sequence[str]) -> Used:
    restic = ["restic", "--quiet", "--no-cache", "-r", str(repository)]
    if not repository.exists():
        run([*restic, "init"], RESTIC_PASSWORD="invented")
    return run([*restic, *command], RESTIC_PASSWORD="invented")


def compare(
    lines: Lines, what: str, turns: Sequence[tuple[Used, Used | None]], total: int, goal: float
) -> None:
    """Prints the ratio of the speeds, and below it those of each."""
    pairs = [(ours, peer) for ours, peer in turns if peer is not None]
    if not pairs:
        lines.without_peer(what)
        return
    walls = [peer.wall / ours.wall for ours, peer in pairs]
    of_cpu = median(peer.cpu / ours.cpu for ours, peer in pairs)
    speeds = [median(total / 1e6 / used.wall for used in side) for side in zip(*pairs, strict=True)]
    more = f"{speeds[0]:.0f} to {speeds[1]:.0f} MB/s, CPU {of_cpu:.2f} x"
    lines.ratio(what, walls, goal, more=more)


def bench_verification(folder: Path, entries: int, revisions: int, lines: Lines) -> None:
    """Verifies a journal, and the commitments of revisions."""
    tree, form = journal_seconds(folder / "journal", entries)
    what = f"CPU of verifying {entries:,} entries: leaves and root"
    more = f"their canonical form {form:.1f} s more"
    lines.below(what, tree, 10 * entries / 1_000_000, more=more)
    whole = revisions_seconds(folder / "revisions", revisions)
    what = f"CPU of verifying {revisions:,} revisions: the whole casebook"
    lines.below(what, whole, 30 * revisions / 100_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--full", action="store_true", help="the sizes that the goals are set for")
    parser.add_argument("--only", choices=("evidence", "import", "verification", "open"))
    parser.add_argument("--runs", type=int, default=3, help="turns of the evidence")
    asked = parser.parse_args()
    scale = 1 if asked.full else 10
    lines = Lines(full=asked.full)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load}")
    benches: dict[str, Callable[[Path], None]] = {
        "evidence": lambda at: bench_evidence(at, 2 * 10**9 // scale, lines, runs=asked.runs),
        "import": lambda at: bench_import(at, 100_000 // scale, lines),
        "verification": lambda at: bench_verification(
            at, 1_000_000 // scale, 100_000 // scale, lines
        ),
        "open": lambda at: bench_open(at, 1_000_000 // scale, lines),
    }
    for name, bench in benches.items():
        if asked.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="tawthiq-benchmark-") as temporary:
                os.environ["XDG_STATE_HOME"] = temporary
                bench(Path(temporary))
    if asked.full:
        print(f"missed: {'; '.join(lines.missed) or 'none'}")


if __name__ == "__main__":
    main()
