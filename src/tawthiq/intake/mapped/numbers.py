"""Numbers of people as they are written: `10-15`, `at least 5`, `٣ أو ٤`, `~10`."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tawthiq.names import fold, plain_digits
from tawthiq.records import Count
from tawthiq.vocabulary import number_words

_LARGEST = 10_000_000
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.0+)?"
_ONE = re.compile(_NUMBER)
_RANGE = re.compile(rf"{_NUMBER}\s*(?:[-–—‑]|\.\.+)\s*{_NUMBER}")
_PLUS = re.compile(rf"(?:{_NUMBER}\s*\+|\+\s*{_NUMBER})")
_SIGNS = "<>=≥≤~≈±"


class UnboundedError(ValueError):
    """A number that is told without bounds, such as "about ten" or "dozens"."""


@lru_cache(maxsize=8192)  # a table says the same numbers again and again
def read_count(text: str, *, about: int | None = None) -> Count:
    """Returns the bounds that a text gives for a number of people.

    `about`: how far a number "about 10" may be off, in percent.

    >>> read_count("at least 5"), read_count("٣-٥")
    (Count(minimum=5, maximum=None), Count(minimum=3, maximum=5))

    Raises:
        UnboundedError: It is told in words that give no bounds.
        ValueError: It is a number that cannot be: negative, broken, too large, upside down.
    """
    bare = " ".join(plain_digits(text).split())
    if re.fullmatch(r"-\s*\d+(\.\d+)?", bare):
        raise ValueError(f"{bare} is negative")
    if found := _ONE.fullmatch(bare):
        return Count.exactly(_whole(found[1]))
    if found := _RANGE.fullmatch(bare):
        return _between(found[1], found[2])
    if found := _PLUS.fullmatch(bare):
        return Count(minimum=_whole(found[1] or found[2]))
    if re.fullmatch(r"[-+]?\d+\.\d+", bare) or re.fullmatch(r"\d+", bare):
        raise ValueError(f"{bare} is no whole number of people")
    return _in_words(_spelled(bare), about)


def _in_words(text: str, about: int | None) -> Count:
    for name, words in _around().items():
        found = words.fullmatch(text)
        if found is None:
            continue
        number = _whole(found[1] or found[2])
        if name == "at_least":
            return Count(minimum=number)
        if name == "more_than":
            return Count(minimum=number + 1)
        if name == "at_most":
            return Count(maximum=number)
        if name == "less_than":
            return Count(maximum=max(0, number - 1))
        if about is None:
            raise UnboundedError("it says about how many, and not how far that may be off")
        off = -(-number * about // 100)
        return Count(minimum=max(0, number - off), maximum=number + off)
    if found := _to().fullmatch(text):
        return _between(found["a"] or found["c"], found["b"] or found["d"])
    raise UnboundedError("no number can be read in it")


def _between(first: str, last: str) -> Count:
    least, most = _whole(first), _whole(last)
    if most < least:
        raise ValueError(f"the maximum {most} is below the minimum {least}")
    return Count(minimum=least, maximum=most)


def _whole(digits: str) -> int:
    number = int(digits.replace(",", ""))
    if number > _LARGEST:
        raise ValueError(f"{number} is above {_LARGEST:,}")
    return number


def _spelled(text: str) -> str:
    """Folds the letters, and keeps the signs and what belongs to a number."""
    kept = re.split(rf"([{_SIGNS}]+|\d[\d,.]*)", text)
    return " ".join(" ".join(part if at % 2 else fold(part) for at, part in
                             enumerate(kept)).split())  # fmt: skip


@cache
def _around() -> dict[str, re.Pattern[str]]:
    """Returns, for each meaning, a pattern of a number with such words before or after it."""
    patterns = {}
    for name in ("at_most", "at_least", "more_than", "less_than", "about"):
        words = "|".join(re.escape(_spelled(word)) for word in number_words()[name])
        patterns[name] = re.compile(rf"(?:(?:{words}) ?{_NUMBER}|{_NUMBER} ?(?:{words}))")
    return patterns


@cache
def _to() -> re.Pattern[str]:
    start, middle, both = (
        "|".join(re.escape(_spelled(word)) for word in number_words()[name])
        for name in ("between", "to", "and")
    )
    number = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})"
    return re.compile(
        rf"(?:(?:{start}) )?(?P<a>{number}) (?:{middle}) ?(?P<b>{number})"
        rf"|(?:{start}) (?P<c>{number}) (?:{both}) ?(?P<d>{number})"
    )
