"""The days before and after a start: what is counted, what stays open, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_data import shared
from tawthiq.breaches.comparing.comparison import RingEvents, compare_windows
from tawthiq.breaches.comparing.design import Design
from tawthiq.casebook.casebook import first_places
from tawthiq.dates import When, day_bounds
from tawthiq.errors import SelectionError
from tawthiq.intake.ged import read_ged
from tawthiq.records import Gazetteer

CLOCK = "Asia/Damascus"
DAY = timedelta(days=1)
MIDNIGHT, NEXT = day_bounds(date(2017, 7, 9), clock=CLOCK)
NOON = MIDNIGHT + timedelta(hours=12)
SOUTH_WEST = (MIDNIGHT, NOON)


def days(first, length=1):
    """An event of whole days, counted from the day of the start (0)."""
    begin = date(2017, 7, 9) + first * DAY
    return day_bounds(begin, clock=CLOCK)[0], day_bounds(begin + length * DAY, clock=CLOCK)[0]


def table(*intervals):
    starts, ends = zip(*intervals, strict=True) if intervals else ((), ())
    instant = pa.timestamp("us", tz="UTC")
    return pa.table({"start": pa.array(starts, instant), "end": pa.array(ends, instant)})


def compare(*intervals, start=SOUTH_WEST, inside=None, window=30, **options):
    return compare_windows(
        table(*intervals),
        start=start,
        inside=["true"] * len(intervals) if inside is None else inside,
        window=window * DAY,
        clock=CLOCK,
        **options,
    )


def counts(count):
    return count.least, count.counted, count.most


def reasons(found):
    return {each.code.rpartition(".")[2]: dict(each.facts) for each in found.left_out}


def test_the_day_of_the_start_is_counted_after_and_named():
    [reading] = compare(days(-1), days(0), days(1)).readings
    assert counts(reading.before) == (1, 1, 2)
    assert counts(reading.after) == (1, 2, 2)
    assert reasons(reading) == {
        "start_day": {
            "count": 1,
            "day": "2017-07-09",
            "earliest": "2017-07-09T00:00",
            "latest": "2017-07-09T12:00",
        }
    }


def test_a_start_at_midnight_leaves_no_day_open():
    [reading] = compare(days(-1), days(0), start=(MIDNIGHT, MIDNIGHT)).readings
    assert counts(reading.before) == (1, 1, 1)
    assert counts(reading.after) == (1, 1, 1)
    assert reading.left_out == ()


def test_an_event_over_the_border_of_the_windows_is_left_out_and_named():
    [reading] = compare(days(-2, 4), days(5)).readings
    assert counts(reading.before) == (0, 0, 1)
    assert counts(reading.after) == (1, 1, 2)
    assert reasons(reading)["over_start"] == {"count": 1}


def test_events_over_the_outer_borders_are_named():
    [reading] = compare(days(-31, 3), days(29, 2), days(-31), days(30)).readings
    assert counts(reading.before) == (0, 0, 1)
    assert counts(reading.after) == (0, 0, 1)
    assert reasons(reading)["over_first"] == {"count": 1}
    assert reasons(reading)["over_last"] == {"count": 1}


def test_an_unknown_place_is_left_out_and_in_the_most():
    inside = ["true", "unknown", "unknown", "false"]
    [reading] = compare(days(-5), days(-4), days(3), days(4), inside=inside).readings
    assert counts(reading.before) == (1, 1, 2)
    assert counts(reading.after) == (0, 0, 1)
    assert reasons(reading)["place_not_known"] == {
        "count": 2,
        "before": 1,
        "after": 1,
        "either": 0,
    }
    assert [counts(each) for each in reading.rest] == [(0, 0, 1), (1, 1, 2)]


def test_an_unknown_time_may_be_on_either_side():
    [reading] = compare(days(-5), (None, None)).readings
    assert counts(reading.before) == (1, 1, 2)
    assert counts(reading.after) == (0, 0, 1)
    assert reasons(reading)["time_not_known"] == {"count": 1}


def test_a_start_on_several_days_has_a_reading_for_each():
    found = compare(days(-1), days(0), days(1), start=(MIDNIGHT, NOON + 2 * DAY))
    assert [each.day.day for each in found.readings] == [9, 10, 11]
    assert [each.before.counted for each in found.readings] == [1, 2, 3]
    assert [each.change.windows[1].first.day for each in found.readings] == [9, 10, 11]
    assert found.readings[0].widest.low <= found.readings[0].change.interval.low


def test_the_windows_are_whole_days_of_the_clock():
    # 26 October 2017 has 25 hours in Damascus, and its last hour comes twice
    start = day_bounds(date(2017, 10, 26), clock=CLOCK)[0]
    last_hour = start + timedelta(hours=24, minutes=30)
    found = compare((last_hour, last_hour + timedelta(minutes=1)), start=(start, start), window=1)
    assert counts(found.readings[0].after) == (1, 1, 1)


def test_the_zone_stands_beside_the_rest_and_the_ring():
    intervals = [days(-9), days(-8), days(3), days(-7), days(4), days(5)]
    inside = ["true"] * 3 + ["false"] * 3
    around = ["false"] * 3 + ["true", "true", "unknown"]
    ring = RingEvents(0, 25, np.array(around))
    [reading] = compare(*intervals, inside=inside, ring=ring).readings
    assert (reading.contrast.zone, reading.contrast.rest) == ((2, 1), (1, 2))
    assert reading.contrast.ratio == 0.25
    assert (reading.ring.ring.before, reading.ring.ring.after) == (1, 1)
    assert reading.ring.outer_km == 25
    assert reasons(reading.ring)["place_not_known"] == {
        "count": 1,
        "before": 0,
        "after": 1,
        "either": 0,
    }
    assert reading.contrast.design is Design.ZONE_AND_REST


def test_without_events_outside_the_contrast_has_no_ratio():
    [reading] = compare(days(-9), days(3)).readings
    assert reading.contrast.ratio is None


def test_a_month_that_holds_both_windows_is_counted_in_neither():
    [reading] = compare(days(-40, 80), window=30).readings
    assert counts(reading.before) == counts(reading.after) == (0, 0, 1)
    assert reasons(reading) == {**reasons(reading), "over_start": {"count": 1}}
    assert "over_first" not in reasons(reading)


def test_events_of_several_days_stand_on_their_first_day_and_again_on_their_last():
    intervals = [*(days(each) for each in range(-9, 9)), days(-5, 2), days(3, 3), days(0, 2)]
    [reading] = compare(*intervals, start=(MIDNIGHT, MIDNIGHT), window=10).readings
    first, last = reading.series.counts, reading.series_by_last.counts
    assert sum(first) == sum(last) == reading.before.counted + reading.after.counted == 21
    assert [at for at in range(20) if first[at] == 2] == [5, 10, 13]
    assert [at for at in range(20) if last[at] == 2] == [6, 11, 15]
    assert reasons(reading.series)["several_days"] == {"count": 3}


def test_the_counts_name_their_incidents():
    held = table(days(-3), days(-2, 4), days(2), days(3)).append_column(
        "incident", pa.array(["a", "b", "c", "d"])
    )
    found = compare_windows(
        held, start=SOUTH_WEST, inside=["true", "true", "unknown", "true"], window=30 * DAY,
        clock=CLOCK,
    )  # fmt: skip
    assert found.readings[0].incidents == (("a",), ("d",))


def test_windows_of_a_week_have_no_series():
    assert compare(days(-1), days(1), window=7).readings[0].series is None
    [reading] = compare(*(days(each) for each in range(-8, 8)), window=8).readings
    assert reading.series.counts == (1,) * 16
    assert reading.series.failure.code == "series.no_variation"
    assert reading.series_by_last is None


def test_the_first_event_after_the_start_is_a_span():
    found = compare(days(-1), days(4), days(2), inside=["true", "true", "unknown"])
    assert (found.first.least, found.first.most) == (1.5, 5)
    assert compare(days(-1)).first.is_open


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"window": 0}, "at least one"),
        ({"window": 1.5}, "whole days"),
        ({"start": (NOON, MIDNIGHT)}, "before the earliest"),
        ({"start": (MIDNIGHT, MIDNIGHT + 31 * DAY)}, "Take a longer window"),
        ({"inside": ["true"]}, "2 events, the membership 1"),
        ({"inside": ["true", "maybe"]}, "'maybe' is given"),
        ({"covered": When.parse("2017-07", clock=CLOCK)}, "cover 2017-07 only"),
    ],
)
def test_what_has_no_answer_is_refused(options, said):
    with pytest.raises(SelectionError, match=said):
        compare(days(-1), days(1), **options)


def test_events_out_of_order_or_without_times_are_refused():
    with pytest.raises(SelectionError, match="ends before it starts"):
        compare((NOON, MIDNIGHT))
    with pytest.raises(SelectionError, match="no column end, start"):
        compare_windows(
            pa.table({"incident": ["a"]}), start=SOUTH_WEST, inside=["true"], window=DAY,
            clock=CLOCK,
        )  # fmt: skip


def test_an_empty_table_has_nothing_on_either_side():
    [reading] = compare().readings
    assert reading.change.ratio is None
    assert reading.before.most == 0


def test_arrow_and_numpy_and_a_list_say_the_same():
    words = ["true", "unknown"]
    given_as = [words, np.array(words), pa.array(words), pa.chunked_array([words])]
    found = [compare(days(-1), days(1), inside=each) for each in given_as]
    assert all(each == found[0] for each in found)


# Whatever the open times, places and the start turn out to be, the counts lie in their bounds

HOURS = st.integers(-24 * 12, 24 * 12)


@st.composite
def resolved(draw):
    """Events with open times and places, and one way in which all of it can turn out."""
    start = sorted(draw(st.tuples(st.integers(0, 23), st.integers(0, 23))))
    events, ways = [], []
    for _ in range(draw(st.integers(0, 8))):
        begin, length = draw(HOURS), draw(st.integers(1, 72))
        inside = draw(st.sampled_from(["true", "false", "unknown"]))
        events.append((begin, begin + length, inside))
        truth = inside if inside != "unknown" else draw(st.sampled_from(["true", "false"]))
        ways.append((begin + draw(st.integers(0, length - 1)), truth))
    return start, draw(st.integers(*start)), events, ways


@settings(deadline=None, max_examples=80)
@given(resolved())
def test_whatever_turns_out_lies_between_the_least_and_the_most(drawn):
    (earliest, latest), turned, events, ways = drawn
    hour = timedelta(hours=1)
    found = compare(
        *((MIDNIGHT + begin * hour, MIDNIGHT + end * hour) for begin, end, _ in events),
        start=(MIDNIGHT + earliest * hour, MIDNIGHT + latest * hour),
        inside=[inside for _, _, inside in events],
        window=7,
    )
    [reading] = found.readings
    before = sum(-7 * 24 <= at < turned and truth == "true" for at, truth in ways)
    after = sum(turned <= at < 7 * 24 and truth == "true" for at, truth in ways)
    assert reading.before.least <= before <= reading.before.most
    assert reading.after.least <= after <= reading.after.most
    for count in (reading.before, reading.after, *reading.rest):
        assert count.least <= count.counted <= count.most
    times = [at - turned for at, truth in ways if truth == "true" and turned <= at < 7 * 24]
    if times:
        assert found.first.least * 24 <= min(times)
    if found.first.most is not None:
        assert min(times) <= found.first.most * 24


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(-40, 40), st.sampled_from(["true", "false", "unknown"]))),
       st.randoms(use_true_random=False))  # fmt: skip
def test_the_order_of_events_changes_nothing_and_days_sum_to_their_window(held, random):
    def read(rows):
        return compare(*(days(at) for at, _ in rows), inside=[inside for _, inside in rows])

    shuffled = random.sample(held, len(held))
    found = read(held)
    assert read(shuffled) == found
    [reading] = found.readings
    assert sum(reading.series.counts[:30]) == reading.before.counted
    assert sum(reading.series.counts[30:]) == reading.after.counted


def test_the_south_west_over_the_events_of_ucdp():
    """83 before and 15 after in the three governorates whole; 14 without the day of the start."""
    places = Gazetteer(first_places())
    held = read_ged(shared("ucdp_ged", "ged_syria_open.csv.gz"), places=places)
    zone = ("daraa", "quneitra", "suwayda")
    codes = held.table["place"].to_pylist()
    inside = [
        "unknown" if code in (None, "syria")
        else str(any(places.lies_in(code, each) for each in zone)).lower()
        for code in codes
    ]  # fmt: skip
    found = compare_windows(
        held.table, start=SOUTH_WEST, inside=inside, window=30 * DAY, clock=CLOCK,
        covered=held.covered,
    )  # fmt: skip
    [reading] = found.readings
    assert (reading.before.counted, reading.after.counted) == (83, 15)
    assert reading.after.least == 14
    assert reasons(reading)["start_day"]["count"] == 1
    assert reasons(reading)["place_not_known"] == {
        "count": 60,
        "before": 18,
        "after": 37,
        "either": 5,
    }
    assert round(reading.change.ratio, 3) == 0.181
    assert [round(each, 2) for each in (reading.rates[0].per_day, reading.rates[1].per_day)] == [
        2.77,
        0.5,
    ]
    assert reading.series.has_converged
    assert datetime(2017, 7, 8, 21, tzinfo=UTC) == MIDNIGHT
