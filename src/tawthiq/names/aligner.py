"""Scores of pairs of names, as many as a linkage of large lists asks for."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from tawthiq.names.align_kernel import MOST_WORDS, align_pairs
from tawthiq.names.damage import is_torn, is_turned, readings
from tawthiq.names.families import families_of, family_of
from tawthiq.names.letters import LONGEST, beginnings, costs, spell
from tawthiq.names.parts import part_of, split_name
from tawthiq.names.word_kernel import FACTS, FAMILY, LEAVE, READING, WHOLE, WordTable
from tawthiq.names.words import Word

Array: TypeAlias = "np.ndarray[Any, Any]"

SAME = 0.8
"""A score from which two names are the same name, as far as the name alone tells."""

_HEADS = np.array(
    [[0, 40, 25, 40], [40, 0, 60, 100], [25, 60, 0, 100], [40, 100, 100, 0]], np.int32
)
_TAILS = np.array([[0, 15, 25], [15, 0, 60], [25, 60, 0]], np.int32)
_FIRST_WORDS = MOST_WORDS - 4
_LIGHTEST = 0.2
_COMMONER = 3
"""A word is read as another one that is so many times commoner, where copies are torn."""


def tables() -> tuple[Array, Array, Array, Array]:
    """Returns the costs of letters, heads and tails, and what initials can stand for."""
    return costs(), _HEADS, _TAILS, beginnings()


def words_of_name(name: str | None) -> tuple[Word, ...]:
    """Returns the words of a name that are compared: at most sixteen.

    Single letters, initials and crumbs of a bad copy, go where two words are left without them;
    but one at the beginning stands for a given name, and without it the father's would be it.
    """
    words = split_name(name).words if name else ()
    longer = tuple(
        each
        for at, each in enumerate(words)
        if at == 0 or len(each.text) > 1 or not each.text.isalpha()
    )
    if len(longer) > 1:
        words = longer
    if len(words) > MOST_WORDS:
        return (*words[:_FIRST_WORDS], *words[-4:])
    return words


class Words:
    """Words with their numbers: each once."""

    def __init__(self) -> None:
        self.rows: dict[Word, int] = {}

    def add(self, words: Iterable[Word]) -> list[int]:
        """Returns the rows of words, new ones added."""
        rows = self.rows
        return [rows.setdefault(each, len(rows)) for each in words]

    def table(self, weights: Weights) -> WordTable:
        """Returns the words as arrays.

        After them stand the words that torn ones may have been.
        """
        words, torn = list(self.rows), {}
        for row, word in enumerate(self.rows):
            found = weights.readings(word)
            if found:
                torn[row] = len(words), len(found)
                words += found
        count = len(words)
        codes = np.zeros((count, LONGEST), np.int32)
        gaps = np.zeros((count, 2, LONGEST), np.int16)
        facts = np.zeros((count, FACTS), np.int32)
        weight = np.zeros(count)
        for row, word in enumerate(words):
            spelled = spell(word)
            length = len(spelled.codes)
            codes[row, :length] = spelled.codes
            gaps[row, 0, :length], gaps[row, 1, :length] = spelled.same, spelled.other
            facts[row, :LEAVE] = length, spelled.script, word.head, word.tail, spelled.article
            facts[row, LEAVE:FAMILY] = spelled.leave, spelled.mass, spelled.mask
            for at, family in enumerate(spelled.families):
                facts[row, FAMILY + at] = number_of(family)
            facts[row, WHOLE:READING] = (
                *spelled.whole, spelled.first, spelled.initial, spelled.ending
            )  # fmt: skip
            facts[row, READING:] = torn.get(row, (0, 0))
            weight[row] = weights.of(word)
        return WordTable(codes, gaps, facts, weight)


_FAMILY_NUMBERS: dict[str, int] = {}


def number_of(family: str) -> int:
    """Returns the number of a family of spellings, from 1 on."""
    return _FAMILY_NUMBERS.setdefault(family, len(_FAMILY_NUMBERS) + 1)


def weight_key(word: Word) -> str:
    """Returns what counts as one word when frequencies are learnt: key and well-known name."""
    return f"{part_of(word).key} {family_of(word.stem) or ''}"


@dataclass(frozen=True, slots=True)
class Weights:
    """How much words say, and how often they are met.

    Attributes:
        by_key: The weight of each key, from 0 to 1; a key that is not known has 1.
        met: How many names have each key.
        spelt: How many names have each stem, where a copy tore names; otherwise empty.
    """

    by_key: Mapping[str, float]
    met: Mapping[str, int]
    spelt: Mapping[str, int]

    def of(self, word: Word) -> float:
        """Returns how much a word says; one that can be either of two names, the lesser of both."""
        weight = self.by_key.get(weight_key(word), 1.0)
        for family in families_of(word.stem):
            weight = min(weight, self.by_key.get(f"{part_of(word).key} {family}", 1.0))
        return weight

    def readings(self, word: Word) -> list[Word]:
        """Returns the words that a torn one may have been: known ones, far commoner than it.

        Where copies are torn, every lam-alef is turned: what it may have been need only be known.
        """
        if not self.spelt:
            return []
        commoner = _COMMONER * max(1, self.spelt.get(word.stem, 1))
        found = []
        for stem in readings(word.stem):
            reading = replace(word, stem=stem)
            least = 1 if is_turned(word.stem, stem) else commoner
            if self.met.get(weight_key(reading), 0) >= least:
                found.append(reading)
        return found


def learn_weights(names: Iterable[Sequence[Word]], *, torn: bool = False) -> Weights:
    """Returns how much each key says, by how many names have it.

    The inverse document frequency of K. Sparck Jones (1972), as a share of its highest value; the
    commonest words keep a fifth.

    Args:
        names: The words of each name.
        torn: Whether a copy tore names, so that words are also read as what they may have been.
    """
    counts: dict[str, int] = {}
    spelt: dict[str, int] = {}
    total = 0
    keys: dict[Word, str] = {}
    for words in names:
        total += 1
        for each in set(words):
            key = keys.get(each)
            if key is None:
                key = keys[each] = weight_key(each)
            counts[key] = counts.get(key, 0) + 1
            if torn:
                spelt[each.stem] = spelt.get(each.stem, 0) + 1
    most = math.log(1 + max(total, 50))
    by_key = {
        key: max(_LIGHTEST, math.log(1 + max(total, 50) / count) / most)
        for key, count in counts.items()
    }
    return Weights(by_key, counts, spelt)


class Aligner:
    """A pool of names made ready for scoring pairs of them.

    Give it the names of all lists that are linked: how much a word says is learnt from how many
    names have it.

    >>> aligner = Aligner(["Omar Khalid Hassan Jaber", "عمر خالد جابر", "Ziad Khalid Hassan Jaber"])
    >>> same, brother = aligner.pairs([0, 0], [1, 2])
    >>> bool(same >= SAME > 0.6 > brother)
    True
    """

    def __init__(self, names: Iterable[str | None]):
        """Takes the names apart, each different one once."""
        known: dict[str | None, int] = {}
        self.unique = np.fromiter((known.setdefault(each, len(known)) for each in names), np.int32)
        self._words = [words_of_name(each) for each in known]
        torn = is_torn(each for each in known if each)
        weights = learn_weights((self._words[at] for at in self.unique), torn=torn)
        table = Words()
        rows = [table.add(each) for each in self._words]
        self._table = table.table(weights)
        self._starts = np.concatenate([[0], np.cumsum([len(each) for each in rows])])
        self._starts = self._starts.astype(np.int64)
        self._flat = np.array([row for each in rows for row in each], np.int32)

    def bits(self) -> Array:
        """Returns, per name, how rare its words make it: of 20 bits, one name in 2^20 by chance."""
        counts: list[int] = np.diff(self._starts).tolist()
        name_of_word = np.repeat(np.arange(len(counts)), counts)
        weights = self._table.weights[self._flat] if len(self._flat) else np.zeros(0)
        sums = np.bincount(name_of_word, weights, minlength=len(counts))
        found: Array = (sums * math.log2(1 + max(len(self.unique), 50)))[self.unique]
        return found

    def pairs(self, left: Sequence[int] | Array, right: Sequence[int] | Array) -> Array:
        """Returns the scores of pairs of names, from 0 to 1, as float32.

        Args:
            left: Numbers of the first names, by their order in the pool.
            right: Numbers of the second ones, as many.

        Raises:
            ValueError: If there are not as many of one as of the other.
            IndexError: If a number is not that of a name.
        """
        one, other = np.asarray(left, np.int64), np.asarray(right, np.int64)
        if one.shape != other.shape or one.ndim != 1:
            raise ValueError(f"{one.shape} first names and {other.shape} second ones are no pairs")
        one = np.ascontiguousarray(self.unique[one])
        other = np.ascontiguousarray(self.unique[other])
        found = np.zeros(len(one), np.float32)
        ends = np.linspace(0, len(one), (os.cpu_count() or 1) + 1).astype(int)

        def score(part: tuple[int, int]) -> None:
            here = slice(*part)
            align_pairs(self._table, self._starts, self._flat, (one[here], other[here]),
                        tables(), found[here])  # fmt: skip

        if len(one) < 2_000:
            score((0, len(one)))
        else:
            with ThreadPoolExecutor(len(ends) - 1) as threads:
                list(threads.map(score, pairwise(ends)))
        return found
