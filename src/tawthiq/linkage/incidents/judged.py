"""Judgements on accounts and incidents, as what they say of the accounts that are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from tawthiq.casebook import Casebook
from tawthiq.linkage.incidents.link import LinkedAccounts
from tawthiq.linkage.judgements import Contradicted, Judgements, Pair, judgements_from
from tawthiq.linkage.lists import Judged, Row
from tawthiq.records import Account, Incident, Judgement


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What reviewers hold of accounts and incidents.

    An incident stands for its accounts that are compared. Two that are the same are one link,
    between the first account of each. Two that are different keep all accounts of one, and of
    what is the same as it, from all of the other; an account that rests in both stays with both.

    Attributes:
        judgements: The judgements on accounts and incidents, also those on one of each.
        stands_for: Per account or incident the rows that it stands for, at least one.
    """

    judgements: Judgements
    stands_for: Mapping[str, tuple[Row, ...]]

    @property
    def judged(self) -> Judged:
        """What they say of rows."""
        same, _ = self.judgements.among(self.stands_for.keys())
        links = ((self.stands_for[one][0], self.stands_for[other][0]) for one, other in same)
        chains = self._chains()
        apart = (each for pair in self.judgements.pairs("different")
                 for each in self._apart(pair, chains))  # fmt: skip
        return Judged(
            tuple(dict.fromkeys(each for each in links if each[0] != each[1])),
            tuple(dict.fromkeys(apart)),
        )

    def contradicted(self, linked: LinkedAccounts) -> tuple[Contradicted, ...]:
        """Returns which contradict each other, as they stand or by the accounts of incidents."""
        found = (each for each in self.judgements.contradictions
                 if not self.stands_for.keys().isdisjoint(each.members))  # fmt: skip
        chains = self._chains()
        by_accounts = (self._by_accounts(*each, chains) for each in linked.contradictions)
        return (*found, *by_accounts)

    def _chains(self) -> Mapping[str, set[str]]:
        """Returns the records that each is the same as, and itself."""
        found: dict[str, set[str]] = {}
        for pair in self.judgements.pairs("same"):
            one, other = (found.get(each, {each}) for each in pair)
            found |= dict.fromkeys(one | other, one | other)
        return found

    def _apart(self, pair: Pair, chains: Mapping[str, set[str]]) -> Iterator[tuple[Row, Row]]:
        ones, others = (sorted(chains.get(each, {each})) for each in pair)
        for one, other in product(ones, others):
            yield from self._rows_apart(one, other)

    def _rows_apart(self, one: str, other: str) -> Iterator[tuple[Row, Row]]:
        lefts, rights = (self.stands_for.get(each, ()) for each in (one, other))
        both = {*lefts} & {*rights}
        if any(row[1] in (one, other) for row in both):  # an account, and not of this incident
            both = set()
        for left, right in product(lefts, rights):
            if left != right and left not in both and right not in both:
                yield left, right

    def _by_accounts(
        self, members: tuple[Row, ...], different: tuple[Row, Row], chains: Mapping[str, set[str]]
    ) -> Contradicted:
        """Returns what contradicts by accounts, with the judgements that say so."""
        joined = {each for each, rows in self.stands_for.items() if rows[0] in members}
        held = [judgement.id for pair, ruled in self.judgements.ruled.items()
                if (ruled.verdict == "same" and joined & chains.get(pair[0], {pair[0]}))
                or (ruled.verdict == "different"
                    and any({*each} == {*different} for each in self._apart(pair, chains)))
                for judgement in ruled.judgements]  # fmt: skip
        one, other = sorted(row[1] for row in different)
        return Contradicted(tuple(sorted(row[1] for row in members)), (one, other), tuple(held))


def verdicts_of(casebook: Casebook, rows: Mapping[str, Row]) -> Verdicts:
    """Returns what reviewers hold of some rows, by the id of the account or incident of each."""
    view = casebook.view
    every = view.all(Judgement)
    if not every:
        return no_verdicts(rows)
    incidents = view.all(Incident)
    ids = {each.id for each in view.all(Account)} | {each.id for each in incidents}
    told = judgements_from(each for each in every if {each.first, each.second} <= ids)
    return Verdicts(told, _stands_for(rows, incidents))


def no_verdicts(rows: Mapping[str, Row]) -> Verdicts:
    """Returns what reviewers hold where a casebook is not asked: nothing."""
    return Verdicts(judgements_from(()), _stands_for(rows, ()))


def _stands_for(
    rows: Mapping[str, Row], incidents: Iterable[Incident]
) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {each: (row,) for each, row in rows.items()}
    for incident in incidents:
        held = tuple(rows[each] for each in incident.accounts if each in rows)
        if held:
            found[incident.id] = held
    return found
