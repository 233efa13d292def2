"""How much the names of two rows say for one person, in levels of bits.

The score of `names.Aligner` says how alike two names are; how much that says for one person depends
on how rare their words are, which is counted in bits: a name of 26 bits is one in 2^26 by chance.
The table was read off pairs of three public lists of which the truth is known; see
`docs/linkage.md`. Its top is capped, because cousins who are named after one grandfather share
whole names far more often than chance would have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from tawthiq.names.aligner import Aligner

Array: TypeAlias = "np.ndarray[Any, Any]"

_SCORES = np.array([0.0, 0.4, 0.55, 0.65, 0.75, 0.825, 0.875, 0.925, 0.975])
_BITS = np.array([10.0, 14, 18, 22, 26, 31, 36])
_EVIDENCE = np.array([
    [-6, -6, -6, -6, -6, -6, -6],
    [-6, -6, -6, -6, -4, -2, -2],
    [-4, -4, -2, 0, 4, 6, 8],
    [-4, -4, -2, 0, 4, 7, 10],
    [-3, -2, 0, 3, 6, 9, 12],
    [0, 0, 2, 5, 8, 11.5, 14],
    [3, 4, 5, 7.5, 11, 14, 16],
    [7, 8, 9, 12, 15.5, 18.3, 19],
    [12, 14, 16, 18.2, 19.5, 20, 21],
])  # fmt: skip
_UNLIKE = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
_EDGES = np.array([-2.0, 0, 2, 4, 6, 8, 10, 12, 14, 16, 17.5, 19])

NEAR = 0.5
"""A score from which a mother's name is near another."""

ALIKE = 0.74
"""A score from which it is alike: mothers are often told by one word, which scores 0.75 at most."""

UNLIKE_LEVELS = len(_UNLIKE)
"""Levels below this one are names that contradict each other: scores under 0.5."""

LEVELS = len(_UNLIKE) + len(_EDGES) + 1
"""Levels of likeness: six of unlike names, and twelve of evidence from names that are alike."""

HIGHEST = np.array([-2.5, -2.5, -1.5, 0.5, 2.5, 0.5, 1.5, 3.5, 5.5, 7.5, 9.5, 11.5, 13, 13.2,
                    13.9, 14.6, 15.3, 16])  # fmt: skip
"""The most that each level says for one person, in bits."""

USUAL = np.array([0.5, 0.5, 1, 1, 2, 4, 4, 4, 5, 6, 8, 10, 15, 30, 60, 100, 200, 550]) / 1000.5
"""How often the names of one person are of each level, before anything is learnt."""


class Names:
    """Names of rows made ready for comparing pairs of them."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        """Takes the names of every row; rows that have several are compared by the best pair."""
        self._count = max(1, max(map(len, names), default=1))
        flat = [each[at] if at < len(each) else None for at in range(self._count) for each in names]
        self._rows = len(names)
        self._has = np.array([each is not None for each in flat], bool).reshape(self._count, -1)
        self._aligner = Aligner(flat)
        self._bits = self._aligner.bits().reshape(self._count, -1)
        self._has &= self._bits > 0  # "unknown", or a title alone, is no name

    def scores(self, left: Array, right: Array) -> tuple[Array, Array]:
        """Returns, per pair, the best score of two names, and the bits of the commoner one."""
        best = np.full(len(left), -1.0, np.float32)
        bits = np.zeros(len(left))
        for one in range(self._count):
            for other in range(self._count):
                here = np.flatnonzero(self._has[one, left] & self._has[other, right])
                if not len(here):
                    continue
                a, b = left[here], right[here]
                found = self._aligner.pairs(a + one * self._rows, b + other * self._rows)
                better = found > best[here]
                best[here[better]] = found[better]
                least = np.minimum(self._bits[one, a], self._bits[other, b])
                bits[here[better]] = least[better]
        return best, bits

    def nearness(self, left: Array, right: Array) -> Array:
        """Returns 2 for names that are alike, 1 for near ones, 0 for others, -1 for none."""
        scores, _ = self.scores(left, right)
        return np.where(scores < 0, -1, np.digitize(scores, (NEAR, ALIKE))).astype(np.int8)


def levels_of(scores: Array, bits: Array) -> Array:
    """Returns the level of each score of names that are as rare as so many bits."""
    unlike = np.digitize(scores, _UNLIKE)
    alike = np.digitize(_evidence(scores, bits), _EDGES) + len(_UNLIKE)
    return np.where(scores < 0, -1, np.where(scores < _UNLIKE[-1], unlike, alike)).astype(np.int8)


def _evidence(scores: Array, bits: Array) -> Array:
    """Returns what the table says, straight lines between its points."""
    row = np.interp(scores, _SCORES, np.arange(len(_SCORES)))
    column = np.interp(bits, _BITS, np.arange(len(_BITS)))
    above = np.minimum(row.astype(int), len(_SCORES) - 2)
    before = np.minimum(column.astype(int), len(_BITS) - 2)
    down, along = row - above, column - before
    left = _EVIDENCE[above, before] * (1 - down) + _EVIDENCE[above + 1, before] * down
    right = _EVIDENCE[above, before + 1] * (1 - down) + _EVIDENCE[above + 1, before + 1] * down
    found: Array = left * (1 - along) + right * along
    return found
