"""Links accounts: which tell of one incident, how surely, and in which groups. It proposes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from tawthiq.errors import SelectionError
from tawthiq.linkage.clusters import NOT_COMPARED, Clusters, Contradiction, Rules, cluster
from tawthiq.linkage.incidents.accounts import Accounts, read_accounts
from tawthiq.linkage.incidents.beside import Beside, beside_others
from tawthiq.linkage.incidents.candidates import find_candidates
from tawthiq.linkage.incidents.compare import LEVELS, Compared, compare
from tawthiq.linkage.incidents.rates import usual_rates
from tawthiq.linkage.lists import Judged, Progress, Row
from tawthiq.records import Gazetteer

Array: TypeAlias = "np.ndarray[Any, Any]"

MERGED = 0.7
"""Accounts are put into one group where their mean log odds say at least this probability."""

SHOWN = 0.05
"""Pairs of less than this probability are not returned."""

CLOCK = "Asia/Damascus"

WRONG = 4.0
"""How many times as many pairs in groups are wrong as the model has it.

On the tuning half of the open events of UCDP GED it was 3.5; `expected` reports it so.
"""

_HOPELESS = -12.0
_SUREST = 12.0
"""No single pair says more than this in a group, in bits."""


@dataclass(frozen=True, slots=True)
class LinkedAccounts:
    """What a linkage of accounts found. Nothing is merged: groups are proposals.

    Attributes:
        pairs: Per pair `left_list`, `left`, `right_list`, `right`, `probability`, `weight` (log2 of
            the odds before others of its accounts are looked at), `linked`, and the level of each
            field (null: unknown); the likeliest first.
        clusters: Per account `cluster`, `list`, `id`.
        contradictions: Judgements that contradict each other, as rows; none of them is applied.
        left_out: Per account that was not compared `list`, `id`, `reason`.
        expected: `linked`, how many pairs stand in one group; `precision`, how many of them are
            expected to tell of one incident (see `WRONG`); `recall`, how many of all pairs of one
            incident they are, as the model has it; `cut`, how many accounts stood among too many
            to be compared with all.
    """

    pairs: pa.Table
    clusters: pa.Table
    contradictions: tuple[tuple[tuple[Row, ...], tuple[Row, Row]], ...]
    left_out: pa.Table
    expected: Mapping[str, float]


def link_accounts(
    tables: Sequence[Any] | Mapping[str, Any],
    *,
    judged: Judged | None = None,
    threshold: float = MERGED,
    places: Gazetteer | None = None,
    clock: str = CLOCK,
    progress: Progress = lambda step: None,
) -> LinkedAccounts:
    """Links accounts that tell of one incident.

    Args:
        tables: Tables that speak Arrow, data frames, or lists of dicts; see `read_accounts` for
            the columns. The order of tables and of rows, and how they are split, change nothing.
        judged: Judgements, which groups always obey.
        threshold: The least probability at which two groups become one.
        places: Places whose codes or spellings the tables hold; without them a place is a name.
        clock: The time zone of days and of instants without an offset.
        progress: Is told each step.

    Raises:
        InputError: A table cannot be read; see `read_accounts`.
        SelectionError: A judgement names an account that is not there, or the threshold is no
            probability.
    """
    if not 0 < threshold < 1:
        raise SelectionError(f"The threshold {threshold} does not lie between 0 and 1.")
    progress("Read accounts")
    accounts = read_accounts(tables, clock=clock, places=places)
    judged = judged or Judged()
    numbers = {(each.list, each.id): at for at, each in enumerate(accounts.rows)}
    same, different = _numbered(judged.same, numbers), _numbered(judged.different, numbers)
    progress(f"Compare {len(accounts.compared):,} accounts")
    found = find_candidates(accounts)
    compared = compare(accounts, found.left, found.right)
    compared = compared.only(compared.weight(usual_rates()) >= _HOPELESS)
    probability, weight = _weighed(accounts, compared)
    progress("Group accounts")
    groups = _grouped(accounts, compared, probability, threshold, same, different)
    return _result(accounts, compared, Beside(probability, weight), groups, cut=found.cut)


def _weighed(accounts: Accounts, compared: Compared) -> Beside:
    _, source = np.unique(accounts.column(lambda row: row.list), return_inverse=True)
    return beside_others(compared, source)


def _numbered(
    pairs: Iterable[tuple[Row, Row]], numbers: Mapping[Row, int]
) -> list[tuple[int, int]]:
    found = []
    for pair in pairs:
        for row in pair:
            if row not in numbers:
                raise SelectionError(
                    f"A judgement names account {row[1]!r} of {row[0]!r}: it is not there."
                )
        found.append((numbers[pair[0]], numbers[pair[1]]))
    return found


def _bits(probability: Any) -> Any:
    bounded = np.clip(probability, 2.0**-60, 1 - 2.0**-50)
    return np.log2(bounded / (1 - bounded))


def _grouped(
    accounts: Accounts, compared: Compared, probability: Array, threshold: float,
    same: list[tuple[int, int]], different: list[tuple[int, int]],
) -> Clusters:  # fmt: skip
    bits = _bits(probability)
    kept = bits > NOT_COMPARED  # what says less counts as if it had not been compared
    left, right = (accounts.compared[each[kept]] for each in (compared.left, compared.right))
    weights = np.minimum(bits[kept], _SUREST)
    pairs = zip(left.tolist(), right.tolist(), weights.tolist(), strict=True)
    rules = Rules(float(_bits(threshold)), (None,) * len(accounts), same, different)
    return cluster(len(accounts), pairs, rules)


def _result(
    accounts: Accounts, compared: Compared, found: Beside, groups: Clusters, *, cut: int
) -> LinkedAccounts:
    home = np.zeros(len(accounts), np.int64)
    for at, group in enumerate(groups.groups):
        home[list(group)] = at
    lists = pa.array([each.list for each in accounts.rows], pa.string())
    ids = pa.array([each.id for each in accounts.rows], pa.string())
    clusters = pa.table({"cluster": home, "list": lists, "id": ids})
    linked = home[accounts.compared[compared.left]] == home[accounts.compared[compared.right]]
    reasons = pa.array([each.left_out for each in accounts.rows], pa.string())
    left_out = pa.table({"list": lists, "id": ids, "reason": reasons}).filter(reasons.is_valid())
    return LinkedAccounts(
        _pair_table(accounts, compared, found, linked), clusters,
        tuple(_as_rows(accounts, each) for each in groups.contradictions),
        left_out, _expected(groups, found.probability, linked, cut=cut),
    )  # fmt: skip


def _as_rows(accounts: Accounts, found: Contradiction) -> tuple[tuple[Row, ...], tuple[Row, Row]]:
    def row(at: int) -> Row:
        return accounts.rows[at].list, accounts.rows[at].id

    one, other = found.different
    return tuple(map(row, found.members)), (row(one), row(other))


def _pair_table(
    accounts: Accounts, compared: Compared, found: Beside, linked: Array
) -> pa.Table:
    probability, weight = found
    shown = np.flatnonzero((probability >= SHOWN) | linked)
    left, right = accounts.compared[compared.left], accounts.compared[compared.right]
    order = shown[np.lexsort((right[shown], left[shown], -weight[shown],
                              -probability[shown]))]  # fmt: skip
    rows = accounts.rows
    levels = {
        name: pa.array([LEVELS[name][at] if at >= 0 else None for at in level[order].tolist()],
                       pa.string())
        for name, level in compared.levels.items()
    }  # fmt: skip
    return pa.table({
        "left_list": pa.array([rows[at].list for at in left[order]], pa.string()),
        "left": pa.array([rows[at].id for at in left[order]], pa.string()),
        "right_list": pa.array([rows[at].list for at in right[order]], pa.string()),
        "right": pa.array([rows[at].id for at in right[order]], pa.string()),
        "probability": probability[order],
        "weight": weight[order],
        "linked": linked[order],
        **levels,
    })  # fmt: skip


def _expected(groups: Clusters, probability: Array, linked: Array, *, cut: int) -> dict[str, float]:
    count = sum(len(each) * (len(each) - 1) // 2 for each in groups.groups)
    joined, whole = float(probability[linked].sum()), float(probability.sum())
    return {
        "linked": float(count),
        "precision": max(0.0, 1 - WRONG * (1 - joined / float(linked.sum()))) if joined else 1.0,
        "recall": joined / whole if whole else 1.0,
        "cut": float(cut),
    }
