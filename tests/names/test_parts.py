"""Names taken apart: compounds, chains, kunyas, titles; one key in both scripts."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.names import name_columns, name_parts
from tawthiq.names.parts import tells_a_name


def texts(name):
    return [each.text for each in name_parts(name).chain]


def keys(name):
    return [each.key for each in name_parts(name).chain]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الرحمن جابر", "عبدالرحمن جابر"), ("عبد الرحمن جابر", "Abdul Rahman Jaber"),
        ("عبد الرحمن جابر", "Abdel-Rahman Jaber"), ("عبد الرحمن جابر", "Abdurrahman Jaber"),
        ("عبد الله سالم", "Abdullah Salem"), ("عبدالله سالم", "Abd Allah Salem"),
        ("عبد الحي سالم", "عبدالحي سالم"), ("عبد الحي سالم", "Abdel Hai Salem"),
        ("نور الدين جابر", "نورالدين جابر"), ("نور الدين جابر", "Nour al-Din Jaber"),
        ("نور الدين جابر", "Nureddin Jaber"), ("صلاح الدين", "Salahuddin"),
        ("نصر الله", "Nasrallah"), ("نصر الله", "نصرالله"), ("هبة الله", "Hibatullah"),
        ("عمر ابو زيد", "عمر ابوزيد"), ("عمر ابو زيد", "Omar Abu Zaid"),
        ("عمر أبو زيد", "Umar Abou-Zayd"), ("عمر المصري", "Omar Al-Masri"),
        ("عمر المصري", "Omar el Masri"), ("عمر المصري", "Omar Almasri"),
        ("عمر آل جابر", "Omar Al Jaber"),
        ("عمر بن خالد", "عمر خالد"), ("Omar bin Khaled", "عمر خالد"),
        ("هند بنت خالد", "Hind Khalid"),
        ("شادي سلامة", "Shadi Salama"), ("غسان ظافر", "Ghassan Zafer"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_have_one_key(one, other):
    theirs = name_columns([one, other])["all_keys"]
    assert keys(one) == keys(other) or set(theirs[0]) & set(theirs[1]) >= set(keys(one)[1:])


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("عمر", "g"), ("عمر جابر", "gy"), ("عمر خالد جابر", "gfy"), ("عمر خالد حسن جابر", "gfhy"),
        ("عمر خالد حسن علي سالم جابر", "gfhmmy"), ("", ""),
    ],
)  # fmt: skip
def test_a_chain_has_its_places(name, places):
    parts = name_parts(name)
    found = "".join(
        letter for letter, part in zip(
            "gfh", (parts.given, parts.father, parts.grandfather), strict=True) if part
    )  # fmt: skip
    assert found + "m" * len(parts.middle) + ("y" if parts.family else "") == places


def test_a_kunya_and_a_nickname_stand_beside_the_chain():
    assert name_parts("خالد جابر (أبو عمر)").kunya.text == "ابوعمر"
    assert name_parts('Khaled "Abu Omar" Jaber').kunya.latin == "abuomar"
    assert texts('Khaled "Abu Omar" Jaber') == ["khaled", "jaber"]
    assert name_parts("خالد جابر الملقب بالصقر").nickname is not None
    assert name_parts("Khaled Jaber, known as The Falcon").nickname == "the falcon"
    assert texts("خالد جابر المعروف بأبي عمر") == ["خالد", "جابر"]
    alone = name_parts("أبو عمر")
    assert alone.kunya == alone.given


def test_a_title_goes_only_where_a_name_is_left():
    assert texts("الشهيد عمر خالد جابر") == ["عمر", "خالد", "جابر"]
    assert texts("Dr. Omar Khaled Jaber") == ["omar", "khaled", "jaber"]
    assert name_parts("د. عمر جابر").title == "د"
    assert texts("عمر الشيخ") == ["عمر", "الشيخ"]
    assert texts("الحاج جابر") == ["الحاج", "جابر"]
    assert texts("السيد عمر جابر") == ["السيد", "عمر", "جابر"]


@pytest.mark.parametrize("name", ["مجهول الهوية", "مجهولة", "Unknown", "N/A", "NaN", "None"])
def test_what_stands_for_no_name_is_none(name):
    assert texts(name) == []
    assert texts(f"{name} Jaber")


@pytest.mark.parametrize("family", ["Akash", "Akar", "Akasheh", "Akari", "Aliass", "Aka"])
def test_a_family_name_that_begins_like_known_as_is_no_nickname(family):
    parts = name_parts(f"Omar Khaled {family}")
    assert parts.nickname is None
    assert texts(f"Omar Khaled {family}") == ["omar", "khaled", family.lower()]


@pytest.mark.parametrize(
    "name", ["Omar Khaled aka Falcon", "Omar Khaled a.k.a. Falcon", "Omar Khaled, AKA: Falcon"]
)
def test_what_follows_aka_is_a_nickname(name):
    parts = name_parts(name)
    assert (parts.nickname, parts.family.latin) == ("falcon", "khaled")


def test_a_run_of_spaces_is_one_space():
    began = time.process_time()
    assert texts("عمر" + " " * 4_000 + "خالد") == ["عمر", "خالد"]
    assert time.process_time() - began < 1.0


def test_an_initial_at_the_beginning_is_the_given_name():
    assert texts("ن. خالد جابر") == ["ن", "خالد", "جابر"]
    assert texts("M. Khaled Jaber") == ["m", "khaled", "jaber"]


@pytest.mark.parametrize(
    ("name", "given"),
    [("أبي محمد جابر", "ابي"), ("Abi Mohammed Jaber", "abi"), ("أبي محمد", "ابومحمد"),
     ("أبي بكر محمد جابر", "ابوبكر"), ("Abed Alwan Jaber", "abed"), ("Abdo Ali Jaber", "abdo"),
     ("Abed Alkarim Jaber", "abdkarim"), ("Abdo Al Karim Jaber", "abdkarim"),
     ("Abdu r-Rahman Jaber", "abdrahman"), ("Abed Errahman Jaber", "abdrahman")],
)  # fmt: skip
def test_a_given_name_is_told_from_the_head_of_a_compound(name, given):
    assert texts(name)[0] == given


def test_a_family_name_before_a_comma_goes_to_the_end():
    assert texts("Jaber, Omar Khaled") == ["omar", "khaled", "jaber"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("محمد", "محمود"), ("Mohammed", "Mahmoud"), ("امير", "اميرة"), ("Amir", "Amira"),
     ("سالم", "سليم"), ("حسن", "حسين"), ("Hassan", "Hussein")],
)  # fmt: skip
def test_names_of_the_same_consonants_differ_in_their_vowels(one, other):
    first, second = name_parts(one).given, name_parts(other).given
    assert first.key == second.key
    assert first.vowels != second.vowels


@pytest.mark.parametrize("pair", [("محمود", "Mahmoud"), ("اميرة", "Ameera"), ("سليم", "Saleem")])
def test_both_scripts_tell_the_same_long_vowels(pair):
    assert name_parts(pair[0]).given.vowels == name_parts(pair[1]).given.vowels


def test_columns_are_of_one_length_and_none_where_there_is_no_part():
    names = ["عمر خالد جابر", None, "", "Omar", "٣", "王小明", "Пётр", "דוד", "x" * 500]
    columns = name_columns(names)
    assert {len(each) for each in columns.values()} == {len(names)}
    assert columns["given_key"][1] is None
    assert columns["family_key"][3] is None
    assert columns["rest_keys"][0] == sorted(keys("عمر خالد جابر")[1:])


@given(st.text(max_size=60))
def test_any_text_can_be_taken_apart(text):
    parts = name_parts(text)
    assert all(each.key and each.text for each in parts.chain)


@given(st.lists(st.sampled_from(["عمر", "Khalid", "ابو", "عبد", "al", "الدين", "بن", "abu"])))
def test_no_order_of_particles_is_a_fault(words):
    assert len(name_parts(" ".join(words)).chain) <= len(words)


@pytest.mark.parametrize(
    "text",
    ["مجهول الهوية", "مجهولة", "شهيد مجهول", "Unidentified", "Unidentified man", "unknown child",
     "12345", "?? 7", "N/A", "غير معروف", "", "-", "no name"],
)  # fmt: skip
def test_what_names_nobody_is_no_name(text):
    assert not tells_a_name(text)
    assert name_parts(text).given is None


@pytest.mark.parametrize("text", ["Omar", "شهيد خالد", "مجهول الحداد", "王小明", "A. Khalid", "ن"])
def test_what_names_somebody_is_one(text):
    assert tells_a_name(text)
