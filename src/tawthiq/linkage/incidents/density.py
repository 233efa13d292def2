"""How many other incidents to expect where an account lies: what chance alone brings together.

Counted from the accounts of the days around, without the day itself and its neighbours, since
these may tell of the same incident. A town that is struck every day brings accounts together by
chance, a quiet village hardly does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy.spatial import cKDTree

from tawthiq.linkage.incidents.accounts import Accounts

Array: TypeAlias = "np.ndarray[Any, Any]"

WINDOW = 15
"""So many days before and after are counted."""

TOLD = 2.0
"""So many accounts are held to tell of one incident."""

SCALES = {"same": 1.5, "near": 5.0, "radius": 30.0}
"""Half the sides of the squares in which points are counted, in kilometres."""

EXPECTED = {"same": 0.05, "near": 0.06, "radius": 0.3, "area": 0.5, "vague": 0.1}
"""Incidents per day that are expected before any are counted, as if for `_KNOWN` days."""

_KNOWN = 10.0
_BESIDE = 1.5
_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Density:
    """Per compared account, how many other incidents a day brings.

    Attributes:
        same: At its place.
        near: Near it.
        radius: In reach of it.
        area: In its area.
        vague: In its area, of those that are told no closer.
    """

    same: Array
    near: Array
    radius: Array
    area: Array
    vague: Array


def measure(accounts: Accounts, day: Array) -> Density:
    """Counts the accounts around each one."""
    rows = [accounts.rows[at] for at in accounts.compared]
    points = np.array([each.place.degrees for each in rows]).reshape(-1, 2)
    by_name = _by_key([each.place.name for each in rows], day)
    wide = [each.place.wider[0] if each.place.wider else None for each in rows]
    counted = {name: _by_point(points, day, size) for name, size in SCALES.items()}
    counted = {name: np.maximum(each, by_name) for name, each in counted.items()}
    counted["area"] = _by_area([each.place.wider for each in rows], wide, day)
    counted["vague"] = _by_key([each.place.wider[0] if each.place.is_wide else None
                                for each in rows], day)  # fmt: skip
    return Density(**{name: _rate(each, EXPECTED[name]) for name, each in counted.items()})


def _rate(count: Array, expected: float) -> Array:
    days = 2 * WINDOW + 1 - 3
    found: Array = (count / TOLD + expected * _KNOWN) / (days + _KNOWN)
    return found


def _by_point(degrees: Array, day: Array, kilometres: float) -> Array:
    found = np.zeros(len(degrees))
    has = ~np.isnan(degrees[:, 0])
    if not has.any():
        return found
    latitude, longitude = degrees[has].T
    east = longitude * _DEGREE * np.maximum(np.cos(np.radians(latitude)), 0.01)
    flat = np.column_stack([latitude * _DEGREE / kilometres, east / kilometres])
    for days, sign in ((WINDOW + 0.5, 1), (_BESIDE, -1)):
        placed = np.column_stack([flat, day[has] / days])
        tree = cKDTree(placed)
        found[has] += sign * tree.query_ball_point(placed, 1.0, p=np.inf, return_length=True)
    return found


def _by_key(keys: list[str | None], day: Array) -> Array:
    return _by_area([(each,) if each is not None else () for each in keys], keys, day)


def _by_area(held: list[tuple[str, ...]], asked: list[str | None], day: Array) -> Array:
    """Counts, for the key that each account asks for, the accounts that hold it."""
    number = {key: at for at, key in enumerate(sorted({key for each in held for key in each}))}
    span = 1 << 23
    pairs = [(number[key], when) for each, when in zip(held, day, strict=True) for key in each]
    rows = np.sort(np.array([at * span + int(when) for at, when in pairs], np.int64))
    found = np.zeros(len(asked))
    known = np.array([each is not None for each in asked], bool)
    at = np.array([number[each] * span for each in asked if each is not None], np.int64)
    at = at + day[known]
    for days, sign in ((WINDOW, 1), (1, -1)):
        inside = np.searchsorted(rows, at + days, "right") - np.searchsorted(rows, at - days)
        found[known] += sign * inside
    return found
