"""Which places a name can mean: each with a score and why; what is not sure is never taken.

A name that is written like a known spelling (folded: case, marks, hamza and hyphens aside) is that
place. Of other names the consonants are compared (`names.skeleton`), which Arabic and Latin share,
and the letters themselves where the script is the same. Only a place of which all consonants and
nearly all letters are those of the name, and that no other place comes near, is sure; and only
among governorates or districts, of which every one is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from tawthiq.names import fold, skeleton, skeletons
from tawthiq.records import Gazetteer, Place, rank_of

Why = Literal["spelling", "consonants", "near"]

TOP = 5
SURE = 0.93
"""A score from which a place is sure, where no other one comes near."""

CLOSED = ("country", "governorate", "district")
"""Levels of which a gazetteer holds every place."""

_CLEAR = 0.05
_LEAST = 0.6
_ENOUGH = 3
"""Of fewer consonants none is left out: too many names would be alike."""


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place that a name can mean.

    Attributes:
        code: Of the place.
        score: From 0 to 1; 1 for a known spelling.
        spelling: That of the place which is nearest to the name.
        why: `spelling`: it is written so; `consonants`: the consonants are the same; `near`: most
            of them are.
    """

    code: str
    score: float
    spelling: str
    why: Why


@dataclass(frozen=True, slots=True)
class _Spelling:
    code: str
    written: str
    folded: str
    bare: str
    skeletons: tuple[str, ...]


class PlaceNames:
    """The spellings of a gazetteer, made ready for matching names with them."""

    def __init__(self, places: Gazetteer):
        """Sorts every spelling by its letters and by its consonants."""
        self._places = places
        self._spellings = [each for place in places for each in _spellings(place)]
        self._bare = [each.bare for each in self._spellings]
        self._is_ascii = np.array([each.folded.isascii() for each in self._spellings], bool)
        self._folded: dict[str, list[_Spelling]] = {}
        by_skeleton: dict[str, list[int]] = {}
        for at, spelling in enumerate(self._spellings):
            self._folded.setdefault(spelling.folded, []).append(spelling)
            for each in spelling.skeletons:
                by_skeleton.setdefault(each, []).append(at)
        self._by_skeleton = {each: np.array(found) for each, found in by_skeleton.items()}
        self._shortened: dict[str, list[str]] = {}
        for each in self._by_skeleton:
            for short in _shortened(each):
                self._shortened.setdefault(short, []).append(each)
        self._known: dict[tuple[str, str | None, str | None], tuple[PlaceMatch, ...]] = {}

    def match(
        self, name: str, *, level: str | None = None, area: str | None = None
    ) -> tuple[PlaceMatch, ...]:
        """Returns the places that a name can mean, the likeliest first; at most five.

        Args:
            name: In Arabic or Latin script.
            level: Only places of this level.
            area: Only places that lie in the one of this code.
        """
        key = (fold(name), level, area)
        if key not in self._known:
            self._known[key] = tuple(self._match(name, level, area))
        return self._known[key]

    def sure(
        self, name: str, *, level: str | None = None, area: str | None = None
    ) -> PlaceMatch | None:
        """Returns the one place that a name surely means, or None.

        Of a short list of which every place is known, such as governorates, a spelling that is not
        known can be told; of towns only a known one: one letter more or less is another village.
        """
        found = self.match(name, level=level, area=area)
        least = SURE if level in CLOSED else 1.0
        if not found or found[0].score < least:
            return None
        return None if any(each.score > found[0].score - _CLEAR for each in found[1:]) else found[0]

    def _match(self, name: str, level: str | None, area: str | None) -> list[PlaceMatch]:
        folded = fold(name)
        ranked: Iterable[tuple[_Spelling, float, Why]]
        if folded in self._folded:
            ranked = [(each, 1.0, "spelling") for each in self._folded[folded]]
        else:
            ranked = self._near(name, folded)
        found: dict[str, PlaceMatch] = {}
        last = _LEAST
        for spelling, score, why in ranked:
            if score < last:
                break
            if spelling.code not in found and self._fits(spelling.code, level, area):
                found[spelling.code] = PlaceMatch(spelling.code, score, spelling.written, why)
                last = score if len(found) == TOP else last  # those of the same score go on
        in_order = sorted(found.values(), key=lambda each: (
            -each.score, rank_of(self._places.get(each.code).level), each.code))  # fmt: skip
        return in_order[:TOP]

    def _near(self, name: str, folded: str) -> Iterator[tuple[_Spelling, float, Why]]:
        """Yields the spellings that share consonants with a name, the best score first.

        The letters count for half where the script is the same.
        """
        own = skeletons(name)
        alike = list(dict.fromkeys(
            each
            for one in own
            for short in _shortened(one)
            for each in self._shortened.get(short, ())
        ))  # fmt: skip
        if not alike:
            return
        shared = process.cdist(own, alike, scorer=fuzz.ratio, dtype=np.float64).max(axis=0) / 100
        groups = [self._by_skeleton[each] for each in alike]
        near = np.concatenate(groups)
        consonants = np.repeat(shared, [len(each) for each in groups])
        letters = process.cdist(
            [_bare(folded)], [self._bare[at] for at in near.tolist()],
            scorer=JaroWinkler.similarity, dtype=np.float64,
        )[0]  # fmt: skip
        one_script = self._is_ascii[near] == folded.isascii()
        scores = np.where(one_script, 0.99 * (consonants + letters) / 2, 0.9 * consonants).round(3)
        for at in np.argsort(-scores, kind="stable").tolist():
            why: Why = "consonants" if consonants[at] == 1 else "near"
            yield self._spellings[near[at]], float(scores[at]), why

    def _fits(self, code: str, level: str | None, area: str | None) -> bool:
        if level is not None and self._places.get(code).level != level:
            return False
        return area is None or self._places.lies_in(code, area)


def _shortened(consonants: str) -> set[str]:
    """Returns consonants, and them with one left out: alike ones have one of these in common.

    The way of W. Garbe's SymSpell: whatever one letter more, less or other makes of a word is
    found without comparing it with every word.
    """
    whole = consonants.replace(" ", "")
    if len(whole) < _ENOUGH:
        return {whole} if whole else set()
    return {whole, *(whole[:at] + whole[at + 1 :] for at in range(len(whole)))}


def _spellings(place: Place) -> Iterator[_Spelling]:
    seen = set()
    for written in (*place.names.values(), *place.aliases, place.code):
        folded = fold(written)
        if folded and folded not in seen:
            seen.add(folded)
            yield _Spelling(place.code, written, folded, _bare(folded), skeletons(written))


def _bare(folded: str) -> str:
    """Returns a folded name without its articles, which spellings have or have not."""
    words = folded.split()
    kept = [word for word in words if skeleton(word) and len(word) > 2]
    return " ".join(kept or words)
