"""Words of accounts as sets that can be compared: parties, means, targets, names of places."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from tawthiq.errors import VocabularyError
from tawthiq.names import fold, skeleton
from tawthiq.vocabulary import alliances, parties
from tawthiq.vocabulary.terms import party_code
from tawthiq.vocabulary.wording import says_unknown

_BETWEEN = re.compile(r"[,;+/&]|\bor\b|\band\b|\balso\b|[()]|\sأو\s")
_NOBODY = frozenset({"unidentified", "unknown", "none", "not named", "contested", "unattributed"})
_SMALL = frozenset(fold(
    "a an the of in on at near around by to and or with al el city town village governorate "
    "district area neighbourhood street several sources differ في من على قرب مدينه بلده قريه"
).split())  # fmt: skip


def party_set(told: Any) -> frozenset[str]:
    """Returns who may have done it: codes of parties; empty where nobody, or anybody, is named.

    An alliance widens to its members, and a formation to the party that it stands under. A name
    that no vocabulary holds stands for itself.

    >>> sorted(party_set("regime or russia")), sorted(party_set("syrian_russian"))
    (['regime', 'russia'], ['regime', 'russia'])
    >>> sorted(party_set("unidentified"))
    []
    """
    if told is None:
        return frozenset()
    words = _BETWEEN.split(told) if isinstance(told, str) else [str(each) for each in told]
    return frozenset().union(*(_party(each) for each in words))


@lru_cache(maxsize=4096)
def _party(word: str) -> frozenset[str]:
    word = word.strip()
    if not word or fold(word) in _NOBODY or says_unknown(word):
        return frozenset()
    if word in alliances():
        return frozenset(alliances()[word].members)
    try:
        code = party_code(word)
    except VocabularyError:
        return frozenset({fold(word)})
    party = parties()[code]
    if party.is_residual:
        return frozenset()
    return frozenset({code} if party.within is None else {code, party.within})


def tokens_of(told: Any) -> frozenset[str]:
    """Returns the consonants of the words that say something, in Arabic or Latin script.

    >>> tokens_of("al-Mayadin market") == tokens_of("Market of Mayadeen")
    True
    """
    return _tokens(str(told)) if told is not None else frozenset()


@lru_cache(maxsize=16_384)
def _tokens(text: str) -> frozenset[str]:
    words = (each for each in fold(text).split() if each not in _SMALL)
    return frozenset(token for each in words if (token := skeleton(each) or each))
