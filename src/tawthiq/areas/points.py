"""How many points lie to one area, by its very shapes."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import shapely

from tawthiq.areas.area import Area
from tawthiq.areas.grid import INSIDE, OUTSIDE, UNSURE
from tawthiq.areas.shapes import discs, reach_of

Array: TypeAlias = "np.ndarray[Any, Any]"


def place_points(longitude: Array, latitude: Array, radius: Array, *, area: Area) -> Array:
    """Says of each point or disc whether it lies in an area whole: `INSIDE`, `OUTSIDE`, `UNSURE`.

    Only those within the box about the area are compared with its shapes.

    Args:
        longitude: Degrees.
        latitude: Degrees.
        radius: Metres; 0 for an exact point.
        area: What surely belongs to it, and what can at most.
    """
    found = np.full(len(longitude), OUTSIDE, np.uint8)
    if area.outer.is_empty:
        return found
    west, south, east, north = area.outer.bounds
    reach = np.where(radius[:, None] > 0, reach_of(latitude, radius), 0.0)
    near = np.nonzero(
        (longitude + reach[:, 0] >= west)
        & (longitude - reach[:, 0] <= east)
        & (latitude + reach[:, 1] >= south)
        & (latitude - reach[:, 1] <= north)
    )[0]
    area.prepare()
    found[near] = _exactly(longitude[near], latitude[near], radius[near], area)
    return found


def _exactly(longitude: Array, latitude: Array, radius: Array, area: Area) -> Array:
    found = np.empty(len(radius), np.uint8)
    exact = radius == 0
    x, y = longitude[exact], latitude[exact]
    inside = shapely.intersects_xy(area.core, x, y)
    near = inside if area.outer is area.core else shapely.intersects_xy(area.outer, x, y)
    found[exact] = np.where(inside, INSIDE, np.where(near, UNSURE, OUTSIDE))
    if not exact.all():
        shapes = discs(longitude[~exact], latitude[~exact], radius[~exact])
        inside, near = shapely.covers(area.core, shapes), shapely.intersects(area.outer, shapes)
        found[~exact] = np.where(inside, INSIDE, np.where(near, UNSURE, OUTSIDE))
    return found
