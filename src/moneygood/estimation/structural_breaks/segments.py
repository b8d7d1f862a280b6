"""The best segments of a straight-line relation, for every number of breaks (Bai and Perron 1998, 2003)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit


@dataclass(frozen=True)
class Segmented:
    """For 0, 1, … breaks: where they are and the sum of squared residuals.

    `breaks[m]` are the positions at which a new segment begins; `squares[m]` goes with them.
    """

    breaks: tuple[tuple[int, ...], ...]
    squares: np.ndarray


def segment(y: np.ndarray, x: np.ndarray, shortest: int, most: int) -> Segmented:
    """The breaks in constant and slope of `y` on `x` that leave the least squared residuals.

    Segments have at least `shortest` periods; up to `most` breaks, fewer where the sample is too short.
    """
    squares = segment_squares(np.asarray(y, np.float64), np.asarray(x, np.float64), shortest)
    most = min(most, len(y) // shortest - 1)
    best, origin = best_ends(squares, shortest, most)
    found = []
    for m in range(most + 1):
        ends, t = [], len(y)
        for k in range(m, 0, -1):
            t = int(origin[k, t])
            ends.append(t)
        found.append(tuple(reversed(ends)))
    return Segmented(tuple(found), best[:, len(y)].copy())


@njit(cache=True)
def segment_squares(y: np.ndarray, x: np.ndarray, shortest: int) -> np.ndarray:
    """Squared residuals [from, to) of a line fitted to each stretch; infinite where it is too short."""
    n = len(y)
    out = np.full((n + 1, n + 1), np.inf)
    for a in range(n - shortest + 1):
        mx, my, sxx, sxy, syy = 0.0, 0.0, 0.0, 0.0, 0.0
        for t in range(a, n):
            k = t - a + 1
            dx, dy = x[t] - mx, y[t] - my
            mx += dx / k
            my += dy / k
            sxx += dx * (x[t] - mx)
            sxy += dx * (y[t] - my)
            syy += dy * (y[t] - my)
            if k >= shortest:
                rest = syy - sxy * sxy / sxx if sxx > 1e-12 else syy
                out[a, t + 1] = max(rest, 0.0)
    return out


@njit(cache=True)
def best_ends(squares: np.ndarray, shortest: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Least squares [breaks, end) up to each period, and where the last segment then begins."""
    n = squares.shape[0] - 1
    best = np.full((most + 1, n + 1), np.inf)
    origin = np.zeros((most + 1, n + 1), np.int64)
    best[0] = squares[0]
    for m in range(1, most + 1):
        for t in range((m + 1) * shortest, n + 1):
            for s in range(m * shortest, t - shortest + 1):
                value = best[m - 1, s] + squares[s, t]
                if value < best[m, t]:
                    best[m, t] = value
                    origin[m, t] = s
    return best, origin


@njit(cache=True)
def sup_f(squares: np.ndarray, bounds: np.ndarray, shortest: int) -> float:
    """The largest F statistic of one more break inside the segments between `bounds`.

    Two coefficients change; the variance is that of the segment with its break. The statistic is the Wald
    form (not divided by the number of coefficients), as in Andrews (1993).
    """
    best = 0.0
    for k in range(len(bounds) - 1):
        a, b = bounds[k], bounds[k + 1]
        whole = squares[a, b]
        least = np.inf
        for s in range(a + shortest, b - shortest + 1):
            least = min(least, squares[a, s] + squares[s, b])
        if least < np.inf and least > 0.0:
            best = max(best, (whole - least) / (least / (b - a - 4)))
    return best


@njit(cache=True)
def double_max(least: np.ndarray, periods: int) -> float:
    """The largest F statistic of 1, 2, … breaks against none, per coefficient that changes (UDmax)."""
    best = 0.0
    for m in range(1, len(least)):
        free = periods - 2 * (m + 1)
        if least[m] > 0.0 and free > 0:
            best = max(best, (least[0] - least[m]) / (2 * m) / (least[m] / free))
    return best


def criteria(squares: np.ndarray, periods: int) -> tuple[np.ndarray, np.ndarray]:
    """BIC (Yao 1988) and LWZ (Liu, Wu and Zidek 1997) for 0, 1, … breaks: the least is the best."""
    m = np.arange(len(squares))
    free = 3 * m + 2
    level = np.log(np.maximum(squares, 1e-300) / periods)
    bic = level + free * np.log(periods) / periods
    lwz = np.log(np.maximum(squares, 1e-300) / np.maximum(periods - free, 1))
    return bic, lwz + free * 0.299 * np.log(periods) ** 2.1 / periods
