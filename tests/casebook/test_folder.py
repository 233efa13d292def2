"""The folder of a casebook: whole or not at all, and a clear error where it is broken."""

import errno
import multiprocessing
import os
import time

import pytest

from tawthiq.casebook import init_casebook, new_folder, open_casebook, verify_casebook
from tawthiq.casebook.backup import write_backup
from tawthiq.errors import CasebookError, InputError, RegisterError
from tawthiq.register.verification import Outcome

NAME = {"en": "Invented team", "ar": "فريق مختلق"}


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "casebook"
    init_casebook(target, name=NAME, area="syria", clock="Asia/Damascus")
    return target


def test_a_new_casebook_opens_and_is_closed_to_others(folder):
    with open_casebook(folder) as casebook:
        assert casebook.settings.name == NAME
        assert casebook.methodology.massacre_threshold == 5
        assert casebook.collections() == {}
        assert casebook.text("conclusions") == {}
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["who? 100%", "a#b", "x&y=z", "سجل", "a b;c", "%2e%2e"])
def test_a_folder_of_any_name_holds_its_own_register(tmp_path, name):
    init_casebook(tmp_path / name, name=NAME, area="syria", clock="Asia/Damascus")
    with open_casebook(tmp_path / name) as casebook:
        assert casebook.view.state().tree_size == 0
        write_backup(casebook, tmp_path / "b.tar")
    assert verify_casebook(tmp_path / name).outcome is Outcome.VERIFIED
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "b.tar"])


def test_nothing_is_written_over(folder):
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(CasebookError, match="not empty"):
        init_casebook(folder, name=NAME, area="syria", clock="Asia/Damascus")
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize(
    "options",
    [
        {"clock": "Asia/Damaskus"}, {"name": {"en": "only one"}}, {"area": "syia"},
        {"area": "hama"}, {"area": ""}, {"area": "Syria"},
    ],
)  # fmt: skip
def test_a_wrong_setting_makes_nothing(tmp_path, options):
    fields = {"name": NAME, "area": "syria", "clock": "Asia/Damascus"} | options
    with pytest.raises(CasebookError, match=f"{next(iter(options))}: "):
        init_casebook(tmp_path / "casebook", **fields)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_a_stop_half_way_leaves_nothing_behind(tmp_path, stop):
    def half():
        with new_folder(tmp_path / "casebook") as work:
            (work / "file").write_text("half")
            raise stop

    with pytest.raises(stop):
        half()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_casebook_says_what_to_do(tmp_path):
    with pytest.raises(CasebookError, match="tawthiq init"):
        open_casebook(tmp_path)


@pytest.mark.parametrize("name", ["register.sqlite", "casebook.yaml"])
def test_a_missing_part_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(CasebookError, match=name):
        open_casebook(folder)


@pytest.mark.parametrize("name", ["methodology.yaml", "ruleset.yaml"])
def test_a_missing_file_of_rules_is_named(folder, name):
    (folder / name).unlink()
    with open_casebook(folder) as casebook, pytest.raises(CasebookError, match=name):
        _ = (casebook.methodology, casebook.ruleset_text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: [", "no readable YAML"),
        ("", "casebook.yaml"),
        ("name: {en: x, ar: y}\narea: syria\nclock: Mars/Base\n", "clock"),
        ("name: {en: x, ar: y}\narea: syria\nclock: Asia/Damascus\ncolour: red\n", "colour"),
        ("area: syria\nclock: Asia/Damascus\n", "name"),
    ],
)
def test_a_broken_settings_file_names_the_field(folder, text, words):
    (folder / "casebook.yaml").write_text(text)
    with pytest.raises(CasebookError, match=words):
        open_casebook(folder)


def test_settings_that_are_no_text_are_a_clear_error(folder):
    (folder / "casebook.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CasebookError, match="UTF-8"):
        open_casebook(folder)


def test_a_truncated_register_is_a_clear_error(folder):
    path = folder / "register.sqlite"
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(RegisterError):
        open_casebook(folder).collections()


def test_a_period_that_is_none_is_a_clear_error(folder):
    with open_casebook(folder) as casebook, pytest.raises(InputError, match="2017-1x"):
        casebook.period("2017-1x")


def test_a_folder_that_someone_fills_meanwhile_stays_theirs(tmp_path):
    def race():
        with new_folder(tmp_path / "casebook") as work:
            (work / "mine").write_text("mine")
            (tmp_path / "casebook").mkdir()
            (tmp_path / "casebook" / "theirs").write_text("theirs")

    with pytest.raises(CasebookError, match="Nothing was written"):
        race()
    assert [path.name for path in tmp_path.rglob("*")] == ["casebook", "theirs"]


def half_made(target, ready):
    with new_folder(target) as work:
        (work / "half").write_text("an invented secret")
        ready.set()
        time.sleep(60)


def test_what_a_killed_process_left_is_taken_away_by_the_next(tmp_path):
    target = tmp_path / "casebook"
    (tmp_path / ".casebook.old").mkdir()
    (tmp_path / ".casebook.x").write_text("theirs")
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=half_made, args=(target, ready))
    process.start()
    ready.wait(30)
    with pytest.raises(InterruptedError):  # one that is at work is left alone
        _stop_in(target)
    assert list(tmp_path.rglob("half")) != []
    process.kill()
    process.join()
    assert list(tmp_path.rglob("half")) != []
    init_casebook(target, name=NAME, area="syria", clock="Asia/Damascus")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".casebook.old", ".casebook.x", "casebook",
    ]  # fmt: skip
    open_casebook(target).close()


def _stop_in(target):
    with new_folder(target):
        raise InterruptedError


def test_a_folder_whose_name_cannot_be_flushed_is_whole_and_says_so(tmp_path, monkeypatch):
    target = tmp_path / "deep" / "casebook"
    flush = os.fsync

    def fail(descriptor):
        if target.exists():
            raise OSError(errno.EIO, "Input/output error")
        flush(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fail)
        with pytest.raises(CasebookError, match="made and whole"):
            init_casebook(target, name=NAME, area="syria", clock="Asia/Damascus")
    with open_casebook(target) as casebook:
        assert casebook.settings.name == NAME


def test_a_full_disk_leaves_no_folder_and_says_so(tmp_path, monkeypatch):
    def fail(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fail)
        with pytest.raises(CasebookError, match="make room"):
            init_casebook(tmp_path / "c", name=NAME, area="syria", clock="Asia/Damascus")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_no_folder_can_have_is_a_clear_error(tmp_path):
    with pytest.raises(CasebookError, match="cannot be read"):
        open_casebook(tmp_path / ("x" * 5000))
