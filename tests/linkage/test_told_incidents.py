"""The goals: the held-out events, told anew with errors, and the real groups of accounts."""

import importlib.util
import sys
from pathlib import Path

import pytest

from shared_data import shared
from tawthiq.linkage.incidents import link_accounts

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "told_events.py"


@pytest.fixture(scope="module")
def harness():
    spec = importlib.util.spec_from_file_location("told_events", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    sys.modules["told_events"] = module  # dataclasses look it up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["told_events"]


def test_held_out_events_told_by_several_sources_are_found(harness, counted):
    events = harness.read_events(shared("ucdp_ged", "ged_syria_open.csv.gz"))
    told = harness.tell(harness.half_of(events, tuning=False))
    linked = link_accounts(told.rows)
    precision, recall, f1 = harness.scores(told, linked.clusters)
    assert precision >= 0.97, (precision, recall, f1)
    assert f1 >= 0.90, (precision, recall, f1)
    assert abs(linked.expected["precision"] - precision) < 0.02


def test_every_real_group_is_together_and_none_is_merged(harness):
    told = harness.read_groups(shared("syria_2017", "incident_accounts.json"))
    linked = link_accounts(told.rows)
    assert harness.scores(told, linked.clusters) == (1.0, 1.0, 1.0)
