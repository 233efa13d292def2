"""The zones of agreements on the ground: by the codes of places first, by shapes second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.areas import NOWHERE, Area, Shape, disc, lies_in, point, read_shape
from tawthiq.records import Gazetteer, Place, Truth, Where, Zone, ZonePart, any_of

_OPEN = ("partly", "wider", "no_border")


@dataclass(frozen=True, slots=True)
class Placed:
    """Whether something lies in a zone whole, and the name of the reason."""

    value: Truth
    why: str


@dataclass(frozen=True, slots=True)
class Way:
    """How something at one place is compared with one zone.

    Attributes:
        by_place: What the place alone says.
        area: The area that a point or polygon is compared with; None where the place settles it.
        negated: Whether lying in that area means lying outside the zone.
        unsure: Name of the reason where the area does not settle it.
    """

    by_place: Placed
    area: Area | None = None
    negated: bool = False
    unsure: str = "border"


class Zones:
    """Compares places with zones; keeps the area of each zone that it has drawn once."""

    def __init__(self, places: Gazetteer):
        self.places = places
        self._areas: dict[tuple[int, str], tuple[Zone, Area]] = {}

    def place(self, where: Where, zone: Zone) -> Placed:
        """Says whether something lies in a zone whole."""
        way = self.way(where.place, zone)
        narrow = where.point is not None or where.polygon is not None
        if way.area is None or not narrow:
            return way.by_place
        figure = self.figure(where)
        value = _by_shape(figure, way.area)
        if way.negated:
            value = value.negated()
        if value is Truth.UNKNOWN:
            return Placed(value, way.unsure)
        found = Placed(value, "point_inside" if value is Truth.TRUE else "point_outside")
        return _of_certainty(found, zone)

    def way(self, place: str | None, zone: Zone) -> Way:
        """Returns how something at a place, or at none that is named, is compared with a zone."""
        coded = self._settled(place, zone)
        if coded is not None:
            return Way(_of_certainty(coded, zone))
        held = self._by_code(place, zone)
        if held.value is Truth.TRUE:
            area, negated = self._left(zone), True
        else:
            area, negated = self.area(zone, drawn_only=held.value is Truth.FALSE), False
        is_open = held.why in _OPEN and not _has_shapes(zone) and area.core.is_empty
        unsure = held.why if is_open else "border"
        figure = self.figure(Where(place=place)) if _has_shapes(zone) else None
        if figure is None:
            by_place = Placed(Truth.UNKNOWN, held.why if held.why in _OPEN else "no_border")
        else:
            value = _by_shape(figure, area)
            value = value.negated() if negated else value
            why = {Truth.TRUE: "inside", Truth.FALSE: "outside", Truth.UNKNOWN: unsure}[value]
            by_place = _of_certainty(Placed(value, why), zone)
        return Way(by_place, area, negated, unsure)

    def _settled(self, place: str | None, zone: Zone) -> Placed | None:
        """Returns what the codes of places alone settle; None where shapes must say."""
        if place is None or place not in self.places:
            return None
        held = self._by_code(place, zone)
        left = any_of(self._part_by_code(place, each) for each in _coded(zone.without))
        drawn = any(not part.is_by_code for part in zone.parts)
        left_drawn = any(not part.is_by_code for part in zone.without)
        if left is Truth.TRUE or (held.value is Truth.FALSE and not drawn):
            return Placed(Truth.FALSE, "outside")
        if held.value is Truth.TRUE and left is Truth.FALSE and not left_drawn:
            return held
        return None

    def area(self, zone: Zone, *, drawn_only: bool = False) -> Area:
        """Returns the area of a zone: the union of its parts less what it leaves out.

        Args:
            zone: One version of a zone.
            drawn_only: Whether to leave out the parts that stand for the whole area of a place's
                code, since the code decided them.
        """
        fewer = drawn_only and any(part.is_by_code for part in zone.parts)
        return self._kept(zone, "drawn" if fewer else "all")

    def _left(self, zone: Zone) -> Area:
        """Returns the area of what a zone leaves out."""
        return self._kept(zone, "without")

    def _kept(self, zone: Zone, what: str) -> Area:
        key = (id(zone), what)
        if key not in self._areas:
            if what == "without":
                area = Area.joined(self._part(each) for each in zone.without)
            else:
                area = self._draw(zone, drawn_only=what == "drawn")
            self._areas[key] = (zone, area.prepare())
        return self._areas[key][1]

    def figure(self, where: Where) -> Shape | None:
        """Returns the shape in which something surely lies, as narrow as it is known.

        A point with its radius, a polygon, or the place's own area. The point of a place that is
        wider than a town and has no radius is the centre of an area, and never stands for it.
        """
        if where.point is not None:
            spot = where.point
            if spot.radius is None:
                return point(spot.longitude, spot.latitude)
            return disc(spot.longitude, spot.latitude, spot.radius)
        if where.polygon is not None:
            return _read(where.polygon)
        if where.place is None or where.place not in self.places:
            return None
        place = self.places.get(where.place)
        if place.polygon is not None:
            return self.places.area(place.code).outer
        if place.point is None or place.point.radius is None:
            return None  # a centre alone says nothing of the extent
        return disc(place.point.longitude, place.point.latitude, place.point.radius)

    def _draw(self, zone: Zone, *, drawn_only: bool) -> Area:
        parts = [part for part in zone.parts if not (drawn_only and part.is_by_code)]
        if not parts:
            return NOWHERE
        area = Area.joined(self._part(part) for part in parts)
        for part in zone.without:
            area = area.less(self._part(part))
        return area

    def _part(self, part: ZonePart) -> Area:
        area = self._whole_part(part)
        return area if part.share == "whole" else area.undrawn()

    def _whole_part(self, part: ZonePart) -> Area:
        if part.polygon is not None:
            return Area.drawn(_read(part.polygon))
        if part.disc is not None and part.disc.radius is not None:
            return _disc(part.disc.longitude, part.disc.latitude, part.disc.radius)
        place = self.places.get(part.place or "")
        if part.radius is None:
            return self.places.area(place.code)
        return _town(place, part.radius) or self.places.area(place.code).undrawn()

    def _by_code(self, place: str | None, zone: Zone) -> Placed:
        if place is None or place not in self.places:
            return Placed(Truth.UNKNOWN, "no_border")
        found = {self._part_by_code(place, part) for part in _coded(zone.parts)}
        value = any_of(found)
        if value is not Truth.UNKNOWN:
            return Placed(value, "inside" if value is Truth.TRUE else "outside")
        inside = any(self.places.lies_in(place, part.place or "") for part in _coded(zone.parts))
        return Placed(value, "partly" if inside else "wider")

    def _part_by_code(self, place: str, part: ZonePart) -> Truth:
        code = part.place or ""
        if self.places.lies_in(place, code):
            return Truth.TRUE if part.share == "whole" else Truth.UNKNOWN
        return Truth.UNKNOWN if self.places.lies_in(code, place) else Truth.FALSE


def _coded(parts: Sequence[ZonePart]) -> list[ZonePart]:
    return [part for part in parts if part.is_by_code]


def _has_shapes(zone: Zone) -> bool:
    return any(not part.is_by_code for part in (*zone.parts, *zone.without))


def _by_shape(figure: Shape, area: Area) -> Truth:
    found = lies_in(figure, area)
    return Truth.UNKNOWN if found is None else Truth.TRUE if found else Truth.FALSE


def _of_certainty(found: Placed, zone: Zone) -> Placed:
    if found.value is Truth.TRUE and zone.certainty != "core":
        return Placed(Truth.UNKNOWN, "zone_not_settled")
    return found


def _town(place: Place, radius: float) -> Area | None:
    centre = place.point
    return _disc(centre.longitude, centre.latitude, radius) if centre is not None else None


def _disc(longitude: float, latitude: float, radius: float) -> Area:
    return Area(disc(longitude, latitude, radius, inner=True), disc(longitude, latitude, radius))


@lru_cache(maxsize=256)
def _read(text: str) -> Shape:
    return read_shape(text)
