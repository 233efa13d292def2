"""The inner loop: every event against every rule, on plain arrays."""

from __future__ import annotations

from typing import Any, TypeAlias

import numba
import numpy as np

from tawthiq.areas.grid import ASTRAY, EXACT, INSIDE, UNSURE
from tawthiq.breaches.tables.reasons import NUMBER

Array: TypeAlias = "np.ndarray[Any, Any]"

_SLOTS = 4096
_SHIFT = np.uint64(64 - 12)
_SPREAD = np.uint64(
    0x9E3779B97F4A7C15
)  # Knuth's multiplicative hashing, 2**64 over the golden ratio
FALSE, UNKNOWN = 0, 2  # the places of two values among `reasons.TRUTHS`
_FORBIDDEN = NUMBER["act.forbidden"]
_NOT_FORBIDDEN = NUMBER["act.not_forbidden"]
_DEPENDS = NUMBER["act.depends"]
_ACT_NOT_KNOWN = NUMBER["act.not_known"]
_CONDITIONAL = NUMBER["act.conditional"]
IN_FORCE = NUMBER["time.in_force"]
BEFORE = NUMBER["time.before"]
AFTER_END = NUMBER["time.after_end"]
_AROUND_START = NUMBER["time.around_start"]
_AROUND_END = NUMBER["time.around_end"]
_RENEWAL = NUMBER["time.renewal_not_known"]
TIME_NOT_KNOWN = NUMBER["time.not_known"]
POINT_INSIDE = NUMBER["place.point_inside"]
POINT_OUTSIDE = NUMBER["place.point_outside"]
NOT_SETTLED = NUMBER["place.zone_not_settled"]
NOT_THEN = NUMBER["place.zone_not_then"]
CHANGED = NUMBER["place.zone_changed"]
CONTRADICTORY = NUMBER["place.contradictory"]
PLACE_NOT_KNOWN = NUMBER["place.not_known"]
NOT_NAMED = NUMBER["party.not_named"]
NOT_ALL = NUMBER["party.not_all_bound"]

NO_PARTY, SOME_PARTIES = 64, 65
"""Stand for no candidate, and for some of whom only a part is bound, after the 64 of the bits."""


@numba.njit(cache=True, nogil=True)
def cells_of(longitude: Array, latitude: Array, grid: Any, found: Array) -> None:
    """Writes the number of the pattern in whose cell each point lies.

    The number after the last pattern stands for every point beyond the grid, the next for none.

    Args:
        longitude: Degrees; not a number where there is no point.
        latitude: Degrees.
        grid: West, south, side of a cell, the patterns of the cells, how many there are.
        found: Written.
    """
    west, south, cell, pattern, count = grid
    rows, columns = pattern.shape
    scale = 1.0 / cell
    for at in range(len(longitude)):
        x, y = (longitude[at] - west) * scale, (latitude[at] - south) * scale
        if x >= 0.0 and y >= 0.0 and x < columns and y < rows:
            found[at] = pattern[int(y), int(x)]
        else:
            found[at] = count + 1 if np.isnan(x) else count


@numba.njit(cache=True, nogil=True)
def place_boxes(boxes: Array, grid: Any, says: Array, beyond: Array, said: Array) -> None:
    """Says of each box of degrees what all of its cells say; else shapes must be asked.

    Args:
        boxes: Rows x 4: west, south, east, north.
        grid: As in `cells_of`.
        says: Pattern x area.
        beyond: Per area, what is said beyond the grid.
        said: Area x row, written.
    """
    west, south, cell, pattern, _count = grid
    rows, columns = pattern.shape
    for at in range(len(boxes)):
        left = int(np.floor((boxes[at, 0] - west) / cell))
        low = int(np.floor((boxes[at, 1] - south) / cell))
        right = int(np.floor((boxes[at, 2] - west) / cell))
        high = int(np.floor((boxes[at, 3] - south) / cell))
        inside = left >= 0 and low >= 0 and right < columns and high < rows
        outside = right < 0 or high < 0 or left >= columns or low >= rows
        small = (right - left + 1) * (high - low + 1) <= 4096
        for area in range(len(said)):
            first = beyond[area] if outside else EXACT
            if inside and small:
                first = says[pattern[low, left], area]
                for row in range(low, high + 1):
                    for column in range(left, right + 1):
                        if says[pattern[row, column], area] != first:
                            first = EXACT
            said[area, at] = first


@numba.njit(cache=True, nogil=True)
def time_reason(
    start: int, end: int, first: int, begun_by: int, ending: int, ended_by: int, flags: int
) -> Any:
    """Compares an interval with the bounds of one term; returns the number of the reason."""
    if start >= begun_by:
        begun = IN_FORCE
    elif end <= first:
        return BEFORE
    else:
        begun = _AROUND_START
    if flags & 2 == 0 or end <= ending:
        return begun
    if flags & 1:
        return begun if begun != IN_FORCE else _RENEWAL
    if start >= ended_by:
        return AFTER_END
    return begun if begun != IN_FORCE else _AROUND_END


@numba.njit(cache=True, nogil=True)
def zone_reasons(events: Any, zone: Any, said: Array, found: Array) -> None:
    """Writes the reason of the place test of every event against one zone.

    Args:
        events: Start, end, whether the time is known, place, longitude.
        zone: Per place: reason by its code, its area, whether that is negated, reason where it
            is not settled; then, of the zone: whether it is only possible, whether it is dated,
            its four bounds, its flags; and the values of the reasons.
        said: Area x row: how each point lies to each area.
        found: Written.
    """
    start, end, timed, place, longitude = events
    coded, area_of, negated, unsure, possible, dated, bounds, flags, values = zone
    nowhere = len(coded) - 1
    inside = NOT_SETTLED if possible else POINT_INSIDE
    for at in range(len(start)):
        here = place[at] if place[at] >= 0 else nowhere
        area = area_of[here]
        if np.isnan(longitude[at]):
            reason = coded[here] if here != nowhere else PLACE_NOT_KNOWN
        elif area < 0:
            reason = coded[here]
        else:
            lies = said[area, at]
            if lies == ASTRAY:
                reason = CONTRADICTORY
            elif lies == UNSURE:
                reason = coded[here] if values[coded[here]] != UNKNOWN else unsure[here]
            else:
                reason = inside if (lies == INSIDE) != (negated[here] == 1) else POINT_OUTSIDE
        found[at] = reason
    if not dated:
        return
    for at in range(len(start)):
        if values[found[at]] == FALSE:
            continue
        then = IN_FORCE
        if timed[at]:
            then = time_reason(
                start[at], end[at], bounds[0], bounds[1], bounds[2], bounds[3], flags
            )
        if then in (BEFORE, AFTER_END):
            found[at] = NOT_THEN
        elif then != IN_FORCE or not timed[at]:
            found[at] = CHANGED


@numba.njit(cache=True, nogil=True)
def join_reasons(more: Array, rank: Array, found: Array) -> None:
    """Joins the reasons of one more zone or term: the first that says most counts."""
    for at in range(len(found)):
        if rank[more[at]] > rank[found[at]]:
            found[at] = more[at]


@numba.njit(cache=True, nogil=True)
def time_reasons(
    start: Array, end: Array, timed: Array, bounds: Array, flags: int, found: Array
) -> None:
    """Writes the reason of the time test of every event against one term."""
    first, begun_by, ending, ended_by = bounds
    endless, is_open = flags & 2 == 0, flags & 1 == 1
    after = _RENEWAL if is_open else _AROUND_END
    for at in range(len(start)):
        begun = start[at] >= begun_by
        before_end = endless or end[at] <= ending
        reason = IN_FORCE if begun else _AROUND_START
        if not before_end:
            reason = after if begun else _AROUND_START
            if not is_open and start[at] >= ended_by:
                reason = AFTER_END
        if not begun and end[at] <= first:
            reason = BEFORE
        found[at] = reason if timed[at] else TIME_NOT_KNOWN


@numba.njit(cache=True, nogil=True)
def act_reasons(acts: Array, breached: Any, depending: Any, conditional: Any, found: Array) -> None:
    """Writes the reason of the act test for one rule."""
    for at in range(len(acts)):
        found[at] = act_reason(acts[at], breached, depending, conditional)


@numba.njit(cache=True, nogil=True)
def act_reason(acts: Any, breached: Any, depending: Any, conditional: Any) -> int:
    """Returns the reason of the act test for one event and rule."""
    if acts == 0:
        return _ACT_NOT_KNOWN
    if acts & breached:
        return _CONDITIONAL if conditional else _FORBIDDEN
    return _DEPENDS if acts & depending else _NOT_FORBIDDEN


@numba.njit(cache=True, nogil=True)
def number_parties(parties: Array, joint: Array, found: Array) -> Array:
    """Numbers the different sets of candidates; returns them: set x (bits, acted together)."""
    size = _SLOTS
    keys, numbers = np.zeros((size, 2), np.uint64), np.full(size, -1, np.int32)
    sets = np.empty((size, 2), np.uint64)
    count = 0
    for at in range(len(parties)):
        mask, together = parties[at], np.uint64(joint[at])
        slot = np.int64(((mask ^ (together << np.uint64(63))) * _SPREAD) >> _SHIFT)
        while numbers[slot] >= 0 and (keys[slot, 0] != mask or keys[slot, 1] != together):
            slot = np.int64((slot + 1) % size)
        if numbers[slot] < 0:
            keys[slot, 0], keys[slot, 1], numbers[slot] = mask, together, count
            sets[count, 0], sets[count, 1] = mask, together
            count += 1
            if count > size // 2:
                return sets[:0]
        found[at] = numbers[slot]
    return sets[:count]


@numba.njit(cache=True, nogil=True)
def party_reasons(sets: Array, yes: Any, no: Any, reasons: Array, found: Array) -> None:
    """Writes the reason of the party test of each set of candidates for one rule."""
    for at in range(len(sets)):
        slot = party_slot(sets[at, 0], sets[at, 1], yes, no)
        if slot == NO_PARTY:
            found[at] = NOT_NAMED
        else:
            found[at] = NOT_ALL if slot == SOME_PARTIES else reasons[slot]


@numba.njit(cache=True, nogil=True)
def party_slot(mask: Any, joint: Any, yes: Any, no: Any) -> int:
    """Returns the bit of the candidate whose reason counts; `NO_PARTY` or `SOME_PARTIES`.

    All candidates must be bound; of several that acted together one is enough. The reason is that
    of the first candidate with the joined value.
    """
    if mask == 0:
        return NO_PARTY
    unsure = mask & ~yes & ~no
    if joint:
        pick = mask & yes if mask & yes else unsure if unsure else mask
    elif mask & ~yes == 0 or mask & ~no == 0:
        pick = mask
    else:
        pick = unsure
    if pick == 0:
        return SOME_PARTIES
    first = 0
    while pick & np.uint64(1) == 0:
        pick >>= np.uint64(1)
        first += 1
    return first


@numba.njit(cache=True, nogil=True)
def join_tests(five: Any, weights: Array, verdict_of: Array, failing_of: Array,
               verdicts: Array, failing: Array) -> None:  # fmt: skip
    """Joins the reasons of the five tests of one rule into verdicts and failing tests.

    Args:
        five: Test x row: numbers of the reasons.
        weights: Test x reason: what the reason adds to the place in the two tables.
        verdict_of: The verdict of each combination of the five values.
        failing_of: The failing test of each combination.
        verdicts: Written.
        failing: Written.
    """
    acts, times, places, parties, exclusions = five
    for at in range(len(verdicts)):
        case = (
            weights[0, acts[at]] + weights[1, times[at]] + weights[2, places[at]]
            + weights[3, parties[at]] + weights[4, exclusions[at]]
        )  # fmt: skip
        verdicts[at], failing[at] = verdict_of[case], failing_of[case]
