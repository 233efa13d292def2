"""The same incident under each reading of whom a text leaves out."""

import pytest

from breaches.test_scenarios import AGREEMENTS, PLACES, RULES
from invented import CLOCK, incident
from tawthiq.breaches import Reading, Ruleset, Verdict, count_readings, decide_incidents
from tawthiq.dates import When
from tawthiq.records import Control

AGREED = (Reading.NARROW_AGREED, Reading.BROAD_AGREED)


def readings(holder, present, **rules):
    """Returns the readings of an airstrike in Homs, held by one and with others present."""
    during = When.parse("2017", clock=CLOCK)
    control = Control(id="k", place="homs", parties=(holder,), present=present, during=during)
    found = decide_incidents(
        [incident(1, when="2017-07-10", place="homs", parties=["regime"])],
        [AGREEMENTS["orchard"]],
        ruleset=Ruleset.model_validate({**RULES, **rules}),
        places=PLACES,
        controls=[control],
    )
    finding = next(each for each in found if each.provision == "P01")
    return finding.verdict, {Reading(name): verdict for name, verdict in finding.readings.items()}


@pytest.mark.parametrize(
    ("holder", "present", "verdict", "excluded"),
    [
        ("isis", (), Verdict.EXCLUDED, set(Reading)),
        ("opposition", (), Verdict.BREACH, set()),
        ("opposition", ("isis",), Verdict.BREACH, {Reading.BROAD_AGREED, Reading.BROAD_ALL}),
        ("hts", (), Verdict.POSSIBLE, {Reading.NARROW_ALL, Reading.BROAD_ALL}),
        ("opposition", ("hts",), Verdict.BREACH, {Reading.BROAD_ALL}),
    ],
)
def test_each_reading_has_its_own_verdict(holder, present, verdict, excluded):
    held, found = readings(holder, present)
    assert held is verdict
    assert {reading for reading, each in found.items() if each is Verdict.EXCLUDED} == excluded
    others = set(found.values()) - {Verdict.EXCLUDED}
    assert others <= {Verdict.BREACH}


def test_who_was_present_is_open_where_nobody_recorded_it():
    _, found = readings("opposition", None)
    assert found[Reading.NARROW_ALL] is Verdict.BREACH
    assert found[Reading.BROAD_AGREED] is found[Reading.BROAD_ALL] is Verdict.POSSIBLE


@pytest.mark.parametrize(
    ("rules", "verdict"),
    [
        ({"contested_exclusions": "applies"}, Verdict.EXCLUDED),
        ({"contested_exclusions": "void"}, Verdict.BREACH),
        ({"contested_exclusions": "unknown"}, Verdict.POSSIBLE),
    ],
)
def test_the_ruleset_chooses_the_reading_of_the_verdict_and_shows_all_the_same(rules, verdict):
    held, found = readings("hts", (), **rules)
    assert held is verdict
    assert found == readings("hts", ())[1]


def test_incidents_are_counted_once_under_each_reading():
    during = When.parse("2017", clock=CLOCK)
    control = Control(id="k", place="homs", parties=("hts",), present=(), during=during)
    found = decide_incidents(
        [incident(at, when="2017-07-10", place="homs") for at in (1, 2)],
        list(AGREEMENTS.values()),
        ruleset=Ruleset.model_validate(RULES),
        places=PLACES,
        controls=[control],
    )
    counted = count_readings(found)
    assert set(counted) == {"orchard"}, "the other leaves nobody out"
    for reading in Reading:
        expected = Verdict.BREACH if reading in AGREED else Verdict.EXCLUDED
        assert counted["orchard"][reading][expected] == 2
        assert sum(counted["orchard"][reading].values()) == 2
