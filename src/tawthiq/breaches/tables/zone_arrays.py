"""Zones turned into arrays once: each alone, and those of one rule taken together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tawthiq.areas import Area
from tawthiq.breaches.bounds import microseconds, numbers_of, span
from tawthiq.breaches.finding import TestName
from tawthiq.breaches.place import stretches_of
from tawthiq.breaches.tables.kernel import Array
from tawthiq.breaches.tables.reasons import NUMBER, values_of
from tawthiq.breaches.zones import Way, Zones
from tawthiq.records import Zone


@dataclass(frozen=True, slots=True)
class ZoneArrays:
    """One zone as arrays.

    Attributes:
        arrays: What the inner loop takes of it.
        dated: Whether it holds for a time of its own.
        area_of_points: Number of the area that a point without a place is compared with.
        of_points: Outside, inside, unsure: number of the reason for such a point.
    """

    arrays: tuple[Any, ...]
    dated: bool
    area_of_points: int
    of_points: Array


@dataclass(frozen=True, slots=True)
class StretchArrays:
    """A stretch of time and the zones that surely hold all through it.

    Attributes:
        start: Microseconds since 1970.
        end: The same.
        zones: What the inner loop takes of these zones taken together; None where none holds.
    """

    start: int
    end: int
    zones: ZoneArrays | None


class Zoning:
    """The zones met so far, and how each place and each point is compared with them."""

    def __init__(self, zones: Zones, places: dict[str, int]):
        """Starts without a zone; the last row of every array stands for no place."""
        self._zones = zones
        self._codes: tuple[str | None, ...] = (*places, None)
        self._held: list[Zone] = []
        self._ways: list[list[Way]] = []
        self.areas: list[Area] = []
        self._numbers: dict[int, int] = {}

    def add_all(self, zones: Sequence[Zone]) -> tuple[int, ...]:
        """Returns the number of each zone."""
        return tuple(self._add(zone) for zone in zones)

    def _add(self, zone: Zone) -> int:
        for at, held in enumerate(self._held):
            if held is zone:
                return at
        self._held.append(zone)
        self._ways.append([self._zones.way(code, zone) for code in self._codes])
        return len(self._held) - 1

    def arrays(self) -> tuple[ZoneArrays, ...]:
        """Returns what the inner loop takes of each zone."""
        return tuple(
            self._arrays(ways, zone) for zone, ways in zip(self._held, self._ways, strict=True)
        )

    def asked(self) -> Array:
        """Says of each place whether points in it are compared with the area of some zone."""
        asked = [any(way.area is not None for way in here)
                 for here in zip(*self._ways, strict=True)]  # fmt: skip
        return np.array(asked[:-1], bool)

    def stretches(self, numbers: Sequence[int]) -> tuple[StretchArrays, ...]:
        """Returns what zones can settle together that none of them settles alone; else nothing."""
        zones = [self._held[at] for at in numbers]
        dated = any(zone.is_version for zone in zones)
        if len(zones) < 2 or not (dated or self._adds([self._ways[at] for at in numbers])):
            return ()
        found = []
        for each in stretches_of(zones):
            ways = [self._ways[self._add(zone)] for zone in each.zones]
            joined = [
                self._zones.joined(code, [own[row] for own in ways])
                for row, code in enumerate(self._codes)
            ]
            arrays = self._arrays(joined) if ways else None
            found.append(StretchArrays(microseconds(each.start), microseconds(each.end), arrays))
        return tuple(found)

    def _adds(self, ways: Sequence[Sequence[Way]]) -> bool:
        """Says whether, at some place, two zones without a time of their own meet."""
        seen: dict[tuple[int, ...], bool] = {}
        for here in zip(*ways, strict=True):
            sure = [way for way in here if way.area is not None and way.is_settled]
            key = tuple(sorted(id(way.area) for way in sure))
            if len(sure) > 1 and key not in seen:
                seen[key] = self._zones.meet(sure)
        return any(seen.values())

    def _arrays(self, ways: Sequence[Way], zone: Zone | None = None) -> ZoneArrays:
        """Returns the arrays of one zone, or of several that are taken together."""
        coded = np.array([NUMBER[f"place.{way.by_place.why}"] for way in ways], np.uint8)
        unsure = np.array([NUMBER[f"place.{way.unsure}"] for way in ways], np.uint8)
        negated = np.array([way.negated for way in ways], np.uint8)
        area_of = np.array(
            [-1 if way.area is None else self._area(way.area) for way in ways], np.int16
        )
        possible = zone is not None and zone.certainty != "core"
        dated = zone is not None and zone.is_version
        own = span(zone.valid_from, zone.valid_to) if zone is not None else span(None, None)
        *bounds, flags = numbers_of(own)
        values = np.zeros(16, np.int8)
        values[: len(values_of(TestName.PLACE))] = values_of(TestName.PLACE)
        arrays = (
            coded, area_of, negated, unsure, possible, dated,
            np.array(bounds, np.int64), flags, values,
        )  # fmt: skip
        sure = "zone_not_settled" if possible else "point_inside"
        named = ("point_outside", sure, None, None)
        of_points = [NUMBER[f"place.{name}"] if name else unsure[-1] for name in named]
        return ZoneArrays(arrays, dated, int(area_of[-1]), np.array(of_points, np.uint8))

    def _area(self, area: Area) -> int:
        if id(area) not in self._numbers:
            alike = (at for at, held in enumerate(self.areas) if held.is_like(area))
            self._numbers[id(area)] = next(alike, len(self.areas))
            if self._numbers[id(area)] == len(self.areas):
                self.areas.append(area.prepare())
        return self._numbers[id(area)]
