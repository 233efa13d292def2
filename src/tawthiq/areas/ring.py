"""The ring around an area: which points surely lie in it, by their distance on the ground."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from tawthiq.areas.area import ANYWHERE, Area
from tawthiq.areas.shapes import Shape
from tawthiq.errors import SelectionError

_EARTH = 6371.0088
"""Mean radius of the earth in km: R1 of GRS 80 (H. Moritz, Journal of Geodesy 74 (2000), 128)."""
_TOLERANCE = 0.01
"""Sphere for ellipsoid, and the distortion up to 1,000 km, are below this share of a distance."""
_STEP = 0.05
"""Longest edge of the zone's border in degrees, so that it bends with the projection."""

_Numbers: TypeAlias = npt.NDArray[np.float64]
_Words: TypeAlias = npt.NDArray[np.str_]


def ring_membership(
    longitudes: _Numbers,
    latitudes: _Numbers,
    radii: _Numbers,
    *,
    area: Area,
    outer_km: float,
    inner_km: float = 0.0,
) -> _Words:
    """Says of each point whether it lies in the ring around an area: `true`, `false`, `unknown`.

    Distances are measured on an azimuthal equidistant projection about the centre of the area, and
    held to be right to 1 %. A point is unknown where its radius, that error, or a border that is
    not sure reaches over an edge of the ring, and so is one without coordinates.

    Args:
        longitudes: Degrees (WGS 84), NaN where not known; shape (n,).
        latitudes: The same.
        radii: Metres of uncertainty, NaN or 0 for an exact point.
        area: What surely lies in it, and what can at most.
        outer_km: Where the ring ends.
        inner_km: Where it starts; 0 is the border of the area.

    Raises:
        SelectionError: The ring has no width, or nothing surely lies in the area.
    """
    if not 0 <= inner_km < outer_km:
        raise SelectionError(f"A ring from {inner_km:g} to {outer_km:g} km has no width.")
    if area.core.is_empty or area.core.area == 0:
        raise SelectionError("Nothing of the zone is drawn, so no ring can be laid around it.")
    centre = area.core.centroid
    core = _flat(area.core, centre)
    known = np.isfinite(longitudes) & np.isfinite(latitudes)
    east, north = _projected(longitudes[known], latitudes[known], centre.x, centre.y)
    points = shapely.points(east, north)
    reach = np.nan_to_num(radii[known]) / 1000
    most = shapely.distance(core, points)
    least = _least(area, core, centre, points)
    nearest, farthest = least * (1 - _TOLERANCE) - reach, most * (1 + _TOLERANCE) + reach
    depth = shapely.distance(shapely.boundary(core), points) * (1 - _TOLERANCE)
    is_within = (most == 0) & (reach <= depth)
    starts = nearest > 0 if inner_km == 0 else nearest >= inner_km
    words = np.full(len(points), "unknown", dtype="<U7")
    words[starts & (farthest <= outer_km)] = "true"
    words[(nearest > outer_km) | is_within | (farthest <= inner_km)] = "false"
    found = np.full(len(longitudes), "unknown", dtype="<U7")
    found[known] = words
    return found


def _least(area: Area, core: Shape, centre: Shape, points: npt.NDArray[np.object_]) -> _Numbers:
    """Returns the least distance to the area in km; 0 everywhere where it can reach anywhere."""
    if area.outer is area.core:
        outer = core
    elif area.outer.equals(ANYWHERE.outer):
        return np.zeros(len(points))
    else:
        outer = _flat(area.outer, centre)
    found: _Numbers = shapely.distance(outer, points)
    return found


def _flat(shape: Shape, centre: Shape) -> Shape:
    """Returns a shape in km east and north of a centre."""
    flat = shapely.transform(
        shapely.segmentize(shape, _STEP),
        lambda places: np.column_stack(_projected(places[:, 0], places[:, 1], centre.x, centre.y)),
    )
    shapely.prepare(flat)
    return flat


def _projected(
    longitudes: _Numbers, latitudes: _Numbers, east: float, north: float
) -> tuple[_Numbers, _Numbers]:
    """Returns km east and north of a centre (J. P. Snyder, Map Projections, 1987, section 25)."""
    at, above = np.radians(longitudes - east), np.radians(latitudes)
    base = math.radians(north)
    cosine = math.sin(base) * np.sin(above) + math.cos(base) * np.cos(above) * np.cos(at)
    arc = np.arccos(np.clip(cosine, -1, 1))
    scale = _EARTH * np.where(arc > 1e-9, arc / np.where(arc > 1e-9, np.sin(arc), 1), 1.0)
    x = scale * np.cos(above) * np.sin(at)
    y = scale * (math.cos(base) * np.sin(above) - math.sin(base) * np.cos(above) * np.cos(at))
    return x, y
