"""Markov switching against statsmodels, SciPy, brute force, and planted states."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_t

from moneygood.estimation.regimes.switching import (
    SwitchingParameters,
    SwitchingPrior,
    fit,
    improve,
    log_densities,
    probabilities,
    starting_chain,
    stationary,
)

STEPS = np.array([[0.94, 0.06, 0.0], [0.12, 0.8, 0.08], [0.0, 0.15, 0.85]])


def three_states(freedom: float = 6.0) -> SwitchingParameters:
    means = np.array([[0.0, 0.0], [2.0, -1.0], [4.0, -4.0]])
    scales = np.stack([np.array([[0.6, 0.1], [0.1, 0.5]]) * k for k in (1.0, 1.4, 2.0)])
    return SwitchingParameters(means, scales, STEPS, stationary(STEPS), freedom)


def planted(model: SwitchingParameters, quarters: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """States and figures drawn from a chain."""
    rng = np.random.default_rng(seed)
    states = np.zeros(quarters, dtype=int)
    for t in range(1, quarters):
        states[t] = rng.choice(len(model.chain), p=model.chain[states[t - 1]])
    drawn = [
        multivariate_t.rvs(model.means[s], model.scales[s], df=model.freedom, random_state=rng)
        for s in states
    ]
    return states, np.stack(drawn)


def prior_of(model: SwitchingParameters, weight: float = 8.0) -> SwitchingPrior:
    spreads = np.sqrt(np.stack([np.diag(s) for s in model.scales]))
    return SwitchingPrior(model.means + 0.4, spreads, model.chain, weight, weight, 20.0)


def test_gaussian_two_states_agree_with_statsmodels() -> None:
    from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

    rng = np.random.default_rng(3)
    y = np.concatenate([rng.normal(0, 1, 60), rng.normal(3, 2, 40), rng.normal(0, 1, 50)])
    stay, leave, means, variances = 0.9, 0.2, (0.2, 2.5), (1.1, 3.6)
    other = MarkovRegression(y, k_regimes=2, switching_variance=True)
    theirs = other.smooth([stay, leave, *means, *variances])
    chain = np.array([[stay, 1 - stay], [leave, 1 - leave]])
    ours = probabilities(
        y[:, None],
        SwitchingParameters(
            np.array(means)[:, None], np.array(variances)[:, None, None], chain, stationary(chain), np.inf
        ),
    )
    assert ours.log_likelihood == pytest.approx(theirs.llf, abs=1e-8)
    np.testing.assert_allclose(ours.filtered, theirs.filtered_marginal_probabilities, atol=1e-8)
    np.testing.assert_allclose(ours.smoothed, theirs.smoothed_marginal_probabilities, atol=1e-8)


def test_probabilities_agree_with_the_sum_over_every_path() -> None:
    model = three_states()
    _, figures = planted(model, 6, 1)
    density = np.exp(log_densities(figures, model))
    weights, paths = [], list(itertools.product(range(3), repeat=6))
    for path in paths:
        p = model.start[path[0]] * density[0, path[0]]
        for t in range(1, 6):
            p *= model.chain[path[t - 1], path[t]] * density[t, path[t]]
        weights.append(p)
    weight = np.array(weights)
    found = probabilities(figures, model)
    assert found.log_likelihood == pytest.approx(np.log(weight.sum()), abs=1e-10)
    share = weight / weight.sum()
    for t in range(6):
        for s in range(3):
            brute = sum(w for w, p in zip(share, paths, strict=True) if p[t] == s)
            assert found.smoothed[t, s] == pytest.approx(brute, abs=1e-12)
    for i, j in itertools.product(range(3), repeat=2):
        brute = sum(w * sum(p[t] == i and p[t + 1] == j for t in range(5))
                    for w, p in zip(share, paths, strict=True))  # fmt: skip
        assert found.steps[i, j] == pytest.approx(brute, abs=1e-12)
    np.testing.assert_allclose(found.filtered[-1], found.smoothed[-1], atol=1e-15)


def test_a_state_that_cannot_be_reached_is_never_held_likely() -> None:
    """However much its figures speak for it: 400 quarters at its mean, from a chain that never goes there."""
    model = replace(three_states(), chain=np.diag([1.0, 1.0, 1.0]), start=np.array([1.0, 0.0, 0.0]))
    found = probabilities(np.tile(model.means[2], (400, 1)), replace(model, freedom=np.inf))
    assert np.array_equal(found.smoothed, np.tile([1.0, 0.0, 0.0], (400, 1)))
    assert found.steps == pytest.approx(np.diag([399.0, 0.0, 0.0]))


def test_densities_are_those_of_scipy() -> None:
    model = three_states(5.0)
    _, figures = planted(model, 20, 2)
    ours = log_densities(figures, model)
    for s in range(3):
        theirs = multivariate_t.logpdf(figures, model.means[s], model.scales[s], df=5.0)
        np.testing.assert_allclose(ours[:, s], theirs, atol=1e-10)


def log_posterior(figures: np.ndarray, prior: SwitchingPrior, model: SwitchingParameters) -> float:
    """The log likelihood plus the log of the priors, up to a constant."""
    out = probabilities(figures, model).log_likelihood
    for s in range(len(model.means)):
        inverse = np.linalg.inv(model.scales[s])
        apart = model.means[s] - prior.means[s]
        out -= 0.5 * prior.mean_weight * apart @ inverse @ apart
        out -= 0.5 * prior.spread_weight * np.trace(inverse @ np.diag(prior.spreads[s] ** 2))
        out -= 0.5 * prior.spread_weight * np.linalg.slogdet(model.scales[s])[1]
    may = prior.chain > 0
    return float(out + (prior.chain_weight * prior.chain[may] * np.log(model.chain[may])).sum())


@pytest.mark.parametrize("freedom", [6.0, np.inf])
def test_no_step_lowers_the_posterior_density(freedom: float) -> None:
    truth = three_states(6.0)
    _, figures = planted(truth, 150, 4)
    prior = prior_of(truth)
    model = starting_chain(prior, freedom)
    held = log_posterior(figures, prior, model)
    for _ in range(15):
        model = improve(figures, prior, model)
        now = log_posterior(figures, prior, model)
        assert now >= held - 1e-9
        held = now


def test_planted_states_are_recovered_nearly_as_well_as_with_the_true_parameters() -> None:
    truth = three_states()
    states, figures = planted(truth, 500, 7)
    prior = prior_of(truth)
    found = probabilities(figures, fit(figures, prior, starting_chain(prior, 6.0)))
    best = probabilities(figures, truth)
    own = np.mean(found.smoothed.argmax(axis=1) == states)
    assert own > 0.9
    assert own > np.mean(best.smoothed.argmax(axis=1) == states) - 0.03


def test_estimates_approach_the_truth_as_the_sample_grows() -> None:
    truth = three_states()
    _, figures = planted(truth, 3000, 8)
    model = fit(figures, prior_of(truth, 1.0), starting_chain(prior_of(truth, 1.0), 6.0))
    np.testing.assert_allclose(model.means, truth.means, atol=0.25)
    np.testing.assert_allclose(model.chain, truth.chain, atol=0.05)


def test_a_step_that_the_story_does_not_take_never_happens() -> None:
    truth = three_states()
    _, figures = planted(truth, 200, 9)
    model = fit(figures, prior_of(truth), starting_chain(prior_of(truth), 6.0))
    assert model.chain[0, 2] == 0.0
    assert model.chain[2, 0] == 0.0
    np.testing.assert_allclose(model.chain.sum(axis=1), 1.0)


def test_a_quarter_with_a_missing_figure_says_nothing() -> None:
    model = three_states()
    _, figures = planted(model, 30, 5)
    figures[12, 1] = np.nan
    found = probabilities(figures, model)
    np.testing.assert_allclose(found.filtered[12], found.predicted[12], atol=1e-15)
    assert np.isfinite(found.smoothed).all()


def test_the_long_run_shares_do_not_move() -> None:
    shares = stationary(STEPS)
    np.testing.assert_allclose(shares @ STEPS, shares, atol=1e-12)
    assert shares.sum() == pytest.approx(1.0)
    assert replace(three_states(), start=shares).start is shares
