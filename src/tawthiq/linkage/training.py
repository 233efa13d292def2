"""Learns how often fields agree for one person and for two, from all pairs that are looked at.

The model is that of I. Fellegi and A. Sunter, "A theory for record linkage", Journal of the
American Statistical Association 64 (1969). Expectation maximisation runs over the patterns of
levels of all proposed pairs at once. The steps of Splink for that learn inside of one blocking rule
at a time, without its fields and without what is known beforehand; lists of a few hundred people
have too few pairs for it. What chance alone does (u) comes from random pairs. Everything known
beforehand counts as some pairs that were seen (a Dirichlet prior), and no level says more than its
bound.

Where every person stands once in a list, a pair is weighed against the others of its two rows: of
two brothers who both resemble one row, one at most is it; and somebody of whose list nearly all
were found is more likely to be there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tawthiq.linkage.fields import Field

Array: TypeAlias = "np.ndarray[Any, Any]"

ROUNDS = 30
_KNOWN_BEFORE = 30.0
_MOST_FOUND = 0.98
_FIRST_GUESS = 0.5
_SURELY_SEEN = 30


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs with the levels of their fields.

    Attributes:
        left: Rows; as many as right.
        levels: Per field, the level of each pair, -1 where it is unknown.
        group: Per pair, the number of its two lists.
        sizes: Per group, how many rows of the first and of the second list there are, and how
            many pairs of them.
        once: Per group, whether everybody stands once in the first and in the second list.
    """

    left: Array
    right: Array
    levels: Mapping[str, Array]
    group: Array
    sizes: Array
    once: Array


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learnt.

    Attributes:
        shares: Per field, how often each level is seen for one person (m) and for two (u).
        bits: Per field, what each level says for one person; the last entry is for unknown.
        matches: Per group, how many pairs are expected to be one person.
        weight: Per pair, log2 of the odds that it is one person, without its competitors.
        probability: Per pair, that it is one person, beside its competitors.
    """

    shares: Mapping[str, tuple[Array, Array]]
    bits: Mapping[str, Array]
    matches: Array
    weight: Array
    probability: Array


def train(fields: Sequence[Field], pairs: Pairs, random: Mapping[str, Array]) -> Trained:
    """Learns from pairs.

    Args:
        fields: The fields that are compared.
        pairs: Pairs that were proposed.
        random: Per field, the levels of pairs drawn by chance.
    """
    chance = {each.name: _by_chance(random[each.name], len(each.levels)) for each in fields}
    seen = {each.name: _counted(pairs.levels[each.name], None, len(each.levels)) for each in fields}
    usual = {each.name: _usual(each) for each in fields}
    matches = _FIRST_GUESS * pairs.sizes[:, :2].min(axis=1)
    m, all_pairs = usual, float(max(1.0, pairs.sizes[:, 2].sum()))
    u, weight, probability = chance, np.zeros(0), np.zeros(len(pairs.left))
    for _ in range(ROUNDS):
        u = {
            each.name: _u(each, chance, m, (seen, probability, pairs, all_pairs)) for each in fields
        }
        weight = _prior(pairs, matches)[pairs.group] + _evidence(fields, pairs.levels, m, u)
        probability = _beside_others(pairs, weight)
        matches = np.bincount(pairs.group, probability, minlength=len(pairs.sizes))
        m = {
            each.name: _smoothed(
                _counted(pairs.levels[each.name], probability, len(each.levels)), usual[each.name]
            )
            for each in fields
        }
    bits = {each.name: np.append(np.log2(m[each.name] / u[each.name]), 0.0) for each in fields}
    shares = {each.name: (m[each.name], u[each.name]) for each in fields}
    return Trained(shares, bits, matches, weight, probability)


def _usual(field: Field) -> Array:
    found = np.array([each.usual for each in field.levels])
    shares: Array = found / found.sum()
    return shares


def _counted(levels: Array, weights: Array | None, count: int) -> Array:
    known = levels >= 0
    return np.bincount(levels[known], None if weights is None else weights[known], minlength=count)


def _smoothed(counts: Array, usual: Array) -> Array:
    found: Array = (counts + _KNOWN_BEFORE * usual) / (counts.sum() + _KNOWN_BEFORE)
    return found


def _by_chance(levels: Array, count: int) -> Array:
    counts = _counted(levels, None, count).astype(float)
    found: Array = (counts + 0.2) / (counts.sum() + 0.2 * count)
    return found


def _u(field: Field, chance: Mapping[str, Array], m: Mapping[str, Array], held: Any) -> Array:
    """Returns how often two people are of each level.

    For names alike chance is too rare to be seen in a sample: there the proposed pairs that are
    held to be two people are counted, out of all pairs of rows.
    """
    seen, probability, pairs, all_pairs = held
    u = chance[field.name]
    if field.name == "name":
        known = pairs.levels["name"]
        two = seen["name"] - _counted(known, probability, len(field.levels))
        counted = (np.maximum(two, 0) + 0.5) / all_pairs
        u = np.where(u > _SURELY_SEEN * u.min(), np.maximum(u, counted), counted)
    bounds = np.array([each.highest for each in field.levels])
    found: Array = np.maximum(u, m[field.name] * 2.0**-bounds)
    return found


def _prior(pairs: Pairs, matches: Array) -> Array:
    """Returns, per group, log2 of the odds that a pair of rows is one person."""
    first, second, count = pairs.sizes.T
    share = matches / np.maximum(count, 1)
    free_first = np.where(
        pairs.once[:, 1], 1 - np.minimum(matches / np.maximum(first, 1), _MOST_FOUND), 1
    )
    free_second = np.where(
        pairs.once[:, 0], 1 - np.minimum(matches / np.maximum(second, 1), _MOST_FOUND), 1
    )
    found: Array = np.log2(np.maximum(share, 1e-12)) - np.log2(free_first * free_second)
    return found


def _evidence(
    fields: Sequence[Field], levels: Mapping[str, Array], m: Mapping[str, Array],
    u: Mapping[str, Array],
) -> Array:  # fmt: skip
    total: Array = np.zeros(len(next(iter(levels.values()))))
    for each in fields:
        bits = np.append(np.log2(m[each.name] / u[each.name]), 0.0)  # -1 is the last: unknown
        total += bits[levels[each.name]]
    return total


def _beside_others(pairs: Pairs, weight: Array) -> Array:
    """Returns the probability of each pair beside the other pairs of its rows.

    With odds o of a pair, and of all pairs of its two rows with the lists of the other: o / (o +
    (1 + others of the left) (1 + others of the right)).
    """
    odds = 2.0 ** np.minimum(weight, 60.0)
    total = np.ones(len(odds))
    for side, once in ((pairs.left, pairs.once[:, 1]), (pairs.right, pairs.once[:, 0])):
        key = side.astype(np.int64) * len(pairs.sizes) + pairs.group
        order = np.argsort(key, kind="stable")
        first = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0]) if len(key) else order
        sums = np.add.reduceat(odds[order], first) if len(key) else odds
        of_pair = np.empty(len(odds))
        of_pair[order] = np.repeat(sums, np.diff(np.r_[first, len(key)]))
        total *= np.where(once[pairs.group], 1 + np.maximum(of_pair - odds, 0), 1.0)
    found: Array = odds / (odds + total)
    return found
