"""Cumulative incidence against statsmodels, closed forms and plain shares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import cumulative_trapezoid
from scipy.stats import norm

from made_paths import make_history, make_paths
from moneygood.model.graph import Graph
from moneygood.runs.first_passage.incidence import aalen_johansen
from moneygood.runs.first_passage.passage import first_passage
from moneygood.runs.first_passage.triggers import BreakDefinition, Condition, Side

G = Graph()


def made(seed: int, draws: int, quarters: int) -> tuple[np.ndarray, np.ndarray]:
    """Times of two geometric risks [draw] and one-hot weights [cause, draw]."""
    rng = np.random.default_rng(seed)
    a, b = rng.geometric(0.06, draws), rng.geometric(0.11, draws)
    first = np.minimum(a, b)
    weights = np.stack([(a < b) + 0.5 * (a == b), (b < a) + 0.5 * (a == b)]).astype(float)
    times = np.where(first <= quarters, first, 0)
    return times, weights * (times > 0)


def test_without_censoring_before_the_end_shares_are_plain_shares() -> None:
    times, weights = made(1, 500, 20)
    found = aalen_johansen(times, weights, 20)
    for k in range(2):
        for t in (1, 7, 20):
            plain = float(weights[k, (times > 0) & (times <= t)].sum() / 500)
            assert found.shares[k, t - 1] == pytest.approx(plain, abs=1e-12)
    assert found.shares.sum(axis=0) + found.surviving == pytest.approx(np.ones(20))


def test_with_censoring_the_estimate_is_that_of_statsmodels() -> None:
    from statsmodels.duration.survfunc import CumIncidenceRight

    rng = np.random.default_rng(4)
    times = rng.integers(1, 15, 400)
    cause = rng.integers(0, 3, 400)  # 0 = censored
    weights = np.stack([cause == 1, cause == 2]).astype(float)
    found = aalen_johansen(np.where(cause > 0, times, 0), weights, 14, censored=times)
    other = CumIncidenceRight(times, cause)
    for k in range(2):
        assert found.shares[k, other.times.astype(int) - 1] == pytest.approx(other.cinc[k], abs=1e-12)


def test_two_geometric_risks_have_their_closed_form() -> None:
    draws, p, q = 40_000, 0.06, 0.11
    times, weights = made(2, draws, 30)
    found = aalen_johansen(times, weights, 30)
    stay = (1 - p) * (1 - q)
    one = p * (1 - q) + 0.5 * p * q
    expected = one * (1 - stay ** np.arange(1, 31)) / (1 - stay)
    assert np.all(np.abs(found.shares[0] - expected) < 4.5 * found.errors[0] + 1e-9)


def test_errors_are_the_spread_over_repetitions() -> None:
    ends = np.array([aalen_johansen(*made(s, 300, 12), 12).shares[0] for s in range(300)])
    error = aalen_johansen(*made(999, 300, 12), 12).errors[0]
    assert error == pytest.approx(ends.std(axis=0), rel=0.25)


def crossing(barrier: float, drift: float, sigma: float, t: np.ndarray) -> np.ndarray:
    """Inverse Gaussian: the chance that a Brownian motion with drift has crossed a barrier above it by t."""
    root = sigma * np.sqrt(t)
    tilt = np.exp(2 * drift * barrier / sigma**2)
    return norm.cdf((drift * t - barrier) / root) + tilt * norm.cdf((-barrier - drift * t) / root)


def test_brownian_motions_with_drift_race_as_theory_says() -> None:
    """P(1 first by t) = integral of f1 (1 - F2); looking once a step shifts each barrier by 0.5826
    sigma (Broadie, Glasserman and Kou 1997)."""
    rng = np.random.default_rng(3)
    draws, quarters = 40_000, 40
    settings = [(5.0, 0.10, 1.0), (6.0, 0.15, 0.8)]
    paths = {
        name: np.cumsum(drift + sigma * rng.normal(size=(quarters, draws)), axis=0)
        for name, (_, drift, sigma) in zip("xy", settings, strict=True)
    }
    definitions = [
        BreakDefinition(n, n, (Side("up", n, "up", (Condition(n, G.var(n), b, True, ""),), 1, "ours"),))
        for n, (b, _, _) in zip("xy", settings, strict=True)
    ]
    passage = first_passage(make_paths(paths), make_history({"x": [0.0], "y": [0.0]}), definitions)
    risks = [passage.highs[n] for n in "xy"]
    t = np.linspace(1e-3, quarters, 20_001)
    laws = [crossing(b + 0.5826 * s, m, s, t) for b, m, s in settings]
    for k in range(2):
        density = np.gradient(laws[k], t)
        share = cumulative_trapezoid(density * (1 - laws[1 - k]), t, initial=0.0)
        for quarter in (10, 20, 40):
            expected = float(np.interp(quarter, t, share))
            error = float(risks[k].first_errors[quarter - 1])
            assert abs(risks[k].first_incidence[quarter - 1] - expected) < 4 * error + 0.004
            alone = float(np.interp(quarter, t, laws[k]))
            low, high = risks[k].band[:, quarter - 1]
            assert abs(risks[k].incidence[quarter - 1] - alone) < 2 * (high - low) + 0.004
