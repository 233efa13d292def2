"""An exported journal is verified without the database: any changed bit, any file more or less."""

import random
import shutil
import subprocess
import sys

import pytest

from register.tampering import WHO, fill, place
from tawthiq.casebook import export_journal, open_casebook
from tawthiq.errors import CasebookError
from tawthiq.register.note import Signer
from tawthiq.register.outsider import bundle_of, path_of, verify_journal
from tawthiq.register.tree import WIDTH
from tawthiq.register.verification import Outcome


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Two exports of one journal, the second with more entries, and the key."""
    base = tmp_path_factory.mktemp("journal")
    folder = fill(base / "casebook", more=520)
    with open_casebook(folder) as book:
        export_journal(book, base / "early")
        book.register.write([place(n) for n in range(9000, 9300)], **WHO)
        export_journal(book, base / "late")
        key = book.register.keeping.verifier()
    return base / "early", base / "late", key


@pytest.fixture
def journal(exported, tmp_path):
    return shutil.copytree(exported[1], tmp_path / "journal")


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_an_exported_journal_is_verified(exported):
    for folder in exported[:2]:
        found = verify_journal(folder, key=exported[2])
        assert (found.outcome, found.items) == (Outcome.VERIFIED, ())


def test_the_layout_is_that_of_tlog_tiles(exported):
    names = {path.relative_to(exported[1]).as_posix() for path in files_of(exported[1])}
    size = int((exported[1] / "checkpoint").read_text().split("\n")[1])
    assert {"checkpoint", "verifier.key", "entries/000", "tile/0/000"} <= names
    assert f"entries/{path_of(size // WIDTH, width=size % WIDTH)}" in names
    assert f"tile/1/000.p/{size // WIDTH}" in names


def test_any_changed_bit_is_found_and_its_file_is_named(journal, request, counted):
    full = request.config.getoption("full")
    chance, tried, found_count = random.Random(1), 0, 0
    for path in files_of(journal):
        data = path.read_bytes()
        count = len(data) * 8
        small = path.name in ("checkpoint", "verifier.key")
        bits = (
            range(count)
            if full and small
            else chance.sample(range(count), min(count, 60 if small or full else 12))
        )
        for bit in bits:
            path.write_bytes(
                data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]
            )
            found = verify_journal(journal)
            tried += 1
            name = path.relative_to(journal).as_posix()
            found_count += found.outcome is not Outcome.VERIFIED and any(
                item.table == name for item in found.items
            )
        path.write_bytes(data)
    assert verify_journal(journal).outcome is Outcome.VERIFIED
    counted(f"exported journal: {found_count} of {tried} flipped bits found and their file named")
    assert found_count == tried


def test_a_missing_truncated_or_longer_file_is_found_and_named(journal):
    for path in files_of(journal):
        data = path.read_bytes()
        name = path.relative_to(journal).as_posix()
        for other in (None, b"", data[:-1], data[: len(data) // 2], data + b"\0", data + b"\0\0"):
            if other is None:
                path.unlink()
            else:
                path.write_bytes(other)
            found = verify_journal(journal)
            assert found.outcome is not Outcome.VERIFIED
            assert any(item.table == name for item in found.items), (name, other and len(other))
            path.write_bytes(data)


@pytest.mark.parametrize(
    "name", ["more", "entries/999", "tile/2/000", "tile/0/000.p/3", "entries/000.p/3", ".hidden"]
)
def test_a_file_too_many_is_named(journal, name):
    (journal / name).parent.mkdir(parents=True, exist_ok=True)
    (journal / name).write_bytes(b"")
    assert [item.table for item in verify_journal(journal).items] == [name]


def test_entries_in_another_order_are_found(journal):
    path = journal / "entries/001"
    data, entries, at = path.read_bytes(), [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entries.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    assert bundle_of(entries) == data
    entries[3], entries[4] = entries[4], entries[3]
    path.write_bytes(bundle_of(entries))
    assert [item.table for item in verify_journal(journal).items] == ["entries/001"]


def test_another_key_is_not_the_printed_one(journal, exported):
    other = Signer.generate(exported[2].name).verifier
    assert verify_journal(journal, key=other).outcome is Outcome.INVALID
    (journal / "verifier.key").write_text(f"{other}\n")
    assert verify_journal(journal).outcome is Outcome.INVALID
    assert verify_journal(journal, key=exported[2]).outcome is Outcome.INVALID


def test_an_earlier_checkpoint_is_shown_to_be_a_prefix(exported, tmp_path):
    early, late, _ = exported
    note = (early / "checkpoint").read_text()
    assert verify_journal(late, since=note).outcome is Outcome.VERIFIED
    found = verify_journal(early, since=(late / "checkpoint").read_text())
    assert "was set back" in str(found.items[0])
    size = note.split("\n")[1]
    altered = note.replace(f"\n{size}\n", f"\n{int(size) + 1}\n")
    assert verify_journal(late, since=altered).outcome is Outcome.INVALID


def test_a_journal_of_another_past_is_found(tmp_path):
    folder = fill(tmp_path / "one", more=3)
    other = shutil.copytree(folder, tmp_path / "other")
    for each, number in ((folder, 1), (other, 2)):
        with open_casebook(each) as book:
            book.register.write([place(100 * number)], **WHO)
            export_journal(book, tmp_path / f"journal{number}")
    note = (tmp_path / "journal1/checkpoint").read_text()
    with open_casebook(other) as book:
        book.register.write([place(300)], **WHO)
        export_journal(book, tmp_path / "journal3")
    found = verify_journal(tmp_path / "journal3", since=note)
    assert [item.what for item in found.items] == [
        "was signed for other entries: the journal did not only grow"
    ]


def test_a_folder_that_is_not_empty_is_left_alone(exported, tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x/mine").write_text("")
    with (
        open_casebook(exported[0].parent / "casebook") as book,
        pytest.raises(CasebookError, match="not empty"),
    ):
        export_journal(book, tmp_path / "x")


def test_the_module_needs_no_database(exported):
    code = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "for name in ('sqlalchemy', 'psycopg', 'sqlite3'): sys.modules[name] = None\n"
        "from tawthiq.register.outsider import verify_journal\n"
        f"print(verify_journal({str(exported[1])!r}).outcome.value)\n"
        "print(sorted(name for name in sys.modules if name.startswith('tawthiq.')))\n"
        f"sys.argv = ['tawthiq', 'verify', {str(exported[1])!r}]\n"
        "from tawthiq.cli.main import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("verified\n")
    assert "tawthiq.register.schema" not in done.stdout
    assert "Verified." in done.stdout
