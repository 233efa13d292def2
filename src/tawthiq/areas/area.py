"""An area as surely as it is known: what surely lies in it, and what can lie in it at most."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely

from tawthiq.areas.shapes import Shape, grow, metres_to_degrees, union

_WORLD = shapely.box(-180, -90, 180, 90)
_NOTHING = shapely.Polygon()


@dataclass(frozen=True, slots=True)
class Area:
    """What surely belongs to an area (`core`), and what can belong to it at most (`outer`).

    A polygon with an exact border has one shape for both; of a part that nobody has drawn only
    the outer one is known.
    """

    core: Shape
    outer: Shape

    @classmethod
    def drawn(cls, shape: Shape, *, border: float = 0) -> Area:
        """Returns the area of a drawn shape whose border may be off by so many metres."""
        if not border:
            return cls(shape, shape)
        return cls(grow(shape, -border), grow(shape, border))

    def undrawn(self) -> Area:
        """Returns a part of this area that nobody has drawn: nothing of it is sure."""
        return Area(_NOTHING, self.outer)

    def less(self, other: Area) -> Area:
        """Returns this area without the other: sure is what is surely not in the other."""
        return Area(
            shapely.difference(self.core, other.outer), shapely.difference(self.outer, other.core)
        )

    def is_like(self, other: Area) -> bool:
        """Says whether both shapes have the same corners."""
        return bool(
            shapely.equals_exact(self.core, other.core)
            and shapely.equals_exact(self.outer, other.outer)
        )

    def prepare(self) -> Area:
        """Prepares both shapes for many tests; the area stays the same."""
        for shape in (self.core, self.outer):
            shapely.prepare(shape)
        return self

    @classmethod
    def joined(cls, areas: Iterable[Area]) -> Area:
        """Returns the union of areas."""
        held = list(areas)
        if len(held) == 1:
            return held[0]
        return cls(union(each.core for each in held), union(each.outer for each in held))

    @classmethod
    def shared(cls, areas: Iterable[Area]) -> Area:
        """Returns what areas have in common; borders that only touch are no area."""
        core, outer = [], []
        for each in areas:
            core.append(each.core)
            outer.append(each.outer)
        return cls(_common(core), _common(outer))


def _common(shapes: Sequence[Shape]) -> Shape:
    if len(shapes) == 1:
        return shapes[0]
    found = shapely.intersection_all(list(shapes))
    kept = [each for each in shapely.get_parts(found) if isinstance(each, shapely.Polygon)]
    return union(kept) if kept else _NOTHING


NOWHERE = Area(_NOTHING, _NOTHING)
"""The empty area."""

ANYWHERE = Area(_NOTHING, _WORLD)
"""An area of which nothing is known: it can be anywhere."""


def lies_in(shape: Shape, area: Area) -> bool | None:
    """Says whether a shape lies in an area whole; None where that is not settled.

    True where the core covers it, borders included; False where it touches no part of the outer
    shape; otherwise None: it lies across the border, or the border is not sure.
    """
    if shapely.covers(area.core, shape):
        return True
    return None if shapely.intersects(area.outer, shape) else False


def touches(shape: Shape, area: Area) -> bool:
    """Says whether any of a shape can lie in an area."""
    shapely.prepare(area.outer)
    return bool(shapely.intersects(area.outer, shape))


def touch(one: Shape, other: Shape) -> bool:
    """Says whether two shapes share a spot, be it on their borders."""
    return bool(shapely.intersects(one, other))


def metres_between(shape: Shape, area: Area) -> float:
    """Returns about how far a shape lies from the outer border of an area, in metres."""
    here = shapely.shortest_line(area.outer, shape)
    (west, south), (east, north) = shapely.get_coordinates(here)
    per_east, per_north = metres_to_degrees((south + north) / 2)
    return math.hypot((east - west) / per_east, (north - south) / per_north)
