"""What a register must do, as plain dictionaries: the model that the real one is compared with."""

from dataclasses import dataclass, field

from tawthiq.records import Batch


class RefusedError(Exception):
    """The register must refuse this, and stay as it was."""


@dataclass(frozen=True)
class Rev:
    """One revision of a record."""

    state: str
    record: object
    batch: str


@dataclass
class Past:
    """One earlier state: what was current then, by id."""

    size: int
    at: object = None
    batch: str = None
    held: dict = field(default_factory=dict)
    told: dict = field(default_factory=dict)
    """How many revisions every record had."""
    positions: dict = field(default_factory=dict)
    root: str = None


class Model:
    """Records as a dictionary, with every earlier state kept as a copy."""

    def __init__(self):
        """Starts empty."""
        self.held = {}
        self.positions = {}
        self.revisions = {}
        self.done = {}
        self.forgotten = set()
        self.states = [Past(0)]

    @property
    def size(self):
        """How many entries the journal has."""
        return self.states[-1].size

    def state_of(self, record_id):
        """Returns the state of a record's last revision; None where it has none."""
        told = self.revisions.get(record_id)
        return told[-1].state if told else None

    def plan_write(self, records, *, restore):
        """Returns the words of what a write does, and the revisions that it makes."""
        words, made = {}, []
        if len({each.id for each in records}) < len(records):
            raise RefusedError
        for record in records:
            state, before = self.state_of(record.id), self.held.get(record.id)
            if state == "erased" or self._other_kind(record):
                raise RefusedError
            word = "created" if state is None else "changed"
            if state == "withdrawn":
                word = "restored" if restore else "left_withdrawn"
            elif before == record:
                word = "unchanged"
            words.setdefault(word, []).append(record.id)
            if word in ("created", "changed", "restored"):
                made.append((record.id, "current", record))
        return words, self._sound(made)

    def plan_withdraw(self, ids):
        """Returns what taking records out makes."""
        if len(set(ids)) < len(ids) or not set(ids) <= set(self.held):
            raise RefusedError
        made = [(record_id, "withdrawn", self.held[record_id]) for record_id in ids]
        return {"withdrawn": list(ids)}, self._sound(made)

    def plan_erase(self, ids):
        """Returns what an erasure makes."""
        states = [
            ("erased" if each in self.forgotten else "current")
            if each in self.done
            else self.state_of(each)
            for each in ids
        ]
        if len(set(ids)) < len(ids) or "erased" in states or None in states:
            raise RefusedError
        return {"erased": list(ids)}, self._sound([(each, "erased", None) for each in ids])

    def plan_undo(self, batch):
        """Returns what makes every record of a batch what it was before."""
        words, made = {}, []
        for record_id, number in self.done[batch]:
            if number is None:
                raise RefusedError
            told = self.revisions[record_id]
            then, now = told[number - 1], told[-1]
            if (now.state, now.record) != (then.state, then.record) or now.state == "erased":
                raise RefusedError
            before = told[number - 2] if number > 1 else Rev("withdrawn", now.record, None)
            word = {"withdrawn": "withdrawn", "current": "changed"}[before.state]
            if now.state == "withdrawn" and before.state == "current":
                word = "restored"
            words.setdefault(word, []).append(record_id)
            made.append((record_id, before.state, before.record))
        return words, self._sound(made)

    def apply(self, made, *, batch, at):
        """Makes revisions as one batch."""
        start = self.size
        self.done[batch] = []
        for offset, (record_id, state, record) in enumerate(made, 1):
            if record_id in self.done:
                self.forgotten.add(record_id)
                self.done[batch].append((record_id, None))
                continue
            told = self.revisions.setdefault(record_id, [])
            if state == "erased":
                self._forget(record_id)
            told.append(Rev(state, record, batch))
            self.done[batch].append((record_id, len(told)))
            self.held.pop(record_id, None)
            self.positions.pop(record_id, None)
            if state == "current":
                self.held[record_id] = record
                self.positions[record_id] = start + offset
        counts = {record_id: len(told) for record_id, told in self.revisions.items()}
        self.states.append(
            Past(start + 1 + len(made), at, batch, dict(self.held), counts, dict(self.positions))
        )

    def all(self, model, past=None):
        """Returns the records of a kind at a state, in the order in which they first came."""
        held = (past or self.states[-1]).held
        return [held[each] for each in self.revisions if isinstance(held.get(each), model)]

    def links(self):
        """Returns what every current record names."""
        return {
            (record.id, name, to_id)
            for record in self.held.values()
            for name, to_id in record.references()
        }

    def _forget(self, record_id):
        """Takes the values of a record out of every earlier state."""
        for past in self.states:
            past.held.pop(record_id, None)
        told = self.revisions[record_id]
        told[:] = [Rev("erased", None, each.batch) for each in told]

    def _other_kind(self, record):
        told = self.revisions.get(record.id)
        return bool(told) and type(told[-1].record) is not type(record)

    def _sound(self, made):
        """Refuses what would leave a reference that leads nowhere."""
        held = dict(self.held)
        for record_id, state, record in made:
            held.pop(record_id, None)
            if state == "current":
                held[record_id] = record
        named = {to_id for record in held.values() for _, to_id in record.references()}
        if not named <= set(held):
            raise RefusedError
        assert not any(isinstance(record, Batch) for record in held.values())
        return made
