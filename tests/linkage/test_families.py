"""Families and strangers who die together: of two of them, one may stand in each list alone.

Everybody here is invented.
"""

import random

import pytest

from tawthiq.linkage.lists import link_lists

MEN = [
    "محمد",
    "أحمد",
    "محمود",
    "علي",
    "حسن",
    "خالد",
    "عمر",
    "يوسف",
    "إبراهيم",
    "مصطفى",
    "سامي",
    "طارق",
    "زياد",
    "وليد",
    "ماجد",
    "ناصر",
    "بلال",
]
WOMEN = ["فاطمة", "مريم", "زينب", "سعاد", "ليلى", "نور", "سمر", "عبير", "أمل", "سلمى", "ريم", "هند"]
FAMILIES = [
    "الحداد",
    "النجار",
    "الخطيب",
    "المصري",
    "الحمصي",
    "الشامي",
    "البكور",
    "قاسم",
    "غانم",
    "الرفاعي",
    "الدروبي",
    "زيدان",
]


def _facts(chance):
    return {"died": f"201{chance.randint(2, 7)}-{chance.randint(1, 12):02}-"
                    f"{chance.randint(1, 28):02}",
            "area": chance.choice("xyzw"), "place": f"p{chance.randint(1, 30)}"}  # fmt: skip


def background(chance, count):
    """People of whom seven of ten stand in each list, the second without a grandfather."""
    for number in range(count):
        sex = chance.choice("mf")
        given = chance.choice(MEN if sex == "m" else WOMEN)
        father, grand, family = chance.choice(MEN), chance.choice(MEN), chance.choice(FAMILIES)
        facts = {"id": f"{number}", "sex": sex, "age": chance.randint(0, 80), **_facts(chance)}
        yield [{**facts, "name": name} for name in (f"{given} {father} {grand} {family}",
                                                    f"{given} {father} {family}")]  # fmt: skip


def children(chance, families):
    """Five children of each family, who die on one day in one place."""
    for number in range(families):
        father, grand, family = chance.choice(MEN), chance.choice(MEN), chance.choice(FAMILIES)
        facts = _facts(chance)
        for at, given in enumerate((*chance.sample(MEN, 3), *chance.sample(WOMEN, 2))):
            child = {"id": f"f{number}.{at}", "sex": "m" if given in MEN else "f",
                     "age": chance.randint(1, 14), **facts}  # fmt: skip
            yield [{**child, "name": name} for name in (f"{given} {father} {grand} {family}",
                                                        f"{given} {father} {family}")]  # fmt: skip


def two_lists(chance, count, families):
    lists = ([], [])
    people = [*((each, 0.7) for each in background(chance, count)),
              *((each, 0.6) for each in children(chance, families))]  # fmt: skip
    for rows, share in people:
        for row, each in zip(rows, lists, strict=True):
            if chance.random() < share:
                each.append(row)
    return dict(zip("ab", lists, strict=True))


@pytest.mark.parametrize(("count", "families"), [(40, 10), (100, 60), (300, 60)])
def test_no_child_is_taken_for_another_of_the_family(count, families):
    wrong = right = true = 0
    for seed in (1, 2):
        lists = two_lists(random.Random(seed), count, families)
        found = link_lists(lists)
        linked = found.pairs.filter(found.pairs.column("linked")).to_pylist()
        right += sum(each["left"] == each["right"] for each in linked)
        wrong += sum(each["left"] != each["right"] for each in linked)
        true += len({row["id"] for row in lists["a"]} & {row["id"] for row in lists["b"]})
    assert wrong <= 0.005 * right, (wrong, right, true)
    assert right >= 0.95 * true, (wrong, right, true)


BROTHERS = [
    ("عمر خالد حسن الحداد", "زياد خالد الحداد"),
    ("محمد سامر أنس الحداد", "محمود سامر الحداد"),
    ("خالد يوسف مصطفى غانم", "ماجد وليد الحداد"),
]


@pytest.mark.parametrize(("one", "other"), BROTHERS)
def test_of_two_who_die_together_each_list_has_another(one, other):
    chance = random.Random(5)
    lists = two_lists(chance, 150, 0)
    facts = {"sex": "m", "age": 9, "mother": "سعاد علي الرفاعي", **_facts(chance)}
    lists["a"].append({"id": "one", "name": one, **facts})
    lists["b"].append({"id": "other", "name": other, **facts})
    found = link_lists(lists)
    pairs = found.pairs.filter(found.pairs.column("linked")).to_pylist()
    assert not any(each["left"] == "one" or each["right"] == "other" for each in pairs)


@pytest.mark.parametrize("name", [None, "مجهول الهوية", "unknown"])
def test_somebody_without_a_name_is_nobody_else(name):
    chance = random.Random(6)
    lists = two_lists(chance, 150, 0)
    facts = {"sex": "f", "age": 30, **_facts(chance)}
    lists["a"].append({"id": "one", "name": name, **facts})
    lists["b"].append({"id": "other", "name": "هند سامر الحداد", **facts})
    found = link_lists(lists)
    pairs = found.pairs.filter(found.pairs.column("linked")).to_pylist()
    assert not any(each["left"] == "one" or each["right"] == "other" for each in pairs)
    two = link_lists({"a": [{"name": name}], "b": [{"name": name}]})
    assert not any(two.pairs.column("linked").to_pylist())


def test_a_number_tells_who_somebody_is_under_another_name():
    chance = random.Random(7)
    lists = two_lists(chance, 150, 0)
    for rows in lists.values():
        for row in rows:
            row["number"] = f"90{row['id']:0>7}"
    lists["a"].append({"id": "one", "name": "عمر خالد الحداد", "number": "555123456"})
    lists["b"].append({"id": "other", "name": "Abu Salem", "number": "555123456"})
    found = link_lists(lists)
    pairs = found.pairs.filter(found.pairs.column("linked")).to_pylist()
    assert any(each["left"] == "one" and each["right"] == "other" for each in pairs)


def test_rows_that_were_never_compared_are_counted():
    found = link_lists({"a": [{"id": str(at), "name": "عمر خالد"} for at in range(3_000)]})
    assert found.expected["not_compared"] == 3_000
    assert found.expected["blocking_recall"] == found.expected["recall"] == 0.0
