"""Keeps resolved people as records: what a run would write, and the one batch that writes it.

A person keeps the id of its first cluster while that grows or shrinks. Where clusters were split
or merged, their persons are withdrawn and new ones come. Nothing that somebody decided by hand is
overturned: what was withdrawn, erased or changed by hand, or is named by other records, is left as
it stands and told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tawthiq.casebook import Casebook
from tawthiq.errors import RegisterError
from tawthiq.linkage.choice import Choice
from tawthiq.linkage.clusters import Rules, cluster
from tawthiq.linkage.judgements import Entered
from tawthiq.linkage.persons import person_id, person_of, victim_id, victim_of
from tawthiq.linkage.resolve import ResolvedPerson, resolve_people
from tawthiq.linkage.victims import LinkedVictims
from tawthiq.records import Batch, Judgement, Listing, Person, Record, Status, Victim
from tawthiq.register import BatchResult

REASON = "resolve people"
"""What the reason of every batch of resolved people begins with."""


class Left(StrEnum):
    """Why a person is not written."""

    CONTRADICTED = "contradicted"
    BEYOND = "beyond"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    EDITED = "edited"
    NAMED = "named"


class Gone(StrEnum):
    """Why a person, or their role in an incident, is withdrawn."""

    SPLIT = "split"
    MERGED = "merged"
    EMPTY = "empty"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """People who are not written.

    Attributes:
        why: The reason.
        listings: Ids of their listings.
        persons: Ids of the persons who stay in the register as they are.
    """

    why: Left
    listings: tuple[str, ...]
    persons: tuple[str, ...]


@dataclass
class Kept:
    """What a run writes.

    Attributes:
        records: Persons and victims, also those that stay as they are.
        withdrawn: Ids of records that are taken out, with the reason.
        left: What is not written.
        several: Ids of persons whose listings name several incidents, of which the rules choose
            none: no victim of any is made.
        roles_left: Ids of victims whom somebody withdrew, entered or changed by hand: they stay
            so, and no other victim is made beside them.
        does: What becomes of each record, by id: `created`, `changed`, `restored` or `unchanged`.
    """

    records: list[Record] = field(default_factory=list)
    withdrawn: dict[str, Gone] = field(default_factory=dict)
    left: list[LeftOut] = field(default_factory=list)
    several: list[str] = field(default_factory=list)
    roles_left: list[str] = field(default_factory=list)
    does: dict[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        """How many records are created, changed, restored and unchanged."""
        return Counter(self.does.values())


def people_to_keep(
    casebook: Casebook, found: LinkedVictims, choice: Choice, *, restore: bool = False
) -> Kept:
    """Returns what `keep_people` would write; nothing is written.

    Args:
        casebook: The casebook, in the state that was linked.
        found: What was linked.
        choice: The rules of choice.
        restore: Also brings back people whom somebody withdrew, by hand or by undo.
    """
    return _Run(casebook.reading(), found, choice, restore=restore).kept()


def keep_people(
    casebook: Casebook,
    found: LinkedVictims,
    choice: Choice,
    *,
    entry: Entered,
    restore: bool = False,
) -> tuple[Kept, BatchResult]:
    """Writes the resolved people as one batch; `undo` of the batch takes all of it back.

    A second run without anything new writes nothing.

    Args:
        casebook: The casebook, in the state that was linked.
        found: What was linked.
        choice: The rules of choice.
        entry: Who writes, and when.
        restore: Also brings back people whom somebody withdrew, by hand or by undo.

    Raises:
        RegisterError: Something was entered since the casebook was linked, it is read at an
            earlier state, or it cannot be written.
    """
    if casebook.register.state() != casebook.view.state():
        raise RegisterError(
            "The register holds more than what was linked, so nothing was written. "
            "Link the last state, once nobody else writes."
        )
    kept = people_to_keep(casebook, found, choice, restore=restore)
    result = casebook.register.write(
        kept.records, actor=entry.actor, at=entry.at, restore=True,
        reason=_reason(found, choice, kept), withdrawn=tuple(kept.withdrawn),
    )  # fmt: skip
    return kept, result


def _reason(found: LinkedVictims, choice: Choice, kept: Kept) -> str:
    told = Counter(kept.withdrawn.values())
    gone = ", ".join(f"{told[each]} {each.value}" for each in Gone if told[each])
    rules = f"{REASON}: rules {choice.title}, threshold {found.threshold:g}"
    return f"{rules}; withdrawn: {gone}" if gone else rules


@dataclass(frozen=True, slots=True)
class _Group:
    """Clusters, and persons of the register, that share listings directly or through others."""

    clusters: tuple[ResolvedPerson, ...]
    persons: tuple[Person, ...]

    @property
    def listings(self) -> set[str]:
        held = (
            *(each.listings for each in self.clusters),
            *(each.listings for each in self.persons),
        )
        return {one for listings in held for one in listings}

    def why_gone(self, person: Person) -> Gone:
        """Says why a person does not stay."""
        homes = sum(not set(each.listings).isdisjoint(person.listings) for each in self.clusters)
        return (Gone.EMPTY, Gone.MERGED, Gone.SPLIT)[min(homes, 2)]


class _Register:
    """What a register holds of persons and victims, and what somebody did to them by hand."""

    def __init__(self, casebook: Casebook, found: LinkedVictims, *, restore: bool) -> None:
        self._view = casebook.view
        self.persons = {each.id: each for each in self._view.all(Person)}
        self.victims = {each.id: each for each in self._view.all(Victim)}
        self.erased = self._view.erased()
        persons, victims = self._view.withdrawn(Person), self._view.withdrawn(Victim)
        self.gone = persons.keys() | victims.keys()
        by_hand = {each: one for each, (one, batch) in persons.items() if not _is_ours(batch)}
        roles = {each: one for each, (one, batch) in victims.items() if not _is_ours(batch)}
        self.back, self.by_hand = (by_hand, {}) if restore else ({}, by_hand)
        self.roles_back, self.roles_by_hand = (roles, {}) if restore else ({}, roles)
        judged = (one for each in self._view.all(Judgement) for one in (each.first, each.second))
        self.named = self.persons.keys() & set(judged)
        known = {*found.people, *(one for ids in found.left_out.values() for one in ids)}
        self.beyond = {each for each, _ in self._view.bodies(Listing.kind)} - known
        self.known = known
        self._roles: dict[str, list[Victim]] = {}
        for each in self.victims.values():
            self._roles.setdefault(each.person, []).append(each)

    def roles(self, person: str) -> Sequence[Victim]:
        return self._roles.get(person, ())

    def resolved(self, clusters: Sequence[ResolvedPerson]) -> list[Person]:
        """Returns the persons who rest on listings that were linked, also withdrawn ones.

        A withdrawn person is nobody any more where a current one has all of their listings, and
        no cluster parts these.
        """
        homes = {one: at for at, each in enumerate(clusters) for one in each.listings}
        whole = {one: each.id for each in self.persons.values() for one in each.listings
                 if len({homes[one] for one in each.listings if one in homes}) == 1}  # fmt: skip
        found = []
        for each in {**self.back, **self.by_hand, **self.persons}.values():
            linked = self.known.intersection(each.listings)
            now = {whole.get(one) for one in linked}
            if linked and (each.id in self.persons or None in now or len(now) > 1):
                found.append(each)
        return found

    def is_edited(self, record: Person | Victim) -> bool:
        """Says whether a record is none that a run wrote, but for what lists do not tell."""
        told = _told_by_lists(record)
        return not any(
            _is_ours(each.batch) and isinstance(each.record, Person | Victim)
            and _told_by_lists(each.record) == told
            for each in self._view.history(record.id)
        )  # fmt: skip


class _Run:
    """One comparison of what was linked with what the register holds."""

    def __init__(
        self, casebook: Casebook, found: LinkedVictims, choice: Choice, *, restore: bool
    ) -> None:
        self._clock = casebook.settings.clock
        self._new_id = casebook.register.new_id
        self._clusters = resolve_people(found, choice)
        self._torn = {one for each in found.judgements.contradictions for one in each.members}
        self._register = _Register(casebook, found, restore=restore)
        register = self._register
        self._taken = {*register.persons, *register.by_hand, *register.back}
        self._kept = Kept()

    def kept(self) -> Kept:
        for group in self._groups():
            ids = self._ids(group)
            left = self._why_left(group, ids)
            if left is None:
                self._settle(group, ids)
            else:
                held = (each.id for each in group.persons if each.id in self._register.persons)
                self._kept.left.append(LeftOut(left, tuple(sorted(group.listings)), tuple(held)))
        return self._kept

    def _groups(self) -> Iterator[_Group]:
        persons = self._register.resolved(self._clusters)
        first = len(self._clusters)
        sets = [each.listings for each in self._clusters] + [each.listings for each in persons]
        for part in _connected(sets):
            yield _Group(
                tuple(self._clusters[at] for at in part if at < first),
                tuple(persons[at - first] for at in part if at >= first),
            )

    def _ids(self, group: _Group) -> tuple[str, ...]:
        """Returns the id of each cluster: of one that one person has, it stays the same."""
        if len(group.clusters) == len(group.persons) == 1:
            return (group.persons[0].id,)
        now = self._register.persons
        same = {frozenset(each.listings): each.id
                for each in sorted(group.persons, key=lambda each: each.id in now)}  # fmt: skip
        fixed = [same.get(frozenset(each.listings)) for each in group.clusters]
        own = {each.id for each in group.persons} - set(fixed)
        return tuple(
            held or self._free(each.listings, own)
            for held, each in zip(fixed, group.clusters, strict=True)
        )

    def _free(self, listings: tuple[str, ...], own: set[str]) -> str:
        """Returns the id of some listings, another one where it stands for others by now."""
        found = person_id(listings, self._new_id)
        while found in self._taken - own:
            found = person_id((*listings, found), self._new_id)
        self._taken.add(found)
        return found

    def _why_left(self, group: _Group, ids: Sequence[str]) -> Left | None:
        register = self._register
        if group.listings & self._torn:
            return Left.CONTRADICTED
        if group.listings & register.beyond:
            return Left.BEYOND
        if any(each.id in register.by_hand for each in group.persons):
            return Left.WITHDRAWN
        if register.erased.intersection(ids):
            return Left.ERASED
        going = [each for each in group.persons if each.id not in ids]
        if any(each.id in register.named for each in going):
            return Left.NAMED
        every = {**register.back, **register.persons}
        staying = [(self._person(each, record_id), every[record_id])
                   for each, record_id in zip(group.clusters, ids, strict=True)
                   if record_id in every]  # fmt: skip
        touched = [*going, *(before for after, before in staying if after != before)]
        by_hand = any(map(register.is_edited, touched)) or any(map(self._is_documented, going))
        return Left.EDITED if by_hand else None

    def _is_documented(self, person: Person) -> bool:
        """Says whether somebody noted of a person what lists do not tell."""
        if person.status is not Status.UNKNOWN or person.status_rule is not None:
            return True
        return any(not self._is_made(each) for each in self._register.roles(person.id))

    def _is_made(self, victim: Victim) -> bool:
        """Says whether a run made a victim, and nobody noted anything of them since."""
        made = victim_id(victim.person, victim.incident, self._new_id)
        return victim.id == made and victim.fate is None and not self._register.is_edited(victim)

    def _held(self, group: _Group) -> list[Person]:
        return [each for each in group.persons if each.id in self._register.persons]

    def _settle(self, group: _Group, ids: Sequence[str]) -> None:
        for each in self._held(group):
            if each.id not in ids:
                why = group.why_gone(each)
                roles = self._register.roles(each.id)
                self._kept.withdrawn |= dict.fromkeys((each.id, *(one.id for one in roles)), why)
        for resolved, record_id in zip(group.clusters, ids, strict=True):
            self._write(self._person(resolved, record_id))
            self._settle_role(resolved, record_id)

    def _settle_role(self, resolved: ResolvedPerson, record_id: str) -> None:
        """Writes what a person was in their incident; what somebody documented by hand stays."""
        role = victim_of(resolved, record_id, new_id=self._new_id, clock=self._clock)
        if role is None and "incident" in resolved.fields:
            self._kept.several.append(record_id)
        held = self._register.roles(record_id)
        others = [each for each in held if role is None or each.incident != role.incident]
        by_hand = [each.id for each in others if not self._is_made(each)]
        if "incident" in resolved.fields:
            self._kept.roles_left += by_hand
        if role is not None and all(each in others or each.id == role.id for each in held):
            if by_hand and role.id not in self._register.victims:
                return
            if not self._write_role(role):
                self._kept.roles_left.append(role.id)
                return
        self._kept.withdrawn |= {
            each.id: Gone.INCIDENT for each in others if each.id not in by_hand
        }

    def _write_role(self, role: Victim) -> bool:
        """Writes a victim with the fate that somebody noted; says whether it may be written."""
        register = self._register
        before = register.victims.get(role.id) or register.roles_back.get(role.id)
        if before is not None:
            role = role.model_copy(update={"fate": before.fate})
        if role.id in register.roles_by_hand or role.id in register.erased:
            return False
        if before is not None and role != before and register.is_edited(before):
            return False
        self._write(role)
        return True

    def _person(self, resolved: ResolvedPerson, record_id: str) -> Person:
        """Returns the record of a cluster, with what somebody noted of the person by hand."""
        made = person_of(resolved, record_id, clock=self._clock)
        held = self._register.persons.get(record_id) or self._register.back.get(record_id)
        if held is None:
            return made
        return made.model_copy(update={"status": held.status, "status_rule": held.status_rule})

    def _write(self, record: Person | Victim) -> None:
        self._kept.records.append(record)
        held = self._register.persons.get(record.id) or self._register.victims.get(record.id)
        if held is None:
            does = "restored" if record.id in self._register.gone else "created"
        else:
            does = "unchanged" if record == held else "changed"
        self._kept.does[record.id] = does


def _is_ours(batch: Batch | None) -> bool:
    return batch is not None and batch.reason.startswith(f"{REASON}:")


def _told_by_lists(record: Person | Victim) -> Person | Victim:
    """Returns a record without what lists do not tell, which somebody can note by hand."""
    if isinstance(record, Victim):
        return record.model_copy(update={"fate": None})
    return record.model_copy(update={"status": Status.UNKNOWN, "status_rule": None})


def _connected(sets: Sequence[Sequence[str]]) -> Iterator[tuple[int, ...]]:
    """Yields the numbers of the sets that share members, directly or through others."""
    first: dict[str, int] = {}
    same = [
        (first.setdefault(one, at), at)
        for at, members in enumerate(sets)
        for one in members
    ]  # fmt: skip
    rules = Rules(0.0, [None] * len(sets), same=[each for each in same if each[0] != each[1]])
    yield from cluster(len(sets), (), rules).groups
