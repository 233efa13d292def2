"""The register on both databases: batches whole or not at all, every earlier state readable."""

import multiprocessing
import sqlite3
from datetime import UTC, datetime

import pytest

from tawthiq.dates import When
from tawthiq.errors import RegisterError
from tawthiq.records import Account, Batch, Collection, Incident, Place, Where
from tawthiq.register import Register
from tawthiq.register.tree import is_consistent, is_included, leaf_hash, root_hash

AT = datetime(2026, 1, 1, tzinfo=UTC)
WHO = {"actor": "invented", "reason": "test", "at": AT}


def place(code, alias=(), name=None):
    return Place(
        id=code,
        code=code,
        level="town",
        names={"en": name or code, "ar": name or code},
        aliases=tuple(alias),
    )


def collection(code="c"):
    words = {"en": code, "ar": code}
    return Collection(id=code, code=code, names=words, scope=words)


@pytest.fixture
def register(address, tmp_path):
    made = Register.create(address, folder=tmp_path)
    yield made
    made.close()


@pytest.fixture
def reopen(address, tmp_path):
    opened = []

    def again():
        opened.append(Register.open(address, folder=tmp_path))
        return opened[-1]

    yield again
    for each in opened:
        each.close()


def write(register, *records, **options):
    return register.write(records, **WHO, **options)


def codes(view):
    return [each.code for each in view.all(Place)]


def test_what_was_written_is_read_back(register, reopen):
    write(register, place("a"), place("b"))
    assert reopen().view().all(Place) == [place("a"), place("b")]


def test_a_second_register_in_one_database_is_refused(register, address, tmp_path):
    with pytest.raises(RegisterError, match="already"):
        Register.create(address, folder=tmp_path)


def test_the_same_content_twice_changes_nothing(register):
    write(register, place("a"))
    state = register.state()
    result = write(register, place("a"))
    assert (result.batch, result.unchanged) == (None, ("a",))
    assert register.state() == state


def test_a_change_is_a_new_revision(register):
    write(register, place("a"))
    assert write(register, place("a", ["A1"])).changed == ("a",)
    view = register.view()
    assert view.get("a") == place("a", ["A1"])
    history = view.history("a")
    assert [each.record for each in history] == [place("a"), place("a", ["A1"])]
    assert [each.number for each in history] == [1, 2]
    assert all(each.batch.reason == "test" and each.at == AT for each in history)


def test_a_withdrawn_record_stays_withdrawn_and_is_not_lost(register):
    write(register, place("a"), place("b"))
    assert register.withdraw(["a"], **WHO).withdrawn == ("a",)
    assert codes(register.view()) == ["b"]
    again = write(register, place("a", ["A1"]))
    assert (again.batch, again.left_withdrawn) == (None, ("a",))
    assert codes(register.view()) == ["b"]
    assert write(register, place("a"), restore=True).restored == ("a",)
    assert codes(register.view()) == ["a", "b"]
    states = [each.state for each in register.view().history("a")]
    assert states == ["current", "withdrawn", "current"]


def test_a_batch_with_a_fault_writes_nothing(register):
    write(register, place("a"))
    state = register.state()
    with pytest.raises(RegisterError, match="x names nowhere as its collection"):
        write(register, place("b"), Account(id="x", collection="nowhere", key="1"))
    assert register.state() == state
    assert codes(register.view()) == ["a"]


def test_a_record_that_others_name_is_not_withdrawn(register):
    write(register, collection(), Account(id="x", collection="c", key="1"))
    for take_away in (register.withdraw, register.erase):
        with pytest.raises(RegisterError, match="lead nowhere"):
            take_away(["c"], **WHO)
    assert register.view().get("c") == collection()
    assert register.withdraw(["x", "c"], **WHO).withdrawn == ("c", "x")


def test_one_id_twice_in_a_batch_is_refused(register):
    with pytest.raises(RegisterError, match="twice"):
        write(register, place("a"), place("a", ["A1"]))


def test_undo_makes_every_record_what_it_was(register):
    write(register, place("a"), place("b"))
    batch = write(register, place("a", ["A1"]), place("c")).batch
    done = register.undo(batch, **WHO)
    assert (done.changed, done.withdrawn) == (("a",), ("c",))
    assert register.view().all(Place) == [place("a"), place("b")]
    redone = register.undo(done.batch, **WHO)
    assert (redone.changed, redone.restored) == (("a",), ("c",))
    assert register.view().get("a") == place("a", ["A1"])


def test_undo_of_a_withdrawal_brings_back(register):
    write(register, place("a"))
    batch = register.withdraw(["a"], **WHO).batch
    assert register.undo(batch, **WHO).restored == ("a",)
    assert codes(register.view()) == ["a"]


def test_undo_of_a_batch_that_was_built_upon_is_refused(register):
    batch = write(register, place("a")).batch
    write(register, place("a", ["A1"]))
    with pytest.raises(RegisterError, match="Undo the later batches first"):
        register.undo(batch, **WHO)
    with pytest.raises(RegisterError, match="No batch"):
        register.undo("nothing", **WHO)


def test_every_earlier_state_is_read_as_it_was(register):
    states = [register.state()]
    for records in ([place("a")], [place("b")], [place("a", ["A1"])], [place("c")]):
        write(register, *records)
        states.append(register.state())
    register.withdraw(["b"], **WHO)
    states.append(register.state())
    seen = [
        [(each.code, each.aliases) for each in register.view(state).all(Place)] for state in states
    ]
    assert seen == [
        [],
        [("a", ())],
        [("a", ()), ("b", ())],
        [("a", ("A1",)), ("b", ())],
        [("a", ("A1",)), ("b", ()), ("c", ())],
        [("a", ("A1",)), ("c", ())],
    ]
    for state in states[1:]:
        assert register.state_at(str(state.tree_size)) == state
        assert register.state_at(state.root) == state
        assert register.state_at(state.root[:10]) == state
    assert register.state_at("2026-01-01") == states[-1]
    assert register.state_at("2025-12-31") == states[0]
    for nothing in ("3", "ffffffffff", "2026-13-01", "yesterday"):
        with pytest.raises(RegisterError, match="No state"):
            register.state_at(nothing)


def test_a_view_does_not_see_later_batches(register):
    write(register, place("a"))
    view = register.view()
    write(register, place("b"))
    assert codes(view) == ["a"]
    with pytest.raises(RegisterError, match="No record b"):
        view.get("b")


def test_erasing_destroys_values_and_says_so(register, address, tmp_path):
    secret = "invented name to be erased"
    write(register, place("a", name=secret), place("b"))
    write(register, place("a", ["A1"], name=secret))
    size = register.state().tree_size
    assert register.erase(["a"], **WHO).erased == ("a",)
    assert codes(register.view()) == ["b"]
    assert register.view().search(secret) == []
    history = register.view().history("a")
    assert [(each.state, each.record) for each in history] == [("erased", None)] * 3
    assert register.state().tree_size == size + 2
    with pytest.raises(RegisterError, match="erased and cannot come back"):
        write(register, place("a"))
    register.close()
    if address.startswith("sqlite"):
        held = b"".join(path.read_bytes() for path in tmp_path.glob("register.sqlite*"))
        assert secret.encode() not in held
        assert b"b" in held


def test_erasing_what_is_not_there_is_refused(register):
    with pytest.raises(RegisterError, match="not in the register"):
        register.erase(["nothing"], **WHO)


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("أحمد", "احمد"), ("حماة", "حماه"), ("مصطفى", "مصطفي"), ("دَيْر الزُّور", "دير الزور"),
        ("ديـــر", "دير"), ("٢٠١٧", "2017"), ("Deir Ez-Zour", "deir ez zour"), ("Café", "cafe"),
    ],
)  # fmt: skip
def test_search_finds_every_spelling(register, held, asked):
    write(register, place("a", name=f"invented {held} street"), place("b", name="elsewhere"))
    assert [each.code for each in register.view().search(asked)] == ["a"]


@pytest.mark.parametrize("asked", ["", '"', "a*", "NOT", "a OR b", "(", "ا" * 500, "'; --"])
def test_search_takes_any_text(register, asked):
    write(register, place("a", name="invented"))
    assert isinstance(register.view().search(asked), list)


def test_search_follows_changes(register):
    write(register, place("a", name="orchard"))
    write(register, place("a", name="harbour"))
    assert register.view().search("orchard") == []
    assert len(register.view().search("harbour")) == 1
    register.withdraw(["a"], **WHO)
    assert register.view().search("harbour") == []


def test_pages_are_filtered_sorted_and_whole(register):
    incidents = [
        Incident(
            id=f"i{number:02}",
            collection="c",
            key=str(number),
            when=When.parse(f"2017-10-{30 - number:02}", clock="Asia/Damascus")
            if number % 7
            else None,
            where=Where(place="idlib" if number % 2 else "hama"),
            violations=(),
        )
        for number in range(1, 29)
    ]
    write(register, collection(), *incidents)
    view = register.view()
    everything = [
        each.id
        for offset in range(0, 30, 5)
        for each in view.page(Incident, limit=5, offset=offset)
    ]
    assert sorted(everything) == [each.id for each in incidents]
    dated = [each for each in everything if int(each[1:]) % 7]
    assert everything[: len(dated)] == sorted(dated, reverse=True)
    idlib = view.page(Incident, place="idlib", limit=100)
    assert {each.where.place for each in idlib} == {"idlib"}
    since = datetime(2017, 10, 20, tzinfo=UTC)
    assert all(each.when.start >= since for each in view.page(Incident, since=since))
    assert view.page(Incident, collection="other") == []


def test_the_tree_proves_every_entry_and_every_earlier_state(register):
    for number in range(6):
        write(register, *(place(f"p{number}-{each}") for each in range(number * 3)))
    tree, state = register.tree(), register.state()
    entries = register.entries()
    leaves = [leaf_hash(entry) for entry in entries]
    root = bytes.fromhex(state.root)
    assert root == root_hash(leaves)
    for index, leaf in enumerate(leaves):
        proof = tree.inclusion(index, state.tree_size)
        assert is_included(leaf, index, state.tree_size, proof=proof, root=root)
    for earlier, _ in register.batches():
        proof = tree.consistency(earlier.tree_size, state.tree_size)
        assert is_consistent(
            earlier.tree_size, state.tree_size, proof=proof,
            first_root=bytes.fromhex(earlier.root), second_root=root,
        )  # fmt: skip


def test_the_journal_shows_no_value(register):
    write(register, place("a", name="invented orchard"))
    journal = b"".join(register.entries())
    for word in (b"orchard", b"place", b"town", b"invented", b"test"):
        assert word not in journal


def test_entries_of_all_kinds_look_alike(register):
    write(register, collection(), place("a"), Account(id="x", collection="c", key="k" * 900))
    assert len({len(entry) - len(entry.split(b'"record":"')[1].split(b'"')[0])
                for entry in register.entries()}) == 1  # fmt: skip


def test_ids_are_stable_and_tell_nothing(register, reopen):
    record_id = register.new_id("incident", "2017-10-05-somewhere")
    assert record_id == reopen().new_id("incident", "2017-10-05-somewhere")
    assert record_id != register.new_id("account", "2017-10-05-somewhere")
    assert "incident" not in record_id


def test_an_unknown_record_is_a_clear_error(register):
    for ask in (register.view().get, register.view().history):
        with pytest.raises(RegisterError, match="No record nowhere"):
            ask("nowhere")
    with pytest.raises(RegisterError, match="No record nowhere"):
        register.withdraw(["nowhere"], **WHO)


def test_a_register_set_back_is_an_alarm(register, reopen, address, tmp_path):
    import sqlalchemy as sa

    write(register, place("a"))
    size = register.state().tree_size
    write(register, place("b"))
    register.close()
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        for table, column in (("current", "position"), ("revisions", "position"),
                              ("entries", "position"), ("checkpoints", "tree_size")):  # fmt: skip
            bound = size if column == "position" else size + 1
            connection.execute(sa.text(f"DELETE FROM {table} WHERE {column} >= {bound}"))
    engine.dispose()
    with pytest.raises(RegisterError, match="set back"):
        reopen()


def test_the_checkpoint_file_is_rolled_forward(register, reopen, tmp_path):
    write(register, place("a"))
    before = (tmp_path / "checkpoint").read_text()
    write(register, place("b"))
    after = (tmp_path / "checkpoint").read_text()
    (tmp_path / "checkpoint").write_text(before)
    reopen()
    assert (tmp_path / "checkpoint").read_text() == after


@pytest.mark.parametrize("name", ["signing.key", "verifier.key"])
def test_a_missing_key_is_named(register, reopen, tmp_path, name):
    write(register, place("a"))
    (tmp_path / "keys" / name).unlink()
    with pytest.raises(RegisterError, match=name):
        write(reopen(), place("b"))


def test_the_signing_key_is_its_owners_alone(register, tmp_path):
    assert (tmp_path / "keys" / "signing.key").stat().st_mode & 0o077 == 0


def writer(address, folder, number, count):
    register = Register.open(address, folder=folder)
    for each in range(count):
        register.write([place(f"w{number}-{each}")], **WHO)
    register.close()


def test_writers_wait_for_each_other_and_readers_see_whole_batches(
    register, address, tmp_path, request, counted
):
    count = 500 if request.config.getoption("--full") else 15
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=writer, args=(address, tmp_path, number, count))
        for number in range(4)
    ]
    for worker in workers:
        worker.start()
    reads = 0
    while any(worker.is_alive() for worker in workers):
        state = register.state()
        view = register.view(state)
        assert len(view.all(Place)) == len(view.all(Batch))
        if state.tree_size:
            index = state.tree_size - 1
            proof = register.tree().inclusion(index, state.tree_size)
            leaf = leaf_hash(register.entries(index, index + 1)[0])
            root = bytes.fromhex(state.root)
            assert is_included(leaf, index, state.tree_size, proof=proof, root=root)
        reads += 1
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert len(register.view().all(Place)) == 4 * count
    leaves = [leaf_hash(entry) for entry in register.entries()]
    assert root_hash(leaves).hex() == register.state().root
    counted(f"4 writers x {count} batches with {reads} readings, {register.database.dialect}")


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\0" * 9])
def test_a_file_that_is_no_register_is_a_clear_error(tmp_path, content):
    path = tmp_path / "register.sqlite"
    path.write_bytes(content)
    with pytest.raises(RegisterError):
        Register.open(f"sqlite:///{path}", folder=tmp_path)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP TABLE links", "no table links"),
        ("UPDATE settings SET value = '9' WHERE name = 'schema_version'", "version 9"),
        ("UPDATE settings SET value = '1' WHERE name = 'schema_version'", "tawthiq upgrade"),
    ],
)
def test_a_broken_register_says_what_is_wrong(tmp_path, statement, words):
    path = tmp_path / "register.sqlite"
    Register.create(f"sqlite:///{path}", folder=tmp_path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(RegisterError, match=words):
        Register.open(f"sqlite:///{path}", folder=tmp_path)
