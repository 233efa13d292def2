"""Shared by all tests: one demonstration casebook, made once per test process."""

import json
import os
import secrets
import shutil
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

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


@pytest.fixture
def counted(record_property):
    """Returns a function that says a count at the end of the run, also from parallel workers."""
    return lambda text: record_property("counted", text)


def pytest_terminal_summary(terminalreporter):
    """Prints what the tests counted."""
    lines = [
        text
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, text in report.user_properties
        if name == "counted"
    ]
    if lines:
        terminalreporter.section("counted")
        for line in sorted(lines):
            terminalreporter.line(line)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """Address of an empty database, one test on SQLite and one on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'register.sqlite'}"
        return
    server = os.environ.get("TAWTHIQ_TEST_POSTGRESQL")
    if not server:
        if os.environ.get("CI") == "true":
            pytest.fail("CI lacks PostgreSQL: TAWTHIQ_TEST_POSTGRESQL is not set")
        pytest.skip("SKIPPED, NOT TESTED on PostgreSQL: set TAWTHIQ_TEST_POSTGRESQL to its address")
    name = f"tawthiq_test_{secrets.token_hex(8)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
