"""Rates and their ratios against brute force, published values and their own rules."""

import itertools
import json
import math
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_data import shared
from tawthiq.breaches.comparing.contrast import contrast
from tawthiq.breaches.comparing.design import Design, Interval, Window
from tawthiq.breaches.comparing.rates import poisson_bounds, rate_per_day, rate_ratio, share_bounds
from tawthiq.errors import SelectionError

COUNTS = st.integers(0, 60)
DAYS = st.integers(1, 400)


def window(days, *, first=date(2017, 7, 9)):
    return Window(first, first + timedelta(days=days - 1))


def two(before=30, after=30):
    return window(before, first=date(2017, 6, 9)), window(after)


def solved(rising, target, *, low=1e-9, high=1.0):
    """Solves rising(x) = target by doubling and halving."""
    while rising(high) < target:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2


def at_most(count, mean):
    return sum(math.exp(each * math.log(mean) - mean - math.lgamma(each + 1))
               for each in range(count + 1))  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 2, 5, 10, 28, 83])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_the_poisson_bounds_invert_the_two_tails(count, level):
    tail = (1 - level) / 2
    low, high = poisson_bounds(count, level=level)
    assert high == pytest.approx(solved(lambda mean: 1 - at_most(count, mean), 1 - tail), rel=1e-9)
    if count:
        exact = solved(lambda mean: 1 - at_most(count - 1, mean), tail)
        assert low == pytest.approx(exact, rel=1e-9)
    else:
        assert low == 0


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # F. Garwood, Biometrika 28 (1936), 437-442, the table of 95 % limits
    [(0, 0.0, 3.69), (1, 0.025, 5.57), (5, 1.62, 11.67), (10, 4.80, 18.39), (50, 37.11, 65.92)],
)
def test_the_poisson_bounds_are_those_of_the_published_table(count, low, high):
    assert poisson_bounds(count) == pytest.approx((low, high), abs=0.006)


def test_the_bounds_of_a_standardised_ratio_are_the_published_ones():
    # nickel workers in Wales: 137 deaths, 24.19893 expected; the example of R's poisson.test,
    # from N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (1987)
    found = [bound / 24.19893 for bound in poisson_bounds(137)]
    assert found == pytest.approx([4.753125, 6.692709], abs=1e-6)


def test_the_ratio_of_two_rates_is_the_published_one():
    # 11 in 800 against 21 in 3011, the second example of R's poisson.test
    found = rate_ratio(21, 11, (window(3011), window(800)))
    assert found.ratio == pytest.approx(1.971488, abs=1e-6)
    assert found.interval.low == pytest.approx(0.8584264, abs=1e-6)
    assert found.interval.high == pytest.approx(4.2772659, abs=1e-6)


@pytest.mark.parametrize(("before", "after"), [(83, 15), (83, 14), (3, 7), (1, 1), (12, 1)])
def test_the_bounds_of_a_ratio_invert_the_two_tails(before, after):
    total = before + after

    def upper_tail(ratio, count):
        share = ratio / (ratio + 2)  # 60 days before, 30 after
        return sum(math.comb(total, each) * share**each * (1 - share) ** (total - each)
                   for each in range(count, total + 1))  # fmt: skip

    found = rate_ratio(before, after, two(60, 30)).interval
    low = solved(lambda ratio: upper_tail(ratio, after), 0.025)
    high = solved(lambda ratio: upper_tail(ratio, after + 1), 0.975)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-8)


def test_counts_of_zero_leave_bounds_that_are_said_as_such():
    nothing_before = rate_ratio(0, 5, two())
    assert nothing_before.ratio == math.inf
    assert nothing_before.interval.high == math.inf
    assert nothing_before.interval.low == pytest.approx(1 / (1 / 0.025 ** (1 / 5) - 1))
    nothing_after = rate_ratio(5, 0, two())
    assert (nothing_after.ratio, nothing_after.interval.low) == (0, 0)
    nothing = rate_ratio(0, 0, two())
    assert nothing.ratio is None
    assert (nothing.interval.low, nothing.interval.high) == (0, math.inf)


@given(COUNTS, COUNTS, DAYS, DAYS)
def test_a_ratio_lies_in_its_interval_and_turns_over_with_its_windows(before, after, one, other):
    windows = (window(one), window(other))
    found = rate_ratio(before, after, windows)
    turned = rate_ratio(after, before, windows[::-1])
    if found.ratio is not None:
        assert found.ratio in found.interval
    assert found.interval.low == pytest.approx(
        1 / turned.interval.high if turned.interval.high else math.inf
    )


@given(COUNTS, COUNTS, DAYS, DAYS)
def test_one_event_more_moves_both_bounds_one_way(before, after, one, other):
    windows = (window(one), window(other))
    held, more = (rate_ratio(before, each, windows).interval for each in (after, after + 1))
    fewer = rate_ratio(before + 1, after, windows).interval
    assert fewer.low <= held.low <= more.low
    assert fewer.high <= held.high <= more.high


@given(COUNTS, DAYS, st.floats(0.5, 0.98), st.floats(0.001, 0.015))
def test_a_higher_level_is_a_wider_interval(count, days, level, more):
    narrow = rate_per_day(count, window(days), level=level)
    wide = rate_per_day(count, window(days), level=level + more)
    assert narrow.per_day in narrow.interval
    assert wide.interval.low <= narrow.interval.low
    assert narrow.interval.high <= wide.interval.high


@settings(max_examples=40)
@given(st.integers(1, 12), st.floats(0.02, 0.98))
def test_a_share_is_covered_at_least_as_often_as_its_level_says(total, share):
    weights = [math.comb(total, count) * share**count * (1 - share) ** (total - count)
               for count in range(total + 1)]  # fmt: skip
    covered = [
        low <= share <= high
        for low, high in (share_bounds(count, total) for count in range(total + 1))
    ]
    assert sum(itertools.compress(weights, covered)) >= 0.95


def test_the_rates_of_the_ankara_ceasefire_are_those_of_its_published_counts():
    """28, 51, 318, 366 and 533 breaches by days 1, 2, 14, 31 and 61; the days are our reading."""
    listed = json.loads(shared("syria_2017", "truce_breach_figures.json").read_text("utf-8"))
    held = {each["breaches"] for each in listed if each["agreement"] == "Ankara-2016-12-30"}
    assert {51, 318, 366, 533} <= held
    totals, days = [0, 28, 51, 318, 366, 533], [0, 1, 2, 14, 31, 61]
    first = date(2016, 12, 30)
    rates = [
        rate_per_day(after - before, window(until - since, first=first + timedelta(days=since)))
        for (before, after), (since, until) in zip(
            itertools.pairwise(totals), itertools.pairwise(days), strict=True
        )
    ]
    assert [round(each.per_day, 2) for each in rates] == [28.0, 23.0, 22.25, 2.82, 5.57]
    assert all(each.per_day in each.interval for each in rates)
    assert [each.windows[0].days for each in rates] == [1, 1, 12, 17, 30]


@pytest.mark.parametrize("zone", [(83, 15), (3, 1), (0, 4), (4, 0), (1, 9)])
@pytest.mark.parametrize("rest", [(20, 17), (1, 3), (5, 1)])
def test_the_contrast_inverts_the_two_tails_of_the_hypergeometric(zone, rest):
    in_zone, after = sum(zone), zone[1] + rest[1]
    values = range(max(0, after - sum(rest)), min(in_zone, after) + 1)

    def upper_tail(logarithm, count):
        weights = {
            each: math.log(math.comb(in_zone, each) * math.comb(sum(rest), after - each))
            + each * math.log(logarithm)
            for each in values
        }
        top = max(weights.values())
        whole = sum(math.exp(each - top) for each in weights.values())
        return sum(math.exp(w - top) for each, w in weights.items() if each >= count) / whole

    found = contrast(zone, rest, two()).interval
    if zone[1] > values[0]:
        low = solved(lambda odds: upper_tail(odds, zone[1]), 0.025)
        assert found.low == pytest.approx(low, rel=1e-4)
    else:
        assert found.low == 0
    if zone[1] < values[-1]:
        high = solved(lambda odds: upper_tail(odds, zone[1] + 1), 0.975)
        assert found.high == pytest.approx(high, rel=1e-4)
    else:
        assert found.high == math.inf


def test_the_contrast_of_the_tea_table_is_the_exact_one():
    # R. A. Fisher, The Design of Experiments (1935): 3, 1, 1, 3. The upper bound solves
    # x^4 / (1 + 16 x + 36 x^2 + 16 x^3 + x^4) = 0.975
    found = contrast((1, 3), (3, 1), two())
    x = found.interval.high
    assert x**4 / (1 + 16 * x + 36 * x**2 + 16 * x**3 + x**4) == pytest.approx(0.975, abs=1e-6)
    assert found.ratio == 9


@settings(max_examples=50, deadline=None)
@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_contrast_turns_over_with_zone_and_rest(a, b, c, d):
    found, turned = contrast((a, b), (c, d), two()), contrast((c, d), (a, b), two())
    if found.ratio is not None:
        assert found.ratio in found.interval
    if 0 < turned.interval.high < math.inf:
        assert found.interval.low == pytest.approx(1 / turned.interval.high, rel=1e-4)


def test_a_contrast_without_a_margin_says_nothing():
    found = contrast((0, 0), (3, 4), two())
    assert (found.ratio, found.interval.low, found.interval.high) == (None, 0, math.inf)


def test_a_result_carries_its_design_and_its_windows():
    found = rate_ratio(83, 15, two())
    assert found.design is Design.BEFORE_AFTER
    assert not found.design.is_controlled
    assert [each.days for each in found.windows] == [30, 30]
    assert contrast((1, 2), (3, 4), two()).design.is_controlled


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: poisson_bounds(-1),
        lambda: poisson_bounds(3, level=1.0),
        lambda: rate_ratio(-1, 3, two()),
        lambda: contrast((1, -1), (3, 4), two()),
        lambda: Window(date(2017, 7, 9), date(2017, 7, 8)),
    ],
)
def test_what_is_no_count_level_or_window_is_refused(wrong):
    with pytest.raises(SelectionError):
        wrong()


def test_an_interval_holds_its_bounds():
    assert 1 in Interval(1, 2, 0.95, "garwood")
    assert 2.1 not in Interval(1, 2, 0.95, "garwood")
