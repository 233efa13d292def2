"""Words that a damaged copy tore: what they may have been.

Lists are published as PDF files whose fonts draw two or three Arabic letters as one glyph. What
copies the text out of them gives such a glyph one letter, or others: a final ra is lost, a final
"bi" comes out as tha or nun-ra, lam-alef is turned around. The table was read off rows of two
public lists that stand for one person under one number; see `docs/names.md`. A torn word can be a
name too. So words are read otherwise only where other signs show that names were torn, and only as
words of the names that are compared that are far commoner there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_ENDS = {
    "ض": ("ضر", "صر"), "ي": ("ير", "ين", "تر", "تز"), "ح": ("حي",), "ش": ("سي", "شي", "سر"),
    "ر": ("ي",), "ن": ("ي", "ني"), "ف": ("في", "قي"), "ع": ("غي", "عي"),
    "ث": ("ي", "يي", "ني", "بي", "تي"),
    "ق": ("في", "قي"), "ج": ("جي", "حي", "خي"), "نر": ("بي", "ني"), "ثر": ("بي", "تي", "ني"),
    "حر": ("جي", "حي"), "حير": ("جي", "حي"), "ثن": ("ني", "ي"), "نن": ("ني",), "قن": ("في",),
    "ير": ("بن", "بري", "بر", "نر"), "صرن": ("ضر",), "يي": ("تري",),
}  # fmt: skip
"""What a word ends with in a damaged copy, and what may have stood there."""

_WITHIN = {
    "ير": ("بر", "تر", "نر"), "ي": ("ير", "تر"), "ش": ("سر", "شر"), "ص": ("ض",), "س": ("ش",),
    "ال": ("لا",),
}  # fmt: skip
_SIGNS = re.compile(r"هللا\b|\bاال(?=\w)|(?<!\S)[نيى]{1,2}(?!\S)")
"""The name of God and the article turned around, and crumbs of a glyph as words of their own."""

_SIGN_SHARE, _FEWEST_SIGNS = 0.002, 5
_SHORTEST = 2
_MOST = 16


def is_torn(names: Iterable[str]) -> bool:
    """Says whether a copy tore these names: whether enough of the Arabic ones show it."""
    signs = count = 0
    for each in names:
        if not each.isascii():
            count += 1
            signs += _SIGNS.search(each) is not None
    return signs >= max(_FEWEST_SIGNS, _SIGN_SHARE * count)


def is_turned(stem: str, reading: str) -> bool:
    """Says whether a reading differs from a stem by the order of its letters only.

    >>> is_turned("صالح", "صلاح"), is_turned("زهي", "زهير")
    (True, False)
    """
    return sorted(stem) == sorted(reading)


@lru_cache(maxsize=1 << 17)
def readings(stem: str) -> tuple[str, ...]:
    """Returns what an Arabic stem may have been before a copy tore it; not the stem itself.

    >>> "زهير" in readings("زهي"), "حلبي" in readings("حلثر"), readings("omar")
    (True, True, ())
    """
    if len(stem) < _SHORTEST or stem.isascii():
        return ()
    found = [stem[: -len(torn)] + each for torn, whole in _ENDS.items() if stem.endswith(torn)
             for each in whole]  # fmt: skip
    for torn, whole in _WITHIN.items():
        at = stem.find(torn)
        while at >= 0:
            found += [stem[:at] + each + stem[at + len(torn) :] for each in whole]
            at = stem.find(torn, at + 1)
    return tuple(dict.fromkeys(each for each in found if each != stem))[:_MOST]
