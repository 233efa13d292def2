"""The register against a plain dictionary: any sequence of changes, on both databases.

Hypothesis makes up the sequences. After each step the register must hold what the dictionary
holds, every earlier state must read as it was then, and nothing may be found damaged.
"""

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from register.model import Model, RefusedError
from tawthiq.dates import When
from tawthiq.errors import RegisterError
from tawthiq.records import Account, Batch, Collection, Gazetteer, Incident, Place, Where
from tawthiq.register import Register, schema
from tawthiq.register.tree import is_consistent, leaf_hash, root_hash
from tawthiq.register.verification import Found
from tawthiq.register.verify import verify_register

KINDS = (Place, Collection, Account, Incident)

SPELLINGS = (
    ("أحمد", "احمد", "أَحْمَد", "احـــمد"),
    ("حماة", "حماه", "حَماةُ"),
    ("مصطفى", "مصطفي"),
    ("٢٠١٧", "2017", "۲۰۱۷"),
    ("Deir-Ezzour", "deir ezzour", "DEIR EZZOUR"),
    ("Café", "cafe"),
)
"""Words, each with the ways in which it is written: a search for one way finds all of them."""

PLACES = Gazetteer(
    Place(id=code, code=code, level="town", parent=parent, names={"en": english, "ar": arabic})
    for code, parent, english, arabic in (
        ("a", None, "Alphaville", "ألفا"), ("b", "a", "Betatown", "بَيتا"),
        ("c", None, "Gammaton", "غاما"),
    )
)  # fmt: skip
NAMES = (("الفا", "ab"), ("ALPHAVILLE", "ab"), ("بيتا", "b"), ("gammaton", "c"))
"""Names of places, with the codes of those that they stand for."""

ids = {
    Place: st.sampled_from(("a", "b", "c")),
    Collection: st.sampled_from(("k", "l", "k", "l", "b")),
    Account: st.sampled_from(("x", "y")),
    Incident: st.sampled_from(("i", "j", "m")),
}
texts = st.lists(
    st.integers(0, len(SPELLINGS) - 1).flatmap(lambda number: st.sampled_from(SPELLINGS[number])),
    max_size=3,
)
starts = st.none() | st.integers(1, 28).map(
    lambda day: When.parse(f"2016-02-{day:02}", clock="Asia/Damascus")
)


@st.composite
def records(draw):
    """Makes up a record with a few of the words in it."""
    kind = draw(st.sampled_from(KINDS))
    record_id, words = draw(ids[kind]), " ".join(draw(texts))
    if kind is Place:
        names = {"en": words, "ar": "word"}
        return Place(id=record_id, code=record_id, level="town", names=names)
    if kind is Collection:
        names = {"en": words, "ar": words}
        return Collection(id=record_id, code=record_id, names=names, scope=names)
    collection = draw(ids[Collection])
    if kind is Account:
        return Account(id=record_id, collection=collection, key="key", wording=words)
    return Incident(
        id=record_id, collection=collection, key=words, when=draw(starts),
        where=Where(place=draw(ids[Place])), violations=(),
        accounts=tuple(sorted(draw(st.sets(ids[Account], max_size=2)))),
    )  # fmt: skip


def plain(record_id, words="word"):
    """Returns a record of the kind that an id is most often of."""
    names = {"en": words, "ar": "word"}
    if record_id in ("a", "b", "c"):
        return Place(id=record_id, code=record_id, level="town", names=names)
    if record_id in ("x", "y"):
        return Account(id=record_id, collection="k", key="key", wording=words)
    if record_id in ("i", "j", "m"):
        where = Where(place="a")
        return Incident(id=record_id, collection="k", key=words, when=None, where=where,
                        violations=())  # fmt: skip
    return Collection(id=record_id, code=record_id, names=names, scope=names)


def concepts(record):
    """Returns the numbers of the words in a record."""
    values = record.model_dump_json()
    return {
        number
        for number, spellings in enumerate(SPELLINGS)
        if any(f" {each} " in f" {values} ".replace('"', " ") for each in spellings)
    }


class Machine(RuleBasedStateMachine):
    """Two handles on one register, and the dictionary."""

    url = None
    """Address of a PostgreSQL database that may be emptied; None: a file for each sequence."""

    counts = Counter()

    def __init__(self):
        """Makes an empty register."""
        super().__init__()
        memory = Path("/dev/shm")
        self._home = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self.folder = Path(self._home.name)
        self.address = self.url or f"sqlite:///{self.folder / 'register.sqlite'}"
        if self.url is not None:
            empty(self.url)
        first = Register.create(self.address, folder=self.folder)
        self.handles = [first, Register.open(self.address, folder=self.folder)]
        self.model = Model()
        self.views = []
        self.day = 0
        self.counts["sequences"] += 1

    @initialize()
    def begin(self):
        """Reads the register before there is anything in it."""
        self.read(self.handles[0].view(), self.model.states[0])

    def change(self, plan, act):
        """Does the same to the model and to the register, or sees both refuse it."""
        before = self.handles[0].state()
        try:
            words, made = plan()
        except RefusedError:
            with pytest.raises(RegisterError):
                act()
            assert self.handles[1].state() == before
            self.counts["refused"] += 1
            return
        result = act()
        told = {name: list(getattr(result, name)) for name in result.__slots__ if name != "batch"}
        assert {name: value for name, value in told.items() if value} == {
            name: sorted(value) for name, value in words.items()
        }
        assert (result.batch is not None) == bool(made)
        if not made:
            assert self.handles[1].state() == before
            self.counts["nothing to do"] += 1
            return
        self.model.apply(made, batch=result.batch, at=self.at)
        self.remember(before)
        self.counts["batches"] += 1

    def remember(self, before):
        """Compares the new state with the model, and proves that it grew out of the one before."""
        past = self.model.states[-1]
        state = self.handles[0].state()
        assert state.tree_size == past.size
        past.root = state.root
        if before.tree_size:
            self.prove(before.tree_size, before.root)

    def prove(self, size, root):
        """Proves that the journal of the last state begins with that of an earlier one."""
        state = self.handles[1].state()
        proof = self.handles[1].tree().consistency(size, state.tree_size)
        assert is_consistent(
            size, state.tree_size, proof=proof,
            first_root=bytes.fromhex(root), second_root=bytes.fromhex(state.root),
        )  # fmt: skip
        self.counts["proofs"] += 1

    @property
    def at(self):
        """The clock of whoever writes."""
        return datetime(2026, 1, 1 + self.day, 12, tzinfo=UTC)

    @property
    def who(self):
        """Who writes, why and when."""
        return {"actor": "invented", "reason": "reason", "at": self.at}

    @rule(day=st.integers(0, 20))
    def another_day(self, day):
        """Sets the clock, also back: two machines never agree."""
        self.day = day

    @rule(drawn=st.lists(records(), min_size=1, max_size=6), restore=st.booleans(),
          handle=st.integers(0, 1))  # fmt: skip
    def write(self, drawn, restore, handle):
        """Writes records, new ones and changed ones."""
        self.change(
            lambda: self.model.plan_write(drawn, restore=restore),
            lambda: self.handles[handle].write(drawn, restore=restore, **self.who),
        )

    @rule(drawn=st.lists(records(), min_size=1, max_size=4, unique_by=lambda each: each.id),
          handle=st.integers(0, 1))  # fmt: skip
    def write_whole(self, drawn, handle):
        """Writes records together with those that they name and that are not there."""
        whole = {each.id: each for each in drawn}
        for _ in range(2):  # an incident names accounts, and these a collection
            for record in list(whole.values()):
                for _, to_id in record.references():
                    if to_id not in self.model.held:
                        whole.setdefault(to_id, plain(to_id))
        self.change(
            lambda: self.model.plan_write(whole.values(), restore=True),
            lambda: self.handles[handle].write(whole.values(), restore=True, **self.who),
        )

    @rule(drawn=records(), words=texts, handle=st.integers(0, 1))
    def write_one(self, drawn, words, handle):
        """Writes one record that names nothing else."""
        self.write_whole([plain(drawn.id, " ".join(words))], handle)

    @precondition(lambda self: self.model.held)
    @rule(data=st.data(), handle=st.integers(0, 1))
    def write_the_same_again(self, data, handle):
        """Writes what is held already."""
        held = sorted(self.model.held)
        drawn = data.draw(st.lists(st.sampled_from(held), min_size=1, unique=True))
        same = [self.model.held[each] for each in drawn]
        self.change(
            lambda: ({"unchanged": drawn}, []),
            lambda: self.handles[handle].write(same, **self.who),
        )

    @precondition(lambda self: self.model.revisions)
    @rule(data=st.data(), handle=st.integers(0, 1))
    def withdraw(self, data, handle):
        """Takes records out of what is current."""
        drawn = data.draw(st.lists(st.sampled_from(sorted(self.model.revisions)), min_size=1,
                                   max_size=3))  # fmt: skip
        self.change(
            lambda: self.model.plan_withdraw(drawn),
            lambda: self.handles[handle].withdraw(drawn, **self.who),
        )

    @precondition(lambda self: len(self.model.states) > 1)
    @rule(data=st.data(), handle=st.integers(0, 1))
    def undo(self, data, handle):
        """Undoes a batch, most often one of the last."""
        back = data.draw(st.integers(1, len(self.model.states) - 1))
        self.undo_batch(self.model.states[-back].batch, handle)

    def undo_batch(self, batch, handle):
        """Undoes a batch by its id."""
        self.change(
            lambda: self.model.plan_undo(batch),
            lambda: self.handles[handle].undo(batch, **self.who),
        )
        self.counts["undo"] += 1

    @precondition(lambda self: self.model.revisions)
    @rule(data=st.data(), handle=st.integers(0, 1))
    def erase(self, data, handle):
        """Destroys records."""
        known = sorted(self.model.revisions)
        drawn = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=2))
        self.change(
            lambda: self.model.plan_erase(drawn),
            lambda: self.handles[handle].erase(drawn, **self.who),
        )
        self.counts["erase"] += 1

    @precondition(lambda self: len(self.model.states) > 1)
    @rule(back=st.integers(1, 3), handle=st.integers(0, 1))
    def erase_a_batch(self, back, handle):
        """Destroys what one of the last batches says of itself; it can be undone all the same."""
        batch = self.model.states[1:][-back:][0].batch
        self.change(
            lambda: self.model.plan_erase([batch]),
            lambda: self.handles[handle].erase([batch], **self.who),
        )
        self.undo_batch(batch, handle)

    @rule(handle=st.integers(0, 1))
    def reopen(self, handle):
        """Closes a handle, verifies, and opens the register again."""
        self.handles[handle].close()
        self.refuse_damage()
        self.handles[handle] = opened = Register.open(self.address, folder=self.folder)
        self.views = [(opened.view(view.state()), past) for view, past in self.views]

    @precondition(lambda self: len(self.views) < 3)
    @rule(handle=st.integers(0, 1))
    def pin(self, handle):
        """Keeps a view: it shows the same whatever is written later."""
        self.views.append((self.handles[handle].view(), self.model.states[-1]))

    @precondition(lambda self: len(self.model.states) > 1)
    @rule(data=st.data(), handle=st.integers(0, 1))
    def ask_for_an_earlier_state(self, data, handle):
        """Reads an earlier state by its size, its root or its day."""
        past = data.draw(st.sampled_from(self.model.states))
        ways = [str(past.size)]
        if past.root:
            ways += [past.root, past.root[:12]]
        register = self.handles[handle]
        for way in ways:
            state = register.state_at(way)
            assert state.tree_size == past.size
        self.read(register.view(state), past)
        day = datetime(2026, 1, data.draw(st.integers(1, 22)), tzinfo=UTC)
        end = day + timedelta(days=1)
        on = [each for each in self.model.states if each.at is None or each.at < end][-1]
        assert register.state_at(day.date().isoformat()).tree_size == on.size

    @rule(asked=st.sets(st.integers(0, len(SPELLINGS) - 1), min_size=1, max_size=2),
          data=st.data(), handle=st.integers(0, 1))  # fmt: skip
    def search(self, asked, data, handle):
        """Searches words in any of their spellings, now and in views that were kept."""
        words = " ".join(data.draw(st.sampled_from(SPELLINGS[number])) for number in sorted(asked))
        views = [(self.handles[handle].view(), self.model.states[-1]), *self.views]
        for view, past in views:
            found = view.search(words)
            expected = {each.id for each in past.held.values() if asked <= concepts(each)}
            assert sorted(each.id for each in found) == sorted(expected)
            name, codes = data.draw(st.sampled_from(NAMES))
            found = view.search(f"{words} {name}", places=PLACES)
            there = {
                each.id
                for each in past.held.values()
                if getattr(each, "where", None) and each.where.place in codes
            }
            assert sorted(each.id for each in found) == sorted(expected & there)
            self.counts["searches"] += 2

    @rule(
        place=st.none() | ids[Place], collection=st.none() | ids[Collection],
        since=st.none() | st.integers(1, 28), until=st.none() | st.integers(1, 28),
        limit=st.integers(1, 4), offset=st.integers(0, 2), handle=st.integers(0, 1),
    )  # fmt: skip
    def page(self, place, collection, since, until, limit, offset, handle):
        """Lists incidents, filtered and paged."""
        bounds = [None if day is None else datetime(2016, 2, day, tzinfo=UTC)
                  for day in (since, until)]  # fmt: skip

        def wanted(each):
            start = each.when and each.when.start
            return (
                (place is None or each.where.place == place)
                and (collection is None or each.collection == collection)
                and (bounds[0] is None or (start is not None and start >= bounds[0]))
                and (bounds[1] is None or (start is not None and start < bounds[1]))
            )

        for view, past in [(self.handles[handle].view(), self.model.states[-1]), *self.views]:
            kept = sorted(
                filter(wanted, self.model.all(Incident, past)),
                key=lambda each: (each.when is None, each.when and each.when.start,
                                  past.positions[each.id]),
            )  # fmt: skip
            found = view.page(Incident, place=place, collection=collection, since=bounds[0],
                              until=bounds[1], limit=limit, offset=offset)  # fmt: skip
            assert found == kept[offset : offset + limit]

    @precondition(lambda self: self.model.revisions)
    @rule(data=st.data(), handle=st.integers(0, 1))
    def history(self, data, handle):
        """Reads every revision of a record."""
        record_id = data.draw(st.sampled_from(sorted(self.model.revisions)))
        views = [(self.handles[handle].view(), self.model.states[-1]), *self.views]
        for view, past in views:
            self.read_history(view, past, record_id)

        self.list_batches(handle)

    def list_batches(self, handle):
        """Lists the batches with the states that they left."""
        listed = self.handles[handle].batches()
        told = [(state.tree_size, state.root, batch.id, batch.at) for state, batch in listed]
        assert told == [
            (each.size, each.root, each.batch, each.at)
            for each in self.model.states[1:]
            if each.batch not in self.model.forgotten
        ]

    @invariant()
    def what_is_current_is_what_the_model_holds(self):
        """Reads everything that is current, through both handles in turn."""
        register = self.handles[len(self.model.states) % 2]
        known = sorted(self.model.revisions)
        asked = known[self.counts["states read"] % len(known) :][:1] if known else ()
        self.read(register.view(), self.model.states[-1], asked)
        with register.database.reading() as connection:
            links = connection.execute(sa.select(schema.links)).all()
        assert {tuple(each) for each in links} == self.model.links()

    def read(self, view, past, asked=None):
        """Compares a view with a state of the model: its lists, and records one by one."""
        assert view.state().tree_size == past.size
        for kind in KINDS:
            assert view.all(kind) == self.model.all(kind, past)
        entered = {each.batch for each in self.model.states[1:] if each.size <= past.size}
        assert {each.id for each in view.all(Batch)} == entered - self.model.forgotten
        for record_id in self.model.revisions if asked is None else asked:
            if record_id in past.held:
                assert view.get(record_id) == past.held[record_id]
            else:
                with pytest.raises(RegisterError, match=f"[Rr]ecord {record_id} "):
                    view.get(record_id)
        self.counts["states read"] += 1

    def read_history(self, view, past, record_id):
        """Compares the revisions of a record, up to a state, with those of the model."""
        told = self.model.revisions[record_id][: past.told.get(record_id, 0)]
        if not told:
            with pytest.raises(RegisterError, match="No record"):
                view.history(record_id)
            return
        found = view.history(record_id)
        assert [(each.number, each.state, each.record) for each in found] == [
            (number, each.state, None if each.state == "erased" else each.record)
            for number, each in enumerate(told, 1)
        ]
        assert [each.batch.id if each.batch else None for each in found] == [
            None if each.batch in self.model.forgotten else each.batch for each in told
        ]

    def teardown(self):
        """Reads every state once more, and proves each of them from each earlier one."""
        try:
            if self.model.states[-1].root:
                self.read_everything()
        finally:
            for handle in self.handles:
                handle.close()
            self._home.cleanup()

    def read_everything(self):
        """Checks what must hold at the end of any sequence."""
        register = self.handles[0]
        for view, past in self.views:
            self.read(view, past)
        for past in self.model.states:
            view = register.view(register.state_at(str(past.size)))
            self.read(view, past)
            for record_id in self.model.revisions:
                self.read_history(view, past, record_id)
        leaves = [leaf_hash(entry) for entry in register.entries()]
        tree = register.tree()
        for number, past in enumerate(self.model.states[1:], 1):
            assert root_hash(leaves[: past.size]).hex() == past.root
            for later in self.model.states[number:]:
                proof = tree.consistency(past.size, later.size)
                assert is_consistent(
                    past.size, later.size, proof=proof,
                    first_root=bytes.fromhex(past.root), second_root=bytes.fromhex(later.root),
                )  # fmt: skip
                self.counts["proofs"] += 1
        self.refuse_damage()

    def refuse_damage(self):
        """Verifies the register."""
        found = Found()
        assert verify_register(self.address, folder=self.folder, found=found)
        assert list(found.items) == []
        assert list(found.notes) == [] or not self.model.size  # a file that is not needed yet
        self.counts["verified"] += 1


def empty(url):
    """Takes everything out of a database."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
            connection.execute(sa.text(statement))
    engine.dispose()


DEPTH = {
    ("sqlite", False): (18, 30),
    ("postgresql", False): (6, 25),
    ("sqlite", True): (150, 60),
    ("postgresql", True): (40, 50),
}
"""How many sequences of how many steps, by database and by `--full`."""


def test_the_register_does_what_a_dictionary_does(address, request, counted):
    dialect = sa.make_url(address).get_backend_name()
    full = request.config.getoption("full")
    examples, steps = DEPTH[dialect, full]

    class OnThisDatabase(Machine):
        url = None if dialect == "sqlite" else address
        counts = Counter()

    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=not full,
            suppress_health_check=list(HealthCheck),
            phases=[each for each in Phase if full or each is not Phase.shrink],
        ),
    )
    told = ", ".join(f"{count} {name}" for name, count in sorted(OnThisDatabase.counts.items()))
    counted(f"register against a dictionary, {dialect}: {told}")
