"""Names of places: spelled in many ways, sure only where nothing else comes near."""

import random
import time

import pytest

from tawthiq.casebook import init_casebook
from tawthiq.cli.main import main
from tawthiq.intake.mapped.where import PlaceFinder
from tawthiq.intake.place_names import CLOSED, SURE, PlaceNames
from tawthiq.records import Gazetteer, Place


def place(code, en, ar, *, parent="land", level="governorate", aliases=()):
    return Place(id=code, code=code, parent=parent, level=level, names={"en": en, "ar": ar},
                 aliases=aliases)  # fmt: skip


LAND = Gazetteer([
    place("land", "Land", "البلاد", parent=None, level="country"),
    place("hama", "Hama", "حماة"), place("homs", "Homs", "حمص", aliases=("Hims",)),
    place("raqqa", "Raqqa", "الرقة"), place("deir", "Deir ez-Zor", "دير الزور"),
    place("hasaka", "Al-Hasaka", "الحسكة"), place("quneitra", "Quneitra", "القنيطرة"),
    place("suwayda", "As-Suwayda", "السويداء"), place("aleppo", "Aleppo", "حلب"),
    place("hama.khan", "Khan", "خان", parent="hama", level="town"),
    place("hama.khaneh", "Khazneh", "خزنة", parent="hama", level="town"),
    place("homs.khan", "Khan", "خان", parent="homs", level="town"),
])  # fmt: skip
NAMES = PlaceNames(LAND)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Hamah", "hama"), ("حماه", "hama"), ("Hims", "homs"), ("حُمص", "homs"), ("Raqa", "raqqa"),
        ("Ar Raqqah", "raqqa"), ("الرقه", "raqqa"), ("Deir al-Zour", "deir"),
        ("Dayr az-Zawr", "deir"), ("Deir Ezzor", "deir"), ("دير الزوور", "deir"),
        ("Hassakeh", "hasaka"), ("Al Hasakah", "hasaka"), ("Qunaitera", "quneitra"),
        ("Kuneitra", "quneitra"), ("Suwaydah", "suwayda"), ("Alepo", "aleppo"), ("حلب", "aleppo"),
    ],
)  # fmt: skip
def test_many_spellings_of_a_governorate_are_told(name, code):
    found = NAMES.match(name, level="governorate")
    assert found[0].code == code
    if (sure := NAMES.sure(name, level="governorate")) is not None:
        assert sure.code == code


@pytest.mark.parametrize("name", ["Ariqa", "Humus", "Rif Hama", "Daraa", "Hamas", "حم", "Nowhere"])
def test_what_only_resembles_a_governorate_is_not_taken(name):
    assert NAMES.sure(name, level="governorate") is None


def test_a_town_is_taken_by_a_known_spelling_alone():
    assert NAMES.sure("Khan", level="town", area="hama").code == "hama.khan"
    assert NAMES.sure("Khaneh", level="town", area="hama") is None
    assert {each.code for each in NAMES.match("Khaneh", level="town", area="hama")} >= {"hama.khan"}


def test_of_two_places_that_are_written_alike_none_is_sure():
    assert NAMES.sure("خان", level="town") is None
    assert len(NAMES.match("خان", level="town")) == 2


def test_a_known_spelling_scores_one_and_says_so():
    (first, *_) = NAMES.match("deir EZ zor")
    assert (first.code, first.score, first.why) == ("deir", 1.0, "spelling")
    assert all(0 < each.score <= 1 for each in NAMES.match("Hamat"))
    assert 0 < SURE < 1
    assert "town" not in CLOSED


@pytest.mark.parametrize("name", ["", "   ", "-", "123", "Ö", "ـــ"])
def test_what_is_no_name_means_nothing(name):
    assert NAMES.sure(name) is None


def test_the_words_are_looked_up_in_the_area_that_the_row_names():
    finder = PlaceFinder(LAND)
    assert finder.within("Khan", "town", "homs")[0] == "homs.khan"


def test_the_command_shows_scores(tmp_path, capsys, monkeypatch):
    team = {"en": "Invented team", "ar": "فريق مختلق"}
    book = tmp_path / "book"
    init_casebook(book, name=team, area="syria", clock="Asia/Damascus")
    argv = ["tawthiq", "places", "match", "Dayr az Zor", "Nowhere", "--level", "governorate"]
    monkeypatch.setattr("sys.argv", [*argv, "-C", str(book)])
    with pytest.raises(SystemExit):
        main()
    out = capsys.readouterr().out
    assert "deir_ezzor" in out
    assert "Nowhere: no place comes near" in out


def test_thousands_of_names_are_matched_in_a_second():
    draw = random.Random(4)
    letters = "abdfhjklmnqrstwyz"
    towns = [
        place(f"t{at}", name := "".join(draw.choices(letters, k=8)), name, level="town")
        for at in range(5_000)
    ]
    names = PlaceNames(Gazetteer([LAND.get("land"), *towns]))
    asked = [each.names["en"][:5] + "g" + each.names["en"][5:] for each in towns[:2_000]]
    began = time.process_time()
    found = [names.match(name) for name in asked]
    seconds = time.process_time() - began
    assert sum(bool(each) for each in found) > 1_700
    print(f"{len(asked) / seconds:,.0f} names that nobody knows matched per second")
