"""Names as columns, for linking tables of people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tawthiq.names.parts import Part, keys_of, part_of, placed, split_name

PLACES = ("given", "father", "grandfather", "family")
"""Parts that have columns of their own."""

FEATURES = ("key", "vowels", "latin")
"""What is told of each."""


def name_columns(names: Iterable[str | None]) -> dict[str, list[Any]]:
    """Returns parts of names as columns, for Splink or any table.

    `given_key`, `given_vowels`, `given_latin`, and the same of `father`, `grandfather` and
    `family`: text, or None where a name lacks the part. `rest_keys`: the keys of all words but the
    given name, each once, sorted. `all_keys`: of all words, both where a word may begin with an
    article. `kunya_key`; `word_count`. `family_bare`, `given_bare`: `latin` without last vowels, so
    that the forms of a name for a man and a woman have one. Each word is analysed once.

    >>> columns = name_columns(["Omar Khalid Hassan", "عمر حسن", None])
    >>> columns["given_latin"], columns["father_key"]
    (['omar', 'omar', None], ['kld', None, None])
    """
    columns: dict[str, list[Any]] = {
        f"{place}_{feature}": [] for feature in FEATURES for place in PLACES
    }
    for more in ("given_bare", "family_bare", "rest_keys", "all_keys", "kunya_key", "word_count"):
        columns[more] = []
    for name in names:
        split = split_name(name or "")
        parts = [part_of(each) for each in split.words]
        given, father, grandfather, _middle, family = placed(parts)
        for place, part in zip(PLACES, (given, father, grandfather, family), strict=True):
            columns[f"{place}_key"].append(part.key if part else None)
            columns[f"{place}_vowels"].append(part.vowels if part else None)
            columns[f"{place}_latin"].append(part.latin if part else None)
        columns["given_bare"].append(_bare(given))
        columns["family_bare"].append(_bare(family))
        columns["rest_keys"].append(sorted({each.key for each in parts[1:]}))
        columns["all_keys"].append(sorted({key for each in split.words for key in keys_of(each)}))
        columns["kunya_key"].append(part_of(split.kunya).key if split.kunya else None)
        columns["word_count"].append(len(parts))
    return columns


def _bare(part: Part | None) -> str | None:
    """Returns the Latin form without a last vowel: Amir and Amira have one."""
    return part.latin.rstrip("aeiouyh") or part.latin if part else None
