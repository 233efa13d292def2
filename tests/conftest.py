"""Shared by all tests: one demonstration casebook, made once per test process."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from tawthiq.casebook import open_casebook
from tawthiq.demo import make_demo
from tawthiq.intake.entry import Entry

ENTRY = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory):
    """Keeps what a user has seen out of the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demonstration as `tawthiq demo` makes it. Tests read it and change nothing."""
    folder = tmp_path_factory.mktemp("demo") / "casebook"
    return make_demo(folder, entry=ENTRY, progress=lambda step: None)


@pytest.fixture(scope="session")
def october(demo):
    """The figures of its report by name, read back from figures.json."""
    listed = json.loads((demo.report / "figures.json").read_text("utf-8"))
    return {figure["name"]: figure for figure in listed}


@pytest.fixture
def casebook(demo, tmp_path):
    """An open copy of the demonstration that a test may change."""
    folder = tmp_path / "copy"
    shutil.copytree(demo.folder, folder)
    with open_casebook(folder) as opened:
        yield opened


def pytest_addoption(parser):
    """Adds --full: what takes minutes."""
    parser.addoption("--full", action="store_true", help="Run the long tests to their full depth.")


def pytest_terminal_summary(terminalreporter):
    """Says the counts that tests recorded as `told`: how many faults, vectors, images."""
    reports = [each for found in terminalreporter.stats.values() for each in found]
    for report in reports:
        for name, text in getattr(report, "user_properties", ()):
            if name == "told" and report.when == "call":
                terminalreporter.write_line(f"COUNT {text}")
