"""Links accounts: which tell of one incident, how surely, and in which groups. It proposes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from tawthiq.errors import SelectionError
from tawthiq.linkage.clusters import Contradiction
from tawthiq.linkage.incidents.accounts import Accounts, read_accounts
from tawthiq.linkage.incidents.beside import Beside, beside_others
from tawthiq.linkage.incidents.candidates import find_candidates
from tawthiq.linkage.incidents.compare import LEVELS, Compared, compare
from tawthiq.linkage.incidents.groups import ERROR, Grouped, Limits, group_accounts
from tawthiq.linkage.incidents.rates import usual_rates
from tawthiq.linkage.lists import Judged, Progress, Row
from tawthiq.records import Gazetteer

Array: TypeAlias = "np.ndarray[Any, Any]"

SHOWN = 0.05
"""Pairs of less than this probability are not returned."""

CLOCK = "Asia/Damascus"

VAGUE_DAYS = 7
"""An account whose time is longer has no day."""

NOT_GROUPED = 0.5
"""The most probable that two accounts of one source without days are."""

_HOPELESS = -12.0

_SUCH = {"threshold": 0.9, "error": ERROR}


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
            expected to tell of one incident (see `groups.WRONG`); `recall`, how many of all pairs
            of one incident they are, as the model has it; `threshold`, from which probability on
            groups became one; `cut`, how many accounts stood among too many to be compared with
            all.
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
    threshold: float | None = None,
    error: float = ERROR,
    places: Gazetteer | None = None,
    clock: str = CLOCK,
    progress: Progress = lambda step: None,
) -> LinkedAccounts:
    """Links accounts that tell of one incident.

    Args:
        tables: Tables that speak Arrow, data frames, or lists of dicts; see `read_accounts` for
            the columns. The order of tables and of rows, and how they are split, change nothing.
        judged: Judgements, which groups always obey.
        threshold: The least probability at which two groups become one; where it is None, the
            least of `groups.THRESHOLDS` at which no more than `error` is expected to be wrong.
        error: How many of the pairs in groups may be wrong: more than 0 and less than 1.
        places: Places whose codes or spellings the tables hold; without them a place is a name.
        clock: The time zone of days and of instants without an offset.
        progress: Is told each step.

    Raises:
        InputError: A table cannot be read; see `read_accounts`.
        SelectionError: A judgement names an account that is not there, or the threshold or the
            error is not more than 0 and less than 1.
    """
    for name, share in (("threshold", threshold), ("error", error)):
        if share is not None and not 0 < share < 1:
            reason = f"The {name} {share} is not more than 0 and less than 1."
            raise SelectionError(f"{reason} Write one such as {_SUCH[name]}.")
    progress("Read accounts")
    accounts = read_accounts(tables, clock=clock, places=places)
    judged = judged or Judged()
    numbers = {(each.list, each.id): at for at, each in enumerate(accounts.rows)}
    judgements = _numbered(judged.same, numbers), _numbered(judged.different, numbers)
    progress(f"Compare {len(accounts.compared):,} accounts")
    found = find_candidates(accounts)
    compared = compare(accounts, found.left, found.right)
    compared = compared.only(compared.weight(usual_rates()) >= _HOPELESS)
    beside = _weighed(accounts, compared)
    progress("Group accounts")
    grouped = group_accounts(accounts, compared, beside, Limits(threshold, error, *judgements))
    return _result(accounts, compared, beside, grouped, cut=found.cut)


def _weighed(accounts: Accounts, compared: Compared) -> Beside:
    """Weighs pairs beside each other, those of one table without days with care.

    A source that has two rows for one month, governorate, party and number has counted two
    incidents of which it does not print the days: by chance such rows are alike, and nothing in
    them tells that they are one.
    """
    _, source = np.unique(accounts.column(lambda row: row.list), return_inverse=True)
    beside = beside_others(compared, source)
    vague = accounts.column(lambda row: row.span is not None and row.span.days > VAGUE_DAYS)
    vague = vague.astype(bool)
    left, right = compared.left, compared.right
    rows_of_one = (source[left] == source[right]) & vague[left] & vague[right]
    bounded = np.where(rows_of_one, np.minimum(beside.probability, NOT_GROUPED), beside.probability)
    return beside._replace(probability=bounded)


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


def _result(
    accounts: Accounts, compared: Compared, beside: Beside, grouped: Grouped, *, cut: int
) -> LinkedAccounts:
    lists = pa.array([each.list for each in accounts.rows], pa.string())
    ids = pa.array([each.id for each in accounts.rows], pa.string())
    clusters = pa.table({"cluster": grouped.home, "list": lists, "id": ids})
    reasons = pa.array([each.left_out for each in accounts.rows], pa.string())
    left_out = pa.table({"list": lists, "id": ids, "reason": reasons}).filter(reasons.is_valid())
    return LinkedAccounts(
        _pair_table(accounts, compared, beside, grouped.linked), clusters,
        tuple(_as_rows(accounts, each) for each in grouped.contradictions),
        left_out, {**grouped.expected, "cut": float(cut)},
    )  # fmt: skip


def _as_rows(accounts: Accounts, found: Contradiction) -> tuple[tuple[Row, ...], tuple[Row, Row]]:
    def row(at: int) -> Row:
        return accounts.rows[at].list, accounts.rows[at].id

    one, other = found.different
    return tuple(map(row, found.members)), (row(one), row(other))


def _pair_table(accounts: Accounts, compared: Compared, found: Beside, linked: Array) -> pa.Table:
    probability, weight = found.probability, found.weight
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
