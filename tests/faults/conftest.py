"""A prepared casebook, and a process that starts commands on copies of it."""

import shutil
from datetime import UTC, datetime

import pytest

from faults.harness import Children, needs
from faults.scenarios import SCENARIOS, TABLE
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.intake.entry import Entry
from tawthiq.intake.evidence import add_evidence
from tawthiq.intake.places import PlaceSpec, add_place


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A folder with a casebook that holds something, and files to be added to it."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "before.txt").write_text("held before")
    (folder / "one.txt").write_text("an invented statement")
    (folder / "two.bin").write_bytes(bytes(range(256)) * 8192)
    (folder / "table.csv").write_text(TABLE)
    init_casebook(
        folder / "casebook", name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus"
    )
    entry = Entry(actor="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
    with open_casebook(folder / "casebook") as book:
        place = PlaceSpec("invented_before", name_en="Before", name_ar="سابق", parent="hama")
        add_place(book, place, entry=entry)
        add_evidence(book, [folder / "before.txt"], entry=entry)
    return folder


@pytest.fixture(scope="session")
def children(prepared, tmp_path_factory):
    """Starts commands in children of a process that has everything imported."""
    needs("strace")
    folder = tmp_path_factory.mktemp("children")
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    (folder / "casebook").rename(folder / "warm")
    started = Children(folder, warm=[scenario.arguments for scenario in SCENARIOS.values()])
    yield started
    started.close()
