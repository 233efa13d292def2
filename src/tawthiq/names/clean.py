"""A written name as plain words: letter forms, marks and the damage of PDF files taken away."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ؤ": "و", "ئ": "ي", "ء": None,
    "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ێ": "ي", "ے": "ي", "ۓ": "ي", "ة": "ه", "ۃ": "ه",
    "ۀ": "ه", "ہ": "ه", "ۂ": "ه", "ھ": "ه", "ە": "ه", "ک": "ك", "ڪ": "ك", "ݢ": "گ", "ۆ": "و",
    "ۇ": "و", "ۈ": "و", "ۋ": "و", "ڕ": "ر", "ڵ": "ل", "پ": "ب", "ڤ": "ف", "ٹ": "ت", "ڈ": "د",
    "ڑ": "ر", "ں": "ن", "ـ": None, "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae",
    "œ": "oe", "ß": "ss", "ə": "e",
})  # fmt: skip
"""Forms of one letter. Hamza alone goes: whoever types fast leaves it out."""


class _Plain(dict[int, "str | None"]):
    """What becomes of each code point; each is looked up once."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        kind = unicodedata.category(letter)
        if kind in ("Mn", "Me", "Mc", "Cf", "Cc", "Cs", "Co", "Cn") and not letter.isspace():
            plain = None
        elif kind == "Nd":
            plain = str(unicodedata.digit(letter))
        elif kind[0] in "LN":
            plain = letter
        else:
            plain = " "
        self[code] = plain
        return plain


_PLAIN = _Plain()
_PLAIN.update({ord(each): None for each in "'’‘ʿʾʼ`´ʻ"})
_DAMAGED_GOD = re.compile(r"هللا\b")
_DAMAGED_ARTICLE = re.compile(r"\bاال(?=\w)")
_CRUMB = re.compile("[ني]{1,2}")
"""What PDF files tear out of a last ligature and leave as a word: no name is written so.

A single letter at the very beginning is no crumb, which follows a word, but an initial.
"""

_FEWEST_WORDS = 2
_NOT_ASCII_LATIN = re.compile(r"[^a-z0-9 ]")
_APOSTROPHES = re.compile("['`´]")
MOST = 2_000
"""Letters of a name that are read; what is longer is no name."""


def clean_name(name: str) -> str:
    """Returns the words of a name in one spelling of the letters, apart by single spaces.

    Arabic: presentation forms, hamza, alef, ta marbuta, alef maqsura, tashkeel, tatweel, the
    letter forms of Persian, Urdu and Kurdish. Latin: case, accents, apostrophes, hyphens. Digits of
    any script become 0-9; marks of direction go. The name of God whose ligature a PDF file turned
    around is put right; of other turned ligatures `Aligner` knows, since the turned form can be a
    name too. Crumbs of ligatures that such a file leaves between words go. Cleaning twice changes
    nothing.

    >>> clean_name("عَبْدُ الرَّحْمٰنِ") == clean_name("عبد الرحمن")
    True
    >>> clean_name("Abd  al-Raḥmān"), clean_name("عبد هللا") == clean_name("عبد الله")
    ('abd al rahman', True)
    """
    text = name[:MOST]
    if text.isascii():
        return " ".join(_NOT_ASCII_LATIN.sub(" ", _APOSTROPHES.sub("", text.lower())).split())
    for _again in range(2):
        text = unicodedata.normalize("NFKD", text.replace("ﷲ", "الله")).casefold()
        text = unicodedata.normalize("NFKD", text).translate(_LETTERS).translate(_PLAIN)
    text = _DAMAGED_ARTICLE.sub("الا", _DAMAGED_GOD.sub("الله", text))
    words = text.split()
    whole = [
        each for at, each in enumerate(words)
        if not _CRUMB.fullmatch(each) or (at == 0 and len(each) == 1)
    ]  # fmt: skip
    return " ".join(whole if len(whole) >= _FEWEST_WORDS else words)
