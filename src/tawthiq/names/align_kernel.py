"""The inner loops: the words of a name against those of another.

No result depends on the order in which names are compared. What `word_kernel` says of cached files
holds here for `search_kernel`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numba
import numpy as np

from tawthiq.names.letters import (
    ENDS_ON_A,
    ENDS_ON_CONSONANT,
    ENDS_ON_I,
    ENDS_ON_IA,
    INITIAL_OR_TITLE,
)
from tawthiq.names.word_kernel import (
    ENDING,
    FACTS,
    FIRST,
    INITIAL,
    MASK,
    MASS,
    SAME_FAMILY,
    WHOLE,
    WHOLE_MASK,
    WordTable,
    bits_of,
    joined_likeness,
    kin_of,
    read_likeness,
)

Array: TypeAlias = "np.ndarray[Any, Any]"

MOST_WORDS = 16
"""Words of a name that are compared: of longer ones the first twelve and the last four."""

_LETTERS = 52
_JOINED_LEAST = 0.85
_ALIKE, _HARDLY = 0.6, 0.35
_GIVEN_GAP, _FAMILY_GAP, _MIDDLE_GAP = 1.0, 0.45, 0.10
_CONTRADICTED, _THIN = 0.8, 0.7
_GIVEN_LEAST, _GIVEN_FACTOR = 0.7, 1.3
_GIVEN_LOST = 0.2
_FLOOR, _ONE_WORD = 0.3, 0.75
_INITIAL_MET, _OTHER_ENDING = 0.8, 0.55
_FAR = 1.0e9
_SLOTS = 1 << 15


@numba.njit(cache=True, nogil=True)
def align_names(
    one: WordTable, words_one: Array, other: WordTable, words_other: Array, tables: Any,
    scratch: Any, steps: Array,
) -> Any:  # fmt: skip
    """Aligns the words of two names in their order; returns the score, from 0 to 1.

    Args:
        one: Words of the first name's pool.
        words_one: Rows of its words.
        other: Words of the second name's pool.
        words_other: Rows of its words.
        tables: Costs of letters, of heads, of tails.
        scratch: Arrays of `make_scratch`.
        steps: Written: rows of kind (1 alike, 2 lacks in the second, 3 lacks in the first, 4 two
            words of the first are one, 5 two of the second are one), word of the first, word of
            the second, likeness in thousandths; from the last word to the first, then a 0.
    """
    rows, alike, table, back, weights, facts, _joined, slots, held = scratch
    length, width = len(words_one), len(words_other)
    steps[0, 0] = 0
    if length == 0 or width == 0:
        return 0.0
    total = _weigh(one, words_one, weights, 0) + _weigh(other, words_other, weights, 2)
    _brief(one, words_one, facts, 0)
    _brief(other, words_other, facts, 4)
    for row in range(length):
        for at in range(width):
            word, than = words_one[row], words_other[at]
            if _is_initial(one, word, row) or _is_initial(other, than, at):
                alike[row, at] = _initials(one, word, other, than, tables) if row == at else 0.0
                continue
            if bits_of(facts[1, row] ^ facts[5, at]) > 4:
                alike[row, at] = 0.0
                continue
            pair = (np.int64(word) << 32) | than
            slot = ((pair >> 32) * 40503 + than * 2654435761) & (_SLOTS - 1)
            if slots[slot] != pair:
                slots[slot] = pair
                held[slot] = read_likeness(one, word, other, than, tables, rows, _HARDLY)
            alike[row, at] = held[slot]
    if _end_otherwise(one, words_one[0], other, words_other[0]):
        alike[0, 0] = min(alike[0, 0], _OTHER_ENDING)
    _fill(one, words_one, other, words_other, tables, scratch)
    state, cost = _cheapest(table[length, width])
    row, at, step = length, width, 0
    given, apart, lost_one, lost_other = _GIVEN_LOST, 0.0, 0.0, 0.0
    count_one, count_other, met = 0, 0, 0
    while row or at:
        came = back[row, at, state]
        kind, state = came // 10, came % 10
        likeness = 0.0
        if kind == 2:
            row -= 1
            apart += weights[1, row]
            lost_one += weights[0, row]
            count_one += 1
        elif kind == 3:
            at -= 1
            apart += weights[3, at]
            lost_other += weights[2, at]
            count_other += 1
        else:
            row -= 2 if kind == 4 else 1
            at -= 2 if kind == 5 else 1
            likeness = alike[row, at] if kind == 1 else table[row, at, kind - 1]
            if row == 0 and at == 0:
                given = likeness
            elif row + at == 1 and kind == 1 and _may_be_title(one, words_one, row, other,
                                                               words_other, at):  # fmt: skip
                given = min(likeness, _INITIAL_MET)
            if likeness >= _ALIKE:
                met += 1
            else:
                apart += (weights[0, row] + weights[2, at]) * (1.0 - likeness)
                lost_one += weights[0, row]
                lost_other += weights[2, at]
                count_one += 1
                count_other += 1
        steps[step, 0], steps[step, 1], steps[step, 2] = kind, row, at
        steps[step, 3] = int(likeness * 1000 + 0.5)
        step += 1
    steps[step, 0] = 0
    # Words that only one name has are cheap; where each has words of its own they contradict.
    both = min(count_one, count_other)
    if both:
        against = lost_one * both / count_one + lost_other * both / count_other
        cost += max(0.0, _CONTRADICTED * against - apart)
    # What only one name has must not thin out what speaks against the rest.
    if count_one > both:
        total -= _THIN * lost_one * (count_one - both) / count_one
    if count_other > both:
        total -= _THIN * lost_other * (count_other - both) / count_other
    whole = max(0.0, 1.0 - cost / total)
    if met < 2:
        whole *= _ONE_WORD
    return whole * (_FLOOR + (1.0 - _FLOOR) * given * given)


@numba.njit(cache=True, nogil=True)
def _end_otherwise(one: WordTable, word: int, other: WordTable, than: int) -> Any:
    """Whether two given names are told apart by their ends: Nabil and Nabila, Shadi and Shadia."""
    ends = one.facts[word, ENDING] | other.facts[than, ENDING]
    if ends not in (
        ENDS_ON_A | ENDS_ON_CONSONANT, ENDS_ON_IA | ENDS_ON_CONSONANT, ENDS_ON_IA | ENDS_ON_I
    ):  # fmt: skip
        return False
    return kin_of(one, word, other, than) != SAME_FAMILY


@numba.njit(cache=True, nogil=True)
def _is_initial(words: WordTable, word: int, at: int) -> Any:
    return at == 0 and words.facts[word, INITIAL] > 0


@numba.njit(cache=True, nogil=True)
def _initials(one: WordTable, word: int, other: WordTable, than: int, tables: Any) -> Any:
    """Returns how alike an initial is to a given name or to another initial: never sure."""
    begins = tables[3]
    first, second = one.facts[word, FIRST], other.facts[than, FIRST]
    if one.facts[word, INITIAL] and begins[first, second]:
        return _INITIAL_MET
    if other.facts[than, INITIAL] and begins[second, first]:
        return _INITIAL_MET
    return 0.0


@numba.njit(cache=True, nogil=True)
def _may_be_title(one: WordTable, words_one: Array, row: int, other: WordTable, words_other: Array,
                  at: int) -> Any:  # fmt: skip
    """Whether a first letter that only one name has may be a title, and so the given name next."""
    if row == 1:
        return one.facts[words_one[0], INITIAL] == INITIAL_OR_TITLE
    return other.facts[words_other[0], INITIAL] == INITIAL_OR_TITLE


@numba.njit(cache=True, nogil=True)
def _fill(one: WordTable, words_one: Array, other: WordTable, words_other: Array, tables: Any,
          scratch: Any) -> None:  # fmt: skip
    """Fills the table of cheapest ways.

    `table[row, at, state]`: state 0 after words met, 1 after the second name lacked one, 2 after
    the first did; never 2 right after 1: that is a word for another. At 3 and 4 stand likenesses
    of joined words; an initial is joined to none.
    """
    rows, alike, table, back, weights, facts, joined, _slots, _held = scratch
    length, width = len(words_one), len(words_other)
    for row in range(length + 1):
        for at in range(width + 1):
            best, came = (0.0, 0) if row == 0 and at == 0 else (_FAR, 0)
            if row and at:
                state, cost = _cheapest(table[row - 1, at - 1])
                weight = weights[0, row - 1] + weights[2, at - 1]
                best, came = cost + weight * (1.0 - alike[row - 1, at - 1]), 10 + state
            starts = row == 2 and _is_initial(one, words_one[0], 0)
            if row > 1 and at and not starts and _may_join(facts, 0, row - 2, 4, at - 1):
                like = joined_likeness(one, words_one[row - 2], words_one[row - 1],
                                        other, words_other[at - 1], tables, rows,
                                        joined)  # fmt: skip
                if like >= _JOINED_LEAST:
                    table[row - 2, at - 1, 3] = like
                    weight = weights[0, row - 1] + weights[0, row - 2] + weights[2, at - 1]
                    state, cost = _cheapest(table[row - 2, at - 1])
                    cost += weight * (1.02 - like)
                    if cost < best:
                        best, came = cost, 40 + state
            starts = at == 2 and _is_initial(other, words_other[0], 0)
            if row and at > 1 and not starts and _may_join(facts, 4, at - 2, 0, row - 1):
                like = joined_likeness(other, words_other[at - 2], words_other[at - 1],
                                        one, words_one[row - 1], tables, rows, joined)  # fmt: skip
                if like >= _JOINED_LEAST:
                    table[row - 1, at - 2, 4] = like
                    weight = weights[0, row - 1] + weights[2, at - 1] + weights[2, at - 2]
                    state, cost = _cheapest(table[row - 1, at - 2])
                    cost += weight * (1.02 - like)
                    if cost < best:
                        best, came = cost, 50 + state
            table[row, at, 0], back[row, at, 0] = best, came
            table[row, at, 1], table[row, at, 2] = _FAR, _FAR
            if row:
                state = 0 if table[row - 1, at, 0] <= table[row - 1, at, 1] else 1
                table[row, at, 1] = table[row - 1, at, state] + weights[1, row - 1]
                back[row, at, 1] = 20 + state
            if at:
                state = 0 if table[row, at - 1, 0] <= table[row, at - 1, 2] else 2
                table[row, at, 2] = table[row, at - 1, state] + weights[3, at - 1]
                back[row, at, 2] = 30 + state


@numba.njit(cache=True, nogil=True)
def _brief(words: WordTable, name: Array, facts: Array, to: int) -> None:
    """Writes mass and mask of each word of a name, without and with the article."""
    for at in range(len(name)):
        row = name[at]
        facts[to, at], facts[to + 1, at] = words.facts[row, MASS], words.facts[row, MASK]
        facts[to + 2, at] = words.facts[row, WHOLE]
        facts[to + 3, at] = words.facts[row, WHOLE_MASK]


@numba.njit(cache=True, nogil=True)
def _may_join(facts: Array, one: int, first: int, other: int, at: int) -> Any:
    """Whether a word and the next one have, together, about the consonants of a third."""
    mass = facts[one, first] + facts[one + 2, first + 1]
    if abs(mass - facts[other, at]) > 120:
        return False
    return bits_of((facts[one + 1, first] | facts[one + 3, first + 1]) ^ facts[other + 1, at]) <= 1


@numba.njit(cache=True, nogil=True)
def _cheapest(states: Array) -> Any:
    best, cost = 0, states[0]
    if states[1] < cost:
        best, cost = 1, states[1]
    if states[2] < cost:
        best, cost = 2, states[2]
    return best, cost


@numba.njit(cache=True, nogil=True)
def _weigh(words: WordTable, name: Array, weights: Array, to: int) -> Any:
    """Writes what each word of a name says, and what its lack costs; returns the sum of the first.

    The given name says at least as much as an uncommon word, and its lack is dear.
    """
    total = 0.0
    for at in range(len(name)):
        weight = words.weights[name[at]]
        if at == 0:
            weight = max(weight, _GIVEN_LEAST) * _GIVEN_FACTOR
            title = words.facts[name[0], INITIAL] == INITIAL_OR_TITLE
            gap = weight * (_MIDDLE_GAP if title else _GIVEN_GAP)
        else:
            gap = weight * (_FAMILY_GAP if at == len(name) - 1 else _MIDDLE_GAP)
        weights[to, at], weights[to + 1, at] = weight, gap
        total += weight
    return total


@numba.njit(cache=True, nogil=True)
def make_scratch() -> Any:
    """Returns the arrays that `align_names` works in; for one pair of word tables."""
    joined = WordTable(
        np.zeros((1, _LETTERS), np.int32), np.zeros((1, 2, _LETTERS), np.int16),
        np.zeros((1, FACTS), np.int32), np.zeros(1),
    )  # fmt: skip
    return (
        np.zeros((3, _LETTERS + 2), np.int32), np.zeros((MOST_WORDS, MOST_WORDS)),
        np.zeros((MOST_WORDS + 1, MOST_WORDS + 1, 5)),
        np.zeros((MOST_WORDS + 1, MOST_WORDS + 1, 3), np.int32), np.zeros((4, MOST_WORDS)),
        np.zeros((8, MOST_WORDS), np.int64), joined,
        np.full(_SLOTS, -1, np.int64), np.zeros(_SLOTS),
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
