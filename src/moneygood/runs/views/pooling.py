"""Entropy pooling: the weights nearest to the prior ones under which moments are as a view says.

Pure functions of arrays. The nearest weights are those of least relative entropy; the dual is solved by
Newton's method, inequalities by an active set. Source: meucci2008.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CLOSE = 1e-11
"""A moment in standard deviations of its feature counts as met within this."""
MOST_STEPS = 200
MOST_SETS = 60


@dataclass(frozen=True)
class Pooled:
    """`weights` [draw] that add up to one, and `multipliers` [moment] (0 where an inequality is slack).

    `entropy` is the relative entropy to the prior in nats; `met` is False where no weights meet the moments:
    then the weights are those of the last step towards them.
    """

    weights: np.ndarray
    multipliers: np.ndarray
    entropy: float
    met: bool

    @property
    def effective(self) -> float:
        """The effective number of draws, 1 / sum of squared weights (Kish)."""
        return effective(self.weights)


def effective(weights: np.ndarray) -> float:
    """The number of equally weighted draws that say as much: 1 / sum of squared shares [draw] (Kish).

    >>> float(round(effective(np.array([0.25, 0.25, 0.25, 0.25])), 9))
    4.0
    """
    total = float(weights.sum())
    return total * total / float(weights @ weights) if total > 0.0 else 0.0


def relative_entropy(weights: np.ndarray, prior: np.ndarray) -> float:
    """Sum of w log(w / p) in nats; draws without weight add nothing.

    >>> float(round(relative_entropy(np.array([1.0, 0.0]), np.array([0.5, 0.5])), 6))
    0.693147
    """
    some = weights > 0.0
    return float(np.sum(weights[some] * np.log(weights[some] / prior[some])))


def pool(
    prior: np.ndarray, features: np.ndarray, targets: np.ndarray, upper: np.ndarray | None = None
) -> Pooled:
    """Weights [draw] nearest to `prior` with mean `targets` [moment] of `features` [moment, draw].

    Where `upper` [moment] is True the mean is at most the target; a mean of at least b is minus the feature
    at most -b. `met` tells whether there are such weights: if there are, the relative entropy cannot exceed
    -log of the smallest prior weight, and the dual, which bounds it from below, passes that mark otherwise.

    >>> x = np.array([[0.0, 1.0, 2.0]])
    >>> pool(np.full(3, 1 / 3), x, np.array([1.0])).weights.round(6).tolist()
    [0.333333, 0.333333, 0.333333]
    """
    prior = np.asarray(prior, dtype=np.float64)
    prior = prior / prior.sum()
    rows = np.atleast_2d(np.asarray(features, dtype=np.float64)) - np.asarray(targets)[:, None]
    loose = np.zeros(len(rows), dtype=bool) if upper is None else np.asarray(upper, dtype=bool)
    mean = rows @ prior
    scale = np.sqrt(np.maximum(((rows - mean[:, None]) ** 2) @ prior, 0.0))
    flat = ~(scale > 1e-13 * np.maximum(np.abs(rows).max(axis=1, initial=0.0), 1e-300))
    scale = np.where(flat, np.maximum(np.abs(mean), 1.0), scale)
    rows = rows / scale[:, None]
    active = ~loose
    dual = np.zeros(len(rows))
    most = -np.log(prior[prior > 0.0].min())
    weights, met = prior, True
    for _ in range(MOST_SETS):
        at = np.flatnonzero(active)
        weights, own, met = _newton(prior, rows[at], dual[at], most)
        dual = np.zeros(len(rows))
        dual[at] = own
        if not met:
            break
        wrong = loose & active & (dual < -CLOSE)
        if wrong.any():  # an inequality that holds of itself
            active[np.flatnonzero(wrong)[np.argmin(dual[wrong])]] = False
            continue
        gap = np.where(loose & ~active, rows @ weights, -np.inf)
        if not (gap > CLOSE).any():
            break
        active[int(np.argmax(gap))] = True
    else:
        weights, dual, met = _bounded(prior, rows, loose, most)
    return Pooled(weights, dual / scale, max(relative_entropy(weights, prior), 0.0), met)


def _tilted(prior: np.ndarray, rows: np.ndarray, dual: np.ndarray) -> tuple[np.ndarray, float]:
    """The weights at a point of the dual, and the logarithm of their sum."""
    power = -(dual @ rows) if len(rows) else np.zeros(prior.size)
    top = float(power.max())
    raw = prior * np.exp(power - top)
    total = float(raw.sum())
    return raw / total, top + float(np.log(total))


def _newton(
    prior: np.ndarray, rows: np.ndarray, start: np.ndarray, most: float
) -> tuple[np.ndarray, np.ndarray, bool]:
    """The minimum of the dual by damped Newton steps, and whether the moments are met there."""
    dual = start.copy()
    weights, value = _tilted(prior, rows, dual)
    for _ in range(MOST_STEPS):
        if not len(rows):
            return weights, dual, True
        mean = rows @ weights
        if np.abs(mean).max() < CLOSE:
            return weights, dual, True
        if -value > most + 1e-9:
            return weights, dual, False
        spread = (rows * weights) @ rows.T - np.outer(mean, mean)
        ridge = 1e-14 * max(float(np.trace(spread)), 1e-300)
        step = np.linalg.lstsq(spread + ridge * np.eye(len(rows)), mean, rcond=1e-13)[0]
        rise, size = float(mean @ step), 1.0
        if not rise > 0.0:
            return weights, dual, bool(np.abs(mean).max() < 1e-8)
        while size > 1e-12:
            next_weights, next_value = _tilted(prior, rows, dual + size * step)
            if next_value <= value - 1e-4 * size * rise or size * rise < 1e-15:
                break
            size *= 0.5
        else:
            return weights, dual, bool(np.abs(mean).max() < 1e-8)
        dual, weights, value = dual + size * step, next_weights, next_value
    return weights, dual, bool(np.abs(rows @ weights).max() < 1e-8)


def _bounded(
    prior: np.ndarray, rows: np.ndarray, loose: np.ndarray, most: float
) -> tuple[np.ndarray, np.ndarray, bool]:
    """The same by bounded quasi-Newton steps, for sets of inequalities that the active set circles in."""
    from scipy.optimize import minimize

    def value_and_slope(dual: np.ndarray) -> tuple[float, np.ndarray]:
        weights, value = _tilted(prior, rows, dual)
        return value, -(rows @ weights)

    bounds = [(0.0, None) if one else (None, None) for one in loose]
    found = minimize(
        value_and_slope, np.zeros(len(rows)), jac=True, method="L-BFGS-B", bounds=bounds,
        options={"maxiter": 2000, "ftol": 1e-15, "gtol": 1e-12},
    )  # fmt: skip
    weights, value = _tilted(prior, rows, found.x)
    mean = rows @ weights
    met = -value <= most and bool(np.where(loose, mean, np.abs(mean)).max() < 1e-7)
    return weights, found.x, met
