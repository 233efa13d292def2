"""Invented people told of by three damaged lists, for measuring linkage against a known truth.

Name parts are read from public lists beside the repository (`../shared/data/victim_lists`) and put
together anew: nobody in the result exists. The rates are those of a list of real variants:
three lists that have 60, 50 and 40 of 100 people; in the first everything is Arabic, in the second
Latin, in the third one or the other; 3 of 100 rows stand in a list twice; 25 of 100 lack the
father's or the grandfather's name, 10 of 100 both; 8 of 100 have a typing error; 25 of 100 days and
40 of 100 ages are shifted; 25 of 100 ages are missing; a third die with their family.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

DATA = Path(__file__).parents[2] / "shared" / "data" / "victim_lists"

COVERAGE = {"a": 0.60, "b": 0.50, "c": 0.40}
DOUBLED = 0.03
ONE_DROPPED, BOTH_DROPPED = 0.25, 0.10
TYPING, RESPELT, HAMZA, COMPOUND = 0.08, 0.5, 0.3, 0.3
DAY_SHIFTED, AGE_SHIFTED, AGE_MISSING = 0.25, 0.40, 0.25
IN_FAMILIES = 0.34
AREAS, DAYS = 10, 2_400

Part = tuple[str, str]
"""A part of a name in Arabic and in Latin letters."""


@dataclass(frozen=True, slots=True)
class Person:
    parts: tuple[Part, ...]
    sex: str
    age: int
    day: int
    area: int


@dataclass(frozen=True, slots=True)
class Parts:
    female: list[Part]
    male: list[Part]
    families: list[Part]


def read_parts() -> Parts:
    """Reads given names by sex and family names, as often as they occur."""
    latin = {row["person"]: row for row in rows("list_c_latin.csv")}
    found = Parts([], [], [])
    for row in rows("list_c_arabic.csv"):
        other = latin.get(row["person"])
        ar = join_compounds(row["name_ar"].split(), {"عبد", "ابو", "أبو", "ام", "أم", "ال"})
        en = join_compounds(other["name_en"].split(), {"Abdel", "Abdul", "Abd", "Abu", "Umm"}) if other else []
        if len(ar) != 4 or len(en) != 4:
            continue
        found.female.append((ar[0], en[0])) if row["sex"] == "f" else found.male.append((ar[0], en[0]))
        found.male.extend(zip(ar[1:3], en[1:3], strict=True))
        found.families.append((ar[3], en[3]))
    return found


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def join_compounds(words: list[str], heads: set[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if found and found[-1] in heads:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def make_people(count: int, chance: random.Random, parts: Parts) -> list[Person]:
    """Invents people, a third of them in families who are killed together."""
    found: list[Person] = []
    while len(found) < count:
        day, area = chance.randrange(DAYS), chance.randrange(AREAS)
        father, grandfather = chance.choice(parts.male), chance.choice(parts.male)
        family = chance.choice(parts.families)
        size = chance.randint(2, 6) if chance.random() < IN_FAMILIES / 3 else 1
        givens = set()
        for _ in range(size):
            sex = chance.choice("fm") if size > 1 else chance.choice("fmmm")
            given = chance.choice(parts.female if sex == "f" else parts.male)
            if given in givens:
                continue
            givens.add(given)
            age = chance.randint(0, 16) if size > 1 else min(95, int(abs(chance.gauss(30, 16))))
            found.append(Person((given, father, grandfather, family), sex, age, day, area))
    return found[:count]


def make_lists(count: int, seed: int = 2017) -> tuple[dict[str, pa.Table], dict[tuple[str, str], int]]:
    """Returns three lists with about so many rows in all, and who each row is."""
    chance = random.Random(seed)
    people = make_people(int(count / (sum(COVERAGE.values()) * (1 + DOUBLED))), chance, read_parts())
    lists, truth = {}, {}
    for name, share in COVERAGE.items():
        told = []
        for number, person in enumerate(people):
            if chance.random() >= share:
                continue
            for _ in range(2 if chance.random() < DOUBLED else 1):
                told.append((number, as_told(person, name, chance)))
        chance.shuffle(told)
        for at, (number, row) in enumerate(told):
            truth[name, str(at)] = number
            row["id"] = str(at)
        lists[name] = pa.Table.from_pylist([row for _, row in told])
    return lists, truth


def as_told(person: Person, name: str, chance: random.Random) -> dict[str, object]:
    """Returns a person as one list tells of them."""
    latin = name == "b" or (name == "c" and chance.random() < 0.5)
    parts = [each[1] if latin else each[0] for each in person.parts]
    dropped = chance.random()
    if dropped < BOTH_DROPPED:
        parts = [parts[0], parts[3]]
    elif dropped < BOTH_DROPPED + ONE_DROPPED:
        del parts[chance.choice((1, 2))]
    parts = [respelt(each, chance) if latin else rewritten(each, chance) for each in parts]
    text = " ".join(parts)
    if chance.random() < TYPING:
        text = mistyped(text, chance)
    age: int | None = person.age
    if chance.random() < AGE_MISSING:
        age = None
    elif chance.random() < AGE_SHIFTED:
        age = max(0, person.age + chance.choice((-2, -1, -1, 1, 1, 2)))
    day = person.day + (chance.choice((-3, -2, -1, -1, 1, 1, 2, 3)) if chance.random() < DAY_SHIFTED else 0)
    return {"name": text, "sex": person.sex, "age": age, "died": str(as_day(day)),
            "area": f"area {person.area}"}  # fmt: skip


def as_day(day: int) -> object:
    from datetime import date, timedelta

    return date(2011, 3, 15) + timedelta(days=day)


def rewritten(part: str, chance: random.Random) -> str:
    """Returns an Arabic part with the hamza, last letter and spaces of another writer."""
    if chance.random() < HAMZA:
        part = part.translate(str.maketrans("أإآةى", "اااهي"))
    if chance.random() < COMPOUND:
        part = part.replace("عبد ال", "عبدال").replace("ابو ", "ابو") if " " in part else (
            part.replace("عبدال", "عبد ال"))  # fmt: skip
    return part


SPELLINGS = (("ou", "u"), ("oo", "u"), ("ee", "i"), ("kh", "k"), ("q", "k"), ("ei", "ai"), ("mm", "m"),
             ("u", "o"), ("e", "a"), ("i", "e"), ("aa", "a"), ("y", "i"), ("Al-", "El "), ("Al-", "Al"),
             ("Abdel ", "Abdul "), ("Abdel ", "Abdel"), ("sh", "ch"), ("gh", "g"), ("a", "e"), ("ah", "a"))  # fmt: skip


def respelt(part: str, chance: random.Random) -> str:
    """Returns a Latin part as another writer spells it."""
    if chance.random() >= RESPELT:
        return part
    for _ in range(2):
        old, new = chance.choice(SPELLINGS)
        if chance.random() < 0.5:
            old, new = new, old
        part = part.replace(old, new, 1) if old in part[1:] or old[0].isupper() else part
    return part


def mistyped(text: str, chance: random.Random) -> str:
    """Returns a text with one letter lost, doubled, other, or changed over with the next."""
    at = chance.randrange(1, max(2, len(text) - 1))
    letter = chance.choice([each for each in text if each != " "])
    return chance.choice((
        text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], text[:at] + letter + text[at + 1 :],
        text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
    ))  # fmt: skip


def true_pairs(truth: dict[tuple[str, str], int]) -> int:
    """Returns how many pairs of rows are one person."""
    counts: dict[int, int] = {}
    for person in truth.values():
        counts[person] = counts.get(person, 0) + 1
    return sum(each * (each - 1) // 2 for each in counts.values())


def found_pairs(clusters: pa.Table, truth: dict[tuple[str, str], int]) -> tuple[int, int]:
    """Returns how many pairs of rows share a cluster, and how many of them are one person."""
    groups: dict[int, list[int]] = {}
    for number, name, row in zip(*(clusters.column(each).to_pylist() for each in ("cluster", "list", "id")),
                                 strict=True):  # fmt: skip
        groups.setdefault(number, []).append(truth[name, row])
    pairs = right = 0
    for each in groups.values():
        pairs += len(each) * (len(each) - 1) // 2
        counts = {person: each.count(person) for person in set(each)}
        right += sum(count * (count - 1) // 2 for count in counts.values())
    return pairs, right
