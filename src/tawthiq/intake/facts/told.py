"""Facts as text: as they were told, bounded, and without letters that a database refuses."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

MOST = 400
LONGEST = 2_000
LONGEST_OF_ALL = 60_000

Facts = dict[str, str]


def fact_text(value: object, *, longest: int = LONGEST) -> str:
    r"""Returns a value as text, cut where it is too long; control characters are written out.

    >>> fact_text("Cam\0era")
    'Cam\\x00era'
    """
    text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
    text, whole = text[: longest + 1], len(text)
    text = "".join(_letter(each) for each in text).strip()
    return text if whole <= longest else f"{text[:longest]} … (cut; {whole:,} letters)"


def bounded(facts: Mapping[str, str]) -> Facts:
    """Returns facts that say something, and says how many more than the limit there were."""
    kept: Facts = {}
    size = 0
    for name, value in facts.items():
        if not value:
            continue
        size += len(name) + len(value)
        if len(kept) >= MOST or size > LONGEST_OF_ALL:
            kept["facts:left-out"] = f"{len(facts) - len(kept)} further facts: there are too many"
            break
        kept[fact_text(name, longest=200)] = value
    return kept


def _letter(letter: str) -> str:
    if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs"):
        return letter
    return letter.encode("unicode_escape").decode("ascii")
