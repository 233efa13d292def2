"""Places by code, by spelling and by what they lie in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tawthiq.errors import VocabularyError
from tawthiq.names import fold
from tawthiq.records.casework import Place
from tawthiq.records.record import Labels
from tawthiq.vocabulary import map_borders

if TYPE_CHECKING:
    from tawthiq.areas import Area

LEVELS = ("country", "governorate", "district", "subdistrict", "town", "neighbourhood")
"""Levels of places, from the widest to the narrowest."""

_LEVELS = {"governorate": "governorate", "province": "governorate", "محافظه": "governorate",
           "district": "district", "منطقه": "district"}  # fmt: skip
_MAP_MARGIN = 100_000.0
_NAMED = 5
_LEVEL_WORDS = re.compile(rf"\b({'|'.join(_LEVELS)})\b")


class Gazetteer:
    """The places of a casebook: a hierarchy of codes with every spelling."""

    def __init__(self, places: Iterable[Place]):
        """Indexes the places; of two with one code the later one counts.

        Raises:
            VocabularyError: A parent is not there, or the hierarchy runs in a ring.
        """
        self._places = {place.code: place for place in places}
        self._index: dict[str, list[str]] = {}
        for place in self._places.values():
            for spelling in spellings_of(place):
                self._index.setdefault(spelling, []).append(place.code)
        self._areas: dict[str, Area] = {}
        for code in self._places:
            self.path(code)

    def __iter__(self) -> Iterator[Place]:
        """Yields the places in the order in which they were given."""
        return iter(self._places.values())

    def __contains__(self, code: str) -> bool:
        """Says whether a place has this code."""
        return code in self._places

    def get(self, code: str) -> Place:
        """Returns the place of a code.

        Raises:
            VocabularyError: There is none.
        """
        try:
            return self._places[code]
        except KeyError:
            raise VocabularyError(f"No place has the code {code!r}.") from None

    def path(self, code: str) -> tuple[str, ...]:
        """Returns the code and what it lies in, the nearest first."""
        found: list[str] = []
        here: str | None = code
        while here is not None:
            if found and here not in self._places:
                raise VocabularyError(
                    f"The place {found[-1]!r} lies in {here!r}, which is not there. If a batch was "
                    "undone that held it, bring it back: tawthiq batches, tawthiq undo BATCH"
                )
            if here in found:
                raise VocabularyError(f"The place {code!r} lies in itself.")
            found.append(here)
            here = self.get(here).parent
        return tuple(found)

    def lies_in(self, code: str, area: str) -> bool:
        """Says whether a place is the area, or lies in it by the hierarchy of codes."""
        return area in self.path(code)

    def area(self, code: str) -> Area:
        """Returns the area of a place, as surely as the casebook knows it.

        Of a place without a border of its own only what it lies in is known; shipped map borders
        are never read for this, since they were measured to be off by up to 90 km.

        Raises:
            VocabularyError: There is no such place.
        """
        from tawthiq.areas import Area, read_shape

        if code not in self._areas:
            place = self.get(code)
            if place.polygon is not None:
                drawn = Area.drawn(read_shape(place.polygon), border=place.border or 0)
                self._areas[code] = drawn
            elif place.parent is not None:
                self._areas[code] = self.area(place.parent).undrawn()
            else:
                self._areas[code] = self._joined(code)
        return self._areas[code]

    def reach(self, country: str) -> Any:
        """Returns the shape that a country surely does not leave; None where no map is held.

        From its own borders, else from those of the shipped map with 100 km around them.
        """
        from tawthiq.areas import ANYWHERE, grow, read_shape, union

        own = self.area(country)
        if own is not ANYWHERE and own.core is own.outer:
            return own.outer
        drawn = [read_shape(each, mend=True) for each in map_borders(country)]
        return grow(union(drawn), _MAP_MARGIN) if drawn else None

    def _joined(self, code: str) -> Area:
        """Returns the area of a widest place: all of its parts, if each of them has a border."""
        from tawthiq.areas import ANYWHERE, Area

        parts = [each for each in self if each.parent == code and each.level == "governorate"]
        if not parts or any(place.polygon is None for place in parts):
            return ANYWHERE
        return Area.joined(self.area(place.code) for place in parts)

    def at_level(self, code: str, level: str) -> str | None:
        """Returns the code of the place of this level that a place lies in; None if it is wider."""
        return next((each for each in self.path(code) if self.get(each).level == level), None)

    def find(self, name: str) -> str:
        """Returns the code of a place from its code or any known spelling.

        Of places at several levels that are written alike the widest is meant, so that a
        narrower one that is entered later changes no answer.

        Raises:
            VocabularyError: No place is written so, or several at one level are; the message
                names the nearest ones, or their codes.
        """
        if name in self._places:
            return name
        folded = fold(name)
        if folded in self._index:
            return self._widest(name, self._index[folded])
        bare = " ".join(_LEVEL_WORDS.sub(" ", folded).split())
        said = {_LEVELS[word] for word in _LEVEL_WORDS.findall(folded)}
        alike = [each for each in self._index.get(bare, ()) if said == {self.get(each).level}]
        if alike:
            return self._widest(name, alike)
        close = difflib.get_close_matches(bare, self._index, n=5, cutoff=0.6)
        names = list(dict.fromkeys(self.get(self._index[each][0]).names["en"] for each in close))
        hint = f" Nearest: {', '.join(names[:3])}." if names else ""
        raise VocabularyError(f"No place named {name!r}.{hint}")

    def _widest(self, name: str, codes: Sequence[str]) -> str:
        """Returns the one place of the widest level among those that are written alike."""
        ranks = {code: rank_of(self.get(code).level) for code in codes}
        widest = [code for code in codes if ranks[code] == min(ranks.values())]
        if len(widest) > 1:
            more = ", ..." if len(widest) > _NAMED else ""
            raise VocabularyError(
                f"{len(widest)} places are written {name!r}: {', '.join(widest[:_NAMED])}{more}. "
                "Write the code of the one that is meant."
            )
        return widest[0]

    def labels(self) -> Mapping[str, Labels]:
        """Returns the names of every place by its code."""
        return {code: place.names for code, place in self._places.items()}


def spellings_of(place: Place) -> tuple[str, ...]:
    """Returns every spelling of a place, folded: its code, its names and its aliases."""
    written = (place.code, *place.names.values(), *place.aliases)
    return tuple(dict.fromkeys(fold(each) for each in written))


def rank_of(level: str) -> int:
    """Returns how narrow a level is, 0 for the widest; one that is not known is the narrowest."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)
