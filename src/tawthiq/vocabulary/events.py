"""How the words of ACLED, and of tables of incidents like those of Airwars, are read."""

from __future__ import annotations

from functools import cache
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from tawthiq.vocabulary.terms import load_yaml, parties, violations


class AcledWords(BaseModel):
    """The mapping of `vocabulary/data/acled.yaml`, its codes checked against the vocabulary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    events: dict[str, tuple[str, ...]]
    one_sided: tuple[str, ...]
    sides: dict[str, str]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_codes({code for each in self.events.values() for code in each}, self.sides)
        return self


class AirwarsWords(BaseModel):
    """The mapping of `vocabulary/data/airwars.yaml`, its codes checked against the vocabulary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, tuple[str, ...]]
    tolls: dict[str, tuple[str, ...]]
    bounds: dict[Literal["min", "max"], tuple[str, ...]]
    strikes: dict[str, str]
    sides: dict[str, str]
    exact: tuple[str, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_codes(set(self.strikes.values()), self.sides)
        return self


def _check_codes(kinds: set[str], sides: dict[str, str]) -> None:
    if unknown := (kinds - set(violations())) | (set(sides.values()) - set(parties())):
        raise ValueError(f"no vocabulary holds {sorted(unknown)}")


@cache
def acled_words() -> AcledWords:
    """Returns how the words of ACLED are read."""
    return AcledWords.model_validate(load_yaml("acled.yaml"))


@cache
def airwars_words() -> AirwarsWords:
    """Returns how the words of tables like those of Airwars are read."""
    return AirwarsWords.model_validate(load_yaml("airwars.yaml"))
