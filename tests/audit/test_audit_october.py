"""The audit of October 2017, and how its verdicts follow when one number is changed."""

from __future__ import annotations

import copy

import pytest

from published import CLOCK, as_items, read, shared_records, split
from tawthiq.audit import Kind, Outcome, audit
from tawthiq.dates import When

OCTOBER = "snhr.2017-10.massacres.1"
PERIOD = When.parse("2017-10", clock=CLOCK)


def checks_of(code=OCTOBER, records=None):
    held = shared_records() if records is None else records
    return [check for check in audit(*split(held)).checks if check.publication == code]


def one(kind, code=OCTOBER, records=None):
    [found] = [check for check in checks_of(code, records) if check.kind is kind]
    return found


def changed(code, path, value):
    items = copy.deepcopy(as_items())
    [held] = [item for item in items if item["code"] == code]
    for key in path[:-1]:
        held = held[key]
    held[path[-1]] = value
    return read(items)


def test_all_shares_together_fit_rounding_up_only():
    found = one(Kind.JOINT_ROUNDING)
    assert found.reason.code == "audit.rounding.not_half_up"
    assert found.reason.facts["rules"] == ("up",)
    assert found.reason.facts["percents"] == ("42", "29", "24", "59", "53")
    assert found.reason.facts["half_up"] == ("41", "28", "23", "59", "53")
    assert len(found.record_ids) == 5


@pytest.mark.parametrize(
    ("percent", "rules", "up", "half_up"),
    [
        ("42", ("up",), (16,), ()),
        ("29", ("up",), (11,), ()),
        ("24", ("up",), (9,), ()),
        ("59", ("half_up", "half_even", "up"), (23,), (23,)),
        ("53", ("half_up", "half_even", "up"), (227, 230), (229, 232)),
    ],
)
def test_each_share_names_its_rules_and_the_counts_that_would_fit(percent, rules, up, half_up):
    [facts] = [
        check.reason.facts
        for check in checks_of()
        if check.kind is Kind.PERCENTAGES and check.reason.facts["percent"] == percent
    ]
    assert facts["rules"] == rules
    assert (facts["counts_up"], facts["counts_half_up"]) == (up, half_up)


def test_twenty_seven_is_eleven_and_sixteen():
    facts = one(Kind.CLAIM).reason.facts
    assert (facts["value"], facts["parties"], facts["parts"]) == (
        27,
        ("regime", "russia"),
        (11, 16),
    )


def test_parts_add_up():
    for kind in (Kind.PARTS_BY_PARTY, Kind.PARTS_BY_GOVERNORATE, Kind.CROSS_BY_PARTY):
        assert one(kind).outcome is Outcome.HOLDS
    assert one(Kind.VICTIMS_BY_PARTY).reason.facts["total"] == 435


@pytest.mark.parametrize(("kind", "total"), [("children_by_party", 145), ("women_by_party", 85)])
def test_a_number_that_is_not_printed_leaves_the_check_open(kind, total):
    found = one(Kind(kind))
    assert (found.outcome, found.reason.code) == (Outcome.OPEN, "audit.parts.missing")
    facts = found.reason.facts
    assert (facts["sum"], facts["total"], facts["missing"]) == (total, total, ("other",))


def test_it_holds_once_the_number_is_printed():
    path = ["victims_by_party", "other", "children"]
    assert one(Kind.CHILDREN_BY_PARTY, records=changed(OCTOBER, path, 0)).outcome is Outcome.HOLDS
    assert one(Kind.CHILDREN_BY_PARTY, records=changed(OCTOBER, path, 1)).outcome is Outcome.FAILS


def test_cumulative_325_lists_its_addends():
    found = one(Kind.CUMULATIVE)
    facts = found.reason.facts
    assert (found.outcome, facts["value"]) == (Outcome.HOLDS, 325)
    assert facts["values"] == (188, 28, 27, 43, 39)
    assert facts["periods"] == ("2017-01/2017-06", "2017-07", "2017-08", "2017-09", "2017-10")
    assert facts["added_up"] == ("snhr.2017-08.massacres.1",)


@pytest.mark.parametrize(
    ("code", "path", "value", "kind"),
    [
        (OCTOBER, ["by_party", "russia"], 15, "parts_by_party"),
        (OCTOBER, ["by_party", "russia"], 15, "claim"),
        (OCTOBER, ["by_party", "russia"], 15, "cross_by_party"),
        (OCTOBER, ["by_party_governorate", "isis", "hasaka"], 2, "parts_by_governorate"),
        (OCTOBER, ["victims_by_party", "russia", "total"], 187, "victims_by_party"),
        (OCTOBER, ["victims_by_party", "russia", "children"], 66, "children_by_party"),
        (OCTOBER, ["percentages", 0, "percent"], 43, "percentages"),
        (OCTOBER, ["percentages", 4, "percent"], 52, "joint_rounding"),
        (OCTOBER, ["claims", 0, "value"], 28, "claim"),
        (OCTOBER, ["cumulative", 0, "value"], 324, "cumulative"),
        ("snhr.2017-09.massacres.1", ["total"], 44, "cumulative"),
        ("snhr.2017-H1.massacres.1", ["total"], 189, "cumulative"),
    ],
)
def test_one_changed_number_turns_the_verdict(code, path, value, kind):
    def failing(records):
        held = checks_of(records=records)
        return any(c.kind == kind and c.outcome is Outcome.FAILS for c in held)

    assert not failing(shared_records())
    assert failing(changed(code, path, value))


def test_named_claims_are_held_against_their_parties():
    path = ["claims", 0, "parties"]
    named = one(Kind.CLAIM, records=changed(OCTOBER, path, ["regime", "russia"]))
    assert (named.outcome, named.reason.facts["sum"]) == (Outcome.HOLDS, 27)
    wrong = one(Kind.CLAIM, records=changed(OCTOBER, path, ["regime"]))
    assert (wrong.outcome, wrong.reason.facts["sum"]) == (Outcome.FAILS, 11)


def test_only_the_full_number_of_july_adds_up():
    [found] = [c for c in checks_of("snhr.2017-07.massacres.1") if c.kind is Kind.VARIANTS]
    assert found.reason.code == "audit.variant.wrong"
    assert (found.reason.facts["printed"], found.reason.facts["variant"]) == (132, 32)


def test_the_half_year_is_mended_by_one_party_and_its_months_say_which():
    facts = one(Kind.PARTS_BY_PARTY, "snhr.2017-H1.massacres.1").reason.facts
    assert (facts["sum"], facts["total"], facts["parties"]) == (183, 188, ("other",))
    assert (facts["printed"], facts["mended"], facts["least"]) == (14, 19, 15)


def test_the_mended_half_year_has_no_failure_left():
    records = changed("snhr.2017-H1.massacres.1", ["by_party", "other"], 19)
    held = checks_of("snhr.2017-H1.massacres.1", records)
    assert [check for check in held if check.outcome is Outcome.FAILS] == []


def test_the_year_and_its_months_differ_by_two():
    year = [c for c in checks_of("snhr.2017.massacres.1") if c.kind is Kind.YEAR]
    failing = {
        c.reason.facts["parties"]: (c.reason.facts["value"], c.reason.facts["sum"])
        for c in year
        if c.outcome is Outcome.FAILS
    }
    assert failing == {(): (374, 376), ("regime",): (129, 130), ("isis",): (19, 20)}


def test_december_names_thirteen_where_a_press_copy_has_twelve():
    facts = one(Kind.VARIANTS, "snhr.2017-12.massacres.1").reason.facts
    assert (facts["printed"], facts["variant"]) == (13, 12)


def test_a_total_that_fails_elsewhere_too_is_still_told_from_its_copy():
    held = checks_of("snhr.2017-H1.civilians_killed.1")
    [found] = [c for c in held if c.reason.facts.get("variant") == 5300]
    assert found.reason.code == "audit.variant.wrong"


def test_a_period_comes_apart_from_what_fails_elsewhere():
    found = audit(*split(shared_records()), period=PERIOD)
    periods = {check.period for check in found.period_checks}
    assert periods == {"2017-10", "2017"}
    assert all(check.outcome is Outcome.FAILS for check in found.other_failures)
    assert not set(map(id, found.period_checks)) & set(map(id, found.other_failures))
    everywhere = [check for check in found.checks if check.outcome is Outcome.FAILS]
    here = [check for check in found.period_checks if check.outcome is Outcome.FAILS]
    assert len(everywhere) == len(here) + len(found.other_failures)
