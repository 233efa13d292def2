"""The slow reference against the answers that were written by hand."""

import pytest

from breaches.scenario_book import Book, controls_of, rules_of, told_by
from breaches.slow_reference import Reference

BOOKS = [Book.read("scenarios.yaml"), Book.read("scenarios_2.yaml")]
CASES = [
    (book, scenario)
    for book in BOOKS
    for scenario in book.scenarios
    if "box" not in (scenario["incident"]["where"] or ())  # a table of events holds no polygons
]


def row_of(incident):
    """Returns an incident with one attribution at most as a row of a table of events."""
    where, held, when = incident.where, incident.attributions, incident.when
    spot = where and where.point
    return {
        "incident": incident.id,
        "start": when and when.start,
        "end": when and when.end,
        "place": where and where.place,
        "longitude": spot and spot.longitude,
        "latitude": spot and spot.latitude,
        "radius": spot and spot.radius,
        "violations": list(incident.violations),
        "parties": list(held[0].parties) if held else [],
        "joint": bool(held and held[0].mode == "joint"),
    }


@pytest.mark.parametrize(("book", "scenario"), CASES, ids=[case["id"] for _, case in CASES])
def test_the_reference_gives_the_known_answer(book, scenario):
    told = told_by(scenario)
    reference = Reference(rules_of(scenario), book.places, controls_of(scenario))
    agreement, provision = book.agreements[scenario["agreement"]], book.provision(scenario)
    values, verdict, failing = reference.decide(row_of(told), agreement, provision)
    expected = scenario["expect"]
    assert values == expected["tests"], scenario["why"]
    assert (verdict, failing) == (expected["verdict"], expected.get("failing")), scenario["why"]
    if "readings" in scenario:
        assert reference.readings(row_of(told), agreement, provision) == scenario["readings"]
