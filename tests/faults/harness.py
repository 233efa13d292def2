"""Runs commands under strace: which calls of the file system they make, and each of them failing.

After every fault the casebook must open, hold what was acknowledged, be consistent, and take the
same command again.
"""

import collections
import json
import os
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tawthiq.casebook import open_casebook
from tawthiq.records import KINDS, Evidence, Place
from tawthiq.register import BlobState, Vault
from tawthiq.register.tree import leaf_hash, root_hash

CHANGING = (
    "openat", "write", "pwrite64", "writev", "fsync", "fdatasync", "rename", "renameat",
    "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "ftruncate",
    "truncate", "fallocate", "fchmod", "chmod", "fchmodat",
)  # fmt: skip
READING = ("read", "pread64", "lseek", "newfstatat", "fstat", "stat", "lstat", "statx",
           "getdents64", "flock", "fcntl", "close", "readlink", "fchown", "mmap")  # fmt: skip
CALLS = CHANGING + READING
FAULTS = {
    "KILL": ("signal=KILL", CALLS),
    "EIO": ("error=EIO", CALLS),
    "ENOSPC": ("error=ENOSPC", CHANGING),
}

_CALL = re.compile(r"^(\d+)\s+(\w+)\((.*)$")


def needs(tool):
    """Skips loudly where a program is missing; the continuous integration must have it."""
    if shutil.which(tool) is None:
        refuse(f"{tool} is not installed")


def refuse(reason):
    """Says that nothing was tested; a fault in the continuous integration."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI cannot test this: {reason}")
    pytest.skip(f"SKIPPED, NOT TESTED: {reason}")


@dataclass(frozen=True)
class Point:
    """One fault: the `number`-th use of a call in one thread fails in a way."""

    call: str
    number: int
    fault: str

    @property
    def injection(self):
        return f"inject={self.call}:{FAULTS[self.fault][0]}:when={self.number}"


@dataclass(frozen=True)
class Ended:
    status: int
    stdout: str
    stderr: str


class Children:
    """Starts commands in children of one process that has everything imported already."""

    def __init__(self, folder, *, warm):
        self.folder = folder
        environment = {
            **os.environ,
            "WARM": json.dumps(warm),
            "XDG_STATE_HOME": str(folder),
            "TAWTHIQ_DEBUG": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("child.py")), str(folder / "warm")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=environment,
        )
        assert self._answer() == "ready"

    def close(self):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def start(self, job, *, trace=(), log=None, **request):
        """Starts a job and returns its process; strace watches it when it goes."""
        shutil.rmtree(self.folder / "output", ignore_errors=True)
        (self.folder / "output").mkdir()
        request |= {"job": job, "output": str(self.folder / "output")}
        self._ask(json.dumps(request))
        child = int(self._answer())
        watching = self._watch(child, trace, log) if trace else None
        self._ask("go")
        self._child = child
        return child, watching

    def end(self, watching=None):
        hangs = not select.select([self._process.stdout], [], [], 120)[0]
        if hangs:
            os.kill(self._child, signal.SIGKILL)
        status = int(self._answer())
        if watching is not None:
            watching.wait(60)
            watching.stderr.close()
        assert not hangs, "the command never ends"
        output = self.folder / "output"
        return Ended(status, *((output / name).read_text("utf-8") for name in ("stdout", "stderr")))

    def run(self, job, **request):
        _, watching = self.start(job, **request)
        return self.end(watching)

    def _watch(self, child, trace, log):
        watching = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", str(log or os.devnull), *trace, "-p", str(child)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        status = Path(f"/proc/{child}/status")
        until = time.monotonic() + 30
        while "TracerPid:\t0\n" in status.read_text():
            if watching.poll() is not None or time.monotonic() > until:
                refuse(f"strace may not watch: {watching.stderr.read().decode()}")
            time.sleep(0.001)
        return watching

    def _ask(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _answer(self):
        return self._process.stdout.readline().strip()


class Run:
    """A copy of a prepared casebook in which one command runs once."""

    def __init__(self, prepared, folder, children, scenario):
        self.folder, self.children, self.scenario = folder, children, scenario
        shutil.copytree(prepared, folder)

    def request(self):
        return {
            "arguments": [*self.scenario.arguments, "-C", "casebook"],
            "folder": str(self.folder),
            "state": str(self.folder / "state"),
        }

    def go(self, *, trace=(), log=None):
        return self.children.run("command", trace=trace, log=log, **self.request())


def calls_of(prepared, folder, children, scenario):
    """Every use of a call that touches the casebook in a clean run, as (call, number)."""
    run = Run(prepared, folder, children, scenario)
    log = folder / "log"
    ended = run.go(
        trace=("-y", "-s", "0", "-e", f"trace={','.join(f'?{c}' for c in CALLS)}"), log=log
    )
    assert ended.status == 0, ended.stderr
    numbers = collections.Counter()
    found = []
    for line in log.read_text("utf-8", "replace").splitlines():
        if match := _CALL.match(line):
            thread, call, rest = match.groups()
            numbers[thread, call] += 1
            if str(folder) in rest or "casebook" in rest:
                found.append((call, numbers[thread, call]))
    return list(dict.fromkeys(found))


def points_of(calls):
    """Every fault that is tried: each use of each call, killed, failed and filled."""
    return [
        Point(call, number, fault)
        for fault, (_, affected) in FAULTS.items()
        for call, number in calls
        if call in affected
    ]


def try_point(prepared, folder, children, scenario, point):
    """Runs the command with one fault, and checks everything that must hold after it."""
    run = Run(prepared, folder, children, scenario)
    log = folder / "log"
    watch = ("-y", "-s", "0", "-e", f"trace={point.call}", "-e", point.injection)
    try:
        ended = run.go(trace=watch, log=log)
    except AssertionError:  # CPython waits for ever for a thread that got no memory to start with
        if not _hit_elsewhere(log, folder):
            raise
    if _hit_elsewhere(log, folder):
        shutil.rmtree(folder)
        return "elsewhere"
    assert ended.status in (0, 1, -9), f"{point}: {ended.status}: {ended.stderr[-1200:]}"
    assert "Traceback" not in ended.stderr, f"{point}: {ended.stderr[-1200:]}"
    if ended.status == 1:
        assert ended.stderr.strip(), f"{point}: it says nothing"
    check(folder / "casebook", scenario, acknowledged=ended.status == 0)
    again = run.go()
    assert again.status == 0, f"{point}: the command again: {again}"
    check(folder / "casebook", scenario, acknowledged=True)
    assert list(folder.glob("casebook/vault/*.tmp")) == []
    shutil.rmtree(folder)
    return ended.status


BEFORE = frozenset(("invented_before", "before.txt"))


def _hit_elsewhere(log, folder):
    """Says whether a call of this number in another thread failed that is not the casebook's.

    Numbers count in each thread: the third write of the one that copies is into the vault, the
    third write of the one that waits for it may be to the screen.
    """
    injected = [line for line in log.read_text("utf-8").splitlines() if "(INJECTED)" in line]
    return any(str(folder) not in line and "casebook" not in line for line in injected)


def check(casebook, scenario=None, *, acknowledged=False, before=BEFORE):
    """Opens a casebook and checks journal, projections and vault against each other."""
    with open_casebook(casebook) as book:
        for kind in KINDS.values():
            book.view.all(kind)
        vault = Vault(casebook)
        for each in book.view.all(Evidence):
            assert vault.check(each.sha256) is BlobState.WHOLE, each.id
        held = {each.code for each in book.view.all(Place)}
        assert before <= held | {each.name for each in book.view.all(Evidence)}
        if scenario is not None:
            found = scenario.found(book)
            assert found in (frozenset(), scenario.names), "half a batch"
            assert found or not acknowledged, "what was acknowledged is lost"
        state = book.register.state()
    _check_database(casebook / "register.sqlite", state)


def _check_database(path, state):
    connection = sqlite3.connect(path)
    try:
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        assert sound == "ok"
        entries = connection.execute("SELECT position, entry FROM entries ORDER BY 1").fetchall()
        assert [position for position, _ in entries] == list(range(state.tree_size))
        assert root_hash([leaf_hash(entry) for _, entry in entries]).hex() == state.root
        last = connection.execute(
            "SELECT record_id, body FROM revisions r WHERE state = 'current' AND revision ="
            " (SELECT max(revision) FROM revisions WHERE record_id = r.record_id) ORDER BY 1"
        ).fetchall()
        current = connection.execute("SELECT record_id, body FROM current ORDER BY 1").fetchall()
        assert current == last
        (words,) = connection.execute("SELECT count(*) FROM words").fetchone()
        assert words == len(current)
    finally:
        connection.close()
