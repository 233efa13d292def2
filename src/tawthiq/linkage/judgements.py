"""Judgements: what reviewers hold of two records, kept for good, and what follows from all of them.

A judgement is never changed: whoever changes their mind judges again, and the latest judgement of
each reviewer counts. Where reviewers disagree, `different` wins over `unsure`, and `unsure` over
`same`, since a join that somebody doubts must not be made silently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, get_args

from tawthiq.casebook import Casebook
from tawthiq.errors import Fault, InputError, RegisterError
from tawthiq.linkage.clusters import Rules, cluster
from tawthiq.records import Account, Incident, Judgement, Listing, Person
from tawthiq.register import BatchResult

Verdict = Literal["same", "different", "unsure"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
KINDS = tuple(model.kind for model in (Listing, Person, Incident, Account))
"""Kinds of records of which two can be one."""

_WINS = ("same", "unsure", "different")

Pair = tuple[str, str]
"""Ids of two records, the smaller one first."""


class Entered(Protocol):
    """Who enters something, and when."""

    @property
    def actor(self) -> str:
        """Who it is."""

    @property
    def at(self) -> datetime:
        """An aware instant."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What counts for one pair.

    Attributes:
        verdict: The one that wins.
        judgements: The latest one of each reviewer, in the order in which they were made.
    """

    pair: Pair
    verdict: Verdict
    judgements: tuple[Judgement, ...]

    @property
    def is_disputed(self) -> bool:
        """Says whether reviewers disagree."""
        return len({each.verdict for each in self.judgements}) > 1

    @property
    def deciding(self) -> Judgement:
        """The latest judgement of the verdict that wins: its reason and score are those to show."""
        return [each for each in self.judgements if each.verdict == self.verdict][-1]


@dataclass(frozen=True, slots=True)
class Contradicted:
    """Records that judgements join in a chain, and two of them that were judged different.

    Attributes:
        members: Ids of all records of the chain.
        different: The two of them.
        judgements: Ids of the judgements that contradict each other.
    """

    members: tuple[str, ...]
    different: Pair
    judgements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgements:
    """Every judgement of a casebook, and what counts.

    Attributes:
        all: Each judgement ever made and not taken back, in the order in which they were made.
        ruled: What counts, by pair.
        contradictions: Chains that contradict themselves: none of their `same` is applied until
            somebody settles them; their `different` always is.
    """

    all: tuple[Judgement, ...]
    ruled: Mapping[Pair, Ruled]
    contradictions: tuple[Contradicted, ...]

    @property
    def disputed(self) -> tuple[Ruled, ...]:
        """The pairs on which reviewers disagree."""
        return tuple(each for each in self.ruled.values() if each.is_disputed)

    def torn(self, pair: Pair) -> tuple[Contradicted, ...]:
        """Returns the contradictions in which both records of a pair stand."""
        return tuple(each for each in self.contradictions if {*pair} <= {*each.members})

    def pairs(self, verdict: Verdict) -> tuple[Pair, ...]:
        """Returns the pairs of a verdict; of `same` those that contradict nothing."""
        torn = {each for found in self.contradictions for each in found.members}
        return tuple(
            pair for pair, each in self.ruled.items()
            if each.verdict == verdict and not (verdict == "same" and torn & set(pair))
        )  # fmt: skip

    def among(self, ids: Collection[str]) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
        """Returns what is the same and what is different among some records alone.

        What follows through a record that is not among them is kept: with a = x and b = x, a is
        b; with a = x and b not x, a is not b.
        """
        home = _chains(self.pairs("same"))
        stands = {known: min(here) for known, members in _members(home).items()
                  if (here := [each for each in members if each in ids])}  # fmt: skip

        def seen(record_id: str) -> str | None:
            return record_id if record_id in ids else stands.get(home.get(record_id, record_id))

        same = {_pair(stands[home[each]], each) for each in home
                if each in ids and stands[home[each]] != each}  # fmt: skip
        different = {
            _pair(one, other) for pair in self.pairs("different")
            if (one := seen(pair[0])) is not None and (other := seen(pair[1])) is not None
        }  # fmt: skip
        return tuple(sorted(same)), tuple(sorted(different))


def judge(
    casebook: Casebook,
    first: str,
    second: str,
    verdict: Verdict,
    *,
    reason: str,
    entry: Entered,
    score: float | None = None,
) -> BatchResult:
    """Keeps a judgement on two records as one batch; `undo` of the batch takes it back.

    Args:
        casebook: An open casebook.
        first: Id of a listing, person, incident or account.
        second: Id of another record of the same kind.
        verdict: `same`, `different` or `unsure`.
        reason: Why, for whoever reads it later.
        entry: Who judges, and when.
        score: The probability that was shown to the reviewer, from 0 to 1.

    Raises:
        InputError: With every fault: no such record, kinds that differ, one record twice, no
            reason, a verdict or a score that is none.
        RegisterError: It cannot be written.
    """
    faults = [*_faults_of_pair(casebook, first, second), *_faults(verdict, reason, score)]
    if faults:
        raise InputError(faults)
    fields: dict[str, Any] = dict(
        zip(("first", "second"), _pair(first, second), strict=True),
        verdict=verdict, actor=entry.actor, at=entry.at, reason=reason.strip(), score=score,
    )  # fmt: skip
    record_id = casebook.register.new_id("judgement", "\0".join(map(str, fields.values())))
    record = Judgement(id=record_id, **fields)
    return casebook.register.write([record], actor=entry.actor, reason="judge", at=entry.at)


def judgements_of(casebook: Casebook, kind: str = Listing.kind) -> Judgements:
    """Returns the judgements on records of one kind, and what counts of them."""
    view = casebook.view
    every = view.all(Judgement)
    model = {each.kind: each for each in (Listing, Person, Incident, Account)}[kind]
    ids = {each.id for each in view.all(model)} if every else set()
    return judgements_from(each for each in every if each.first in ids and each.second in ids)


def judgements_from(found: Iterable[Judgement]) -> Judgements:
    """Returns what counts out of judgements, which are given in the order of the register."""
    every = sorted(found, key=lambda each: each.at)  # of one instant the later entered stays last
    latest: dict[Pair, dict[str, Judgement]] = {}
    for each in every:
        by_reviewer = latest.setdefault(_pair(each.first, each.second), {})
        by_reviewer.pop(each.actor, None)
        by_reviewer[each.actor] = each
    ruled = {
        pair: Ruled(pair, _winner(given.values()), tuple(given.values()))
        for pair, given in sorted(latest.items())
    }
    return Judgements(tuple(every), ruled, tuple(_contradicted(ruled)))


def _winner(judgements: Iterable[Judgement]) -> Verdict:
    return max((each.verdict for each in judgements), key=_WINS.index)


def _contradicted(ruled: Mapping[Pair, Ruled]) -> Iterable[Contradicted]:
    ids = sorted({each for pair in ruled for each in pair})
    number = {each: at for at, each in enumerate(ids)}

    def numbered(verdict: Verdict) -> Sequence[tuple[int, int]]:
        return [(number[one], number[other]) for (one, other), each in ruled.items()
                if each.verdict == verdict]  # fmt: skip

    rules = Rules(0.0, [None] * len(ids), numbered("same"), numbered("different"))
    for each in cluster(len(ids), (), rules).contradictions:
        members = tuple(ids[at] for at in each.members)
        pair = (ids[each.different[0]], ids[each.different[1]])
        inside = set(members)
        held = [
            one.id
            for found in ruled.values()
            if found.pair == pair or (found.verdict == "same" and inside.issuperset(found.pair))
            for one in found.judgements
        ]
        yield Contradicted(members, pair, tuple(held))


def _chains(pairs: Iterable[Pair]) -> dict[str, str]:
    """Returns, for each record of some pairs, what its chain is known by."""
    home: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for pair in pairs:
        kept, gone = (home.setdefault(each, each) for each in pair)
        if kept == gone:
            continue
        moved = members.pop(gone, [gone])
        members.setdefault(kept, [kept]).extend(moved)
        home |= dict.fromkeys(moved, kept)
    return home


def _members(home: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each, known in home.items():
        found.setdefault(known, []).append(each)
    return found


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)


def _faults_of_pair(casebook: Casebook, first: str, second: str) -> Iterable[Fault]:
    kinds = [_kind_of(casebook, each) for each in (first, second)]
    for record_id, kind in zip((first, second), kinds, strict=True):
        if kind is None:
            reason = f"no record {record_id!r} is in the register"
            yield Fault(
                "judge", None, None, record_id, reason, "Take ids from: tawthiq link review"
            )
        elif kind not in KINDS:
            reason = f"{record_id} is of the kind {kind}, which is not judged"
            yield Fault("judge", None, None, record_id, reason, f"Name one of: {', '.join(KINDS)}.")
    if first == second:
        reason = "this is one record, named twice"
        yield Fault("judge", None, None, first, reason, "Name two records.")
    elif None not in kinds and kinds[0] != kinds[1]:
        reason = f"{first} is of the kind {kinds[0]}, and {second} of the kind {kinds[1]}"
        yield Fault("judge", None, None, second, reason, "Name two records of one kind.")


def is_whole(text: str) -> bool:
    """Says whether a text can be kept: it holds no half of a letter (a lone surrogate)."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _kind_of(casebook: Casebook, record_id: str) -> str | None:
    if not is_whole(record_id):
        return None
    try:
        return casebook.view.get(record_id).kind
    except RegisterError:
        return None


def _faults(verdict: str, reason: str, score: float | None) -> Iterable[Fault]:
    if verdict not in VERDICTS:
        told = f"the verdict {verdict!r} is not known"
        yield Fault("judge", None, None, verdict, told, f"Write one of: {', '.join(VERDICTS)}.")
    if not reason.strip():
        told = "no reason is given"
        yield Fault("judge", None, "--why", None, told, "Say why, for whoever reads it later.")
    if not is_whole(reason):
        told = "the reason holds half of a letter, which cannot be kept"
        yield Fault("judge", None, "--why", None, told, "Type it again.")
    if score is not None and not 0 <= score <= 1:
        told = f"the score {score} is no probability"
        yield Fault("judge", None, "--score", str(score), told, "Write a number from 0 to 1.")
