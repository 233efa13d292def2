"""The zones of agreements as GeoJSON, with what of them nobody has drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tawthiq.areas import ANYWHERE, Shape, write_shape
from tawthiq.breaches.zones import Zones
from tawthiq.dates import Moment
from tawthiq.records import Agreement, Gazetteer, Zone, ZonePart


def zone_features(agreements: Sequence[Agreement], places: Gazetteer) -> dict[str, Any]:
    """Returns a GeoJSON FeatureCollection with two features for each version of each zone.

    The `core` is what surely belongs to the zone if its border is settled (`certainty`), the
    `outer` shape is all that can belong to it. A geometry is null where it cannot be drawn: a
    core of which nothing is sure, or an outer shape that no border bounds. `undrawn` names the
    parts that make it so.
    """
    zones = Zones(places)
    features = [
        feature
        for agreement in agreements
        for zone in agreement.zones
        for feature in _features(agreement, zone, zones)
    ]
    return {"type": "FeatureCollection", "features": features}


def _features(agreement: Agreement, zone: Zone, zones: Zones) -> Iterator[dict[str, Any]]:
    area = zones.area(zone)
    told = {
        "agreement": agreement.code,
        "zone": zone.code,
        "names": zone.names,
        "certainty": zone.certainty,
        "definition": zone.definition,
        "valid_from": _bounds(zone.valid_from),
        "valid_to": _bounds(zone.valid_to),
        "parts": [_part(each) for each in zone.parts],
        "without": [_part(each) for each in zone.without],
        "undrawn": [
            {"part": f"{name}.{at}", "place": each.place, "why": why}
            for name in ("parts", "without")
            for at, each in enumerate(getattr(zone, name))
            if (why := _undrawn(each, zones.places)) is not None
        ],
    }
    for name, shape in (("core", area.core), ("outer", area.outer)):
        geometry = _geometry(shape)
        yield {
            "type": "Feature",
            "properties": {**told, "shape": name, "is_drawn": geometry is not None},
            "geometry": geometry,
        }


def _geometry(shape: Shape) -> dict[str, Any] | None:
    """Returns a shape; None for an empty one, and for one that nothing bounds."""
    if shape.is_empty or shape.bounds == ANYWHERE.outer.bounds:
        return None
    return write_shape(shape)


def _part(part: ZonePart) -> dict[str, Any]:
    kept = part.model_dump(mode="json", exclude_none=True, exclude={"polygon", "note"})
    return {**kept, "polygon": True} if part.polygon is not None else kept


def _undrawn(part: ZonePart, places: Gazetteer) -> str | None:
    """Returns why a part is not drawn: nobody drew it, or no border or point of it is held."""
    if part.share == "part":
        return "part_of_it"
    if part.place is None or part.place not in places:
        return None
    place = places.get(part.place)
    if part.radius is not None:
        return None if place.point is not None else "no_point"
    return None if not places.area(place.code).core.is_empty else "no_border"


def _bounds(moment: Moment | None) -> dict[str, Any] | None:
    if moment is None:
        return None
    return {
        "earliest": moment.earliest.isoformat(),
        "latest": moment.latest.isoformat(),
        "stated": [each.model_dump(mode="json") for each in moment.statements],
    }
