"""Points and discs against the very shapes of an area."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import shapely

from tawthiq.areas.area import Area
from tawthiq.areas.grid import INSIDE, OUTSIDE, UNSURE
from tawthiq.areas.shapes import discs

Array: TypeAlias = "np.ndarray[Any, Any]"


def lie_in_area(area: Area, longitude: Array, latitude: Array, radius: Array) -> Array:
    """Says how each point or disc lies to an area; a radius of 0 stands for a point."""
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
