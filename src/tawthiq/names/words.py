"""The words of a name: compounds joined, articles told, what stands between names left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Head(IntEnum):
    """What a compound begins with."""

    NONE = 0
    SERVANT = 1
    FATHER = 2
    MOTHER = 3


class Tail(IntEnum):
    """What a compound ends with."""

    NONE = 0
    FAITH = 1
    GOD = 2


class Article(IntEnum):
    """Whether a word begins with an article."""

    NONE = 0
    SURE = 1
    POSSIBLE = 2
    """In Latin letters without a hyphen: "Almasri" has one, "Alwan" has none."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name, compounds as one.

    Attributes:
        text: As written, cleaned; the parts of a compound joined.
        stem: Without head, tail and sure article.
        head: Abd, Abu or Umm before the stem.
        tail: al-Din or Allah after it.
        article: Whether the stem has one; a possible one is still in the stem.
    """

    text: str
    stem: str
    head: Head = Head.NONE
    tail: Tail = Tail.NONE
    article: Article = Article.NONE


_ARTICLES = frozenset((
    "al", "el", "ul", "il", "ad", "ar", "as", "ash", "at", "an", "az", "ed", "er", "es", "esh",
    "et", "en", "ez", "ud", "ur", "us", "ush", "ut", "un", "uz", "ath", "adh", "l",
))  # fmt: skip
_FIRST_ARTICLES = frozenset(("al", "el"))
_SERVANT = frozenset(("عبد", "abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdil"))
_SERVANT_OR_NAME = frozenset(("abed", "abid", "abdu", "abde", "abda", "abdo"))
"""Also given names, عابد and عبده: heads of a compound only before a name of God."""

_GOD_NAMES = """
rahman rahmaan rahmane rehman rahim raheem rahem karim kareem aziz azeez latif lateef qadir
qader kader kadir gader majid majeed hamid hameed salam jabbar jabar ghaffar ghafar ghafour
ghafoor ghafur wadud wadoud wahhab wahab razzaq razaq razzak razak razek raziq razeq fattah
fatah alim aleem samad hakim hakeem halim haleem basit baset bassit basset sabur sabour
sabbour shakur shakour sami samie samee basir baseer khaliq khalek khaleq khalik nasir naser
nasser hadi hady nabi jalil jaleel malik malek mumin moamen momen wahid wahed waheed haq haqq
hak hai hay hayy hayi qayyum qayoum qayum warith wareth ghani ghany mughni moghni nour noor
nur baqi baki hafiz hafeez hafez kafi munim monem moneim menem mutal motal aal ali aly azim
azeem rauf raouf raoof rashid rasheed sattar satar bari muti moti moati jawad gawad dayem
tawab tawwab maqsoud allah llah lah
"""
_NAMES_OF_GOD = frozenset(_GOD_NAMES.split())
"""What follows Abd and the article."""

_SUN_LETTERS = frozenset(("r", "n", "s", "z", "d", "t", "sh"))
_JOINED_ARTICLE = re.compile(r"[aeiou]?(?:l|([rnsztd]|sh)(?=\1))(?=..)")

_FATHER = frozenset(("ابو", "ابي", "ابا", "abu", "abou", "abo", "aboo", "abi", "aba"))
_MOTHER = frozenset(("ام", "umm", "um", "oum", "oumm", "omm", "om"))
_SONS = frozenset(("بن", "ابن", "بنت", "bin", "ibn", "bint", "ben", "bnt", "bn", "binti"))
_FAITH = frozenset(("الدين", "لدين", "din", "deen", "dine", "dein", "deene"))
_FAITH_JOINED = frozenset((
    "eldin", "aldin", "eddin", "addin", "uddin", "eldeen", "aldeen", "eddeen", "addeen", "uddeen",
    "eddine", "uldin", "ddin",
))  # fmt: skip
_GOD = frozenset(("الله", "بالله", "allah", "ullah", "ollah", "alla", "billah", "bilah"))

_ABD_JOINED = re.compile(r"abe?d(?:[aeiou]?l|ou?l|[aeou]([rnsztdj])(?=\1)|[aeou](?=sh)|)(?=.{3})")
_ABU_JOINED = re.compile(r"ab(?:u|ou?(?=[^aeiou].{3}))(?=[b-df-hj-np-tv-xz].{2}|al|el|ei)")
_FAITH_END = re.compile(r"(?<=..)(?:[aeiou]l-?d|[aeiou]dd)(?:i|ee|ei)ne?$")
_GOD_END = re.compile(r"(?<=..)[aou]l+ah?$")
_ARABIC_ARTICLE = re.compile(r"ال(?=..)")
_LATIN_ARTICLE = re.compile(r"[ae]l(?=[b-df-hj-np-tv-z]?[aeiouy]*[a-z]{2})")
_CONSONANTS = re.compile("[b-df-hj-np-tv-xz]")


def words_of(cleaned: str) -> list[Word]:
    """Returns the words of a cleaned name; a word for son or daughter between them is left out.

    >>> [each.text for each in words_of("abd al rahman abu hasan al masri")]
    ['abdrahman', 'abuhasan', 'masri']
    >>> [each.text for each in words_of("نور الدين بن عبدالرحمن")]
    ['نورالدين', 'عبدالرحمن']
    """
    pieces = cleaned.split()
    found: list[Word] = []
    at, count = 0, len(pieces)
    while at < count:
        piece = pieces[at]
        if piece in _SONS and 0 < at < count - 1:
            at += 1
            continue
        word, at = _next(pieces, at)
        if found and word.tail != Tail.NONE and not word.stem:
            last = found[-1]
            if last.head == Head.NONE and last.tail == Tail.NONE:
                stem = last.stem
                if word.text == "din" and len(stem) > 4 and stem[-2:] in ("al", "el", "ul"):
                    stem = stem[:-2]
                found[-1] = Word(last.text + word.text, stem, tail=word.tail,
                                 article=last.article)  # fmt: skip
                continue
            word = Word(word.text, word.text)
        found.append(word)
    if found and not found[0].stem:
        found[0] = Word(found[0].text, found[0].text)
    return found


def _next(pieces: list[str], at: int) -> tuple[Word, int]:
    """Returns the word that begins at a piece, and where the next one begins."""
    piece, more = pieces[at], len(pieces) - at - 1
    follower = pieces[at + 1] if more else ""
    if more and piece in _SERVANT_OR_NAME:
        skipped = _before_god(pieces, at + 1)
        if skipped is not None:
            return _headed(Head.SERVANT, "abd", pieces, at + 1 + skipped)
    if more and piece in _SERVANT:
        return _headed(Head.SERVANT, "عبد" if piece == "عبد" else "abd", pieces, at + 1)
    if more and piece in _FATHER and not _is_given(pieces, at):
        return _headed(Head.FATHER, "ابو" if piece[0] == "ا" else "abu", pieces, at + 1)
    if more and piece in _MOTHER:
        return _headed(Head.MOTHER, "ام" if piece[0] == "ا" else "umm", pieces, at + 1)
    if at and piece in _FAITH_JOINED:
        return Word("aldin", "", tail=Tail.FAITH), at + 1
    if at and piece in _FAITH and piece[0] in "ال":
        return Word("الدين", "", tail=Tail.FAITH), at + 1
    if at and piece in _FAITH and pieces[at - 1][-2:] in ("al", "el", "ul"):
        return Word("din", "", tail=Tail.FAITH), at + 1
    if at and piece in _GOD:
        return Word(piece, "", tail=Tail.GOD), at + 1
    if more and (piece in ("ال", "اال") or piece in (_ARTICLES if at else _FIRST_ARTICLES)):
        if at and follower in _FAITH:
            return Word("aldin", "", tail=Tail.FAITH), at + 2
        if at and follower in ("lah", "llah"):
            return Word("allah", "", tail=Tail.GOD), at + 2
        return with_article(word_of(follower)), at + 2
    return word_of(piece), at + 1


def _before_god(pieces: list[str], at: int) -> int | None:
    """Returns how many words stand before a name of God with its article; None if it is none."""
    rest = pieces[at]
    if rest in _ARTICLES or rest in _SUN_LETTERS:
        return 1 if at + 1 < len(pieces) and pieces[at + 1] in _NAMES_OF_GOD else None
    return 0 if _of_god(rest) else None


def _of_god(piece: str) -> str | None:
    """Returns the name of God in a word that joins an article to it, or None."""
    found = _JOINED_ARTICLE.match(piece)
    rest = piece[found.end() :] if found else ""
    return rest if rest in _NAMES_OF_GOD else None


def _is_given(pieces: list[str], at: int) -> bool:
    """Whether أبي is the given name: it begins a name of three words or more."""
    return (
        at == 0 and pieces[0] in ("ابي", "abi") and len(pieces) > 2
        and pieces[1] not in ("بكر", "bakr", "bakir", "baker")
    )  # fmt: skip


def with_article(word: Word) -> Word:
    """Returns a word as one that has an article."""
    if word.head != Head.NONE or not word.stem:
        return word
    return Word(word.text, word.stem, word.head, word.tail, Article.SURE)


def _headed(head: Head, text: str, pieces: list[str], at: int) -> tuple[Word, int]:
    if pieces[at] in _ARTICLES | {"ال"} and at + 1 < len(pieces):
        at += 1
    inner = word_of(pieces[at])
    at += 1
    if inner.head != Head.NONE:
        return Word(text + inner.text, inner.text, head), at
    stem = inner.stem
    if head == Head.SERVANT and inner.article == Article.POSSIBLE:
        stem = stem[2:]
    elif head == Head.SERVANT and inner.tail == Tail.NONE and _of_god(stem):
        stem = _of_god(stem) or stem
    elif len(stem) > 3:
        stem = _ARABIC_ARTICLE.sub("", stem, count=1) if stem.startswith("ال") else stem
    if pieces[at - 1] in _GOD or stem in ("lah", "llah"):
        stem = "الله" if pieces[at - 1][0] == "ا" else "allah"
    tail = inner.tail if inner.stem else Tail.NONE
    return Word(text + stem, stem or inner.text, head, tail), at


@lru_cache(maxsize=1 << 17)
def word_of(piece: str) -> Word:
    """Takes a single written word apart.

    >>> word_of("عبدالرحمن").stem, word_of("abdurrahman").stem, word_of("saladdin").tail.name
    ('رحمن', 'rahman', 'FAITH')
    """
    found = _arabic(piece) if "\u0600" <= piece[0] <= "\u06ff" else _latin(piece)
    return found or Word(piece, piece)


def _arabic(piece: str) -> Word | None:
    if piece.startswith("عبد") and len(piece) > 5:
        rest = piece[3:]
        if rest in ("الله", "اللله", "لله"):
            return Word(piece, "الله", Head.SERVANT)
        return Word(piece, _ARABIC_ARTICLE.sub("", rest, count=1), Head.SERVANT)
    if piece.startswith("ابو") and len(piece) > 4:
        return Word(piece, _ARABIC_ARTICLE.sub("", piece[3:], count=1), Head.FATHER)
    if piece.endswith("الدين") and len(piece) > 6:
        return Word(piece, piece[:-5], tail=Tail.FAITH)
    if piece.endswith("الله") and len(piece) > 5:
        stem = piece[:-5] if piece.endswith("بالله") and len(piece) > 7 else piece[:-4]
        bare = stem.startswith("ال") and len(stem) > 4
        return Word(piece, stem[2:] if bare else stem, tail=Tail.GOD,
                    article=Article.SURE if bare else Article.NONE)  # fmt: skip
    if piece.startswith("ال") and len(piece) > 4:
        return Word(piece, piece[2:], article=Article.SURE)
    if piece.startswith("لل") and len(piece) > 4:
        return Word(piece, piece[2:], article=Article.SURE)
    return None


def _latin(piece: str) -> Word | None:
    if not piece.isascii():
        return None
    found = _ABD_JOINED.match(piece)
    if found and len(_CONSONANTS.findall(piece[found.end() :])) >= 2:
        rest = piece[found.end() :]
        stem = "allah" if rest in ("lah", "llah", "allah", "alla", "ullah") else rest
        return Word(piece, stem, Head.SERVANT)
    if piece in ("abdullah", "abdallah", "abdulla", "abdalla", "abdellah", "abdoullah"):
        return Word(piece, "allah", Head.SERVANT)
    found = _ABU_JOINED.match(piece)
    if found:
        return Word(piece, piece[found.end() :], Head.FATHER)
    found = _FAITH_END.search(piece)
    if found:
        return Word(piece, piece[: found.start()], tail=Tail.FAITH)
    found = _GOD_END.search(piece)
    if found and "ll" in found[0]:
        return Word(piece, piece[: found.start()], tail=Tail.GOD)
    if _LATIN_ARTICLE.match(piece) and len(_CONSONANTS.findall(piece[2:])) >= 2:
        return Word(piece, piece, article=Article.POSSIBLE)
    return None
