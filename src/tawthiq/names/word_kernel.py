"""The innermost loops: how alike two words are.

Costs are of `letters`, whole numbers: 100 for one consonant. numba keeps compiled code by the
module that calls it: after a change here, remove the cached files of `align_kernel` and
`search_kernel`, which have this code within theirs.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numba
import numpy as np

from tawthiq.names.letters import NUMBER

Array: TypeAlias = "np.ndarray[Any, Any]"

_UNLIKE = 0.4
_SWAP, _SWAP_OTHER, _PAIR = 15, 60, 4
_SHARPNESS = 1.4
_TORN, _TORN_LEAST = 0.92, 0.85
_ALEF, _LAM, _H = NUMBER["ا"], NUMBER["ل"], NUMBER["h"]
_ABD = 1
_FIRST_PAIR, _LAST_PAIR = NUMBER["sh"], NUMBER["ch"]
_PAIR_BASES = np.array([NUMBER[each] for each in "skgtdc"], np.int32)


class WordTable(NamedTuple):
    """Words as arrays, a row for each.

    Attributes:
        codes: Letters.
        gaps: Row x (same script, other script) x letter: what leaving a letter out costs.
        facts: Length, script, head, tail, letters of the article, cost of leaving it out, mass,
            mask, families (up to three, 0 for none), mass and mask with the article; first letter,
            whether it is an initial, ending; the first row of what a torn word may have been, and
            how many there are.
        weights: How much a word says, from 0 to 1: rare ones say more.
    """

    codes: Array
    gaps: Array
    facts: Array
    weights: Array


FACTS = 18
(LENGTH, SCRIPT, HEAD, TAIL, ARTICLE, LEAVE, MASS, MASK, FAMILY, FAMILY_TWO, FAMILY_THREE, WHOLE,
 WHOLE_MASK, FIRST, INITIAL, ENDING, READING, READINGS) = range(FACTS)  # fmt: skip

UNKNOWN_KIN, SAME_FAMILY, OTHER_FAMILY = 0, 1, 2


@numba.njit(cache=True, nogil=True)
def bits_of(mask: int) -> int:
    """Returns how many bits of a mask of fifteen are set."""
    mask = mask - ((mask >> 1) & 0x5555)
    mask = (mask & 0x3333) + ((mask >> 2) & 0x3333)
    mask = (mask + (mask >> 4)) & 0x0F0F
    return (mask + (mask >> 8)) & 0x1F


@numba.njit(cache=True, nogil=True)
def kin_of(one: WordTable, row: int, other: WordTable, column: int) -> int:
    """Returns whether the table of well-known names says that two words are one name, or are not.

    A spelling that can be of several families tells only what it is not.
    """
    if one.facts[row, FAMILY] == 0 or other.facts[column, FAMILY] == 0:
        return UNKNOWN_KIN
    if one.facts[row, FAMILY_TWO] == 0 and other.facts[column, FAMILY_TWO] == 0:
        same = one.facts[row, FAMILY] == other.facts[column, FAMILY]
        return SAME_FAMILY if same else OTHER_FAMILY
    for at in range(FAMILY, FAMILY_THREE + 1):
        for than in range(FAMILY, FAMILY_THREE + 1):
            family = one.facts[row, at]
            if family and family == other.facts[column, than]:
                return UNKNOWN_KIN
    return OTHER_FAMILY


@numba.njit(cache=True, nogil=True)
def _edit_plain(one: WordTable, row: int, other: WordTable, column: int, rows: Array) -> Any:
    """Returns 100 for each letter in which two words of other scripts differ (Levenshtein)."""
    width = other.facts[column, LENGTH]
    for at in range(width + 1):
        rows[0, at] = 100 * at
    for step in range(one.facts[row, LENGTH]):
        above, here = step % 2, (step + 1) % 2
        rows[here, 0] = 100 * (step + 1)
        for at in range(width):
            unlike = 0 if one.codes[row, step] == other.codes[column, at] else 100
            rows[here, at + 1] = min(
                rows[above, at] + unlike, rows[above, at + 1] + 100, rows[here, at] + 100
            )
    return rows[one.facts[row, LENGTH] % 2, width]


@numba.njit(cache=True, nogil=True)
def _turned_cheaply(codes: Array, length: int, last: int) -> Any:
    """Whether lam-alef that ends so is surely turned, if it is: before a lam, or at the end.

    No name has alef-lam-lam within it, and hardly one ends on alef-lam for lam-alef: there a turned
    ligature is told from another name. صالح and صلاح are both names; after Abd only one of two is.
    """
    return last + 1 == length or codes[last + 1] == _LAM


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
    if script == 2 or other.facts[column, SCRIPT] == 2:
        return _edit_plain(one, row, other, column, rows)
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
                    turned = turned and (
                        one.facts[row, HEAD] == _ABD
                        or _turned_cheaply(one.codes[row], length, step)
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
    costs, heads, tails, _begins = tables
    if bits_of(one.facts[row, MASK] ^ other.facts[column, MASK]) > 4:
        return 0.0
    beside = (
        heads[one.facts[row, HEAD], other.facts[column, HEAD]]
        + tails[one.facts[row, TAIL], other.facts[column, TAIL]]
    )
    if beside >= 100:
        return 0.0
    kin = kin_of(one, row, other, column)
    if kin == SAME_FAMILY:
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
    if kin == OTHER_FAMILY and one.facts[row, HEAD] != _ABD:
        likeness = min(likeness, _UNLIKE)
    return likeness * (1.0 - beside / 100.0)


@numba.njit(cache=True, nogil=True)
def read_likeness(one: WordTable, row: int, other: WordTable, column: int, tables: Any,
                  rows: Array, least: float) -> Any:  # fmt: skip
    """Returns how alike two words are, each as it stands or as it was before a copy tore it."""
    best = word_likeness(one, row, other, column, tables, rows, least)
    if best >= _TORN_LEAST:
        return best
    first = one.facts[row, READING]
    for at in range(first, first + one.facts[row, READINGS]):
        likeness = word_likeness(one, at, other, column, tables, rows, _TORN_LEAST)
        best = max(best, _TORN * likeness)
    first = other.facts[column, READING]
    for at in range(first, first + other.facts[column, READINGS]):
        likeness = word_likeness(one, row, other, at, tables, rows, _TORN_LEAST)
        best = max(best, _TORN * likeness)
    return best


@numba.njit(cache=True, nogil=True)
def joined_likeness(one: WordTable, row: int, after: int, other: WordTable, column: int,
                     tables: Any, rows: Array, joined: WordTable) -> Any:  # fmt: skip
    """Returns how alike two words, joined, are to a single one; 0 where that is out of question."""
    mass = one.facts[row, MASS] + one.facts[after, WHOLE]
    if one.facts[row, TAIL] or one.facts[after, HEAD]:
        return 0.0
    if one.facts[row, SCRIPT] != one.facts[after, SCRIPT]:
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
