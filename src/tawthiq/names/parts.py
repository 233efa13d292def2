"""The parts of a name: given, father's, grandfather's, family name, kunya, nom de guerre."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.names.clean import MOST, clean_name
from tawthiq.names.families import family_of, in_latin
from tawthiq.names.letters import key_of, letters_of
from tawthiq.names.nobody import is_nobody
from tawthiq.names.words import Article, Head, Tail, Word, word_of, words_of


@dataclass(frozen=True, slots=True)
class Part:
    """One name of a chain.

    Attributes:
        key: Its consonants in classes, the same in both scripts.
        vowels: The long vowels i and u and a final a, as far as the spelling tells, each after
            the number of consonants before it: "3u" for محمود. What a Latin spelling does not
            tell, it lacks: compare it within one script, and across scripts by `Aligner`.
        latin: In Latin letters; a well-known name in its best-known spelling.
        text: As written, cleaned, a compound as one word.
    """

    key: str
    vowels: str
    latin: str
    text: str


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart.

    A name of two words is given and family name; of three given, father's and family name; from
    the fourth on there is a grandfather. Lists that print a grandfather where others print the
    family cannot be told from the name: `all_keys` of `name_columns` compares without positions.

    Attributes:
        given: The first name, or None where there is none.
        father: The second of three or more.
        grandfather: The third of four or more.
        middle: What stands between grandfather and family.
        family: The last of two or more.
        kunya: "Abu" or "Umm" and a name, given beside the name, or all there is.
        nickname: A nom de guerre: in quotes or brackets, or after "known as".
        title: What was left out before the name.
    """

    given: Part | None = None
    father: Part | None = None
    grandfather: Part | None = None
    middle: tuple[Part, ...] = ()
    family: Part | None = None
    kunya: Part | None = None
    nickname: str | None = None
    title: str | None = None

    @property
    def chain(self) -> tuple[Part, ...]:
        """Every part of the chain in its order."""
        parts = (self.given, self.father, self.grandfather, *self.middle, self.family)
        return tuple(each for each in parts if each is not None)


@dataclass(frozen=True, slots=True)
class Split:
    """A name as words, and what stood beside them."""

    words: tuple[Word, ...]
    kunya: Word | None = None
    nickname: str | None = None
    title: str | None = None


_TITLES = frozenset((
    "الدكتور", "الدكتوره", "دكتور", "دكتوره", "د", "الشهيد", "الشهيده", "شهيد", "الحاج", "الحاجه",
    "حاج", "الشيخ", "المهندس", "المهندسه", "مهندس", "الاستاذ", "الاستاذه", "العقيد", "العميد",
    "النقيب", "الملازم", "المقدم", "المرحوم", "المرحومه", "الطفل", "الطفله", "الرضيع", "الرضيعه",
    "المعتقل", "المعتقله", "المحامي", "المحاميه", "الصحفي", "الصحفيه", "الممرض", "الممرضه",
    "dr", "doctor", "eng", "engineer", "mr", "mrs", "ms", "martyr", "sheikh", "shaykh", "sheik",
    "shaikh", "haj", "hajj", "hajji", "hajjah", "haji", "col", "colonel", "capt", "captain", "lt",
    "lieutenant", "gen", "general", "prof", "professor", "late", "child", "infant",
))  # fmt: skip
_BESIDE = re.compile(r"[\"“”„«»()\[\]{}‹›]+")
_KNOWN_AS = re.compile(
    r"(?:\s*[,،])?\s*\b(?:"
    r"(?:also known as|known as|a\.?k\.?a\.?|alias|nicknamed|nom de guerre)(?!\w)|"
    r"ال?ملقبة?\s+ب?|ال?معروفة?\s+ب|ال?شهيرة?\s+ب|ال?مكنىة?\s+ب?|وكنيته|وكنيتها|ولقبه)[\s:]*",
    re.IGNORECASE,
)
_KUNYA_HEADS = (Head.FATHER, Head.MOTHER)


def split_name(name: str) -> Split:
    """Splits a written name into its words; says what title and nickname stood beside them."""
    chain, beside = _aside(name)
    cleaned = clean_name(chain)
    pieces = [] if is_nobody(cleaned) else cleaned.split()
    title = []
    while len(pieces) > 2 and pieces[0] in _TITLES:
        title.append(pieces.pop(0))
    words = words_of(" ".join(pieces))
    nicknames = [each for each in map(clean_name, beside) if each]
    if not words and nicknames:
        words = words_of(nicknames.pop(0))
    kunya = None
    for at, each in enumerate(nicknames):
        inner = words_of(each)
        if inner and inner[0].head in _KUNYA_HEADS:
            kunya = inner[0]
            del nicknames[at]
            break
    if kunya is None and words and words[0].head in _KUNYA_HEADS:
        kunya = words[0]
    return Split(tuple(words), kunya, " ".join(nicknames) or None, " ".join(title) or None)


def tells_a_name(name: str) -> bool:
    """Says whether a text names somebody; "unidentified man" and a bare number do not.

    >>> tells_a_name("Omar"), tells_a_name("مجهول الهوية"), tells_a_name("?? 7")
    (True, False, False)
    """
    return bool(split_name(name).words)


def _aside(name: str) -> tuple[str, list[str]]:
    """Returns the chain of a name, and what is in quotes, in brackets, or after "known as"."""
    beside: list[str] = []
    name = " ".join(name.split())[:MOST]
    if not name.isascii() or any(each in name for each in '"()[]{}akKAnN'):
        found = _KNOWN_AS.split(name, maxsplit=1)
        if len(found) == 2 and found[0].strip() and clean_name(found[1]):
            name = found[0]
            beside.append(found[1])
        pieces = _BESIDE.split(name)
        if len(pieces) > 2:
            name = " ".join(pieces[0::2])
            beside = [*pieces[1::2], *beside]
    given, comma, rest = name.partition(",")
    if comma and rest.strip() and given.isascii() and "," not in rest:
        name = f"{rest} {given}"
    return name, beside


@lru_cache(maxsize=1 << 17)
def part_of(word: Word) -> Part:
    """Returns a word as part of a name."""
    letters, script = letters_of(word.stem)
    if word.article == Article.POSSIBLE:
        letters = letters[2:]
    before = {Head.NONE: "", Head.SERVANT: "bd", Head.FATHER: "b", Head.MOTHER: "m"}[word.head]
    after = {Tail.NONE: "", Tail.FAITH: "dn", Tail.GOD: "lh"}[word.tail]
    key = f"{before}{'+' if before else ''}{key_of(letters, script)}{'+' if after else ''}{after}"
    return Part(key, _vowels(letters, word.stem), _latin(word), word.text)


def _vowels(letters: list[str], stem: str) -> str:
    """Returns the long vowels that a spelling tells in either script."""
    known = family_of(stem)
    if known is not None:
        letters, _script = letters_of(known)
    found: list[str] = []
    seen = 0
    for at, each in enumerate(letters):
        last = at == len(letters) - 1
        if each in ("oo", "و") or (each == "u" and at > len(letters) - 3 and not last):
            found.append(f"{seen}u")
        elif each in ("ee", "ي", "ي.") or (last and each in ("i", "y")):
            found.append(f"{seen}i")
        elif last and at and each in ("a.", "ه.", "ا"):
            found.append(f"{seen}a")
        elif each not in ("a", "e", "i", "o", "u", "aa", "ا", ".ا", "ع", "w", "y"):
            seen += 1
    return "".join(found)


_ROMAN = str.maketrans({
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh",
    "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w",
    "ي": "y", "گ": "g", "چ": "ch", "ژ": "j",
})  # fmt: skip


def romanise(stem: str) -> str:
    """Returns an Arabic word in Latin letters; short vowels, which it does not write, are absent.

    >>> romanise("محمود"), romanise("خليفه"), romanise("ليلي")
    ('mhmud', 'khlifa', 'lili')
    """
    if stem.isascii():
        return stem
    text = stem.translate(_ROMAN)
    text = re.sub(r"(?<=[b-df-hj-np-tvxz])w(?=[b-df-hj-np-tvxz]|$)", "u", text)
    text = re.sub(r"(?<=[b-df-hj-np-tvxz])y(?=[b-df-hj-np-tvxz]|$)", "i", text)
    return text[:-1] + "a" if stem[-1:] == "ه" and len(stem) > 2 else text


def _latin(word: Word) -> str:
    head = {Head.NONE: "", Head.SERVANT: "abd", Head.FATHER: "abu", Head.MOTHER: "umm"}[word.head]
    tail = {Tail.NONE: "", Tail.FAITH: "aldin", Tail.GOD: "allah"}[word.tail]
    known = family_of(word.stem)
    return f"{head}{in_latin(known) if known else romanise(word.stem)}{tail}"


def keys_of(word: Word) -> tuple[str, ...]:
    """Returns the keys that a word can have: two where it may begin with an article."""
    own = part_of(word).key
    if word.article == Article.NONE:
        return (own,)
    bare = word.stem
    if word.article == Article.SURE:
        bare = ("ال" if "\u0600" <= bare[:1] <= "\u06ff" else "al") + bare
    return tuple(dict.fromkeys((own, part_of(Word(word.text, bare)).key)))


def name_parts(name: str) -> NameParts:
    """Takes a name apart.

    Titles are left out only before two or more words, since many are names too. A word for son
    or daughter inside a name is left out. Where the name is only a kunya, it is the given name
    and the kunya.

    >>> parts = name_parts("د. خالد بن عمر أبو زيد (أبو ليلى)")
    >>> parts.given.latin, parts.father.latin, parts.family.latin, parts.kunya.latin
    ('khaled', 'omar', 'abuzaid', 'abulayla')
    >>> name_parts("Khalid Omar Abu-Zayd").family.key == parts.family.key
    True
    """
    split = split_name(name)
    parts = [part_of(each) for each in split.words]
    kunya = part_of(split.kunya) if split.kunya else None
    given, father, grandfather, middle, family = placed(parts)
    return NameParts(given, father, grandfather, middle, family, kunya,
                     split.nickname, split.title)  # fmt: skip


def placed(
    parts: list[Part],
) -> tuple[Part | None, Part | None, Part | None, tuple[Part, ...], Part | None]:
    """Returns the parts of a chain by their places."""
    count = len(parts)
    return (
        parts[0] if count else None,
        parts[1] if count > 2 else None,
        parts[2] if count > 3 else None,
        tuple(parts[3:-1]),
        parts[-1] if count > 1 else None,
    )


__all__ = [
    "NameParts", "Part", "Split", "keys_of", "name_parts", "part_of", "placed", "romanise",
    "split_name", "tells_a_name", "word_of",
]  # fmt: skip
