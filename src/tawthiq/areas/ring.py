"""The ring around an area: which points surely lie in it, by their distance on the ground."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

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
    zone: Shape,
    outer_km: float,
    inner_km: float = 0.0,
) -> _Words:
    """Says of each point whether it lies in the ring around a zone: `true`, `false`, `unknown`.

    The distance to the zone is measured on an azimuthal equidistant projection about its centre.
    It is held to be right to 1 %; a point whose radius, or that error, reaches over a border of
    the ring is unknown, and so is one without coordinates.

    Args:
        longitudes: Degrees (WGS 84), NaN where not known; shape (n,).
        latitudes: The same.
        radii: Metres of uncertainty, NaN or 0 for an exact point.
        zone: Polygon or several, in degrees.
        outer_km: Where the ring ends.
        inner_km: Where it starts; 0 is the border of the zone.

    Raises:
        SelectionError: The ring has no width, or the zone has no area.
    """
    if not 0 <= inner_km < outer_km:
        raise SelectionError(f"A ring from {inner_km} to {outer_km} km has no width.")
    if zone.is_empty or zone.area == 0:
        raise SelectionError("The zone has no area, so there is no ring around it.")
    centre = zone.centroid
    area = shapely.transform(
        shapely.segmentize(zone, _STEP),
        lambda places: np.column_stack(_projected(places[:, 0], places[:, 1], centre.x, centre.y)),
    )
    shapely.prepare(area)
    known = np.isfinite(longitudes) & np.isfinite(latitudes)
    east, north = _projected(longitudes, latitudes, centre.x, centre.y)
    distance = np.full(len(longitudes), np.nan)
    distance[known] = shapely.distance(area, shapely.points(east[known], north[known]))
    reach = np.nan_to_num(radii) / 1000 + distance * _TOLERANCE
    nearest, farthest = np.maximum(distance - reach, 0), distance + reach
    found = np.full(len(longitudes), "unknown", dtype="<U7")
    starts = nearest > inner_km if inner_km == 0 else nearest >= inner_km
    found[known & starts & (farthest <= outer_km)] = "true"
    touching = farthest <= inner_km
    found[known & ((nearest > outer_km) | touching)] = "false"
    return found


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
