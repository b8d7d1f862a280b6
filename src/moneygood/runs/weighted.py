"""Statistics of draws that do not all count alike: means, quantiles and their Monte-Carlo errors.

`mass` [draw] says how many draws each stands for, one on average (`Paths.mass`). With equal masses every
figure is that of the plain statistic.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from moneygood.runs.sampling_error import mean_error

NOTHING = 1e-12
"""A draw with less mass than this share of the largest has no place among the quantiles."""


def weighted_mean(values: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """The mean over the last axis [..., draw].

    >>> float(weighted_mean(np.array([1.0, 4.0]), np.array([0.5, 1.5])))
    3.25
    """
    return np.asarray(values, dtype=np.float64) @ mass / mass.size


def weighted_error(values: np.ndarray, mass: np.ndarray, numbers: np.ndarray, sampling: str) -> np.ndarray:
    """The standard error of the weighted mean over the last axis, weights taken as given.

    That of the mean of mass times the distance from the mean (a ratio of means, to first order); `numbers`
    and `sampling` say which draws belong together. A moment that a view fixes has less error than this.
    """
    values = np.asarray(values, dtype=np.float64)
    return mean_error(mass * (values - weighted_mean(values, mass)[..., None]), numbers, sampling)


def weighted_quantiles(values: np.ndarray, mass: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Quantiles [level, row] of `values` [row, draw], linear between neighbours.

    A draw stands in the middle of its mass, and the outer two at the ends: with equal masses the linear
    interpolation of (n - 1) p.

    >>> weighted_quantiles(np.array([[3.0, 1.0, 2.0]]), np.ones(3), (0.5, 0.75)).ravel().tolist()
    [2.0, 2.5]
    """
    some = mass > NOTHING * float(mass.max())
    values, mass = np.asarray(values, dtype=np.float64)[:, some], mass[some]
    order = np.argsort(values, axis=1, kind="stable")
    out = np.empty((len(levels), len(values)))
    for t, row in enumerate(order):
        own, at = mass[row], np.zeros(row.size)
        at[1:] = np.cumsum(0.5 * (own[1:] + own[:-1]))
        out[:, t] = np.interp(np.asarray(levels) * at[-1], at, values[t, row])
    return out


def weighted_quantile_errors(
    values: np.ndarray, mass: np.ndarray, levels: Sequence[float], numbers: np.ndarray, sampling: str
) -> np.ndarray:
    """Standard errors of weighted quantiles [level, row]: half the distance between the quantiles one
    standard error of the share above and below each level (Woodruff 1952)."""
    cuts = weighted_quantiles(values, mass, levels)
    out = np.empty(cuts.shape)
    for i, level in enumerate(levels):
        steps = weighted_error(values <= cuts[i][:, None], mass, numbers, sampling)
        for t, step in enumerate(steps):
            ends = (min(level + step, 1.0), max(level - step, 0.0)) if np.isfinite(step) else (level, level)
            above, below = weighted_quantiles(values[t : t + 1], mass, ends)[:, 0]
            out[i, t] = 0.5 * (above - below) if np.isfinite(step) else np.nan
    return out


def effective_draws(mass: np.ndarray) -> float:
    """The number of equally weighted draws that say as much (Kish)."""
    return float(mass.sum()) ** 2 / float(mass @ mass)
