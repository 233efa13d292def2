"""The vocabulary: every code in both languages, every spelling finds its code."""

import pytest

from tawthiq.errors import VocabularyError
from tawthiq.vocabulary import (
    alliances,
    labels,
    parties,
    party_code,
    provisions,
    violation_code,
    violations,
)


@pytest.mark.parametrize("terms", [parties, alliances, violations, provisions])
def test_every_code_has_both_labels(terms):
    for code, term in terms().items():
        assert set(term.label) == {"en", "ar"}, code
        assert all(term.label.values()), code
        assert labels(code) == term.label


@pytest.mark.parametrize(("terms", "find"), [(parties, party_code), (violations, violation_code)])
def test_every_label_and_alias_finds_its_code(terms, find):
    for code, term in terms().items():
        for spelling in (code, *term.label.values(), *term.aliases):
            assert find(spelling) == code, spelling


def test_no_code_stands_in_two_vocabularies():
    codes = [code for terms in (parties, alliances, violations, provisions) for code in terms()]
    assert len(codes) == len(set(codes))


def test_alliances_and_formations_name_known_parties():
    assert all(code in parties() for each in alliances().values() for code in each.members)
    assert all(each.within in parties() for each in parties().values() if each.within)


def test_an_unknown_party_names_the_nearest():
    with pytest.raises(VocabularyError, match="russia"):
        party_code("Rusia")
