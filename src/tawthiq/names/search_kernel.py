"""The inner loops of searching a pool of names: words alike, then names that share them."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numba
import numpy as np

from tawthiq.names.align_kernel import MOST_WORDS, align_names, make_scratch
from tawthiq.names.word_kernel import (
    FAMILY,
    HEAD,
    MASK,
    MASS,
    OTHER_FAMILY,
    SAME_FAMILY,
    WordTable,
    bits_of,
    kin_of,
    word_likeness,
)

Array: TypeAlias = "np.ndarray[Any, Any]"

LEAST_WORD = 0.5
"""Words less alike than that do not bring a name among the candidates."""

_LONG = 450
_HIGHEST = 1 << 15
_UNIT = 1_000


class Lists(NamedTuple):
    """Lists of numbers, one after the other: where each begins, and one more; the numbers."""

    starts: Array
    flat: Array


@numba.njit(cache=True, nogil=True)
def alike_words(asked: WordTable, first: int, last: int, pool: WordTable, tables: Any) -> Any:
    """Finds the words of a pool that are like each of some words asked for.

    Returns:
        Per word asked where its finds begin, and one more; the rows found; how alike they are.
    """
    rows = np.zeros((3, 64), np.int32)
    starts = np.zeros(last - first + 1, np.int64)
    found, likeness = np.empty(1024, np.int32), np.empty(1024)
    count = 0
    masks, masses = pool.facts[:, MASK].copy(), pool.facts[:, MASS].copy()
    families = pool.facts[:, FAMILY].copy()
    for word in range(first, last):
        mask, mass, family = (
            asked.facts[word, MASK],
            asked.facts[word, MASS],
            asked.facts[word, FAMILY],
        )
        most = 2 if mass < _LONG else 3
        for row in range(len(masks)):
            if bits_of(mask ^ masks[row]) > most:
                continue
            kin = kin_of(asked, word, pool, row) if family and families[row] else 0
            if kin == OTHER_FAMILY and asked.facts[word, HEAD] == 0:
                continue
            if kin != SAME_FAMILY and abs(mass - masses[row]) > 0.5 * max(mass, masses[row], 200):
                continue
            like = word_likeness(asked, word, pool, row, tables, rows, LEAST_WORD)
            if like >= LEAST_WORD:
                if count == len(found):
                    found = np.append(found, np.empty_like(found))
                    likeness = np.append(likeness, np.empty_like(likeness))
                found[count], likeness[count] = row, like
                count += 1
        starts[word - first + 1] = count
    return starts, found[:count], likeness[:count]


@numba.njit(cache=True, nogil=True)
def search_names(
    queries: Any, asked: WordTable, alike: Any, pool: WordTable, names: Lists, having: Lists,
    says: Array, tables: Any, wanted: int, top: int, best: Array, scores: Array,
) -> None:  # fmt: skip
    """Writes the names of a pool that score highest for each query, equal ones in their order.

    Args:
        queries: `Lists` of the words of each query.
        asked: The words of the queries.
        alike: `alike_words` of all of them.
        pool: The words of the pool.
        names: The words of each name of the pool.
        having: The names that have each word of the pool.
        says: What the words of each name say together.
        tables: As of `align_names`.
        wanted: How many candidates are aligned; more where some are equal.
        top: How many names are written.
        best: Query x top, written: names, -1 where there is none.
        scores: Query x top, written.
    """
    starts, found, likeness = alike
    count = len(says)
    points, stamp = np.zeros(count, np.int32), np.full(count, -1, np.int32)
    held = np.zeros(count, np.int32)
    touched = np.empty(count, np.int32)
    scratch, steps = make_scratch(), np.zeros((2 * MOST_WORDS + 1, 4), np.int32)
    counted = np.zeros(_HIGHEST + 1, np.int32)
    tick = 0
    for query in range(len(queries.starts) - 1):
        begin, end = queries.starts[query], queries.starts[query + 1]
        reached = 0
        for place in range(begin, end):
            word = queries.flat[place]
            for at in range(starts[word], starts[word + 1]):
                row = found[at]
                weight = min(asked.weights[word], pool.weights[row]) * likeness[at] * likeness[at]
                point = np.int32(weight * _UNIT + 0.5)
                for name_at in range(having.starts[row], having.starts[row + 1]):
                    name = having.flat[name_at]
                    if stamp[name] != tick:
                        if points[name] == 0:
                            touched[reached] = name
                            reached += 1
                        stamp[name], held[name] = tick, 0
                    if point > held[name]:
                        points[name] += point - held[name]
                        held[name] = point
            tick += 1
        least = _least(points, touched, reached, says, counted, wanted)
        filled = 0
        for at in range(reached):
            name = touched[at]
            if _rank(points[name], says[name]) >= least:
                score = align_names(
                    asked, queries.flat[begin:end],
                    pool, names.flat[names.starts[name] : names.starts[name + 1]],
                    tables, scratch, steps,
                )  # fmt: skip
                filled = _insert(best[query], scores[query], filled, top, name, score)
            points[name] = 0


@numba.njit(cache=True, nogil=True)
def _rank(points: int, says: int) -> Any:
    """Returns the points of a candidate, less a tenth of what it says: short names first."""
    return min(max(points - says // 10, 1), _HIGHEST)


@numba.njit(cache=True, nogil=True)
def _least(
    points: Array, touched: Array, reached: int, says: Array, counted: Array, wanted: int
) -> Any:
    """Returns the rank that so many candidates have or surpass."""
    highest = 0
    for at in range(reached):
        rank = _rank(points[touched[at]], says[touched[at]])
        counted[rank] += 1
        highest = max(highest, rank)
    total, least = 0, highest
    while least > 1 and total + counted[least] < wanted:
        total += counted[least]
        least -= 1
    for at in range(reached):
        counted[_rank(points[touched[at]], says[touched[at]])] = 0
    return least


@numba.njit(cache=True, nogil=True)
def _insert(best: Array, scores: Array, filled: int, top: int, name: int, score: float) -> Any:
    """Puts a name in its place among the best; returns how many there are."""
    at = filled
    while at > 0 and (score > scores[at - 1] or (score == scores[at - 1] and name < best[at - 1])):
        at -= 1
    if at >= top:
        return filled
    filled = min(filled + 1, top)
    for place in range(filled - 1, at, -1):
        best[place], scores[place] = best[place - 1], scores[place - 1]
    best[at], scores[at] = name, score
    return filled
