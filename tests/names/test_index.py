"""Searching a pool of names in either script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tawthiq
from tawthiq.names import SAME, NameIndex

POOL = [
    "عمر خالد حسن جابر", "زياد خالد حسن جابر", "محمود سالم غانم", "محمد سالم غانم",
    "عبد الرحمن أبو زيد", "Huda Qasim", "ليلى قاسم", "Yousef Al-Masri", None, "", "ب",
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("Omar Khalid Jaber", 0), ("Ziyad Khaled Jabir", 1), ("Mahmood Ghanim", 2),
        ("Muhammad S. Ghanem", 3), ("Abdurrahman Abu Zayd", 4), ("هدى قاسم", 5),
        ("Layla Kassem", 6),
        ("يوسف المصري", 7),
    ],
)  # fmt: skip
def test_a_name_is_found_in_the_other_script(query, index):
    match = tawthiq.match_names([query], POOL)[0][0]
    assert match.index == index
    assert match.name == POOL[index]
    assert match.score >= 0.7


def test_a_match_says_why():
    match = NameIndex(POOL).search(["Mohammed Salem"], top=1)[0][0]
    met = {step.query: step.met.value for step in match.alignment.steps if step.query}
    assert met == {"mohammed": "same", "salem": "same"}
    assert "is only in the name" in match.why
    other = NameIndex(["محمود سالم"]).search(["Mohammed Salem"])[0][0]
    assert other.score < SAME
    assert "mohammed\u2069 is not" in other.why
    assert other.alignment.score == other.score


@pytest.mark.parametrize("query", ["", " ", None, "-", "?!", "\u200f"])
def test_an_empty_query_finds_nothing(query):
    assert NameIndex(POOL).search([query]) == [[]]


@pytest.mark.parametrize("query", ["Пётр", "דוד", "王小明", "123", "ب", "x", "ال", "abu", "بن"])
def test_a_query_without_a_name_like_it_is_answered(query):
    for match in NameIndex(POOL).search([query])[0]:
        assert match.score < SAME or match.name == query


def test_hundreds_of_words_are_answered():
    assert NameIndex(POOL).search([" ".join(["Omar", "Khalid"] * 100)])


def test_what_is_no_text_is_refused():
    with pytest.raises(TypeError, match="query 1 is of type int"):
        NameIndex(POOL).search(["Omar", 3])
    with pytest.raises(TypeError, match="name 0 is of type float"):
        NameIndex([float("nan")])
    with pytest.raises(TypeError, match="one text"):
        NameIndex(POOL).search("Omar")
    with pytest.raises(ValueError, match="top=0"):
        NameIndex(POOL).search(["Omar"], top=0)


def test_more_matches_than_names_may_be_asked_for():
    found = tawthiq.match_names(["عمر خالد"], ["عمر خالد", "عمر خالد", "هدى"], top=10**30)[0]
    assert [each.index for each in found] == [0, 1]


def test_an_empty_pool_finds_nothing():
    assert tawthiq.match_names(["Omar"], []) == [[]]
    assert tawthiq.match_names([], POOL) == []
    assert tawthiq.match_names(["Omar"], [None, ""]) == [[]]


def test_equal_names_stand_in_the_order_of_the_pool():
    found = tawthiq.match_names(["Omar Jaber"], ["عمر جابر", "Huda", "عمر جابر", "عُمر جابر"])[0]
    assert [each.index for each in found] == [0, 2, 3]
    assert len({each.score for each in found}) == 1
    assert [each.index for each in tawthiq.match_names(["Omar"], ["عمر"] * 9, top=3)[0]] == [
        0,
        1,
        2,
    ]


NAMES = st.lists(
    st.sampled_from(["عمر", "Khalid", "محمد", "Mahmoud", "عبد", "الرحمن", "Jaberi", "王", "ق"]),
    max_size=4,
).map(" ".join)


@settings(max_examples=50)
@given(st.lists(NAMES, max_size=8), st.lists(NAMES, max_size=3), st.randoms(use_true_random=False))
def test_what_is_found_does_not_depend_on_the_order_of_the_pool(pool, queries, random):
    shuffled = list(pool)
    random.shuffle(shuffled)
    first = NameIndex(pool).search(queries, top=20)
    second = NameIndex(shuffled).search(queries, top=20)
    told = [
        [[(each.name, each.score) for each in found] for found in side] for side in (first, second)
    ]
    assert told[0] == told[1]
