"""Real lists of victims: who is found by a Latin spelling. No name leaves this module."""

import csv
import hashlib

import numpy as np
import pytest

from shared_data import shared
from tawthiq.names import SAME, Aligner, NameIndex, fold

QUERIES = 1_500


def rows_of(name):
    with shared("victim_lists", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def held_out(person):
    """Nothing was tuned on these."""
    return int(hashlib.sha256(person.encode()).hexdigest(), 16) % 2 == 1


@pytest.fixture(scope="module")
def lists():
    arabic = rows_of("list_c_arabic")
    latin = [row for row in rows_of("list_c_latin") if held_out(row["person"])][:QUERIES]
    return [row["name_ar"] for row in arabic], [row["person"] for row in arabic], latin


def found_first(pool, owners, queries, persons, texts):
    right = 0
    for matches, person, text in zip(
        NameIndex(pool).search(queries, top=1), persons, texts, strict=True
    ):
        at = matches[0].index if matches else -1
        right += at >= 0 and (
            (person is not None and owners[at] == person) or fold(pool[at]) == text
        )
    return right / len(queries)


def test_a_latin_name_finds_its_person_in_an_arabic_list(lists):
    pool, owners, latin = lists
    text_of = dict(zip(owners, map(fold, pool), strict=True))
    persons = [row["person"] for row in latin]
    texts = [text_of.get(each) for each in persons]
    share = found_first(pool, owners, [row["name_en"] for row in latin], persons, texts)
    assert share >= 0.99, f"found {share:.4f} of {len(latin)}"


def test_a_press_name_finds_itself_in_an_arabic_list(lists):
    press = rows_of("press_pairs_ar_en")
    pool = [*lists[0], *(row["name_ar"] for row in press)]
    owners = [*lists[1], *(None for _row in press)]
    texts = [fold(row["name_ar"]) for row in press]
    share = found_first(pool, owners, [row["name_en"] for row in press], [None] * len(press), texts)
    assert share >= 0.94, f"found {share:.4f} of {len(press)}"


def test_scores_tell_one_person_from_another(lists):
    pool, owners, latin = lists
    place = {person: at for at, person in enumerate(owners)}
    asked = [row for row in latin if row["person"] in place]
    aligner = Aligner([*pool, *(row["name_en"] for row in asked)])
    left = len(pool) + np.arange(len(asked))
    right = np.array([place[row["person"]] for row in asked])
    same = aligner.pairs(left, right)
    other = aligner.pairs(left, np.roll(right, 1))
    assert np.mean(same >= SAME) >= 0.95, f"{np.mean(same >= SAME):.4f} of true pairs"
    assert np.mean(other >= SAME) <= 0.002, f"{np.mean(other >= SAME):.4f} of other pairs"
