"""Draws ways to put accounts together, each as often as it is likely.

Gibbs sampling over partitions (S. Geman, D. Geman 1984), as for the linkage of records by R.
Steorts, R. Hall, S. Fienberg (2016). A group of n accounts has the weight of n - 1 joins, each
worth the mean of its pairs, so that what its pairs say twice counts once. One account at a time is
taken out and put where it may belong; two of one source may change places. What is returned is the
mean of what each account had to choose from, which needs few draws. Components have their own
random numbers: what is far away changes nothing but what is learnt.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numba
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Array: TypeAlias = "np.ndarray[Any, Any]"

NOT_COMPARED = -8.0
"""The weight in bits of two accounts of one group that were not compared."""

LARGEST = 100
"""Groups from this size on are counted as one size."""


class Graph(NamedTuple):
    """The pairs by accounts.

    Attributes:
        starts: Where the others of each account begin.
        others: The others of all accounts.
        pairs: The pairs that these are.
        accounts: Accounts that have others, those of one component side by side.
        first: Where each component begins among them, and where the last one ends.
    """

    starts: Array
    others: Array
    pairs: Array
    accounts: Array
    first: Array


class Prior(NamedTuple):
    """What is held of accounts before they are compared, in bits.

    Attributes:
        source: The number of the source of each account.
        met: By source, what it says for each account that it is not alone.
        size: By size of a group, what it says for the whole group.
        twice: What it says that a group holds two accounts of one source.
    """

    source: Array
    met: Array
    size: Array
    twice: float


def graph_of(left: Array, right: Array, count: int) -> Graph:
    """Returns the pairs by accounts, which are numbered from 0 to `count`."""
    pairs = np.arange(len(left))
    one, other = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.lexsort((other, one))
    starts = np.searchsorted(one[order], np.arange(count + 1))
    _, component = connected_components(
        coo_matrix((np.ones(len(left)), (left, right)), (count, count)), directed=False
    )
    met = np.flatnonzero(np.diff(starts))
    accounts = met[np.argsort(component[met], kind="stable")]
    first = np.flatnonzero(np.diff(component[accounts], prepend=-1, append=-1))
    if not len(accounts):
        first = np.zeros(1, np.int64)
    return Graph(starts, other[order], np.concatenate([pairs, pairs])[order], accounts, first)


class _Groups(NamedTuple):
    """The groups of a draw, known by the number of an account of their component."""

    of: Array
    members: Array
    total: Array
    doubled: Array


class _Desk(NamedTuple):
    """What one account has to choose from, and groups that nobody is in."""

    groups: Array
    total: Array
    met: Array
    doubled: Array
    lone: Array
    score: Array
    free: Array


def draw(
    graph: Graph, weight: Array, prior: Prior, *, group: Array, counted: int, unseen: int
) -> tuple[Array, Array, Array]:
    """Returns how likely each pair is one, each account alone, and how many groups have each size.

    Args:
        graph: The pairs.
        weight: log2 of the odds of each pair for itself.
        prior: What is held beforehand.
        group: The group of each account to begin with, by the number of an account; it is changed
            to that of the last draw.
        counted: So often each account is put anew.
        unseen: So often before that, which is not counted.
    """
    pairs, alone, sizes = np.zeros(len(weight)), np.zeros(len(group)), np.zeros(LARGEST + 1)
    if len(weight):
        _draw(graph, weight, prior, group, unseen + counted, unseen, pairs, alone, sizes)
    pairs, alone, sizes = pairs / (2 * counted), alone / counted, sizes / counted
    alone[np.diff(graph.starts) == 0] = 1.0
    sizes[1] += len(group) - len(graph.accounts)
    return pairs, alone, sizes


@numba.njit(cache=True)
def _random(state: Array) -> float:
    """Returns a number from 0 to below 1 (G. Marsaglia's xorshift, 2003)."""
    state[0] ^= state[0] << np.uint64(13)
    state[0] ^= state[0] >> np.uint64(7)
    state[0] ^= state[0] << np.uint64(17)
    return float((state[0] >> np.uint64(11)) / 9007199254740992.0)


@numba.njit(cache=True)
def _draw(
    graph: Graph, weight: Array, prior: Prior, group: Array, rounds: int, unseen: int,
    pairs: Array, alone: Array, sizes: Array,
) -> None:  # fmt: skip
    n = len(group)
    held = _Groups(group, np.zeros(n, np.int64), np.zeros(n), np.zeros(n, np.int64))
    _take_in(graph, weight, prior, held)
    desk = _Desk(np.zeros(n, np.int64), np.zeros(n), np.zeros(n, np.int64), np.zeros(n, np.int64),
                 np.zeros(n), np.zeros(n), np.zeros(n, np.int64))  # fmt: skip
    state = np.zeros(1, np.uint64)
    for component in range(len(graph.first) - 1):
        mine = graph.accounts[graph.first[component] : graph.first[component + 1]]
        state[0] = np.uint64(88172645463325252)
        empty = 0
        for at in mine:
            if held.members[at] == 0:
                desk.free[empty] = at
                empty += 1
        for drawn in range(rounds):
            counts = drawn >= unseen
            if counts:
                for at in mine:
                    if held.members[at]:
                        sizes[min(held.members[at], len(sizes) - 1)] += 1
            for at in mine:
                known = _lay_out(at, graph, weight, prior, held, desk)
                empty = _take_out(at, held, desk, empty)
                whole = _score(at, known, prior, held, desk)
                if counts:
                    _note(at, graph, known, whole, held, desk, pairs, alone)
                dice = _random(state) * whole
                empty = _put(at, known, dice, graph, weight, prior, held, desk, empty)
                _change(at, graph, weight, prior, held, state)


@numba.njit(cache=True)
def _take_in(graph: Graph, weight: Array, prior: Prior, held: _Groups) -> None:
    """Adds up the groups that are there."""
    for at in graph.accounts:
        held.members[held.of[at]] += 1
    for at in graph.accounts:
        mine = held.of[at]
        compared = 0
        for near in range(graph.starts[at], graph.starts[at + 1]):
            other = graph.others[near]
            if held.of[other] == mine:
                compared += 1
                held.total[mine] += weight[graph.pairs[near]] / 2
                if other > at and prior.source[other] == prior.source[at]:
                    held.doubled[mine] += 1
        held.total[mine] += NOT_COMPARED * (held.members[mine] - 1 - compared) / 2


@numba.njit(cache=True)
def _lay_out(at: int, graph: Graph, weight: Array, prior: Prior, held: _Groups, desk: _Desk) -> int:
    """Puts on the desk what an account has with each group; its own comes first."""
    known = 1
    desk.groups[0] = held.of[at]
    for near in range(graph.starts[at], graph.starts[at + 1]):
        group = held.of[graph.others[near]]
        if desk.met[group] == 0 and group != desk.groups[0]:
            desk.groups[known] = group
            known += 1
        desk.met[group] += 1
        desk.total[group] += weight[graph.pairs[near]]
        desk.doubled[group] += prior.source[graph.others[near]] == prior.source[at]
        desk.lone[group] = prior.met[graph.others[near]]
    return known


@numba.njit(cache=True)
def _take_out(at: int, held: _Groups, desk: _Desk, empty: int) -> int:
    mine = held.of[at]
    held.members[mine] -= 1
    missing = held.members[mine] - desk.met[mine]
    held.total[mine] -= desk.total[mine] + NOT_COMPARED * missing
    held.doubled[mine] -= desk.doubled[mine]
    held.of[at] = -1
    if held.members[mine] == 0:
        held.total[mine] = 0.0
        desk.free[empty] = mine
        empty += 1
    return empty


@numba.njit(cache=True)
def _worth(total: float, count: int, doubled: int, prior: Prior) -> float:
    """Returns the weight of a group by the sum over its pairs."""
    if count < 2:
        return 0.0
    size = prior.size[min(count, LARGEST)]
    if count > LARGEST:  # as much for each further account as for the last one
        size += (count - LARGEST) * (prior.size[LARGEST] - prior.size[LARGEST - 1])
    return float(2.0 / count * total + prior.twice * doubled + size)


@numba.njit(cache=True)
def _score(at: int, known: int, prior: Prior, held: _Groups, desk: _Desk) -> float:
    """Puts the odds of each group on the desk, over the best; returns the sum with being alone."""
    best = 0.0
    for which in range(known):
        group = desk.groups[which]
        count = held.members[group]
        if count == 0 or desk.met[group] == 0:
            desk.score[which] = -np.inf
            continue
        total = held.total[group] + desk.total[group] + NOT_COMPARED * (count - desk.met[group])
        doubled = held.doubled[group] + desk.doubled[group]
        found = _worth(total, count + 1, doubled, prior) + prior.met[at]
        found -= _worth(held.total[group], count, held.doubled[group], prior)
        if count == 1:
            found += desk.lone[group]  # it is not alone any more, either
        desk.score[which] = found
        best = max(best, found)
    whole = 2.0 ** (0.0 - best)
    for which in range(known):
        desk.score[which] = 2.0 ** (desk.score[which] - best)
        whole += desk.score[which]
    return float(whole)


@numba.njit(cache=True)
def _note(
    at: int, graph: Graph, known: int, whole: float, held: _Groups, desk: _Desk, pairs: Array,
    alone: Array,
) -> None:  # fmt: skip
    """Adds what the account had to choose from."""
    others = 0.0
    for which in range(known):
        desk.total[desk.groups[which]] = desk.score[which] / whole
        others += desk.score[which] / whole
    for near in range(graph.starts[at], graph.starts[at + 1]):
        pairs[graph.pairs[near]] += desk.total[held.of[graph.others[near]]]
    alone[at] += 1 - others


@numba.njit(cache=True)
def _put(
    at: int, known: int, dice: float, graph: Graph, weight: Array, prior: Prior, held: _Groups,
    desk: _Desk, empty: int,
) -> int:  # fmt: skip
    """Puts the account into the group that the dice fall on, or alone; clears the desk."""
    found = -1
    for which in range(known):
        dice -= desk.score[which]
        if dice < 0 and found < 0:
            found = desk.groups[which]
        desk.total[desk.groups[which]] = 0.0
        desk.met[desk.groups[which]] = 0
        desk.doubled[desk.groups[which]] = 0
    if found < 0:
        empty -= 1
        found = desk.free[empty]
        held.members[found], held.of[at] = 1, found
        return empty
    total, doubled = _between(at, -1, found, graph, weight, prior, held)
    held.total[found] += total
    held.doubled[found] += doubled
    held.members[found] += 1
    held.of[at] = found
    return empty


@numba.njit(cache=True)
def _between(
    at: int, but: int, group: int, graph: Graph, weight: Array, prior: Prior, held: _Groups
) -> tuple[float, int]:
    """Returns the weights of an account with a group but for one, and how many are doubled."""
    count = held.members[group] - (held.of[at] == group) - (but >= 0 and held.of[but] == group)
    total, doubled = NOT_COMPARED * count, 0
    for near in range(graph.starts[at], graph.starts[at + 1]):
        other = graph.others[near]
        if other != but and held.of[other] == group:
            total += weight[graph.pairs[near]] - NOT_COMPARED
            doubled += prior.source[other] == prior.source[at]
    return total, doubled


@numba.njit(cache=True)
def _change(
    at: int, graph: Graph, weight: Array, prior: Prior, held: _Groups, state: Array
) -> None:
    """Lets the account and another one of its source change places, as likely as that is."""
    starts, near = graph.starts, graph.starts[at + 1] - graph.starts[at]
    begin, other = int(_random(state) * near), -1
    for step in range(near):
        third = graph.others[starts[at] + (begin + step) % near]
        if prior.source[third] == prior.source[at]:
            other = third
            break
    if other < 0:
        return
    mine, its = held.of[at], held.of[other]
    if mine == its or held.members[mine] + held.members[its] == 2:
        return
    less, fewer = _between(at, other, mine, graph, weight, prior, held)
    more, further = _between(other, at, mine, graph, weight, prior, held)
    total, doubled = held.total[mine] - less + more, held.doubled[mine] - fewer + further
    less, fewer = _between(other, at, its, graph, weight, prior, held)
    more, further = _between(at, other, its, graph, weight, prior, held)
    its_total, its_doubled = held.total[its] - less + more, held.doubled[its] - fewer + further
    gain = _worth(total, held.members[mine], doubled, prior)
    gain += _worth(its_total, held.members[its], its_doubled, prior)
    gain -= _worth(held.total[mine], held.members[mine], held.doubled[mine], prior)
    gain -= _worth(held.total[its], held.members[its], held.doubled[its], prior)
    if _random(state) * (1 + 2.0**-gain) < 1:
        held.total[mine], held.total[its] = total, its_total
        held.doubled[mine], held.doubled[its] = doubled, its_doubled
        held.of[at], held.of[other] = its, mine
