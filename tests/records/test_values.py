"""Values that may be imprecise, and the hierarchy of places."""

import itertools

import pytest
from pydantic import ValidationError

from tawthiq.casebook.casebook import first_places
from tawthiq.errors import VocabularyError
from tawthiq.records import (
    KINDS,
    Access,
    Count,
    Gazetteer,
    Place,
    Source,
    Truth,
    access_of,
    all_of,
    any_of,
)

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@pytest.mark.parametrize(
    ("values", "all_", "any_"),
    [
        ((T, T), T, T), ((T, F), F, T), ((F, F), F, F), ((T, U), U, T), ((F, U), F, U),
        ((U, U), U, U), ((), T, F),
    ],
)  # fmt: skip
def test_kleene_tables(values, all_, any_):
    assert (all_of(values), any_of(values)) == (all_, any_)


def test_de_morgan_holds():
    for pair in itertools.product(Truth, repeat=3):
        assert all_of(pair) is any_of(value.negated() for value in pair).negated()


@pytest.mark.parametrize("fields", [{"minimum": -1}, {"minimum": 5, "maximum": 4}])
def test_an_impossible_count_is_refused(fields):
    with pytest.raises(ValidationError):
        Count(**fields)


def test_every_field_of_every_record_has_an_access_class():
    for model in KINDS.values():
        for field in model.model_fields:
            assert any(isinstance(mark, Access) for mark in model.model_fields[field].metadata), (
                model.kind,
                field,
            )


def test_a_source_is_secret_by_default():
    assert access_of(Source, "name") is Access.SECRET
    assert access_of(Source, "contacts") is Access.SECRET


@pytest.fixture(scope="module")
def places():
    return Gazetteer(first_places())


def test_the_vocabulary_holds_fourteen_governorates(places):
    governorates = [place for place in places if place.level == "governorate"]
    assert len(governorates) == 14
    assert all(set(place.names) == {"en", "ar"} for place in places)


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Deir Ez-Zour", "deir_ezzor"), ("Deir ez-Zor", "deir_ezzor"),
        ("دير الزور", "deir_ezzor"), ("محافظة دير الزور", "deir_ezzor"),
        ("Deir ez-Zor governorate", "deir_ezzor"), ("deir_ezzor", "deir_ezzor"),
        ("حماه", "hama"), ("حماة", "hama"), ("ريف دمشق", "rural_damascus"),
        ("دمشق", "damascus"), ("Ar-Raqqa", "raqqa"), ("Dara'a", "daraa"),
        ("Al-Hasakah", "hasaka"), ("As-Sweida", "suwayda"),
    ],
)  # fmt: skip
def test_spellings_find_their_governorate(places, spelling, code):
    assert places.find(spelling) == code


def test_an_unknown_place_names_the_nearest(places):
    with pytest.raises(VocabularyError, match="Nearest: Hama"):
        places.find("Hamaa")


def test_the_hierarchy_is_followed(places):
    assert places.lies_in("idlib.harim", "syria")
    assert not places.lies_in("idlib", "idlib.harim")
    assert places.at_level("idlib.harim", "governorate") == "idlib"
    assert places.at_level("syria", "governorate") is None


def test_a_ring_of_places_is_refused():
    ring = [
        Place(id=code, code=code, level="town", parent=parent, names={"en": code, "ar": code})
        for code, parent in (("one", "two"), ("two", "one"))
    ]
    with pytest.raises(VocabularyError, match="lies in itself"):
        Gazetteer(ring)
