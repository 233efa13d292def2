"""A pair beside the others of its two accounts: where two incidents could take one, none does.

Ways to put all accounts together are drawn (`ways`), and from these is learnt, again and again until
it stands: how often accounts of one incident have each level, how many accounts an incident has, how
many accounts of each source stand alone, and how often a source tells twice.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np

from tawthiq.linkage.incidents import fields
from tawthiq.linkage.incidents.compare import Compared
from tawthiq.linkage.incidents.density import TOLD
from tawthiq.linkage.incidents.rates import learnt_rates, usual_rates
from tawthiq.linkage.incidents.ways import LARGEST, Prior, draw, graph_of

Array: TypeAlias = "np.ndarray[Any, Any]"

LEARNT, ROUNDS, UNSEEN = 8, 180, 30
"""How often is learnt; how often each account is put anew in the end, and how often unseen."""

_ROUNDS, _UNSEEN = 20, 8

SIZES = np.array([0.0, 0.75, 0.17, 0.05, *(0.03 * 0.5**at for at in range(1, LARGEST - 2))])
"""How many accounts an incident has, expected beforehand as if of `_KNOWN` incidents."""

_KNOWN = 20.0
_ALONE, _LEAST_ALONE = 0.7, 0.005
_PAIRS = 100.0


class Beside(NamedTuple):
    """What pairs are beside others.

    Attributes:
        probability: That each pair is one incident.
        weight: log2 of the odds of each for itself.
        alone: How likely each account is the only one of its incident.
    """

    probability: Array
    weight: Array
    alone: Array


def beside_others(compared: Compared, source: Array) -> Beside:
    """Returns how likely each pair is one incident, beside its competitors.

    Args:
        compared: Pairs of accounts by their numbers; each pair once.
        source: Per account, the number of its source.
    """
    graph = graph_of(compared.left, compared.right, len(source))
    apart = source[compared.left] != source[compared.right]
    rates, sources = usual_rates(), _Sources(source)
    group = np.arange(len(source))
    for _ in range(LEARNT):
        weight = compared.weight(rates) + sources.fewer()
        pairs, alone, sizes = draw(graph, weight, sources.prior(), group=group,
                                   rounds=_ROUNDS, unseen=_UNSEEN)  # fmt: skip
        rates = learnt_rates(compared.levels, np.where(apart, pairs, 0.0))
        sources.learn(alone, sizes, twice=pairs[~apart].sum(), pairs=pairs.sum())
    weight = compared.weight(rates) + sources.fewer()
    probability, alone, _ = draw(graph, weight, sources.prior(), group=group, rounds=ROUNDS,
                             unseen=UNSEEN)  # fmt: skip
    return Beside(probability, weight + np.where(apart, 0.0, sources.twice), alone)


class _Sources:
    """What is learnt of sources and of how many accounts incidents have."""

    def __init__(self, source: Array):
        self._source = source
        self._count = np.bincount(source)
        self._share = self._count / max(len(source), 1)
        self.twice = fields.SAME_LIST
        self._alone = np.full(len(self._count), _ALONE)
        self._sizes = SIZES

    def learn(self, alone: Array, sizes: Array, *, twice: float, pairs: float) -> None:
        """Takes in what was drawn."""
        found = np.bincount(self._source, alone, len(self._count))
        self._alone = (found + _ALONE * _KNOWN) / (self._count + _KNOWN)
        self._sizes = sizes + _KNOWN * SIZES
        freely = pairs * float((self._share**2).sum())
        share = (twice + _PAIRS * 2**fields.SAME_LIST) / (freely + _PAIRS)
        self.twice = min(float(np.log2(share)), 0.0)

    def fewer(self) -> float:
        """Returns what it says that accounts which lie around tell of fewer incidents than held."""
        share = self._sizes / self._sizes.sum()
        return float(np.log2((share * np.arange(LARGEST + 1)).sum() / TOLD))

    def prior(self) -> Prior:
        """Returns it in bits.

        An incident that n sources tell of is as likely as incidents are that n do, shared among all
        sets of n sources; n accounts that stand alone are as likely as such accounts are.
        """
        met = -np.log2(np.maximum(self._alone, _LEAST_ALONE))
        share = self._sizes / self._sizes.sum()
        told = np.arange(LARGEST + 1)
        among = _sets(self._share)
        size = np.zeros(LARGEST + 1)
        most = min(int(np.flatnonzero(among > _FEWEST)[-1]), LARGEST)
        of = slice(2, most + 1)
        size[of] = np.log2(share[of] / among[of]) - told[of] * np.log2((share * told).sum())
        size[most + 1 :] = size[most]
        return Prior(self._source, met[self._source], size, self.twice)


_FEWEST = 1e-30


def _sets(share: Array) -> Array:
    """Returns, by size, the sum over all sets of sources of the product of their shares."""
    found = np.zeros(LARGEST + 1)
    found[0] = 1.0
    for each in share:
        found[1:] += each * found[:-1].copy()
    return found
