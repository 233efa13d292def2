"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.dates import AmbiguousDateError, DateOrder, DateReading, When, stated_date
from tawthiq.names import fold, plain_digits
from tawthiq.vocabulary import date_words

CLOCK = "Asia/Damascus"
MONTHS = {number: word for word, number in date_words().months.items()}


def read(text, **more):
    return stated_date(plain_digits(text), DateReading(date_words(), CLOCK, fold, **more))


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2017-10", "2017-10"),
        ("5 October 2017", "2017-10-05"),
        ("Thursday, October 5th, 2017", "2017-10-05"),
        ("٥ تشرين الأول ٢٠١٧", "2017-10-05"),
        ("5 تشرين الأول/أكتوبر 2017", "2017-10-05"),
        ("يوم الخميس 5 تشرين الأول 2017م", "2017-10-05"),
        ("كانون الثاني ٢٠١٨", "2018-01"),
        ("5-7 October 2017", "2017-10-05/2017-10-07"),
        ("من 5 أيلول 2017 إلى 7 أيلول 2017", "2017-09-05/2017-09-07"),
        ("2017/10/5", "2017-10-05"),
        ("25/10/2017", "2017-10-25"),
        ("10/25/2017", "2017-10-25"),
        ("10/10/2017", "2017-10-10"),
        ("10/2017", "2017-10"),
        ("2017-10-05 14:30", "2017-10-05T14:30"),
        ("2017-10-05 2:30 PM", "2017-10-05T14:30"),
        ("2017-10-05T14:30:00Z", "2017-10-05T17:30"),
        ("2017-10-05 00:00:00", "2017-10-05"),
    ],
)
def test_a_date_is_read_as_it_is_written(text, stated):
    assert read(text) == stated


@pytest.mark.parametrize("text", ["05/10/2017", "5.10.2017", "5/10/17", "43013"])
def test_an_ambiguous_date_is_not_guessed(text):
    with pytest.raises(AmbiguousDateError):
        read(text)


@pytest.mark.parametrize(
    "text",
    ["around October", "Friday 5 October 2017", "31/02/2017", "5 October", "October November 2017",
     "", "5 October 2017 2018"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        read(text)


def test_a_stated_order_decides_and_is_never_turned_round():
    assert read("05/10/2017", order=DateOrder.DAY_FIRST) == "2017-10-05"
    assert read("05/10/2017", order=DateOrder.MONTH_FIRST) == "2017-05-10"
    with pytest.raises(ValueError, match="no month 25"):
        read("10/25/2017", order=DateOrder.DAY_FIRST)


def test_serial_numbers_count_from_the_stated_year():
    assert read("43013", epoch=1900) == "2017-10-05"
    assert read("41551", epoch=1904) == "2017-10-05"
    assert read("43013.5", epoch=1900) == "2017-10-05T12:00"


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(date_words().months)))
def test_a_day_written_in_any_way_is_the_same_day(day, word):
    assert read(f"{day.day}/{day.month}/{day.year}", order=DateOrder.DAY_FIRST) == str(day)
    if date_words().months[word] == day.month:
        assert read(f"{day.day} {word} {day.year}") == str(day)


@given(st.text(max_size=40))
def test_any_text_is_a_date_that_when_reads_or_a_fault(text):
    try:
        stated = read(text)
    except ValueError:
        return
    try:
        When.parse(stated, clock=CLOCK)
    except ValueError:
        assert "/" in stated or "T" in stated or not "0100" <= stated[:4] <= "9998"
