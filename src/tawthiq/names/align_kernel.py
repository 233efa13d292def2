"""The inner loops: words against words, and the words of a name against those of another.

Everything is whole numbers until the last division, so that no result depends on the order in
which names are compared. Costs are of `letters`: 100 for one consonant.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numba
import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"

MOST_WORDS = 16
"""Words of a name that are compared: of longer ones the first twelve and the last four."""

_LETTERS = 52
_MERGED_LEAST = 0.85
_UNLIKE = 0.4
_SWAP = 15
_DEAR, _FAMILY_GAP, _MIDDLE_GAP = 1.0, 0.45, 0.10
_FAR = 1.0e9
_GIVEN_LOST = 0.35


class WordTable(NamedTuple):
    """Words as arrays, a row for each.

    Attributes:
        codes: Letters.
        gaps: Row x (same script, other script) x letter: what leaving a letter out costs.
        facts: Length, script, head, tail, letters of the article, cost of leaving it out, mass,
            mask, family, mass and mask with the article.
        weights: How much a word says, from 0 to 1: rare ones say more.
    """

    codes: Array
    gaps: Array
    facts: Array
    weights: Array


LENGTH, SCRIPT, HEAD, TAIL, ARTICLE, LEAVE, MASS, MASK, FAMILY, WHOLE, WHOLE_MASK = range(11)


@numba.njit(cache=True, nogil=True)
def _bits(mask: int) -> int:
    count = 0
    while mask:
        mask &= mask - 1
        count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _edit(
    one: Array, gap_one: Array, fact_one: Array,
    other: Array, gap_other: Array, fact_other: Array, costs: Array, rows: Array,
) -> Any:  # fmt: skip
    """Returns the least cost of turning a word into another, articles at choice."""
    length, width = fact_one[LENGTH], fact_other[LENGTH]
    art_one, art_other = fact_one[ARTICLE], fact_other[ARTICLE]
    way = 0 if fact_one[SCRIPT] == fact_other[SCRIPT] else 1
    first = rows[0]
    first[0] = 0
    for at in range(width):
        first[at + 1] = first[at] + gap_other[way, at]
        if at + 1 == art_other:
            first[at + 1] = min(first[at + 1], fact_other[LEAVE])
    for row in range(length):
        above, here = rows[row % 3], rows[(row + 1) % 3]
        before = rows[(row + 2) % 3]
        here[0] = above[0] + gap_one[way, row]
        if row + 1 == art_one:
            here[0] = min(here[0], fact_one[LEAVE])
        code, gap = one[row], gap_one[way, row]
        for at in range(width):
            best = above[at] + costs[code, other[at]]
            best = min(best, above[at + 1] + gap)
            best = min(best, here[at] + gap_other[way, at])
            if row and at:
                crossed = costs[code, other[at - 1]] + costs[one[row - 1], other[at]]
                if crossed == 0 and way == 0 and one[row - 1] != code:
                    swap = _SWAP if fact_one[SCRIPT] == 1 else 60
                    best = min(best, before[at - 1] + swap)
            if row + 1 == art_one and at + 1 == art_other:
                best = min(best, fact_one[LEAVE] + fact_other[LEAVE])
            here[at + 1] = best
    return rows[length % 3][width]


@numba.njit(cache=True, nogil=True)
def word_likeness(
    one: WordTable, row: int, other: WordTable, column: int,
    costs: Array, heads: Array, tails: Array, rows: Array,
) -> Any:  # fmt: skip
    """Returns how alike two words are, from 0 to 1."""
    fact_one, fact_other = one.facts[row], other.facts[column]
    apart = _bits(fact_one[MASK] ^ fact_other[MASK])
    if apart > 4:
        return 0.0
    beside = heads[fact_one[HEAD], fact_other[HEAD]] + tails[fact_one[TAIL], fact_other[TAIL]]
    if beside >= 100:
        return 0.0
    family_one, family_other = fact_one[FAMILY], fact_other[FAMILY]
    mass = max(fact_one[MASS], fact_other[MASS], 200)
    if family_one and family_one == family_other:
        likeness = 1.0
    else:
        if abs(fact_one[MASS] - fact_other[MASS]) > 0.75 * mass:
            return 0.0
        cost = _edit(one.codes[row], one.gaps[row], fact_one,
                     other.codes[column], other.gaps[column], fact_other, costs, rows)  # fmt: skip
        likeness = max(0.0, 1.0 - cost / mass)
        if family_one and family_other:
            likeness = min(likeness, _UNLIKE)
    return likeness * (1.0 - beside / 100.0)


@numba.njit(cache=True, nogil=True)
def _joined_likeness(
    one: WordTable, row: int, next_row: int, other: WordTable, column: int,
    costs: Array, rows: Array, codes: Array, gaps: Array, facts: Array,
) -> Any:  # fmt: skip
    """Returns how alike two words, joined, are to a single one; 0 where that is out of question."""
    a, b, c = one.facts[row], one.facts[next_row], other.facts[column]
    if a[TAIL] or b[HEAD] or a[HEAD] != c[HEAD] or b[TAIL] != c[TAIL]:
        return 0.0
    length = a[LENGTH] + b[LENGTH]
    if length > _LETTERS or abs(a[MASS] + b[WHOLE] - c[MASS]) > 120:
        return 0.0
    if _bits((a[MASK] | b[WHOLE_MASK]) ^ c[MASK]) > 1:
        return 0.0
    for at in range(a[LENGTH]):
        codes[at] = one.codes[row, at]
        gaps[0, at], gaps[1, at] = one.gaps[row, 0, at], one.gaps[row, 1, at]
    for at in range(b[LENGTH]):
        to = a[LENGTH] + at
        codes[to] = one.codes[next_row, at]
        gaps[0, to], gaps[1, to] = one.gaps[next_row, 0, at], one.gaps[next_row, 1, at]
    facts[:] = a
    facts[LENGTH], facts[MASS] = length, a[MASS] + b[WHOLE]
    cost = _edit(codes, gaps, facts, other.codes[column], other.gaps[column], c, costs, rows)
    return max(0.0, 1.0 - cost / max(facts[MASS], c[MASS], 200))


@numba.njit(cache=True, nogil=True)
def align_names(
    one: WordTable, words_one: Array, other: WordTable, words_other: Array, tables: Any,
    scratch: Any, steps: Array,
) -> float:  # fmt: skip
    """Aligns the words of two names in their order; returns the score, from 0 to 1.

    Args:
        one: Words of the first name's pool.
        words_one: Rows of its words.
        other: Words of the second name's pool.
        words_other: Rows of its words.
        tables: Costs of letters, of heads, of tails.
        scratch: Arrays of `make_scratch`.
        steps: Written: rows of kind (1 like, 2 lacks in the second, 3 lacks in the first, 4 two
            words of the first are one, 5 two of the second are one), word of the first, word of
            the second, likeness in thousandths; from the last word to the first, then a 0.
    """
    costs, heads, tails = tables
    rows, alike, table, back, codes, gaps, facts = scratch
    length, width = len(words_one), len(words_other)
    steps[0, 0] = 0
    if length == 0 or width == 0:
        return 0.0
    total = 0.0
    for row in range(length):
        total += _weight(one, words_one, row)
    for at in range(width):
        total += _weight(other, words_other, at)
    for row in range(length):
        for at in range(width):
            alike[row, at] = word_likeness(
                one, words_one[row], other, words_other[at], costs, heads, tails, rows)  # fmt: skip
    # table[row, at, state]: 0 after words met, 1 after one lacks in the second, 2 in the first.
    for row in range(length + 1):
        for at in range(width + 1):
            for state in range(3):
                table[row, at, state] = _FAR
    table[0, 0, 0] = 0.0
    for row in range(length + 1):
        for at in range(width + 1):
            if row and at:
                weight = _weight(one, words_one, row - 1) + _weight(other, words_other, at - 1)
                state, cost = _cheapest(table[row - 1, at - 1])
                cost += weight * (1.0 - alike[row - 1, at - 1])
                if cost < table[row, at, 0]:
                    table[row, at, 0] = cost
                    back[row, at, 0] = 10 + state
            if row > 1 and at:
                like = _joined_likeness(
                    one, words_one[row - 2], words_one[row - 1], other, words_other[at - 1],
                    costs, rows, codes, gaps, facts)  # fmt: skip
                if like >= _MERGED_LEAST:
                    weight = (_weight(one, words_one, row - 1) + _weight(one, words_one, row - 2)
                              + _weight(other, words_other, at - 1))  # fmt: skip
                    state, cost = _cheapest(table[row - 2, at - 1])
                    cost += weight * (1.02 - like)
                    if cost < table[row, at, 0]:
                        table[row, at, 0] = cost
                        back[row, at, 0] = 40 + state
            if row and at > 1:
                like = _joined_likeness(
                    other, words_other[at - 2], words_other[at - 1], one, words_one[row - 1],
                    costs, rows, codes, gaps, facts)  # fmt: skip
                if like >= _MERGED_LEAST:
                    weight = (_weight(one, words_one, row - 1)
                              + _weight(other, words_other, at - 1)
                              + _weight(other, words_other, at - 2))  # fmt: skip
                    state, cost = _cheapest(table[row - 1, at - 2])
                    cost += weight * (1.02 - like)
                    if cost < table[row, at, 0]:
                        table[row, at, 0] = cost
                        back[row, at, 0] = 50 + state
            if row:
                gap = _gap(one, words_one, row - 1)
                state = 0 if table[row - 1, at, 0] <= table[row - 1, at, 1] else 1
                table[row, at, 1] = table[row - 1, at, state] + gap
                back[row, at, 1] = 20 + state
            if at:
                gap = _gap(other, words_other, at - 1)
                state = 0 if table[row, at - 1, 0] <= table[row, at - 1, 2] else 2
                table[row, at, 2] = table[row, at - 1, state] + gap
                back[row, at, 2] = 30 + state
    state, cost = _cheapest(table[length, width])
    given = _trace(length, width, state, back, alike, steps)
    if given < 0.0:
        given = _given_joined(one, words_one, other, words_other, steps, tables, scratch)
    whole = max(0.0, 1.0 - cost / total)
    return whole * (0.3 + 0.7 * given * given)


@numba.njit(cache=True, nogil=True)
def _cheapest(states: Array) -> Any:
    best, cost = 0, states[0]
    if states[1] < cost:
        best, cost = 1, states[1]
    if states[2] < cost:
        best, cost = 2, states[2]
    return best, cost


@numba.njit(cache=True, nogil=True)
def _weight(words: WordTable, name: Array, at: int) -> Any:
    """Returns how much a word says: the given name at least as much as an uncommon word."""
    weight = words.weights[name[at]]
    return max(weight, 0.7) * 1.3 if at == 0 else weight


@numba.njit(cache=True, nogil=True)
def _gap(words: WordTable, name: Array, at: int) -> Any:
    """Returns what it costs that the other name lacks a word: dear for the given name."""
    weight = _weight(words, name, at)
    if at == 0:
        return weight * _DEAR
    return weight * (_FAMILY_GAP if at == len(name) - 1 else _MIDDLE_GAP)


@numba.njit(cache=True, nogil=True)
def _trace(length: int, width: int, state: int, back: Array, alike: Array, steps: Array) -> float:
    """Writes the steps of the cheapest way; returns how alike the given names are.

    Negative where the given names were joined: `_given_joined` tells.
    """
    row, at, step = length, width, 0
    given = _GIVEN_LOST
    while row or at:
        came = back[row, at, state]
        kind, state = came // 10, came % 10
        steps[step, 0], steps[step, 1], steps[step, 2], steps[step, 3] = kind, row - 1, at - 1, 0
        if kind == 1:
            steps[step, 3] = int(round(alike[row - 1, at - 1] * 1000))
            if row == 1 and at == 1:
                given = alike[0, 0]
            row, at = row - 1, at - 1
        elif kind == 2:
            row -= 1
        elif kind == 3:
            at -= 1
        elif kind == 4:
            steps[step, 3] = -1
            row, at = row - 2, at - 1
            if row == 0 and at == 0:
                given = -1.0
        else:
            steps[step, 3] = -1
            row, at = row - 1, at - 2
            if row == 0 and at == 0:
                given = -1.0
        step += 1
    steps[step, 0] = 0
    return given


@numba.njit(cache=True, nogil=True)
def _given_joined(
    one: WordTable, words_one: Array, other: WordTable, words_other: Array, steps: Array,
    tables: Any, scratch: Any,
) -> float:  # fmt: skip
    """Returns how alike given names are of which one is written as two words."""
    rows, _alike, _table, _back, codes, gaps, facts = scratch
    last = 0
    while steps[last + 1, 0]:
        last += 1
    if steps[last, 0] == 4:
        return _joined_likeness(one, words_one[0], words_one[1], other, words_other[0],
                                tables[0], rows, codes, gaps, facts)  # fmt: skip
    return _joined_likeness(other, words_other[0], words_other[1], one, words_one[0],
                            tables[0], rows, codes, gaps, facts)  # fmt: skip


@numba.njit(cache=True, nogil=True)
def make_scratch() -> Any:
    """Returns the arrays that `align_names` works in."""
    return (
        np.zeros((3, _LETTERS + 2), np.int32), np.zeros((MOST_WORDS, MOST_WORDS)),
        np.zeros((MOST_WORDS + 1, MOST_WORDS + 1, 3)),
        np.zeros((MOST_WORDS + 1, MOST_WORDS + 1, 3), np.int32),
        np.zeros(_LETTERS, np.uint8), np.zeros((2, _LETTERS), np.int16), np.zeros(11, np.int32),
    )  # fmt: skip


@numba.njit(cache=True, nogil=True)
def align_pairs(
    words: WordTable, starts: Array, flat: Array, pairs: Any, tables: Any, found: Array
) -> None:
    """Writes the score of each pair of names.

    Args:
        words: Of all names.
        starts: Per name and one more, where its words begin.
        flat: Rows of the words of all names.
        pairs: The names of each pair: two arrays.
        tables: Costs of letters, of heads, of tails.
        found: Written.
    """
    left, right = pairs
    scratch, steps = make_scratch(), np.zeros((2 * MOST_WORDS + 1, 4), np.int32)
    for pair in range(len(left)):
        one, other = left[pair], right[pair]
        found[pair] = align_names(
            words, flat[starts[one] : starts[one + 1]],
            words, flat[starts[other] : starts[other + 1]], tables, scratch, steps,
        )  # fmt: skip
