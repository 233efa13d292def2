"""Places from GeoJSON and JSON files: OCHA's common data sets, geoBoundaries, lists of places.

Layouts are told apart by their fields:

- `adm2_pcode`, `adm2_name`, `adm2_name1` (OCHA COD-AB), also as `ADM2_PCODE`, `ADM2_EN`, `ADM2_AR`;
- `admin_level`, `name`, `name1` with the codes above (its points of areas);
- `PCODE`, `NAME_EN`, `NAME_ARA`, `ADMIN3_COD` (its populated places);
- `shapeName`, `shapeType` (geoBoundaries);
- `id`, `name: {en, ar}`, `governorateId`, `externalIds` (Open Syria), a list without geometry;
- `level`, `name_en`, `name_ar`, `parent`, `code`, `pcode`: files of one's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tawthiq.errors import Fault, InputError
from tawthiq.intake.place_row import PlaceRow, Ref, Spellings
from tawthiq.records import LEVELS, Point

Fields = Mapping[str, Any]

_PCODE = re.compile(r"adm(\d)_pcode")
_NO_PLACES = "See docs/how-to/import-places.md for the files that are read."


def read_features(text: str, *, file: str) -> list[PlaceRow]:
    """Reads every place of a GeoJSON FeatureCollection, or of a JSON list of places.

    Raises:
        InputError: With every fault, each with the path of its feature.
    """
    rows: list[PlaceRow] = []
    faults: list[Fault] = []
    for number, (at, fields, geometry) in enumerate(_features(text, file=file), 1):
        try:
            rows.append(_row(fields, geometry, file=file, number=number, at=at))
        except ValueError as fault:
            remedy = "Correct the feature, or take it out."
            faults.append(Fault(file, None, at, _named(fields), str(fault), remedy))
    if faults:
        raise InputError(faults)
    return rows


def _features(text: str, *, file: str) -> Iterator[tuple[str, Fields, Fields | None]]:
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as fault:
        row = getattr(fault, "lineno", None)
        reason = f"the file is no JSON: {getattr(fault, 'msg', 'it is nested too deeply')}"
        raise InputError([Fault(file, row, None, None, reason, "Correct it.")]) from fault
    prefix = "features." if isinstance(content, dict) else ""
    held = content.get("features") if isinstance(content, dict) else content
    if not isinstance(held, list) or not held:
        reason = "the file holds no list of features"
        raise InputError([Fault(file, None, None, None, reason, _NO_PLACES)])
    for at, feature in enumerate(held):
        path = f"{prefix}{at}"
        if not isinstance(feature, dict) or not isinstance(feature.get("properties", {}), dict):
            reason = "this is no feature"
            raise InputError([Fault(file, None, path, None, reason, _NO_PLACES)])
        if prefix:
            yield path, feature.get("properties") or {}, feature.get("geometry")
        else:
            yield path, feature, None


def _named(fields: Fields) -> str | None:
    for name in ("name", "shapeName", "NAME_EN", "name_en"):
        if isinstance(fields.get(name), str):
            return str(fields[name])
    return None


def _row(given: Fields, geometry: Fields | None, *, file: str, number: int, at: str) -> PlaceRow:
    fields = {str(name).lower(): value for name, value in given.items() if value not in (None, "")}
    spellings = Spellings()
    ids: dict[str, str] = {}
    if "externalids" in fields:
        level, within = _listed(fields, spellings, ids)
    elif "shapename" in fields:
        level, within = _of_geoboundaries(fields, spellings, ids)
    elif any(_PCODE.fullmatch(name) for name in fields):
        level, within = _administrative(fields, spellings, ids)
    elif "pcode" in fields and ("name_ara" in fields or "admin1_cod" in fields):
        level, within = _populated(fields, spellings, ids)
    else:
        level, within = _own(fields, spellings, ids)
    point, polygon = _shape(geometry, fields)
    return PlaceRow(
        file=file,
        number=number,
        at=at,
        level=level,
        ids=ids,
        within=within,
        names=spellings.names,
        aliases=tuple(dict.fromkeys(spellings.aliases)),
        point=point,
        polygon=polygon,
        cut=spellings.cut,
    )


_Found = tuple[str | None, tuple[tuple[Ref, ...], ...]]


def _administrative(fields: Fields, spellings: Spellings, ids: dict[str, str]) -> _Found:
    codes = {
        int(match[1]): _id(value)
        for name, value in fields.items()
        if (match := _PCODE.fullmatch(name))
    }
    number = _number(fields["admin_level"]) if "admin_level" in fields else max(codes)
    if number not in codes:
        raise ValueError(f"the feature has no code of its own level {number}")
    ids["pcode"] = codes[number]
    prefix = "name" if "admin_level" in fields else f"adm{number}_name"
    for suffix in ("", "1", "2", "3"):
        spellings.add(fields.get(f"{prefix}{suffix}"), language=_text(fields, f"lang{suffix}"))
    spellings.add(fields.get(f"adm{number}_en"), language="en")
    spellings.add(fields.get(f"adm{number}_ar"), language="ar")
    spellings.add(fields.get(f"adm{number}_ref_name"))
    spellings.add(fields.get(f"adm{number}_ref"))
    within = tuple(
        (("pcode", codes[each]),) for each in sorted(codes, reverse=True) if each < number
    )
    return _level(number), within


def _populated(fields: Fields, spellings: Spellings, ids: dict[str, str]) -> _Found:
    ids["pcode"] = _id(fields["pcode"])
    spellings.add(fields.get("name_en"), language="en")
    spellings.add(fields.get("name_ara"), language="ar")
    spellings.add(fields.get("nam_en_ref"))
    columns = ("admin3_cod", "admin2_cod", "admin1_cod")
    return "town", tuple((("pcode", _id(fields[each])),) for each in columns if each in fields)


def _of_geoboundaries(fields: Fields, spellings: Spellings, ids: dict[str, str]) -> _Found:
    spellings.add(fields["shapename"])
    if "shapeid" in fields:
        ids["geoboundaries"] = _id(fields["shapeid"])
    kind = re.fullmatch(r"ADM(\d)", str(fields.get("shapetype", "")))
    return (_level(int(kind[1])) if kind else None), ()


def _listed(fields: Fields, spellings: Spellings, ids: dict[str, str]) -> _Found:
    names, outside = fields.get("name"), fields["externalids"]
    if not isinstance(names, dict) or not isinstance(outside, dict):
        raise ValueError("`name` and `externalIds` are objects in such a list")
    for language in ("en", "ar"):
        spellings.add(names.get(language), language=language)
    for alias in fields["aliases"] if isinstance(fields.get("aliases"), list) else ():
        spellings.add(alias.get("value") if isinstance(alias, dict) else alias)
    for scheme, name in (("pcode", "ochaPcode"), ("geonames", "geonames"),
                         ("geoboundaries", "geoboundaries"), ("wikidata", "wikidata")):  # fmt: skip
        if outside.get(name):
            ids[scheme] = _id(outside[name])
    ids["opensyria"] = _id(fields.get("id"))
    within = [(("opensyria", _id(fields[each])),) for each in ("districtid", "governorateid")
              if each in fields]  # fmt: skip
    if not within and "iso31662" in fields:
        return "governorate", ((("iso", str(fields["iso31662"]).split("-")[0]),),)
    return ("subdistrict" if len(within) > 1 else "district" if within else None), tuple(within)


def _own(fields: Fields, spellings: Spellings, ids: dict[str, str]) -> _Found:
    if not {"name", "name_en", "name_ar", "name:en", "name:ar"} & set(fields):
        raise ValueError("the feature has no name that is known here: name_en, name_ar")
    for name, language in (("name_en", "en"), ("name:en", "en"), ("name_ar", "ar"),
                           ("name:ar", "ar"), ("name", None)):  # fmt: skip
        spellings.add(fields.get(name), language=language)
    ids |= {name: _id(fields[name]) for name in ("pcode", "code") if name in fields}
    level = fields.get("level")
    if level is not None and level not in LEVELS:
        raise ValueError(f"no level is called {level!r}; the levels are {', '.join(LEVELS)}")
    parent = fields.get("parent")
    return level, () if parent is None else ((("code", _id(parent)), ("pcode", _id(parent))),)


def _id(value: object) -> str:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    raise ValueError(f"{value!r} is no code")


def _number(value: object) -> int:
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
        return int(value)
    raise ValueError(f"{value!r} is no level")


def _level(number: int) -> str:
    if number >= len(LEVELS):
        raise ValueError(f"level {number} is not known; the levels are 0 to {len(LEVELS) - 1}")
    return LEVELS[number]


def _text(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None


def _shape(geometry: Fields | None, fields: Fields) -> tuple[Point | None, Fields | None]:
    """Returns the position or the border of a feature; a centre that it tells is no position."""
    if geometry is None:
        return None, None
    if not isinstance(geometry, dict):
        raise ValueError("the geometry is no object with a type")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind in ("Polygon", "MultiPolygon"):
        return None, {"type": kind, "coordinates": coordinates}
    if kind == "MultiPoint" and isinstance(coordinates, list):
        if len(coordinates) != 1:
            raise ValueError(f"the feature has {len(coordinates)} points; one is its position")
        coordinates = coordinates[0]
    elif kind != "Point":
        raise ValueError(f"the geometry is a {kind!r}; a place has a point or a polygon")
    return position(coordinates), None


def position(coordinates: Any) -> Point:
    """Returns longitude and latitude as a point.

    Raises:
        ValueError: They are no numbers, or leave the degrees.
    """
    try:
        longitude, latitude = (float(each) for each in coordinates[:2])
    except (TypeError, ValueError):
        raise ValueError(f"{coordinates!r} are no longitude and latitude") from None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(f"{longitude:g}, {latitude:g} leave the degrees; give longitude first")
    return Point(longitude=longitude, latitude=latitude)
