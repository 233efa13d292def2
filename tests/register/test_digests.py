"""Digests of a vault: the same from a process of their own and from here."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tawthiq.register import digests as module
from tawthiq.register.digests import Digests, Hashed
from tawthiq.register.verification import Found
from tawthiq.register.verify_vault import check_vault

HERE, THERE = 1 << 60, 1
"""So many bytes for a process of its own: never, and always."""


def add(folder, content):
    name = hashlib.sha256(content).hexdigest()
    file = folder / "vault" / name[:2] / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return name


@pytest.fixture
def vault(tmp_path):
    """Three files of evidence, one of them altered, and three files that are none."""
    names = [add(tmp_path, b"invented %d" % at * 1000) for at in range(3)]
    altered = tmp_path / "vault" / names[1][:2] / names[1]
    altered.write_bytes(altered.read_bytes()[:-1] + b"?")
    (tmp_path / "vault" / ".lock").write_bytes(b"")
    (tmp_path / "vault" / "note\n.txt").write_bytes(b"none")
    (tmp_path / "vault" / os.fsdecode(b"\xff.txt")).write_bytes(b"none")
    (tmp_path / "vault" / "ab" / "deep").mkdir(parents=True)
    (tmp_path / "vault" / "ab" / "deep" / names[0]).write_bytes(b"not in its place")
    return tmp_path, names


def all_of(folder, large):
    with Digests(folder, large=large) as digests:
        started = digests._process is not None
        return started, list(digests)


def test_a_process_finds_what_is_found_here(vault):
    folder, names = vault
    here, there = all_of(folder, HERE), all_of(folder, THERE)
    assert (here[0], there[0]) == (False, True)
    assert here[1] == there[1]
    held = dict(here[1])
    assert held[f"{names[0][:2]}/{names[0]}"] == names[0]
    assert held[f"{names[1][:2]}/{names[1]}"] not in {names[1], None}
    assert held["note\n.txt"] is None
    assert held[f"ab/deep/{names[0]}"] is None
    assert ".lock" not in held
    assert [each.path for each in here[1]] == sorted(held, key=lambda path: path.split("/"))


def test_an_empty_or_missing_vault_starts_nothing(tmp_path):
    assert all_of(tmp_path, THERE) == (False, [])
    (tmp_path / "vault").mkdir()
    assert all_of(tmp_path, THERE) == (False, [])


def test_what_a_killed_process_did_not_answer_is_hashed_here(vault):
    folder, _ = vault
    with Digests(folder, large=THERE) as digests:
        digests._process.kill()
        assert list(digests) == all_of(folder, HERE)[1]


@pytest.mark.parametrize("answer", [b"", b'["ab", null]\n', b'"all"', b"nonsense"])
def test_half_an_answer_is_none(vault, answer):
    folder, _ = vault
    with Digests(folder, large=THERE) as digests:
        digests._process.wait()
        digests._answers.seek(0)
        digests._answers.truncate()
        digests._answers.write(answer)
        assert list(digests) == all_of(folder, HERE)[1]


@pytest.mark.parametrize("missing", ["", "/nonexistent/python"])
def test_without_a_process_it_is_hashed_here(vault, monkeypatch, missing):
    folder, _ = vault
    whole = all_of(folder, HERE)[1]
    monkeypatch.setattr(module.sys, "executable", missing)
    assert all_of(folder, THERE) == (False, whole)


def test_closing_ends_the_process(vault):
    folder, _ = vault
    with Digests(folder, large=THERE) as digests:
        process = digests._process
    assert process.returncode is not None


def test_the_process_ends_with_who_asked(tmp_path):
    add(tmp_path, b"invented")
    fifo = tmp_path / "vault" / "ab" / ("ab" + "0" * 62)  # it can be read for ever
    fifo.parent.mkdir(exist_ok=True)
    os.mkfifo(fifo)
    asks = (
        "import sys, time; from pathlib import Path; from tawthiq.register.digests import Digests\n"
        "digests = Digests(Path(sys.argv[1]), large=1)\n"
        "print(digests._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", asks, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as asking:
        helper = int(asking.stdout.readline())
        assert running(helper)
        asking.send_signal(signal.SIGKILL)
    for _ in range(200):
        if not running(helper):
            return
        time.sleep(0.05)
    os.kill(helper, signal.SIGKILL)
    pytest.fail("the process outlived who asked")


def running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Stale:
    """Digests as they were read before others wrote."""

    def __init__(self, folder, hashed):
        self.vault, self._hashed = folder / "vault", hashed

    def __iter__(self):
        return iter(self._hashed)


def found_of(folder, hashed, named):
    found = Found()
    check_vault(Stale(folder, hashed), found, named=named)
    return found


def test_what_was_added_after_the_hashing_is_looked_at_again(tmp_path):
    name = add(tmp_path, b"added late")
    found = found_of(tmp_path, [], {name: "r1"})
    assert (len(found.items), found.checked["files"]) == (0, 1)
    (tmp_path / "vault" / name[:2] / name).write_bytes(b"altered")
    assert len(found_of(tmp_path, [], {name: "r1"}).items) == 1
    assert len(found_of(tmp_path, [], {"0" * 64: "r1"}).items) == 1


def test_what_was_taken_away_after_the_hashing_is_no_damage(tmp_path):
    name = "0" * 64
    erased = [Hashed(f"00/{name}", None)]
    assert found_of(tmp_path, erased, {}).items.keys() == set()
    assert len(found_of(tmp_path, erased, {name: "r1"}).items) == 1


def test_what_could_not_be_read_is_read_again_and_what_was_altered_is_not(tmp_path):
    name = add(tmp_path, b"whole")
    path = f"{name[:2]}/{name}"
    found = found_of(tmp_path, [Hashed(path, None)], {name: "r1"})
    assert (len(found.items), found.checked["files"]) == (0, 1)
    assert len(found_of(tmp_path, [Hashed(path, "0" * 64)], {name: "r1"}).items) == 1
