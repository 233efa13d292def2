"""Linking lists of people. Everybody here is invented."""

import random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tawthiq.errors import InputError, SelectionError
from tawthiq.linkage.lists import Judged, link_lists

GIVEN = {"عمر": "Omar", "سلمى": "Salma", "زياد": "Ziad", "ليلى": "Layla", "كريم": "Karim",
         "هند": "Hind", "طارق": "Tareq", "منى": "Mona", "سامر": "Samer", "رنا": "Rana"}  # fmt: skip
FATHERS = {"خالد": "Khaled", "حسن": "Hassan", "فؤاد": "Fuad", "جابر": "Jaber", "وليد": "Walid"}
FAMILIES = {"الحداد": "Al-Haddad", "النجار": "Al-Najjar", "الصباغ": "Al-Sabbagh",
            "الخياط": "Al-Khayyat", "العطار": "Al-Attar", "الفران": "Al-Farran"}  # fmt: skip


def invented(count, seed=7):
    """People, and the same people as two lists have them: in Arabic, and in Latin letters."""
    chance = random.Random(seed)
    arabic, latin = [], []
    for number in range(count):
        given, father = chance.choice(list(GIVEN)), chance.choice(list(FATHERS))
        grand, family = chance.choice(list(FATHERS)), chance.choice(list(FAMILIES))
        born = f"{chance.randint(1940, 2016)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        died = f"2017-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        facts = {"id": f"{number}", "sex": chance.choice("fm"), "born": born, "died": died}
        arabic.append({**facts, "name": f"{given} {father} {grand} {family}"})
        parts = [GIVEN[given], FATHERS[father], FATHERS[grand], FAMILIES[family]]
        if chance.random() < 0.3:
            del parts[2]
        latin.append({**facts, "name": " ".join(parts)})
    return arabic, latin


def groups(found):
    """Returns the groups of more than one row, as sets of (list, id)."""
    held = {}
    columns = (found.clusters.column(each).to_pylist() for each in ("cluster", "list", "id"))
    for number, name, row in zip(*columns, strict=True):
        held.setdefault(number, set()).add((name, row))
    return {frozenset(each) for each in held.values() if len(each) > 1}


def test_people_are_found_again_in_the_other_script():
    arabic, latin = invented(300)
    found = link_lists({"ar": arabic, "en": latin})
    right = {frozenset({("ar", f"{at}"), ("en", f"{at}")}) for at in range(300)}
    assert len(groups(found) & right) >= 295
    assert len(groups(found) - right) <= 2
    assert found.once == {"ar": True, "en": True}
    assert found.expected["precision"] > 0.97


def test_brothers_who_died_together_stay_two():
    shared = {"sex": "m", "died": "2017-10-05", "place": "P1"}
    brothers = [{"id": "1", "name": "عمر خالد حسن الحداد", **shared},
                {"id": "2", "name": "زياد خالد حسن الحداد", **shared}]  # fmt: skip
    arabic, _ = invented(200)
    others = [{**row, "id": f"o{row['id']}"} for row in arabic]
    found = link_lists({"a": [*brothers, *others]}, once=False)
    assert not any({("a", "1"), ("a", "2")} <= group for group in groups(found))


def test_a_name_on_its_own_is_linked_to_one_of_two_namesakes_at_most():
    arabic, latin = invented(100)
    latin = [{"id": row["id"], "name": row["name"]} for row in latin]
    twice = [*latin, {"id": "again", "name": latin[0]["name"]}]
    found = groups(link_lists({"a": arabic, "b": twice}, once=True))
    assert all(len(group) == 2 for group in found)
    assert len(found) > 50
    assert sum(bool(group & {("b", "again"), ("b", latin[0]["id"])}) for group in found) <= 1


def test_judgements_win_over_every_weight():
    arabic, latin = invented(120)
    same = ((("ar", "3"), ("en", "5")),)
    different = ((("ar", "7"), ("en", "7")),)
    found = link_lists({"ar": arabic, "en": latin}, judged=Judged(same, different))
    homes = {row: group for group in groups(found) for row in group}
    assert homes["ar", "3"] is homes["en", "5"]
    assert homes.get(("ar", "7")) is None or ("en", "7") not in homes["ar", "7"]


def test_a_judgement_of_a_row_that_is_not_there_is_refused():
    with pytest.raises(SelectionError, match="'9' of 'a'"):
        link_lists({"a": [{"name": "Omar"}]}, judged=Judged(same=((("a", "9"), ("a", "0")),)))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_lists_and_how_they_are_cut_change_nothing(chance):
    arabic, latin = invented(60)
    straight = groups(link_lists({"ar": arabic, "en": latin}))
    rows = [{**row, "list": "en"} for row in latin] + [{**row, "list": "ar"} for row in arabic]
    chance.shuffle(rows)
    cut = sorted(chance.sample(range(len(rows)), 3))
    pieces = [rows[a:b] for a, b in zip([0, *cut], [*cut, len(rows)], strict=True)]
    assert groups(link_lists([each for each in pieces if each])) == straight


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"name": ""}, {"name": None}, {"name": "  "}],
        [{"name": "ع"}, {"name": "ب"}, {"name": "X"}],
        [{"name": "Иван Петров"}, {"name": "王小明"}, {"name": "דוד לוי"}],
        [{"name": "Omar Khaled", "age": "Less than a day"}, {"name": "Omar Khaled", "age": "-1"}],
        [{"name": " ".join(["Omar"] * 200)}, {"name": " ".join(["Omar"] * 199)}],
        [{"name": f"{given} Khaled Hassan Al-Haddad", "died": "2017-10-05"}
         for given in GIVEN.values()],
        [{"name": "Omar Khaled Al-Haddad", "age": 30}] * 400,
    ],
    ids=["nobody", "no names", "letters", "other scripts", "ages", "long", "family", "all one"],
)  # fmt: skip
def test_what_is_odd_gets_an_answer(rows):
    table = pa.Table.from_pylist(rows) if rows else pa.table({"name": pa.array([], pa.string())})
    found = link_lists({"a": table, "b": table})
    assert found.clusters.num_rows == 2 * len(rows)
    assert all(0 <= each <= 1 for each in found.pairs.column("probability").to_pylist())


def test_a_list_beside_itself_is_linked_row_by_row():
    arabic, _ = invented(150)
    found = groups(link_lists({"a": arabic, "b": arabic}))
    assert len(found & {frozenset({("a", f"{n}"), ("b", f"{n}")}) for n in range(150)}) >= 148


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ([[{"nam": "Omar"}]], "no column with names"),
        (
            [[{"name": "Omar", "id": 1}, {"name": "Ziad", "id": 1}]],
            "row 2, column id: .* stands in the list twice",
        ),
        ([[{"name": "Omar", "born": "tomorrow"}]], "this is no day"),
        ([[{"name": "Omar", "died": "2017-02-30"}]], "this is no day"),
        ([[{"name": "Omar \ud800"}]], "row 1, column name: the text holds half of a character"),
        ([[{"name": "Omar"}, 5]], "row 2: this row is no dict"),
        ([[{"name": "Omar"}, {"name": 5}]], "cannot be read as a table"),
        ([5], "cannot be read as a table"),
        (5, "no tables"),
        ("lists.csv", "no tables"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_refused_with_what_to_do(tables, words):
    with pytest.raises(InputError, match=words):
        link_lists(tables)


def test_a_higher_threshold_is_expected_to_be_surer_and_to_find_less():
    arabic, latin = invented(150)
    found = link_lists({"a": arabic, "b": latin}).thresholds.to_pydict()
    assert found["pairs"] == sorted(found["pairs"], reverse=True)
    assert found["precision"] == sorted(found["precision"])
    assert found["recall"] == sorted(found["recall"], reverse=True)
    assert found["precision"][0] > 0.9
    assert link_lists([{"name": "Omar Jaber"}]).thresholds.column("pairs").to_pylist() == [0] * 7


def test_the_rows_of_one_list_can_stand_alone():
    rows, _ = invented(30)
    assert groups(link_lists(rows)) == groups(link_lists({"list 1": rows}))


def test_the_trained_model_is_kept_in_the_words_of_splink():
    arabic, latin = invented(80)
    model = link_lists({"ar": arabic, "en": latin}).model
    assert {each["output_column_name"] for each in model["comparisons"]} >= {"name", "sex", "born"}
