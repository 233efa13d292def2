"""Days of birth and ages that stand for "not known".

Lists are typed into forms that want a day: whoever knows the year writes 1 January, and whoever
knows nothing leaves what the form proposes. Such values are far more frequent in a list than chance
would have it. Read as they stand they speak against the right pair and for the wrong one.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"

DAY_SHARE = 0.004
"""A day of birth that this share of a list has is no day of birth: nothing is known."""

YEARDAY_TIMES = 4.0
"""A day of the year that so many times more people have than the mean stands for the year alone."""

AGE_TIMES = 3.0
"""An age that so many times more people have than the ages beside it is no age."""

FEWEST = 20
"""Fewer rows than this with one value may be chance."""


def without_placeholders(born: Array, age: Array, list_of: Array) -> tuple[Array, Array]:
    """Returns days of birth and ages, list by list, without what stands for "not known".

    Args:
        born: Rows of year, month and day, 0 where unknown.
        age: In years, NaN where unknown.
        list_of: The list of each row.
    """
    born, age = born.copy(), age.copy()
    for each in np.unique(list_of):
        rows = np.flatnonzero(list_of == each)
        dated = rows[born[rows, 2] > 0]
        told = rows[born[rows, 0] == 0]
        nothing, year_alone = _days(born[dated])
        age[told[_ages(age[told])]] = np.nan
        age[dated[nothing]] = np.nan
        born[dated[nothing]] = 0
        born[dated[year_alone & ~nothing], 1:] = 0
    return born, age


def _days(born: Array) -> tuple[Array, Array]:
    """Says of each day whether it tells nothing, and whether it tells the year alone."""
    if not len(born):
        return np.zeros(0, bool), np.zeros(0, bool)
    _, day, count = np.unique(born, axis=0, return_inverse=True, return_counts=True)
    same_day = count[day.reshape(-1)]
    _, yearday, count = np.unique(born[:, 1:], axis=0, return_inverse=True, return_counts=True)
    same_yearday = count[yearday.reshape(-1)]
    nothing = (same_day >= FEWEST) & (same_day > DAY_SHARE * len(born))
    year_alone = (same_yearday >= FEWEST) & (same_yearday > YEARDAY_TIMES * len(born) / 365.25)
    return nothing, year_alone


def _ages(age: Array) -> Array:
    """Says of each age whether it stands for none."""
    known = np.where(np.isnan(age), -1, age).astype(int)
    counts = np.bincount(known[known >= 0], minlength=130).astype(float)
    padded = np.pad(counts, 2, mode="edge")
    beside = (padded[:-4] + padded[1:-3] + padded[3:-1] + padded[4:]) / 4
    odd = (counts >= FEWEST) & (counts > AGE_TIMES * np.maximum(beside, 1))
    found: Array = (known >= 0) & odd[np.maximum(known, 0)]
    return found
