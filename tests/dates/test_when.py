"""Partial dates on the Damascus clock: real days of 23 and 25 hours."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.dates import Moment, Precision, Statement, When, add_months, day_bounds, zone
from tawthiq.errors import VocabularyError

DAMASCUS = "Asia/Damascus"


@pytest.mark.parametrize(
    ("stated", "start", "end", "precision"),
    [
        ("2017", "2016-12-31T22:00", "2017-12-31T22:00", Precision.YEAR),
        ("2017-10", "2017-09-30T21:00", "2017-10-31T22:00", Precision.MONTH),
        ("2017-07-09", "2017-07-08T21:00", "2017-07-09T21:00", Precision.DAY),
        ("2017-07-09T12:00", "2017-07-09T09:00", "2017-07-09T09:01", Precision.MINUTE),
        ("2017-10-05/2017-10-06", "2017-10-04T21:00", "2017-10-06T21:00", Precision.RANGE),
        ("2017-01/2017-06", "2016-12-31T22:00", "2017-06-30T21:00", Precision.RANGE),
        ("٢٠١٧-١٠", "2017-09-30T21:00", "2017-10-31T22:00", Precision.MONTH),
        (" 2017-12-31 ", "2017-12-30T22:00", "2017-12-31T22:00", Precision.DAY),
    ],
)
def test_parse_gives_the_whole_local_interval(stated, start, end, precision):
    when = When.parse(stated, clock=DAMASCUS)
    assert when.start == datetime.fromisoformat(f"{start}+00:00")
    assert when.end == datetime.fromisoformat(f"{end}+00:00")
    assert when.precision is precision


@pytest.mark.parametrize(
    "stated",
    ["", "yesterday", "2017-13", "2017-02-30", "2017-1-5", "17-10-05", "2017-10-05T25:00",
     "2017-10-06/2017-10-05", "2017-10-05 12:00", "0000", "0001", "9999", "9999-12-31",
     "2017-03-31T00:30"],
)  # fmt: skip
def test_parse_refuses_what_is_no_date(stated):
    with pytest.raises(ValueError, match=r".+"):
        When.parse(stated, clock=DAMASCUS)


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2017-03-31", 23), ("2017-10-26", 25), ("2017-10-27", 24), ("2017-07-01", 24)],
)
def test_a_day_is_as_long_as_its_calendar_day(day, hours):
    start, end = day_bounds(date.fromisoformat(day), clock=DAMASCUS)
    assert (end - start).total_seconds() == hours * 3600


@given(st.dates(date(2011, 1, 1), date(2024, 12, 30)))
def test_days_follow_each_other_without_gap_or_overlap(day):
    following = date.fromordinal(day.toordinal() + 1)
    assert day_bounds(day, clock=DAMASCUS)[1] == day_bounds(following, clock=DAMASCUS)[0]


@given(st.dates(date(2011, 1, 1), date(2024, 12, 30)), st.integers(0, 400))
def test_between_keeps_its_first_and_last_day(first, length):
    last = date.fromordinal(first.toordinal() + length)
    when = When.between(first, last, clock=DAMASCUS)
    assert (when.first_day, when.last_day) == (first, last)


def test_digits_of_any_script_state_the_same():
    assert When.parse("٢٠١٧-١٠", clock=DAMASCUS) == When.parse("2017-10", clock=DAMASCUS)


def test_when_survives_json():
    when = When.parse("2017-10", clock=DAMASCUS)
    assert When.model_validate_json(when.model_dump_json()) == when


def test_unknown_clock_is_refused():
    with pytest.raises(VocabularyError, match="Asia/Damaskus"):
        zone("Asia/Damaskus")


@pytest.mark.parametrize("clock", ["", "../etc/passwd", "Asia", "Asia/../Damascus", "/"])
def test_a_clock_that_is_a_path_is_refused(clock):
    with pytest.raises(VocabularyError):
        zone(clock)


def test_a_moment_spans_its_statements():
    moment = Moment(
        statements=(
            Statement(at="2017-10-12T12:00", clock="Africa/Cairo"),
            Statement(at="2017-10-12T12:00", clock=DAMASCUS),
        )
    )
    assert moment.earliest == datetime(2017, 10, 12, 9, tzinfo=UTC)
    assert moment.latest == datetime(2017, 10, 12, 10, tzinfo=UTC)


def test_a_day_leaves_its_whole_length_open():
    moment = Moment(statements=(Statement(at="2017-09-15", clock=DAMASCUS),))
    assert (moment.latest - moment.earliest).total_seconds() == 24 * 3600


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2017-05-04T21:00", 6, "2017-11-04T22:00"), ("2017-08-31T09:00", 6, "2018-02-28T10:00")],
)
def test_months_are_added_on_the_local_clock(start, months, end):
    instant = datetime.fromisoformat(f"{start}+00:00")
    expected = datetime.fromisoformat(f"{end}+00:00")
    assert add_months(instant, months, clock=DAMASCUS) == expected


def test_a_minute_that_the_clock_shows_twice_is_not_guessed():
    when = When.parse("2017-10-26T23:30", clock=DAMASCUS)
    assert when.start == datetime(2017, 10, 26, 20, 30, tzinfo=UTC)
    assert when.end == datetime(2017, 10, 26, 21, 31, tzinfo=UTC)
    stated = Statement(at="2017-10-26T23:30", clock=DAMASCUS).bounds
    assert stated == (when.start, datetime(2017, 10, 26, 21, 30, tzinfo=UTC))


def test_digits_of_another_script_name_the_same_time():
    assert When.parse("٢٠١٧-١٠", clock=DAMASCUS) == When.parse("2017-10", clock=DAMASCUS)
