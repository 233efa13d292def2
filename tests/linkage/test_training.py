"""Learning from pairs whose truth is known, and what may not be learnt."""

import numpy as np
import pytest

from tawthiq.linkage.fields import FIELDS
from tawthiq.linkage.model import Model
from tawthiq.linkage.people import read_people
from tawthiq.linkage.placeholders import without_placeholders
from tawthiq.linkage.training import Pairs, train

SEX = next(each for each in FIELDS if each.name == "sex")
NAME = FIELDS[0]


def learnt(levels, random, *, once=False):
    count = len(levels["sex"])
    pairs = Pairs(
        np.arange(count), np.arange(count), levels, np.zeros(count, int),
        np.array([[count, count, count * 50.0]]), np.array([[once, once]]),
    )  # fmt: skip
    return train([NAME, SEX], pairs, random)


@pytest.fixture
def levels():
    chance = np.random.default_rng(1)
    names = np.r_[np.zeros(400, int), np.full(400, 17)]
    sex = np.r_[(chance.random(400) < 0.02).astype(int), (chance.random(400) < 0.5).astype(int)]
    return {"name": names.astype(np.int8), "sex": sex.astype(np.int8)}


@pytest.fixture
def random():
    chance = np.random.default_rng(2)
    return {
        "name": np.full(5_000, 17, np.int8),
        "sex": chance.integers(0, 2, 5_000).astype(np.int8),
    }


def test_agreement_that_is_rarer_by_chance_says_more(levels, random):
    found = learnt(levels, random)
    assert found.matches.sum() == pytest.approx(400, rel=0.05)
    assert found.bits["sex"][0] == pytest.approx(1.0, abs=0.1)
    assert found.bits["sex"][1] < -3
    assert found.bits["name"][0] > 10


def test_no_level_says_more_than_its_bound(levels, random):
    found = learnt(levels, random)
    for field in (NAME, SEX):
        bounds = np.array([each.highest for each in field.levels])
        assert (found.bits[field.name][:-1] <= bounds + 1e-9).all()


def test_of_two_rivals_one_at_most_is_likely():
    levels = {"name": np.zeros(2, np.int8), "sex": np.zeros(2, np.int8)}
    pairs = Pairs(np.array([0, 0]), np.array([1, 2]), levels, np.zeros(2, int),
                  np.array([[50.0, 50, 2_500]]), np.array([[True, True]]))  # fmt: skip
    random = {"name": np.full(900, 17, np.int8), "sex": np.arange(900, dtype=np.int8) % 2}
    found = train([NAME, SEX], pairs, random)
    assert found.probability.sum() <= 1.01
    assert found.probability[0] == pytest.approx(found.probability[1])


def test_a_day_that_stands_for_no_day_is_not_compared():
    chance = np.random.default_rng(3)
    others = np.stack([chance.integers(1940, 2017, 9_000), chance.integers(1, 13, 9_000),
                       chance.integers(1, 29, 9_000)], axis=1)  # fmt: skip
    others[(others[:, 1:] == 1).all(axis=1)] = [1970, 6, 6]
    years = [np.full((30, 3), [year, 1, 1]) for year in (1980, 1981, 1982)]
    born = np.concatenate([np.full((60, 3), [2000, 1, 1]), *years, others])
    age = np.full(len(born), 30.0)
    kept, ages = without_placeholders(born, age, np.zeros(len(born), int))
    assert (kept[:60] == 0).all()
    assert np.isnan(ages[:60]).all()
    assert (kept[60:150, 1:] == 0).all()
    assert (kept[60:150, 0] == born[60:150, 0]).all()
    assert (kept[150:] == born[150:]).all()


def test_an_age_that_stands_for_none_is_not_compared():
    age = np.r_[np.full(200, 20.0), np.arange(1_600) % 80]
    nobody = np.zeros((len(age), 3), int)
    _, kept = without_placeholders(nobody, age, np.zeros(len(age), int))
    assert np.isnan(kept[:200]).all()
    assert np.isnan(kept[200:]).sum() == 20


def test_splink_sees_the_levels_that_are_meant():
    people = read_people({"a": [{"name": "Omar", "born": "1990-03-04", "sex": "m", "age": 30}],
                          "b": [{"name": "Omar", "born": "1990-04-03", "sex": "f", "age": 31},
                                {"name": "Omar", "born": "1990", "age": 29}]})  # fmt: skip
    order = {
        row: at for at, row in enumerate(zip(people.list_of.tolist(), people.ids, strict=True))
    }
    first = next(at for at, each in enumerate(people.lists) if each == "a")
    left, right = order[first, "0"], [order[1 - first, "0"], order[1 - first, "1"]]
    model = Model(people, mother=lambda one, other: np.full(len(one), -1, np.int8))
    one = np.array([min(left, each) for each in right])
    other = np.array([max(left, each) for each in right])
    found = model.levels(one, other, np.array([17, -1], np.int8))
    names = {each.name: [level.name for level in each.levels] for each in model.fields}
    assert [names["born"][at] for at in found["born"]] == [
        "day and month changed over", "same year, day unknown"]  # fmt: skip
    assert found["name"].tolist() == [0, -1]
    assert found["sex"].tolist() == [1, -1]
    assert found["age"].tolist() == [-1, -1]  # the day or year of birth says it already
