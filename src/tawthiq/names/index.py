"""Finds names in a pool, in whatever spelling and script they are written there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import numpy as np

from tawthiq.names.aligner import Words, learn_weights, tables, words_of_name
from tawthiq.names.damage import is_torn
from tawthiq.names.explain import Alignment, explain
from tawthiq.names.search_kernel import Lists, alike_words, search_names

Array: TypeAlias = "np.ndarray[Any, Any]"

TOP = 5
_CANDIDATES = 120
_LEAST_SCORE = 0.05
_ENOUGH = 64


class NameMatch:
    """A name of a pool that a query can mean.

    Attributes:
        index: Its place in the pool.
        name: As it stands there.
        query: What was asked for.
        score: From 0 to 1; see `NameIndex`.
    """

    __slots__ = ("_home", "index", "name", "query", "score")

    def __init__(self, home: NameIndex, query: str, index: int, name: str, score: float):
        self._home, self.query, self.index, self.name = home, query, index, name
        self.score = score

    @property
    def alignment(self) -> Alignment:
        """Which word met which, and how alike they are; worked out when it is asked for."""
        return explain(self.query, self.name, self._home.weights)

    @property
    def why(self) -> str:
        """The alignment in words."""
        return self.alignment.text

    def __repr__(self) -> str:
        return f"NameMatch(index={self.index}, score={self.score})"


class NameIndex:
    """A pool of names that can be searched again and again.

    A score is 1 where every word of the query meets the same word. It falls with what words
    differ, most for the given name, by how much each word says: what few names of the pool have
    says more. A middle name or family name that only one of the two has costs little. From `SAME`
    on two names are the same as far as names tell: two people can share one, so the score is no
    probability that they are one person.

    Scores do not depend on the order of the pool. Matches of one score stand in the order of their
    text, and of one text in that of the pool.

    >>> index = NameIndex(["خالد عمر جابر", "محمود سالم", "محمد سالم"])
    >>> [(each.index, each.score) for each in index.search(["Mohammed Salem"], top=1)[0]]
    [(2, 1.0)]
    """

    def __init__(self, pool: Iterable[str | None]):
        """Reads the names; empty ones are never found.

        Raises:
            TypeError: If something else than a text or None is among them.
        """
        places: dict[str, list[int]] = {}
        for at, name in enumerate(_texts(pool, "name")):
            if name:
                places.setdefault(name, []).append(at)
        self._names = sorted(places)
        self._places = [places[each] for each in self._names]
        words = [words_of_name(each) for each in self._names]
        self.weights = learn_weights(
            (each for each, at in zip(words, self._places, strict=True) for _one in at),
            torn=is_torn(self._names),
        )
        table = Words()
        lists = [table.add(each) for each in words]
        self._table = table.table(self.weights)
        self._lists = _flat(lists)
        self._having = _inverted(self._lists, len(self._table.weights))
        total = np.array([sum(self._table.weights[row] for row in each) for each in lists])
        self._says = (total * 1_000).astype(np.int32)

    def search(self, queries: Iterable[str | None], *, top: int = TOP) -> list[list[NameMatch]]:
        """Returns for each query the names of the pool that it can mean, the likeliest first.

        Args:
            queries: Names in Arabic or Latin script; one that is empty finds nothing.
            top: How many matches are returned at most for each.

        Raises:
            TypeError: If something else than a text or None is among the queries.
            ValueError: If `top` is below 1.
        """
        if top < 1:
            raise ValueError(f"top={top}: at least one match must be asked for")
        asked = [each or "" for each in _texts(queries, "query")]
        numbers = {each: at for at, each in enumerate(dict.fromkeys(asked))}
        if not self._names or not asked:
            return [[] for _each in asked]
        top = min(top, sum(map(len, self._places)))
        best, scores = self._best(list(numbers), min(top, len(self._names)))
        return [
            self._matches(each, best[numbers[each]], scores[numbers[each]], top) for each in asked
        ]

    def _best(self, queries: list[str], top: int) -> tuple[Array, Array]:
        table = Words()
        lists = [table.add(words_of_name(each)) for each in queries]
        words = table.table(self.weights)
        best = np.full((len(queries), top), -1, np.int32)
        scores = np.zeros((len(queries), top))
        count = len(table.rows)
        alike = _joined(_threads(
            lambda first, last: alike_words(words, first, last, self._table, tables()), count
        ))  # fmt: skip
        wanted = max(_CANDIDATES, 3 * top)

        def search(first: int, last: int) -> None:
            search_names(_flat(lists[first:last]), words, alike, self._table, self._lists,
                         self._having, self._says, tables(), wanted, top,
                         best[first:last], scores[first:last])  # fmt: skip

        _threads(search, len(queries))
        return best, scores

    def _matches(self, query: str, best: Array, scores: Array, top: int) -> list[NameMatch]:
        found: list[NameMatch] = []
        for name, score in zip(best.tolist(), scores.tolist(), strict=True):
            if name < 0 or score < _LEAST_SCORE:
                break
            for at in self._places[name][: top - len(found)]:
                found.append(NameMatch(self, query, at, self._names[name], round(score, 4)))
            if len(found) >= top:
                break
        return found


def match_names(
    queries: Iterable[str | None], pool: Iterable[str | None], *, top: int = TOP
) -> list[list[NameMatch]]:
    """Returns for each query the names of a pool that it can mean, the likeliest first.

    For several searches of one pool make a `NameIndex`, whose rules hold here.

    Args:
        queries: Names in Arabic or Latin script.
        pool: Names in either.
        top: How many matches are returned at most for each query.

    Raises:
        TypeError: If something else than a text or None is among the names.
        ValueError: If `top` is below 1.
    """
    return NameIndex(pool).search(queries, top=top)


def _texts(names: Iterable[Any], what: str) -> Iterable[str | None]:
    if isinstance(names, str):
        raise TypeError(f"one text was given where a list of texts is meant: a {what} each")
    for at, name in enumerate(names):
        if name is not None and not isinstance(name, str):
            raise TypeError(
                f"{what} {at} is of type {type(name).__name__}: a text or None is meant"
            )
        yield name


def _flat(lists: Sequence[Sequence[int]]) -> Lists:
    starts = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(each) for each in lists], out=starts[1:])
    return Lists(starts, np.array([row for each in lists for row in each], np.int32))


def _inverted(lists: Lists, count: int) -> Lists:
    """Returns for each word the names that have it, each once, in their order."""
    names = np.repeat(np.arange(len(lists.starts) - 1), np.diff(lists.starts))
    pairs = np.unique(np.stack([lists.flat.astype(np.int64), names]), axis=1)
    starts = np.searchsorted(pairs[0], np.arange(count + 1))
    return Lists(starts.astype(np.int64), pairs[1].astype(np.int32))


def _threads(work: Any, count: int) -> list[Any]:
    """Does parts of a work beside each other; the kernels let go of the interpreter."""
    threads = os.cpu_count() or 1
    if count < _ENOUGH or threads == 1:
        return [work(0, count)]
    ends = [count * at // threads for at in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, ends[:-1], ends[1:]))


def _joined(found: list[Any]) -> tuple[Array, Array, Array]:
    starts, offset = [np.zeros(1, np.int64)], 0
    for each, _rows, _likeness in found:
        starts.append(each[1:] + offset)
        offset += each[-1]
    return (
        np.concatenate(starts),
        np.concatenate([each[1] for each in found]),
        np.concatenate([each[2] for each in found]),
    )
