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

each_case = pytest.mark.parametrize(
    ("book", "scenario"), [pytest.param(book, told, id=told["id"]) for book, told in CASES]
)


def failing_of(expected):
    """The test that rules a breach out; of what is excluded, the exclusion."""
    return "exclusion" if expected["verdict"] == "excluded" else expected.get("failing")


@each_case
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


@each_case
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


@each_case
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
