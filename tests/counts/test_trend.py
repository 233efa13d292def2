"""Who leads October 2017 and since when, on the real series; then with one number changed."""

from __future__ import annotations

import copy

import pytest

from published import CLOCK, as_items, read, shared_records, split
from tawthiq.counts.lead import Basis, Lead, leaders
from tawthiq.counts.series import read_series
from tawthiq.counts.trend import Proof, trend
from tawthiq.dates import When

OCTOBER = {"russia": 16, "regime": 11, "coalition": 9, "isis": 2, "other": 1}


def trend_of(records=None, *, counts=OCTOBER, month="2017-10", **more):
    publications, figures = split(shared_records() if records is None else records)
    series = read_series(publications, figures, publisher="SNHR")
    return trend(series, period=When.parse(month, clock=CLOCK), split=counts, **more)


def changed(code, **fields):
    items = copy.deepcopy(as_items())
    for item in items:
        if item["code"] == code:
            for key, value in fields.items():
                item[key] = {**item[key], **value} if isinstance(value, dict) else value
    return read(items)


def without(code):
    return read([item for item in as_items() if item["code"] != code and "retells" not in item])


def leads(found):
    return {lead.month: lead for lead in found.first_lead.months}


def test_russian_forces_lead_october_2017():
    found = trend_of()
    assert found.leaders == ("russia",)
    assert found.ranks[:3] == (("russia", 16), ("regime", 11), ("coalition", 9))


def test_they_are_proven_not_to_have_led_alone_since_january_and_not_for_twelve_months():
    first = trend_of().first_lead
    assert first.since == "2017-01"
    assert first.proof is Proof.NOT_PROVABLE
    assert (first.tied, first.unknown, first.led) == (("2016-10",), ("2016-12",), ())
    assert first.streak == 1


def test_each_of_the_twelve_months_says_what_it_rests_on():
    held = leads(trend_of())
    assert list(held) == [
        *(f"2016-{m}" for m in (10, 11, 12)),
        *(f"2017-0{m}" for m in range(1, 10)),
    ]
    assert held["2016-10"].lead is Lead.TIED
    assert (held["2016-11"].lead, held["2016-11"].ahead) == (Lead.NOT_LED, "regime")
    assert (held["2016-12"].lead, held["2016-12"].basis) == (Lead.UNKNOWN, Basis.NOT_HELD)
    by_bounds = [month for month, lead in held.items() if lead.basis is Basis.BOUNDS]
    assert by_bounds == ["2017-05", "2017-06"]
    published = [lead for month, lead in held.items() if month > "2016-12"]
    assert {lead.lead for lead in published} == {Lead.NOT_LED}
    assert all(lead.record_ids for month, lead in held.items() if month != "2016-12")


@pytest.mark.parametrize(("month", "total", "ahead"), [("2017-05", 34, 14), ("2017-06", 35, 17)])
def test_may_and_june_are_bounded_by_the_half_year(month, total, ahead):
    lead = leads(trend_of())[month]
    assert (lead.count.minimum, lead.count.maximum) == (0, 2)
    assert (lead.total.minimum, lead.total.maximum) == (total, total)
    assert (lead.ahead, lead.ahead_count.minimum) == ("coalition", ahead)


def test_the_row_that_its_months_exceed_is_left_out_and_named():
    [row] = trend_of().left_out
    assert row.reason.facts["party"] == "other"
    assert (row.reason.facts["printed"], row.reason.facts["least"]) == (14, 15)


def test_cumulative_325_names_its_addends():
    found = trend_of().cumulative
    assert (found.value, found.values) == (325, (188, 28, 27, 43))
    assert found.reason.facts["added_up"] == ("snhr.2017-08.massacres.1",)


def test_change_on_the_month_before():
    total, russia = trend_of().changes
    assert (total.before, total.now, russia.before, russia.now) == (43, 39, 14, 16)


def test_one_incident_less_changes_what_depends_on_it_and_nothing_else():
    before, after = trend_of(), trend_of(counts={**OCTOBER, "russia": 15})
    assert (after.total, after.cumulative.value) == (38, 324)
    assert after.changes[1].now == 15
    assert after.first_lead.months == before.first_lead.months


def test_with_fewer_than_the_regime_another_party_leads():
    found = trend_of(counts={**OCTOBER, "russia": 10})
    assert (found.leaders, found.first_lead.proof) == (("regime",), Proof.REFUTED)
    assert found.first_lead.streak == 2
    assert found.reasons[0].code == "trend.leads"


def test_a_tie_has_no_leader_and_compares_nothing():
    found = trend_of(counts={**OCTOBER, "regime": 16})
    assert found.leaders == ("regime", "russia")
    assert (found.first_lead.party, found.first_lead.months) == (None, ())


def test_without_the_half_year_may_is_not_told_and_june_by_its_own_total():
    found = trend_of(without("snhr.2017-H1.massacres.1"))
    assert found.first_lead.unknown == ("2016-12", "2017-05")
    assert found.first_lead.since == "2017-06"
    june = leads(found)["2017-06"]
    assert (june.count.maximum, june.ahead) == (7, "coalition")
    assert found.cumulative.value is None
    assert found.cumulative.missing == ("2017-05",)


def test_an_earlier_lead_refutes_the_first_time():
    records = changed("snhr.2017-09.massacres.1", by_party={"russia": 19}, total=48)
    first = trend_of(records).first_lead
    assert (first.proof, first.led, first.since) == (Proof.REFUTED, ("2017-09",), None)
    assert first.streak == 2


def test_more_room_in_the_half_year_leaves_may_open():
    records = changed("snhr.2017-H1.massacres.1", by_party={"russia": 45, "coalition": 50})
    assert "2017-05" in trend_of(records).first_lead.unknown


def test_within_nine_months_the_first_time_is_proven():
    assert trend_of(months=9).first_lead.proof is Proof.PROVEN


def test_later_publications_say_nothing_about_an_earlier_month():
    kept = [
        item for item in as_items() if item["period"][:7] <= "2017-09" and item["period"] != "2017"
    ]
    assert trend_of(read(kept)) == trend_of()


def test_a_residual_and_a_joint_row_lead_nothing():
    assert leaders({"other": 9, "unidentified": 8, "regime+russia": 7, "isis": 1}) == ("isis",)
    assert leaders({"other": 9}) == ()


def test_another_publisher_never_enters_the_series():
    publications, figures = split(shared_records())
    found = read_series(publications, figures, publisher="SHRC")
    assert {p.publication.publisher for p in found.publications} == {"SHRC"}


def test_a_year_is_no_month():
    with pytest.raises(ValueError, match="no month"):
        trend_of(month="2017")


def test_nothing_is_the_first_time_in_no_months():
    with pytest.raises(ValueError, match="at least one"):
        trend_of(months=0)
