"""What the tests of exports share: casebooks, exports of them, and what they hold as bytes."""

import gzip
import io
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq

from conftest import ENTRY
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.export import ExportFormat, Wanted, export_casebook
from tawthiq.intake.formats import import_file
from tawthiq.records import KINDS, Access

FORMATS = list(ExportFormat)
WHOLE = Wanted(access=Access.SECRET)


@contextmanager
def new_book(folder):
    """An empty casebook."""
    names = {"en": "Invented", "ar": "مختلق"}
    init_casebook(folder, name=names, area="syria", clock="Asia/Damascus")
    with open_casebook(folder) as opened:
        yield opened


def fill(book, records):
    """Writes records as one batch."""
    return book.register.write(records, actor="who-wrote-it", reason="why-it-was", at=ENTRY.at)


def write(book, target, format, wanted=WHOLE):
    """Exports a casebook."""
    return export_casebook(book, ExportFormat(format), target, wanted=wanted)


def read(book, path, options=None):
    """Imports an export."""
    return import_file(book, path, collection=None, entry=ENTRY, options=options)


def bodies(book, *, batches=True):
    """Every record of a casebook as it is held, by id; with its kind."""
    kinds = [kind for kind in KINDS if batches or kind != "batch"]
    return {each: (kind, body) for kind in kinds for each, body in book.view.bodies(kind)}


def raw(path: Path):
    """All bytes of an export, packed ones unpacked, and its cells once more as text."""
    files = [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]
    return b"\n".join(_bytes(each) for each in files)


def _bytes(path):
    content = path.read_bytes()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content += b"\n".join(packed.read(name) for name in packed.namelist())
    elif content.startswith(b"\x1f\x8b"):
        content += gzip.decompress(content)
    elif content.startswith(b"PAR1"):
        content += str(pq.read_table(path).to_pylist()).encode()
        content += str(pq.read_schema(path).metadata).encode()
    return content + path.name.encode()
