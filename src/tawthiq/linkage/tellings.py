"""Resolved incidents: what the accounts of each tell together, and what each value is from.

Numbers go from the least to the highest over all accounts. Other values are chosen by rules that
are data; what they do not settle is left open. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tawthiq.casebook import Casebook
from tawthiq.linkage.choice import OF_INCIDENTS, Choice, Resolved, Rule, across, choose
from tawthiq.linkage.clusters import Rules, cluster
from tawthiq.linkage.judgements import Judgements, Pair, judgements_of
from tawthiq.linkage.listings import collection_ids
from tawthiq.records import Account, Attribution, Count, Incident, Mode, Publication, Toll, Where

_STATED = OF_INCIDENTS[:-1]


@dataclass(frozen=True, slots=True)
class Telling:
    """One account of an incident, or the incident itself.

    Attributes:
        id: Of the account or incident.
        list: Code of its collection, with its publication, or the first letters of its source.
        told: When, where and who, as far as it tells.
        tolls: Its numbers by what they count, such as `killed` or `killed.civilian`.
    """

    id: str
    list: str
    told: Mapping[str, str]
    tolls: Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class ResolvedIncident:
    """One incident out of all its accounts.

    Attributes:
        incidents: Ids of its records: several where judgements hold them to be one.
        accounts: Ids of its accounts, those that judgements add too; none where it has none.
        fields: `when`, `place` and `parties`, as far as they are told.
        tolls: Each number that is told.
        contradicted: Whether judgements on it contradict each other, or its own accounts: then
            nothing was added to it.
    """

    incidents: tuple[str, ...]
    accounts: tuple[str, ...]
    fields: Mapping[str, Resolved]
    tolls: Mapping[str, Resolved]
    contradicted: bool = False


def resolve_incidents(
    casebook: Casebook, choice: Choice, collections: Sequence[str] = ()
) -> tuple[ResolvedIncident, ...]:
    """Returns each incident of a casebook once, with what its accounts tell together.

    The accounts are those that the incident rests on, and those that judgements hold to be the
    same; incidents that are judged the same, or share an account, are one row. What no account
    tells is taken from the incident itself. Accounts that rest in no incident are not shown.

    Args:
        casebook: The casebook, which is read only.
        choice: The rules of choice.
        collections: Codes of collections of which a row holds an incident; all where none is
            named.

    Raises:
        SelectionError: There is no such collection.
    """
    book = casebook.reading()
    wanted = collection_ids(book, collections)
    incidents = {each.id: each for each in book.view.all(Incident)}
    accounts = {each.id: each for each in book.view.all(Account)}
    tellings = _Tellings(book)
    found = []
    for members, contradicted in _groups(book, incidents, accounts):
        here = [incidents[each] for each in members if each in incidents]
        if any(each.collection in wanted for each in here):
            told = [tellings.of(accounts[each]) for each in members if each in accounts]
            own = [tellings.of(each) for each in here]
            alone = [one for one, each in zip(own, here, strict=True) if not each.accounts]
            row = _resolved([*told, *alone], own, choice)
            found.append(replace(row, contradicted=contradicted))
    return tuple(found)


def _resolved(told: Sequence[Telling], own: Sequence[Telling], choice: Choice) -> ResolvedIncident:
    """Returns a row out of accounts; what none of them tells, out of the incidents themselves."""

    def telling(name: str) -> list[Telling]:
        found = [each for each in told if name in each.told or name in each.tolls]
        return found or [each for each in own if name in each.told or name in each.tolls]

    ids = {each.id for each in own}
    cells = sorted({name for each in (*told, *own) for name in each.tolls})
    return ResolvedIncident(
        incidents=tuple(sorted(ids)),
        accounts=tuple(sorted(each.id for each in told if each.id not in ids)),
        fields={
            name: choose(name, here, choice.of_incident(name), choice.priority)
            for name in _STATED
            if (here := telling(name))
        },
        tolls={name: _toll(name, telling(name), choice) for name in cells},
    )


def _toll(name: str, told: Sequence[Telling], choice: Choice) -> Resolved:
    """Returns a number across accounts: from the least to the highest, or by another rule."""
    here = [replace(each, told={name: as_text(each.tolls[name])}) for each in told]
    rule = choice.of_incident("toll")
    found = choose(name, here, Rule.MAJORITY if rule is Rule.RANGE else rule, choice.priority)
    if rule is not Rule.RANGE:
        count = next((each.tolls[name] for each in here if each.id == found.source), None)
        return replace(found, count=count)
    count = across(each.tolls[name] for each in here)
    least = min(here, key=lambda each: (each.tolls[name].minimum, each.id))
    top = max(_top(each.tolls[name]) for each in here)
    most = next((each for each in (least, *here) if _top(each.tolls[name]) == top), least)
    found = replace(found, value=as_text(count), count=count, rule=rule)
    if least.id == most.id:
        return replace(found, source=least.id, bounds=None)
    return replace(found, source=None, bounds=(least.id, most.id))


def _top(count: Count) -> float:
    return float("inf") if count.maximum is None else count.maximum


def as_text(count: Count) -> str:
    """Returns a count as text: `7`, `7 to 9`, or `at least 7`."""
    if count.maximum is None:
        return f"at least {count.minimum}"
    same = count.minimum == count.maximum
    return f"{count.minimum}" if same else f"{count.minimum} to {count.maximum}"


def _groups(
    book: Casebook, incidents: Mapping[str, Incident], told: Collection[str]
) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yields what is one: first as incidents rest on accounts, then as judgements add to it.

    Where judgements contradict each other, or the accounts that an incident rests on, each
    incident stays as it is recorded, and says so.
    """
    ids = sorted({*incidents, *told})
    rests = [(each.id, one) for each in incidents.values() for one in each.accounts if one in told]
    ruled = [judgements_of(book, kind) for kind in (Account.kind, Incident.kind)]
    same = [pair for each in ruled for pair in _pairs(each, "same")]
    different = [pair for each in ruled for pair in _pairs(each, "different")]
    first = _clusters(ids, [*rests, *same], different)
    torn = {one for members in first[1] for one in members}
    calm = [pair for pair in same if not torn.intersection(pair)]
    for members in _clusters(ids, [*rests, *calm], [])[0]:
        yield members, not torn.isdisjoint(members)


def _pairs(judgements: Judgements, verdict: str) -> Iterator[Pair]:
    """Yields every pair of a verdict, also those that contradict others."""
    yield from (pair for pair, each in judgements.ruled.items() if each.verdict == verdict)


def _clusters(
    ids: Sequence[str], same: Iterable[Pair], different: Iterable[Pair]
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Returns what is joined, and the chains that contradict themselves."""
    number = {each: at for at, each in enumerate(ids)}

    def numbered(pairs: Iterable[Pair]) -> list[tuple[int, int]]:
        return [(number[one], number[other]) for one, other in pairs
                if one in number and other in number]  # fmt: skip

    rules = Rules(0.0, [None] * len(ids), numbered(same), numbered(different))
    found = cluster(len(ids), (), rules)
    torn = [tuple(ids[at] for at in each.members) for each in found.contradictions]
    return [tuple(ids[at] for at in each) for each in found.groups], torn


class _Tellings:
    """Reads what accounts and incidents tell, with the names of where they stand."""

    def __init__(self, book: Casebook) -> None:
        self._codes = {each.id: code for code, each in book.collections().items()}
        self._publications = {each.id: each.code for each in book.view.all(Publication)}

    def of(self, told: Account | Incident) -> Telling:
        code = self._codes[told.collection]
        if isinstance(told, Incident):
            return _telling(told, code, told.attributions)
        who = self._publications.get(told.publication or "") or (told.source or "")[:8]
        held = (told.attribution,) if told.attribution is not None else ()
        return _telling(told, "/".join(filter(None, (code, who))), held)


def _telling(told: Account | Incident, name: str, held: Sequence[Attribution]) -> Telling:
    stated = {
        "when": told.when.stated if told.when is not None else "",
        "place": _place(told.where) if told.where is not None else "",
        "parties": "; ".join(dict.fromkeys(_parties(each) for each in held if each.parties)),
    }
    tolls = {_cell(each): each.count for each in told.tolls}
    return Telling(told.id, name, {key: value for key, value in stated.items() if value}, tolls)


def _place(where: Where) -> str:
    """Returns the code of a place, with a narrower name that no code stands for, or a point."""
    if where.place is None and where.named is None and where.point is not None:
        return f"{where.point.latitude}, {where.point.longitude}"
    return ": ".join(each for each in (where.place, where.named) if each)


def _parties(held: Attribution) -> str:
    """Returns who is held to have done it: `a + b` together, `a or b` where it is not known."""
    return (" + " if held.mode is Mode.JOINT else " or ").join(sorted(held.parties))


def _cell(toll: Toll) -> str:
    parts = (toll.fate.value, toll.status.value, toll.group.value)
    return ".".join(each for each in parts if each != "any")


def as_incident_rows(found: Sequence[ResolvedIncident]) -> Iterator[dict[str, str]]:
    """Yields a flat row per incident: each value, what it comes from, and what is unsettled."""
    cells = sorted({name for each in found for name in each.tolls})
    for each in found:
        row = {"incidents": " ".join(each.incidents), "accounts": " ".join(each.accounts)}
        values = {**each.fields, **each.tolls}
        for name in (*_STATED, *cells):
            field = values.get(name)
            row[name] = (field.value or "") if field is not None else ""
            row[f"{name}_from"] = " ".join(field.sources) if field is not None else ""
        unsettled = (name for name, field in values.items() if field.is_unsettled)
        yield {**row, "unsettled": " ".join(unsettled),
               "contradicted": "yes" if each.contradicted else ""}  # fmt: skip
