"""The Kalman filter and smoother of a linear Gaussian state space, missing observations included."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class StateSpace:
    """y_t = d_t + Z s_t + e_t, s_t = c_t + T s_{t-1} + u_t, with e ~ N(0, diag(h)), u ~ N(0, Q).

    `design` Z [series, state], `transition` T [state, state], `noise` h [series] (variances), `state_noise`
    Q [state, state]; `shift` d [quarter, series] and `drift` c [quarter, state] are what is known from
    outside; `mean` and `covariance` describe the state before the first quarter.
    """

    design: np.ndarray
    transition: np.ndarray
    noise: np.ndarray
    state_noise: np.ndarray
    mean: np.ndarray
    covariance: np.ndarray
    shift: np.ndarray | None = None
    drift: np.ndarray | None = None


@dataclass(frozen=True)
class Filtered:
    """One-sided states `mean` [quarter, state] with `covariance` [quarter, state, state], the predictions
    they came from, and the log likelihood of the observations."""

    mean: np.ndarray
    covariance: np.ndarray
    predicted: np.ndarray
    predicted_covariance: np.ndarray
    loglikelihood: float


def kalman_filter(space: StateSpace, observed: np.ndarray) -> Filtered:
    """The one-sided states given `observed` [quarter, series]; a missing figure (NaN) is passed over.

    Observations of a quarter are taken one series at a time, which needs no inverse. Source: durbin2012.
    """
    t_all, k = observed.shape[0], len(space.mean)
    mean, cov = space.mean.astype(float), space.covariance.astype(float)
    means, covs = np.empty((t_all, k)), np.empty((t_all, k, k))
    before, before_cov = np.empty((t_all, k)), np.empty((t_all, k, k))
    transition, turned = space.transition, space.transition.T
    total = 0.0
    for t in range(t_all):
        mean = transition @ mean
        if space.drift is not None:
            mean = mean + space.drift[t]
        cov = transition @ cov @ turned + space.state_noise
        before[t], before_cov[t] = mean, cov
        for i in np.flatnonzero(np.isfinite(observed[t])):
            row = space.design[i]
            column = cov @ row
            size = float(row @ column) + float(space.noise[i])
            if not size > 0:  # rounding has eaten the variance: these parameters cannot be
                return Filtered(means, covs, before, before_cov, -np.inf)
            error = float(observed[t, i] - row @ mean)
            if space.shift is not None:
                error -= float(space.shift[t, i])
            mean = mean + column * (error / size)
            cov = cov - np.outer(column, column) / size
            total -= 0.5 * (np.log(2.0 * np.pi * size) + error * error / size)
        means[t], covs[t] = mean, cov
    return Filtered(means, covs, before, before_cov, float(total))


def kalman_smoother(space: StateSpace, found: Filtered) -> tuple[np.ndarray, np.ndarray]:
    """Two-sided states: means [quarter, state] and covariances [quarter, state, state] given all quarters.

    The backward recursion of Rauch, Tung and Striebel. Source: durbin2012.
    """
    means, covs = found.mean.copy(), found.covariance.copy()
    for t in range(len(means) - 2, -1, -1):
        gain = np.linalg.solve(
            found.predicted_covariance[t + 1] + 1e-12 * np.eye(len(means[t])),
            space.transition @ found.covariance[t],
        ).T
        means[t] = found.mean[t] + gain @ (means[t + 1] - found.predicted[t + 1])
        change = covs[t + 1] - found.predicted_covariance[t + 1]
        covs[t] = found.covariance[t] + gain @ change @ gain.T
    return means, covs


def drawn_errors(space: StateSpace, observed: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One draw of the two-sided states less their means [quarter, state], jointly over all quarters.

    A made-up past of the same state space, with the same figures missing, is smoothed: how far its states lie
    from what the smoother finds has the distribution of the real states around theirs. Source: durbin2012.
    """
    t_all, k = observed.shape[0], len(space.mean)
    quiet = replace(space, mean=np.zeros(k), shift=None, drift=None)
    start, moves = _root(space.covariance), _root(space.state_noise)
    state = start @ rng.standard_normal(k)
    states = np.empty((t_all, k))
    for t in range(t_all):
        state = space.transition @ state + moves @ rng.standard_normal(k)
        states[t] = state
    noise = rng.standard_normal(observed.shape) * np.sqrt(space.noise)
    made = np.where(np.isfinite(observed), states @ space.design.T + noise, np.nan)
    return states - kalman_smoother(quiet, kalman_filter(quiet, made))[0]


def _root(covariance: np.ndarray) -> np.ndarray:
    """A square root of a covariance that may be singular."""
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(np.maximum(values, 0.0))
