"""Time to the first event: what is open, and curves against a published one."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.breaches.comparing.survival import Occurrence, kaplan_meier, survival, time_to_first
from tawthiq.errors import SelectionError

NOON = datetime(2017, 7, 9, 9, tzinfo=UTC)
MIDNIGHT = NOON - timedelta(hours=12)
UNTIL = MIDNIGHT + timedelta(days=30)


def day(number, *, length=1, certain=True):
    """The day so many days after the day of the start."""
    start = MIDNIGHT + timedelta(days=number)
    return Occurrence(start, start + timedelta(days=length), certain)


def first(*occurrences, start=(MIDNIGHT, NOON)):
    return time_to_first("invented", occurrences, start=start, until=UNTIL)


def test_a_day_and_a_disputed_start_leave_a_span():
    found = first(day(-3), day(4), day(2))
    assert (found.least, found.most) == (1.5, 3.0)
    assert not found.is_open


def test_the_day_of_the_start_is_possible_and_not_certain():
    found = first(day(0), day(5))
    assert (found.least, found.most) == (0, 6)


def test_a_possible_event_lowers_the_least_and_leaves_the_most():
    found = first(day(1, certain=False), day(5))
    assert (found.least, found.most) == (0.5, 6)
    assert first(day(1, certain=False)).most is None


def test_without_an_event_the_time_is_open():
    found = first(day(-1), day(40))
    assert found.is_open
    assert (found.least, found.most, found.observed) == (29.5, None, 30)


def test_an_event_that_reaches_beyond_what_is_observed_is_only_possible():
    assert first(day(29, length=3)).most is None


@pytest.mark.parametrize("start", [(NOON, MIDNIGHT), (UNTIL, UNTIL)])
def test_a_start_out_of_order_is_refused(start):
    with pytest.raises(SelectionError, match="start"):
        first(start=start)


REMISSION = (
    [(6, True)] * 3
    + [(7, True), (10, True), (13, True), (16, True), (22, True), (23, True)]
    + [(each, False) for each in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
)
"""Weeks of remission under 6-MP: E. J. Freireich et al., Blood 21 (1963), 699-716."""


def test_the_curve_is_the_published_one():
    # the estimates as printed by D. R. Cox and D. Oakes, Analysis of Survival Data (1984)
    steps = kaplan_meier(REMISSION)
    assert [each.days for each in steps] == [6, 7, 10, 13, 16, 22, 23]
    assert [each.at_risk for each in steps] == [21, 17, 15, 12, 11, 7, 6]
    assert [round(each.share, 3) for each in steps] == [
        0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448,
    ]  # fmt: skip


def test_the_interval_of_the_curve_is_greenwoods_on_the_doubled_logarithm():
    steps = kaplan_meier(REMISSION)
    variance = sum(each.events / (each.at_risk * (each.at_risk - each.events)) for each in steps)
    last = steps[-1]
    reach = 1.959964 * math.sqrt(variance) / abs(math.log(last.share))
    bounds = last.share ** math.exp(reach), last.share ** math.exp(-reach)
    assert (last.interval.low, last.interval.high) == pytest.approx(bounds, rel=1e-5)


def test_several_agreements_have_two_readings():
    times = [first(day(2)), first(day(4, certain=False)), first()]
    found = survival(times)
    assert [(each.days, round(each.share, 3)) for each in found.earliest] == [
        (1.5, 0.667),
        (3.5, 0.333),
    ]
    assert [(each.days, round(each.share, 3)) for each in found.latest] == [(3.0, 0.667)]


def test_a_curve_that_falls_to_nothing_has_no_interval_there():
    [step] = kaplan_meier([(3.0, True)])
    assert (step.share, step.interval) == (0, None)
    assert kaplan_meier([(3.0, False)]) == ()
    with pytest.raises(SelectionError, match="at least one"):
        survival([])


EVENTS = st.builds(day, st.integers(-5, 40), length=st.integers(1, 6), certain=st.booleans())


@given(st.lists(EVENTS, max_size=8), EVENTS)
def test_more_events_never_make_the_first_one_later(held, more):
    without, with_it = first(*held), first(*held, more)
    assert with_it.least <= without.least
    if without.most is not None:
        assert with_it.most <= without.most
    if with_it.most is not None:
        assert with_it.least <= with_it.most


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=20))
def test_the_curve_is_the_product_of_its_steps(durations):
    share = 1.0
    for step in kaplan_meier(durations):
        assert step.at_risk == sum(days >= step.days for days, _ in durations)
        share *= 1 - step.events / step.at_risk
        assert step.share == pytest.approx(share, abs=1e-9)
