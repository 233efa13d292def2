"""Which pairs are looked at: rows that share a key of one of several rules.

A rule is a few columns that must be equal. Where a key is shared by too many rows its block is
split by further columns, one after the other, until it is small enough; a block that stays too
large is left out and counted. So common names cost little, and rare ones are always compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numba
import numpy as np

from tawthiq.linkage.people import NO_DAY, People
from tawthiq.names.columns import name_columns

Array: TypeAlias = "np.ndarray[Any, Any]"

LARGEST_BLOCKS = (200, 100, 60, 30, 20)
"""So many rows may share a key before their block is split: the first one that keeps the pairs
within `PAIRS_PER_ROW`."""

PAIRS_PER_ROW = 15

ALL_PAIRS = 1_000_000
"""So many pairs of rows at most are all looked at, without any key."""

_SPLITS = ("died_month", "decade", "area", "family", "father", "died", "age")


@dataclass(frozen=True, slots=True)
class Rule:
    """Columns that must be equal, and those that split a block that is too large.

    Attributes:
        often: By how much smaller its blocks are: keys that many strangers share.
    """

    name: str
    columns: tuple[str, ...]
    splits: tuple[str, ...] = _SPLITS
    often: int = 1


RULES = (
    Rule("given and family name", ("given", "family")),
    Rule("given and father's name", ("given", "father"), often=3),
    Rule("given and grandfather's name", ("given", "grandfather"), often=3),
    Rule("given and rarest other name", ("given", "rarest")),
    Rule("two rarest other names", ("rarest", "second_rarest", "sex")),
    Rule("two rarest of all names", ("rarest_of_all", "second_of_all"), often=3),
    Rule("father's and family name", ("father", "family", "sex")),
    Rule("day of birth", ("born", "sex"), ("given", "family", "died_month")),
    Rule("month and area of death, given name", ("died_month", "area", "given")),
    Rule("month and area of death, family name", ("died_month", "area", "family")),
    Rule(
        "month and area of death, father's name",
        ("died_month", "area", "father", "sex"),
        often=3,
    ),
    Rule("day and area of death", ("died", "area", "sex"), ("age", "given"), often=3),
    Rule("month of death, age and given name", ("died_month", "age", "sex", "given")),
    Rule("incident", ("incident", "sex"), ("given", "family", "age")),
    Rule("number", ("number",), ("given",)),
)


_Blocks = tuple[Array, Array, Array]
"""Rows block after block, where each begins, and how many rows are in those that are too large."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Pairs that are looked at.

    Attributes:
        left: Numbers of rows; each pair once, the smaller number first.
        right: As many.
        found_by: Per pair, the rules that proposed it, as bits.
        not_compared: How many rows stood in blocks that stayed too large, by every rule of which
            they have a key.
    """

    left: Array
    right: Array
    found_by: Array
    not_compared: int

    def only(self, kept: Array) -> Blocked:
        """Returns some of the pairs, by a mask or by their numbers."""
        return Blocked(self.left[kept], self.right[kept], self.found_by[kept], self.not_compared)


def block(people: People, *, within: Sequence[bool]) -> Blocked:
    """Returns the pairs of rows that share a key of a rule.

    Args:
        people: The rows.
        within: Per list, whether pairs inside of it are wanted.
    """
    if len(people) * (len(people) - 1) // 2 <= ALL_PAIRS:
        return _all(people, within)
    columns = key_columns(people)
    lists, inside = people.list_of.astype(np.int32), np.array(within, bool)
    blocks: list[_Blocks] = []
    for largest in LARGEST_BLOCKS:
        blocks = [_blocks(columns, rule, max(3, largest // rule.often)) for rule in RULES]
        counts = [_count(order, starts, lists, inside) for order, starts, _ in blocks]
        if sum(counts) <= PAIRS_PER_ROW * len(people):
            break
    keys, bits = [], []
    for at, (order, starts, _) in enumerate(blocks):
        keys.append(_pairs(order, starts, lists, inside))
        bits.append(np.full(len(keys[-1]), 1 << at, np.int32))
    covered, lost = np.zeros(len(people), bool), np.zeros(len(people), bool)
    for order, _, too_large in blocks:
        covered[order], lost[too_large] = True, True
    not_compared = int((lost & ~covered).sum())
    return _merged(np.concatenate(keys), np.concatenate(bits), not_compared)


def _all(people: People, within: Sequence[bool]) -> Blocked:
    left, right = np.triu_indices(len(people), 1)
    one, other = people.list_of[left], people.list_of[right]
    wanted = (one != other) | np.array([*within, False], bool)[one]
    every = (1 << len(RULES)) - 1
    found_by = np.full(int(wanted.sum()), every, np.int32)
    return Blocked(left[wanted], right[wanted], found_by, 0)


def _merged(keys: Array, bits: Array, not_compared: int) -> Blocked:
    order = np.argsort(keys, kind="stable")
    keys, bits = keys[order], bits[order]
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]][: len(keys)])
    found_by = np.bitwise_or.reduceat(bits, first) if len(keys) else bits
    pairs = keys[first]
    return Blocked(pairs >> 32, pairs & 0xFFFFFFFF, found_by, not_compared)


def key_columns(people: People) -> dict[str, Array]:
    """Returns the columns that rules compare, as whole numbers; -1 where a value is unknown.

    A row with several names has its first one here.
    """
    names = name_columns([each[0] if each else None for each in people.names])
    columns = {each: _coded(names[f"{each}_key"])
               for each in ("given", "father", "grandfather", "family")}  # fmt: skip
    columns |= _rarest(names["rest_keys"], ("rarest", "second_rarest"))
    columns |= _rarest(names["all_keys"], ("rarest_of_all", "second_of_all"))
    born = people.born.astype(np.int64)
    columns["born"] = np.where(born[:, 2] > 0, born @ np.array([10_000, 100, 1]), -1)
    known = people.died != NO_DAY
    columns["died"] = np.where(known, people.died.astype(np.int64) + 100_000, -1)
    month = people.died.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    columns["died_month"] = np.where(known, month + 10_000, -1)
    age = np.where(np.isnan(people.age), -1, people.age).astype(np.int64)
    columns["age"], columns["decade"] = age, np.where(age < 0, -1, age // 10)
    columns["sex"] = np.where(people.sex > 0, people.sex, -1).astype(np.int64)
    columns["number"] = _coded(people.number)
    for each in ("place", "area", "incident"):
        columns[each] = getattr(people, each).astype(np.int64)
    return columns


def _coded(values: Sequence[str | None]) -> Array:
    seen: dict[str, int] = {}
    found = [-1 if each is None else seen.setdefault(each, len(seen)) for each in values]
    return np.array(found, np.int64)


def _rarest(keys: Sequence[Sequence[str]], names: tuple[str, str]) -> dict[str, Array]:
    """Returns the two keys of each row that the fewest rows have, as two columns."""
    counts: dict[str, int] = {}
    for each in keys:
        for key in each:
            counts[key] = counts.get(key, 0) + 1
    number = {key: at for at, key in enumerate(sorted(counts))}
    found = np.full((2, len(keys)), -1, np.int64)
    for at, each in enumerate(keys):
        rare = sorted(each, key=lambda key: (counts[key], key))[:2]
        for place, key in enumerate(sorted(rare)) if len(rare) == 2 else enumerate(rare):
            found[place, at] = number[key]
    if names[0] == "rarest":  # the rarer one alone; of two, they stand in the order of their keys
        lone = [min(each, key=lambda key: (counts[key], key)) if each else None for each in keys]
        return {"rarest": np.array([-1 if k is None else number[k] for k in lone], np.int64),
                "second_rarest": found[0] * (len(number) + 1) + found[1] + 1}  # fmt: skip
    return dict(zip(names, found, strict=True))


def _blocks(columns: dict[str, Array], rule: Rule, largest: int) -> _Blocks:
    """Returns rows in blocks: their numbers block after block, where each begins, and the rows in
    blocks that stay too large.
    """
    rows = np.arange(len(next(iter(columns.values()))))
    for each in rule.columns:
        if each != "sex":  # an unknown sex is a value of its own
            rows = rows[columns[each][rows] >= 0]
    key = _joined([columns[each][rows] for each in rule.columns])
    orders, sizes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for split in (None, *(each for each in rule.splits if each not in rule.columns)):
        if split is not None:
            key = _joined([key, columns[split][rows]])  # so is every other one that splits
        order = np.argsort(key, kind="stable")
        rows, key = rows[order], key[order]
        first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]][: len(key)])
        size = np.diff(np.r_[first, len(key)])
        fits = np.repeat(size <= largest, size)
        orders.append(rows[fits])
        sizes.append(size[size <= largest])
        rows, key = rows[~fits], key[~fits]
        if not len(rows):
            break
    starts = np.r_[0, np.cumsum(np.concatenate(sizes))].astype(np.int64)
    return np.concatenate(orders), starts, rows


def _joined(columns: Sequence[Array]) -> Array:
    """Returns one number per row for its values in the columns: SplitMix64 (G. Steele 2014)."""
    key = np.zeros(len(columns[0]), np.uint64)
    for each in columns:
        key = key * np.uint64(0x9E3779B97F4A7C15) + each.astype(np.uint64)
        key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        key ^= key >> np.uint64(31)
    return key


@numba.njit(cache=True, nogil=True)
def _count(order: Array, starts: Array, lists: Array, within: Array) -> int:
    """Returns how many pairs inside of blocks are wanted."""
    count = 0
    for at in range(len(starts) - 1):
        for one in range(starts[at], starts[at + 1]):
            a = order[one]
            for other in range(one + 1, starts[at + 1]):
                if lists[a] != lists[order[other]] or within[lists[a]]:
                    count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _pairs(order: Array, starts: Array, lists: Array, within: Array) -> Array:
    """Returns the wanted pairs inside of blocks, each as (smaller << 32) + larger."""
    found = np.empty(_count(order, starts, lists, within), np.int64)
    count = 0
    for at in range(len(starts) - 1):
        for one in range(starts[at], starts[at + 1]):
            a = order[one]
            for other in range(one + 1, starts[at + 1]):
                b = order[other]
                if lists[a] != lists[b] or within[lists[a]]:
                    found[count] = (min(a, b) << 32) + max(a, b)
                    count += 1
    return found
