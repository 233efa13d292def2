"""What chance alone brings together: how many accounts have a number like this, or this party."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from tawthiq.linkage.incidents.fields import BOUNDS, MOST_NUMBER, MOST_PARTY, NUMBER, PARTY

Array: TypeAlias = "np.ndarray[Any, Any]"

KNOWN = 30.0
"""What is expected beforehand counts as so many accounts."""

EXPECTED = np.array([0.16, 0.06, 0.23, 0.25, 0.30])
"""How often numbers of two incidents have each level; measured on the tuning half of UCDP GED."""

EXPECTED_PARTY = 0.5


def ratios(left: Array, right: Array) -> Array:
    """Returns how often the less number goes into the greater; 1 where the ranges meet.

    Args:
        left: Columns with the least and the most that accounts tell.
        right: As many.
    """
    low = np.minimum(left[:, 1], right[:, 1]) + 0.5
    high = np.maximum(left[:, 0], right[:, 0]) + 0.5
    found: Array = np.maximum(high / low, 1.0)
    exact = (left[:, 0] == left[:, 1]) & (right[:, 0] == right[:, 1])
    return np.where(~exact & (found == 1), 1.0 + 1e-6, found)  # ranges that meet are not the same


def levels_of(ratio: Array) -> Array:
    """Returns the level of each ratio, -1 where it is not known."""
    found = np.searchsorted(np.array(BOUNDS), ratio)
    return np.where(np.isnan(ratio), -1, found).astype(np.int8)


def number_bits(left: Array, right: Array, all_numbers: Array) -> tuple[Array, Array]:
    """Returns the level of each pair of numbers, and what it says in bits.

    The rarer a number is among the accounts, the more it says that two of them tell it.
    """
    level = levels_of(ratios(left, right))
    middles = np.sort(np.log(_middle(all_numbers[~np.isnan(all_numbers[:, 0])])))
    chance = (_shares(left, middles) + _shares(right, middles)) / 2
    usual = np.array([each.usual for each in NUMBER])
    known = level >= 0
    bits = np.zeros(len(level))
    at = level[known].astype(int)
    bits[known] = np.log2(usual[at] / chance[known, at])
    return level, np.clip(bits, -MOST_NUMBER, MOST_NUMBER)


def _middle(numbers: Array) -> Array:
    found: Array = np.sqrt((numbers[:, 0] + 0.5) * (numbers[:, 1] + 0.5))
    return found


def _shares(numbers: Array, middles: Array) -> Array:
    """Returns, per number, how many of all are of each level beside it."""
    mine = np.log(_middle(np.nan_to_num(numbers)))
    steps = np.log(np.array([1.0 + 1e-6, *BOUNDS[1:]]))
    within = [
        np.searchsorted(middles, mine + step, "right") - np.searchsorted(middles, mine - step)
        for step in steps
    ]
    counts = np.diff(
        np.column_stack([np.zeros(len(mine)), *within, np.full(len(mine), len(middles))])
    )
    found: Array = (counts + KNOWN * EXPECTED) / (len(middles) + KNOWN)
    return found


def party_bits(
    parties: list[frozenset[str]], left: Array, right: Array
) -> tuple[Array, Array]:  # fmt: skip
    """Returns the level of each pair of parties, and what it says in bits."""
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
    same, another = (each.usual for each in PARTY)
    bits = np.where(
        level == 0, np.log2(same / chance), np.log2(another / np.maximum(1 - chance, 0.02))
    )
    bits = np.where(level == 0, np.maximum(bits, 0), np.minimum(bits, 0))
    return level, np.clip(np.where(known, bits, 0.0), -MOST_PARTY, MOST_PARTY)
