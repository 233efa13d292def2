"""Letters of both scripts as numbers, and what it costs that two of them differ.

After A. Freeman, S. Condon and C. Ackerman, "Cross linguistic name matching in English and Arabic"
(NAACL 2006, N06-1060): an edit distance in which letters that romanisations give for each other
cost nothing. Here the costs are graded, and vowels take part: a long vowel that Arabic writes must
be met by a vowel, while a short one, which it does not write, costs next to nothing. 100 is the
cost of one consonant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from tawthiq.names.families import families_of
from tawthiq.names.words import Article, Tail, Word

LONGEST = 24
"""Letters of a word that are compared."""

_DIGRAPHS = (
    ("tsch", "ch"), ("sch", "sh"), ("tch", "ch"), ("sh", "sh"), ("ch", "ch"), ("kh", "kh"),
    ("gh", "gh"), ("th", "th"), ("dh", "dh"), ("zh", "j"), ("dj", "j"), ("ph", "f"), ("ck", "k"),
    ("aa", "aa"), ("ou", "oo"), ("oo", "oo"), ("ee", "ee"), ("ii", "ee"), ("uu", "oo"),
)  # fmt: skip
_LATIN = (
    *"abcdefghijklmnopqrstuvwxyz",
    "sh",
    "kh",
    "gh",
    "th",
    "dh",
    "ch",
    "aa",
    "oo",
    "ee",
    "a.",
    "h.",
)
_ARABIC = (*"ابتثجحخدذرزسشصضطظعغفقكلمنهويگچژ", "ه.", "ي.", ".ا")
NUMBER = {each: at for at, each in enumerate((*_LATIN, *_ARABIC))}
"""The number of each letter.

Those with a point end or begin a word: h may be silent, ya stand for a, alef for any vowel.
"""

OTHER = 128
"""From here on numbers stand for code points of other scripts, one for each."""

_VOWELS = frozenset((*"aeiou", "aa", "oo", "ee", "a."))
_WEAK = frozenset((*"wy", *"اويع", "ي.", ".ا"))
_SHORT = frozenset("aeiou")

# What Latin writes for each Arabic letter: cost of each spelling.
_WRITTEN = {
    "ا": "a0 aa0 a.0 h.10 e10 i30 o25 u35 oo45 ee45 y60 w60",
    ".ا": "a0 aa0 a.0 e0 i0 o0 u0 oo5 ee5 y40 w60",
    "ب": "b0 p5 v30", "ت": "t0 d50 th40", "ث": "th0 t10 s20 h60",
    "ج": "j0 g5 dh60 z50 ch40 y60", "ح": "h0 h.0 kh40 ch40 j70",
    "خ": "kh0 k10 h25 ch15 x20 q40 gh50",
    "د": "d0 t50 dh40", "ذ": "dh0 z0 d15 th10 s50", "ر": "r0 l70", "ز": "z0 s30 dh40 j50",
    "س": "s0 c10 z40 x60 sh50 th50", "ش": "sh0 ch5 s30 c50", "ص": "s0 c20 z40",
    "ض": "d0 dh5 z20 th40", "ط": "t0 d40 th40", "ظ": "z0 dh0 d20 th20 s60",
    "ع": "a0 e0 i0 o2 u2 aa0 a.5 oo10 ee10 y60 g60 gh60",
    "غ": "gh0 g0 kh40 k50 q50 j60 r60", "ف": "f0 v5 p40 b60", "ق": "q0 k0 g10 c5 kh40 gh40 j60",
    "ك": "k0 c0 q10 g40 kh40 ch30 x30", "ل": "l0 r70", "م": "m0 n60", "ن": "n0 m60",
    "ه": "h0 h.0 a.10",
    "و": "w0 oo0 o3 u0 v10 f70 aa50 a50 i60 e50 ee60 b80",
    "ي": "y0 h.22 ee0 i0 e3 j30 a45 a.30 u60 o60 oo60",
    "گ": "g0 k20 gh10 j30", "چ": "ch0 sh5 j20 g30", "ژ": "j0 z20 sh40 g20",
    "ي.": "y0 ee0 i0 e3 a.10 aa10 h.12 a20 j60 u60 o60 oo60",
    "ه.": "a.0 aa5 h0 h.0 e3 a0 t12 ee30 i45 o50 oo40",
}  # fmt: skip
# Arabic letters that writers, or readers of a bad copy, take for each other.
_MIXED = (
    "حه30 صس40 تط40 ضد50 ضظ25 ذز30 زظ30 ذظ25 دذ45 كق50 كگ10 قگ30 جگ30 چج30 چش30 ژز30 ژج30 غق50 "
    "جق60 ثت40 ثس50 اع55 او65 اي65 وي75 عغ70 بت75 بن75 بي75 تن75 ني75 جح70 حخ65 جخ70 رز65 سش65 "
    "صض70 طظ65 فق65 دت60 عه70"
)
_ARABIC_END = {"ه": 20, "ا": 25, "ي": 45, "ي.": 45, "ت": 35, "ح": 45, "و": 60}
_LATIN_VOWELS = (
    "ae3 ao15 ai25 au25 eu30 ei8 eo25 iu40 io35 ou3 aaa0 aae12 aao25 aai35 aau30 ooo2 oou0 ooa45 "
    "ooe45 ooi45 eei0 eee5 eea40 eeu45 eeo45 yi3 yee3 ye8 wu10 wo15 woo8 aaoo50 aaee50 ooee55 "
    "a.h.0 h.h0 a.a0 a.e5 a.aa10 a.h15 a.i45 a.o45 a.u50 a.oo55 a.ee50 a.y45"
)


@lru_cache(maxsize=1)
def costs() -> np.ndarray[Any, Any]:
    """Returns the cost of each letter for each other one, 128 x 128."""
    cost = np.full((128, 128), 100, np.int16)
    for letter, spellings in _WRITTEN.items():
        for each in spellings.split():
            spelling, price = _priced(each)
            _set(cost, letter, spelling, price)
    latin, arabic = slice(0, len(_LATIN)), slice(len(_LATIN), len(NUMBER))
    # Two Latin spellings of one Arabic letter are near each other.
    across = cost[latin, arabic].astype(np.int32)
    through = (across[:, None, :] + across[None, :, :]).min(axis=2) * 3 // 2 + 8
    cost[latin, latin] = np.minimum(through, 100)
    for each in _MIXED.split():
        pair, price = _priced(each)
        _set(cost, pair[0], pair[1], price)
    last, ya = NUMBER["ي."], NUMBER["ي"]
    cost[last, arabic], cost[arabic, last] = cost[ya, arabic], cost[arabic, ya]
    first, alef = NUMBER[".ا"], NUMBER["ا"]
    cost[first, arabic], cost[arabic, first] = cost[alef, arabic], cost[arabic, alef]
    _set(cost, "ي.", "ي", 0)
    _set(cost, ".ا", "ا", 0)
    for letter, price in _ARABIC_END.items():
        _set(cost, "ه.", letter, price)
    for one in _VOWELS:
        for other in _VOWELS:
            _set(cost, one, other, 60)
    for each in _LATIN_VOWELS.split():
        pair, price = _priced(each)
        head = next(start for start in ("a.", "h.", "aa", "oo", "ee", pair[0])
                    if pair.startswith(start) and pair[len(start) :] in NUMBER)  # fmt: skip
        _set(cost, head, pair[len(head) :], price)
    np.fill_diagonal(cost, 0)
    return cost


def _priced(text: str) -> tuple[str, int]:
    letters = text.rstrip("0123456789")
    return letters, int(text[len(letters) :])


def _set(cost: np.ndarray[Any, Any], one: str, other: str, price: int) -> None:
    cost[NUMBER[one], NUMBER[other]] = cost[NUMBER[other], NUMBER[one]] = price


@dataclass(frozen=True, slots=True)
class Spelled:
    """A stem as numbers.

    Attributes:
        codes: Of its letters; of another script `OTHER` and the code point.
        same: What each costs where a word of the same script lacks it.
        other: What each costs where a word of the other script lacks it.
        script: 0 Latin, 1 Arabic, 2 any other.
        article: How many letters of a possible article it begins with.
        leave: What it costs to leave the article out.
        mass: What the word weighs: 100 for each consonant, less for weak letters.
        mask: A bit for each class of consonants.
        whole: Mass and mask with the article.
        families: Of a well-known name; two where the spelling can be either.
        first: The first letter of the whole word, compound and all.
        initial: Whether the word is an initial, and may be a title instead.
        ending: What the word ends with.
    """

    codes: tuple[int, ...]
    same: tuple[int, ...]
    other: tuple[int, ...]
    script: int
    article: int
    leave: int
    mass: int
    mask: int
    whole: tuple[int, int]
    families: tuple[str, ...]
    first: int
    initial: int
    ending: int


INITIAL, INITIAL_OR_TITLE = 1, 2
"""A single letter for a given name; in Arabic, one that may also stand for a title."""

ENDS_ON_A, ENDS_ON_CONSONANT, ENDS_ON_IA, ENDS_ON_I = 1, 2, 4, 8
"""The end of a word: an a, as in names of women; a consonant that no spelling leaves out; ia; i."""

_TITLE_LETTERS = frozenset("ماد")
_SILENT = frozenset(("h", "t", "w", "ع", "ه", "ت", "و", "ح"))
_I_ENDS = frozenset(("i", "y", "ee", "ي", "ي."))
_A_ENDS = frozenset(("a.", "h.", "aa", "ه.", "ا"))

_CLASS = {
    "b": "ب b p", "t": "ت ط ث t th", "d": "د ض d", "j": "ج ژ چ j g گ", "h": "",
    "k": "ك ق خ k q c kh x", "z": "ذ ز ظ z dh", "r": "ر r", "s": "س ص s", "$": "ش sh ch",
    "g": "غ gh", "f": "ف f v", "l": "ل l", "m": "م m", "n": "ن n",
}  # fmt: skip
_KEY = {each: key for key, letters in _CLASS.items() for each in letters.split()}
_KEY |= {"ح": "h", "ه": "h", "h": "h"}
_BIT = {key: 1 << at for at, key in enumerate(_CLASS)}


@lru_cache(maxsize=1 << 17)
def spell(word: Word) -> Spelled:
    """Returns the letters of a word's stem as numbers."""
    letters, script = letters_of(word.stem)
    if word.article == Article.SURE and script < 2:
        letters = [*((".ا", "ل") if script else "al"), *letters]
    letters = letters[:LONGEST]
    article, leave = 0, 0
    if word.article != Article.NONE and script < 2:
        article, leave = 2, 6 if word.article == Article.SURE else 12
    families, initial = families_of(word.stem), _initial(word.text)
    if script == 2:
        count = len(letters)
        codes = tuple(OTHER + ord(each) for each in letters)
        gaps, mass = (100,) * count, 100 * count
        return Spelled(codes, gaps, gaps, 2, 0, 0, mass, 0, (mass, 0), families,
                       _first(word.text), 0, 0)  # fmt: skip
    mass, mask = _weigh(letters[article:])
    return Spelled(
        tuple(NUMBER[each] for each in letters),
        tuple(_gap(letters, at, same=True) for at in range(len(letters))),
        tuple(_gap(letters, at, same=False) for at in range(len(letters))),
        script, article, leave, mass, mask, _weigh(letters),
        families, _first(word.text), initial, _ending(letters, word),
    )  # fmt: skip


def _first(text: str) -> int:
    letters, script = letters_of(text)
    return NUMBER[letters[0]] if script < 2 else OTHER - 1


def _initial(text: str) -> int:
    if len(text) > 1 or letters_of(text)[1] == 2:
        return 0
    return INITIAL_OR_TITLE if text in _TITLE_LETTERS else INITIAL


def _ending(letters: list[str], word: Word) -> int:
    if word.tail != Tail.NONE or len(letters) < 2:
        return 0
    if letters[-1] in _A_ENDS:
        return ENDS_ON_IA if letters[-2] in _I_ENDS else ENDS_ON_A
    if letters[-1] in _I_ENDS:
        return ENDS_ON_I
    return 0 if letters[-1] in _SILENT or letters[-1] in _VOWELS else ENDS_ON_CONSONANT


_BEGINS = 25
"""What a letter of the other script may cost to stand for an initial."""


@lru_cache(maxsize=1)
def beginnings() -> np.ndarray[Any, Any]:
    """Returns whether an initial, the row, can stand for a name that begins so; 128 x 128.

    K can stand for خالد, since that is spelt with kh, and A for عمار; ك cannot stand for خالد.
    """
    cost = costs()
    found = np.zeros((OTHER, OTHER), np.bool_)
    count = len(NUMBER)
    found[:count, :count] = cost[:count, :count] <= _BEGINS
    spelt = {letter: [NUMBER[each] for each in _LATIN if each[0] == letter]
             for letter in "abcdefghijklmnopqrstuvwxyz"}  # fmt: skip
    for letter, ways in spelt.items():
        # What can be written with the initial alone or with a pair of letters that it begins.
        found[NUMBER[letter], :count] |= (cost[ways, :count] <= _BEGINS).any(axis=0)
    arabic = slice(len(_LATIN), count)
    found[arabic, arabic] = cost[arabic, arabic] <= 10
    return found


def _weigh(letters: list[str]) -> tuple[int, int]:
    """Returns mass and mask."""
    mass = sum(25 if each in _VOWELS else 55 if each in _WEAK else 75 if each in ("ه.", "h.")
               else 100 for each in letters)  # fmt: skip
    mask = 0
    for each in letters:
        mask |= _BIT[_KEY[each]] if each in _KEY and _KEY[each] != "h" else 0
    return mass, mask


def letters_of(stem: str) -> tuple[list[str], int]:
    """Returns the letters of a stem, two that stand for one as one, and its script.

    The script is 0 for Latin, 1 for Arabic, 2 for any other, also where two are mixed.
    """
    if stem.isascii() and stem.isalpha():
        return _latin_letters(stem), 0
    if all(each in NUMBER for each in stem) and stem and not stem.isascii():
        letters = list(stem)
        if letters[-1] == "ه" and len(letters) > 1:
            letters[-1] = "ه."
        elif letters[-1] == "ي" and len(letters) > 1:
            letters[-1] = "ي."
        if letters[0] == "ا":
            letters[0] = ".ا"
        return letters, 1
    return list(stem), 2


def _latin_letters(stem: str) -> list[str]:
    letters: list[str] = []
    at = 0
    while at < len(stem):
        for digraph, one in _DIGRAPHS:
            if stem.startswith(digraph, at):
                letters.append(one)
                at += len(digraph)
                break
        else:
            letters.append(stem[at])
            at += 1
        if len(letters) > 1 and letters[-1] == letters[-2] and letters[-1] not in _VOWELS:
            letters.pop()
    if len(letters) > 2 and letters[-1] == "h" and letters[-2] in ("a", "e"):
        letters[-1] = "h."
    elif len(letters) > 1 and letters[-1] == "a":
        letters[-1] = "a."
    return letters


def _gap(letters: list[str], at: int, *, same: bool) -> int:
    """Returns what it costs where the other word lacks a letter."""
    letter, last, first = letters[at], at == len(letters) - 1, at == 0
    before = letters[at - 1] if at else ""
    if letter in _VOWELS:
        if letter == "a.":
            return 45
        if last:
            return 40 if letter in "ie" or letter == "ee" else 35
        if letter == "oo":
            return 40
        if letter == "ee":
            return 30
        if letter == "aa":
            return 15
        if before in _VOWELS or before in _WEAK:
            return 3
        if same:
            return 40 if first else {"a": 15, "e": 12, "i": 20, "o": 20, "u": 20}[letter]
        return 45 if first else {"a": 2, "e": 2, "i": 7, "o": 6, "u": 7}[letter]
    if letter == ".ا":
        return 40
    if letter == "ا":
        return 35 if same else (15 if last else 38)
    if letter == "ع":
        return 60 if same else (10 if first or last else 8)
    if letter in ("و", "ي", "ي."):
        return 50 if same else (8 if before == ".ا" else 30 if before == "ا" else 42)
    if letter in "wy":
        return 50 if same else (30 if before in _VOWELS else 35)
    if letter == "ه.":
        return 35 if same else 40
    if letter in "هh":
        return 30 if letter == "h" and last else 70
    if letter == "h.":
        return 42
    if before == letter:
        return 20 if same else 5
    return 100


def key_of(letters: list[str], script: int) -> str:
    """Returns the classes of the consonants, the same in both scripts."""
    if script == 2:
        return "".join(letters)
    found: list[str] = []
    for at, each in enumerate(letters):
        key = _KEY.get(each, "")
        if key and not (found and found[-1] == key and letters[at - 1] == each):
            found.append(key)
    if found:
        return "".join(found)
    weak = "".join({"و": "w", "ي": "y"}.get(each[0], each) for each in letters if each[0] in "وwيy")
    return weak[:1] or "a"
