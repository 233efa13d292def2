"""Polygons of zones that stand in GeoJSON files beside the agreement's own file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tawthiq.errors import Fault, InputError
from tawthiq.intake.decoding import read_text

_REMEDY = "Put a GeoJSON file with one Polygon or MultiPolygon beside the agreement."


def with_polygons(content: dict[str, Any], *, file: str, folder: Path | None) -> dict[str, Any]:
    """Returns the fields of an agreement with each `polygon_file` replaced by its `polygon`.

    The polygon is kept as the file has it, so that the agreement needs the file no more.

    Args:
        content: The fields, as the agreement's file has them.
        file: Its name.
        folder: Its folder; None: it has none, and can name no file.

    Raises:
        InputError: With every file that cannot be taken, each with the path of its part.
    """
    faults: list[Fault] = []
    zones = [dict(zone) if isinstance(zone, dict) else zone for zone in _list(content, "zones")]
    for at, zone in enumerate(zones):
        for name in ("parts", "without") if isinstance(zone, dict) else ():
            if not isinstance(zone.get(name), list):
                continue
            zone[name] = [dict(each) if isinstance(each, dict) else each for each in zone[name]]
            for path, part in _naming(zone[name], f"zones.{at}.{name}"):
                named = part.pop("polygon_file")
                try:
                    part["polygon"] = _polygon(named, folder, given="polygon" in part)
                except ValueError as fault:
                    faults.append(Fault(file, None, path, str(named), str(fault), _REMEDY))
    if faults:
        raise InputError(faults)
    return {**content, "zones": zones} if zones else content


def _list(content: dict[str, Any], name: str) -> list[Any]:
    value = content.get(name)
    return value if isinstance(value, list) else []


def _naming(parts: list[Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for at, part in enumerate(parts):
        if isinstance(part, dict) and "polygon_file" in part:
            yield f"{prefix}.{at}.polygon_file", part


def _polygon(named: object, folder: Path | None, *, given: bool) -> str:
    if given:
        raise ValueError("`polygon` and `polygon_file` stand in one part")
    if folder is None:
        raise ValueError("there is no folder in which the file could be")
    if not isinstance(named, str) or Path(named).name != named:
        raise ValueError(f"{named!r} is no plain name of a file beside this one")
    try:
        content = json.loads(read_text(folder / named))
    except InputError as fault:
        raise ValueError("; ".join(each.reason for each in fault.faults)) from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError(f"{named} is no JSON") from None
    return json.dumps(_geometry(content, named), separators=(",", ":"))


def _geometry(content: Any, named: str) -> dict[str, Any]:
    kind = content.get("type") if isinstance(content, dict) else None
    if kind == "FeatureCollection":
        features = content.get("features")
        if not isinstance(features, list) or len(features) != 1:
            count = len(features) if isinstance(features, list) else "no"
            raise ValueError(f"{named} holds {count} features; which one is meant is not told")
        return _geometry(features[0], named)
    if kind == "Feature":
        return _geometry(content.get("geometry"), named)
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"{named} holds no Polygon or MultiPolygon")
    return {"type": kind, "coordinates": content.get("coordinates")}
