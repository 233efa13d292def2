"""Which pairs of accounts are looked at: those of near days whose places may be one.

Points meet in cells and their neighbours, names by any word, and an area meets what lies in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tawthiq.linkage.incidents.accounts import Account, Accounts

Array: TypeAlias = "np.ndarray[Any, Any]"

CELL = 0.05
"""Degrees of a cell: points more than two cells apart are not looked at."""

CROWD, MOST = 200, 48
"""Among more than so many in one cell and day an account is compared with so many; the nearest by
content."""

_NAMES_FROM = 1 << 26
_DAYS = 1 << 23
_NEIGHBOURS = tuple((one, other) for one in (-1, 0, 1) for other in (-1, 0, 1))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of compared accounts by their places among them, the smaller first.

    Attributes:
        left: One account of each pair.
        right: The other.
        cut: How many accounts stood among too many others to be compared with all of them.
    """

    left: Array
    right: Array
    cut: int


def find_candidates(accounts: Accounts) -> Candidates:
    """Returns the pairs that are worth a comparison."""
    keys = _Keys()
    held, asked = [], []
    for at, number in enumerate(accounts.compared.tolist()):
        account = accounts.rows[number]
        days = range(_span(account)[0], _span(account)[1] + 1)
        mine = list(keys.held(account))
        theirs = list(keys.asked(account))
        held += [(key, day, at) for key in mine for day in days]
        asked += [(key, day, at) for key in theirs for day in range(days[0] - 1, days[-1] + 2)]
    if not held or not asked:
        return Candidates(np.zeros(0, np.int64), np.zeros(0, np.int64), 0)
    return _meet(np.array(held, np.int64), np.array(asked, np.int64), len(accounts.compared))


def _span(account: Account) -> tuple[int, int]:
    if account.span is None:
        raise ValueError("an account without a day is not compared")
    return account.span.first, account.span.last


class _Keys:
    """Numbers for cells and names."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], int] = {}

    def _named(self, kind: str, name: str) -> int:
        return self._names.setdefault((kind, name), _NAMES_FROM + len(self._names))

    def held(self, account: Account) -> Iterator[int]:
        """Yields the keys that an account is found under."""
        place = account.place
        if place.has_point:
            yield _cell(*place.degrees, (0, 0))
        if place.name is not None:
            yield from (self._named("word", each) for each in place.tokens or {place.name})
        if place.name is None and not place.has_point:
            yield self._named("area", place.wider[0])

    def asked(self, account: Account) -> Iterator[int]:
        """Yields the keys under which those are that an account may be one with."""
        place = account.place
        if place.has_point:
            yield from (_cell(*place.degrees, each) for each in _NEIGHBOURS)
        if place.name is not None:
            yield from (self._named("word", each) for each in place.tokens or {place.name})
        yield from (self._named("area", each) for each in place.wider)


def _cell(latitude: float, longitude: float, step: tuple[int, int]) -> int:
    row = int((latitude + 90) // CELL) + step[0] + 1
    return row * 7_300 + int((longitude + 180) // CELL) + step[1] + 1


def _meet(held: Array, asked: Array, count: int) -> Candidates:
    at_held, at_asked = (rows[:, 0] * _DAYS + rows[:, 1] + _DAYS // 2 for rows in (held, asked))
    order = np.lexsort((held[:, 2], at_held))
    blocks, ranks = np.unique(at_held[order], return_inverse=True)
    held_by = held[order, 2]
    placed = ranks * count + held_by
    block = np.minimum(np.searchsorted(blocks, at_asked), len(blocks) - 1)
    there = blocks[block] == at_asked
    block, who = block[there], asked[there, 2]
    first = np.searchsorted(ranks, block)
    last = np.searchsorted(ranks, block, side="right")
    cut = last - first > CROWD
    here = np.searchsorted(placed, block * count + who)
    start = np.where(cut, np.clip(here - MOST // 2, first, np.maximum(first, last - MOST)), first)
    size = np.where(cut, np.minimum(last - start, MOST), last - start)
    left = np.repeat(who, size)
    within = np.arange(len(left)) - np.repeat(np.cumsum(size) - size, size)
    right = held_by[np.repeat(start, size) + within]
    pairs = np.unique(np.minimum(left, right)[left != right] * count
                      + np.maximum(left, right)[left != right])  # fmt: skip
    return Candidates(pairs // count, pairs % count, len(np.unique(who[cut])))
