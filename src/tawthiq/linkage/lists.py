"""Links lists of people: which rows are one person, how surely, and in which groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from tawthiq.errors import SelectionError
from tawthiq.linkage.alike import Names, levels_of
from tawthiq.linkage.blocking import RULES, Blocked, block
from tawthiq.linkage.clusters import Clusters, Contradiction, Rules, cluster
from tawthiq.linkage.fields import FIELDS, contrary_pairs
from tawthiq.linkage.model import Model
from tawthiq.linkage.people import People, read_people
from tawthiq.linkage.training import Pairs, Trained, train

Array: TypeAlias = "np.ndarray[Any, Any]"
Row = tuple[str, str]
"""A row by the name of its list and its id there."""

Progress = Callable[[str], None]

LINKED = 0.5
"""A pair of this probability or more joins two rows, where the others of their groups agree."""

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Thresholds of which the figures are told."""

SHOWN = 0.01
"""Pairs of less than this probability are not returned."""

DOUBLED = 0.01
"""A list of which more than this share of rows seem to stand in it again may hold people twice."""

AGAINST = -3.0
"""The least that a pair says when groups are formed, in bits, also one that was not compared.

The fields of a damaged row err together, and the model, which takes them one by one, overstates
what speaks against. Measured at -12, -3, -2 and -1: groups of fake_1000 have F1 0.829, 0.868, 0.881
and 0.895, and those of damaged lists with families a precision of 0.994, 0.993, 0.992 and 0.990.
"""

_DRAWN = 300_000
_HOPELESS_BITS = -12.0
"""Pairs below count as those that were not compared."""

_HOPELESS = 3
"""Names of a level below this one are not alike at all."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What people have judged: rows that are the same person, and rows that are not."""

    same: tuple[tuple[Row, Row], ...] = ()
    different: tuple[tuple[Row, Row], ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linkage found.

    Attributes:
        pairs: Per pair `left_list`, `left`, `right_list`, `right`, `probability`, `weight` (log2 of
            the odds before others of its rows are looked at), `name_score`, `linked`, and the
            level of each field; the likeliest first.
        clusters: Per row `cluster`, `list`, `id`.
        once: Per list, whether everybody was held to stand in it once.
        contradictions: Judgements that contradict each other, as rows; none of them is applied.
        expected: How many pairs are expected to be one person, `precision` and `recall` of those
            that were linked, and `blocking_recall`, all as the model has it; and how many rows were
            `not_compared`, because too many have all their keys.
        thresholds: What other thresholds would give: per threshold `pairs` as probable as that,
            and their `precision` and `recall`, as the model has it and before groups are formed.
        model: The trained model in the words of Splink.
    """

    pairs: pa.Table
    clusters: pa.Table
    once: Mapping[str, bool]
    contradictions: tuple[tuple[tuple[Row, ...], tuple[Row, Row]], ...]
    expected: Mapping[str, float]
    thresholds: pa.Table
    model: Mapping[str, Any]


def link_lists(
    tables: Sequence[Any] | Mapping[str, Any],
    *,
    once: Mapping[str, bool] | bool | None = None,
    judged: Judged | None = None,
    threshold: float = LINKED,
    seed: int = 0,
    progress: Progress = lambda step: None,
) -> Linked:
    """Links rows of lists that are one person.

    Args:
        tables: Tables that speak Arrow, data frames, or lists of dicts; see `read_people` for the
            columns. The order of tables and of rows changes nothing.
        once: Whether everybody stands once in a list, for all or by its name; where it is not
            told, it is judged by the list itself.
        judged: Judgements, which groups always obey.
        threshold: The least probability at which two rows are joined.
        seed: Of the pairs that are drawn by chance.
        progress: Is told each step.

    Raises:
        InputError: A table cannot be read; see `read_people`.
        SelectionError: A judgement names a row that is not there, or one row twice; `once` names a
            list that is not there; a threshold or a seed is none.
    """
    if not isinstance(threshold, (int, float)) or not 0 < threshold < 1:
        raise SelectionError(f"The threshold {threshold} does not lie between 0 and 1.")
    if not isinstance(seed, int) or seed < 0:
        raise SelectionError(f"The seed {seed} is no whole number from 0 on.")
    progress("Read lists")
    people = read_people(tables)
    judged = judged or Judged()
    rows = zip(people.list_of.tolist(), people.ids, strict=True)
    numbers = {(people.lists[at], row): number for number, (at, row) in enumerate(rows)}
    same, different = _numbered(judged.same, numbers), _numbered(judged.different, numbers)
    told = _told(people, once)
    progress(f"Compare names of {len(people):,} rows")
    compared = _compare(people, told, same=same, seed=seed, progress=progress)
    progress("Group rows")
    found = _grouped(people, compared, same=same, different=different, threshold=threshold)
    return _result(people, compared, found, threshold=threshold)


def _told(people: People, once: Mapping[str, bool] | bool | None) -> list[bool | None]:
    if once is None or isinstance(once, bool):
        return [once] * len(people.lists)
    named = {str(each): told for each, told in once.items()}
    for each in named.keys() - set(people.lists):
        known = ", ".join(sorted(people.lists))
        raise SelectionError(f"There is no list {each!r} to stand once in; there are: {known}.")
    return [named.get(each) for each in people.lists]


def _numbered(
    pairs: Iterable[tuple[Row, Row]], numbers: Mapping[Row, int]
) -> list[tuple[int, int]]:
    found = []
    for left, right in pairs:
        for row in (left, right):
            if row not in numbers:
                raise SelectionError(
                    f"A judgement names row {row[1]!r} of {row[0]!r}: it is not there."
                )
        if left == right:
            raise SelectionError(f"A judgement names row {left[1]!r} of {left[0]!r} twice.")
        found.append((numbers[left], numbers[right]))
    return found


@dataclass(frozen=True, slots=True)
class _Compared:
    """Pairs with everything that was learnt of them."""

    blocked: Blocked
    scores: Array
    once: tuple[bool, ...]
    pairs: Pairs
    trained: Trained
    model: Mapping[str, Any]


def _compare(
    people: People, told: Sequence[bool | None], *, same: Sequence[tuple[int, int]], seed: int,
    progress: Progress,
) -> _Compared:  # fmt: skip
    names = Names(people.names)
    mothers = Names([(each,) if each else () for each in people.mother])
    blocked = block(people, within=[each is not True for each in told])
    progress(f"Score {len(blocked.left):,} pairs")
    scores, bits = names.scores(blocked.left, blocked.right)
    levels = levels_of(scores, bits)
    kept = _hopeful(levels, blocked)
    blocked, scores, levels = blocked.only(kept), scores[kept], levels[kept]
    model = Model(people, mother=mothers.nearness)
    drawn = _drawn(people, seed)
    random = model.levels(*drawn, levels_of(*names.scores(*drawn)))
    of_pairs = model.levels(blocked.left, blocked.right, levels)
    progress("Learn from pairs")
    fields = [each for each in FIELDS if each.name in of_pairs]
    guessed = tuple(each is not False for each in told)
    pairs = _pairs(people, blocked, of_pairs, guessed)
    trained = train(fields, pairs, random, contrary=contrary_pairs(pairs.levels))
    once = tuple(
        bool(each) if each is not None else _stands_once(people, at, pairs, trained)
        for at, each in enumerate(told)
    )
    inside = people.list_of[blocked.left] == people.list_of[blocked.right]
    wanted = ~(inside & np.array(once, bool)[people.list_of[blocked.left]])
    if not wanted.all() or once != guessed:
        blocked, scores = blocked.only(wanted), scores[wanted]
        pairs = _pairs(
            people, blocked, {name: each[wanted] for name, each in of_pairs.items()}, once
        )
        trained = train(fields, pairs, random, contrary=contrary_pairs(pairs.levels))
    prior = float(trained.matches.sum() / max(1.0, pairs.sizes[:, 2].sum()))
    return _Compared(blocked, scores, once, pairs, trained, model.settings(trained.shares, prior))


def _hopeful(levels: Array, blocked: Blocked) -> Array:
    """Says which pairs may be one person: names alike, or a birth, incident or number in common.

    Where a name is not known only a number tells who somebody is.
    """

    def found_by(*columns: str) -> Array:
        rules = sum(1 << at for at, each in enumerate(RULES) if each.columns[0] in columns)
        found: Array = blocked.found_by & rules > 0
        return found

    by_facts = (levels >= 0) & found_by("born", "incident")
    hopeful: Array = (levels >= _HOPELESS) | by_facts | found_by("number")
    return hopeful


def _drawn(people: People, seed: int) -> tuple[Array, Array]:
    """Returns pairs of different rows of different lists, or of one where there is only one."""
    chance = np.random.default_rng(seed)
    count = len(people)
    one, other = chance.integers(0, max(count, 1), (2, min(_DRAWN, count * count)))
    lists = people.list_of
    apart = (one != other) & ((lists[one] != lists[other]) | (len(people.lists) == 1))
    return np.minimum(one, other)[apart], np.maximum(one, other)[apart]


def _pairs(
    people: People, blocked: Blocked, levels: Mapping[str, Array], once: Sequence[bool]
) -> Pairs:
    lists = len(people.lists)
    first, second = people.list_of[blocked.left], people.list_of[blocked.right]
    sizes = np.bincount(people.list_of, minlength=lists).astype(float)
    a, b = np.divmod(np.arange(lists * lists), max(lists, 1))
    count = np.where(a == b, sizes[a] * (sizes[a] - 1) / 2, sizes[a] * sizes[b])
    clean = np.array(once, bool)
    stands_once = np.stack([clean[a] & (a != b), clean[b] & (a != b)], axis=1)
    group = first.astype(np.int64) * lists + second
    present = np.bincount(group, minlength=lists * lists) > 0
    table = np.stack([sizes[a], sizes[b], np.where(present, count, 0)], axis=1)
    table[a == b, :2] *= DOUBLED  # few rows of a list are expected to stand in it again
    table[~present, :2] = 0
    return Pairs(blocked.left, blocked.right, levels, group, table, stands_once)


def _stands_once(people: People, at: int, pairs: Pairs, trained: Trained) -> bool:
    rows = int((people.list_of == at).sum())
    return bool(trained.matches[at * len(people.lists) + at] <= DOUBLED * rows)


def _grouped(
    people: People, compared: _Compared, *, same: Sequence[tuple[int, int]],
    different: Sequence[tuple[int, int]], threshold: float,
) -> Clusters:  # fmt: skip
    probability = np.clip(compared.trained.probability, 1e-9, 1 - 1e-9)
    bits = np.log2(probability / (1 - probability))
    near = np.flatnonzero(bits > _HOPELESS_BITS)
    bits = np.maximum(bits, AGAINST)
    left, right = compared.blocked.left[near].tolist(), compared.blocked.right[near].tolist()
    once = [people.lists[at] if compared.once[at] else None for at in people.list_of.tolist()]
    rules = Rules(float(np.log2(threshold / (1 - threshold))), once, same, different,
                  not_compared=AGAINST)  # fmt: skip
    return cluster(len(people), zip(left, right, bits[near].tolist(), strict=True), rules)


def _result(people: People, compared: _Compared, found: Clusters, *, threshold: float) -> Linked:
    home = np.zeros(len(people), np.int64)
    for number, group in enumerate(found.groups):
        home[list(group)] = number
    rows = [
        (people.lists[at], row) for at, row in zip(people.list_of.tolist(), people.ids, strict=True)
    ]
    clusters = pa.table({"cluster": home, "list": [each for each, _ in rows],
                         "id": [each for _, each in rows]})  # fmt: skip
    contradictions = tuple(_as_rows(each, rows) for each in found.contradictions)
    return Linked(
        _pair_table(people, compared, home), clusters,
        dict(zip(people.lists, compared.once, strict=True)), contradictions,
        _expected(compared, home), _thresholds(compared, len(people)), compared.model,
    )  # fmt: skip


def _as_rows(found: Contradiction, rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Row, Row]]:
    one, other = found.different
    return tuple(rows[at] for at in found.members), (rows[one], rows[other])


def _pair_table(people: People, compared: _Compared, home: Array) -> pa.Table:
    trained, blocked = compared.trained, compared.blocked
    linked = home[blocked.left] == home[blocked.right]
    shown = np.flatnonzero((trained.probability >= SHOWN) | linked)
    order = shown[np.lexsort((blocked.right[shown], blocked.left[shown], -trained.weight[shown],
                              -trained.probability[shown]))]  # fmt: skip
    left, right = blocked.left[order].tolist(), blocked.right[order].tolist()
    lists = people.list_of
    fields = {each.name: each for each in FIELDS}
    levels = {
        name: pa.array([fields[name].levels[at].name if at >= 0 else None
                        for at in found[order].tolist()], pa.string())
        for name, found in compared.pairs.levels.items() if name != "name"
    }  # fmt: skip
    return pa.table({
        "left_list": [people.lists[lists[at]] for at in left],
        "left": [people.ids[at] for at in left],
        "right_list": [people.lists[lists[at]] for at in right],
        "right": [people.ids[at] for at in right],
        "probability": trained.probability[order],
        "weight": trained.weight[order],
        "name_score": compared.scores[order],
        "linked": linked[order],
        **levels,
    })  # fmt: skip


def _expected(compared: _Compared, home: Array) -> dict[str, float]:
    blocked, probability = compared.blocked, compared.trained.probability
    linked = home[blocked.left] == home[blocked.right]
    whole, joined = float(probability.sum()), float(probability[linked].sum())
    seen = _blocking_recall(blocked, probability, len(home))
    return {
        "matches": whole / seen if seen else whole,
        "linked": float(linked.sum()),
        "precision": joined / float(linked.sum()) if linked.any() else 1.0,
        "recall": joined / whole * seen if whole else seen,
        "blocking_recall": seen,
        "not_compared": float(blocked.not_compared),
    }


def _thresholds(compared: _Compared, rows: int) -> pa.Table:
    probability = compared.trained.probability
    whole, seen = float(probability.sum()), _blocking_recall(compared.blocked, probability, rows)
    taken = [probability[probability >= each] for each in THRESHOLDS]
    return pa.table({
        "threshold": pa.array(THRESHOLDS, pa.float64()),
        "pairs": pa.array([len(each) for each in taken], pa.int64()),
        "precision": pa.array([float(each.mean()) if len(each) else None for each in taken],
                              pa.float64()),
        "recall": pa.array([float(each.sum()) / whole * seen if whole else None for each in taken],
                           pa.float64()),
    })  # fmt: skip


def _blocking_recall(blocked: Blocked, probability: Array, rows: int) -> float:
    """Returns the share of matches that some rule proposed, by how many rules proposed them.

    The lower bound of A. Chao (1984) on those that none did: half the square of those that one
    rule found, over those that two did. Rules that hold columns in common find the same pairs, so
    it is rather too high. Rows that were not compared count as missed.
    """
    compared = 1 - blocked.not_compared / max(rows, 1)
    likely = blocked.found_by[probability >= 0.9]
    rules = np.bitwise_count(likely)
    one, two = int((rules == 1).sum()), int((rules == 2).sum())
    missed = one * one / (2 * two) if two else one * (one - 1) / 2
    return compared * (len(likely) / (len(likely) + missed) if len(likely) else 1.0)
