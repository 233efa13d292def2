"""The slow reference against the answers that were written by hand."""

import pytest

from breaches.scenario_book import Book, controls_of, row_of, rules_of
from breaches.slow_reference import Reference

BOOKS = [Book.read("scenarios.yaml"), Book.read("scenarios_2.yaml")]
CASES = [
    (book, scenario)
    for book in BOOKS
    for scenario in book.scenarios
    if "box" not in (scenario["incident"]["where"] or ())  # a table of events holds no polygons
]


@pytest.mark.parametrize(("book", "scenario"), CASES, ids=[case["id"] for _, case in CASES])
def test_the_reference_gives_the_known_answer(book, scenario):
    row = row_of(scenario)
    reference = Reference(rules_of(scenario), book.places, controls_of(scenario))
    agreement, provision = book.agreements[scenario["agreement"]], book.provision(scenario)
    values, verdict, failing = reference.decide(row, agreement, provision)
    expected = scenario["expect"]
    assert values == expected["tests"], scenario["why"]
    assert verdict == expected["verdict"], scenario["why"]
    assert failing == expected.get("failing", "exclusion" if verdict == "excluded" else None)
    if "readings" in scenario:
        assert reference.readings(row, agreement, provision) == scenario["readings"]
