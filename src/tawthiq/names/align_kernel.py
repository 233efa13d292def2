"""The inner loops: words against words, and the words of a name against those of another.

Everything is whole numbers until the last division, so that no result depends on the order in
which names are compared. Costs are of `letters`: 100 for one consonant.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numba
import numpy as np

from tawthiq.names.letters import NUMBER

Array: TypeAlias = "np.ndarray[Any, Any]"

MOST_WORDS = 16
"""Words of a name that are compared: of longer ones the first twelve and the last four."""

_LETTERS = 52
_JOINED_LEAST = 0.85
_UNLIKE = 0.4
_ALIKE, _HARDLY = 0.6, 0.35
_SWAP, _SWAP_OTHER, _PAIR = 15, 60, 4
_SHARPNESS = 1.4
_ALEF, _LAM, _H = NUMBER["ا"], NUMBER["ل"], NUMBER["h"]
_FIRST_PAIR, _LAST_PAIR = NUMBER["sh"], NUMBER["ch"]
_PAIR_BASES = np.array([NUMBER[each] for each in "skgtdc"], np.int32)
_GIVEN_GAP, _FAMILY_GAP, _MIDDLE_GAP = 1.0, 0.45, 0.10
_CONTRADICTED = 0.8
_GIVEN_LEAST, _GIVEN_FACTOR = 0.7, 1.3
_GIVEN_LOST = 0.2
_FLOOR, _ONE_WORD = 0.3, 0.75
_FAR = 1.0e9
_SLOTS = 1 << 15


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
def bits_of(mask: int) -> int:
    """Returns how many bits of a mask of fifteen are set."""
    mask = mask - ((mask >> 1) & 0x5555)
    mask = (mask & 0x3333) + ((mask >> 2) & 0x3333)
    mask = (mask + (mask >> 4)) & 0x0F0F
    return (mask + (mask >> 8)) & 0x1F


@numba.njit(cache=True, nogil=True)
def _edit(one: WordTable, row: int, other: WordTable, column: int, costs: Array, rows: Array,
          most: int) -> Any:  # fmt: skip
    """Returns the least cost of turning a word into another, articles at choice.

    Beyond `most`, any higher number is returned.
    """
    length, width = one.facts[row, LENGTH], other.facts[column, LENGTH]
    art_one, art_other = one.facts[row, ARTICLE], other.facts[column, ARTICLE]
    leave_one, leave_other = one.facts[row, LEAVE], other.facts[column, LEAVE]
    script = one.facts[row, SCRIPT]
    way = 0 if script == other.facts[column, SCRIPT] else 1
    rows[0, 0] = 0
    for at in range(width):
        rows[0, at + 1] = rows[0, at] + other.gaps[column, way, at]
        if at + 1 == art_other:
            rows[0, at + 1] = min(rows[0, at + 1], leave_other)
    for step in range(length):
        above, here, before = step % 3, (step + 1) % 3, (step + 2) % 3
        code, gap = one.codes[row, step], one.gaps[row, way, step]
        last = one.codes[row, step - 1] if step else code
        left = rows[above, 0] + gap
        if step + 1 == art_one:
            left = min(left, leave_one)
        rows[here, 0] = left
        least = left
        for at in range(width):
            letter = other.codes[column, at]
            best = min(
                rows[above, at] + costs[code, letter],
                rows[above, at + 1] + gap,
                left + other.gaps[column, way, at],
            )
            if way == 0:
                if at and last == letter and code != letter and other.codes[column, at - 1] == code:
                    turned = (code == _ALEF and letter == _LAM) or (
                        code == _LAM and letter == _ALEF
                    )
                    best = min(best, rows[before, at - 1] + (_SWAP if turned else _SWAP_OTHER))
            elif at and _FIRST_PAIR <= code <= _LAST_PAIR:
                first = costs[_PAIR_BASES[code - _FIRST_PAIR], other.codes[column, at - 1]]
                best = min(best, rows[above, at - 1] + first + costs[_H, letter] + _PAIR)
            elif step and _FIRST_PAIR <= letter <= _LAST_PAIR:
                first = costs[last, _PAIR_BASES[letter - _FIRST_PAIR]]
                best = min(best, rows[before, at] + first + costs[code, _H] + _PAIR)
            if step + 1 == art_one and at + 1 == art_other:
                best = min(best, leave_one + leave_other)
            rows[here, at + 1] = best
            left = best
            least = min(least, best)
        if least > most and step >= art_one:
            return most + 1
    return rows[length % 3, width]


@numba.njit(cache=True, nogil=True)
def word_likeness(one: WordTable, row: int, other: WordTable, column: int, tables: Any,
                  rows: Array, least: float) -> Any:  # fmt: skip
    """Returns how alike two words are, from 0 to 1; 0 for what is less alike than `least`."""
    costs, heads, tails = tables
    if bits_of(one.facts[row, MASK] ^ other.facts[column, MASK]) > 4:
        return 0.0
    beside = (
        heads[one.facts[row, HEAD], other.facts[column, HEAD]]
        + tails[one.facts[row, TAIL], other.facts[column, TAIL]]
    )
    if beside >= 100:
        return 0.0
    family_one, family_other = one.facts[row, FAMILY], other.facts[column, FAMILY]
    if family_one and family_one == family_other:
        return 1.0 - beside / 100.0
    mass_one, mass_other = one.facts[row, MASS], other.facts[column, MASS]
    mass = max(mass_one, mass_other, 200)
    if abs(mass_one - mass_other) > 0.7 * mass:
        return 0.0
    most = int(mass * (1.0 - least) / _SHARPNESS)
    cost = _edit(one, row, other, column, costs, rows, most)
    if cost > most:
        return 0.0
    likeness = 1.0 - _SHARPNESS * cost / mass
    if family_one and family_other:
        likeness = min(likeness, _UNLIKE)
    return likeness * (1.0 - beside / 100.0)


@numba.njit(cache=True, nogil=True)
def _joined_likeness(one: WordTable, row: int, after: int, other: WordTable, column: int,
                     tables: Any, rows: Array, joined: WordTable) -> Any:  # fmt: skip
    """Returns how alike two words, joined, are to a single one; 0 where that is out of question."""
    mass = one.facts[row, MASS] + one.facts[after, WHOLE]
    if one.facts[row, TAIL] or one.facts[after, HEAD]:
        return 0.0
    if one.facts[row, HEAD] != other.facts[column, HEAD]:
        return 0.0
    if one.facts[after, TAIL] != other.facts[column, TAIL]:
        return 0.0
    length, more = one.facts[row, LENGTH], one.facts[after, LENGTH]
    for at in range(length + more):
        word, letter = (row, at) if at < length else (after, at - length)
        joined.codes[0, at] = one.codes[word, letter]
        joined.gaps[0, 0, at] = one.gaps[word, 0, letter]
        joined.gaps[0, 1, at] = one.gaps[word, 1, letter]
    for fact in range(joined.facts.shape[1]):
        joined.facts[0, fact] = one.facts[row, fact]
    joined.facts[0, LENGTH] = length + more
    mass = max(mass, other.facts[column, MASS], 200)
    cost = _edit(joined, 0, other, column, tables[0], rows, mass)
    return max(0.0, 1.0 - _SHARPNESS * cost / mass)


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
            if bits_of(facts[1, row] ^ facts[5, at]) > 4:
                alike[row, at] = 0.0
                continue
            word, than = words_one[row], words_other[at]
            pair = (np.int64(word) << 32) | than
            slot = ((pair >> 32) * 40503 + than * 2654435761) & (_SLOTS - 1)
            if slots[slot] != pair:
                slots[slot] = pair
                held[slot] = word_likeness(one, word, other, than, tables, rows, _HARDLY)
            alike[row, at] = held[slot]
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
    whole = max(0.0, 1.0 - cost / total)
    if met < 2 and (length > 1 or width > 1):
        whole *= _ONE_WORD
    return whole * (_FLOOR + (1.0 - _FLOOR) * given * given)


@numba.njit(cache=True, nogil=True)
def _fill(one: WordTable, words_one: Array, other: WordTable, words_other: Array, tables: Any,
          scratch: Any) -> None:  # fmt: skip
    """Fills the table of cheapest ways.

    `table[row, at, state]`: state 0 after words met, 1 after the second name lacked one, 2 after
    the first did; never 2 right after 1: that is a word for another. At 3 and 4 stand likenesses
    of joined words.
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
            if row > 1 and at and _may_join(facts, 0, row - 2, 4, at - 1):
                like = _joined_likeness(one, words_one[row - 2], words_one[row - 1],
                                        other, words_other[at - 1], tables, rows,
                                        joined)  # fmt: skip
                if like >= _JOINED_LEAST:
                    table[row - 2, at - 1, 3] = like
                    weight = weights[0, row - 1] + weights[0, row - 2] + weights[2, at - 1]
                    state, cost = _cheapest(table[row - 2, at - 1])
                    cost += weight * (1.02 - like)
                    if cost < best:
                        best, came = cost, 40 + state
            if row and at > 1 and _may_join(facts, 4, at - 2, 0, row - 1):
                like = _joined_likeness(other, words_other[at - 2], words_other[at - 1],
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
            gap = weight * _GIVEN_GAP
        else:
            gap = weight * (_FAMILY_GAP if at == len(name) - 1 else _MIDDLE_GAP)
        weights[to, at], weights[to + 1, at] = weight, gap
        total += weight
    return total


@numba.njit(cache=True, nogil=True)
def make_scratch() -> Any:
    """Returns the arrays that `align_names` works in; for one pair of word tables."""
    joined = WordTable(
        np.zeros((1, _LETTERS), np.uint8), np.zeros((1, 2, _LETTERS), np.int16),
        np.zeros((1, 11), np.int32), np.zeros(1),
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
