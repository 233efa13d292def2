"""Lists as they should not be: an answer or a clear error, and never a hang. Nobody is real."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.errors import InputError, SelectionError
from tawthiq.linkage.lists import Judged, link_lists
from victim_lists import people

CHANCE = random.Random(5)


def rows(count=120, seed=11):
    day = [each["died"].split("/") for each in people(count, seed)]
    return [
        {"id": each["key"], "name": each["name"], "age": each["age"], "sex": each["sex"],
         "died": f"2017-{int(month):02}-{int(on):02}", "area": each["place"]}
        for each, (on, month, _) in zip(people(count, seed), day, strict=True)
    ]  # fmt: skip


ROWS = rows()
WORDS = "محمد أحمد خالد عمر علي حسن يوسف سامي نوار وائل".split()  # noqa: SIM905


def named(*names, **more):
    return [{"id": str(at), "name": name, **more} for at, name in enumerate(names)]


def whole(found, count):
    assert found.clusters.num_rows == count
    assert all(0 <= each <= 1 for each in found.pairs.column("probability").to_pylist())
    return len(set(found.clusters.column("cluster").to_pylist()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (named("", None, "  "), named("")),
        (named(*"abcdefgh"), named(*"defghijk")),
        (named("...", "؟؟", "-", "123", "😀"), named("...", "😀")),
        (named("Иван Петров", "王小明", "Αλέξης", "דוד כהן"), named("Иван Петров", "王小明")),
        (named("ا" * 100_000), named("ا" * 100_000)),
        (named(" ".join(WORDS * 20)), named(" ".join(reversed(WORDS * 20)))),
        (named("a\x00b"), named("a\x00b")),
        (ROWS[:1], ROWS[:1]),
        (named("سامي نوار"), [{"id": "1", "name": None, "incident": "x"}] ),
    ],
)  # fmt: skip
def test_odd_names_are_answered(one, other):
    whole(link_lists({"a": one, "b": other}), len(one) + len(other))


@pytest.mark.parametrize("name", ["", "م", "...", "王小明", " ".join(WORDS * 20)])
def test_one_odd_name_spoils_nothing(name):
    odd = [{"id": "odd", "name": name}]
    found = link_lists({"a": ROWS + odd, "b": ROWS[:60] + odd})
    joined = found.pairs.filter(found.pairs.column("linked")).to_pylist()
    right = [each for each in joined if each["left"] == each["right"] != "odd"]
    assert len(right) >= 57
    assert len(joined) <= 61


@pytest.mark.parametrize("age", ["Less than a day", "٧ أشهر", "old", "-1", "10-15", "999"])
def test_odd_ages_spoil_nothing(age):
    changed = [{**each, "age": age} for each in ROWS]
    found = link_lists({"a": changed, "b": changed[:60]})
    assert whole(found, 180) <= 123


def test_identical_lists_are_one():
    assert whole(link_lists({"a": ROWS, "b": ROWS}), 240) == 120


def test_a_list_that_holds_everybody_twice_is_seen_through():
    again = [{**each, "id": f"x{each['id']}"} for each in ROWS]
    found = link_lists({"a": ROWS + again})
    assert whole(found, 240) == 120
    assert not found.once["a"]


def test_one_name_for_all_is_answered():
    name = {"name": "محمد علي الحلواني"}
    found = link_lists({"a": [{"id": str(at), **name} for at in range(800)],
                        "b": [{"id": str(at), **name} for at in range(800)]})  # fmt: skip
    whole(found, 1600)


def test_one_family_is_never_joined_into_one_person():
    chance = random.Random(3)
    family = [
        {"id": str(at), "name": f"{chance.choice(WORDS)} سامي علي الحلواني", "died": "2017-10-05",
         "age": str(chance.randint(0, 60)), "sex": chance.choice(["male", "female"]), "area": "x"}
        for at in range(200)
    ]  # fmt: skip
    found = link_lists({"a": family, "b": family[:100]})
    sizes: dict[int, int] = {}
    for each in found.clusters.column("cluster").to_pylist():
        sizes[each] = sizes.get(each, 0) + 1
    assert max(sizes.values()) <= 4
    joined = found.pairs.filter(found.pairs.column("linked")).to_pylist()
    across = [each for each in joined if each["left_list"] != each["right_list"]]
    assert sum(each["left"] == each["right"] for each in across) >= 0.9 * len(across) > 0


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"a": [{"id": "1", "colour": "red"}]}, "no column with names"),
        ({"a": named("سامي") * 2}, "twice"),
        ({"a": named("سامي نوار", died="after the rain")}, "no day"),
        ({"a": named("سامي نوار", born="2017-02-31")}, "no day"),
    ],
)
def test_what_cannot_be_read_is_refused(tables, words):
    with pytest.raises(InputError, match=words):
        link_lists(tables)


def test_a_judgement_on_a_row_that_is_not_there_is_refused():
    with pytest.raises(SelectionError, match="not there"):
        link_lists({"a": ROWS}, judged=Judged(same=((("a", "1"), ("a", "none")),)))


def test_no_lists_give_nothing():
    assert whole(link_lists({}), 0) == 0


def test_different_wins_over_identical_rows():
    judged = Judged(different=((("a", "1"), ("b", "1")),))
    found = link_lists({"a": ROWS, "b": ROWS}, judged=judged)
    home = {(row["list"], row["id"]): row["cluster"] for row in found.clusters.to_pylist()}
    assert home["a", "1"] != home["b", "1"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_and_lists_changes_nothing(seed):
    chance = random.Random(seed)
    turned = ROWS[:], ROWS[:60]
    for each in turned:
        chance.shuffle(each)
    whole_ = link_lists({"a": ROWS, "b": ROWS[:60]})
    other = link_lists({"b": turned[1], "a": turned[0]})
    split = link_lists([[{**each, "list": "a"} for each in ROWS[:40]],
                        [{**each, "list": "b"} for each in ROWS[:60]],
                        [{**each, "list": "a"} for each in ROWS[40:]]])  # fmt: skip
    for found in (other, split):
        assert groups(found) == groups(whole_)


def groups(found):
    held: dict[int, set[tuple[str, str]]] = {}
    for row in found.clusters.to_pylist():
        held.setdefault(row["cluster"], set()).add((row["list"], row["id"]))
    return {frozenset(each) for each in held.values()}


SOME = [("a", str(at)) for at in range(12)] + [("b", str(at)) for at in range(12)]
JUDGED = st.lists(
    st.tuples(st.sampled_from(SOME), st.sampled_from(SOME), st.sampled_from(["same", "different"]))
    .filter(lambda each: each[0] != each[1]),
    max_size=10,
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(JUDGED)
def test_different_wins_whatever_the_lists_and_the_other_judgements_say(given_):
    same = tuple((a, b) for a, b, verdict in given_ if verdict == "same")
    different = tuple((a, b) for a, b, verdict in given_ if verdict == "different")
    found = link_lists({"a": ROWS, "b": ROWS[:60]}, judged=Judged(same, different))
    home = {(row["list"], row["id"]): row["cluster"] for row in found.clusters.to_pylist()}
    assert all(home[a] != home[b] for a, b in different)
    torn = {each for members, _ in found.contradictions for each in members}
    assert all(home[a] == home[b] or {a, b} <= torn for a, b in same)
