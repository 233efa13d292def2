"""Ways to put accounts together, beside all of them counted out."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.linkage.incidents.ways import LARGEST, NOT_COMPARED, Prior, draw, graph_of


def partitions(members):
    if not members:
        yield []
        return
    first, rest = members[0], members[1:]
    for count in range(len(rest) + 1):
        for others in combinations(rest, count):
            left = [each for each in rest if each not in others]
            yield from ([[first, *others], *more] for more in partitions(left))


def counted_out(weights, prior, count):
    """Returns how likely each pair is one and each account alone, over all ways."""
    odds = []
    for way in partitions(list(range(count))):
        bits = 0.0
        for group in way:
            pairs = list(combinations(group, 2))
            if not pairs:
                continue
            total = sum(weights.get(pair, NOT_COMPARED) for pair in pairs)
            doubled = sum(prior.source[a] == prior.source[b] for a, b in pairs if (a, b) in weights)
            bits += 2 / len(group) * total + prior.twice * doubled
            bits += prior.size[len(group)] + prior.met[group].sum()
        odds.append((2.0**bits, way))
    whole = sum(each for each, _ in odds)
    one = {pair: sum(each for each, way in odds if any(set(pair) <= set(g) for g in way)) / whole
           for pair in weights}  # fmt: skip
    alone = [sum(each for each, way in odds if [at] in way) / whole for at in range(count)]
    return one, alone


def prior_of(source):
    size = np.zeros(LARGEST + 1)
    size[2:5] = (-1.0, 0.5, 0.2)
    source = np.array(source)
    return Prior(source, np.array([0.5, 1.5])[source], size, -3.0)


@settings(max_examples=20, deadline=None)
@given(bits=st.lists(st.floats(-5, 5), min_size=6, max_size=6),
       source=st.lists(st.integers(0, 1), min_size=4, max_size=4))  # fmt: skip
def test_draws_are_as_often_as_they_are_likely(bits, source):
    weights = dict(zip(combinations(range(4), 2), bits, strict=True))
    prior = prior_of(source)
    left, right = (np.array(each) for each in zip(*weights, strict=True))
    found, alone, sizes = draw(graph_of(left, right, 4), np.array(bits), prior,
                               group=np.arange(4), counted=6_000, unseen=100)  # fmt: skip
    one, by_itself = counted_out(weights, prior, 4)
    assert found == pytest.approx(list(one.values()), abs=0.05)
    assert alone == pytest.approx(by_itself, abs=0.05)
    assert (sizes * np.arange(LARGEST + 1)).sum() == pytest.approx(4)


def test_what_is_far_away_changes_no_draw():
    prior = prior_of([0, 1, 0, 1, 0])
    one = draw(graph_of(np.array([0, 0, 1]), np.array([1, 2, 2]), 5), np.array([1.0, 0.5, 2.0]),
               prior, group=np.arange(5), counted=50, unseen=5)[0]  # fmt: skip
    more = draw(graph_of(np.array([0, 0, 1, 3]), np.array([1, 2, 2, 4]), 5),
                np.array([1.0, 0.5, 2.0, 3.0]), prior, group=np.arange(5), counted=50,
                unseen=5)[0]  # fmt: skip
    assert more[:3].tolist() == one.tolist()


def test_without_pairs_all_are_alone():
    none = np.zeros(0, np.int64)
    pairs, alone, sizes = draw(graph_of(none, none, 3), np.zeros(0), prior_of([0, 0, 1]),
                               group=np.arange(3), counted=5, unseen=1)  # fmt: skip
    assert (len(pairs), alone.tolist(), sizes[1]) == (0, [1.0] * 3, 3)
