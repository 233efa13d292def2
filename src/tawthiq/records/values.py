"""Values that say how precisely they are known: counts, tolls, places, attributions."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from tawthiq.records.record import Code, RecordId, Value


class Count(Value):
    """A number of people or things, from `minimum` to `maximum`, both included.

    `maximum` None: no upper bound is known ("at least five").
    """

    minimum: int = Field(default=0, ge=0)
    maximum: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.maximum is not None and self.maximum < self.minimum:
            raise ValueError(f"the maximum {self.maximum} is below the minimum {self.minimum}")
        return self

    @classmethod
    def exactly(cls, number: int) -> Self:
        """Returns a count that is known to the unit."""
        return cls(minimum=number, maximum=number)


class Fate(StrEnum):
    """What happened to the people of a toll."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    DETAINED = "detained"


class Status(StrEnum):
    """Civilian status; `any` counts all, whatever their status."""

    CIVILIAN = "civilian"
    COMBATANT = "combatant"
    UNKNOWN = "unknown"
    ANY = "any"


class Group(StrEnum):
    """Sex and age group; `any` counts all. A child is under 18, a woman an adult."""

    MEN = "men"
    WOMEN = "women"
    CHILDREN = "children"
    ANY = "any"


class Toll(Value):
    """How many people of one status and group met one fate."""

    fate: Fate
    status: Status = Status.ANY
    group: Group = Group.ANY
    count: Count


def toll_of(
    tolls: tuple[Toll, ...],
    *,
    fate: Fate = Fate.KILLED,
    status: Status = Status.ANY,
    group: Group = Group.ANY,
) -> Count | None:
    """Returns the count of exactly this cell, or None where nobody told it."""
    for toll in tolls:
        if (toll.fate, toll.status, toll.group) == (fate, status, group):
            return toll.count
    return None


class Point(Value):
    """A position in degrees (WGS 84), with a radius of uncertainty in metres."""

    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)
    radius: float | None = Field(default=None, gt=0)


class Where(Value):
    """A place as precisely as it is known: a place's code stands for its whole area.

    Attributes:
        place: Code of a place; never its centre.
        named: A narrower name as told, that no code stands for yet.
        point: A position with its radius.
        polygon: A GeoJSON polygon as text.
    """

    place: Code | None = None
    named: str | None = None
    point: Point | None = None
    polygon: str | None = None


class Mode(StrEnum):
    """How a set of several parties is meant."""

    ANY = "any"
    JOINT = "joint"


class Attribution(Value):
    """Which party, or which set of parties, is held to have carried out an incident.

    Attributes:
        parties: Party codes; empty: nobody was named.
        mode: With several parties: one of them, not known which (`any`), or together (`joint`).
        by: Id of the account or source that holds it, None for the team's own judgement.
        basis: Why.
        contested: Whether another account holds otherwise.
    """

    parties: tuple[Code, ...]
    mode: Mode = Mode.ANY
    by: RecordId | None = None
    basis: str | None = None
    contested: bool = False
