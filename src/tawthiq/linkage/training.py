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
CONTRARY = 0.1
"""The most probable that a pair is whose names contradict each other, see `train`."""

_FIRST_GUESS = 0.5
_SURELY_SEEN = 30
_KNOWN_PAIRS = 1_000.0
_ENOUGH = 10_000.0
_STILL = 1e-4
"""Learning ends when the expected matches move by less than this share."""


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


def train(
    fields: Sequence[Field], pairs: Pairs, random: Mapping[str, Array], *,
    contrary: Array | None = None,
) -> Trained:  # fmt: skip
    """Learns from pairs.

    Args:
        fields: The fields that are compared.
        pairs: Pairs that were proposed.
        random: Per field, the levels of pairs drawn by chance.
        contrary: Per pair, whether it is held to be two people whatever else agrees. Nothing is
            learnt from it, it is no rival, and it is no more probable than `CONTRARY`.
    """
    chance = {each.name: _by_chance(random[each.name], len(each.levels)) for each in fields}
    usual = {each.name: _usual(each) for each in fields}
    patterns = _patterns(fields, pairs)
    rivals = _rivals(pairs)
    matches: Array = _FIRST_GUESS * pairs.sizes[:, :2].min(axis=1)
    m = usual
    likely: Array | None = None
    for turn in range(ROUNDS):
        share = min(0.5, float(matches.sum()) / patterns.all_pairs)
        u = {each.name: _u(each, chance, m[each.name], patterns, likely, share) for each in fields}
        prior = _prior(pairs, matches)[pairs.group]
        weight = prior + _evidence(fields, patterns.levels, m, u)[patterns.of_pair]
        odds = 2.0 ** np.minimum(weight, 60.0)
        probability = _beside(rivals, odds if contrary is None else np.where(contrary, 0.0, odds))
        before = matches
        matches = np.bincount(pairs.group, probability, minlength=len(pairs.sizes))
        moved = np.abs(matches - before).sum()
        if moved <= _STILL * matches.sum() or turn == ROUNDS - 1:
            break  # before m moves again: what is returned belongs together
        likely = np.bincount(patterns.of_pair, probability, minlength=len(patterns.seen))
        m = {
            each.name: _smoothed(
                _counted(patterns.levels[each.name], likely, each), usual[each.name]
            )
            for each in fields
        }
    if contrary is not None:
        probability = np.where(contrary, np.minimum(odds / (1 + odds), CONTRARY), probability)
    bits = {each.name: np.append(np.log2(m[each.name] / u[each.name]), 0.0) for each in fields}
    shares = {each.name: (m[each.name], u[each.name]) for each in fields}
    return Trained(shares, bits, matches, weight, probability)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Every combination of levels that is seen, how often, and the one of each pair."""

    of_pair: Array
    levels: Mapping[str, Array]
    seen: Array
    all_pairs: float

    @property
    def whole(self) -> bool:
        """Whether every pair of rows was proposed."""
        return float(self.seen.sum()) >= self.all_pairs


def _patterns(fields: Sequence[Field], pairs: Pairs) -> _Patterns:
    code = np.zeros(len(pairs.left), np.int64)
    for each in fields:
        code = code * (len(each.levels) + 1) + pairs.levels[each.name] + 1
    found, of_pair, seen = np.unique(code, return_inverse=True, return_counts=True)
    levels = {}
    for each in reversed(fields):
        found, rest = np.divmod(found, len(each.levels) + 1)
        levels[each.name] = rest - 1
    whole = float(max(1.0, pairs.sizes[:, 2].sum()))
    return _Patterns(of_pair.reshape(-1).astype(np.int32), levels, seen.astype(float), whole)


def _usual(field: Field) -> Array:
    found = np.array([each.usual for each in field.levels])
    shares: Array = found / found.sum()
    return shares


def _counted(levels: Array, weights: Array, field: Field) -> Array:
    known = levels >= 0
    return np.bincount(levels[known], weights[known], minlength=len(field.levels))


def _smoothed(counts: Array, usual: Array) -> Array:
    found: Array = (counts + _KNOWN_BEFORE * usual) / (counts.sum() + _KNOWN_BEFORE)
    return found


def _by_chance(levels: Array, count: int) -> Array:
    counts = np.bincount(levels[levels >= 0], minlength=count).astype(float)
    found: Array = (counts + 0.2) / (counts.sum() + 0.2 * count)
    return found


def _u(
    field: Field, chance: Mapping[str, Array], m: Array, patterns: _Patterns,
    likely: Array | None, share: float,
) -> Array:  # fmt: skip
    """Returns how often two people are of each level.

    Of pairs drawn by chance those that are one person by chance are taken away: in short lists
    they are many. For names alike chance is too rare to be seen in a sample: there the proposed
    pairs that are held to be two people are counted, out of all pairs of rows. Before anything is
    learnt, names alike say as much as they may: nothing would begin otherwise.

    Args:
        field: The field.
        chance: What chance shows of each field.
        m: How often one person is of each level.
        patterns: What the proposed pairs show.
        likely: How many of each pattern are held to be one person; None before the first round.
        share: The share of one person among all pairs of rows.
    """
    bounds = np.array([each.highest for each in field.levels])
    least = m * 2.0**-bounds
    u = np.maximum(chance[field.name] - share * m, 0.5 / patterns.all_pairs) / (1 - share)
    if field.name == "name":
        if likely is None:
            u = np.where(bounds > 0, least, u)
        else:
            two = _counted(patterns.levels["name"], patterns.seen - likely, field)
            half = 0.5 * min(1.0, patterns.all_pairs / _ENOUGH)  # fewer pairs show nothing so rare
            held = two.clip(min=0) + half + _KNOWN_PAIRS * least
            counted = held / (patterns.all_pairs + _KNOWN_PAIRS)
            rare = chance[field.name] <= _SURELY_SEEN * chance[field.name].min()
            u = np.where(rare | patterns.whole, counted, np.maximum(u, counted))
    found: Array = np.maximum(u, least)
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


_Rivals = tuple[Array, Array, Array]
"""Pairs in the order of a row and a list, where each such row begins, and how many it has."""


def _rivals(pairs: Pairs) -> list[_Rivals]:
    """Returns which pairs stand beside each other, by the left row and by the right one."""
    found = []
    for side, once in ((pairs.left, pairs.once[:, 1]), (pairs.right, pairs.once[:, 0])):
        here = np.flatnonzero(once[pairs.group])
        key = side[here].astype(np.int64) * len(pairs.sizes) + pairs.group[here]
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]][: len(key)])
        found.append((here[order], first, np.diff(np.r_[first, len(key)])))
    return found


def _beside(rivals: Sequence[_Rivals], odds: Array) -> Array:
    """Returns the probability of each pair beside the other pairs of its rows.

    With odds o of a pair, and of all pairs of its two rows with the lists of the other: o / (o +
    (1 + others of the left) (1 + others of the right)).
    """
    total = np.ones(len(odds))
    for order, first, sizes in rivals:
        if len(order):
            own = odds[order]
            others = np.repeat(np.add.reduceat(own, first), sizes) - own
            total[order] *= 1 + np.maximum(others, 0)
    found: Array = odds / (odds + total)
    return found
