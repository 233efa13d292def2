"""Which records are one, out of the weights of pairs: groups that no judgement speaks against.

Average linkage (R. Sokal, C. Michener 1958) inside the components of the pairs: two groups become
one while the mean weight over all pairs between them is above the threshold. A chain of near
pairs through a family does not hold together so, since brothers also meet in pairs that speak
against them, and a pair that was never compared counts as one that does. A list of which every
person stands in it once gives each group one record at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import product

NOT_COMPARED = -5.0
"""The weight in bits of a pair that no rule of blocking proposed."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rules:
    """What groups must obey.

    Attributes:
        threshold: The least mean weight, in bits, of the pairs between two groups.
        once: The list of each record that may stand in a group once; None where it may stand
            several times.
        same: Pairs that were judged the same.
        different: Pairs that were judged different; they are obeyed before everything else.
        not_compared: The weight in bits of a pair that no rule of blocking proposed.
    """

    threshold: float
    once: Sequence[str | None]
    same: Sequence[Pair] = ()
    different: Sequence[Pair] = ()
    not_compared: float = NOT_COMPARED


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Records that judgements hold to be the same in a chain, and two of them different.

    None of the judgements of the chain is applied; somebody has to settle them.
    """

    members: tuple[int, ...]
    different: Pair


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups of records by their numbers, each sorted, in the order of their first member."""

    groups: tuple[tuple[int, ...], ...]
    contradictions: tuple[Contradiction, ...] = ()


def cluster(count: int, pairs: Iterable[tuple[int, int, float]], rules: Rules) -> Clusters:
    """Groups records.

    Args:
        count: How many records there are; they are numbered from 0. Equal weights are taken in
            the order of the numbers: whoever numbers by content has groups that depend on nothing
            else.
        pairs: Pairs of different records with the weight of evidence in bits, each pair once.
        rules: What groups must obey.
    """
    applied, contradictions = _settled(count, rules)
    grouping = _Grouping(count, rules)
    for left, right in applied:
        grouping.join_judged(left, right)
    grouping.join_by_weight(pairs)
    return Clusters(tuple(grouping.groups()), tuple(contradictions))


def _settled(count: int, rules: Rules) -> tuple[list[Pair], list[Contradiction]]:
    """Returns the judgements `same` that contradict nothing, and what contradicts."""
    chains = _Sets(count)
    for left, right in rules.same:
        chains.join(left, right)
    found, refused = [], set()
    for left, right in sorted({tuple(sorted(each)) for each in rules.different}):
        if chains.of(left) == chains.of(right):
            refused.add(chains.of(left))
            members = chains.members(chains.of(left))
            found.append(Contradiction(tuple(sorted(members)), (left, right)))
    kept = [each for each in rules.same if chains.of(each[0]) not in refused]
    return kept, found


class _Sets:
    """Numbers in disjoint sets, each known by one of them."""

    def __init__(self, count: int) -> None:
        self._set = list(range(count))
        self._members: dict[int, list[int]] = {}

    def of(self, number: int) -> int:
        while self._set[number] != number:
            self._set[number] = self._set[self._set[number]]
            number = self._set[number]
        return number

    def members(self, known: int) -> list[int]:
        return self._members.get(known) or [known]

    def join(self, left: int, right: int) -> int:
        """Joins the sets of two numbers and returns what the joined one is known by."""
        kept, gone = self.of(left), self.of(right)
        if kept == gone:
            return kept
        members = self.members(kept), self.members(gone)
        if len(members[0]) < len(members[1]):
            kept, gone = gone, kept
        self._set[gone] = kept
        self._members[kept] = members[0] + members[1]
        self._members.pop(gone, None)
        return kept


class _Grouping:
    """Groups while they grow: what stands between two of them, and whether they may be one."""

    def __init__(self, count: int, rules: Rules) -> None:
        self._rules = rules
        self._sets = _Sets(count)
        self._count = count
        self._lists: dict[int, set[str]] = {}
        self._apart: dict[int, set[int]] = {}
        for left, right in rules.different:
            self._apart.setdefault(left, set()).add(right)
            self._apart.setdefault(right, set()).add(left)
        self._between: dict[int, dict[int, tuple[float, int]]] = {}

    def join_judged(self, left: int, right: int) -> None:
        """Joins what was judged the same, also two records of one list."""
        self._join(self._sets.of(left), self._sets.of(right))

    def join_by_weight(self, pairs: Iterable[tuple[int, int, float]]) -> None:
        """Joins the two groups with the highest mean weight, again and again."""
        for left, right, weight in sorted(pairs):
            self._add(self._sets.of(left), self._sets.of(right), weight, 1)
        waiting = [
            (-mean, left, right)
            for left, others in self._between.items()
            for right in others
            if left < right and (mean := self._mean(left, right)) >= self._rules.threshold
        ]
        heapify(waiting)
        while waiting:
            less, left, right = heappop(waiting)
            if right not in self._between.get(left, {}) or self._mean(left, right) != -less:
                continue  # one of them has grown since
            if not self._may_join(left, right):
                self._forget(left, right)
                continue
            kept = self._join(left, right)
            for other in self._between.get(kept, {}):
                mean = self._mean(kept, other)
                if mean >= self._rules.threshold:
                    heappush(waiting, (-mean, min(kept, other), max(kept, other)))

    def groups(self) -> Iterator[tuple[int, ...]]:
        """Yields every group in the order of its first member."""
        seen = set()
        for number in range(self._count):
            known = self._sets.of(number)
            if known not in seen:
                seen.add(known)
                yield tuple(sorted(self._sets.members(known)))

    def _mean(self, left: int, right: int) -> float:
        total, compared = self._between[left][right]
        size = len(self._sets.members(left)) * len(self._sets.members(right))
        return (total + self._rules.not_compared * (size - compared)) / size

    def _add(self, left: int, right: int, weight: float, compared: int) -> None:
        if left == right:
            return
        for one, other in ((left, right), (right, left)):
            held = self._between.setdefault(one, {})
            total, before = held.get(other, (0.0, 0))
            held[other] = (total + weight, before + compared)

    def _forget(self, left: int, right: int) -> None:
        del self._between[left][right], self._between[right][left]

    def _lists_of(self, known: int) -> set[str]:
        if known not in self._lists:
            once = (self._rules.once[each] for each in self._sets.members(known))
            self._lists[known] = {each for each in once if each is not None}
        return self._lists[known]

    def _may_join(self, left: int, right: int) -> bool:
        if self._lists_of(left) & self._lists_of(right):
            return False
        pairs = product(self._sets.members(left), self._sets.members(right))
        return not (self._apart and any(b in self._apart.get(a, ()) for a, b in pairs))

    def _join(self, left: int, right: int) -> int:
        if left == right:
            return left
        lists = self._lists_of(left) | self._lists_of(right)
        kept = self._sets.join(left, right)
        gone = right if kept == left else left
        self._lists[kept] = lists
        self._lists.pop(gone, None)
        for other, (total, compared) in self._between.pop(gone, {}).items():
            self._between[other].pop(gone, None)
            self._add(kept, other, total, compared)
        return kept
