"""Search: by any spelling of words and of places, the best match first, and the same on both."""

import pytest

from register.test_register import WHO, collection, place, write
from tawthiq.records import Account, Batch, Gazetteer, Incident, Place, Where
from tawthiq.register import Register


@pytest.fixture
def register(address, tmp_path):
    made = Register.create(address, folder=tmp_path)
    write(made, collection())
    yield made
    made.close()


def account(number, wording, at=None):
    where = Where(place=at) if at else None
    return Account(id=f"x{number}", collection="c", key=str(number), wording=wording, where=where)


def incident(number, at):
    return Incident(id=f"i{number}", collection="c", key=str(number), when=None,
                    where=Where(place=at), violations=("airstrike",))  # fmt: skip


PLACES = Gazetteer(
    Place(id=code, code=code, level="place", parent=parent, names={"en": en, "ar": ar},
          aliases=tuple(aliases))
    for code, parent, en, ar, *aliases in (
        ("land", None, "Invented Land", "البلاد المختلقة"),
        ("north", "land", "North Province", "محافظة الشمال", "Shamal", "الشَّمَـال"),
        ("n1", "north", "Qaryat al-Zaytun", "قرية الزيتون"),
        ("n2", "north", "Upper Mill", "الطاحونة العليا"),
        ("south", "land", "South Province", "محافظة الجنوب"),
        ("s1", "south", "Lower Mill", "الطاحونة السفلى"),
    )
)  # fmt: skip


def found(register, words, state=None, **options):
    view = register.view(state)
    return [each.id for each in view.search(words, places=PLACES, **options)]


def test_the_best_match_comes_first_and_of_equal_ones_the_newest(register):
    write(register, account(1, "the orchard burned, and the mill, and the road to the town"))
    write(register, account(2, "orchard orchard"))
    write(register, account(3, "the harbour burned, and the mill, and the road to the orchard"))
    write(register, account(4, "the orchard burned, and the mill, and the road to the town"))
    order = ["x2", "x4", "x3", "x1"]
    listed = found(register, "orchard")
    assert listed[0] == "x2"
    assert listed.index("x4") < listed.index("x1")
    assert sorted(listed) == sorted(order)
    for limit in range(1, 5):
        assert found(register, "orchard", limit=limit) == listed[:limit]
    before = register.state()
    write(register, account(5, "nothing of it"))
    again = found(register, "orchard", before)
    assert again[0] == "x2"
    assert again.index("x4") < again.index("x1")


def test_the_order_does_not_change_from_one_search_to_the_next(register):
    write(register, *(account(number, "orchard") for number in range(30)))
    newest_first = [f"x{number}" for number in reversed(range(30))]
    assert found(register, "orchard", limit=30) == newest_first
    assert found(register, "orchard", limit=7) == newest_first[:7]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("الشمال", "21"), ("الشَّمال", "21"), ("shamal", "21"), ("NORTH", "21"), ("north", "21"),
        ("البلاد المختلقه", "321"), ("invented land", "321"), ("mill", "32"), ("upper mill", "2"),
        ("mill upper", "2"), ("الطاحونه العليا", "2"), ("قريه الزيتون", "1"), ("n1", "1"),
        ("north airstrike", "21"), ("airstrike الشمال", "21"), ("north south", ""), ("east", ""),
        ("north shelling", ""), ("airstrike", "321"),
    ],
)  # fmt: skip
def test_what_happened_is_found_by_every_name_of_its_place(register, words, numbers):
    write(register, incident(1, "n1"))
    write(register, incident(2, "n2"))
    write(register, incident(3, "s1"))
    state = register.state()
    assert found(register, words) == [f"i{number}" for number in numbers]
    write(register, incident(4, "elsewhere"))
    assert sorted(found(register, words, state)) == sorted(f"i{number}" for number in numbers)
    register.withdraw(["i1"], **WHO)
    left = [f"i{number}" for number in numbers if number != "1"]
    assert [each for each in found(register, words) if each != "i4"] == left


def test_what_says_it_itself_comes_before_what_only_lies_there(register):
    write(register, account(1, "a long telling of what was seen on that day in the north"))
    write(register, incident(1, "n1"), incident(2, "north"), account(2, "of the mill", at="n2"))
    assert found(register, "north") == ["i2", "x1", "x2", "i1"]
    assert found(register, "north mill") == ["x2"]
    state = register.state()
    write(register, account(3, "nothing"))
    assert found(register, "north", state) == ["i2", "x1", "x2", "i1"]


def test_without_places_a_word_stands_for_itself_alone(register):
    write(register, incident(1, "n1"))
    assert register.view().search("shamal") == []
    assert [each.id for each in register.view().search("n1")] == ["i1"]


def test_batches_come_after_what_they_entered(register):
    write(register, account(1, "a test of a long telling"))
    kinds = [each.kind for each in register.view().search("test")]
    assert kinds[0] == "account"
    assert set(kinds[1:]) == {Batch.kind}


def test_a_place_may_hold_more_places_than_a_statement_takes_values(register):
    words = {"en": "x", "ar": "x"}
    top = Place(id="top", code="top", level="place", names={"en": "everything", "ar": "كل"})
    many = [Place(id=f"m{number}", code=f"m{number}", level="place", parent="top", names=words)
            for number in range(33_000)]  # fmt: skip
    write(register, incident(1, "m32999"))
    listed = register.view().search("everything", places=Gazetteer([top, *many]))
    assert [each.id for each in listed] == ["i1"]


def test_a_place_and_its_own_record_are_both_found(register):
    write(register, place("n1", name="invented"), incident(1, "n1"))
    assert sorted(found(register, "n1")) == ["i1", "n1"]
