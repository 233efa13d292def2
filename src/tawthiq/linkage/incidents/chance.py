"""What chance alone brings together: how many accounts have a number like this, or this party."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tawthiq.linkage.incidents.fields import BOUNDS

Array: TypeAlias = "np.ndarray[Any, Any]"

KNOWN = 30.0
"""What is expected beforehand counts as so many accounts."""

EXPECTED = np.array([0.16, 0.03, 0.05, 0.22, 0.24, 0.30])
"""How often numbers of two incidents have each level; measured on the tuning half of UCDP GED."""

PAIRS = 100.0
"""What chance does everywhere counts as so many pairs beside what it does near."""

EXPECTED_PARTY = 0.5
EXPECTED_LENGTH = np.array([0.02, 0.8, 0.08, 0.04, 0.02, 0.01, 0.01, 0.02])
"""How many accounts tell of hours, of one day, of two and so on, of seven or more."""

LEAST_LENGTH = 1 / 32
"""That two accounts tell of as many days says no more than that one of so many does."""

EXPECTED_WHO = np.array([0.2, 0.3, 0.5])
"""How many accounts have no civilians among the killed, some, or civilians alone."""

DRAWN = 3_000
"""Beside so many accounts at most each number is laid."""

ROUNDED_FROM, STEPS = 8, (5, 10, 50, 100)
"""Numbers from here on are often told as the next multiple of a step."""

_ROUNDED = 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one field.

    Attributes:
        level: Of each pair; -1 where it is not known.
        chance: log2 of how often chance brings it, by what accounts tell everywhere.
        expected: How often chance brings each level, for all pairs that tell the field.
    """

    level: Array
    chance: Array
    expected: Array

    def near(self, of_one_source: Array) -> Seen:
        """Returns it with the chance that near accounts have, who differ less than all do.

        What chance does near is seen in pairs of one source, which seldom tells of an incident
        twice.
        """
        told = of_one_source & (self.level >= 0)
        seen = np.bincount(self.level[told], minlength=len(self.expected))
        more = (seen + PAIRS * self.expected) / ((told.sum() + PAIRS) * self.expected)
        chance = self.chance + np.where(self.level >= 0, np.log2(more)[self.level], 0.0)
        return Seen(self.level, chance, self.expected)


def levels_of(left: Array, right: Array) -> Array:
    """Returns the level of each pair of numbers, -1 where one is not known.

    Args:
        left: Columns with the least and the most that accounts tell.
        right: As many.
    """
    ratio = _ratios(left, right)
    found = np.searchsorted(np.array(BOUNDS), ratio)
    found = found + (found > 0)  # the level `rounded` lies across the others
    found = np.where((found > 0) & _is_rounded(left, right), _ROUNDED, found)
    return np.where(np.isnan(ratio), -1, found).astype(np.int8)


def _ratios(left: Array, right: Array) -> Array:
    """Returns how often the less number goes into the greater; 1 where the ranges meet."""
    low = np.minimum(left[:, 1], right[:, 1]) + 0.5
    high = np.maximum(left[:, 0], right[:, 0]) + 0.5
    found: Array = np.maximum(high / low, 1.0)
    exact = (left[:, 0] == left[:, 1]) & (right[:, 0] == right[:, 1])
    return np.where(~exact & (found == 1), 1.0 + 1e-6, found)  # ranges that meet are not the same


def _is_rounded(left: Array, right: Array) -> Array:
    """Says where one number is the other, put to a multiple of a step."""
    found = np.zeros(len(left), bool)
    for one, other in ((left, right), (right, left)):
        round_, exact = one[:, 0], other[:, 0]
        told = (one[:, 0] == one[:, 1]) & (other[:, 0] == other[:, 1]) & (exact >= ROUNDED_FROM)
        for step in STEPS:
            near = (np.abs(round_ - exact) <= step / 2) & (4 * step <= 4 * exact)
            found |= told & near & (np.mod(round_, step) == 0) & (round_ > 0)
    return found


def number_seen(numbers: Array, left: Array, right: Array) -> Seen:
    """Returns the level of each pair of numbers, and how often chance alone brings it.

    The rarer a number is among the accounts, the more it says that two of them tell it.

    Args:
        numbers: Columns with the least and the most that each account tells.
        left: One account of each pair.
        right: The other.
    """
    kinds, kind = np.unique(np.nan_to_num(numbers, nan=-1.0), axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    kinds = np.where(kinds < 0, np.nan, kinds)
    pairs, back = np.unique(kind[left] * len(kinds) + kind[right], return_inverse=True)
    one, other = pairs // len(kinds), pairs % len(kinds)
    level = levels_of(kinds[one], kinds[other])
    known = level >= 0
    shares = _shares_beside(kinds, np.bincount(kind))
    share = (shares[one] + shares[other]) / 2
    chance = np.zeros(len(level))
    chance[known] = np.log2(share[known, level[known].astype(np.int64)])
    weight = np.bincount(back, minlength=len(pairs))[known]
    expected = np.average(share[known], axis=0, weights=weight) if known.any() else EXPECTED
    return Seen(level[back], chance[back], expected)


def _shares_beside(kinds: Array, counts: Array) -> Array:
    """Returns, per number, how many of all accounts have each level beside it."""
    told = ~np.isnan(kinds[:, 0])
    drawn = np.repeat(np.flatnonzero(told), counts[told])
    among, counted = np.unique(drawn[:: max(1, len(drawn) // DRAWN)], return_counts=True)
    found = np.tile(EXPECTED, (len(kinds), 1))
    for at in np.flatnonzero(told):
        level = levels_of(np.broadcast_to(kinds[at], (len(among), 2)), kinds[among])
        seen = np.bincount(level, counted, len(EXPECTED))
        found[at] = (seen + KNOWN * EXPECTED) / (seen.sum() + KNOWN)
    return found


def who_seen(kinds: Array, left: Array, right: Array) -> Seen:
    """Returns whether civilians are among the killed alike, and how often chance does it.

    Args:
        kinds: Per account 0 where none of the killed are, 1 where some are, 2 where all are; -1
            where it is not told.
        left: One account of each pair.
        right: The other.
    """
    share = np.append(_shares_of(kinds, EXPECTED_WHO), 0.0)[kinds]
    told = (kinds[left] >= 0) & (kinds[right] >= 0)
    mean = np.clip((share[left] + share[right]) / 2, 0.01, 0.99)
    same = kinds[left] == kinds[right]
    level = np.where(told, np.where(same, 0, 1), -1).astype(np.int8)
    return Seen(level, np.where(told, np.log2(np.where(same, mean, 1 - mean)), 0.0),
                _two(mean[told]))  # fmt: skip


def of_as_many_days(days: Array, left: Array, right: Array) -> Array:
    """Returns how often chance gives two accounts as many days.

    It is 1 where they tell of other ones, or of hours (0).
    """
    kinds = np.minimum(days, len(EXPECTED_LENGTH) - 1)
    share = _shares_of(kinds, EXPECTED_LENGTH)[kinds]
    same = (days[left] == days[right]) & (days[left] > 0)
    return np.where(same, np.maximum(share[left], LEAST_LENGTH), 1.0)


def _shares_of(kinds: Array, expected: Array) -> Array:
    """Returns how many of the accounts that tell a kind are of each."""
    counts = np.bincount(kinds[kinds >= 0], minlength=len(expected))
    found: Array = (counts + KNOWN * expected) / (counts.sum() + KNOWN)
    return found


def _two(share: Array) -> Array:
    """Returns the mean chance of being alike, and of not being so."""
    alike = float(np.clip(share.mean(), 0.02, 0.98)) if len(share) else 0.5
    return np.array([alike, 1 - alike])


def party_seen(parties: list[frozenset[str]], left: Array, right: Array) -> Seen:
    """Returns the level of each pair of parties, and how often chance does it."""
    kinds = sorted(set(parties), key=sorted)
    kind_of = {each: at for at, each in enumerate(kinds)}
    kind = np.array([kind_of[each] for each in parties], np.int64)
    meet = np.array([[not one.isdisjoint(other) for other in kinds] for one in kinds]).reshape(
        len(kinds), len(kinds)
    )
    told = np.array([bool(each) for each in kinds], bool)
    counts = np.bincount(kind, minlength=len(kinds)) * told
    share = (meet @ counts + KNOWN * EXPECTED_PARTY) / (counts.sum() + KNOWN)
    one, other = kind[left], kind[right]
    known = told[one] & told[other]
    level = np.where(known, np.where(meet[one, other], 0, 1), -1).astype(np.int8)
    chance = (share[one] + share[other]) / 2
    bits = np.log2(np.where(level == 0, chance, np.maximum(1 - chance, 0.02)))
    return Seen(level, np.where(known, bits, 0.0), _two(chance[known]))
