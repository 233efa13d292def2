"""Loss of power after any call: what was acknowledged is there, and nothing is half there.

The negative controls take one flush or one rename out of the code: each of them must be found.
"""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from faults.harness import check
from faults.power import WATCH, WORST, Disk, calls_in, digest_of, some, write_image
from faults.scenarios import SCENARIOS
from tawthiq.casebook import init_casebook, open_casebook, verify_casebook
from tawthiq.intake.entry import Entry
from tawthiq.intake.places import PlaceSpec, add_place
from tawthiq.register import BlobState, Vault
from tawthiq.register.keeping import Keeping
from tawthiq.register.verification import Outcome

BEFORE = frozenset(("invented_before",))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory, prepared):
    """A casebook that has no vault yet, and small files to be added."""
    folder = tmp_path_factory.mktemp("fresh")
    for name in ("table.csv", "one.txt", "before.txt"):
        (folder / name).write_bytes((prepared / name).read_bytes())
    (folder / "two.bin").write_bytes(bytes(range(256)) * 20)
    init_casebook(
        folder / "casebook", name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus"
    )
    entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
    with open_casebook(folder / "casebook") as book:
        place = PlaceSpec("invented_before", name_en="Before", name_ar="سابق", parent="hama")
        add_place(book, place, entry=entry)
    return folder


@dataclass(frozen=True)
class Job:
    """What is done while the power may fail, and what must hold after it."""

    name: str
    request: dict
    judge: Callable


def lost_power(job, fresh, folder, children, monkeypatch, *, step=1, count=0, mutations=()):
    """Tries disks as they may be after any call; returns how many, and what was wrong."""
    shutil.copytree(fresh, folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    disk = Disk(folder)
    log = folder.with_name(f"{folder.name}.log")
    request = {"folder": str(folder), "state": str(folder / "state"), **job.request}
    ended = children.run(job.name, trace=WATCH, log=log, mutations=mutations, **request)
    assert ended.status == 0, ended.stderr
    calls = list(calls_in(log))
    seed = random.Random(str(job.request))
    tried, wrong = set(), []
    for at, call in enumerate(calls, 1):
        disk.apply(*call)
        last = at == len(calls)
        if at % step and not last:
            continue
        for choose in (*WORST, *(some(seed) for _ in range(count * 20 if last else count))):
            image = disk.image(choose)
            digest = digest_of(image), last
            if digest in tried:
                continue
            tried.add(digest)
            write_image(image, folder)
            try:
                job.judge(folder / "casebook", last)
            except Exception as fault:  # noqa: BLE001  (all of them, then say which)
                wrong.append(f"after call {at} of {len(calls)} ({call[0]}): {str(fault)[:300]}")
    return len(tried), wrong


def command(scenario):
    """A whole command, judged by everything that a casebook must hold."""

    def judge(casebook, acknowledged):
        kept = casebook / "checkpoint"
        before = kept.read_text("utf-8")
        check(casebook, scenario, acknowledged=acknowledged, before=BEFORE)
        if acknowledged:
            assert kept.read_text("utf-8") == before, "the checkpoint file was lost"

    return Job("command", {"arguments": [*scenario.arguments, "-C", "casebook"]}, judge)


def judge_vault(casebook, acknowledged):
    """Whatever has the name of a blob is whole, and what was acknowledged is there."""
    vault = Vault(casebook)
    held = list(vault.all())
    assert all(vault.check(digest) is BlobState.WHOLE for digest in held), "a damaged blob"
    assert len(held) == 3 or not acknowledged, "a blob is lost"


def judge_checkpoint(casebook, acknowledged):
    """The checkpoint file is always one that verifies, the old one or the new one."""
    size = Keeping(casebook).seen().state.tree_size
    assert size == (999 if acknowledged else size)


ADD = Job("vault", {"arguments": ["one.txt", "two.bin", "before.txt"]}, judge_vault)
KEEP = Job("keep", {}, judge_checkpoint)
COMMIT = command(SCENARIOS["commit"])


def judge_new(casebook, acknowledged):
    """A new casebook is there and whole, or not there at all."""
    made = casebook.with_name("new")
    if not made.exists():
        assert not acknowledged, "the new casebook is lost"
        return
    assert verify_casebook(made).outcome is Outcome.VERIFIED, "the register is not whole"
    with open_casebook(made) as book:
        assert book.settings.area == "syria"
        assert book.methodology.version
        assert book.ruleset_text


INIT = Job("command", {"arguments": ["init", "new"]}, judge_new)


@pytest.mark.parametrize("name", ["vault", "keep", "init", *SCENARIOS])
def test_a_loss_of_power_takes_nothing_that_was_acknowledged(
    fresh, children, tmp_path, request, counted, monkeypatch, name
):
    full = request.config.getoption("full")
    job = {"vault": ADD, "keep": KEEP, "init": INIT}.get(name) or command(SCENARIOS[name])
    small = name not in SCENARIOS
    tried, wrong = lost_power(
        job, fresh, tmp_path / "run", children, monkeypatch,
        step=1 if full or small else 5, count=30 if full else 10 if small else 1,
    )  # fmt: skip
    counted(f"{name}: {tried} disks after a loss of power")
    assert not wrong, "\n".join(wrong)


VAULT, SOURCE = "tawthiq.register.vault", "tawthiq.register.source"
NEW = "tawthiq.casebook.unfinished"
KEEPING, DATABASE = "tawthiq.register.keeping", "tawthiq.register.database"

MUTATIONS = {
    "a copy is not flushed": (ADD, SOURCE, "        os.fsync(writing)\n", ""),
    "a blob's folder is not flushed": (
        ADD, VAULT, "                    sync_folder(folder)\n", "                    pass\n"),
    "the vault's folder is not flushed": (
        ADD, VAULT, "                sync_folder(self.folder)\n", ""),
    "the casebook's folder is not flushed for a new vault": (
        ADD, VAULT, "                sync_folder(self.folder.parent)\n", ""),
    "a blob is written under its name instead of renamed": (
        ADD, VAULT, "            staged.rename(path)\n",
        "            shutil.copyfile(staged, path)\n"),
    "the checkpoint file is not flushed": (
        KEEP, KEEPING, "            os.fsync(file.fileno())\n", ""),
    "the checkpoint's folder is not flushed": (KEEP, KEEPING, "    sync_folder(path.parent)\n", ""),
    "the checkpoint is written over instead of renamed": (
        KEEP, KEEPING, "        work.replace(path)\n",
        "        path.write_text(text, 'utf-8')\n"),
    "the files of a new casebook are not flushed": (
        INIT, NEW, "                _sync_tree(work)\n", ""),
    "the folder of a new casebook is not flushed": (
        INIT, NEW, "            sync_folder(folder.parent)\n", "            pass\n"),
    "the database does not flush": (
        COMMIT, DATABASE, '"synchronous = FULL"', '"synchronous = OFF"'),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_flush_that_is_taken_out_is_found(fresh, children, tmp_path, counted, monkeypatch, name):
    job, *mutation = MUTATIONS[name]
    tried, wrong = lost_power(
        job, fresh, tmp_path / "run", children, monkeypatch, mutations=[mutation],
        step=5 if job is COMMIT else 1,
    )  # fmt: skip
    counted(f"{name}: {len(wrong)} of {tried} disks are wrong, as they must be")
    assert wrong
