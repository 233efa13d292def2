"""The table of well-known given names."""

import pytest

from tawthiq.names import families
from tawthiq.names.clean import clean_name


def test_every_spelling_is_written_as_names_are_cleaned():
    for each in (*families._FAMILY, *families._EITHER):
        assert clean_name(each) == each


def test_no_spelling_is_of_more_families_than_a_row_of_words_holds():
    assert all(2 <= len(each) <= 3 for each in families._EITHER.values())


@pytest.mark.parametrize(
    ("spelling", "count"), [("salim", 2), ("salem", 1), ("hala", 2), ("يسري", 2), ("falcon", 0)]
)
def test_a_spelling_says_of_how_many_names_it_can_be(spelling, count):
    assert len(families.families_of(spelling)) == count
    assert (families.family_of(spelling) is None) == (count != 1)
