"""Scores of pairs: the same name in other spellings, and other people of one family."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.names import SAME, Aligner

BROTHER = 0.5


def score(one, other, pool=()):
    return float(Aligner([one, other, *pool]).pairs([0], [1])[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (one, other)
        for one in ("Mohammed", "Muhammad", "Mohamed", "Mhd", "محمد", "مُحَمَّد")
        for other in ("Mahmoud", "Mahmud", "محمود")
    ],
)
def test_mohammed_is_never_mahmoud(one, other):
    assert score(one, other) < SAME
    assert score(f"{one} Khalid Omar Jaber", f"{other} Khalid Omar Jaber") < BROTHER
    assert score(f"{one} خالد عمر جابر", f"{other} Khalid Omar Jaber") < BROTHER


@pytest.mark.parametrize(
    ("one", "other"),
    [("امير", "اميرة"), ("Amir", "اميرة"), ("باسم", "بسام"), ("Basem", "بسام"), ("سما", "سامي"),
     ("Sami", "سما"), ("حسن", "حسين"), ("سالم", "سليم"), ("عمر", "عامر"), ("خالد", "وليد"),
     ("ليلى", "لينا"), ("احمد", "محمد"), ("Ahmed", "حامد"), ("عبد الرحمن", "عبد الرحيم")],
)  # fmt: skip
def test_names_of_like_consonants_are_not_the_same(one, other):
    assert score(one, other) < SAME
    assert score(f"{one} خالد جابر", f"{other} خالد جابر") < SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed Khalid", "محمد خالد"), ("Mohamad Kaled", "محمد خالد"),
        ("Yousef Al-Jaberi", "يوسف الجابري"), ("Yusuf Jabiri", "يوسف الجابري"),
        ("Adham Ishaq", "ادهم اسحق"), ("Fathi Qasim", "فتحي قاسم"), ("Huda Ghanem", "هدى غانم"),
        ("Elias Alwan", "الياس علوان"), ("Ilham Alaa", "الهام علاء"), ("Thuraya Said", "ثريا سعيد"),
        ("Bushra Dia", "بشرى ضياء"), ("Rida Nuh", "رضا نوح"), ("Abdelhadi Taha", "عبد الهادي طه"),
        ("Saif al-Din Ayyash", "سيف الدين عياش"), ("صلاح غانم", "صالح غانم"),
        ("بلال غانم", "بالل غانم"),
        ("فاطمة الزهراء جابر", "فاطمهالزهراء جابر"), ("ام كلثوم جابر", "Umm Kulthum Jaber"),
        ("علی کریم", "علي كريم"), ("Omar Khalid Hassan Jaber", "عمر جابر"),
        ("عمر خالد حسن علي جابر", "عمر خالد جابر"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_are_the_same(one, other):
    assert score(one, other) >= SAME


POOL = [" ".join(each) for each in itertools.product(
    ("عمر", "زياد", "خالد", "Sami", "Huda"), ("حسن", "علي", "Khalid"),
    ("جابر", "غانم", "Qasim"))]  # fmt: skip


def test_a_brother_scores_below_the_same_person_without_a_middle_name():
    whole, dropped = "Ziad Khalid Hassan Jaber", "زياد خالد جابر"
    brother, cousin = "سمير خالد حسن جابر", "زياد مروان حسن جابر"
    aligner = Aligner([whole, dropped, brother, cousin, *POOL])
    same, other, near = aligner.pairs([0, 0, 0], [1, 2, 3])
    assert same >= 0.9
    assert other < BROTHER < near < same


def test_an_empty_name_scores_nothing():
    assert Aligner(["", None, "عمر"]).pairs([0, 1, 2], [2, 2, 2]).tolist() == [0.0, 0.0, 1.0]


def test_a_name_of_hundreds_of_words_is_answered():
    long = " ".join(["عمر", "خالد"] * 100)
    assert score(long, long) == pytest.approx(1.0)
    assert score(long, "عمر") < SAME


@pytest.mark.parametrize("name", ["Пётр Иванов", "דוד כהן", "王 小明", "123 456", "ب", "x"])
def test_other_scripts_are_alike_only_to_themselves(name):
    assert score(name, name) == pytest.approx(1.0)
    assert score(name, "Omar Jaber") < 0.4
    assert score(name, "عمر جابر") < 0.4


def test_pairs_that_are_none_are_refused():
    aligner = Aligner(["عمر", "خالد"])
    with pytest.raises(ValueError, match="no pairs"):
        aligner.pairs([0, 1], [1])
    with pytest.raises(IndexError):
        aligner.pairs([0], [2])
    assert aligner.pairs([], []).tolist() == []


WORDS = st.sampled_from(
    [
        "عمر",
        "خالد",
        "محمد",
        "Mahmoud",
        "Abu",
        "عبد",
        "الرحمن",
        "al-Jaberi",
        "الدين",
        "Huda",
        "ق",
        "王",
    ]
)
NAMES = st.lists(WORDS, max_size=6).map(" ".join)


@settings(max_examples=60)
@given(st.lists(NAMES, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_the_order_of_the_pool(names, random):
    order = list(range(len(names)))
    random.shuffle(order)
    pairs = np.array(list(itertools.product(range(len(names)), repeat=2)))
    place = np.argsort(order)
    first = Aligner(names).pairs(pairs[:, 0], pairs[:, 1])
    second = Aligner([names[at] for at in order]).pairs(place[pairs[:, 0]], place[pairs[:, 1]])
    assert first.tolist() == second.tolist()
    assert ((first >= 0) & (first <= 1)).all()


@settings(max_examples=60)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_a_name_is_the_same_as_itself(names):
    every = range(len(names))
    scores = Aligner(names).pairs(every, every)
    assert all(each in (0.0, pytest.approx(1.0)) for each in scores.tolist())


def test_many_pairs_score_as_few_do():
    aligner = Aligner(POOL)
    pairs = np.random.default_rng(3).integers(0, len(POOL), (2, 5_000))
    together = aligner.pairs(*pairs)
    apart = [aligner.pairs([one], [other])[0] for one, other in pairs[:, :50].T]
    assert together[:50].tolist() == apart


TORN = ["عمر خالد هللا جابر", "زياد ىن حسن غانم", "سامي االحمد جابر", "هدى ن خالد", "بالل هللا علي"]
ZUHAIRS = [f"Zuhair {father} {family}" for father in ("Omar", "Ziad", "Sami")
           for family in ("Jaber", "Ghanem", "Qasim")]  # fmt: skip


def test_a_torn_word_is_read_as_a_far_commoner_one_of_the_lists():
    one, other = "زهي خالد حسن جابر", "Zuhair Khalid Hassan Jaber"
    assert score(one, other, [*ZUHAIRS, *TORN]) >= SAME
    assert score(one, other, ZUHAIRS) < BROTHER, "nothing shows that names were torn"
    assert score(one, other, TORN) < BROTHER, "nobody else is called so"


def test_a_torn_word_stays_itself_beside_its_own_spelling():
    one, other = "زهي خالد حسن جابر", "زهي خالد حسن جابر"
    assert score(one, other, [*ZUHAIRS, *TORN]) == pytest.approx(1.0)


def test_a_name_that_is_as_common_as_the_other_is_not_read_as_it():
    pool = [*TORN, *(f"{each} خالد جابر" for each in ("منير", "منى") * 5)]
    assert score("منى عمر حسن جابر", "منير عمر حسن جابر", pool) < SAME
