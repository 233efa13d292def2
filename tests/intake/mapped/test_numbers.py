"""Numbers of people as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.intake.mapped.numbers import UnboundedError, read_count
from tawthiq.records import Count


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("12", 12, 12), ("١٢", 12, 12), ("12.0", 12, 12), ("1,200", 1200, 1200),
        ("10-15", 10, 15), ("10–15", 10, 15), ("٣-٥", 3, 5), ("3 or 4", 3, 4), ("٣ أو ٤", 3, 4),
        ("between 3 and 5", 3, 5), ("بين ٣ و٥", 3, 5), ("at least 5", 5, None), ("5+", 5, None),
        ("≥ 5", 5, None), ("ما لا يقل عن 7", 7, None), ("more than 10", 11, None),
        ("up to 9", 0, 9), ("أقل من 3", 0, 2), ("0", 0, 0),
    ],
)  # fmt: skip
def test_bounds_are_read_as_they_are_told(text, least, most):
    assert read_count(text) == Count(minimum=least, maximum=most)


@pytest.mark.parametrize(
    "text", ["~10", "about 10", "حوالي 10", "dozens", "عشرات", "3 and 5", "2026-10-15", "10 killed"]
)
def test_a_number_without_bounds_is_none(text):
    with pytest.raises(UnboundedError):
        read_count(text)


def test_about_has_bounds_where_the_mapping_says_how_far_it_may_be_off():
    assert read_count("~10", about=25) == Count(minimum=7, maximum=13)


@pytest.mark.parametrize("text", ["-5", "5.5", "15-10", "9" * 12])
def test_a_number_that_cannot_be_is_a_fault(text):
    with pytest.raises(ValueError, match=r".") as caught:
        read_count(text)
    assert not isinstance(caught.value, UnboundedError)


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000))
def test_a_range_holds_what_stands_between(first, second):
    least, most = sorted((first, second))
    assert read_count(f"{least}-{most}") == Count(minimum=least, maximum=most)


@given(st.text(max_size=30))
def test_any_text_is_a_count_or_a_fault(text):
    try:
        read_count(text)
    except ValueError:
        return
