"""The zones of agreements on the ground: by the codes of places first, by shapes second."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tawthiq.areas import ANYWHERE, NOWHERE, Area, Shape, disc, lies_in, point, read_shape, touch
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
        is_settled: Whether the border of the zone is settled, so that something can surely lie in.
    """

    by_place: Placed
    area: Area | None = None
    negated: bool = False
    unsure: str = "border"
    is_settled: bool = True

    def lies(self, figure: Shape) -> Truth:
        """Says whether a shape lies in the zone whole."""
        assert self.area is not None
        value = _by_shape(figure, self.area)
        return value.negated() if self.negated else value

    def narrowed(self, lies: Truth) -> Placed:
        """Joins what the place says with what a point or a polygon in it says.

        Where one of them leaves it open the other counts.
        """
        if lies is Truth.UNKNOWN:
            settled = self.by_place.value is not Truth.UNKNOWN
            return self.by_place if settled else Placed(lies, self.unsure)
        found = Placed(lies, "point_inside" if lies is Truth.TRUE else "point_outside")
        return _of_certainty(found, self.is_settled)


class Zones:
    """Compares places with zones; keeps the area of each zone that it has drawn once."""

    def __init__(self, places: Gazetteer):
        self.places = places
        self._areas: dict[tuple[object, ...], tuple[object, Area]] = {}

    def place(self, where: Where, zone: Zone) -> Placed:
        """Says whether something lies in a zone whole."""
        return self._placed(where, self.way(where.place, zone))

    def covers(self, where: Where, zones: Sequence[Zone]) -> bool:
        """Says whether something surely lies in zones whole, all of them taken together."""
        ways = [self.way(where.place, zone) for zone in zones]
        return self._placed(where, self.joined(where.place, ways)).value is Truth.TRUE

    def _placed(self, where: Where, way: Way) -> Placed:
        narrow = where.point is not None or where.polygon is not None
        if way.area is None or not narrow:
            return way.by_place
        if self.is_astray(where):
            return Placed(Truth.UNKNOWN, "contradictory")
        return way.narrowed(way.lies(self.figure(where)))

    def is_astray(self, where: Where) -> bool:
        """Says whether a point or polygon lies outside of the place under which it is filed.

        One of the two is wrong then, and nobody knows which.
        """
        if where.point is None and where.polygon is None:
            return False
        place = self.figure(Where(place=where.place))
        return place is not None and not touch(place, self.figure(where))

    def way(self, place: str | None, zone: Zone) -> Way:
        """Returns how something at a place, or at none that is named, is compared with a zone."""
        is_settled = zone.certainty == "core"
        coded = self._settled(place, zone)
        if coded is not None:
            return Way(_of_certainty(coded, is_settled), is_settled=is_settled)
        held, gaps = self._by_code(place, zone), self._gaps(place, zone)
        if held.value is Truth.TRUE:
            area, negated = self._left(gaps), True
        else:
            drawn_only = held.value is Truth.FALSE
            parts = _drawn_parts(zone) if drawn_only else zone.parts
            area, negated = self._drawn(parts, gaps), False
        is_open = held.why in _OPEN and not _has_shapes(zone) and area.core.is_empty
        unsure = held.why if is_open else "border"
        by_place = Placed(Truth.UNKNOWN, held.why if held.why in _OPEN else "no_border")
        way = Way(by_place, area, negated, unsure, is_settled)
        return replace(way, by_place=self._by_border(place, way, zone))

    def _by_border(self, place: str | None, way: Way, zone: Zone) -> Placed:
        """Returns what the border of a place says where its code settles nothing.

        Where a zone is made of codes alone its border only ever takes a place in: parts of which
        the code says that they lie in the place are not outside of it.
        """
        figure = self.figure(Where(place=place))
        if figure is None and (way.area is None or way.negated or not way.area.outer.is_empty):
            return way.by_place
        value = way.lies(figure) if figure is not None else Truth.FALSE  # nothing is left of it
        if not _has_shapes(zone) and (way.negated or value is not Truth.TRUE):
            return way.by_place
        why = {Truth.TRUE: "inside", Truth.FALSE: "outside", Truth.UNKNOWN: way.unsure}[value]
        return _of_certainty(Placed(value, why), way.is_settled)

    def joined(self, place: str | None, ways: Sequence[Way]) -> Way:
        """Returns how something at a place is compared with settled zones taken together.

        Only an answer that it lies in them is meant to be used: what lies outside of each, or is
        not settled, each zone says for itself.
        """
        told = any_of(way.by_place.value for way in ways)
        shaped = [way for way in ways if way.area is not None]
        if any(way.area is None and way.by_place.value is Truth.TRUE for way in ways):
            return Way(Placed(Truth.TRUE, "inside"))
        if not shaped:
            return Way(Placed(told, "border"))
        way = Way(Placed(told, "border"), self._union(shaped), any(e.negated for e in shaped))
        figure = self.figure(Where(place=place))
        if way.negated and way.area is not None and way.area.outer.is_empty:
            told = Truth.TRUE  # what one of them leaves out the others hold
        elif told is not Truth.TRUE and figure is not None:
            told = way.lies(figure)
        return replace(way, by_place=Placed(told, "inside" if told is Truth.TRUE else "border"))

    def meet(self, ways: Sequence[Way]) -> bool:
        """Says whether settled zones can hold something together that none of them holds alone.

        Two of which nothing is sure where they touch cannot.
        """
        sure = [way.area.core for way in ways if way.area is not None and not way.negated]
        if len(sure) < len(ways):
            return len(ways) > 1
        return any(touch(one, other) for one, other in itertools.combinations(sure, 2))

    def _union(self, ways: Sequence[Way]) -> Area:
        """Returns the area of several zones, or of what all of them leave out together.

        What several leave out of all the world is what lies in the gap of each, less the others.
        """
        parts = [way.area for way in ways if way.area is not None and not way.negated]
        gaps = [way.area for way in ways if way.area is not None and way.negated]
        key = ("union", *sorted(map(id, parts)), None, *sorted(map(id, gaps)))

        def draw() -> Area:
            whole = Area.joined(parts) if parts else NOWHERE
            return Area.shared(gaps).less(whole) if gaps else whole

        return self._kept(key, (parts, gaps), draw)

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

    def area(self, zone: Zone) -> Area:
        """Returns the area of a zone: the union of its parts less what it leaves out."""
        return self._drawn(zone.parts, zone.without)

    def _gaps(self, place: str | None, zone: Zone) -> tuple[ZonePart, ...]:
        """Returns what a zone leaves out, but for what by its code holds nothing of the place."""
        known = place if place is not None and place in self.places else None
        return tuple(
            part
            for part in zone.without
            if known is None
            or not part.is_by_code
            or self._part_by_code(known, part) is not Truth.FALSE
        )

    def _left(self, gaps: Sequence[ZonePart]) -> Area:
        """Returns the area of what a zone leaves out."""
        key = ("left", *map(id, gaps))
        return self._kept(key, gaps, lambda: Area.joined(self._part(each) for each in gaps))

    def _drawn(self, parts: Sequence[ZonePart], gaps: Sequence[ZonePart]) -> Area:
        """Returns the area of parts less what is left out of them."""

        def draw() -> Area:
            area = Area.joined(self._part(part) for part in parts) if parts else NOWHERE
            for part in gaps:
                area = area.less(self._part(part))
            return area

        return self._kept(("drawn", *map(id, parts), None, *map(id, gaps)), (parts, gaps), draw)

    def _kept(self, key: tuple[object, ...], of: object, draw: Callable[[], Area]) -> Area:
        """Returns an area that is drawn once; keeps what its key names: no id comes twice."""
        if key not in self._areas:
            self._areas[key] = (of, draw().prepare())
        return self._areas[key][1]

    def figure(self, where: Where) -> Shape | None:
        """Returns the shape in which something surely lies, as narrow as it is known.

        A point with its radius, a polygon, or the place's own area; of a place whose border nobody
        recorded, the disc about it, or the area of what it lies in. The point of a place that has
        no radius is the centre of an area, and never stands for it.
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
        if place.polygon is None and place.point is not None and place.point.radius is not None:
            return disc(place.point.longitude, place.point.latitude, place.point.radius)
        outer = self.places.area(place.code).outer
        return None if outer is ANYWHERE.outer else outer

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


def _drawn_parts(zone: Zone) -> tuple[ZonePart, ...]:
    return tuple(part for part in zone.parts if not part.is_by_code)


def _has_shapes(zone: Zone) -> bool:
    return any(not part.is_by_code for part in (*zone.parts, *zone.without))


def _by_shape(figure: Shape, area: Area) -> Truth:
    found = lies_in(figure, area)
    return Truth.UNKNOWN if found is None else Truth.TRUE if found else Truth.FALSE


def _of_certainty(found: Placed, is_settled: bool) -> Placed:
    if found.value is Truth.TRUE and not is_settled:
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
