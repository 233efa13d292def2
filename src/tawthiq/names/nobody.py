"""What is written where a name is not known.

Lists of bodies hold "unidentified man" or "شهيد مجهول" in the column of names, and numbers of the
morgue. Two rows with the same such words are not the same person.
"""

from __future__ import annotations

_UNKNOWN = frozenset((
    "مجهول", "مجهوله", "مجهولين", "مجهولون", "unknown", "unidentified", "unnamed", "anonymous",
    "inconnu", "inconnue", "none", "null", "nan", "x", "xx", "xxx",
))  # fmt: skip
_BESIDE = frozenset((
    "الهويه", "هويه", "الاسم", "شهيد", "شهيده", "الشهيد", "الشهيده", "شهداء", "رجل", "امراه", "طفل",
    "طفله", "رضيع", "رضيعه", "جثه", "جثمان", "شخص", "شاب", "شابه", "فتاه", "ذكر", "انثي", "رقم",
    "man", "woman", "men", "women", "child", "boy", "girl", "infant", "baby", "body", "corpse",
    "person", "people", "male", "female", "martyr", "victim", "name", "number", "no", "nr", "and",
    "civilian", "soldier", "adult", "elderly", "young", "of", "the", "a", "homme", "femme",
))  # fmt: skip
_PHRASES = frozenset((
    "غير معروف", "غير معروفه", "غير معروف الهويه", "لا يوجد", "لا اسم", "بلا اسم", "بدون اسم",
    "no name", "name unknown", "not known", "name not known", "n a", "na", "not available",
    "not identified", "unidentified",
))  # fmt: skip


def is_nobody(cleaned: str) -> bool:
    """Says whether a cleaned name tells nobody's name: words for "unknown", or no letter at all.

    >>> [is_nobody(each) for each in ("unidentified man", "شهيد مجهول", "12345", "omar", "na")]
    [True, True, True, False, True]
    >>> is_nobody("مجهول الحداد"), is_nobody("رجل")
    (False, True)
    """
    words = [each for each in cleaned.split() if any(letter.isalpha() for letter in each)]
    if not words or cleaned in _PHRASES:
        return True
    return all(each in _UNKNOWN or each in _BESIDE for each in words)


__all__ = ["is_nobody"]
