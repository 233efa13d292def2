"""What the columns of a table seem to mean, by their headers in Arabic or English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.intake.mapped.fields import OF_ACCOUNTS, OF_LISTINGS
from tawthiq.intake.recognise import Look
from tawthiq.names import fold
from tawthiq.vocabulary import header_fields

_SHORTEST = 4
_PART = re.compile(r"(?:.*/)?_(?P<name>[^/]+)_(?P<part>latitude|longitude|precision)")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_PERSONAL = frozenset(("age", "sex", "born", "died"))
_NAMES = frozenset(("name", "name_ar", "name_latin"))
_OF_FORMS = frozenset(("_uuid", "_id", "_index", "meta/instanceID", "KEY"))
_OF_INCIDENTS = frozenset(("violation", "party", "means", "killed", "civilians_killed", "injured"))


@dataclass(frozen=True, slots=True)
class Guess:
    """A field that a column seems to mean; `sure` where its header is exactly such a word."""

    field: str
    sure: bool


def guess_columns(columns: Iterable[str], *, makes: str) -> Mapping[str, Guess]:
    """Returns what columns seem to mean; each field goes to one column, the surest first."""
    allowed = OF_ACCOUNTS if makes == "accounts" else OF_LISTINGS
    columns = tuple(columns)
    asked = {name: name for name in columns}
    guesses: dict[str, Guess] = {}
    if not _OF_FORMS.isdisjoint(columns):
        asked, guesses = dict(_questions(columns)), _of_form(columns)
    for name, words in asked.items():
        if (guess := _guess(words, allowed)) is not None and name not in guesses:
            guesses[name] = guess
    found: dict[str, Guess] = {}
    taken: set[str] = set()
    for name, guess in sorted(guesses.items(), key=lambda each: not each[1].sure):
        if guess.field not in taken:
            taken.add(guess.field)
            found[name] = guess
    return {name: found[name] for name in columns if name in found}


def seems_to_list(columns: Iterable[str]) -> bool:
    """Says whether columns are those of a list of victims and not of incidents."""
    meant = {
        guess.field for name in columns if (guess := _guess(name, tuple(header_fields().values())))
    }
    return bool(meant & _NAMES and meant & _PERSONAL and not meant & _OF_INCIDENTS)


def is_list_of_victims(look: Look) -> str | None:
    """Says why a file is a list of victims: names beside ages, sexes or dates of birth."""
    header = next(iter(look.headers.values()), ())
    of_a_form = not _OF_FORMS.isdisjoint(header)
    if look.kind == "sheets" and seems_to_list(header) and not of_a_form:
        return "its columns are those of a list of persons: names, ages, sexes"
    return None


def _questions(columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yields the questions of a form, each without the path of its groups.

    The system's own columns are none, and neither is one that holds a whole point.
    """
    points = {found["name"] for name in columns if (found := _PART.fullmatch(name))}
    for name in columns:
        short = name.rpartition("/")[2]
        if not (short.startswith("_") or short in points or name.startswith("meta/")):
            yield name, short


def _of_form(columns: Sequence[str]) -> dict[str, Guess]:
    """Returns what the columns mean that every export of a form has: its key, and its point."""
    found = {"_uuid": Guess("key", sure=True)} if "_uuid" in columns else {}
    for name in columns:
        if part := _PART.fullmatch(name):
            found[name] = Guess(part["part"], sure=True)
    return found


def _guess(header: str, allowed: Iterable[str]) -> Guess | None:
    words = header_fields()
    for text in (header, _ASIDE.sub(" ", header), header.rpartition("/")[2]):
        meant = words.get(fold(text))
        if meant is not None and meant in allowed:
            return Guess(meant, sure=True)
    folded = f" {fold(header)} "
    inside = [
        word
        for word, meant in words.items()
        if meant in allowed and len(word) >= _SHORTEST and f" {word} " in folded
    ]
    return Guess(words[max(inside, key=len)], sure=False) if inside else None
