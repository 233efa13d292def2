"""The consonants of a name, the same in Arabic and in Latin script.

Arabic writes no short vowels and Latin spellings of them vary, so only consonants are compared, in
classes of those that romanisations mix (after A. Freeman, S. Condon and C. Ackerman, "Cross
linguistic name matching in English and Arabic", NAACL 2006). Different names can have one
skeleton: it proposes, and never settles, that two names are the same.
"""

from __future__ import annotations

import re

from tawthiq.names.fold import fold

_ARABIC = str.maketrans({
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "j", "ح": "h", "ه": "h", "خ": "k",
    "ق": "k", "ك": "k", "گ": "g", "د": "d", "ض": "d", "ذ": "z", "ز": "z", "ظ": "z", "ر": "r",
    "س": "s", "ص": "s", "ش": "$", "غ": "g", "ف": "f", "ڤ": "f", "ل": "l", "م": "m", "ن": "n",
    "ا": None, "و": None, "ي": None, "ع": None, "ء": None,
})  # fmt: skip
_DIGRAPHS = (
    ("tch", "$"), ("sch", "$"), ("sh", "$"), ("ch", "$"), ("kh", "k"), ("gh", "g"), ("th", "t"),
    ("dh", "z"), ("ph", "f"), ("ck", "k"),
)  # fmt: skip
_LATIN = str.maketrans({
    "c": "k", "q": "k", "p": "b", "v": "f", "x": "ks",
    **dict.fromkeys("aeiouyw"),
})  # fmt: skip
_ARTICLES = frozenset((
    "al", "el", "ad", "ar", "as", "ash", "at", "an", "az", "ed", "er", "es", "esh", "et", "en",
    "ez", "il", "ul", "the",
))  # fmt: skip
_ARTICLE = re.compile(r"^(?:al|el|ال)(?=\w{3})")
_DOUBLED = re.compile(r"(.)\1+")
_LAST = re.compile(r"(?<=.)h$")


def skeleton(text: str) -> str:
    """Returns the consonants of a name, word by word, without articles.

    >>> skeleton("Deir ez-Zor"), skeleton("دير الزور")
    ('dr zr', 'dr zr')
    >>> skeleton("Al-Hasakah") == skeleton("الحسكة") == skeleton("Hassake")
    True
    """
    words = fold(text).split()
    kept = [word for word in words if word not in _ARTICLES] or words
    return " ".join(filter(None, (_consonants(_ARTICLE.sub("", word)) for word in kept)))


def skeletons(text: str) -> tuple[str, ...]:
    """Returns the skeleton, and another where a word may or may not begin with an article.

    >>> skeletons("Aleppo"), skeletons("Alhasakah")
    (('b', 'lb'), ('hsk', 'lhsk'))
    """
    words = fold(text).split()
    kept = [word for word in words if word not in _ARTICLES] or words
    whole = " ".join(filter(None, (_consonants(word) for word in kept)))
    return tuple(dict.fromkeys((skeleton(text), whole)))


def _consonants(word: str) -> str:
    if word.isascii():
        for letters, one in _DIGRAPHS:
            word = word.replace(letters, one)
        word = word.translate(_LATIN)
    else:
        word = word.translate(_ARABIC)
    return _LAST.sub("", _DOUBLED.sub(r"\1", word))
