"""An empty casebook of an invented team, for tests that need no other."""

import pytest

from tawthiq.casebook import init_casebook, open_casebook


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "casebook"
    init_casebook(target, name={"en": "x", "ar": "س"}, area="syria", clock="Asia/Damascus")
    return target


@pytest.fixture
def book(folder):
    with open_casebook(folder) as opened:
        yield opened
