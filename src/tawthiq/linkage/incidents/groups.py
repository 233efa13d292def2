"""Which accounts are put into one group, and how many of these pairs are expected to be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tawthiq.linkage.clusters import NOT_COMPARED, Clusters, Contradiction, Rules, cluster
from tawthiq.linkage.incidents.accounts import Accounts
from tawthiq.linkage.incidents.beside import Beside
from tawthiq.linkage.incidents.compare import Compared

Array: TypeAlias = "np.ndarray[Any, Any]"

ERROR = 0.03
"""Of all pairs that are put into one group so many are expected to be wrong at most."""

THRESHOLDS = (*(at / 100 for at in range(60, 100)), 0.995, 0.999, 0.9999, 1.0)
"""Groups become one where their mean log odds say at least this probability: the least of these at
which no more than `ERROR` is expected to be wrong. At 1 nothing is grouped but what was judged."""

WRONG, WRONG_ALONE = 1.0, 1.5
"""How many times as many pairs in groups are wrong as the model has it, and how many times more
where every account stands alone.

On the tuning half of the open events of UCDP GED it was 0.7 to 1.0 where each is told by two or
three, 1.0 to 1.4 where 40 of 100 events are told by one, and 1.3 to 1.9 where 75 are.
"""

_SUREST = 12.0
"""No single pair says more than this in a group, in bits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What groups must obey.

    Attributes:
        threshold: The least probability at which two groups become one; None to choose it.
        error: How many of the pairs in groups may be wrong, from 0 to 1.
        same: Accounts by their numbers that were judged to tell of one incident.
        different: Those that were judged not to.
    """

    threshold: float | None
    error: float
    same: Sequence[tuple[int, int]]
    different: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups of accounts.

    Attributes:
        home: The group of each account.
        linked: Whether each compared pair stands in one group.
        contradictions: Judgements that contradict each other; none of them is applied.
        expected: `linked`, `precision`, `recall` and `threshold`; see `LinkedAccounts`.
    """

    home: Array
    linked: Array
    contradictions: tuple[Contradiction, ...]
    expected: Mapping[str, float]


def group_accounts(
    accounts: Accounts, compared: Compared, beside: Beside, limits: Limits
) -> Grouped:
    """Groups accounts at the threshold, or at the least at which few enough pairs are wrong."""
    grouping = _Grouping(accounts, compared, beside, limits)
    if limits.threshold is not None:
        return grouping.at(limits.threshold)
    found = grouping.at(THRESHOLDS[0])
    if found.expected["precision"] >= 1 - limits.error:
        return found
    first, last = 0, len(THRESHOLDS) - 1
    while last - first > 1:  # the higher, the fewer are wrong
        middle = (first + last) // 2
        is_right = grouping.at(THRESHOLDS[middle]).expected["precision"] >= 1 - limits.error
        first, last = (first, middle) if is_right else (middle, last)
    return grouping.at(THRESHOLDS[last])


class _Grouping:
    """Accounts and what their pairs weigh, to be grouped at one threshold or another."""

    def __init__(self, accounts: Accounts, compared: Compared, beside: Beside, limits: Limits):
        self._count, self._beside, self._limits = len(accounts), beside, limits
        self._left, self._right = (accounts.compared[each] for each in
                                   (compared.left, compared.right))  # fmt: skip
        self._bits = _bits(beside.probability)
        self._weights = np.minimum(self._bits, _SUREST)
        self._judged = _homes(self._clusters((), 1.0), self._count)

    def at(self, threshold: float) -> Grouped:
        """Returns the groups at a threshold."""
        groups = self._clusters(self._pairs(threshold), threshold)
        home = _homes(groups, self._count)
        linked = home[self._left] == home[self._right]
        expected = self._expected(groups, linked)
        return Grouped(home, linked, groups.contradictions, {**expected, "threshold": threshold})

    def _clusters(self, pairs: Iterable[tuple[int, int, float]], threshold: float) -> Clusters:
        once = (None,) * self._count
        least = float(_bits(threshold))
        return cluster(
            self._count, pairs, Rules(least, once, self._limits.same, self._limits.different)
        )

    def _pairs(self, threshold: float) -> Iterable[tuple[int, int, float]]:
        """Returns the pairs of accounts that may be grouped.

        The mean over two groups is no higher than the best of their pairs. What says less than
        nothing compared counts as that.
        """
        near = np.zeros(self._count, bool)
        for side in (self._left, self._right):
            near[side[self._bits >= _bits(threshold)]] = True
        near[[each for pair in self._limits.same for each in pair]] = True
        kept = near[self._left] & near[self._right] & (self._bits > NOT_COMPARED)
        columns = (self._left[kept], self._right[kept], self._weights[kept])
        return zip(*(each.tolist() for each in columns), strict=True)

    def _expected(self, groups: Clusters, linked: Array) -> dict[str, float]:
        probability, alone = self._beside.probability, self._beside.alone
        count = sum(len(each) * (len(each) - 1) // 2 for each in groups.groups)
        found = linked & (self._judged[self._left] != self._judged[self._right])
        wrong = 1 - float(probability[found].mean()) if found.any() else 0.0
        more = WRONG + WRONG_ALONE * float(alone.mean()) if len(alone) else WRONG
        whole = float(probability.sum())
        return {
            "linked": float(count),
            "precision": max(0.0, 1 - more * wrong),
            "recall": float(probability[linked].sum()) / whole if whole else 1.0,
        }


def _bits(probability: Any) -> Any:
    bounded = np.clip(probability, 2.0**-60, 1 - 2.0**-50)
    return np.log2(bounded / (1 - bounded))


def _homes(groups: Clusters, count: int) -> Array:
    home = np.zeros(count, np.int64)
    for at, group in enumerate(groups.groups):
        home[list(group)] = at
    return home
