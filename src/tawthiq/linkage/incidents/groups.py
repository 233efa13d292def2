"""Which accounts are put into one group, and how many of these pairs are expected to be wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

THRESHOLDS = tuple(at / 100 for at in range(60, 100))
"""Groups become one where their mean log odds say at least this probability: the least of these at
which no more than `ERROR` is expected to be wrong, or the greatest."""

WRONG, WRONG_ALONE = 1.0, 1.5
"""How many times as many pairs in groups are wrong as the model has it, and how many times more
where every account stands alone.

On the tuning half of the open events of UCDP GED it was 0.7 to 0.9 where each is told by two or
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
    if limits.threshold is not None:
        return _at(accounts, compared, beside, limits, limits.threshold)
    first, last = 0, len(THRESHOLDS) - 1
    found = _at(accounts, compared, beside, limits, THRESHOLDS[first])
    if found.expected["precision"] >= 1 - limits.error:
        return found
    while last - first > 1:  # the higher, the fewer are wrong
        middle = (first + last) // 2
        found = _at(accounts, compared, beside, limits, THRESHOLDS[middle])
        first, last = (
            (first, middle) if found.expected["precision"] >= 1 - limits.error else (middle, last)
        )
    return _at(accounts, compared, beside, limits, THRESHOLDS[last])


def _at(
    accounts: Accounts, compared: Compared, beside: Beside, limits: Limits, threshold: float
) -> Grouped:
    groups = _grouped(accounts, compared, beside, threshold, limits)
    return _expecting(accounts, compared, beside, groups, threshold)


def _bits(probability: Any) -> Any:
    bounded = np.clip(probability, 2.0**-60, 1 - 2.0**-50)
    return np.log2(bounded / (1 - bounded))


def _grouped(
    accounts: Accounts, compared: Compared, beside: Beside, threshold: float, limits: Limits
) -> Clusters:
    bits, least = _bits(beside.probability), float(_bits(threshold))
    near = np.zeros(len(accounts.compared), bool)
    for side in (compared.left, compared.right):
        near[side[bits >= least]] = True  # the mean over a group is no higher than its best pair
    kept = near[compared.left] & near[compared.right]
    kept &= bits > NOT_COMPARED  # what says less counts as if it had not been compared
    left, right = (accounts.compared[each[kept]] for each in (compared.left, compared.right))
    weights = np.minimum(bits[kept], _SUREST)
    pairs = zip(left.tolist(), right.tolist(), weights.tolist(), strict=True)
    once = (None,) * len(accounts)
    rules = Rules(least, once, limits.same, limits.different)
    return cluster(len(accounts), pairs, rules)


def _expecting(
    accounts: Accounts, compared: Compared, beside: Beside, groups: Clusters, threshold: float
) -> Grouped:
    home = np.zeros(len(accounts), np.int64)
    for at, group in enumerate(groups.groups):
        home[list(group)] = at
    linked = home[accounts.compared[compared.left]] == home[accounts.compared[compared.right]]
    count = sum(len(each) * (len(each) - 1) // 2 for each in groups.groups)
    joined, whole = float(beside.probability[linked].sum()), float(beside.probability.sum())
    wrong = 1 - joined / float(linked.sum()) if linked.any() else 0.0
    more = WRONG + WRONG_ALONE * float(beside.alone.mean()) if len(beside.alone) else WRONG
    expected = {
        "linked": float(count),
        "precision": max(0.0, 1 - more * wrong),
        "recall": joined / whole if whole else 1.0,
        "threshold": threshold,
    }
    return Grouped(home, linked, groups.contradictions, expected)
