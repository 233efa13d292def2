"""The geometry of a flat row: a border before a point, and never the centre of a place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tawthiq.records.flat.shape import Scalar

_BORDERS = ("where.polygon", "polygon")
_POINTS = ("where.point", "point")
_AREAS = ("Polygon", "MultiPolygon")


def geometry_of(row: Mapping[str, Scalar | None]) -> dict[str, Any] | None:
    """Returns the GeoJSON geometry of a row; None where it has neither a border nor a point.

    >>> geometry_of({"where.point.longitude": 36.75, "where.point.latitude": 35.13})
    {'type': 'Point', 'coordinates': [36.75, 35.13]}
    """
    for name in _BORDERS:
        border = _border(row.get(name))
        if border is not None:
            return border
    for name in _POINTS:
        position = [row.get(f"{name}.longitude"), row.get(f"{name}.latitude")]
        if None not in position:
            return {"type": "Point", "coordinates": position}
    return None


def _border(text: Scalar | None) -> dict[str, Any] | None:
    if not isinstance(text, str):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_area = isinstance(found, dict) and found.get("type") in _AREAS
    if not is_area or not isinstance(found.get("coordinates"), list):
        return None
    return {"type": found["type"], "coordinates": found["coordinates"]}
