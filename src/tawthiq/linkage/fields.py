"""What two rows are compared by: fields, each with levels from the most alike to the least.

The levels are conditions of SQL over the columns of `model.table_of`, with the endings `_l` and
`_r`. How often the rows of one person are of each level (`usual`) is where learning begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tawthiq.linkage.alike import HIGHEST, LEVELS, UNLIKE_LEVELS, USUAL

Array: TypeAlias = "np.ndarray[Any, Any]"

_CHANGED_OVER, _OTHER_NUMBER = 1, 3
"""Levels of a day of birth and of a number, see `FIELDS`."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its name, when it holds, and how often for the rows of one person.

    Attributes:
        highest: The most that it may say for one person, in bits.
    """

    name: str
    condition: str
    usual: float
    highest: float = 20.0


@dataclass(frozen=True, slots=True)
class Field:
    """A field; where `unknown` holds it says nothing. The last level holds where no other does."""

    name: str
    unknown: str
    levels: tuple[Level, ...]


def _name_levels() -> tuple[Level, ...]:
    return tuple(
        Level(
            f"name {at:02}",
            f"name_level(row_l, row_r) = {at}",
            float(USUAL[at]),
            float(HIGHEST[at]),
        )
        for at in reversed(range(LEVELS))
    )


_BIRTHDAY = 14.0
"""The most bits that one day of birth says: of people within forty-five years one in 16,000 has it.
In short lists no pair may show it by chance, and it would say as much as a number."""

_BORN_UNKNOWN = "born_y_l is null or born_y_r is null"
_DAY_UNKNOWN = "(born_d_l is null or born_d_r is null)"
_BORN = "born_y_l = born_y_r"
_SAME_PLACE = "place_l = place_r"
_SAME_AREA = "(area_l = area_r or (area_l is null or area_r is null) and place_l = place_r)"
_NO_DAY = "(died_l is null or died_r is null)"
_DAYS = "abs(died_l - died_r)"
_NO_PLACE = "(place_l is null or place_r is null) and (area_l is null or area_r is null)"

FIELDS = (
    Field("name", "name_level(row_l, row_r) < 0", _name_levels()),
    Field("age", f"age_l is null or age_r is null or not ({_BORN_UNKNOWN})", (
        Level("same age", "age_l = age_r", 0.6),
        Level("one year more", "age_r - age_l = 1", 0.14),
        Level("one year less", "age_r - age_l = -1", 0.14),
        Level("two years apart", "abs(age_l - age_r) = 2", 0.04),
        Level("up to five years apart", "abs(age_l - age_r) <= 5", 0.05),
        Level("further apart", "ELSE", 0.03),
    )),
    Field("sex", "sex_l is null or sex_r is null", (
        Level("same sex", "sex_l = sex_r", 0.99),
        Level("other sex", "ELSE", 0.01),
    )),
    Field("born", _BORN_UNKNOWN, (
        Level("same day", f"{_BORN} and born_m_l = born_m_r and born_d_l = born_d_r", 0.8,
              _BIRTHDAY),
        Level("day and month changed over",
              f"{_BORN} and born_m_l = born_d_r and born_d_l = born_m_r", 0.02, _BIRTHDAY - 2),
        Level("same year, and month or day",
              f"{_BORN} and (born_m_l = born_m_r or born_d_l = born_d_r)", 0.03),
        Level("same year, day unknown", f"{_BORN} and {_DAY_UNKNOWN}", 0.06),
        Level("same day of another year", "born_m_l = born_m_r and born_d_l = born_d_r", 0.02),
        Level("up to a year apart", "abs(born_y_l - born_y_r) <= 1", 0.03),
        Level("up to five years apart", "abs(born_y_l - born_y_r) <= 5", 0.02),
        Level("further apart", "ELSE", 0.02),
    )),
    Field("death", f"incident_l is null and ({_NO_PLACE}) and (died_l is null or died_r is null)"
          f" or incident_r is null and ({_NO_PLACE}) and (died_l is null or died_r is null)", (
        Level("same incident", "incident_l = incident_r", 0.3),
        Level("same day and place", f"died_l = died_r and {_SAME_PLACE}", 0.3),
        Level("same day and area", f"died_l = died_r and {_SAME_AREA}", 0.08),
        Level("same day, place unknown", f"died_l = died_r and {_NO_PLACE}", 0.06),
        Level("a day apart, same place or area", f"{_DAYS} <= 1 and {_SAME_AREA}", 0.05),
        Level("days apart, same place or area", f"{_DAYS} <= 7 and {_SAME_AREA}", 0.05),
        Level("weeks apart, same place or area", f"{_DAYS} <= 31 and {_SAME_AREA}", 0.03),
        Level("up to a week apart", f"{_DAYS} <= 7", 0.04),
        Level("same place, day unknown", f"{_NO_DAY} and {_SAME_PLACE}", 0.03),
        Level("same area, day unknown", f"{_NO_DAY} and {_SAME_AREA}", 0.03),
        Level("another day or place", "ELSE", 0.03),
    )),
    Field("mother", "mother_level(row_l, row_r) < 0", (
        Level("mother's name alike", "mother_level(row_l, row_r) = 2", 0.85),
        Level("mother's name near", "mother_level(row_l, row_r) = 1", 0.1),
        Level("other mother", "ELSE", 0.05),
    )),
    Field("number", "number_l is null or number_r is null", (
        Level("same number", "number_l = number_r", 0.85),
        Level("one or two signs differ", "levenshtein(number_l, number_r) <= 2", 0.07, 12.0),
        Level("alike", "jaro_winkler_similarity(number_l, number_r) >= 0.88", 0.03, 8.0),
        Level("other number", "ELSE", 0.05),
    )),
)  # fmt: skip
"""Every field. Day, place and incident of death are one: people who die together share all three,
and counting them apart would take each for further evidence."""


def contrary_pairs(levels: Mapping[str, Array]) -> Array:
    """Says which pairs are two people whatever else agrees.

    Brothers and sisters who die together share father, family, day, place and mother, and the
    strangers of one massacre share sex, day and place. In short lists a model takes such pairs for
    damaged ones and learns from them that names say little. So where the names contradict, or one
    of them is not known, only a number can make two rows one person, and between names that
    contradict the day of birth. Twins of whom each list has the other one are not told apart so.

    Args:
        levels: Per field, the level of each pair.
    """
    name = levels["name"]
    sure = np.zeros(len(name), bool)
    if "number" in levels:
        sure |= (levels["number"] >= 0) & (levels["number"] < _OTHER_NUMBER)
    born = (levels["born"] >= 0) & (levels["born"] <= _CHANGED_OVER) if "born" in levels else sure
    unlike = name >= LEVELS - UNLIKE_LEVELS
    found: Array = ~sure & ((name < 0) | (unlike & ~born))
    return found
