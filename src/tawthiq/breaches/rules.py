"""Agreements and rules turned into arrays once, for deciding many events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from tawthiq.areas import Area
from tawthiq.areas.grid import Grid, make_grids
from tawthiq.breaches.bounds import Bounds, bounds_of, span
from tawthiq.breaches.finding import TestName
from tawthiq.breaches.kernel import Array
from tawthiq.breaches.party import party_line, party_test
from tawthiq.breaches.place import zones_of
from tawthiq.breaches.reasons import NUMBER, values_of
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.breaches.zones import Zones
from tawthiq.dates import When
from tawthiq.errors import SelectionError
from tawthiq.records import (
    Agreement,
    Attribution,
    Gazetteer,
    Incident,
    Mode,
    Provision,
    Truth,
    Where,
    Zone,
)
from tawthiq.vocabulary import alliances, parties, violations

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORD = 64


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
class Rules:
    """Every agreement x provision that a violation can breach, as arrays for the inner loop.

    Attributes:
        pairs: Agreement and provision of each rule.
        acts: Violation codes; the place of a code is its bit.
        parties: Party and alliance codes, sorted; the place of a code is its bit.
        dated: Per rule, the bits of the parties whose answer depends on the day.
        places: Place codes; the place of a code is its number.
        areas: Areas that points are compared with.
        grids: Grids over them, 32 each.
        agreement_of: Per rule, the number of its agreement.
        breached: Per rule, the bits of the violations that breach it for certain.
        depending: Per rule, the bits of those that may.
        conditional: Per rule, whether it hangs on a condition.
        time_of: Per rule, the number of its time rule.
        terms: Per time rule, where its terms begin in `bounds` and `flags`.
        place_of: Per rule, the number of its place rule.
        zone_lists: Per place rule, where its zones begin in `zone_at`.
        yes: Per rule, the bits of the parties that are bound.
        no: Per rule, the bits of the parties that are not.
        party_reasons: Rule x party: the number of the reason.
        zones: Per zone, what the inner loop takes of it.
        values: Test x reason: value of the reason, as an index of `TRUTHS`.
    """

    pairs: tuple[tuple[Agreement, Provision], ...]
    agreements: tuple[Agreement, ...]
    ruleset: Ruleset
    acts: tuple[str, ...]
    parties: tuple[str, ...]
    dated: Array
    places: dict[str, int]
    areas: tuple[Area, ...]
    grids: tuple[Grid, ...]
    agreement_of: Array
    breached: Array
    depending: Array
    conditional: Array
    time_of: Array
    terms: Array
    bounds: Array
    flags: Array
    place_of: Array
    zone_lists: Array
    zone_at: Array
    yes: Array
    no: Array
    party_reasons: Array
    zones: tuple[ZoneArrays, ...]
    values: Array

    def rank(self, test: TestName) -> Array:
        """Returns the order of a test's reasons for joining with `or`: false, unknown, true."""
        own = self.values[list(TestName).index(test)]
        ranks: Array = np.array([0, 2, 1], np.int8)[own]  # in the order of `TRUTHS`
        return ranks


def make_rules(
    agreements: Sequence[Agreement], *, ruleset: Ruleset, places: Gazetteer, cells: int
) -> Rules:
    """Turns agreements into arrays.

    Raises:
        SelectionError: There is no agreement, or two have one code.
    """
    codes = [each.code for each in agreements]
    if not codes:
        raise SelectionError("No agreement was given, so there is nothing to decide.")
    if doubled := sorted({code for code in codes if codes.count(code) > 1}):
        raise SelectionError(f"Two agreements have the code {doubled[0]!r}.")
    pairs = [
        (agreement, provision)
        for agreement in agreements
        for provision in agreement.provisions
        if provision.code in ruleset.prohibitions
    ]
    if not pairs:
        raise SelectionError("No provision of these agreements can be breached under the ruleset.")
    acts, names = tuple(sorted(violations())), tuple(sorted({*parties(), *alliances()}))
    for noun, words in (("violations", acts), ("parties", names)):
        if len(words) > _WORD:
            raise SelectionError(f"The vocabulary holds more than {_WORD} {noun}.")
    numbers = {place.code: at for at, place in enumerate(places)}
    held = _Zoning(Zones(places), numbers)
    values = np.zeros((len(TestName), 16), np.int8)
    for at, test in enumerate(TestName):
        own = values_of(test)
        values[at, : len(own)] = own
    zone_lists, place_of = _lists([held.add_all(zones_of(*pair)) for pair in pairs])
    time_lists = [_terms(*pair) for pair in pairs]
    bound = [_bonds(pair, names, ruleset) for pair in pairs]
    terms, time_of = _lists(time_lists)
    starts, bounds, flags = _flat_terms(terms)
    lists, zone_at = _flat(zone_lists)
    zones = held.arrays(values)
    return Rules(
        pairs=tuple(pairs),
        agreements=tuple(agreements),
        ruleset=ruleset,
        acts=acts,
        parties=names,
        dated=np.array([each.dated for each in bound], np.uint64),
        places=numbers,
        areas=tuple(held.areas),
        grids=tuple(make_grids(held.areas, cells=cells)),
        agreement_of=np.array([codes.index(each.code) for each, _ in pairs], np.int32),
        breached=np.array([_breached(each, acts, ruleset) for _, each in pairs], np.uint64),
        depending=np.array([_depending(each, acts, ruleset) for _, each in pairs], np.uint64),
        conditional=np.array([each.conditional_on is not None for _, each in pairs], np.uint8),
        time_of=time_of,
        terms=starts,
        bounds=bounds,
        flags=flags,
        place_of=place_of,
        zone_lists=lists,
        zone_at=zone_at,
        yes=np.array([each.yes for each in bound], np.uint64),
        no=np.array([each.no for each in bound], np.uint64),
        party_reasons=np.array([each.reasons for each in bound], np.uint8),
        zones=zones,
        values=values,
    )


def probe(
    *,
    when: When | None = None,
    where: Where | None = None,
    parties: tuple[str, ...] = (),
    joint: bool = False,
) -> Incident:
    """Returns an incident that has only what one test looks at."""
    held = (Attribution(parties=parties, mode=Mode.JOINT if joint else Mode.ANY),)
    return Incident(
        id="",
        collection="",
        key="",
        when=when,
        where=where,
        violations=(),
        attributions=held if parties else (),
    )


def microseconds(instant: datetime) -> int:
    """Returns an instant as microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Bond:
    yes: int
    no: int
    dated: int
    reasons: list[int]


def _bonds(pair: tuple[Agreement, Provision], names: Sequence[str], ruleset: Ruleset) -> _Bond:
    agreement, provision = pair
    on_time = {
        role.party for role in agreement.roles if role.bound_from is not None or role.bound_to
    }
    yes = no = dated = 0
    reasons = [0] * _WORD
    for at, code in enumerate(names):
        result = party_test(probe(parties=(code,)), agreement, provision, ruleset)
        yes |= (result.value is Truth.TRUE) << at
        no |= (result.value is Truth.FALSE) << at
        line = party_line(code)
        below = any(code in party_line(each) for each in on_time)
        dated |= (code in alliances() or below or bool(on_time & set(line))) << at
        reasons[at] = NUMBER[result.reason.code]
    return _Bond(yes, no, dated, reasons)


def _breached(provision: Provision, acts: Sequence[str], ruleset: Ruleset) -> int:
    return sum((provision.code in ruleset.breached_by(act)) << at for at, act in enumerate(acts))


def _depending(provision: Provision, acts: Sequence[str], ruleset: Ruleset) -> int:
    return sum(
        (act in ruleset.acts and provision.code in ruleset.acts[act].may_breach) << at
        for at, act in enumerate(acts)
    )


def _terms(agreement: Agreement, provision: Provision) -> tuple[tuple[int, ...], ...]:
    return tuple(_numbers(bounds_of(term, provision)) for term in agreement.terms)


def _numbers(bounds: Bounds) -> tuple[int, ...]:
    """Returns the four bounds in microseconds and two flags: open after the end, has an end."""
    flags = bounds.open_after | bounds.has_end << 1
    return (*(microseconds(each) for each in (*bounds.start, *bounds.end)), flags)


def _lists(found: Sequence[Any]) -> tuple[list[Any], Array]:
    """Returns the different lists, and for each of those given the place of its own."""
    different = list(dict.fromkeys(found))
    return different, np.array([different.index(each) for each in found], np.int32)


def _flat(lists: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    offsets = np.cumsum([0, *(len(each) for each in lists)]).astype(np.int32)
    return offsets, np.array([at for each in lists for at in each], np.int32)


def _flat_terms(lists: Sequence[Sequence[tuple[int, ...]]]) -> tuple[Array, Array, Array]:
    offsets, _ = _flat([range(len(each)) for each in lists])
    rows = np.array([row for each in lists for row in each], np.int64)
    return offsets, np.ascontiguousarray(rows[:, :4]), rows[:, 4].astype(np.uint8)


class _Zoning:
    """The zones met so far, and how each place and each point is compared with them."""

    def __init__(self, zones: Zones, places: dict[str, int]):
        self._zones = zones
        self._places = places
        self._held: list[Zone] = []
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
        return len(self._held) - 1

    def arrays(self, values: Array) -> tuple[ZoneArrays, ...]:
        """Returns what the inner loop takes of each zone; the last place stands for none."""
        shape = (len(self._places) + 1, len(self._held))
        coded, unsure = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
        area_of, negated = np.full(shape, -1, np.int16), np.zeros(shape, np.uint8)
        for at, zone in enumerate(self._held):
            for code, row in (*self._places.items(), (None, len(self._places))):
                way = self._zones.way(code, zone)
                coded[row, at] = NUMBER[f"place.{way.by_place.why}"]
                unsure[row, at] = NUMBER[f"place.{way.unsure}"]
                negated[row, at] = way.negated
                if way.area is not None:
                    area_of[row, at] = self._area(way.area)
        place_values = values[list(TestName).index(TestName.PLACE)].copy()
        nowhere = len(self._places)
        found = []
        for at, zone in enumerate(self._held):
            bounds = _numbers(span(zone.valid_from, zone.valid_to))
            arrays = (
                coded[:, at].copy(),
                area_of[:, at].copy(),
                negated[:, at].copy(),
                unsure[:, at].copy(),
                zone.certainty != "core",
                zone.is_version,
                np.array(bounds[:4], np.int64),
                bounds[4],
                place_values,
            )
            sure = "zone_not_settled" if zone.certainty != "core" else "point_inside"
            named = ("point_outside", sure, None, None)
            of_points = [NUMBER[f"place.{name}"] if name else unsure[nowhere, at] for name in named]
            found.append(
                ZoneArrays(
                    arrays,
                    zone.is_version,
                    int(area_of[nowhere, at]),
                    np.array(of_points, np.uint8),
                )
            )
        return tuple(found)

    def _area(self, area: Area) -> int:
        if id(area) not in self._numbers:
            self._numbers[id(area)] = len(self.areas)
            self.areas.append(area.prepare())
        return self._numbers[id(area)]
