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

SOON = 3
"""So many days before and after are soon."""

TOLD = 2.0
"""So many accounts are held to tell of one incident."""

SCALES = {"same": 1.5, "near": 5.0, "radius": 30.0}
"""Half the sides of the squares in which points are counted, in kilometres."""

QUIET = {"same": 0.005, "near": 0.015, "radius": 0.08, "area": 0.13, "vague": 0.03}
"""Incidents a day where the days around have none, expected beforehand as if of `_KNOWN` accounts.

What they are is counted: strikes come in series, so a quiet place is less quiet near an incident.
"""

_KNOWN = 100.0
_WITHIN = (1, SOON, WINDOW)
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
    counted = {name: np.maximum(_by_point(points, day, size), by_name)
               for name, size in SCALES.items()}  # fmt: skip
    vague = [each.place.wider[0] if each.place.is_wide else None for each in rows]
    counted["area"] = _by_area([each.place.wider for each in rows], wide, day)
    counted["vague"] = _by_key(vague, day)
    placed = np.array([not each.place.is_wide for each in rows], bool)
    known = {"area": np.array([each is not None for each in wide], bool), "vague": ~placed}
    return Density(**{name: _rate(each, known.get(name, placed), QUIET[name])
                      for name, each in counted.items()})  # fmt: skip


def _rate(count: Array, known: Array, quiet: float) -> Array:
    """Returns incidents a day, counted over days soon and later; at quiet places as many as there.

    Where nothing is counted later, what is counted soon says how many the day itself has.
    """
    is_quiet = known & (count[:, 1] == 0)
    soon = count[is_quiet, 0].sum() / TOLD / (2 * (SOON - 1))
    quiet = (soon + _KNOWN * quiet) / (is_quiet.sum() + _KNOWN)
    found: Array = quiet + count.sum(axis=1) / TOLD / (2 * (WINDOW - 1))
    return found


def _by_point(degrees: Array, day: Array, kilometres: float) -> Array:
    """Counts the accounts in the square around each one, soon and later."""
    found = np.zeros((len(degrees), 2))
    has = ~np.isnan(degrees[:, 0])
    if not has.any():
        return found
    latitude, longitude = degrees[has].T
    east = longitude * _DEGREE * np.maximum(np.cos(np.radians(latitude)), 0.01)
    flat = np.column_stack([latitude * _DEGREE / kilometres, east / kilometres])
    within = []
    for days in _WITHIN:
        placed = np.column_stack([flat, day[has] / (days + 0.5)])
        tree = cKDTree(placed)
        within.append(tree.query_ball_point(placed, 1.0, p=np.inf, return_length=True))
    found[has] = np.diff(np.column_stack(within), axis=1)
    return found


def _by_key(keys: list[str | None], day: Array) -> Array:
    return _by_area([(each,) if each is not None else () for each in keys], keys, day)


def _by_area(held: list[tuple[str, ...]], asked: list[str | None], day: Array) -> Array:
    """Counts the accounts that hold the key that each one asks for, soon and later."""
    number = {key: at for at, key in enumerate(sorted({key for each in held for key in each}))}
    span = 1 << 23
    pairs = [(number[key], when) for each, when in zip(held, day, strict=True) for key in each]
    rows = np.sort(np.array([at * span + int(when) for at, when in pairs], np.int64))
    found = np.zeros((len(asked), 2))
    known = np.array([each is not None for each in asked], bool)
    at = np.array([number[each] * span for each in asked if each is not None], np.int64)
    at = at + day[known]
    within = [np.searchsorted(rows, at + days, "right") - np.searchsorted(rows, at - days)
              for days in _WITHIN]  # fmt: skip
    found[known] = np.diff(np.column_stack(within), axis=1)
    return found
