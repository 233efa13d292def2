"""Verification of a casebook: nothing is found where nothing is, and every damage is named."""

import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from register.tampering import AT, WHO, fill, keep, place
from tawthiq.casebook import open_casebook, verify_casebook
from tawthiq.errors import RegisterError
from tawthiq.records import KINDS
from tawthiq.register.note import Signer
from tawthiq.register.verification import Outcome
from tawthiq.register.verify_current import references_of


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("verify") / "casebook", more=260)


@pytest.fixture
def folder(original, tmp_path):
    return shutil.copytree(original, tmp_path / "casebook")


def execute(folder, *statements):
    with closing(sqlite3.connect(folder / "register.sqlite")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def lines(found):
    return [str(each) for each in found.items]


def test_a_sound_casebook_is_verified(folder):
    found = verify_casebook(folder)
    assert (found.outcome, found.items, found.notes) == (Outcome.VERIFIED, (), ())
    assert found.checked["entries"] == found.checked["revisions"] > 256
    assert found.checked["files"] == 3


def test_the_demonstration_is_verified(demo):
    found = verify_casebook(demo.folder)
    assert (found.outcome, found.items, found.notes) == (Outcome.VERIFIED, (), ())
    assert found.checked["report files"] > 5


def test_an_empty_casebook_is_verified(tmp_path):
    from register.tampering import TEAM
    from tawthiq.casebook import init_casebook

    init_casebook(tmp_path / "empty", name=TEAM, area="syria", clock="Asia/Damascus")
    assert verify_casebook(tmp_path / "empty").outcome is Outcome.VERIFIED


def test_verifying_changes_nothing(folder):
    def state():
        return {
            path: path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        }

    before = state()
    verify_casebook(folder)
    assert state() == before


def test_what_a_record_names_is_read_from_its_body_as_from_the_record(demo):
    with open_casebook(demo.folder) as book:
        for kind, model in KINDS.items():
            for record in book.view.all(model):
                body = record.model_dump(mode="json")
                assert list(references_of(kind, body)) == record.references()


def test_a_damaged_entry_is_named_alone(folder):
    execute(folder, "UPDATE entries SET entry = replace(entry, '2026', '2025') WHERE position = 20")
    found = verify_casebook(folder)
    assert {(item.table, item.key) for item in found.items} == {("entries", "20")}


def test_a_damaged_tile_is_named_alone(folder):
    execute(folder, "UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0 AND number = 0")
    assert {(item.table, item.key) for item in verify_casebook(folder).items} == {("tiles", "0/0")}


@pytest.mark.parametrize(
    ("column", "value"),
    [("kind", "'place'"), ("actor", "'forged'"), ("state", "'withdrawn'"),
     ("body", "replace(body, 'idlib', 'hama')")],
)  # fmt: skip
def test_the_column_that_differs_is_named_and_no_value(folder, column, value):
    execute(folder, f"UPDATE revisions SET {column} = {value} WHERE record_id = 'i0007'")
    found = verify_casebook(folder)
    assert lines(found)[0].endswith(
        f"(record i0007, revision 1): {column} is not what the journal commits to"
    )
    assert not any(word in line for line in lines(found) for word in ("forged", "hama", "idlib"))


def test_values_that_go_without_an_erasure_are_missed(folder):
    execute(folder, "UPDATE revisions SET body = NULL, key = NULL, actor = NULL WHERE position = 9")
    assert "values are gone and no erasure says so" in lines(verify_casebook(folder))[0]


def test_erased_values_that_come_back_are_found(original, tmp_path):
    folder = fill(tmp_path / "casebook", more=3)
    with open_casebook(folder) as book:
        with closing(sqlite3.connect(folder / "register.sqlite")) as connection:
            columns = "position, kind, actor, state, body, key"
            query = f"SELECT {columns} FROM revisions WHERE record_id = 'i0007'"
            rows = connection.execute(query).fetchall()
        book.register.erase(["i0007"], **WHO)
    assert verify_casebook(folder).outcome is Outcome.VERIFIED
    with closing(sqlite3.connect(folder / "register.sqlite")) as connection:
        for position, *values in rows:
            connection.execute(
                "UPDATE revisions SET kind = ?, actor = ?, state = ?, body = ?, key = ? "
                "WHERE position = ?",
                [*values, position],
            )
        connection.commit()
    found = verify_casebook(folder)
    assert "holds values although its record was erased" in " ".join(lines(found))


def test_an_erased_record_tells_no_longer_what_it_was(folder):
    with closing(sqlite3.connect(folder / "register.sqlite")) as connection:
        rows = connection.execute(
            "SELECT DISTINCT kind, state FROM revisions WHERE record_id = 'i0006'"
        ).fetchall()
    assert rows == [("erasure", "erased")]


def test_the_figures_that_rest_on_a_damaged_record_are_named(demo, tmp_path, october):
    folder = shutil.copytree(demo.folder, tmp_path / "casebook")
    record = october["massacres.by_party.russia"]["record_ids"][0]
    execute(
        folder,
        f"UPDATE revisions SET body = replace(body, 'civilian', 'combatant') "
        f"WHERE record_id = '{record}'",
    )
    found = verify_casebook(folder)
    assert found.outcome is Outcome.INVALID
    resting = {name for name, figure in october.items() if record in figure["record_ids"]}
    named = {each.figure for each in found.figures if each.report == "reports/2017-10"}
    assert named == resting
    assert "massacres.total" in named


def test_a_damaged_publication_names_its_figures(folder):
    execute(folder, "UPDATE revisions SET actor = 'forged' WHERE record_id = 'p'")
    assert [(each.report, each.figure) for each in verify_casebook(folder).figures] == [
        ("publication invented", "massacres f")
    ]


def test_a_report_that_was_altered_is_named(demo, tmp_path):
    folder = shutil.copytree(demo.folder, tmp_path / "casebook")
    page = folder / "reports/2017-10/report.en.html"
    page.write_text(page.read_text("utf-8").replace("39", "40"), "utf-8")
    found = verify_casebook(folder)
    assert lines(found) == [
        "reports/2017-10 report.en.html: is not what was written with the report"
    ]


def test_a_register_that_was_set_back_is_reported(folder):
    early = (folder / "register.sqlite").read_bytes()
    with open_casebook(folder) as book:
        book.register.write([place(999)], **WHO)
    (folder / "register.sqlite").write_bytes(early)
    with pytest.raises(RegisterError, match="set back"):
        open_casebook(folder)
    found = verify_casebook(folder)
    assert found.outcome is Outcome.INVALID
    assert any("the register was set back" in line for line in lines(found))


def test_a_register_that_was_forked_is_reported(folder, tmp_path):
    other = shutil.copytree(folder, tmp_path / "other")
    for each, number in ((folder, 998), (other, 999)):
        with open_casebook(each) as book:
            book.register.write([place(number)], **WHO)
    for name in ("register.sqlite", "register.sqlite-wal", "register.sqlite-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(other / "register.sqlite", folder / "register.sqlite")
    found = verify_casebook(folder)
    assert any("was signed for another journal" in line for line in lines(found))


def test_another_key_is_not_taken_for_the_one_that_was_printed(folder):
    printed = Signer.generate("tawthiq.local/printed").verifier
    found = verify_casebook(folder, key=printed)
    assert any("is another key than the one given" in line for line in lines(found))


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM words_idx WHERE length(term) > 1", "UPDATE words_idx SET segid = segid + 99"],
)
def test_words_that_a_search_no_longer_finds_are_reported(folder, statement):
    execute(folder, statement)
    assert [item.table for item in verify_casebook(folder).items] == ["words"]


def test_a_missing_checkpoint_row_is_named(folder):
    execute(
        folder, "DELETE FROM checkpoints WHERE tree_size = (SELECT min(tree_size) FROM checkpoints)"
    )
    found = verify_casebook(folder)
    assert [(item.table, item.what) for item in found.items] == [("checkpoints", "is missing")]


@pytest.mark.parametrize("table", ["entries", "tiles", "checkpoints", "revisions", "current",
                                   "links", "words", "settings"])  # fmt: skip
def test_a_missing_table_is_reported_and_the_rest_is_checked(folder, table):
    with closing(sqlite3.connect(folder / "register.sqlite")) as connection:
        connection.execute(f"DROP TABLE {table}")
    found = verify_casebook(folder)
    assert found.outcome is Outcome.INVALID
    assert f"{table}: the table is missing" in lines(found)
    if table in ("links", "words", "settings"):
        assert len(found.items) == 1


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\0" * 9])
def test_garbage_is_unreadable(folder, content):
    for each in folder.glob("register.sqlite*"):
        each.unlink()
    (folder / "register.sqlite").write_bytes(content)
    assert verify_casebook(folder).outcome is Outcome.UNREADABLE


def test_a_folder_without_anything_is_unreadable(tmp_path):
    assert verify_casebook(tmp_path).outcome is Outcome.UNREADABLE


@pytest.mark.parametrize("seed", range(12))
def test_random_bytes_in_the_file_are_reported_and_nothing_is_raised(folder, seed):
    path = folder / "register.sqlite"
    data = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(200):
        data[chance.randrange(4096, len(data))] = chance.randrange(256)
    path.write_bytes(data)
    assert verify_casebook(folder).outcome is not Outcome.VERIFIED


@pytest.mark.parametrize("name", ["keys/verifier.key", "checkpoint", "casebook.yaml"])
def test_a_damaged_file_beside_the_register_is_named(folder, name):
    (folder / name).write_bytes(b"\xff\0")
    found = verify_casebook(folder)
    assert found.outcome is Outcome.INVALID
    assert any(name.rpartition("/")[2] in line for line in lines(found))


def test_a_copy_without_the_signing_key_is_verified(folder):
    (folder / "keys/signing.key").unlink()
    found = verify_casebook(folder)
    assert found.outcome is Outcome.VERIFIED
    assert [each.table for each in found.notes] == ["keys/signing.key"]


def test_one_bit_in_a_file_of_the_vault_is_found_and_named(tmp_path, request, counted):
    full = request.config.getoption("full")
    folder = fill(tmp_path / "casebook", files=500, more=0)
    files = sorted(path for path in (folder / "vault").rglob("*") if path.is_file())
    assert len(files) == 500
    chance, found_count = random.Random(1), 0
    tried = files if full else chance.sample(files, 25)
    for path in tried:
        data = path.read_bytes()
        at = chance.randrange(len(data) * 8)
        path.write_bytes(
            data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :]
        )
        found = verify_casebook(folder)
        named = [(item.table, item.key, item.record_id) for item in found.items]
        found_count += named == [("vault", f"{path.name[:2]}/{path.name}", f"e{path.name[:8]}")]
        path.write_bytes(data)
    assert verify_casebook(folder).outcome is Outcome.VERIFIED
    counted(f"vault: {found_count} of {len(tried)} flipped bits found and named")
    assert found_count == len(tried)


def test_a_file_that_is_gone_is_damage_and_one_that_nobody_names_a_note(folder):
    path = next(path for path in (folder / "vault").rglob("*") if path.is_file())
    path.unlink()
    keep(folder, b"named by no record")
    (folder / "vault/stray").write_bytes(b"")
    found = verify_casebook(folder)
    assert [item.what for item in found.items] == ["is missing"]
    assert [note.what for note in found.notes] == [
        "is named by no record",
        "is no file of evidence",
    ]


def test_nothing_is_found_while_others_write(folder):
    with open_casebook(folder) as book:
        for number in range(5):
            book.register.write([place(2000 + number)], actor="invented", reason="test", at=AT)
            assert verify_casebook(folder).outcome is Outcome.VERIFIED


def test_damaged_files_among_many_are_named_in_their_order(folder):
    digests = sorted(keep(folder, b"one of many: %d" % number).sha256 for number in range(600))
    damaged = digests[::37]
    for digest in damaged:
        path = folder / "vault" / digest[:2] / digest
        path.chmod(0o600)
        path.write_bytes(b"something else")
    found = verify_casebook(folder)
    assert [item.key for item in found.items] == [f"{each[:2]}/{each}" for each in damaged]
    assert found.checked["files"] == 603
