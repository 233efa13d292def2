"""Rates per day and their ratio before and after, with exact intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.stats import beta, chi2

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
class Rate:
    """Events per day in one window.

    Attributes:
        count: How many events.
        per_day: Events per calendar day.
        interval: For the rate per day, if events come independently at one rate.
        left_out: What was not counted, with counts.
    """

    count: int
    per_day: float
    interval: Interval
    windows: tuple[Window]
    left_out: tuple[Reason, ...] = ()
    design: Design = Design.RATE


@dataclass(frozen=True, slots=True)
class RateRatio:
    """The rate of the second window over that of the first.

    Attributes:
        before: Events in the first window.
        after: Events in the second.
        ratio: After over before, per day; `inf` where there is nothing before, None where there
            is nothing at all.
        interval: For the ratio; its high bound is `inf` where there is nothing before.
        windows: The first and the second.
    """

    before: int
    after: int
    ratio: float | None
    interval: Interval
    windows: tuple[Window, Window]
    left_out: tuple[Reason, ...] = ()
    design: Design = Design.BEFORE_AFTER


def poisson_bounds(count: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Returns the exact bounds of the mean of a Poisson count.

    The lower bound is the mean under which so many or more have probability (1 - level) / 2, the
    upper the one under which so many or fewer have (F. Garwood, Biometrika 28 (1936), 437-442).

    >>> [round(bound, 3) for bound in poisson_bounds(10)]
    [4.795, 18.39]
    >>> [round(bound, 3) for bound in poisson_bounds(0)]
    [0.0, 3.689]

    Raises:
        SelectionError: The count is negative, or the level is none.
    """
    check_count(count)
    check_level(level)
    tail = (1 - level) / 2
    low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.isf(tail, 2 * count + 2)) / 2


def rate_per_day(
    count: int, window: Window, *, level: float = LEVEL, left_out: tuple[Reason, ...] = ()
) -> Rate:
    """Returns the rate of events in a window with its exact Poisson interval.

    Raises:
        SelectionError: The count is negative, or the level is none.
    """
    low, high = poisson_bounds(count, level=level)
    interval = Interval(low / window.days, high / window.days, level, "garwood")
    return Rate(count, count / window.days, interval, (window,), left_out)


def rate_ratio(
    before: int,
    after: int,
    windows: tuple[Window, Window],
    *,
    level: float = LEVEL,
    left_out: tuple[Reason, ...] = (),
) -> RateRatio:
    """Returns the ratio of two rates with its exact conditional interval.

    Given how many events both windows have together, those of the second are binomial, with the
    odds ratio x days / days. The bounds of that share (C. J. Clopper and E. S. Pearson, Biometrika
    26 (1934), 404-413) are turned into bounds of the ratio (J. Przyborowski and H. Wilenski,
    Biometrika 31 (1940), 313-323). The windows may differ in length.

    >>> from datetime import date
    >>> before = Window(date(2017, 6, 9), date(2017, 7, 8))
    >>> after = Window(date(2017, 7, 9), date(2017, 8, 7))
    >>> found = rate_ratio(83, 15, (before, after))
    >>> round(found.ratio, 2), round(found.interval.low, 2), round(found.interval.high, 2)
    (0.18, 0.1, 0.32)

    Raises:
        SelectionError: A count is negative, or the level is none.
    """
    check_count(before)
    check_count(after)
    low, high = share_bounds(after, before + after, level=level)
    exposure = windows[0].days / windows[1].days
    interval = Interval(_odds(low) * exposure, _odds(high) * exposure, level, "clopper_pearson")
    return RateRatio(before, after, _ratio(after, before, exposure), interval, windows, left_out)


def share_bounds(count: int, total: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Returns the exact bounds of a binomial share (Clopper and Pearson, 1934).

    Of nothing, the share can be anything: 0 and 1.
    """
    check_level(level)
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, count, total - count + 1)) if count else 0.0
    high = float(beta.isf(tail, count + 1, total - count)) if count < total else 1.0
    return low, high


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def _ratio(after: int, before: int, exposure: float) -> float | None:
    if before == 0:
        return math.inf if after else None
    return after / before * exposure
