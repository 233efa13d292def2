"""The inner loops of what is near: each event against the few rules that may hold of it.

The arrays of a loop are taken out of their tuples before it begins, and what belongs together is
one record: taken out within the loop, each would be counted up and down (numba owns arrays by
counting), and that takes longer than the tests.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np

from tawthiq.areas.edges import Edges, lies_in_area
from tawthiq.areas.grid import EXACT, INSIDE, UNSURE
from tawthiq.breaches.tables.kernel import (
    AFTER_END,
    BEFORE,
    CHANGED,
    FALSE,
    IN_FORCE,
    NOT_SETTLED,
    NOT_THEN,
    PLACE_NOT_KNOWN,
    POINT_INSIDE,
    POINT_OUTSIDE,
    TIME_NOT_KNOWN,
    UNKNOWN,
    Array,
    act_reason,
    party_slot,
    time_reason,
)
from tawthiq.breaches.tables.reasons import NUMBER

ASK = 255
"""Stands for the reason of a place test that the shapes themselves must settle."""

_INTERVAL = [("first", "i8"), ("begun_by", "i8"), ("ending", "i8"), ("ended_by", "i8"),
             ("flags", "u1")]  # fmt: skip
RULE = np.dtype(
    [("breached", "u8"), ("depending", "u8"), ("conditional", "u1"), ("yes", "u8"), ("no", "u8"),
     ("dated", "u8"), ("first_term", "i4"), ("last_term", "i4"), ("place", "i4")]
)  # fmt: skip
"""A rule: see `Rules`; its terms, and its place rule."""
TERM = np.dtype(_INTERVAL)
"""A term: its four bounds and its flags."""
ZONE = np.dtype([("possible", "u1"), ("dated", "u1"), *_INTERVAL])
"""A zone: whether it is only possible, whether it holds for a time of its own, and that time."""
WAY = np.dtype([("coded", "u1"), ("unsure", "u1"), ("negated", "u1"), ("area", "i4")])
"""How a place is compared with a zone: the reason by its code alone, the reason where the area
does not settle it, whether lying in the area means lying outside the zone, and the area of a
point there, -1 for none."""
SPOT = np.dtype([("grid", "i4"), ("told", "i8")])
"""An area: its grid, and where in `Spots.told` its patterns begin."""

_NO_ZONE = NUMBER["place.no_zone_recorded"]
_BIT = np.uint64(1)
_WORD = 64


class Told(NamedTuple):
    """What the inner loops take of a batch of events; see `Events`."""

    start: Array
    end: Array
    timed: Array
    place: Array
    longitude: Array
    latitude: Array
    radius: Array
    acts: Array
    parties: Array
    joint: Array


class Bonds(NamedTuple):
    """What the tests of act, time and party take.

    Attributes:
        rules: `RULE` of each rule.
        terms: `TERM` of each term.
        ranks: Of the reasons of the time test: false, unknown, true.
        values: Test x reason: value of the reason, as an index of `TRUTHS`.
        party_reasons: Rule x slot: the number of the reason; see `party_slot`.
    """

    rules: Array
    terms: Array
    ranks: Array
    values: Array
    party_reasons: Array


class Cells(NamedTuple):
    """Which rules may hold where, as words of 64 bits. The last place stands for none.

    Attributes:
        without: Place x word: the rules whose place test is not false without a point.
        pointed: Place x word: the rules that may hold of an event with a point.
        anywhere: Word: the rules that may hold of a point in whatever cell.
        near: Pattern x word, grid by grid: the rules that may hold in such a cell.
        first: Per grid, where its patterns begin in `near`.
    """

    without: Array
    pointed: Array
    anywhere: Array
    near: Array
    first: Array


class Spots(NamedTuple):
    """What the place test takes.

    Attributes:
        place_of: Per rule, the number of its place rule.
        lists: Per place rule, where its zones begin in `zone_at`.
        zone_at: Zones.
        joined: Per place rule, whether its zones together can settle what none does alone.
        asked: Per place, whether points in it are compared with some area.
        zones: `ZONE` of each zone.
        ways: Zone x place: `WAY`; the last place stands for none.
        areas: `SPOT` of each area.
        told: What the cells of a pattern say of an area, area by area.
        ranks: Of the reasons: false, unknown, true.
        values: Of the reasons, as an index of `TRUTHS`.
    """

    place_of: Array
    lists: Array
    zone_at: Array
    joined: Array
    asked: Array
    zones: Array
    ways: Array
    areas: Array
    told: Array
    ranks: Array
    values: Array


@numba.njit(cache=True, nogil=True)
def near_pairs(told: Told, numbers: Array, bonds: Bonds, cells: Cells) -> Any:
    """Finds each event and rule that neither its cell nor act, time and party rule out.

    Args:
        told: The events.
        numbers: Grid x row: the pattern of the cell of each point; see `cells_of`.
        bonds: Of the rules.
        cells: Which rules may hold where.

    Returns:
        Row and rule of each pair, ascending; pair x test: the reasons, of place and exclusion not
        yet written. Where a candidate depends on the day, the party test is not made, and the
        reason is `ASK`.
    """
    room = len(told.start) // 8 + len(bonds.rules)
    row, rule_of = np.empty(room, np.int32), np.empty(room, np.int16)
    reasons = np.empty((room, 5), np.uint8)
    at, held = _fill_pairs(told, numbers, bonds, cells, (row, rule_of, reasons, 0, 0))
    while at < len(told.start):
        row = np.concatenate((row, np.empty_like(row)))
        rule_of = np.concatenate((rule_of, np.empty_like(rule_of)))
        reasons = np.concatenate((reasons, np.empty_like(reasons)))
        at, held = _fill_pairs(told, numbers, bonds, cells, (row, rule_of, reasons, at, held))
    return row[:held], rule_of[:held], reasons[:held]


@numba.njit(cache=True, nogil=True)
def _fill_pairs(
    told: Told,
    numbers: Array,
    bonds: Bonds,
    cells: Cells,
    pairs: tuple[Array, Array, Array, int, int],
) -> tuple[int, int]:
    """Writes pairs from a row on, until there is no room for those of a further event.

    Returns:
        The row that it came to, and how many pairs are held.
    """
    start, end, timed, place, longitude, _latitude, radius, acts, parties, joint = told
    rules, terms, ranks, values, party_reasons = bonds
    without, pointed, anywhere, near, first = cells
    row, rule_of, reasons, begin, held = pairs
    for at in range(begin, len(start)):
        if held + len(rules) > len(row):
            return at, held
        here = place[at] if place[at] >= 0 else len(without) - 1
        for word in range(len(anywhere)):
            if np.isnan(longitude[at]):
                bits = without[here, word]
            elif place[at] >= 0 or radius[at] > 0:
                bits = pointed[here, word]
            else:
                bits = anywhere[word]
                for grid in range(len(numbers)):
                    bits |= near[first[grid] + numbers[grid, at], word]
            while bits:
                number = word * _WORD + _lowest(bits)
                bits &= bits - _BIT
                rule = rules[number]
                time = TIME_NOT_KNOWN
                if timed[at]:
                    time = _time_of_rule(start[at], end[at], rule, terms, ranks)
                if values[1, time] == FALSE:
                    continue
                act = act_reason(acts[at], rule.breached, rule.depending, rule.conditional)
                if values[0, act] == FALSE:
                    continue
                party = ASK
                if parties[at] & rule.dated == 0:
                    which = party_slot(parties[at], joint[at], rule.yes, rule.no)
                    party = party_reasons[number, which]
                    if values[3, party] == FALSE:
                        continue
                row[held], rule_of[held] = at, number
                reasons[held, 0], reasons[held, 1], reasons[held, 3] = act, time, party
                held += 1
    return len(start), held


@numba.njit(cache=True, nogil=True)
def _time_of_rule(start: int, end: int, rule: Any, terms: Array, ranks: Array) -> int:
    """Returns the reason of the time test; of several terms the first that says most counts."""
    found = _time(start, end, terms[rule.first_term])
    for slot in range(rule.first_term + 1, rule.last_term):
        more = _time(start, end, terms[slot])
        if ranks[more] > ranks[found]:
            found = more
    return found


@numba.njit(cache=True, nogil=True)
def _time(start: int, end: int, of: Any) -> int:
    """Compares an interval with a term, or with the time of a zone."""
    found: int = time_reason(start, end, of.first, of.begun_by, of.ending, of.ended_by, of.flags)
    return found


@numba.njit(cache=True, nogil=True)
def _lowest(bits: Any) -> int:
    """Returns the place of the lowest bit that is set."""
    count = 0
    for step in (32, 16, 8, 4, 2, 1):
        if bits & ((_BIT << np.uint64(step)) - _BIT) == 0:
            bits >>= np.uint64(step)
            count += step
    return count


@numba.njit(cache=True, nogil=True)
def place_pairs(
    told: Told, numbers: Array, pairs: tuple[Array, Array], spots: Spots, edges: Edges
) -> Array:
    """Returns the reason of the place test of each pair; `ASK` where shapes must settle it.

    Args:
        told: The events.
        numbers: As in `near_pairs`.
        pairs: Row and rule of each.
        spots: Of the place test.
        edges: Of the areas, for cells that a border runs through.
    """
    start, end, timed, place, longitude, latitude, radius, _acts, _parties, _joint = told
    row, rule_of = pairs
    place_of, lists, zone_at, joined, asked, zones, ways, areas, said, ranks, values = spots
    found = np.empty(len(row), np.uint8)
    nowhere = ways.shape[1] - 1
    last, kept = np.full(len(lists) - 1, -1, np.int32), np.empty(len(lists) - 1, np.uint8)
    for pair in range(len(row)):
        at, which = row[pair], place_of[rule_of[pair]]
        if last[which] == at:
            found[pair] = kept[which]
            continue
        here, pointed = place[at], not np.isnan(longitude[at])
        if here < 0:
            here = nowhere
        reason = _NO_ZONE if here != nowhere or pointed else PLACE_NOT_KNOWN
        for slot in range(lists[which], lists[which + 1]):
            zone = zones[zone_at[slot]]
            way = ways[zone_at[slot], here]
            more = way.coded if pointed or here != nowhere else PLACE_NOT_KNOWN
            if pointed and way.area >= 0:
                lies = said[areas[way.area].told + numbers[areas[way.area].grid, at]]
                if radius[at] > 0:
                    lies = EXACT
                elif lies == EXACT:
                    lies = lies_in_area(edges, way.area, longitude[at], latitude[at])
                more = ASK if asked[here] else _reason_of(lies, way, zone.possible, values)
            if more != ASK and zone.dated and values[more] != FALSE:
                more = _dated(more, start[at], end[at], timed[at], zone)
            if more == ASK:
                reason = ASK
                break
            if slot == lists[which] or ranks[more] > ranks[reason]:
                reason = more
        if joined[which] and reason != ASK and values[reason] == UNKNOWN:
            reason = ASK
        last[which], kept[which], found[pair] = at, reason, reason
    return found


@numba.njit(cache=True, nogil=True)
def _reason_of(lies: int, way: Any, possible: int, values: Array) -> int:
    """Returns the reason from how a point lies to an area."""
    if lies == EXACT:
        return ASK
    if lies == UNSURE:
        return int(way.coded if values[way.coded] != UNKNOWN else way.unsure)
    if (lies == INSIDE) == (way.negated == 1):
        return POINT_OUTSIDE
    return NOT_SETTLED if possible else POINT_INSIDE


@numba.njit(cache=True, nogil=True)
def _dated(reason: int, start: int, end: int, timed: int, zone: Any) -> int:
    """Returns the reason against a zone that holds for a time of its own."""
    if not timed:
        return CHANGED
    then = _time(start, end, zone)
    if then in (BEFORE, AFTER_END):
        return NOT_THEN
    return reason if then == IN_FORCE else CHANGED


@numba.njit(cache=True, nogil=True)
def sort_pairs(
    row: Array, rule_of: Array, reasons: Array, values: Array, rules: int
) -> tuple[Array, Array, Array, Array]:
    """Sorts pairs by rule, and leaves out those whose place test is false.

    Returns:
        Per rule and one more, where its pairs begin; the row and the rule of each, rows ascending
        within a rule; test x pair: the reasons.
    """
    first = np.zeros(rules + 1, np.int64)
    for pair in range(len(row)):
        if reasons[pair, 2] == ASK or values[reasons[pair, 2]] != FALSE:
            first[rule_of[pair] + 1] += 1
    for rule in range(rules):
        first[rule + 1] += first[rule]
    total, at_rule = first[rules], first.copy()
    rows, sorted_rules = np.empty(total, np.int32), np.empty(total, np.int16)
    found = np.empty((5, total), np.uint8)
    for pair in range(len(row)):
        if reasons[pair, 2] == ASK or values[reasons[pair, 2]] != FALSE:
            to = at_rule[rule_of[pair]]
            at_rule[rule_of[pair]] += 1
            rows[to], sorted_rules[to] = row[pair], rule_of[pair]
            for test in range(4):
                found[test, to] = reasons[pair, test]
    return first, rows, sorted_rules, found
