"""The goals: real lists two by two, damaged lists of invented people, known data sets.

Nobody is named. What is asked here lies a little under what was measured, see `docs/linkage.md`.
"""

import importlib
import sys
from pathlib import Path

import pytest

from shared_data import shared
from tawthiq.linkage.lists import link_lists

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def harness():
    """The benchmarks as modules, so that what is measured is what is tested."""
    names = ("damaged_lists", "plain_splink", "linkage", "classics")
    sys.path.insert(0, str(BENCHMARKS))
    try:
        found = {name: importlib.import_module(name) for name in names}
    finally:
        sys.path.remove(str(BENCHMARKS))
    yield found
    for name in names:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [("a", "c-arabic", 0.981), ("a", "c-latin", 0.977), ("b", "c-latin", 0.973)],
)
def test_two_public_lists_are_linked(harness, one, other, least):
    shared("victim_lists")
    files = harness["linkage"].FILES
    (left, left_is), (right, right_is) = (
        harness["linkage"].as_table(*files[each]) for each in (one, other)
    )
    found = link_lists({one: left, other: right})
    truth = harness["classics"].numbered(
        {(one, row): who for row, who in left_is.items()}
        | {(other, row): who for row, who in right_is.items()}
    )
    counts = harness["damaged_lists"].found_pairs(found.clusters, truth)
    true = len(set(left_is.values()) & set(right_is.values()))
    f1, precision, recall = harness["classics"].figures(*counts, true)
    assert f1 >= least, (f1, precision, recall)
    assert found.once == {one: True, other: True}
    rows = found.clusters.group_by(["cluster", "list"]).aggregate([("id", "count")])
    assert set(rows.column("id_count").to_pylist()) == {1}, "somebody stands in a group twice"


def test_three_damaged_lists_are_linked_far_better_than_by_plain_splink(harness):
    shared("victim_lists")
    damage = harness["damaged_lists"]
    lists, truth = damage.make_lists(10_000)
    true = damage.true_pairs(truth)
    figures = harness["classics"].figures
    ours = figures(*damage.found_pairs(link_lists(lists).clusters, truth), true)
    plain = max(figures(*damage.found_pairs(clusters, truth), true)
                for _at, clusters in harness["plain_splink"].plain_clusters(lists))  # fmt: skip
    assert ours[0] >= 0.97, ours
    assert ours[0] >= plain[0] + 0.2, (ours, plain)


@pytest.mark.parametrize(("name", "least"), [("RLdata500", 0.975), ("fake_1000", 0.835)])
def test_known_data_sets_are_linked_as_their_documentation_reports(harness, name, least):
    shared("record_linkage")
    classics = harness["classics"]
    data = next(each for each in (classics.rldata500(), classics.fake_1000()) if each.name == name)
    truth = classics.numbered({(name, str(at)): who for at, who in enumerate(data.who)})
    found = link_lists({name: data.rows}, once=False)
    damage = harness["damaged_lists"]
    figures = classics.figures(*damage.found_pairs(found.clusters, truth), damage.true_pairs(truth))
    assert figures[0] >= least, figures
