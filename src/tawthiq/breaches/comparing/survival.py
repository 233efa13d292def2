"""Time to the first breach: of one agreement as an interval, of several as a curve."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from scipy.stats import norm
from statsmodels.duration.survfunc import SurvfuncRight

from tawthiq.breaches.comparing.design import LEVEL, Design, Interval, Window, check_level
from tawthiq.errors import SelectionError
from tawthiq.records import Reason

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event that can be the first: a half-open interval, and whether it surely counts."""

    start: datetime
    end: datetime
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class FirstTime:
    """How long after its start an agreement or a zone had its first event.

    Attributes:
        name: Code of the agreement or the zone.
        least: Days (of 24 hours) from the latest start to the earliest first event; where there
            is none, to the end of what was observed.
        most: Days from the earliest start to the latest first event; None where none is certain.
        observed: Days from the earliest start to the end of what was observed.
        is_open: Whether not even a possible event was observed (right-censored).
    """

    name: str
    least: float
    most: float | None
    observed: float
    is_open: bool
    windows: tuple[Window, ...] = ()
    left_out: tuple[Reason, ...] = ()
    design: Design = Design.TIME_TO_FIRST


@dataclass(frozen=True, slots=True)
class Step:
    """A fall of the curve: at `days`, `events` of those still `at_risk`; `share` is left after.

    `interval` is None where the share is 0 and nothing is left to vary.
    """

    days: float
    at_risk: int
    events: int
    share: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Survival:
    """The share of agreements or zones without an event so far, over time.

    Times are known as intervals, so there are two readings: every first event at its earliest,
    possible ones counted as such, and every first event at its latest, only certain ones.

    Attributes:
        earliest: Steps of the first reading.
        latest: Steps of the second.
        times: What both rest on.
    """

    earliest: tuple[Step, ...]
    latest: tuple[Step, ...]
    times: tuple[FirstTime, ...]
    windows: tuple[Window, ...] = ()
    left_out: tuple[Reason, ...] = ()
    design: Design = Design.TIME_TO_FIRST


def time_to_first(
    name: str,
    occurrences: Iterable[Occurrence],
    *,
    start: tuple[datetime, datetime],
    until: datetime,
    windows: tuple[Window, ...] = (),
    left_out: tuple[Reason, ...] = (),
) -> FirstTime:
    """Returns the time from the start to the first event, as far as both are known.

    An event lies after the start for certain where the whole of its interval does on every
    statement of the start. One whose interval reaches around the start is possible.

    Args:
        name: Code of the agreement or the zone.
        occurrences: Events that may be the first.
        start: The earliest and the latest instant of the start.
        until: Where observation ends; events from there on are not read.
        windows: The days observed.
        left_out: What was not counted.

    Raises:
        SelectionError: The start is not in order, or does not lie before the end.
    """
    earliest, latest = start
    if not earliest <= latest < until:
        raise SelectionError("The start must lie before the end of what is observed.")
    least, most = math.inf, math.inf
    for each in occurrences:
        if each.end <= earliest or each.start >= until:
            continue
        least = min(least, max(timedelta(0), each.start - latest) / _DAY)
        if each.is_certain and each.start >= latest and each.end <= until:
            most = min(most, (each.end - earliest) / _DAY)
    is_open = math.isinf(least)
    return FirstTime(
        name=name,
        least=(until - latest) / _DAY if is_open else least,
        most=None if math.isinf(most) else most,
        observed=(until - earliest) / _DAY,
        is_open=is_open,
        windows=windows,
        left_out=left_out,
    )


def survival(times: Sequence[FirstTime], *, level: float = LEVEL) -> Survival:
    """Returns the curves of several agreements or zones; those without an event are right-censored.

    The share is that of E. L. Kaplan and P. Meier, Journal of the American Statistical
    Association 53 (1958), 457-481, with Greenwood's variance on the scale log(-log share)
    (J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis of Failure Time Data, 1980).

    Raises:
        SelectionError: There is no time, or the level is none.
    """
    check_level(level)
    if not times:
        raise SelectionError("A curve needs at least one agreement or zone.")
    earliest = kaplan_meier([(each.least, not each.is_open) for each in times], level=level)
    latest = kaplan_meier(
        [(each.most, True) if each.most is not None else (each.observed, False) for each in times],
        level=level,
    )
    windows = tuple(dict.fromkeys(window for each in times for window in each.windows))
    left_out = tuple(reason for each in times for reason in each.left_out)
    return Survival(earliest, latest, tuple(times), windows, left_out)


def kaplan_meier(
    durations: Sequence[tuple[float, bool]], *, level: float = LEVEL
) -> tuple[Step, ...]:
    """Returns the falls of the curve from (days, whether an event was seen) of each."""
    if not any(seen for _, seen in durations):
        return ()
    days, seen = zip(*durations, strict=True)
    curve = SurvfuncRight(np.asarray(days, dtype=float), np.asarray(seen, dtype=int))
    rows = zip(
        curve.surv_times, curve.n_risk, curve.n_events, curve.surv_prob, curve.surv_prob_se,
        strict=True,
    )  # fmt: skip
    return tuple(
        Step(float(at), int(risk), int(events), float(share), _interval(share, error, level))
        for at, risk, events, share, error in rows
        if events
    )


def _interval(share: float, error: float, level: float) -> Interval | None:
    if not 0 < share < 1:
        return None
    reach = float(norm.isf((1 - level) / 2)) * error / (share * abs(math.log(share)))
    low, high = (float(share ** math.exp(side * reach)) for side in (1, -1))
    return Interval(low, high, level, "log_log")
