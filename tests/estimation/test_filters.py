"""Filters against another library, the joint normal distribution, and all paths of a chain."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from moneygood.estimation.filters.kalman import StateSpace, drawn_errors, kalman_filter, kalman_smoother
from moneygood.estimation.filters.neutral import NeutralFigures, neutral_states
from moneygood.estimation.filters.regime import MarkovChain, emission, estimate_chain, forward_backward


def level_space(sd_level: float, sd_noise: float) -> StateSpace:
    return StateSpace(
        np.array([[1.0]]), np.array([[1.0]]), np.array([sd_noise**2]), np.array([[sd_level**2]]), np.zeros(1),
        np.array([[100.0]]),
    )  # fmt: skip


def test_local_level_is_that_of_statsmodels_with_gaps() -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    rng = np.random.default_rng(3)
    y = np.cumsum(0.4 * rng.standard_normal(80)) + rng.standard_normal(80)
    y[[10, 11, 40]] = np.nan
    space = level_space(0.4, 1.0)
    ours = kalman_filter(space, y[:, None])
    smooth, covariance = kalman_smoother(space, ours)
    theirs = UnobservedComponents(y, "llevel")
    theirs.ssm.initialize_known(np.zeros(1), np.array([[100.0 + 0.16]]))
    theirs.loglikelihood_burn = 0
    result = theirs.smooth([1.0, 0.16])
    assert ours.mean[:, 0] == pytest.approx(result.filtered_state[0], abs=1e-9)
    assert smooth[:, 0] == pytest.approx(result.smoothed_state[0], abs=1e-7)
    assert covariance[:, 0, 0] == pytest.approx(result.smoothed_state_cov[0, 0], abs=1e-7)
    assert ours.loglikelihood == pytest.approx(result.llf, abs=1e-8)


def test_two_series_and_two_states_are_those_of_the_joint_normal_distribution() -> None:
    t = 6
    a = np.array([[0.8, 0.1], [0.0, 0.9]])
    q, z = np.array([[0.5, 0.1], [0.1, 0.3]]), np.array([[1.0, 0.0], [0.4, 1.0]])
    space = StateSpace(z, a, np.array([0.2, 0.4]), q, np.array([0.5, -0.2]), np.eye(2),
                       shift=np.full((t, 2), 0.3), drift=np.tile([0.1, -0.05], (t, 1)))  # fmt: skip
    y = np.random.default_rng(9).standard_normal((t, 2))
    y[2, 1] = np.nan
    ours = kalman_filter(space, y)
    smooth, _ = kalman_smoother(space, ours)
    mean, cov, cross, m, p = [], np.zeros((2 * t, 2 * t)), {}, space.mean, space.covariance
    for s in range(t):
        m, p = a @ m + np.array([0.1, -0.05]), a @ p @ a.T + q
        mean.append(m)
        cross[s] = p
    for i, j in itertools.product(range(t), repeat=2):
        low = min(i, j)
        block = np.linalg.matrix_power(a, i - low) @ cross[low] @ np.linalg.matrix_power(a, j - low).T
        cov[2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = block
    big = np.kron(np.eye(t), z)
    seen = np.isfinite(y).ravel()
    total = (big @ cov @ big.T + np.kron(np.eye(t), np.diag([0.2, 0.4])))[np.ix_(seen, seen)]
    error = y.ravel()[seen] - (big @ np.concatenate(mean) + 0.3)[seen]
    expected = np.concatenate(mean) + (cov @ big.T)[:, seen] @ np.linalg.solve(total, error)
    assert smooth.ravel() == pytest.approx(expected, abs=1e-9)
    _, size = np.linalg.slogdet(2 * np.pi * total)
    assert ours.loglikelihood == pytest.approx(
        -0.5 * (size + error @ np.linalg.solve(total, error)), abs=1e-9
    )


PARAMETERS = {
    "gap_1": 1.4, "gap_2": -0.5, "rate": 0.1, "growth_loading": 1.0, "okun": 0.5, "slope": 0.1,
    "sd_potential": 0.1, "sd_gap": 0.4, "sd_growth": 0.05, "sd_other": 0.1, "sd_natural": 0.03,
    "sd_unemployment": 0.05, "sd_inflation": 0.3, "growth_start": 2.0, "rstar_start": 2.0,
    "natural_start": 5.0,
}  # fmt: skip


def test_neutral_filter_finds_the_gap_and_rate_it_was_made_from() -> None:
    rng = np.random.default_rng(8)
    n, p = 200, PARAMETERS
    gap, potential, rstar, other = np.zeros(n), np.zeros(n), np.zeros(n), 0.0
    real = 2.0 + 2.0 * np.sin(np.arange(n) / 9.0)
    for t in range(n):
        other += p["sd_other"] * rng.standard_normal()
        rstar[t] = 2.0 + other
        if t < 2:
            continue
        pull = p["rate"] / 2 * sum(real[t - j] - rstar[t - j] for j in (1, 2))
        gap[t] = (
            p["gap_1"] * gap[t - 1] + p["gap_2"] * gap[t - 2] - pull + p["sd_gap"] * rng.standard_normal()
        )
        potential[t] = potential[t - 1] + 0.5 + p["sd_potential"] * rng.standard_normal()
    mean_gap = 0.5 * (gap + np.roll(gap, 1))
    figures = NeutralFigures(
        potential + gap, 5.0 - 0.5 * mean_gap + 0.05 * rng.standard_normal(n),
        0.1 * mean_gap + 0.3 * rng.standard_normal(n), real,
    )  # fmt: skip
    found = neutral_states(figures, p)
    inner = slice(10, n - 5)
    assert np.corrcoef(found.gap[inner], gap[inner])[0, 1] > 0.97
    assert np.mean(np.abs(found.gap - gap)[inner] < 2 * found.gap_se[inner]) > 0.85
    assert np.mean(np.abs(found.rstar - rstar)[inner] < 2 * found.rstar_se[inner]) > 0.85


def test_one_sided_states_do_not_know_the_future() -> None:
    rng = np.random.default_rng(2)
    rows = [np.cumsum(rng.standard_normal(60)) for _ in range(4)]
    changed = [r.copy() for r in rows]
    for r in changed:
        r[40:] += 30.0
    a = neutral_states(NeutralFigures(*rows), PARAMETERS, two_sided=False)
    b = neutral_states(NeutralFigures(*changed), PARAMETERS, two_sided=False)
    assert (a.rstar[:40] == b.rstar[:40]).all()
    assert not np.allclose(a.rstar[40:], b.rstar[40:])


def chain() -> MarkovChain:
    return MarkovChain(
        np.array([[0.0, 0.0], [2.0, 1.0], [4.0, -2.0]]), np.array([[1.0, 0.5], [1.0, 1.0], [2.0, 1.0]]),
        np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.0, 0.3, 0.7]]), np.array([0.5, 0.3, 0.2]), 6.0,
    )  # fmt: skip


def test_regime_probabilities_are_sums_over_all_paths() -> None:
    y = np.random.default_rng(6).standard_normal((5, 2)) * 2
    y[3, 1] = np.nan
    own = chain()
    filtered, smoothed, _, total = forward_backward(own, y)
    density = np.exp(emission(own, y))
    weight = {}
    for path in itertools.product(range(3), repeat=5):
        w = own.start[path[0]] * density[0, path[0]]
        for t in range(1, 5):
            w *= own.transitions[path[t - 1], path[t]] * density[t, path[t]]
        weight[path] = w
    everything = sum(weight.values())
    assert total == pytest.approx(np.log(everything))
    for t, s in itertools.product(range(5), range(3)):
        own_share = sum(w for path, w in weight.items() if path[t] == s) / everything
        assert smoothed[t, s] == pytest.approx(own_share, abs=1e-10)
    assert filtered[-1] == pytest.approx(smoothed[-1])


def test_estimation_moves_a_regime_to_where_its_figures_are() -> None:
    rng = np.random.default_rng(7)
    own = chain()
    state, y = 0, []
    for _ in range(400):
        state = rng.choice(3, p=own.transitions[state])
        y.append(
            own.means[state] + np.array([1.5, 0.0]) * (state == 2) + own.scales[state] * rng.standard_t(6, 2)
        )
    found = estimate_chain(own, np.array(y), 1.0, 1.0)
    assert found.means[2, 0] == pytest.approx(5.5, abs=0.8)
    assert found.means[2, 0] > own.means[2, 0] + 0.5
    assert found.transitions.sum(axis=1) == pytest.approx(np.ones(3))
    assert found.transitions[0, 2] == 0.0


def test_drawn_errors_of_states_have_the_smoother_s_covariance() -> None:
    rng = np.random.default_rng(8)
    space = StateSpace(
        design=np.array([[1.0, 0.5], [0.0, 1.0]]),
        transition=np.array([[0.9, 0.1], [0.0, 1.0]]),
        noise=np.array([0.5, 1.0]),
        state_noise=np.array([[0.3, 0.1], [0.1, 0.2]]),
        mean=np.array([5.0, -3.0]),
        covariance=np.array([[1.0, 0.2], [0.2, 0.5]]),
        drift=np.full((12, 2), 0.7),
    )
    observed = rng.normal(size=(12, 2)) * 3.0
    observed[4:7, 0] = np.nan
    _, covariances = kalman_smoother(space, kalman_filter(space, observed))
    draws = np.array([drawn_errors(space, observed, rng) for _ in range(6000)])
    for t in (0, 5, 11):
        np.testing.assert_allclose(np.cov(draws[:, t].T), covariances[t], atol=0.05 * covariances[t].max())
        np.testing.assert_allclose(
            draws[:, t].mean(axis=0), 0.0, atol=5 * np.sqrt(covariances[t].max() / 6000)
        )
