"""The benchmarks of the forecast evaluation, against slow and obvious computations and another library."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.validation.forecast_record.benchmarks import (
    fit_autoregression,
    fit_minnesota,
    random_walk,
    simulate_autoregression,
    simulate_minnesota,
)


def made_data(n: int = 90, k: int = 3, seed: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    a = np.array([[0.9, 0.1, 0.0], [0.0, 0.8, 0.1], [0.05, 0.0, 0.95]])[:k, :k]
    x = np.zeros((n, k))
    for t in range(1, n):
        x[t] = a @ x[t - 1] + rng.standard_normal(k) * np.array([1.0, 0.5, 2.0])[:k]
    return x


def test_random_walk_spread_is_that_of_past_changes() -> None:
    x = np.cumsum(np.random.default_rng(1).standard_normal(200))
    found = random_walk(x, 4)
    for h in (1, 4):
        steps = [x[t + h] - x[t] for t in range(len(x) - h)]
        assert found.sd[h - 1] == pytest.approx(np.sqrt(np.mean(np.square(steps))))
    assert (found.mean == x[-1]).all()


def test_quarters_not_learnt_from_change_no_coefficient() -> None:
    x = made_data()[:, 0]
    used = np.ones(len(x), dtype=bool)
    used[40:44] = False
    spoiled = x.copy()
    spoiled[40:44] += 500.0
    a, b = fit_autoregression(x, 2, used), fit_autoregression(spoiled, 2, used)
    assert a.constant == b.constant
    assert (a.lags == b.lags).all()
    assert random_walk(spoiled, 2, used).sd == pytest.approx(random_walk(x, 2, used).sd)


def test_autoregression_is_that_of_statsmodels() -> None:
    from statsmodels.tsa.ar_model import AutoReg

    x = made_data()[:, 1]
    ours, theirs = fit_autoregression(x, 2), AutoReg(x, 2, trend="c").fit()
    assert [ours.constant, *ours.lags] == pytest.approx(list(theirs.params))
    ahead = simulate_autoregression(ours, x, 6, 60_000, np.random.default_rng(2)).mean(axis=1)
    expected = theirs.predict(len(x), len(x) + 5)
    assert ahead == pytest.approx(expected, abs=0.02)


def slow_minnesota(
    data: np.ndarray, lags: int, tightness: float, decay: float, walk: np.ndarray
) -> np.ndarray:
    """The posterior mean by a Gaussian prior on each coefficient, one equation after the other."""
    n, k = data.shape
    size = np.array([fit_autoregression(data[:, i], 2).sd for i in range(k)])
    out = np.zeros((1 + k * lags, k))
    x = np.array(
        [[1.0, *(data[t - j, i] for j in range(1, lags + 1) for i in range(k))] for t in range(lags, n)]
    )
    for own in range(k):
        precision = np.zeros((1 + k * lags, 1 + k * lags))
        target = np.zeros(1 + k * lags)
        precision[0, 0] = 1e-6  # the loose constant
        for j in range(1, lags + 1):
            for i in range(k):
                at = 1 + (j - 1) * k + i
                sd = tightness / (j**decay * size[i])  # in units of the equation's own error
                precision[at, at] = 1.0 / sd**2
                target[at] = walk[own] if (i == own and j == 1) else 0.0
        gram = x.T @ x + precision
        out[:, own] = np.linalg.solve(gram, x.T @ data[lags:, own] + precision @ target)
    return out


def test_minnesota_mean_is_that_of_a_prior_written_out() -> None:
    data, walk = made_data(), np.array([1.0, 0.5, 1.0])
    found = fit_minnesota(data, 2, 0.2, 1.0, walk)
    assert found.mean == pytest.approx(slow_minnesota(data, 2, 0.2, 1.0, walk), rel=1e-6, abs=1e-9)


def test_a_tight_prior_is_a_random_walk_and_a_loose_one_least_squares() -> None:
    data, walk = made_data(), np.ones(3)
    tight = fit_minnesota(data, 2, 1e-5, 1.0, walk).mean
    assert tight[1:4] == pytest.approx(np.eye(3), abs=1e-3)
    assert tight[4:] == pytest.approx(np.zeros((3, 3)), abs=1e-3)
    loose = fit_minnesota(data, 2, 1e4, 1.0, walk).mean
    x = np.column_stack([np.ones(len(data) - 2), data[1:-1], data[:-2]])
    assert loose == pytest.approx(np.linalg.lstsq(x, data[2:], rcond=None)[0], abs=1e-3)


def test_dummies_of_persistence_pull_sums_of_coefficients_to_one() -> None:
    data, walk = made_data() + 20.0, np.ones(3)

    def gap(weight: float) -> float:
        b = fit_minnesota(data, 2, 5.0, 1.0, walk, persistence=weight).mean
        sums = b[1:4] + b[4:7]
        return float(np.abs(sums - np.eye(3)).max())

    assert gap(50.0) < 0.1 * gap(0.0)


def test_simulated_vector_autoregression_has_the_mean_of_its_coefficients() -> None:
    data = made_data()
    found = fit_minnesota(data, 2, 0.2, 1.0, np.ones(3))
    ahead = simulate_minnesota(found, data, 1, 8000, np.random.default_rng(5))[0]
    state = np.concatenate([[1.0], data[-1], data[-2]])
    errors = ahead.std(axis=1) / np.sqrt(8000)
    assert (np.abs(ahead.mean(axis=1) - state @ found.mean) < 4 * errors).all()
    # the errors' covariance has the mean of its inverse-Wishart
    expected = found.errors / (found.freedom - 3 - 1) * (1 + state @ found.scale @ state)
    assert np.cov(ahead) == pytest.approx(expected, rel=0.12, abs=0.05)
