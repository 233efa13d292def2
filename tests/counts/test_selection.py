"""What is counted, what is left out, and the reason for each."""

import pytest

from invented import CLOCK, collection, incident
from tawthiq.counts import select_incidents
from tawthiq.dates import When
from tawthiq.errors import SelectionError
from tawthiq.records import Verification

OCTOBER = When.parse("2017-10", clock=CLOCK)
BOTH = {code: collection(code) for code in ("c", "d")}


def select(incidents, **options):
    return select_incidents(incidents, period=OCTOBER, collections=BOTH, **options)


def reasons(selection):
    return {left.reason.code: len(left.incidents) for left in selection.left_out}


def test_the_month_is_kept_and_other_months_are_no_matter():
    selection = select([incident(1), incident(2, when="2017-09"), incident(3, when="2017-10-31")])
    assert [each.id for each in selection.kept] == ["i0001", "i0003"]
    assert selection.left_out == ()


def test_another_collection_is_left_out_and_named():
    selection = select([incident(1), incident(2, collection="d")], preferred=["c"])
    assert [each.id for each in selection.kept] == ["i0001"]
    (left,) = selection.left_out
    assert left.reason.code == "left_out.other_collection"
    assert left.reason.facts == {"collection": "d", "count": 1}


def test_two_collections_without_a_preference_are_never_added():
    with pytest.raises(SelectionError, match="never added up"):
        select([incident(1), incident(2, collection="d")])


def test_a_wish_beats_the_preference():
    selection = select([incident(1), incident(2, collection="d")], preferred=["c"], collection="d")
    assert [each.id for each in selection.kept] == ["i0002"]


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (incident(2, when=None), "left_out.time_not_known"),
        (incident(2, when="2017"), "left_out.time_straddles_period"),
        (incident(2, when="2017-10-31/2017-11-01"), "left_out.time_straddles_period"),
        (incident(2, verification=Verification.REJECTED), "left_out.rejected"),
    ],
)
def test_each_one_left_out_has_its_reason(other, reason):
    assert reasons(select([incident(1), other])) == {reason: 1}


def test_nothing_to_count_says_what_to_do():
    with pytest.raises(SelectionError, match="tawthiq import table"):
        select([incident(1, when="2016-10")])


def test_an_unknown_collection_is_named():
    with pytest.raises(SelectionError, match="'x'"):
        select([incident(1)], collection="x")
