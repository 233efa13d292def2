"""The interrupted series against another way to fit it, and where it has nothing to say."""

import math
import warnings
from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm

from tawthiq.breaches.comparing.design import Design, Window
from tawthiq.breaches.comparing.interrupted import SHORTEST, interrupted_series
from tawthiq.errors import SelectionError

WINDOWS = (Window(date(2017, 6, 9), date(2017, 7, 8)), Window(date(2017, 7, 9), date(2017, 8, 7)))
AT = np.arange(60) - 30
MEANS = np.exp(1.5 + 0.01 * AT + np.where(AT >= 0, -0.7 - 0.02 * AT, 0))
DESIGN = np.column_stack([np.ones(60), AT, AT >= 0, AT * (AT >= 0)]).astype(float)


def drawn(dispersion, *, seed=1):
    random = np.random.default_rng(seed)
    if not dispersion:
        return random.poisson(MEANS).tolist()
    return random.negative_binomial(1 / dispersion, 1 / (1 + dispersion * MEANS)).tolist()


def changes(found):
    return [each.factor for each in (found.trend, found.level_change, found.slope_change)]


@pytest.mark.parametrize("dispersion", [0.3, 2.0])
def test_estimates_and_dispersion_are_those_of_the_joint_likelihood(dispersion):
    counts = drawn(dispersion)
    found = interrupted_series(counts, WINDOWS, before=30)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        joint = sm.NegativeBinomial(counts, DESIGN).fit(disp=0, maxiter=500, method="bfgs")
    assert changes(found) == pytest.approx(np.exp(joint.params[1:4]), rel=1e-3)
    assert found.dispersion == pytest.approx(joint.params[4], rel=1e-3)
    assert found.has_converged


def test_the_errors_are_those_of_newey_and_west():
    counts = np.array(drawn(0.3))
    found = interrupted_series(counts.tolist(), WINDOWS, before=30)
    alpha, lags = found.dispersion, found.lags
    assert lags == math.floor(4 * 0.6 ** (2 / 9)) == 3
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        family = sm.families.NegativeBinomial(alpha=alpha)
        mean = sm.GLM(counts, DESIGN, family=family).fit().mu
    scores = DESIGN * ((counts - mean) / (1 + alpha * mean))[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        lagged = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (lagged + lagged.T)
    information = mean * (1 + alpha * counts) / (1 + alpha * mean) ** 2  # observed, not expected
    bread = np.linalg.inv((DESIGN.T * information) @ DESIGN)
    errors = np.sqrt(np.diag(bread @ meat @ bread) * 60 / 56)
    interval = found.level_change.interval
    width = math.log(interval.high / interval.low)
    assert width == pytest.approx(2 * 1.959964 * errors[2], rel=1e-4)


def test_counts_that_vary_like_poisson_counts_have_no_dispersion():
    found = interrupted_series(drawn(0), WINDOWS, before=30)
    assert found.dispersion == 0
    assert 0.5 in found.level_change.interval
    assert found.design is Design.INTERRUPTED_SERIES


def test_a_halving_is_found_where_one_is():
    counts = [8, 12] * 15 + [4, 6] * 15
    found = interrupted_series(counts, WINDOWS, before=30)
    assert found.level_change.factor == pytest.approx(0.5, abs=0.06)
    assert found.trend.factor == pytest.approx(1, abs=0.01)
    assert 1 in found.slope_change.interval


@pytest.mark.parametrize(
    ("counts", "failure"),
    [
        ([0] * 30 + [1, 2] * 15, "series.nothing_before"),
        ([1, 2] * 15 + [0] * 30, "series.nothing_after"),
        ([0] * 29 + [5] + [1, 2] * 15, "series.one_period_before"),
        ([1, 2] * 15 + [5] + [0] * 29, "series.one_period_after"),
        ([3] * 60, "series.no_variation"),
    ],
)
def test_a_series_without_an_estimate_says_why(counts, failure):
    found = interrupted_series(counts, WINDOWS, before=30)
    assert found.failure.code == failure
    assert not found.has_converged
    assert (found.trend, found.level_change, found.slope_change, found.dispersion) == (None,) * 4


@pytest.mark.parametrize(("before", "after"), [(SHORTEST - 1, 30), (30, SHORTEST - 1), (0, 0)])
def test_a_short_series_is_refused_with_what_it_needs(before, after):
    with pytest.raises(SelectionError, match="at least 8 periods on each side"):
        interrupted_series([1] * (before + after), WINDOWS, before=before)


def test_a_negative_count_is_refused():
    with pytest.raises(SelectionError, match="below 0"):
        interrupted_series([*drawn(0)[:-1], -1], WINDOWS, before=30)


def test_weeks_are_a_series_too():
    found = interrupted_series([9, 7, 8, 10] * 4, WINDOWS, before=8, period_days=7)
    assert found.has_converged
    assert found.period_days == 7
