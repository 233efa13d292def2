"""The place of an account: a point, a name, or no more than what it lies in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from tawthiq.errors import VocabularyError
from tawthiq.linkage.incidents.words import tokens_of
from tawthiq.names import fold
from tawthiq.records import Gazetteer
from tawthiq.records.gazetteer import rank_of

TOWN = 1_000.0
"""How far a point without a radius may be off, in metres."""

_WIDE = 30_000.0
_NARROWEST_AREA = rank_of("subdistrict")


@dataclass(frozen=True, slots=True)
class Placed:
    """A place.

    Attributes:
        name: A narrow place's code or folded name; None where only a wider one is told.
        tokens: The words of its name.
        wider: Codes or folded names of what it lies in; of a place that is told no closer than an
            area, the area first.
        degrees: Latitude and longitude, NaN where unknown or where they stand for an area.
        radius: How far the point may be off, in metres.
    """

    name: str | None
    tokens: frozenset[str]
    wider: tuple[str, ...]
    degrees: tuple[float, float]
    radius: float

    @property
    def has_point(self) -> bool:
        """Says whether a point is told."""
        return not math.isnan(self.degrees[0])

    @property
    def is_told(self) -> bool:
        """Says whether anything is told."""
        return self.has_point or self.name is not None or bool(self.wider)

    @property
    def is_wide(self) -> bool:
        """Says whether only an area is told."""
        return self.name is None and not self.has_point


def read_place(
    place: Any, area: Any, point: tuple[float, float, float], places: Gazetteer | None
) -> Placed:
    """Returns what a row tells of its place.

    Args:
        place: A code or a name.
        area: A code or a name of what it lies in, or several.
        point: Latitude, longitude and radius in metres, each NaN where it is not told.
        places: The places whose codes and spellings are known.
    """
    areas = [area] if isinstance(area, str) else [str(each) for each in area or ()]
    wider = [code for each in areas for code in _path(each, places) if code]
    name = None
    if place is not None and fold(str(place)):  # a dash or dots are no name
        path = _path(str(place), places)
        known = places is not None and path[0] in places
        is_area = (rank_of(places.get(path[0]).level) <= _NARROWEST_AREA if places and known
                   else path[0] in wider)  # fmt: skip
        name, above = (None, path) if is_area else (path[0], path[1:])
        wider = [*above, *wider]
    return _placed(name, tuple(dict.fromkeys(wider)), point, text=str(place or ""))


def _placed(
    name: str | None, wider: tuple[str, ...], point: tuple[float, float, float], *, text: str
) -> Placed:
    latitude, longitude, radius = point
    if math.isnan(latitude) or math.isnan(longitude) or (radius > _WIDE and wider):
        latitude = longitude = math.nan  # the middle of an area is no place
    within = TOWN if math.isnan(radius) else max(radius, 1.0)
    tokens = tokens_of(text) if name is not None else frozenset()
    return Placed(name, tokens, wider, (latitude, longitude), within)


def _path(place: str, places: Gazetteer | None) -> tuple[str, ...]:
    """Returns the code of a place and of what it lies in; of an unknown one its folded name."""
    if places is None:
        return (fold(place),)
    try:
        return places.path(places.find(place))
    except VocabularyError:
        return (fold(place),)
