"""What Control records tell of a place: of the whole of it, or of a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.areas import Shape, lies_in
from tawthiq.breaches.zones import Zones
from tawthiq.dates import When
from tawthiq.records import Control, Gazetteer, Truth, Where


@dataclass(frozen=True, slots=True)
class Told:
    """A record of who held where something happened.

    Attributes:
        whole: True where the record is of the whole of where it can have been, unknown where it
            is, or may be, of a part.
        place: Of which place it tells: that of the incident, or, where a point lies in a smaller
            one or no place is named, that of the record.
    """

    control: Control
    whole: Truth
    place: str

    @property
    def parties(self) -> tuple[str, ...]:
        """Returns everyone whom the record names."""
        return (*self.control.parties, *(self.control.present or ()))


@dataclass(frozen=True, slots=True)
class Held:
    """The records of who held which place when, and the places."""

    controls: Sequence[Control]
    places: Gazetteer

    def about(self, where: Where | None, when: When | None) -> list[Told] | None:
        """Returns the records of where and when something happened; None where that is not known.

        A place is compared by codes first. A point with its radius settles what they leave open:
        whether it lies in a smaller place of which a record tells. It settles nothing where it
        lies outside of the place under which it is filed.
        """
        if where is None or when is None:
            return None
        place = where.place if where.place is not None and where.place in self.places else None
        figure = self._figure(where)
        if place is None and figure is None:
            return None
        found = []
        for control in self.controls:
            if control.during.overlaps(when):
                by_code = self.by_code(place, control.place)
                whole = self._whole(figure, control.place) if by_code is Truth.UNKNOWN else by_code
                named = place if whole is by_code else control.place
                if whole is not Truth.FALSE:
                    found.append(Told(control, whole, named or control.place))
        return found

    def _figure(self, where: Where) -> Shape | None:
        zones = Zones(self.places)
        if (where.point is None and where.polygon is None) or zones.is_astray(where):
            return None
        return zones.figure(where)

    def _whole(self, figure: Shape | None, code: str) -> Truth:
        found = lies_in(figure, self.places.area(code)) if figure is not None else None
        return Truth.UNKNOWN if found is None else Truth.TRUE if found else Truth.FALSE

    def by_code(self, place: str | None, code: str) -> Truth:
        """Says whether a place lies in one of which a record tells; unknown where it holds it."""
        if place is None:
            return Truth.UNKNOWN
        if self.places.lies_in(place, code):
            return Truth.TRUE
        return Truth.UNKNOWN if self.places.lies_in(code, place) else Truth.FALSE
