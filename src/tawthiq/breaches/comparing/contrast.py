"""A zone beside the rest: did the rate change differently where the agreement held?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import contingency

from tawthiq.breaches.comparing.design import (
    LEVEL,
    Design,
    Interval,
    Window,
    check_count,
    check_level,
)
from tawthiq.records import Reason


@dataclass(frozen=True, slots=True)
class Contrast:
    """The change in a zone over the change in the rest: a difference in differences of log rates.

    Attributes:
        zone: Events in the zone, before and after.
        rest: Events outside, before and after.
        ratio: Ratio of the two rate ratios; `inf` or None where a count of 0 leaves none.
        interval: For the ratio of the ratios.
        windows: Before and after, the same for both.
    """

    zone: tuple[int, int]
    rest: tuple[int, int]
    ratio: float | None
    interval: Interval
    windows: tuple[Window, Window]
    left_out: tuple[Reason, ...] = ()
    design: Design = Design.ZONE_AND_REST


def contrast(
    zone: tuple[int, int],
    rest: tuple[int, int],
    windows: tuple[Window, Window],
    *,
    level: float = LEVEL,
    left_out: tuple[Reason, ...] = (),
) -> Contrast:
    """Returns the ratio of two before-and-after rate ratios with its exact conditional interval.

    The lengths of the windows cancel out. Of four independent Poisson counts, given the sums of
    rows and columns, the one of zone and after is noncentral hypergeometric with this ratio as its
    odds ratio; its interval inverts the two one-sided tests (R. A. Fisher, Journal of the Royal
    Statistical Society 98 (1935), 39-82; J. Cornfield, Proceedings of the Third Berkeley Symposium
    4 (1956), 135-148). If events come in bursts, the true interval is wider.

    >>> from datetime import date
    >>> before = Window(date(2017, 6, 9), date(2017, 7, 8))
    >>> after = Window(date(2017, 7, 9), date(2017, 8, 7))
    >>> found = contrast((83, 15), (400, 400), (before, after))
    >>> round(found.ratio, 3), found.interval.high < 0.4
    (0.181, True)

    Raises:
        SelectionError: A count is negative, or the level is none.
    """
    for count in (*zone, *rest):
        check_count(count)
    check_level(level)
    low, high = _bounds(zone, rest, level)
    return Contrast(
        zone, rest, _ratio(zone, rest), Interval(low, high, level, "fisher"), windows, left_out
    )


def _bounds(zone: tuple[int, int], rest: tuple[int, int], level: float) -> tuple[float, float]:
    table = np.array([[zone[1], zone[0]], [rest[1], rest[0]]], dtype=np.int64)
    if not (table.sum(axis=0).all() and table.sum(axis=1).all()):
        return 0.0, math.inf
    found = contingency.odds_ratio(table, kind="conditional").confidence_interval(level)
    return float(found.low), float(found.high)


def _ratio(zone: tuple[int, int], rest: tuple[int, int]) -> float | None:
    above, below = zone[1] * rest[0], zone[0] * rest[1]
    if below == 0:
        return math.inf if above else None
    return above / below
