"""A pair beside the others of its two accounts: where two incidents could take one, none does.

Ways to put all accounts together are drawn (`ways`), and from these is learnt, again and again:
how often accounts of one incident have each level, how many accounts an incident has, how many
accounts of each source stand alone, and how often a source tells twice.
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

LEARNT = 8
"""How often is learnt."""

COUNTED, UNSEEN, CROWDED = (12, 150), (8, 30), 16.0
"""How often each account is put anew while learning and in the end, and how often before that.

Where accounts have more than `CROWDED` others, what each may choose from is known sooner.
"""

SIZES, FURTHER = np.array([0.0, 0.75, 0.17, 0.05, 0.03]), 0.5
"""How many incidents are expected to have one account, two, three, or more; and of these, how many
have one account more, and again one more. It counts as if of `_KNOWN` incidents."""

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
    crowd = max(1.0, len(graph.others) / max(len(graph.accounts), 1) / CROWDED)
    counted, unseen = ([max(3, round(each / crowd)) for each in part] for part in (COUNTED, UNSEEN))
    for _ in range(LEARNT):
        weight = compared.weight(rates) + sources.fewer()
        pairs, alone, sizes = draw(graph, weight, sources.prior(), group=group,
                                   counted=counted[0], unseen=unseen[0])  # fmt: skip
        rates = learnt_rates(compared.levels, np.where(apart, pairs, 0.0))
        sources.learn(alone, sizes, twice=pairs[~apart].sum(), pairs=pairs.sum())
    weight = compared.weight(rates) + sources.fewer()
    probability, alone, _ = draw(graph, weight, sources.prior(), group=group,
                                  counted=counted[1], unseen=unseen[1])  # fmt: skip
    return Beside(probability, weight + np.where(apart, 0.0, sources.twice), alone)


class _Sources:
    """What is learnt of sources and of how many accounts incidents have."""

    def __init__(self, source: Array):
        self._source = source
        self._count = np.bincount(source)
        self._share = self._count / max(len(source), 1)
        self.twice = fields.SAME_LIST
        self._alone = np.full(len(self._count), _ALONE)
        self._sizes = _spread(np.zeros(LARGEST + 1))

    def learn(self, alone: Array, sizes: Array, *, twice: float, pairs: float) -> None:
        """Takes in what was drawn."""
        found = np.bincount(self._source, alone, len(self._count))
        self._alone = (found + _ALONE * _KNOWN) / (self._count + _KNOWN)
        self._sizes = _spread(sizes)
        freely = pairs * float((self._share**2).sum())
        share = (twice + _PAIRS * 2**fields.SAME_LIST) / (freely + _PAIRS)
        self.twice = min(float(np.log2(share)), 0.0)

    def fewer(self) -> float:
        """Returns what it says that accounts which lie around tell of fewer incidents than held."""
        return float(np.log2((self._sizes * np.arange(LARGEST + 1)).sum() / TOLD))

    def prior(self) -> Prior:
        """Returns it in bits.

        An incident that n sources tell of is as likely as incidents are that n do, shared among all
        sets of n sources; n accounts that stand alone are as likely as such accounts are.
        """
        met = -np.log2(np.maximum(self._alone, _LEAST_ALONE))
        told, among = np.arange(LARGEST + 1), _sets(self._share)
        most = min(int(np.flatnonzero(among > _FEWEST)[-1]), LARGEST)
        size, of = np.zeros(LARGEST + 1), slice(2, most + 1)
        mean = float((self._sizes * told).sum())
        size[of] = np.log2(self._sizes[of] / among[of]) - told[of] * np.log2(mean)
        size[most + 1 :] = size[most]
        return Prior(self._source, met[self._source], size, self.twice)


def _spread(sizes: Array) -> Array:
    """Returns how many of all incidents have each number of accounts, those of many as a series."""
    many = len(SIZES) - 1
    counts = _KNOWN * SIZES
    counts[:many] += sizes[:many]
    counts[many] += sizes[many:].sum()
    more = float((sizes[many:] * np.arange(len(sizes) - many)).sum())
    before = _KNOWN * SIZES[many]
    further = (more + before * FURTHER / (1 - FURTHER)) / (
        more + sizes[many:].sum() + before / (1 - FURTHER)
    )
    found: Array = np.zeros(LARGEST + 1)
    found[:many] = counts[:many]
    found[many:] = counts[many] * (1 - further) * further ** np.arange(LARGEST + 1 - many)
    found /= found.sum()
    return found


_FEWEST = 1e-280


def _sets(share: Array) -> Array:
    """Returns, by size, the sum over all sets of sources of the product of their shares."""
    found = np.zeros(LARGEST + 1)
    found[0] = 1.0
    for each in share:
        found[1:] += each * found[:-1].copy()
    return found
