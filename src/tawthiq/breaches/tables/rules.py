"""Agreements and rules turned into arrays once, for deciding many events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tawthiq.areas import Area
from tawthiq.areas.grid import Grid, make_grids
from tawthiq.breaches.bounds import bounds_of, microseconds, numbers_of, terms_of, unbroken
from tawthiq.breaches.finding import TestName
from tawthiq.breaches.party import party_line, party_test
from tawthiq.breaches.place import zones_of
from tawthiq.breaches.ruleset import Ruleset
from tawthiq.breaches.tables.astray import Extents
from tawthiq.breaches.tables.kernel import Array
from tawthiq.breaches.tables.reasons import NUMBER, values_of
from tawthiq.breaches.tables.zone_arrays import StretchArrays, ZoneArrays, Zoning
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
)
from tawthiq.vocabulary import alliances, parties, violations

_WORD = 64


@dataclass(frozen=True, slots=True)
class TimeRule:
    """When a provision is in force.

    Attributes:
        terms: Per term: its four bounds in microseconds, and its flags.
        runs: First and last instant of terms that follow each other without a gap.
        never: Whether it was in force at no instant.
    """

    terms: tuple[tuple[int, ...], ...]
    runs: tuple[tuple[int, int], ...]
    never: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """Every agreement x provision that a violation can breach, as arrays for the inner loop.

    Attributes:
        pairs: Agreement and provision of each rule.
        acts: Violation codes; the place of a code is its bit.
        parties: Party and alliance codes, sorted; the place of a code is its bit.
        dated: Per rule, the bits of the parties whose answer depends on the day.
        places: Place codes; the place of a code is its number.
        extents: What each place surely does not leave.
        asked: Per place, whether points in it are compared with some area.
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
        stretches: Per place rule, what its zones settle together, if anything.
        times: Per time rule, its terms and which of them follow each other.
        values: Test x reason: value of the reason, as an index of `TRUTHS`.
    """

    pairs: tuple[tuple[Agreement, Provision], ...]
    agreements: tuple[Agreement, ...]
    ruleset: Ruleset
    acts: tuple[str, ...]
    parties: tuple[str, ...]
    dated: Array
    places: dict[str, int]
    extents: Extents
    asked: Array
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
    stretches: tuple[tuple[StretchArrays, ...], ...]
    times: tuple[TimeRule, ...]
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
    drawn = Zones(places)
    held = Zoning(drawn, numbers)
    values = np.zeros((len(TestName), 16), np.int8)
    for at, test in enumerate(TestName):
        own = values_of(test)
        values[at, : len(own)] = own
    zone_lists, place_of = _lists([held.add_all(zones_of(*pair)) for pair in pairs])
    bound = [_bonds(pair, names, ruleset) for pair in pairs]
    times, time_of = _lists([_terms(*pair) for pair in pairs])
    starts, bounds, flags = _flat_terms([each.terms for each in times])
    lists, zone_at = _flat(zone_lists)
    zones, stretches = held.arrays(), tuple(held.stretches(each) for each in zone_lists)
    return Rules(
        pairs=tuple(pairs),
        agreements=tuple(agreements),
        ruleset=ruleset,
        acts=acts,
        parties=names,
        dated=np.array([each.dated for each in bound], np.uint64),
        places=numbers,
        extents=Extents(drawn, tuple(numbers)),
        asked=held.asked(),
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
        stretches=stretches,
        times=tuple(times),
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


def _terms(agreement: Agreement, provision: Provision) -> TimeRule:
    terms = terms_of(agreement, provision)
    never = not terms
    if never:
        terms = [bounds_of(term, provision) for term in agreement.terms]
    runs = tuple(
        (microseconds(run[0].surely[0]), microseconds(max(each.surely[1] for each in run)))
        for run in unbroken(terms)
    )
    return TimeRule(tuple(numbers_of(each) for each in terms), runs, never)


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
