"""The engine against answers that were written before it; every incident in them is invented."""

import json
from collections import defaultdict
from functools import cache

import pyarrow as pa
import pytest

from breaches.scenario_book import RULES, Book, controls_of, row_of, rules_of, told_by
from breaches.slow_reference import READINGS
from tawthiq.breaches import Ruleset, TestName, Verdict, decide_breaches, read_ruleset
from tawthiq.intake.event_table import EVENT_SCHEMA

__all__ = ["AGREEMENTS", "CONTENT", "PLACES", "RULES", "controls_of", "told_by"]

FIRST, SECOND = Book.read("scenarios.yaml"), Book.read("scenarios_2.yaml")
CONTENT, AGREEMENTS, PLACES = {"scenarios": FIRST.scenarios}, FIRST.agreements, FIRST.places
CASES = [(book, scenario) for book in (FIRST, SECOND) for scenario in book.scenarios]

EACH_ALONE = "each {} is held against alone, also where two together leave no gap"
DEFECTS = {
    "drawn_district_of_an_area_inside": "the border of what a place lies in is not used",
    "drawn_filed_inside_disc_across": "a point hides what the area settles that it is filed under",
    "drawn_less_a_blurred_neighbour": "what is left out is held by shape where its code settles it",
    "adjoining_zones": EACH_ALONE.format("zone"),
    "grown_around_in_both": EACH_ALONE.format("version of a zone"),
    "several_across_the_seam": EACH_ALONE.format("term"),
    "never_in_force": "a provision that was never in force stays open",
    "fence_both_together": EACH_ALONE.format("exclusion"),
    "fence_both_in_turn": EACH_ALONE.format("exclusion"),
    "fence_point_in_a_held_area": "the exclusion test looks at the code alone, not at the point",
    "fence_point_outside_a_held_area": "the exclusion test looks at the code alone",
}
"""Scenarios that the engine decides otherwise; those of the seams stay on the safe side."""
IN_READINGS = {"fence_held_with_the_contested_void": EACH_ALONE.format("exclusion")}


def each_case(defects):
    """Runs a test with every scenario; those with a known defect must fail until it is mended."""
    return pytest.mark.parametrize(
        ("book", "scenario"),
        [
            pytest.param(
                book, told, id=told["id"],
                marks=pytest.mark.xfail(strict=True, reason=defects[told["id"]])
                if told["id"] in defects else (),
            )
            for book, told in CASES
        ],
    )  # fmt: skip


def failing_of(expected):
    """The test that rules a breach out; of what is excluded, the exclusion."""
    return "exclusion" if expected["verdict"] == "excluded" else expected.get("failing")


@each_case({**DEFECTS, **IN_READINGS})
def test_the_known_answer_is_given(book, scenario):
    (finding,) = book.decide(scenario)
    expected = scenario["expect"]
    values = {name.value: result.value.value for name, result in finding.tests.items()}
    assert values == expected["tests"], scenario["why"]
    assert finding.verdict.value == expected["verdict"], scenario["why"]
    assert (finding.failing and finding.failing.value) == failing_of(expected), scenario["why"]
    if "readings" in scenario:
        told = {name: verdict.value for name, verdict in finding.readings.items()}
        assert told == scenario["readings"], scenario["why"]


@each_case(DEFECTS)
def test_the_known_answer_is_given_in_a_table(book, scenario):
    if "box" in (scenario["incident"]["where"] or ()):
        return  # a table of events holds no polygons
    finding = in_tables()[scenario["id"], scenario["provision"]]
    expected = scenario["expect"]
    assert {name: finding[name] for name in expected["tests"]} == expected["tests"]
    assert (finding["verdict"], finding["failing"]) == (expected["verdict"], failing_of(expected))


@cache
def in_tables():
    """Decides all scenarios with the same agreement, rules and controls as one table."""
    tables = defaultdict(list)
    for book, told in CASES:
        if "box" not in (told["incident"]["where"] or ()):
            key = json.dumps([told["agreement"], told.get("ruleset"), told.get("controls")])
            tables[key].append((book, told))
    found = {}
    for members in tables.values():
        (book, told), *_ = members
        decided = decide_breaches(
            pa.Table.from_pylist([row_of(each) for _, each in members], schema=EVENT_SCHEMA),
            [book.agreements[told["agreement"]]],
            ruleset=Ruleset.model_validate(rules_of(told)),
            places=book.places,
            controls=controls_of(told),
            threads=1,
        )
        found |= {(each["incident"], each["provision"]): each for each in decided.to_pylist()}
    return found


@each_case({})
def test_other_agreements_and_their_order_change_nothing(book, scenario):
    alone, agreements = book.decide(scenario), list(book.agreements.values())
    at = [each.code for each in agreements].index(scenario["agreement"])
    few = agreements[max(at - 1, 0) : at + 2]
    assert book.decide(scenario, few) == book.decide(scenario, few[::-1]) == alone


@pytest.mark.parametrize("book", [FIRST, SECOND], ids=["first", "second"])
def test_the_scenarios_hold_every_verdict_and_every_failing_test(book):
    expected = [each["expect"] for each in book.scenarios]
    assert {each["verdict"] for each in expected} == {verdict.value for verdict in Verdict}
    failing = {each["failing"] for each in expected if each["verdict"] == "no_breach"}
    assert failing == {name.value for name in TestName} - {"exclusion"}
    for name in TestName:
        assert {each["tests"][name.value] for each in expected} == {"true", "false", "unknown"}


def test_the_scenarios_tell_the_readings_apart():
    told = [each["readings"] for each in SECOND.scenarios if "readings" in each]
    assert all(set(each) == set(READINGS) for each in told)
    for name, other in (("narrow_agreed", "broad_agreed"), ("narrow_agreed", "narrow_all")):
        assert any(each[name] != each[other] for each in told)


def test_the_default_ruleset_names_its_version_and_digest():
    ruleset = read_ruleset("name: x\nversion: 3\nacts: {}\n")
    assert ruleset.title.startswith("x v3 ")
    assert len(ruleset.digest) == 64
