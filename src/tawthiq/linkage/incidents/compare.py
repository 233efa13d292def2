"""Compares pairs of accounts: the level of each field, and the odds that they tell of one incident.

After I. Fellegi and A. Sunter (1969), with one change: what chance does is not one number for all
pairs, but what is counted where and when the two accounts lie. The odds of a pair are how often an
account of the same incident looks so, over how many accounts of other incidents do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tawthiq.linkage.incidents import fields
from tawthiq.linkage.incidents.accounts import NUMBERS, Account, Accounts
from tawthiq.linkage.incidents.chance import (
    Seen,
    levels_of,
    number_seen,
    of_as_many_days,
    party_seen,
    who_seen,
)
from tawthiq.linkage.incidents.density import Density, measure
from tawthiq.linkage.incidents.rates import Rates
from tawthiq.linkage.incidents.spans import DAY

Array: TypeAlias = "np.ndarray[Any, Any]"

LEVELS = {
    **{name: tuple(each.name for each in field.levels) for name, field in fields.FIELDS.items()},
    "killed": (*(each.name for each in fields.NUMBER.levels), "a part of the whole"),
    "injured": tuple(each.name for each in fields.NUMBER.levels),
    "means": ("alike", "other"),
    "target": ("alike", "other"),
    "source": ("the same source",),
}
"""The names of the levels of each field; -1 is unknown."""

_SAME, _NEAR, _RADIUS, _SAME_AREA, _INSIDE, _ALIKE, _OTHER = range(7)
_PART = len(fields.NUMBER.levels)
_NEAR_KM, _SAME_KM = 2.5, 1.0
_EARTH_KM = 6_371.0


_MOST = {"killed": fields.MOST_NUMBER, "party": fields.MOST_PARTY,
         "who": fields.MOST_WHO}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs with the level of each field, and how often chance brings it.

    Attributes:
        left: One account of each pair.
        right: The other.
        levels: The level of each field; -1 where one does not tell it.
        chance: log2 of how often chance brings the level, of fields whose rates are learnt; what
            it does for time and place together stands under `place`.
        fixed: What the other fields say, in bits, but for the source.
    """

    left: Array
    right: Array
    levels: Mapping[str, Array]
    chance: Mapping[str, Array]
    fixed: Array

    def weight(self, rates: Rates) -> Array:
        """Returns log2 of the odds that each pair is one incident, but for what the source says."""
        found = self.fixed.copy()
        for name, chance in self.chance.items():
            level = self.levels[name]
            bits = np.log2(np.append(rates[name], 1.0))[
                np.where(level < len(rates[name]), level, -1)
            ]
            most = _MOST.get(name, np.inf)
            found += np.where(level >= 0, np.clip(bits - chance, -most, most), 0.0)
        return found

    def only(self, kept: Array) -> Compared:
        """Returns some of the pairs."""
        levels, chance = ({name: each[kept] for name, each in held.items()}
                          for held in (self.levels, self.chance))  # fmt: skip
        return Compared(self.left[kept], self.right[kept], levels, chance, self.fixed[kept])


def compare(accounts: Accounts, left: Array, right: Array) -> Compared:
    """Compares pairs of compared accounts, by their places among them."""
    rows = [accounts.rows[at] for at in accounts.compared]
    start, end = (np.array(list(map(read, rows)), np.int64) for read in (_start, _end))
    density = measure(accounts, start // DAY)
    time, days = _time(start, end, left, right)
    place, expected = _place(rows, density, left, right)
    expected = np.where((time == 2) | (time >= 4), np.maximum(expected, fields.STRUCK_AGAIN),
                        expected)  # fmt: skip
    levels = {"time": time.astype(np.int8), "place": place.astype(np.int8)}
    chance = {"time": np.zeros(len(left)), "place": np.log2(expected * days)}
    lists = {name: at for at, name in enumerate(sorted({each.list for each in rows}))}
    source = np.array([lists[each.list] for each in rows], np.int64)
    same = source[left] == source[right]
    near = same & (place != _OTHER)
    learnt = _learnt(rows, left, right, of_one_source=near)
    for name, seen in learnt.items():
        levels[name], chance[name] = seen.level, seen.chance
    fixed = np.where(time == 1, fields.SAME_HOUR, 0.0)
    for name, level, bits in _told(rows, left, right):
        levels[name] = level
        fixed += bits
    fixed += np.where(same & ((time == 2) | (time >= 4)), fields.SAME_LIST_OTHER_TIME, 0.0)
    levels["source"] = np.where(same, 0, -1).astype(np.int8)
    return Compared(left, right, levels, chance, fixed)


def _start(row: Account) -> int:
    return row.span.start if row.span is not None else 0


def _end(row: Account) -> int:
    return row.span.end if row.span is not None else 0


def _time(start: Array, end: Array, left: Array, right: Array) -> tuple[Array, Array]:
    """Returns the level of each pair, and how many days chance has for it."""
    first, last = start // DAY, (end - 1) // DAY
    hours = end - start <= DAY // 4
    exact = hours[left] & hours[right]
    apart = np.maximum(start[left], start[right]) - np.minimum(end[left], end[right])
    gap = np.maximum(first[left], first[right]) - np.minimum(last[left], last[right])
    alike = (first[left] == first[right]) & (last[left] == last[right])
    level = np.select(
        [exact & (apart <= fields.HOUR), exact & (gap <= 0), alike, gap <= 0, gap == 1],
        [1, 2, 0, 3, 4], 5,
    )  # fmt: skip
    days = (last - first + 1)[left] + (last - first + 1)[right] - 1
    told = np.where(hours, 0, last - first + 1)
    return level, np.where(level == 3, days, 1.0) * of_as_many_days(told, left, right)


def _place(rows: list[Account], density: Density, left: Array, right: Array) -> tuple[Array, Array]:
    """Returns the level of each pair, and how many other incidents a day chance has for it."""
    level = _named(rows, left, right)
    points = np.array([each.place.degrees for each in rows]).reshape(-1, 2)
    radius = np.array([each.place.radius for each in rows]) / 1000
    has = ~np.isnan(points[:, 0])
    both = has[left] & has[right]
    one, other = left[both], right[both]
    level[both] = _by_distance(
        level[both] == _SAME, _kilometres(points[one], points[other]), radius[one], radius[other]
    )
    scales = [(_SAME, density.same), (_NEAR, density.near), (_RADIUS, density.radius),
              (_ALIKE, 2 * density.near)]  # fmt: skip
    expected = np.ones(len(left))
    for at, each in scales:
        expected = np.where(level == at, (each[left] + each[right]) / 2, expected)
    inside = np.array([each.place.name is None and not each.place.has_point for each in rows], bool)
    wide = np.maximum(np.where(inside[left], density.area[left], 0),
                      np.where(inside[right], density.area[right], 0))  # fmt: skip
    vague = (density.vague[left] + density.vague[right]) / 2
    return level, np.select([level == _INSIDE, level == _SAME_AREA], [wide, vague], expected)


def _by_distance(same_name: Array, apart: Array, one: Array, other: Array) -> Array:
    within = one + other
    precise = within <= _NEAR_KM
    return np.select(
        [apart <= _SAME_KM, same_name & (apart <= np.maximum(within, _NEAR_KM)),
         apart <= _NEAR_KM, ~precise & (apart <= within)],
        [_SAME, _SAME, _NEAR, _RADIUS], _OTHER,
    )  # fmt: skip


def _kilometres(one: Array, other: Array) -> Array:
    """Returns the distances of points on a sphere."""
    (south, west), (north, east) = np.radians(one).T, np.radians(other).T
    half = (np.sin((north - south) / 2) ** 2
            + np.cos(south) * np.cos(north) * np.sin((east - west) / 2) ** 2)  # fmt: skip
    found: Array = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return found


def _named(rows: list[Account], left: Array, right: Array) -> Array:
    """Returns the level of each pair by names and areas alone."""
    kinds: dict[Any, int] = {}
    told = [(each.name, each.tokens, each.wider, each.has_point) for each in
            (row.place for row in rows)]  # fmt: skip
    kind = np.array([kinds.setdefault(each, len(kinds)) for each in told], np.int64)
    pairs, back = np.unique(kind[left] * len(kinds) + kind[right], return_inverse=True)
    shapes = list(kinds)
    found = [
        _by_name(shapes[each // len(kinds)], shapes[each % len(kinds)]) for each in pairs.tolist()
    ]
    return np.array(found, np.int64)[back]


def _by_name(one: Any, other: Any) -> int:
    (name, tokens, wider, point), (name2, tokens2, wider2, point2) = one, other
    if name is not None and name2 is not None:
        if name == name2 or (tokens and tokens == tokens2):
            return _SAME
        alike = tokens and 2 * len(tokens & tokens2) >= len(tokens | tokens2)
        return _ALIKE if alike else _OTHER
    wide, wide2 = name is None and not point, name2 is None and not point2
    if wide and wide2 and wider[0] == wider2[0]:
        return _SAME_AREA
    if (wide and wider[0] in wider2) or (wide2 and wider2[0] in wider):
        return _INSIDE
    return _OTHER


def _learnt(
    rows: list[Account], left: Array, right: Array, *, of_one_source: Array
) -> dict[str, Seen]:
    """Returns the fields beside time and place of which is learnt how often they are alike."""
    numbers = _numbers(rows)
    killed, civil = (
        number_seen(numbers[name], left, right).near(of_one_source)
        for name in ("killed", "civilians")
    )
    party = party_seen([each.parties for each in rows], left, right).near(of_one_source)
    level, chance = (np.where(killed.level >= 0, one, other) for one, other in
                     ((killed.level, civil.level), (killed.chance, civil.chance)))  # fmt: skip
    who = who_seen(_who(numbers), left, right).near(of_one_source)
    part = _is_part(numbers, left, right) & (level < 0)
    return {"killed": Seen(np.where(part, _PART, level).astype(np.int8), chance, killed.expected),
            "who": who, "party": party}  # fmt: skip


def _who(numbers: Mapping[str, Array]) -> Array:
    """Returns whether no killed are civilians (0), some (1) or all (2); -1 where it is not told."""
    killed, civilians = numbers["killed"], numbers["civilians"]
    known = (killed[:, 0] > 0) & ~np.isnan(civilians[:, 0])
    found = np.where(civilians[:, 1] <= 0, 0, np.where(civilians[:, 0] >= killed[:, 1], 2, 1))
    return np.where(known, found, -1)


def _numbers(rows: list[Account]) -> dict[str, Array]:
    nothing = (np.nan, np.nan)
    return {name: np.array([each.numbers.get(name, nothing) for each in rows]).reshape(-1, 2)
            for name in NUMBERS}  # fmt: skip


def _told(rows: list[Account], left: Array, right: Array) -> list[tuple[str, Array, Array]]:
    """Returns the level and the bits of each field that says a fixed number of bits."""
    numbers = _numbers(rows)
    injured = levels_of(numbers["injured"][left], numbers["injured"][right])
    return [
        ("injured", injured, np.append(np.array(fields.INJURED), 0.0)[injured]),
        ("means", *_by_words(rows, (left, right), lambda row: row.means, fields.MEANS)),
        ("target", *_by_words(rows, (left, right), lambda row: row.target, fields.TARGET)),
    ]


def _is_part(numbers: Mapping[str, Array], left: Array, right: Array) -> Array:
    """Says where one tells of all killed, the other of as many or fewer civilians alone."""
    whole, part = numbers["killed"][:, 1], numbers["civilians"][:, 0]
    found: Array = (part[right] <= whole[left]) | (part[left] <= whole[right])
    return found


def _by_words(
    rows: list[Account], pairs: tuple[Array, Array], read: Callable[[Account], frozenset[str]],
    says: Mapping[str, float],
) -> tuple[Array, Array]:  # fmt: skip
    """Returns whether the words of each pair are alike: one in common of three, or all of one."""
    kinds: dict[frozenset[str], int] = {}
    kind = np.array([kinds.setdefault(read(each), len(kinds)) for each in rows], np.int64)
    keys, back = np.unique(
        kind[pairs[0]] * max(len(kinds), 1) + kind[pairs[1]], return_inverse=True
    )
    words = list(kinds)
    found = []
    for each in keys.tolist():
        one, other = words[each // len(kinds)], words[each % len(kinds)]
        alike = (
            one
            and other
            and (one <= other or other <= one or 3 * len(one & other) >= len(one | other))
        )
        found.append(-1 if not one or not other else 0 if alike else 1)
    level = np.array(found, np.int8)[back]
    return level, np.append(np.array([says["alike"], says["other"]]), 0.0)[level]
