"""The engine of tables against the tests of single incidents, which are written on their own."""

from datetime import UTC, datetime

import polars
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import tawthiq
from breaches.test_scenarios import AGREEMENTS, CONTENT, PLACES, RULES, controls_of, told_by
from invented import CLOCK, incident
from tawthiq.breaches import Ruleset, decide_incidents
from tawthiq.breaches.events import SCHEMA
from tawthiq.dates import When
from tawthiq.errors import InputError, SelectionError
from tawthiq.records import Agreement, Control, Gazetteer, Place, Point, Where

TESTS = ("act", "time", "place", "party", "exclusion")


def table_of(incidents):
    """Returns the table of events of incidents that have one attribution at most."""
    rows = []
    for each in incidents:
        where, held = each.where or Where(), each.attributions
        spot = where.point
        rows.append(
            {
                "incident": each.id,
                "start": each.when and each.when.start,
                "end": each.when and each.when.end,
                "place": where.place,
                "longitude": spot and spot.longitude,
                "latitude": spot and spot.latitude,
                "radius": spot and spot.radius,
                "violations": list(each.violations),
                "parties": list(held[0].parties) if held else [],
                "joint": bool(held and held[0].mode == "joint"),
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def told(findings):
    """Returns findings of single incidents as rows of a table of findings."""
    return [
        {
            "incident": each.incident,
            "agreement": each.agreement,
            "provision": each.provision,
            "verdict": each.verdict.value,
            "failing": each.failing and each.failing.value,
            **{name.value: result.value.value for name, result in each.tests.items()},
            **{f"{name.value}_reason": result.reason.code for name, result in each.tests.items()},
        }
        for each in findings
    ]


def same(incidents, agreements, *, places=PLACES, ruleset=None, controls=()):
    rules = ruleset or Ruleset.model_validate(RULES)
    expected = told(
        decide_incidents(incidents, agreements, ruleset=rules, places=places, controls=controls)
    )
    found = tawthiq.decide_breaches(
        table_of(incidents), agreements, ruleset=rules, places=places, controls=controls
    )
    assert found.to_pylist() == expected
    return expected


@pytest.mark.parametrize("scenario", CONTENT["scenarios"], ids=lambda each: each["id"])
def test_every_scenario_is_decided_the_same_way(scenario):
    rules = Ruleset.model_validate({**RULES, **scenario.get("ruleset", {})})
    same(
        [told_by(scenario)], list(AGREEMENTS.values()), ruleset=rules,
        controls=controls_of(scenario),
    )  # fmt: skip
