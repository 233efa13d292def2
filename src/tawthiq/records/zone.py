"""Where an agreement holds, and whom it leaves out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from tawthiq.dates import Moment
from tawthiq.records.record import Code, Labels, Value
from tawthiq.records.values import Point


class ZonePart(Value):
    """A part of a zone: a place, a town with a radius, a disc or a polygon.

    Attributes:
        place: Code of a place; its whole area, unless a radius is given.
        share: Whether all of it lies in the zone (`whole`), or a part that nobody has drawn.
        radius: In metres about the place's point: a town and its surroundings.
        disc: A point with its radius, in place of `place`.
        polygon: A GeoJSON Polygon or MultiPolygon as text, in place of `place`.
    """

    place: Code | None = None
    share: Literal["whole", "part"] = "whole"
    radius: float | None = Field(default=None, gt=0)
    disc: Point | None = None
    polygon: str | None = None
    note: Labels | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        given = [each for each in (self.place, self.disc, self.polygon) if each is not None]
        if len(given) != 1:
            raise ValueError("a part is one of: `place`, `disc`, `polygon`")
        if self.disc is not None and self.disc.radius is None:
            raise ValueError("a disc needs a radius in metres")
        if self.radius is not None and self.place is None:
            raise ValueError("a radius goes with a place; a disc has its own")
        return self

    @property
    def is_by_code(self) -> bool:
        """Says whether the part is the area of a place, which its code stands for."""
        return self.place is not None and self.radius is None


class Zone(Value):
    """An area that an agreement names: the union of its parts, less what is left out of it.

    Attributes:
        without: Parts that the zone leaves out.
        certainty: `core`, or `possible` while no one has settled the border.
        definition: Where the border stands: in the text, on a map (published or not), left to a
            committee, or the line of contact of a day.
        valid_from: From when this version of the zone holds; None: from the start of the term.
        valid_to: Until when it holds; None: to the end of the term. Versions of one zone share
            its code and follow each other.
    """

    code: Code
    names: Labels
    parts: tuple[ZonePart, ...]
    without: tuple[ZonePart, ...] = ()
    certainty: Literal["core", "possible"] = "core"
    definition: Literal[
        "text", "map_published", "map_unpublished", "committee", "contact_line", "unknown"
    ] = "text"
    valid_from: Moment | None = None
    valid_to: Moment | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.parts:
            raise ValueError("a zone needs a part")
        first, last = self.valid_from, self.valid_to
        if first is not None and last is not None and last.latest <= first.earliest:
            raise ValueError("this version of the zone ends before it starts")
        return self

    @property
    def is_version(self) -> bool:
        """Says whether the zone holds for a time of its own."""
        return self.valid_from is not None or self.valid_to is not None

    def certainly_overlaps(self, other: Zone) -> bool:
        """Says whether two versions hold at one time on every statement of their bounds."""
        return not (_over(self, other) or _over(other, self))


def _over(first: Zone, second: Zone) -> bool:
    """Says whether the first version can have ended before the second began."""
    if first.valid_to is None or second.valid_from is None:
        return False
    ended: datetime = first.valid_to.earliest
    return ended <= second.valid_from.latest


class Exclusion(Value):
    """Whom or what an agreement leaves out.

    Attributes:
        parties: The parties meant.
        contested: Whether the sides hold different versions of the text on it.
        scope: What is left out: areas that they hold (`held`), areas where they are present
            (`present`), or attacks on them wherever (`attacked`); None: areas held or present,
            as the ruleset reads it.
        version: Whose version of the text says so, where the versions differ.
    """

    parties: tuple[Code, ...]
    contested: bool = False
    scope: Literal["held", "present", "attacked"] | None = None
    version: str | None = None
    note: Labels | None = None
