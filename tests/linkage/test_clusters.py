"""Groups out of pairs. The numbers are invented."""

import random

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.linkage.clusters import Rules, cluster


def groups(count, pairs, **more):
    rules = Rules(**{"threshold": 0.0, "once": [None] * count, **more})
    return cluster(count, pairs, rules).groups


def test_what_is_near_becomes_one_and_the_rest_stays_alone():
    assert groups(4, [(0, 2, 9.0), (1, 3, -5.0)]) == ((0, 2), (1,), (3,))


def test_a_chain_does_not_hold_together_where_its_ends_speak_against_it():
    chain = [(0, 1, 4.0), (1, 2, 3.0), (0, 2, -12.0)]
    assert groups(3, chain) == ((0, 1), (2,))


def test_a_pair_that_was_not_compared_counts_against():
    assert groups(3, [(0, 1, 4.0), (1, 2, 3.0)]) == ((0, 1), (2,))


def test_a_list_of_which_everybody_stands_in_it_once_gives_a_group_one_record():
    once = ["a", "a", "b"]
    assert groups(3, [(0, 2, 9.0), (1, 2, 8.0), (0, 1, 9.0)], once=once) == ((0, 2), (1,))


def test_judgements_are_obeyed_against_every_weight():
    pairs = [(0, 1, 30.0), (2, 3, -30.0)]
    assert groups(4, pairs, same=[(2, 3)], different=[(0, 1)]) == ((0,), (1,), (2, 3))


def test_different_holds_for_the_whole_groups():
    pairs = [(0, 1, 30.0), (1, 2, 20.0), (0, 2, 20.0)]
    assert groups(3, pairs, different=[(0, 2)]) == ((0, 1), (2,))


def test_a_contradiction_is_shown_and_none_of_its_chain_applied():
    rules = Rules(0.0, [None] * 4, same=[(0, 1), (1, 2)], different=[(0, 2)])
    found = cluster(4, [(0, 3, 9.0)], rules)
    assert found.groups == ((0, 3), (1,), (2,))
    assert [(each.members, each.different) for each in found.contradictions] == [
        ((0, 1, 2), (0, 2))
    ]


EDGES = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(-20, 20).map(float)),
    max_size=40,
).map(lambda found: [each for each in {tuple(sorted(p[:2])): p for p in found}.values()
                     if each[0] != each[1]])  # fmt: skip
PAIRS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1]),
    max_size=8,
)


@given(EDGES, PAIRS, PAIRS, st.lists(st.sampled_from(["a", "b", None]), min_size=12, max_size=12))
def test_whatever_is_given_different_wins_and_lists_hold_once(pairs, same, different, once):
    found = cluster(12, pairs, Rules(0.0, once, same=same, different=different))
    home = {each: group for group in found.groups for each in group}
    assert sorted(home) == list(range(12))
    assert all(home[a] != home[b] for a, b in different)
    shown = {each for found in found.contradictions for each in found.members}
    assert all(home[a] == home[b] or {a, b} <= shown for a, b in same)
    judged = {each for pair in same for each in pair}
    for group in found.groups:
        lists = [once[each] for each in group if once[each] is not None]
        assert len(lists) == len(set(lists)) or judged & set(group)


@given(EDGES, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_changes_nothing(pairs, chance: random.Random):
    turned = [(b, a, w) if chance.random() < 0.5 else (a, b, w) for a, b, w in pairs]
    chance.shuffle(turned)
    assert groups(12, pairs) == groups(12, turned)
