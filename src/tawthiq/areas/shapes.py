"""Shapes on the ground in degrees (WGS 84), and metres turned into degrees."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
import shapely
from shapely import affinity

Shape: TypeAlias = Any
"""A shapely geometry in degrees, longitude first (shapely ships no types)."""

Array: TypeAlias = "np.ndarray[Any, Any]"

_CORNERS = 64
_AXIS = 6_378_137.0  # metres, WGS 84
_FLATNESS = 0.0066943799901413165  # squared eccentricity, WGS 84
_KINDS = ("Polygon", "MultiPolygon")


def read_shape(text: str | Mapping[str, Any]) -> Shape:
    """Reads a GeoJSON Polygon or MultiPolygon, or a Feature or FeatureCollection of them.

    Raises:
        ValueError: It is no such thing, crosses itself, is empty, or leaves the degrees.
    """
    content = _content(text)
    if content.get("type") == "FeatureCollection":
        features = content.get("features") or []
        return union(read_shape(feature) for feature in features)
    if content.get("type") == "Feature":
        return read_shape(content.get("geometry") or {})
    if content.get("type") not in _KINDS:
        raise ValueError(f"the shape is a {content.get('type')!r}; give a Polygon or MultiPolygon")
    geometry = {"type": content["type"], "coordinates": content.get("coordinates")}
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except shapely.errors.GEOSException as fault:
        raise ValueError(f"the shape cannot be read: {fault}") from None
    return _sound(shape)


def write_shape(shape: Shape) -> dict[str, Any]:
    """Returns the GeoJSON geometry of a shape, its coordinates to about ten centimetres."""
    text = shapely.to_geojson(shapely.set_precision(shape, 1e-6))
    geometry: dict[str, Any] = json.loads(text)
    return geometry


def point(longitude: float, latitude: float) -> Shape:
    """Returns a single position."""
    return shapely.Point(longitude, latitude)


def disc(longitude: float, latitude: float, radius: float, *, inner: bool = False) -> Shape:
    """Returns a polygon of 64 corners for a disc: around it, or with `inner` inside it.

    Args:
        longitude: Of the centre, in degrees.
        latitude: Of the centre, in degrees.
        radius: In metres.
        inner: Whether the polygon lies inside the disc, so that what it covers surely lies there.
    """
    centre = (np.array([longitude]), np.array([latitude]), np.array([radius]))
    return discs(*centre, inner=inner)[0]


def discs(longitude: Array, latitude: Array, radius: Array, *, inner: bool = False) -> Array:
    """Returns a disc for each centre; see `disc`."""
    reach = reach_of(latitude, radius)
    if inner:
        reach = reach * math.cos(math.pi / _CORNERS)
    angle = 2 * np.pi * np.arange(_CORNERS + 1) / _CORNERS
    corners = np.stack(
        [
            longitude[:, None] + reach[:, :1] * np.cos(angle),
            latitude[:, None] + reach[:, 1:] * np.sin(angle),
        ],
        axis=2,
    )
    corners[:, -1] = corners[:, 0]
    polygons: Array = shapely.polygons(corners)
    return polygons


def reach_of(latitude: Array, radius: Array) -> Array:
    """Returns how far the polygon around each disc reaches, in degrees to the east and north."""
    east, north = metres_to_degrees(np.nan_to_num(latitude))
    out = radius / math.cos(math.pi / _CORNERS)
    return np.stack([out * east, out * north], axis=1)


def metres_to_degrees(latitude: Array | float) -> tuple[Any, Any]:
    """Returns how many degrees one metre is, to the east and to the north, at a latitude.

    From the radii of curvature of the WGS 84 ellipsoid; good to half a percent within 50 km.
    """
    angle = np.radians(latitude)
    slope = 1 - _FLATNESS * np.sin(angle) ** 2
    meridian = _AXIS * (1 - _FLATNESS) / slope**1.5
    parallel = _AXIS / np.sqrt(slope) * np.maximum(np.cos(angle), 1e-6)
    return np.degrees(1 / parallel), np.degrees(1 / meridian)


def grow(shape: Shape, metres: float) -> Shape:
    """Moves a border outwards by so many metres; inwards where they are negative."""
    if not metres or shape.is_empty:
        return shape
    west, south, east, north = shape.bounds
    per_east, per_north = metres_to_degrees((south + north) / 2)
    centre = ((west + east) / 2, (south + north) / 2)
    round_here = affinity.scale(shape, xfact=per_north / per_east, yfact=1, origin=centre)
    moved = round_here.buffer(metres * per_north)
    return affinity.scale(moved, xfact=per_east / per_north, yfact=1, origin=centre)


def union(shapes: Iterable[Shape]) -> Shape:
    """Returns everything that lies in one of the shapes."""
    return shapely.union_all(list(shapes))


def _content(text: str | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(text, Mapping):
        return text
    try:
        content = json.loads(text)
    except json.JSONDecodeError as fault:
        raise ValueError(f"the shape is no JSON: {fault}") from None
    if not isinstance(content, dict):
        raise ValueError("the shape is no GeoJSON geometry")
    return content


def _sound(shape: Shape) -> Shape:
    if shape.is_empty:
        raise ValueError("the shape is empty")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("the shape leaves the degrees; give longitude first, then latitude")
    if not shape.is_valid:
        raise ValueError(f"the shape crosses itself or is broken: {shapely.is_valid_reason(shape)}")
    return shape
