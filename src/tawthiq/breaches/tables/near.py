"""The rules made ready for the inner loop of what is near: which may hold in which cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from tawthiq.areas.edges import Edges, make_edges
from tawthiq.areas.grid import INSIDE, OUTSIDE, PER_GRID, Grid
from tawthiq.breaches.finding import TestName
from tawthiq.breaches.tables import kernel
from tawthiq.breaches.tables.events import Events
from tawthiq.breaches.tables.kernel import FALSE, Array
from tawthiq.breaches.tables.near_kernel import (
    RULE,
    SPOT,
    TERM,
    WAY,
    ZONE,
    Bonds,
    Cells,
    Spots,
    Told,
    near_pairs,
    place_pairs,
    sort_pairs,
)
from tawthiq.breaches.tables.rules import Rules

_Arrays = TypeVar("_Arrays", Bonds, Cells, Edges, Spots, Told)
_WORD = 64
_PLACE = list(TestName).index(TestName.PLACE)


class Near:
    """Finds the pairs of an event and a rule that no test but the exclusion rules out."""

    def __init__(self, rules: Rules):
        """Turns rules into sets of rules per cell and per place, and areas into edges."""
        zones = [zone.arrays for zone in rules.zones]
        ways = _ways(zones, rules)
        self._grids = rules.grids
        self._bonds = _frozen(_bonds(rules))
        self._cells = _frozen(_cells(ways, rules))
        self._spots = _frozen(_spots(zones, ways, rules))
        self._edges = _frozen(make_edges(rules.areas, rules.grids))

    def pairs_of(self, events: Events) -> tuple[Array, Array, Array, Array]:
        """Returns the pairs of a batch, sorted; see `sort_pairs`."""
        numbers = np.empty((len(self._grids), len(events.start)), np.int32)
        for grid, own in zip(self._grids, numbers, strict=True):
            parts = (grid.west, grid.south, grid.cell, grid.pattern, len(grid.said))
            kernel.cells_of(events.longitude, events.latitude, parts, own)
        told = _frozen(Told(*(getattr(events, name) for name in Told._fields)))
        row, rule_of, reasons = near_pairs(told, numbers, self._bonds, self._cells)
        reasons[:, _PLACE] = place_pairs(told, numbers, (row, rule_of), self._spots, self._edges)
        rules = len(self._bonds.rules)
        found: tuple[Array, Array, Array, Array] = sort_pairs(
            row, rule_of, reasons, self._spots.values, rules
        )
        return found


def _bonds(rules: Rules) -> Bonds:
    count = len(rules.pairs)
    own = np.zeros(count, RULE)
    for name in ("breached", "depending", "conditional", "yes", "no", "dated"):
        own[name] = getattr(rules, name)
    own["first_term"] = rules.terms[rules.time_of]
    own["last_term"] = rules.terms[rules.time_of + 1]
    no_one = np.tile(np.array([kernel.NOT_NAMED, kernel.NOT_ALL], np.uint8), (count, 1))
    reasons = np.hstack([rules.party_reasons, no_one])
    terms = _intervals(TERM, rules.bounds, rules.flags)
    return Bonds(own, terms, rules.rank(TestName.TIME), rules.values, reasons)


def _ways(zones: Sequence[tuple[Any, ...]], rules: Rules) -> Array:
    """Returns `WAY`: zone x place; the last place stands for none."""
    found = np.zeros((len(zones), len(rules.places) + 1), WAY)
    for at, (coded, area_of, negated, unsure, *_) in enumerate(zones):
        own = found[at]
        own["coded"], own["area"], own["negated"], own["unsure"] = coded, area_of, negated, unsure
    return found


def _cells(ways: Array, rules: Rules) -> Cells:
    by_code = rules.values[_PLACE][ways["coded"]] != FALSE
    drawn = ways["area"] >= 0
    without = by_code.T.copy()
    without[-1] = True  # where it was done is not known
    patterns = [grid.told.shape[1] for grid in rules.grids]
    near = [_may_hold(at, grid, ways[:, -1]) for at, grid in enumerate(rules.grids)]
    return Cells(
        _words(without, rules),
        _words((drawn | by_code).T, rules),
        _words((by_code & ~drawn)[:, -1:].T, rules)[0],
        _words(np.concatenate([*near, without[:0]]), rules),
        np.cumsum([0, *patterns])[:-1],
    )


def _spots(zones: Sequence[tuple[Any, ...]], ways: Array, rules: Rules) -> Spots:
    bounds = np.array([zone[6] for zone in zones], np.int64).reshape(-1, 4)
    own = _intervals(ZONE, bounds, np.array([zone[7] for zone in zones], np.uint8))
    own["possible"] = [zone[4] for zone in zones]
    own["dated"] = [zone[5] for zone in zones]
    said = [each for grid in rules.grids for each in grid.told]
    areas = np.zeros(len(said), SPOT)
    areas["grid"] = np.arange(len(said)) // PER_GRID
    areas["told"] = np.cumsum([0, *(len(each) for each in said)])[:-1]
    said.append(np.zeros(0, np.uint8))
    return Spots(
        rules.place_of, rules.zone_lists, rules.zone_at,
        np.array([bool(each) for each in rules.stretches]), np.append(rules.asked, False),
        own, ways, areas, np.concatenate(said),
        rules.rank(TestName.PLACE), rules.values[_PLACE],
    )  # fmt: skip


def _intervals(kind: np.dtype[Any], bounds: Array, flags: Array) -> Array:
    found = np.zeros(len(bounds), kind)
    for at, name in enumerate(("first", "begun_by", "ending", "ended_by")):
        found[name] = bounds[:, at]
    found["flags"] = flags
    return found


def _may_hold(at: int, grid: Grid, ways: Array) -> Array:
    """Returns pattern x zone: whether a point in such a cell may lie in the zone."""
    found = np.zeros((grid.told.shape[1], len(ways)), bool)
    for zone, way in enumerate(ways):
        if way["area"] // PER_GRID == at:
            false = INSIDE if way["negated"] else OUTSIDE
            found[:, zone] = grid.told[way["area"] % PER_GRID] != false
    return found


def _words(zones: Array, rules: Rules) -> Array:
    """Turns rows of zones that may hold into rows of rules that may hold, as bits of words."""
    found = np.zeros((len(zones), (len(rules.pairs) - 1) // _WORD + 1), np.uint64)
    for rule, which in enumerate(rules.place_of):
        own = rules.zone_at[rules.zone_lists[which] : rules.zone_lists[which + 1]]
        may = zones[:, own].any(axis=1) if len(own) else np.ones(len(zones), bool)
        found[:, rule // _WORD] |= may.astype(np.uint64) << np.uint64(rule % _WORD)
    return found


def _frozen(held: _Arrays) -> _Arrays:
    """Returns the arrays as what may not be written, so that the loop is compiled once."""
    return type(held)(*(_read_only(each) for each in held))


def _read_only(array: Array) -> Array:
    found = np.ascontiguousarray(array).view()
    found.flags.writeable = False
    return found
