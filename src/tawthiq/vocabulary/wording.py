"""Words around dates and numbers in Arabic and English, folded as they are compared."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tawthiq.dates import DateWords
from tawthiq.names import fold
from tawthiq.vocabulary.terms import load_yaml


@cache
def date_words() -> DateWords:
    """Returns the names of months and days, and the words between dates."""
    words = load_yaml("dates.yaml")

    def numbers(name: str) -> Mapping[str, int]:
        return {fold(word): number for number, each in words[name].items() for word in each}

    return DateWords(
        months=MappingProxyType(numbers("months")),
        weekdays=MappingProxyType(numbers("weekdays")),
        fillers=frozenset(map(fold, words["fillers"])),
        until=frozenset(map(fold, words["until"])),
        since=frozenset(map(fold, words["from"])),
    )


@cache
def number_words() -> Mapping[str, tuple[str, ...]]:
    """Returns the words around numbers, the longest first, by what they mean."""
    words = load_yaml("numbers.yaml")
    return MappingProxyType(
        {name: tuple(sorted(map(_plain, each), key=len, reverse=True)) for name, each in
         words.items()}
    )  # fmt: skip


def says_unknown(text: str) -> bool:
    """Says whether a text only says that nothing is known.

    >>> says_unknown("N/A"), says_unknown("غير معروف"), says_unknown("12")
    (True, True, False)
    """
    return _plain(text) in number_words()["unknown"]


@cache
def header_fields() -> Mapping[str, str]:
    """Returns the field that a header means, by its folded words."""
    return MappingProxyType(
        {fold(word): name for name, words in load_yaml("headers.yaml").items() for word in words}
    )


@cache
def sex_words() -> Mapping[str, str]:
    """Returns `female` or `male` by each folded word that means it."""
    return MappingProxyType(
        {fold(word): sex for sex, words in load_yaml("sexes.yaml").items() for word in words}
    )


def _plain(text: str) -> str:
    """Folds the letters and keeps the signs, which mean something here."""
    bare = fold(text)
    return bare or " ".join(text.split())
