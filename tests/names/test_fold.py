"""Folding of names: one spelling for what writers vary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.names import fold


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Deir Ez-Zour", "deir ez zour"),
        ("Dara'a", "DARAA"),
        ("أحمد", "احمد"),
        ("إدلب", "ادلب"),
        ("حماة", "حماه"),
        ("دَيْر الزُّور", "دير الزور"),
        ("ديـــر الزور", "دير الزور"),
        ("٢٠١٧", "2017"),
        ("Latakía", "latakia"),
    ],
)
def test_spellings_fold_together(first, second):
    assert fold(first) == fold(second)


@pytest.mark.parametrize(("first", "second"), [("محمد", "محمود"), ("Homs", "Hama")])
def test_different_names_stay_apart(first, second):
    assert fold(first) != fold(second)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
