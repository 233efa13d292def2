"""A pair beside the others of its two accounts: where two incidents could take one, none does.

Sums over all ways to put accounts together, as belief propagation has them for matchings (M.
Bayati, D. Shah, M. Sharma 2008; exact where the pairs form no ring). An account that has a better
partner elsewhere hardly competes.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numba
import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"

ROUNDS = 30
DAMPED = 0.7

TOLD_ELSEWHERE = 0.3
"""How much of what a source tells another one is expected to tell, as if of `_KNOWN` accounts."""

SURER = 8.0
"""How many times the odds that two accounts are one count when they do not compete."""

ALONE_SAYS = 2.0
"""How many times what it says that few accounts stand alone is taken.

Sums of messages are too careful where the pairs form rings. This and `SURER` were chosen on the
tuning half of the open events of UCDP GED.
"""

_SETTLED = 1e-3
_KNOWN = 20.0
_MOST_TOLD = 0.95


def beside_others(left: Array, right: Array, weight: Array, source: Array) -> Array:
    """Returns the probability that each pair is one incident, beside its competitors.

    A competitor of a pair is another account that one of its two may be one with. It counts by
    its odds, and not at all as far as it seems to be one incident with the other account of the
    pair: three accounts of one incident do not compete. How much of what one source tells another
    tells too is learnt on the way: the more it is, the less likely an account stands alone.

    Args:
        left: Accounts by their numbers.
        right: As many; each pair once.
        weight: log2 of the odds of each pair for itself.
        source: Per account, the number of its source.
    """
    if not len(left):
        return np.zeros(0)
    graph = _graph(left, right, len(source))
    sources = _Sources(left, right, source)
    rivals = np.zeros((2, len(left)))
    probability: Array = np.zeros(len(left))
    for _ in range(ROUNDS):
        odds = 2.0 ** np.clip(weight + sources.bits(probability), -60, 60)
        later = _rivals(left, right, *graph, source, odds, probability, rivals)
        rivals = DAMPED * rivals + (1 - DAMPED) * later
        rivalry = (1 + rivals[0]) * (1 + rivals[1])
        before, probability = probability, odds / (odds + rivalry)
        if np.abs(probability - before).max() < _SETTLED:
            break
    return probability


def _graph(left: Array, right: Array, count: int) -> tuple[Array, Array, Array]:
    """Returns, per account, where its others begin; the others; and the pairs that these are."""
    pairs = np.arange(len(left))
    one, other = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.lexsort((other, one))
    starts = np.searchsorted(one[order], np.arange(count + 1))
    return starts, other[order], np.concatenate([pairs, pairs])[order]


class _Sources:
    """How much of what a source tells each other one tells too."""

    def __init__(self, left: Array, right: Array, source: Array):
        count = int(source.max()) + 1
        one, other = source[left].astype(np.int64), source[right].astype(np.int64)
        self._apart = one != other
        keys, back = np.unique(np.concatenate([one * count + other, other * count + one]),
                               return_inverse=True)  # fmt: skip
        self._sides = back[: len(left)], back[len(left) :]
        self._told = np.bincount(source, minlength=count)[keys // count]

    def bits(self, probability: Array) -> Array:
        """Returns what it says for each pair that neither of its two is likely to stand alone."""
        of_other = np.where(self._apart, probability, 0)
        both = sum(np.bincount(each, of_other, len(self._told)) for each in self._sides)
        share = (both + TOLD_ELSEWHERE * _KNOWN) / (self._told + _KNOWN)
        alone = -np.log2(1 - np.minimum(share, _MOST_TOLD))
        bits: Array = ALONE_SAYS * (alone[self._sides[0]] + alone[self._sides[1]])
        return np.where(self._apart, bits, 0.0)


@numba.njit(cache=True)
def _rivals(
    left: Array, right: Array, starts: Array, others: Array, pair_of: Array,
    source: Array, odds: Array, probability: Array, rivals: Array,
) -> Array:  # fmt: skip
    """Returns, per side and pair, the odds of everything else that the account there may be.

    Of several sources that which tells most counts: they tell of the same incidents.
    """
    found = np.zeros((2, len(left)))
    told = np.zeros(source.max() + 1)
    for at in range(len(left)):
        for side in range(2):
            mine, its = (left[at], right[at]) if side == 0 else (right[at], left[at])
            most = 0.0
            seen = starts[its]  # both rows are in order: they are walked side by side
            for near in range(starts[mine], starts[mine + 1]):
                third, pair = others[near], pair_of[near]
                if third == its:
                    continue
                while seen < starts[its + 1] and others[seen] < third:
                    seen += 1
                meets = seen < starts[its + 1] and others[seen] == third
                share = 1 / (1 + SURER * odds[pair_of[seen]]) if meets else 1.0
                its_side = 0 if left[pair] == third else 1
                told[source[third]] += share * odds[pair] / (1 + rivals[its_side, pair])
                most = max(most, told[source[third]])
            found[side, at] = most
            for near in range(starts[mine], starts[mine + 1]):
                told[source[others[near]]] = 0.0
    return found
