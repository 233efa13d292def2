"""Where a row puts something: the narrowest known place, the names that no place has, a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tawthiq.errors import VocabularyError
from tawthiq.intake.mapped.cells import CellReader
from tawthiq.intake.mapped.fields import PLACES
from tawthiq.intake.notice import Treatment
from tawthiq.intake.place_names import PlaceMatch, PlaceNames
from tawthiq.names import fold
from tawthiq.records import Gazetteer, Point, Where
from tawthiq.vocabulary import says_unknown

_LARGEST_RADIUS = 2_000_000
_NO_PLACE = "Add the place or its spelling with: tawthiq places add"


@dataclass(slots=True)
class PlaceFinder:
    """Finds places by the words of a file; the same words are looked up once."""

    places: Gazetteer
    _found: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    _names: PlaceNames | None = None

    @property
    def names(self) -> PlaceNames:
        """Returns the spellings, made ready when they are first needed."""
        if self._names is None:
            self._names = PlaceNames(self.places)
        return self._names

    def find(self, words: str) -> tuple[str | None, str]:
        """Returns the code of a place and nothing, or None and why there is none."""
        if words not in self._found:
            try:
                self._found[words] = (self.places.find(words), "")
            except VocabularyError as fault:
                self._found[words] = (None, str(fault).partition(" Nearest:")[0].rstrip("."))
        return self._found[words]

    def within(self, words: str, level: str, area: str | None) -> tuple[str | None, str]:
        """Returns the place of a level that is written so, in an area if one is known."""
        code, reason = self.find(words)
        if code is not None and self._fits(code, level, area):
            return code, ""
        key = f"{level}\0{area}\0{words}"
        if key not in self._found:
            self._found[key] = self._search(words, level, area, reason)
        return self._found[key]

    def _fits(self, code: str, level: str, area: str | None) -> bool:
        if self.places.get(code).level != level:
            return False
        return area is None or self.places.lies_in(code, area)

    def _search(
        self, words: str, level: str, area: str | None, reason: str
    ) -> tuple[str | None, str]:
        folded = fold(words)
        codes = [
            place.code
            for place in self.places
            if place.level == level
            and (area is None or self.places.lies_in(place.code, area))
            and folded in {fold(each) for each in (*place.names.values(), *place.aliases)}
        ]
        if len(codes) == 1:
            return codes[0], ""
        if len(codes) > 1:
            return None, f"{len(codes)} places of this level are written {words!r}"
        there = f" in {area}" if area is not None else ""
        return None, reason or f"no {level} is written {words!r}{there}"


def read_where(cells: CellReader, finder: PlaceFinder) -> Where | None:
    """Reads the place of a row; None where nothing of it is told.

    Of places that do not lie in each other none is taken: both names are kept, and told. A point
    outside the place that the row names is kept beside it, and told.
    """
    place, names = _place(cells, finder)
    if told := cells.text("named_place"):
        names.append(told)
    point = _point(cells)
    if point is not None and place is not None:
        compare_point(cells, finder.places, point, place)
    if place is None and not names and point is None:
        return None
    return Where(place=place, named=", ".join(dict.fromkeys(names)) or None, point=point)


def _place(cells: CellReader, finder: PlaceFinder) -> tuple[str | None, list[str]]:
    """Returns the narrowest place of a row, and the names that are no known place."""
    here: str | None = None
    names: list[str] = []
    for name in ("place", *PLACES):
        words = cells.text(name)
        if words is None:
            continue
        if name == "place":
            code, reason = finder.find(words)
        else:
            code, reason = finder.within(words, name, here)
        if code is None and not says_unknown(words):
            code, reason = _likely(cells, finder, name, here, reason)
        if code is None and says_unknown(words):
            cells.keep(name)
        elif code is None:
            names.append(words)
            cells.as_given(name, "place.not_known", reason, _NO_PLACE)
        elif here is not None and not _one_in_other(finder.places, here, code):
            reason = f"{code} does not lie in {here}: neither is taken for the place"
            cells.as_given(name, "place.conflict", reason, "Correct the row.")
            return None, [words_of(cells, each) for each in ("place", *PLACES) if cells.text(each)]
        else:
            if words != code:
                cells.keep(name)
            here = code if here is None or finder.places.lies_in(code, here) else here
    return here, names


def _likely(
    cells: CellReader, finder: PlaceFinder, name: str, area: str | None, reason: str
) -> tuple[str | None, str]:
    """Returns the place that an unknown spelling surely means, and tells so; else None and why."""
    words = words_of(cells, name)
    asked = {"level": name, "area": area} if name != "place" else {}
    sure, found = finder.names.sure(words, **asked), finder.names.match(words, **asked)
    if sure is not None:
        told = f"read as {_scored([sure])}, by its consonants and letters; its words are kept"
        if len(found) > 1:
            told += f"; less near: {_scored(found[1:])}"
        remedy = f'If it is, keep the spelling: tawthiq places add {sure.code} --alias "..."'
        cells.keep(name)
        cells.tell(Treatment.ALTERED, name, "place.read_as", told, remedy)
        return sure.code, ""
    return None, f"{reason}; it may mean {_scored(found)}" if found else reason


def _scored(found: Sequence[PlaceMatch]) -> str:
    return ", ".join(f"{each.code} ({each.score:.2f})" for each in found)


def words_of(cells: CellReader, name: str) -> str:
    """Returns the words of a field, which are there."""
    return cells.text(name) or ""


def _one_in_other(places: Gazetteer, first: str, second: str) -> bool:
    return places.lies_in(first, second) or places.lies_in(second, first)


def _point(cells: CellReader) -> Point | None:
    latitude = cells.number("latitude", lowest=-90, highest=90)
    longitude = cells.number("longitude", lowest=-180, highest=180)
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        missing = "latitude" if latitude is None else "longitude"
        if any(notice.code == "number.not_read" for notice in cells.notices):
            return None  # that one is told
        for name in ("latitude", "longitude"):
            cells.keep(name)
        cells.tell(Treatment.AS_GIVEN, missing, "point.half", "one of two coordinates is missing",
                   "Fill it in, or leave both empty.")  # fmt: skip
        return None
    radius = cells.number("precision", lowest=0, highest=_LARGEST_RADIUS)
    return Point(longitude=longitude, latitude=latitude, radius=radius or None)


def compare_point(cells: CellReader, places: Gazetteer, point: Point, place: str) -> None:
    """Tells where a point surely lies outside the place that the row names."""
    from tawthiq.areas import ANYWHERE, disc, metres_between, touches
    from tawthiq.areas import point as spot

    area = places.area(place)
    if area.outer is ANYWHERE.outer:
        return  # no border is known
    shape = (
        disc(point.longitude, point.latitude, point.radius)
        if point.radius is not None
        else spot(point.longitude, point.latitude)
    )
    if touches(shape, area):
        return
    far = metres_between(shape, area) / 1000
    reason = f"the coordinates lie about {far:,.0f} km outside {place}; both are kept"
    cells.tell(Treatment.NOTED, "latitude", "point.outside", reason,
               "Correct the coordinates or the place.")  # fmt: skip
