"""An interrupted time series: did level and slope of a count change where an agreement starts?"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import statsmodels.api as sm
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from tawthiq.breaches.comparing.design import (
    LEVEL,
    Design,
    Interval,
    Window,
    check_count,
    check_level,
)
from tawthiq.errors import SelectionError
from tawthiq.records import Reason

SHORTEST = 8
"""Fewest periods on each side (R. B. Penfold and F. Zhang, Academic Pediatrics 13 (2013), S38)."""

_Numbers = npt.NDArray[np.float64]
_SMALLEST_ERROR = 1e-9
"""Below it the counts lie on the fitted line, and nothing says how far they would vary."""
_DISPERSIONS = (math.log(1e-6), math.log(1e3))


@dataclass(frozen=True, slots=True)
class Change:
    """A factor by which a count changes, with its interval."""

    factor: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class InterruptedSeries:
    """What a negative binomial model says of a series that an agreement interrupts.

    Attributes:
        counts: One per period, in order.
        before: How many periods lie before the start.
        period_days: Length of a period in days.
        trend: Factor from one period to the next before the start; None where nothing was fitted.
        level_change: Factor at the first period from the start on, over the trend before.
        slope_change: Factor by which the trend per period changes.
        dispersion: Variance = mean + dispersion x mean^2; 0 where the counts vary no more than
            Poisson counts do.
        lags: Periods over which the errors may hang together.
        failure: Why there are no estimates; None where there are.
    """

    counts: tuple[int, ...]
    before: int
    period_days: int
    trend: Change | None
    level_change: Change | None
    slope_change: Change | None
    dispersion: float | None
    lags: int
    failure: Reason | None
    windows: tuple[Window, Window]
    left_out: tuple[Reason, ...] = ()
    design: Design = Design.INTERRUPTED_SERIES

    @property
    def has_converged(self) -> bool:
        """Says whether the model was fitted."""
        return self.failure is None


def interrupted_series(
    counts: Sequence[int],
    windows: tuple[Window, Window],
    *,
    before: int,
    period_days: int = 1,
    level: float = LEVEL,
    left_out: tuple[Reason, ...] = (),
) -> InterruptedSeries:
    """Fits level and slope before and after the start of an agreement.

    log mean = b0 + b1 t + b2 D + b3 (t - t0) D, with t the period, t0 the first one from the
    start on, and D whether t >= t0 (J. Lopez Bernal, S. Cummins and A. Gasparrini, International
    Journal of Epidemiology 46 (2017), 348-355). Counts are negative binomial (NB2); the dispersion
    is estimated by maximum likelihood. Errors are those of W. K. Newey and K. D. West,
    Econometrica 55 (1987), 703-708, over floor(4 (n / 100)^(2/9)) lags.

    Args:
        counts: Events per period: `before` periods, then the rest from the start on.
        windows: The days before and after.
        before: How many periods lie before the start.
        period_days: Length of a period: 1 for days, 7 for weeks.
        level: Of the intervals.
        left_out: What was not counted.

    Raises:
        SelectionError: There are fewer than 8 periods on a side, or a count is negative.
    """
    check_level(level)
    for count in counts:
        check_count(count)
    after = len(counts) - before
    if min(before, after) < SHORTEST:
        raise SelectionError(
            f"An interrupted series needs at least {SHORTEST} periods on each side; there are "
            f"{before} before and {after} after. Take a longer window, or days and not weeks."
        )
    lags = math.floor(4 * (len(counts) / 100) ** (2 / 9))
    failure = _cannot_fit(counts[:before], counts[before:])
    fit = None
    if failure is None:
        fit, failure = _fit(np.asarray(counts, dtype=float), before, lags)
    trend, level_change, slope_change = fit.changes(level) if fit else (None, None, None)
    return InterruptedSeries(
        counts=tuple(counts),
        before=before,
        period_days=period_days,
        trend=trend,
        level_change=level_change,
        slope_change=slope_change,
        dispersion=fit.dispersion if fit else None,
        lags=lags,
        failure=failure,
        windows=windows,
        left_out=left_out,
    )


def _cannot_fit(before: Sequence[int], after: Sequence[int]) -> Reason | None:
    """Says why no finite estimate exists: a side is empty, or all of it is at its first or last.

    Each side has its own level and slope, so its estimate exists where the mean time of its
    events lies strictly inside the side.
    """
    for side, counts in (("before", before), ("after", after)):
        if not any(counts):
            return Reason(code=f"series.nothing_{side}")
        if sum(counts) in (counts[0], counts[-1]):
            return Reason(code=f"series.one_period_{side}")
    return None


@dataclass(frozen=True, slots=True)
class _Fit:
    estimates: _Numbers
    errors: _Numbers
    dispersion: float

    def changes(self, level: float) -> tuple[Change, Change, Change]:
        """Returns the factors of trend, level and slope."""
        trend, level_change, slope_change = (self._change(at, level) for at in (1, 2, 3))
        return trend, level_change, slope_change

    def _change(self, at: int, level: float) -> Change:
        reach = float(norm.isf((1 - level) / 2)) * self.errors[at]
        low, high = (float(np.exp(self.estimates[at] + side * reach)) for side in (-1, 1))
        return Change(float(np.exp(self.estimates[at])), Interval(low, high, level, "newey_west"))


def _fit(counts: _Numbers, before: int, lags: int) -> tuple[_Fit | None, Reason | None]:
    """Fits the model, or says why there is no fit."""
    design = _design(len(counts), before)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a fit that warns is judged by its result
        dispersion = _dispersion(counts, design)
        robust = {"cov_type": "HAC", "cov_kwds": {"maxlags": lags, "use_correction": True}}
        fitted = _model(counts, design, dispersion).fit(maxiter=200, **robust)
        errors = np.asarray(fitted.bse, dtype=float)
    estimates = np.asarray(fitted.params, dtype=float)
    if not (fitted.converged and np.isfinite(estimates).all() and np.isfinite(errors).all()):
        return None, Reason(code="series.not_converged")
    if (errors < _SMALLEST_ERROR).any():
        return None, Reason(code="series.no_variation")
    return _Fit(estimates, errors, dispersion), None


def _design(periods: int, before: int) -> _Numbers:
    at = np.arange(periods, dtype=float)
    after = (at >= before).astype(float)
    return np.column_stack([np.ones(periods), at - before, after, (at - before) * after])


def _dispersion(counts: _Numbers, design: _Numbers) -> float:
    """Returns the dispersion of greatest likelihood; 0 where no dispersion has a greater one."""

    def unlikelihood(logarithm: float) -> float:
        return -float(_model(counts, design, math.exp(logarithm)).fit(maxiter=200).llf)

    found = minimize_scalar(unlikelihood, bounds=_DISPERSIONS, method="bounded")
    poisson = float(_model(counts, design, 0.0).fit(maxiter=200).llf)
    return math.exp(float(found.x)) if -float(found.fun) > poisson + 1e-6 else 0.0


def _model(counts: _Numbers, design: _Numbers, dispersion: float) -> Any:
    family = sm.families.NegativeBinomial(alpha=dispersion) if dispersion else sm.families.Poisson()
    return sm.GLM(counts, design, family=family)
