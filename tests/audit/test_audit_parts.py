"""Properties of the audit on invented publications."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from published import read, split
from tawthiq.audit import Kind, Outcome, audit

PARTIES = ("regime", "russia", "coalition", "isis", "other")


def item(**fields):
    return {
        "code": "invented",
        "publisher": "An invented centre",
        "topic": "massacres",
        "period": "2017-10",
        **fields,
    }


def outcomes(*items):
    checks = audit(*split(read(items))).checks
    return {(check.publication, check.kind): check for check in checks}


splits = st.dictionaries(st.sampled_from(PARTIES), st.integers(0, 50), min_size=1)


@given(splits)
def test_parts_that_sum_to_the_total_hold(parts):
    found = outcomes(item(total=sum(parts.values()), by_party=parts))
    assert found["invented", Kind.PARTS_BY_PARTY].outcome is Outcome.HOLDS


@given(splits, st.integers(1, 9))
def test_a_total_off_by_any_number_fails(parts, off):
    found = outcomes(item(total=sum(parts.values()) + off, by_party=parts))
    assert found["invented", Kind.PARTS_BY_PARTY].outcome is Outcome.FAILS


@given(splits, st.integers(0, 9))
def test_a_list_seen_in_part_is_never_an_error_for_being_short(parts, off):
    total = sum(parts.values()) + off
    found = outcomes(item(total=total, by_party=parts, parties_complete=False))
    assert found["invented", Kind.PARTS_BY_PARTY].outcome is Outcome.OPEN


def test_a_list_seen_in_part_fails_above_the_total():
    found = outcomes(item(total=3, by_party={"isis": 4}, parties_complete=False))
    assert found["invented", Kind.PARTS_BY_PARTY].reason.code == "audit.parts.above"


@given(splits)
def test_a_page_that_tells_it_again_changes_no_check(parts):
    own = item(total=sum(parts.values()), by_party=parts)
    again = {**own, "code": "copy", "retells": "invented"}
    longer = item(code="year", period="2017", total=sum(parts.values()))
    alone = outcomes(own, longer)
    with_copy = {
        key: check for key, check in outcomes(own, longer, again).items() if key[0] != "copy"
    }
    assert with_copy == alone


@pytest.mark.parametrize(
    ("joint", "total", "outcome"),
    [(31, 72, "holds"), (41, 41, "holds"), (41, 82, "holds"), (31, 41, "holds"), (31, 50, "fails")],
)
def test_a_joined_row_is_its_own_or_the_sum_of_its_members(joint, total, outcome):
    parts = {"regime": 4, "russia": 37, "regime+russia": joint}
    found = outcomes(item(total=total, by_party=parts))
    assert found["invented", Kind.PARTS_BY_PARTY].outcome == outcome


def test_a_page_with_another_number_for_a_sum_is_found():
    own = item(total=27, by_party={"regime": 11, "russia": 16})
    copy = item(code="copy", retells="invented", by_party={"regime+russia": 26})
    found = outcomes(own, copy)["copy", Kind.RETELLING]
    assert (found.outcome, found.reason.facts["told"]) == (Outcome.FAILS, 27)


def test_columns_of_the_cross_table_are_held_against_governorates():
    parts = {"regime": 2, "isis": 1}
    cross = {"regime": {"idlib": 2}, "isis": {"raqqa": 1}}
    fields = {"total": 3, "by_party": parts, "by_party_governorate": cross}
    right = outcomes(item(**fields, by_governorate={"idlib": 2, "raqqa": 1}))
    wrong = outcomes(item(**fields, by_governorate={"idlib": 1, "raqqa": 2}))
    assert right["invented", Kind.CROSS_BY_GOVERNORATE].outcome is Outcome.HOLDS
    assert wrong["invented", Kind.CROSS_BY_GOVERNORATE].outcome is Outcome.FAILS


def test_a_cumulative_count_follows_the_one_before_where_months_are_missing():
    before = item(code="sep", period="2017-09", cumulative={"since": "2017-01-01", "value": 286})
    own = item(total=39, cumulative={"since": "2017-01-01", "value": 325})
    found = outcomes(before, own)["invented", Kind.CUMULATIVE]
    assert (found.outcome, found.reason.facts["values"]) == (Outcome.HOLDS, (286, 39))


def test_different_rules_for_one_page_are_found():
    shares = [
        {"percent": 42, "numerator": 16, "denominator": 39, "of": "up only"},
        {"percent": 28, "numerator": 11, "denominator": 39, "of": "half up or down"},
    ]
    found = outcomes(item(percentages=shares))
    assert found["invented", Kind.JOINT_ROUNDING].reason.code == "audit.rounding.none"


def test_an_empty_list_has_nothing_to_say():
    assert audit([], []).checks == ()
