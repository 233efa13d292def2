"""October 2017, from the files to figures.json: the numbers that the report must give."""

import json

import pytest

from tawthiq.audit import Outcome, audit_casebook
from tawthiq.breaches import Verdict, find_breaches, strongest
from tawthiq.errors import CasebookError
from tawthiq.records import Account, Incident, Publication, Truth

VALUES = {
    "massacres.total": 39,
    "massacres.possible": 0,
    "massacres.alliance": 27,
    "massacres.by_party.russia": 16,
    "massacres.by_party.regime": 11,
    "massacres.by_party.coalition": 9,
    "massacres.by_party.isis": 2,
    "massacres.by_party.other": 1,
    "massacres.by_party.russia.share": 41.0,
    "massacres.by_party.regime.share": 28.2,
    "massacres.by_party.coalition.share": 23.1,
    "massacres.by_governorate.deir_ezzor": 23,
    "massacres.by_governorate.deir_ezzor.share": 59.0,
    "massacres.by_party_governorate.russia.deir_ezzor": 16,
    "massacres.topped_by": "russia",
    "victims.total": 435,
    "victims.children": 145,
    "victims.women": 85,
    "victims.by_party.russia": 186,
    "victims.by_party.regime": 93,
    "victims.by_party.other.children": 0,
    "massacres.cumulative_since.2017-01-01": 325,
    "massacres.previous_month": 43,
    "massacres.lead.first_since": "2017-01",
    "massacres.lead.months_without": 9,
    "massacres.lead.first_in_12_months": "not_provable",
    "breaches.certain.total": 0,
    "breaches.possible.total": 6,
    "breaches.certain.by_party.russia": 0,
    "breaches.possible.by_party.russia": 0,
    "breaches.certain.by_party.regime": 0,
    "breaches.possible.by_party.regime": 5,
    "breaches.possible.by_party.other": 1,
    "breaches.possible.by_party.coalition": 0,
    "breaches.possible.by_party.isis": 0,
    "breaches.agreement.ankara.certain": 0,
    "breaches.agreement.ankara.possible": 28,
}


@pytest.mark.parametrize(("name", "value"), VALUES.items())
def test_the_figures_of_october(october, name, value):
    assert october[name]["value"] == value


def test_every_share_carries_its_parts_and_rule(october):
    shares = [figure for figure in october.values() if figure["unit"] == "percent"]
    assert shares
    for figure in shares:
        assert figure["denominator"] > 0
        assert figure["rounding"] == "half_up"
        exact = 100 * figure["numerator"] / figure["denominator"]
        assert abs(figure["value"] - exact) <= 0.05 + 1e-9


def test_every_figure_names_its_records_and_one_state(october, demo):
    states = {(figure["tree_size"], figure["root"]) for figure in october.values()}
    manifest = json.loads((demo.report / "manifest.json").read_text("utf-8"))
    assert states == {(manifest["tree_size"], manifest["root"])}
    for figure in october.values():
        if figure["value"]:
            assert figure["record_ids"], figure["name"]


def test_every_record_that_a_figure_names_can_be_shown(october, casebook):
    for record_id in {each for figure in october.values() for each in figure["record_ids"]}:
        assert casebook.view.get(record_id).id == record_id


def test_the_collection_is_39_accounts_of_one_publication(casebook):
    counted = casebook.collections()["massacres-2017-10"]
    accounts = [a for a in casebook.view.all(Account) if a.collection == counted.id]
    incidents = [i for i in casebook.view.all(Incident) if i.collection == counted.id]
    assert (len(accounts), len(incidents)) == (39, 39)
    assert {account.publication for account in accounts} == {counted.publication}
    publication = casebook.view.get(counted.publication)
    assert isinstance(publication, Publication)
    assert all(each.when.stated == "2017-10" for each in incidents)
    assert all(toll.count.maximum is None for each in incidents for toll in each.tolls)


def test_the_second_collection_is_left_out_with_its_reason(october, casebook):
    found = find_breaches(casebook, casebook.period("2017-10"))
    (left,) = found.counts.selection.left_out
    assert left.reason.code == "left_out.other_collection"
    assert len(left.incidents) == october["incidents.left_out"]["value"] > 0


def test_the_months_compared_are_listed_with_what_they_rest_on(october):
    months = october["massacres.lead.first_since"]["detail"]["months"]
    leads = {each["month"]: (each["lead"], each["basis"]) for each in months}
    assert len(leads) == 12
    assert leads["2016-10"] == ("tied", "published")
    assert leads["2016-11"] == ("not_led", "published")
    assert leads["2016-12"] == ("unknown", "not_held")
    assert leads["2017-05"] == ("not_led", "bounds")
    assert leads["2017-06"] == ("not_led", "bounds")
    for month in ("01", "02", "03", "04", "07", "08", "09"):
        assert leads[f"2017-{month}"] == ("not_led", "published")
    bounds = {each["month"]: each for each in months}
    assert bounds["2017-05"]["count"]["maximum"] <= 2
    assert bounds["2017-06"]["count"]["maximum"] <= 2


def test_every_decision_is_explained(casebook):
    found = find_breaches(casebook, casebook.period("2017-10"))
    for finding in found.findings:
        assert finding.verdict is Verdict.BREACH or finding.open_reasons
        assert all(test.reason.code for test in finding.tests.values())
        assert finding.root
        assert finding.ruleset.startswith("default v3 ")


def test_idlib_is_open_for_its_exclusion_alone(casebook):
    found = find_breaches(casebook, casebook.period("2017-10"))
    places = {each.id: each.where.place for each in found.counts.selection.kept}
    own = strongest(each for each in found.findings if each.agreement == "idlib")
    idlib = [each for key, each in own.items() if places[key] == "idlib"]
    assert len(idlib) == 2
    for finding in idlib:
        unknown = {name.value for name, t in finding.tests.items() if t.value is Truth.UNKNOWN}
        assert unknown == {"exclusion"}
        assert finding.tests["exclusion"].reason.code == "exclusion.no_control_record"


def test_the_audit_of_october(casebook):
    result = audit_casebook(casebook, casebook.period("2017-10"))
    own = [each for each in result.period_checks if each.publication == "snhr.2017-10.massacres.1"]
    joint = next(each for each in own if each.kind == "joint_rounding")
    assert joint.reason.facts["rules"] == ("up",)
    assert joint.reason.facts["percents"] == ("42", "29", "24", "59", "53")
    assert joint.reason.facts["half_up"] == ("41", "28", "23", "59", "53")
    claim = next(each for each in own if each.kind == "claim")
    assert (claim.outcome, claim.reason.facts["parts"]) == (Outcome.HOLDS, (11, 16))
    chain = next(each for each in own if each.kind == "cumulative")
    assert chain.outcome is Outcome.HOLDS
    assert chain.reason.facts["values"] == (188, 28, 27, 43, 39)
    assert {each.publication for each in result.other_failures} >= {
        "snhr.2017-02.massacres.1",
        "snhr.2017-H1.massacres.1",
        "snhr.2017-07.massacres.2",
        "snhr.2017-12.massacres.1",
    }


def test_a_second_demonstration_is_not_written_over_the_first(demo):
    from conftest import ENTRY
    from tawthiq.demo import make_demo

    before = sorted(path.name for path in demo.folder.rglob("*"))
    with pytest.raises(CasebookError, match="not empty"):
        make_demo(demo.folder, entry=ENTRY, progress=lambda step: None)
    assert sorted(path.name for path in demo.folder.rglob("*")) == before
