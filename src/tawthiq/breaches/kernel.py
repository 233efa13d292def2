"""The inner loop: every event against every rule, on plain arrays."""

from __future__ import annotations

from typing import Any, TypeAlias

import numba
import numpy as np

from tawthiq.areas.grid import EXACT, INSIDE, OUTSIDE
from tawthiq.breaches.reasons import NUMBER

Array: TypeAlias = "np.ndarray[Any, Any]"

FALSE, TRUE, UNKNOWN = 0, 1, 2
BREACH, POSSIBLE, EXCLUDED, NO_BREACH = 0, 1, 2, 3
ACT, TIME, PLACE, PARTY, EXCLUSION = 0, 1, 2, 3, 4

_FORBIDDEN = NUMBER["act.forbidden"]
_NOT_FORBIDDEN = NUMBER["act.not_forbidden"]
_DEPENDS = NUMBER["act.depends"]
_ACT_NOT_KNOWN = NUMBER["act.not_known"]
_CONDITIONAL = NUMBER["act.conditional"]
_IN_FORCE = NUMBER["time.in_force"]
_BEFORE = NUMBER["time.before"]
_AFTER_END = NUMBER["time.after_end"]
_AROUND_START = NUMBER["time.around_start"]
_AROUND_END = NUMBER["time.around_end"]
_RENEWAL = NUMBER["time.renewal_not_known"]
_TIME_NOT_KNOWN = NUMBER["time.not_known"]
_POINT_INSIDE = NUMBER["place.point_inside"]
_POINT_OUTSIDE = NUMBER["place.point_outside"]
_NOT_SETTLED = NUMBER["place.zone_not_settled"]
_NOT_THEN = NUMBER["place.zone_not_then"]
_CHANGED = NUMBER["place.zone_changed"]
_NO_ZONE = NUMBER["place.no_zone_recorded"]
_PLACE_NOT_KNOWN = NUMBER["place.not_known"]
_NOT_NAMED = NUMBER["party.not_named"]
_NOT_ALL = NUMBER["party.not_all_bound"]


@numba.njit(cache=True, nogil=True)
def place_points(longitude: Array, latitude: Array, reach: Array, grid: Any, said: Array) -> None:
    """Writes what the grid says of each point: row x area.

    Args:
        longitude: Degrees; not a number where there is no point.
        latitude: Degrees.
        reach: Rows x 2: half the width and height of what the point stands for, in degrees.
        grid: West, south, side of a cell, pattern, what is said, what is said beyond it.
        said: Rows x areas, written.
    """
    west, south, cell, pattern, says, beyond = grid
    rows, columns = pattern.shape
    for at in range(len(longitude)):
        x, y = longitude[at], latitude[at]
        if np.isnan(x):
            continue
        if reach[at, 0] == 0.0:
            column = int(np.floor((x - west) / cell))
            row = int(np.floor((y - south) / cell))
            if column < 0 or row < 0 or column >= columns or row >= rows:
                for area in range(said.shape[1]):
                    said[at, area] = beyond[area]
            else:
                number = pattern[row, column]
                for area in range(said.shape[1]):
                    said[at, area] = says[number, area]
            continue
        left = int(np.floor((x - reach[at, 0] - west) / cell))
        right = int(np.floor((x + reach[at, 0] - west) / cell))
        low = int(np.floor((y - reach[at, 1] - south) / cell))
        high = int(np.floor((y + reach[at, 1] - south) / cell))
        _place_box(at, left, right, low, high, pattern, says, beyond, said)


@numba.njit(cache=True, nogil=True)
def _place_box(at: int, left: int, right: int, low: int, high: int, pattern: Array, says: Array,
               beyond: Array, said: Array) -> None:  # fmt: skip
    """Says of a box of cells what all of them say; where they differ, shapes must be asked."""
    rows, columns = pattern.shape
    inside = left >= 0 and low >= 0 and right < columns and high < rows
    outside = right < 0 or high < 0 or left >= columns or low >= rows
    for area in range(said.shape[1]):
        if outside:
            said[at, area] = beyond[area]
        elif not inside or (right - left + 1) * (high - low + 1) > 4096:
            said[at, area] = EXACT
        else:
            first = says[pattern[low, left], area]
            for row in range(low, high + 1):
                for column in range(left, right + 1):
                    if says[pattern[row, column], area] != first:
                        first = EXACT
            said[at, area] = first


@numba.njit(cache=True, nogil=True)
def _time_of(start: int, end: int, bounds: Any, flag: int) -> int:
    """Compares an interval with the bounds of one term; returns the number of the reason."""
    if start >= bounds[1]:
        begun = _IN_FORCE
    elif end <= bounds[0]:
        return _BEFORE
    else:
        begun = _AROUND_START
    if flag & 2 == 0 or end <= bounds[2]:
        return begun
    if flag & 1:
        return begun if begun != _IN_FORCE else _RENEWAL
    if start >= bounds[3]:
        return _AFTER_END
    return begun if begun != _IN_FORCE else _AROUND_END


@numba.njit(cache=True, nogil=True)
def _rank(value: int) -> int:
    """Orders the three values for joining with `or`: false, unknown, true."""
    return 0 if value == FALSE else 1 if value == UNKNOWN else 2


@numba.njit(cache=True, nogil=True)
def _zone_of(at: int, zone: int, events: Any, zones: Any, said: Array) -> Any:
    """Returns the number of the reason for one event and one zone."""
    start, end, timed, place, longitude, _acts, _parties, _joint = events
    coded, area_of, negated, unsure, possible, dated, bounds, flags, values = zones
    has_point = not np.isnan(longitude[at])
    here = place[at] if place[at] >= 0 else coded.shape[0] - 1
    if place[at] < 0 and not has_point:
        return _PLACE_NOT_KNOWN
    area = area_of[here, zone]
    if area < 0 or not has_point:
        reason = coded[here, zone]
    else:
        found = said[at, area]
        if negated[here, zone] and found <= INSIDE:
            found = INSIDE if found == OUTSIDE else OUTSIDE
        if found == INSIDE:
            reason = _NOT_SETTLED if possible[zone] else _POINT_INSIDE
        else:
            reason = _POINT_OUTSIDE if found == OUTSIDE else unsure[here, zone]
    if dated[zone] and values[reason] != FALSE:
        if not timed[at]:
            return _CHANGED
        then = _time_of(start[at], end[at], bounds[zone], flags[zone])
        if then in (_BEFORE, _AFTER_END):
            return _NOT_THEN
        if then != _IN_FORCE:
            return _CHANGED
    return reason


@numba.njit(cache=True, nogil=True)
def _party_of(mask: Any, joint: int, yes: Any, no: Any, reasons: Array) -> Any:
    """Joins the candidates: all must be bound, of several acting together one is enough."""
    if mask == 0:
        return _NOT_NAMED
    unsure = mask & ~yes & ~no
    if joint:
        pick = mask & yes if mask & yes else unsure if unsure else mask
    elif mask & ~yes == 0 or mask & ~no == 0:
        pick = mask
    else:
        pick = unsure
    if pick == 0:
        return _NOT_ALL
    first = 0
    while pick & np.uint64(1) == 0:
        pick >>= np.uint64(1)
        first += 1
    return reasons[first]


@numba.njit(cache=True, nogil=True)
def _verdict(act: int, time: int, place: int, party: int, exclusion: int) -> tuple[int, int]:
    """Joins the five values; returns the verdict and the failing test, 5 where none fails."""
    if act == FALSE:
        return NO_BREACH, ACT
    if time == FALSE:
        return NO_BREACH, TIME
    if place == FALSE:
        return NO_BREACH, PLACE
    if party == FALSE:
        return NO_BREACH, PARTY
    if exclusion == TRUE:
        return EXCLUDED, EXCLUSION
    if act == TRUE and time == TRUE and place == TRUE and party == TRUE and exclusion == FALSE:
        return BREACH, 5
    return POSSIBLE, 5


@numba.njit(cache=True, nogil=True)
def decide(events: Any, rules: Any, zones: Any, said: Array, exclusions: Array, out: Any) -> None:
    """Writes the reason of each test, the verdict and the failing test: row x rule.

    Args:
        events: The arrays of the events.
        rules: The arrays of the rules; see `rules.Rules`.
        zones: The arrays of the zones.
        said: Rows x areas: how each point lies to each area.
        exclusions: Rows x agreements, or 1 x agreements: number of the reason.
        out: Reasons (row x rule x 5), verdicts and failing tests (row x rule), written.
    """
    start, end, timed, _place, _longitude, acts, parties, joint = events
    (agreement_of, breached, depending, conditional, time_of, terms, term_bounds, term_flags,
     place_of, zone_lists, zone_at, yes, no, party_reasons, values) = rules  # fmt: skip
    reasons, verdicts, failing = out
    time_values, place_values = values[TIME], values[PLACE]
    per_zone = np.zeros(len(zones[4]), np.int64)
    per_place = np.zeros(len(zone_lists) - 1, np.int64)
    per_time = np.zeros(len(terms) - 1, np.int64)
    for at in range(len(start)):
        for zone in range(len(per_zone)):
            per_zone[zone] = _zone_of(at, zone, events, zones, said)
        for each in range(len(per_place)):
            best, rank = _NO_ZONE, -1
            for slot in range(zone_lists[each], zone_lists[each + 1]):
                found = per_zone[zone_at[slot]]
                if _rank(place_values[found]) > rank:
                    best, rank = found, _rank(place_values[found])
            if best == _NO_ZONE and _zone_missing(at, events):
                best = _PLACE_NOT_KNOWN
            per_place[each] = best
        for each in range(len(per_time)):
            best, rank = _TIME_NOT_KNOWN, -1
            if timed[at]:
                for slot in range(terms[each], terms[each + 1]):
                    found = _time_of(start[at], end[at], term_bounds[slot], term_flags[slot])
                    if _rank(time_values[found]) > rank:
                        best, rank = found, _rank(time_values[found])
            per_time[each] = best
        row = at if exclusions.shape[0] > 1 else 0
        for rule in range(len(agreement_of)):
            if acts[at] == 0:
                act = _ACT_NOT_KNOWN
            elif acts[at] & breached[rule]:
                act = _CONDITIONAL if conditional[rule] else _FORBIDDEN
            else:
                act = _DEPENDS if acts[at] & depending[rule] else _NOT_FORBIDDEN
            time, place = per_time[time_of[rule]], per_place[place_of[rule]]
            party = _party_of(parties[at], joint[at], yes[rule], no[rule], party_reasons[rule])
            exclusion = exclusions[row, agreement_of[rule]]
            reasons[at, rule, ACT], reasons[at, rule, TIME] = act, time
            reasons[at, rule, PLACE], reasons[at, rule, PARTY] = place, party
            reasons[at, rule, EXCLUSION] = exclusion
            verdicts[at, rule], failing[at, rule] = _verdict(
                values[ACT, act], values[TIME, time], values[PLACE, place],
                values[PARTY, party], values[EXCLUSION, exclusion],
            )  # fmt: skip


@numba.njit(cache=True, nogil=True)
def _zone_missing(at: int, events: Any) -> Any:
    return events[3][at] < 0 and np.isnan(events[4][at])


@numba.njit(cache=True, nogil=True)
def decide_again(rows: Array, rule_of: Array, party: Array, out: Any, values: Array) -> None:
    """Puts other reasons of the party test in place and joins the values anew."""
    reasons, verdicts, failing = out
    for slot in range(len(rows)):
        at, rule = rows[slot], rule_of[slot]
        reasons[at, rule, PARTY] = party[slot]
        five = reasons[at, rule]
        verdicts[at, rule], failing[at, rule] = _verdict(
            values[ACT, five[ACT]], values[TIME, five[TIME]], values[PLACE, five[PLACE]],
            values[PARTY, five[PARTY]], values[EXCLUSION, five[EXCLUSION]],
        )  # fmt: skip
