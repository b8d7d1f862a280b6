"""Markov switching with Student-t emissions: filter, smoother, most likely parameters under priors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import lgamma

import numpy as np


@dataclass(frozen=True)
class SwitchingPrior:
    """What is believed before the data, and what it counts for in quarters of data.

    `means` [state, observable], `spreads` [state, observable] standard deviations, `chain` [from, to] with
    rows that sum to one; a zero in `chain` is a step that never happens.
    """

    means: np.ndarray
    spreads: np.ndarray
    chain: np.ndarray
    mean_weight: float
    spread_weight: float
    chain_weight: float


@dataclass(frozen=True)
class SwitchingParameters:
    """Parameters: `means` [state, observable], `scales` [state, observable, observable], `chain` [from, to].

    `freedom` is the degrees of freedom of the Student-t, infinite for the normal distribution; `start`
    [state] are the probabilities in the first quarter.
    """

    means: np.ndarray
    scales: np.ndarray
    chain: np.ndarray
    start: np.ndarray
    freedom: float


@dataclass(frozen=True)
class Probabilities:
    """Probabilities of the states by quarter, and the log likelihood.

    `predicted` is before the quarter's figures, `filtered` after them, `smoothed` with all quarters [quarter,
    state]; `steps` [from, to] are the expected numbers of steps.
    """

    predicted: np.ndarray
    filtered: np.ndarray
    smoothed: np.ndarray
    steps: np.ndarray
    log_likelihood: float


def starting_chain(prior: SwitchingPrior, freedom: float) -> SwitchingParameters:
    """The parameters that the prior holds most likely, begun in the chain's long-run shares."""
    scales = np.stack([np.diag(s**2) for s in prior.spreads])
    return SwitchingParameters(
        prior.means.copy(), scales, prior.chain.copy(), stationary(prior.chain), freedom
    )


def stationary(chain: np.ndarray) -> np.ndarray:
    """The long-run shares [state] of a chain [from, to]."""
    n = len(chain)
    system = np.vstack([chain.T - np.eye(n), np.ones(n)])
    shares = np.linalg.lstsq(system, np.append(np.zeros(n), 1.0), rcond=None)[0]
    return np.clip(shares, 0.0, 1.0) / np.clip(shares, 0.0, 1.0).sum()


def distances(figures: np.ndarray, model: SwitchingParameters) -> tuple[np.ndarray, np.ndarray]:
    """Squared distances [quarter, state] from the state's means in its own scale, and log determinants."""
    away = figures[:, None, :] - model.means[None, :, :]
    inverse = np.linalg.inv(model.scales)
    squared = np.einsum("tki,kij,tkj->tk", away, inverse, away)
    return squared, np.linalg.slogdet(model.scales)[1]


def log_densities(figures: np.ndarray, model: SwitchingParameters) -> np.ndarray:
    """Log densities [quarter, state]; a quarter with a missing figure says nothing (0 in every state)."""
    squared, size = distances(np.nan_to_num(figures), model)
    d, v = figures.shape[1], model.freedom
    if np.isinf(v):
        out = -0.5 * (squared + size + d * np.log(2 * np.pi))
    else:
        level = lgamma((v + d) / 2) - lgamma(v / 2) - 0.5 * d * np.log(v * np.pi)
        out = level - 0.5 * size - 0.5 * (v + d) * np.log1p(squared / v)
    out[np.isnan(figures).any(axis=1)] = 0.0
    return out


def probabilities(figures: np.ndarray, model: SwitchingParameters) -> Probabilities:
    """Filtered and smoothed probabilities of the states, given figures [quarter, observable]."""
    return Probabilities(*_pass(log_densities(figures, model), model.chain, model.start))


def fit(
    figures: np.ndarray,
    prior: SwitchingPrior,
    start: SwitchingParameters,
    most: int = 200,
    close: float = 1e-5,
) -> SwitchingParameters:
    """The most likely parameters under the prior, by expectation and maximisation from `start`.

    Stops when no mean moves by more than `close` prior standard deviations.
    """
    model = start
    for _ in range(most):
        before = model.means
        model = improve(figures, prior, model)
        if np.max(np.abs(model.means - before) / prior.spreads) < close:
            break
    return model


def improve(figures: np.ndarray, prior: SwitchingPrior, model: SwitchingParameters) -> SwitchingParameters:
    """One step of expectation and maximisation: it never lowers the posterior density."""
    found = probabilities(figures, model)
    seen = ~np.isnan(figures).any(axis=1)
    x, share = figures[seen], found.smoothed[seen]
    d, v = figures.shape[1], model.freedom
    squared, _ = distances(x, model)
    weight = share if np.isinf(v) else share * (v + d) / (v + squared)
    k, n = prior.mean_weight, prior.spread_weight
    means = (weight.T @ x + k * prior.means) / (weight.sum(axis=0)[:, None] + k)
    scales = np.empty_like(model.scales)
    for s in range(len(means)):
        away, apart = x - means[s], means[s] - prior.means[s]
        spread = (weight[:, s, None] * away).T @ away + k * np.outer(apart, apart)
        spread += n * np.diag(prior.spreads[s] ** 2)
        scales[s] = spread / (share[:, s].sum() + n)
    steps = found.steps + prior.chain_weight * prior.chain
    return replace(model, means=means, scales=scales, chain=steps / steps.sum(axis=1, keepdims=True))


def _pass(
    log_density: np.ndarray, chain: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]:
    """Forward and backward through the quarters (Hamilton 1989, Kim 1994)."""
    top = log_density.max(axis=1)
    density = np.exp(log_density - top[:, None])
    # A quarter's step: from each state to each, times how likely the figures are in the state reached.
    reached = chain * density[:, None, :]
    filtered, size = np.empty_like(density), np.empty(len(density))
    now = start * density[0]
    for t in range(len(density)):
        now = now if t == 0 else np.dot(now, reached[t])
        size[t] = sum(now.tolist())
        now = now / size[t]
        filtered[t] = now
    predicted = np.vstack([start, filtered[:-1] @ chain])
    # Backward: smoothed over predicted, the news from later quarters. A state out of reach has none.
    possible = np.where(predicted > 0.0, predicted, np.inf)
    smoothed, news = filtered.copy(), np.zeros_like(density)
    for t in range(len(density) - 2, -1, -1):
        news[t + 1] = smoothed[t + 1] / possible[t + 1]
        smoothed[t] = filtered[t] * np.dot(chain, news[t + 1])
    steps = chain * (filtered[:-1].T @ news[1:])
    return predicted, filtered, smoothed, steps, float((top + np.log(size)).sum())
