"""A casebook with two invented lists of victims, linked once."""

import shutil
from types import SimpleNamespace

import pytest

from tawthiq.casebook import open_casebook
from tawthiq.linkage.victims import link_victims
from victim_lists import ids_by_key, import_list, new_book, two_lists


@pytest.fixture(scope="session")
def linked(tmp_path_factory):
    """Two lists of invented people, linked. Tests read it and change nothing."""
    folder = tmp_path_factory.mktemp("linked")
    first, second = two_lists()
    with new_book(folder / "book") as book:
        import_list(book, folder / "one.csv", first, "one")
        import_list(book, folder / "two.csv", second, "two")
        found = link_victims(book)
        return SimpleNamespace(folder=folder / "book", found=found, ids=ids_by_key(book),
                               rows=(first, second))  # fmt: skip


@pytest.fixture
def book(linked, tmp_path):
    """An open copy of it that a test may change."""
    shutil.copytree(linked.folder, tmp_path / "copy")
    with open_casebook(tmp_path / "copy") as opened:
        yield opened
