"""The engine against answers that were written before it; every incident in them is invented."""

from pathlib import Path

import pytest
import yaml

from invented import CLOCK, incident
from tawthiq.breaches import Ruleset, TestName, Verdict, decide_incidents, read_ruleset
from tawthiq.casebook.casebook import first_places
from tawthiq.dates import When
from tawthiq.records import Agreement, Control, Gazetteer
from tawthiq.vocabulary.terms import load_yaml

CONTENT = yaml.safe_load((Path(__file__).parent / "scenarios.yaml").read_text("utf-8"))
AGREEMENTS = {
    fields["code"]: Agreement.model_validate({"id": fields["code"], **fields})
    for fields in CONTENT["agreements"]
}
PLACES = Gazetteer(first_places())
RULES = load_yaml("ruleset.yaml")


def controls_of(scenario):
    return [
        Control(
            id=f"control{at}",
            place=row["place"],
            parties=tuple(row["parties"]),
            present=tuple(row["present"]) if "present" in row else None,
            during=When.parse(row["during"], clock=CLOCK),
        )
        for at, row in enumerate(scenario.get("controls", ()))
    ]


def told_by(scenario):
    told = scenario["incident"]
    return incident(
        when=told["when"],
        place=told["where"],
        violations=told["violations"],
        parties=told["parties"],
        mode=told.get("mode", "any"),
    )


def decide(scenario, agreements=None):
    findings = decide_incidents(
        [told_by(scenario)],
        agreements or [AGREEMENTS[scenario["agreement"]]],
        ruleset=Ruleset.model_validate({**RULES, **scenario.get("ruleset", {})}),
        places=PLACES,
        controls=controls_of(scenario),
    )
    return [
        each
        for each in findings
        if (each.agreement, each.provision) == (scenario["agreement"], scenario["provision"])
    ]


@pytest.mark.parametrize("scenario", CONTENT["scenarios"], ids=lambda each: each["id"])
def test_the_known_answer_is_given(scenario):
    (finding,) = decide(scenario)
    expected = scenario["expect"]
    values = {name.value: result.value.value for name, result in finding.tests.items()}
    assert values == expected["tests"], scenario["why"]
    assert finding.verdict.value == expected["verdict"], scenario["why"]
    if finding.verdict is Verdict.NO_BREACH:
        assert finding.failing.value == expected["failing"], scenario["why"]


@pytest.mark.parametrize("scenario", CONTENT["scenarios"], ids=lambda each: each["id"])
def test_other_agreements_and_their_order_change_nothing(scenario):
    both = list(AGREEMENTS.values())
    assert decide(scenario, both) == decide(scenario, both[::-1]) == decide(scenario)


def test_the_scenarios_hold_every_verdict_and_every_failing_test():
    expected = [each["expect"] for each in CONTENT["scenarios"]]
    assert {each["verdict"] for each in expected} == {verdict.value for verdict in Verdict}
    failing = {each["failing"] for each in expected if each["verdict"] == "no_breach"}
    assert failing == {name.value for name in TestName} - {"exclusion"}
    for name in TestName:
        assert {each["tests"][name.value] for each in expected} == {"true", "false", "unknown"}


def test_the_default_ruleset_names_its_version_and_digest():
    ruleset = read_ruleset("name: x\nversion: 3\nacts: {}\n")
    assert ruleset.title.startswith("x v3 ")
    assert len(ruleset.digest) == 64
