"""How the words of UCDP GED are read: its precision of place, kinds of violence, sides."""

from __future__ import annotations

from functools import cache
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tawthiq.vocabulary.terms import load_yaml, parties, violations


class GedPrecision(BaseModel):
    """What one value of `where_prec` leaves open; `radius` in metres, None for an exact point."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Literal["point", "district", "governorate", "country", "nowhere"]
    radius: float | None = Field(default=None, gt=0)


class GedViolence(BaseModel):
    """What one value of `type_of_violence` says.

    Attributes:
        violations: Codes of violations.
        attacker_named: Whether side_a is the attacker, and not only the side named first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    violations: tuple[str, ...]
    attacker_named: bool


class GedWords(BaseModel):
    """The mapping of `vocabulary/data/ged.yaml`, its codes checked against the vocabulary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    precision: dict[int, GedPrecision]
    violence: dict[int, GedViolence]
    sides: dict[str, str]
    no_formation: tuple[str, ...]
    districts: dict[str, str]

    @model_validator(mode="after")
    def _check(self) -> Self:
        named = {code for each in self.violence.values() for code in each.violations}
        if unknown := (named - set(violations())) | (set(self.sides.values()) - set(parties())):
            raise ValueError(f"no vocabulary holds {sorted(unknown)}")
        return self


@cache
def ged_words() -> GedWords:
    """Returns how the words of UCDP GED are read."""
    return GedWords.model_validate(load_yaml("ged.yaml"))
