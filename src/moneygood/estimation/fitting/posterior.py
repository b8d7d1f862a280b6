"""Posteriors of an equation's parameters: closed form where it is linear, Metropolis where it is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.estimation.fitting.problem import Problem

CHAINS, STEPS, WARM = 40, 2000, 800
"""Metropolis: chains moved at once, steps of each, and those thrown away at the beginning."""

MOST_CUT = 0.3
REJECTIONS = 60
"""Rounds in which draws outside their range are drawn again, before they are cut to it."""


@dataclass(frozen=True)
class Posterior:
    """Draws [draw, parameter] and of the shock's standard deviation [draw], with how they came about.

    `mode` [parameter] is the most likely point; `method` is "conjugate" or "metropolis"; `accepted` the share
    of proposals taken and `rhat` the largest potential scale reduction (NaN for conjugate draws, which are
    independent); `cut` the share of draws that the ranges cut.
    """

    method: str
    mode: np.ndarray
    draws: np.ndarray
    sd: np.ndarray
    accepted: float
    rhat: float
    cut: float

    @property
    def mean(self) -> np.ndarray:
        """The posterior mean [parameter]."""
        return self.draws.mean(axis=0)

    @property
    def se(self) -> np.ndarray:
        """The posterior standard deviation [parameter]."""
        return self.draws.std(axis=0, ddof=1)


def posterior(problem: Problem, draws: int, rng: np.random.Generator) -> Posterior:
    """The posterior in closed form where the equation is linear and the ranges leave it room, by Metropolis
    where it is not linear or where more than `MOST_CUT` of the closed form lies outside the ranges."""
    if problem.linear:
        found = conjugate(problem, draws, rng)
        if found.cut <= MOST_CUT:
            return found
    return metropolis(problem, draws, rng)


def conjugate(problem: Problem, draws: int, rng: np.random.Generator) -> Posterior:
    """Normal-inverse-gamma: theta | s2 ~ N(m, s2 V), s2 ~ IG(a, b), in closed form.

    V is the priors' variance over the shock's recorded variance, so that at the recorded size of shocks the
    prior has the standard deviations of its text. Draws outside a range are drawn again. Source: koop2003.
    """
    m, prior_sd, low, high = _prior_arrays(problem)
    x = -problem.jacobian(m)
    y = problem.residuals(m) + x @ m  # residual = y - x theta
    precision = np.diag((problem.sd / prior_sd) ** 2)
    a, b = 0.5 * problem.freedom, 0.5 * problem.freedom * problem.sd**2
    whole = precision + x.T @ x
    mean = np.linalg.solve(whole, precision @ m + x.T @ y)
    a_post = a + 0.5 * problem.n
    b_post = b + 0.5 * float(y @ y + m @ precision @ m - mean @ whole @ mean)
    root = np.linalg.cholesky(np.linalg.inv(whole))
    sd = np.sqrt(b_post / rng.gamma(a_post, size=draws))
    theta = mean + sd[:, None] * (rng.standard_normal((draws, len(m))) @ root.T)
    first = _outside(theta, low, high)
    for _ in range(REJECTIONS):
        out = _outside(theta, low, high)
        if not out.any():
            break
        k = int(out.sum())
        sd[out] = np.sqrt(b_post / rng.gamma(a_post, size=k))
        theta[out] = mean + sd[out, None] * (rng.standard_normal((k, len(m))) @ root.T)
    theta = np.clip(theta, low, high)
    return Posterior("conjugate", np.clip(mean, low, high), theta, sd, np.nan, np.nan, float(first.mean()))


def log_density(problem: Problem, theta: np.ndarray) -> np.ndarray:
    """The log posterior [...] at parameters [..., parameter] with the variance integrated out; -inf outside
    the ranges, and where a residual is not a number."""
    m, prior_sd, low, high = _prior_arrays(problem)
    residuals = problem.residuals(theta)
    squares = np.sum(residuals**2, axis=-1)
    a, b = 0.5 * problem.freedom, 0.5 * problem.freedom * problem.sd**2
    value = -(a + 0.5 * problem.n) * np.log(b + 0.5 * squares)
    value = value - 0.5 * np.sum(((theta - m) / prior_sd) ** 2, axis=-1)
    return np.where(_outside(theta, low, high) | ~np.isfinite(value), -np.inf, value)


def metropolis(problem: Problem, draws: int, rng: np.random.Generator) -> Posterior:
    """Random-walk Metropolis from the mode, many chains at once, the variance integrated out.

    Steps are normal with 2.38² / k times the inverse curvature at the mode. Source: gelman2013.
    """
    _, _, low, high = _prior_arrays(problem)
    mode, covariance = _mode(problem)
    k = len(mode)
    root = np.linalg.cholesky(covariance)
    state = np.clip(mode + 0.5 * rng.standard_normal((CHAINS, k)) @ root.T, low, high)
    value = log_density(problem, state)
    kept = np.empty((STEPS - WARM, CHAINS, k))
    taken, scale = 0.0, 2.38 / np.sqrt(k)
    for step in range(STEPS):
        proposal = state + scale * rng.standard_normal((CHAINS, k)) @ root.T
        new = log_density(problem, proposal)
        take = np.log(rng.random(CHAINS)) < new - value
        state = np.where(take[:, None], proposal, state)
        value = np.where(take, new, value)
        if step >= WARM:
            kept[step - WARM] = state
            taken += float(take.mean())
        elif step % 40 == 39:  # steps are tuned only while nothing is kept
            scale *= 1.2 if take.mean() > 0.35 else 0.85 if take.mean() < 0.2 else 1.0
    flat = kept.reshape(-1, k)
    chosen = (
        flat[rng.permutation(len(flat))[:draws]]
        if draws <= len(flat)
        else flat[rng.integers(len(flat), size=draws)]
    )
    squares = np.sum(problem.residuals(chosen) ** 2, axis=-1)
    a, b = 0.5 * problem.freedom, 0.5 * problem.freedom * problem.sd**2
    sd = np.sqrt((b + 0.5 * squares) / rng.gamma(a + 0.5 * problem.n, size=len(chosen)))
    return Posterior("metropolis", mode, chosen, sd, taken / (STEPS - WARM), _rhat(kept), 0.0)


def _prior_arrays(problem: Problem) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rows = [(p.mean, p.sd, p.low, p.high) for p in problem.priors]
    mean, sd, low, high = (np.array(c) for c in zip(*rows, strict=True))
    return mean, sd, low, high


def _outside(theta: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return np.asarray(((theta < low) | (theta > high)).any(axis=-1))


def _mode(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """The mode by damped Gauss-Newton on the penalised squares, and the inverse curvature there."""
    m, prior_sd, low, high = _prior_arrays(problem)
    theta = m.copy()
    best = float(log_density(problem, theta))
    weight = (problem.freedom + problem.n) / (
        problem.freedom * problem.sd**2 + float(np.sum(problem.residuals(theta) ** 2))
    )
    for _ in range(60):
        residuals, slopes = problem.residuals(theta), problem.jacobian(theta)
        weight = (problem.freedom + problem.n) / (
            problem.freedom * problem.sd**2 + float(residuals @ residuals)
        )
        curvature = weight * slopes.T @ slopes + np.diag(prior_sd**-2.0)
        uphill = -weight * slopes.T @ residuals - (theta - m) / prior_sd**2
        step = np.linalg.solve(curvature, uphill)
        size, moved = 1.0, False
        while size > 1e-4 and not moved:
            trial = np.clip(theta + size * step, low, high)
            value = float(log_density(problem, trial))
            moved = value > best + 1e-12
            if moved:
                theta, best = trial, value
            size *= 0.5
        if not moved:
            break
    slopes = problem.jacobian(theta)
    return theta, np.linalg.inv(weight * slopes.T @ slopes + np.diag(prior_sd**-2.0))


def _rhat(kept: np.ndarray) -> float:
    """The largest potential scale reduction over parameters, of draws [step, chain, parameter]."""
    steps = kept.shape[0]
    within = kept.var(axis=0, ddof=1).mean(axis=0)
    between = steps * kept.mean(axis=0).var(axis=0, ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.sqrt(((steps - 1) / steps * within + between / steps) / within)
    return float(np.nanmax(ratio))
