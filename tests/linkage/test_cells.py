"""Cells of lists of people, of whatever type they come in. Everybody here is invented."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from tawthiq.errors import InputError, SelectionError
from tawthiq.linkage.ages import age_in_years
from tawthiq.linkage.cells import day_of, number_of, sex_of, text_of
from tawthiq.linkage.lists import link_lists
from tawthiq.linkage.people import read_people


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("7 years 3 months", 7), ("٧ سنوات و ٣ أشهر", 7), ("1 year and 6 months", 1),
        ("2 years 10 days", 2), ("أقل من سنة", 0), ("30 or 31", 30), ("age 40, Sunday", 40),
        ("newborn", 0), ("٢٥ سنة", 25), ("25-year-old", 25), ("14 months", 1), (12.9, 12),
        ("born 1990", None), ("31 (born 1986)", None), ("1/2", None), ("-1", None), ("200", None),
    ],
)  # fmt: skip
def test_an_age_is_read_as_it_is_printed(cell, years):
    found = age_in_years(cell)
    assert math.isnan(found) if years is None else found == years


@pytest.mark.parametrize("cell", ["f", "F", "أُنثى", "انثي", "woman", "بنت", "\u200fأنثى"])
def test_the_words_for_female(cell):
    assert sex_of(cell) == 1


@pytest.mark.parametrize("cell", ["M.", "ذكـر", "\u200fذكر", "رجل", "homme"])
def test_the_words_for_male(cell):
    assert sex_of(cell) == 2


@pytest.mark.parametrize("cell", [None, "", "unknown", 1, "x"])
def test_what_says_no_sex_is_not_known(cell):
    assert sex_of(cell) == 0


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2017-10-05", (2017, 10, 5)), ("٢٠١٧-١٠", (2017, 10, 0)), (1986.0, (1986, 0, 0)),
        (1986, (1986, 0, 0)), (date(2017, 10, 5), (2017, 10, 5)),
        (datetime(2017, 10, 5, 23, 59, tzinfo=UTC), (2017, 10, 5)),
        ("17-10-05", None), ("2017-00-05", None), ("2017-02-30", None), ("²017", None),
        ("after the rain", None), ([2017], None), (10**30, None),
    ],
)  # fmt: skip
def test_a_day_is_read_or_it_is_none(cell, day):
    assert day_of(cell) == day


@pytest.mark.parametrize(
    ("cell", "text"),
    [(12.0, "12"), (12.5, "12.5"), (Decimal("7.00"), "7"), (10**20, "1" + "0" * 20), ("a", "a"),
     ([1], None), (b"a", None), ({"a": 1}, None), (math.inf, "inf")],
)  # fmt: skip
def test_a_cell_as_a_text(cell, text):
    assert text_of(cell) == text


def test_long_numbers_are_compared_as_a_whole():
    assert number_of("12-34 A") == "1234a"
    assert len(number_of("1" * 4_000)) == 64
    assert number_of("1" * 4_000) != number_of("1" * 3_999)


def test_a_column_that_the_first_row_lacks_is_read():
    rows = [{"id": 1, "name": "Omar Jaber"}, {"id": 2, "name": "Ziad Jaber", "age": 30}]
    assert sorted(read_people([rows]).age.tolist(), key=math.isnan)[0] == 30
    later = [{"id": 2, "age": 3}, {"id": 1, "name": "Omar Jaber"}]
    assert len(read_people([later])) == 2


def test_whole_numbers_of_a_data_frame_with_a_gap_stay_whole():
    frame = pd.DataFrame({"name": ["Omar Jaber", "Ziad Jaber"], "number": [100000005, None],
                          "area": [3, None], "born": [1986, None]})  # fmt: skip
    assert str(frame["number"].dtype) == "float64"
    people = read_people([frame])
    assert set(people.number) == {"100000005", None}
    assert sorted(people.area.tolist()) == [-1, 0]
    assert sorted(people.born[:, 0].tolist()) == [0, 1986]


def test_places_are_one_however_they_are_written():
    people = read_people([[{"name": "Omar", "area": each, "place": "x"}
                           for each in ("Homs", "homs ", "HOMS", "حُمص", "حمص")]])  # fmt: skip
    assert len(set(people.area.tolist())) == 2


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ([[{"name": {"first": "Omar"}}]], "column name: this cell is no text"),
        ([[{"name": b"Omar"}]], "column name: this cell is no text"),
        ([[{"name": "Omar", "email": "a", "phone": "b"}]], "read as number: email, phone"),
        ([[{"name": "Omar", "name_en": "Omar", "name_latin": "Omar"}]], "read as name_latin"),
        ({1: [{"name": "Omar"}], "1": [{"name": "Omar"}]}, "two lists have this name"),
        ([[{"name": "Omar", "id": 10**30}]], "cannot be read as a table"),
        ([[{"name": "Omar", "died": "17-10-05"}]], "row 1, column died: this is no day"),
        ([pa.table({"name": ["Omar"], "died": pa.array([2**60], pa.timestamp("s"))})], "calendar"),
    ],
)
def test_a_cell_that_is_none_is_refused_with_its_place(tables, words):
    with pytest.raises(InputError, match=words):
        read_people(tables)


def test_no_fault_shows_a_cell():
    shifted = [{"id": "Omar Jaber", "name": "x", "born": "Omar Jaber", "died": "Omar Jaber"}] * 2
    with pytest.raises(InputError) as refused:
        read_people([shifted])
    assert "Omar" not in repr(refused.value.faults)


@pytest.mark.parametrize(
    "asked", [{"once": {"typo": True}}, {"seed": -1}, {"seed": "x"}, {"threshold": "x"}]
)
def test_what_is_asked_wrongly_is_refused(asked):
    with pytest.raises(SelectionError):
        link_lists({"a": [{"name": "Omar Jaber"}]}, **asked)


def test_lists_can_be_named_by_numbers():
    found = link_lists({1: [{"name": "Omar Jaber"}], 2: [{"name": "Omar Jaber"}]}, once={1: False})
    assert found.once == {"1": False, "2": True}
