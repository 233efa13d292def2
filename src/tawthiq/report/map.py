"""The map: governorates, the zones that touch them, and the massacres in each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from tawthiq.report.document import Block, Paragraph, Picture
from tawthiq.report.marks import unmarked
from tawthiq.report.phrases import Phrases
from tawthiq.report.reading import Reading, count
from tawthiq.vocabulary import map_borders

WIDTH = 640
_MARGIN = 12

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A governorate on the map, in the units of the drawing."""

    code: str
    path: str
    label: Point
    callout: Point | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A projected country."""

    areas: tuple[Area, ...]
    height: float


def draw_map(reading: Reading, phrases: Phrases) -> Sequence[Block]:
    """Draws the governorates with the zones of the agreements in force.

    A country whose polygons the vocabulary does not hold makes no map.
    """
    sheet = project(reading.content.area)
    zones = reading.zones()
    counts = dict(reading.by("massacres.by_governorate"))
    if sheet is None or not (zones or counts):
        return []
    held = {code: count(figure) for code, figure in counts.items()}
    areas = [
        {
            "code": area.code,
            "path": area.path,
            "zone": zones.get(area.code, "none"),
            "name": phrases.plain("table.row_place", code=area.code),
            "at": area.callout or area.label,
            "line": (area.label, area.callout) if area.callout else None,
            "count": held.get(area.code, 0),
            "text": phrases.plain("table.number", value=held.get(area.code, 0)),
            "radius": 9 + 2.6 * math.sqrt(held.get(area.code, 0)),
        }
        for area in sheet.areas
    ]
    svg = _template().render(
        width=WIDTH,
        height=round(sheet.height),
        areas=areas,
        rtl=phrases.direction == "rtl",
        legend=[(name, phrases.plain(f"map.{name}")) for name in ("whole", "part", "none")],
        circle=phrases.plain("map.circle"),
    )
    picture = Picture(
        "map",
        svg=svg,
        caption=phrases.say("map.caption", period=reading.content.period),
        description=_describe(phrases, counts, zones),
        credit=phrases.say("map.credit"),
    )
    return [Paragraph(phrases.say("map.lead")), picture]


@cache
def project(area: str) -> Sheet | None:
    """Returns the governorates of a country, projected to the drawing; None without polygons.

    Equirectangular, true to scale at the middle latitude: enough for one country.
    """
    features = map_borders(area)
    if not features:
        return None
    points = [point for feature in features for ring in _rings(feature) for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * _MARGIN) / ((east - west) * squeeze)

    def place(point: Iterable[float]) -> Point:
        x, y = point
        return (
            round(_MARGIN + (x - west) * squeeze * scale, 1),
            round(_MARGIN + (north - y) * scale, 1),
        )

    areas = []
    for feature in features:
        properties = feature["properties"]
        callout = properties.get("callout")
        areas.append(
            Area(
                properties["code"],
                path="".join(_path(place(point) for point in ring) for ring in _rings(feature)),
                label=place(properties["label"]),
                callout=place(callout) if callout else None,
            )
        )
    return Sheet(tuple(areas), height=(north - south) * scale + 2 * _MARGIN)


def _rings(feature: Mapping[str, Any]) -> list[list[list[float]]]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [ring for polygon in polygons for ring in polygon]


def _path(points: Iterable[Point]) -> str:
    kept: list[Point] = []
    for point in points:
        if not kept or point != kept[-1]:
            kept.append(point)
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in kept) + "Z"


def _describe(phrases: Phrases, counts: Mapping[str, Any], zones: Mapping[str, str]) -> str:
    bars = [
        unmarked(
            phrases.fragment(
                "chart.bar", label=phrases.plain("table.row_place", code=code), count=figure
            )
        )
        for code, figure in counts.items()
    ]
    split = {
        share: sorted(code for code, drawn in zones.items() if drawn == share)
        for share in ("whole", "part")
    }
    return phrases.plain("map.describe", bars=bars, **split)


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("tawthiq.report", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("map.svg")
