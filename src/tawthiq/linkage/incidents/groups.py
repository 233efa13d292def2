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

THRESHOLDS = (0.6, 0.65, 0.7, 0.72, 0.75, 0.78, 0.82, 0.86, 0.9, 0.93, 0.96, 0.98, 0.99)
"""Groups become one where their mean log odds say at least this probability.

The first of which no more than `ERROR` is expected to be wrong, the last if none is so.
"""

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
    tried = THRESHOLDS if limits.threshold is None else (limits.threshold,)
    for threshold in tried:
        groups = _grouped(accounts, compared, beside, threshold, limits)
        found = _expecting(accounts, compared, beside, groups, threshold)
        if found.expected["precision"] >= 1 - limits.error:
            break
    return found


def _bits(probability: Any) -> Any:
    bounded = np.clip(probability, 2.0**-60, 1 - 2.0**-50)
    return np.log2(bounded / (1 - bounded))


def _grouped(
    accounts: Accounts, compared: Compared, beside: Beside, threshold: float, limits: Limits
) -> Clusters:
    bits = _bits(beside.probability)
    kept = bits > NOT_COMPARED  # what says less counts as if it had not been compared
    left, right = (accounts.compared[each[kept]] for each in (compared.left, compared.right))
    weights = np.minimum(bits[kept], _SUREST)
    pairs = zip(left.tolist(), right.tolist(), weights.tolist(), strict=True)
    once = (None,) * len(accounts)
    rules = Rules(float(_bits(threshold)), once, limits.same, limits.different)
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
