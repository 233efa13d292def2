"""What tests of importers share: a new casebook, a file entered, and what became of it."""

from contextlib import contextmanager

from conftest import ENTRY
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.intake.collecting import CollectionSpec
from tawthiq.intake.formats import import_file
from tawthiq.records import Account, Incident


@contextmanager
def new_book(folder):
    names = {"en": "Invented", "ar": "مختلق"}
    init_casebook(folder / "book", name=names, area="syria", clock="Asia/Damascus")
    with open_casebook(folder / "book") as opened:
        yield opened


def enter(book, path, options=None, *, format=None):
    spec = CollectionSpec("ours")
    return import_file(book, path, format=format, collection=spec, entry=ENTRY, options=options)


def accounts(book):
    return {each.key: each for each in book.view.all(Account)}


def incidents(book):
    return {each.key: each for each in book.view.all(Incident)}


def codes(result, treatment):
    return {each.code for each in result.notices if each.treatment is treatment}
