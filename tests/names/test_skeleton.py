"""Consonants of names: alike in both scripts, and no two words run together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.names import fold, skeleton, skeletons


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("حلب", "Halab"), ("دير الزور", "Dayr az-Zawr"), ("الحسكة", "Al Hasakah"),
        ("القنيطرة", "Quneitra"), ("السويداء", "As-Suwayda"), ("طرطوس", "Tartous"),
        ("إدلب", "Idleb"), ("حماة", "Hamah"), ("خان شيخون", "Khan Shaykhun"),
        ("الغوطة الشرقية", "Al-Ghouta ash-Sharqiya"), ("محمد", "Mohammed"), ("قاسم", "Qassem"),
    ],
)  # fmt: skip
def test_both_scripts_have_one_skeleton(arabic, latin):
    assert set(skeletons(arabic)) & set(skeletons(latin))


@pytest.mark.parametrize(
    ("one", "other"), [("حمص", "حماة"), ("Homs", "Hama"), ("Idlib", "Aleppo"), ("دير", "دار الزور")]
)
def test_different_consonants_stay_different(one, other):
    assert not set(skeletons(one)) & set(skeletons(other))


@given(st.text(max_size=40))
def test_any_text_has_a_skeleton_that_its_folded_form_has_too(text):
    assert skeleton(text) == skeleton(fold(text))
    assert skeleton(text) == skeletons(text)[0]
    assert len(skeleton(text).split()) <= len(fold(text).split())


def test_an_article_alone_is_a_name():
    assert skeleton("Al") == "l"
