"""Straight lines with standard errors that allow for persistent errors."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

import numpy as np


@dataclass(frozen=True)
class SegmentLine:
    """A segment [first, last] with its constant, slope and the slope's Newey-West standard error."""

    first: int
    last: int
    constant: float
    slope: float
    error: float


def lines(y: np.ndarray, x: np.ndarray, bounds: np.ndarray) -> tuple[SegmentLine, ...]:
    """The line of each segment between `bounds`."""
    out = []
    for a, b in pairwise(bounds):
        constant, slope, error = fit_line(y[a:b], x[a:b])
        out.append(SegmentLine(int(a), int(b) - 1, constant, slope, error))
    return tuple(out)


def fit_line(y: np.ndarray, x: np.ndarray) -> tuple[float, float, float]:
    """Constant, slope, and the slope's Newey-West standard error; missing when `x` does not move."""
    dx = x - x.mean()
    size = float(dx @ dx)
    if size < 1e-12 or len(y) < 4:
        return float("nan"), float("nan"), float("nan")
    slope = float(dx @ y) / size
    constant = float(y.mean() - slope * x.mean())
    score = dx * (y - constant - slope * x)
    return constant, slope, sqrt(long_run(score) * len(y)) / size


def long_run(score: np.ndarray) -> float:
    """The long-run variance of a series with mean zero, by Newey and West's (1987) weights.

    They reach back 1.3 roots of the number of periods, as Lazarus, Lewis, Stock and Watson (2018) advise.
    """
    n = len(score)
    lags = min(ceil(1.3 * sqrt(n)), n // 3)
    total = float(score @ score) / n
    for k in range(1, min(lags, n - 1) + 1):
        total += 2 * (1 - k / (lags + 1)) * float(score[k:] @ score[:-k]) / n
    return max(total, 1e-300)


def residuals(y: np.ndarray, x: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """What the segments' lines leave over."""
    return y - fitted_lines(y, x, bounds)


def fitted_lines(y: np.ndarray, x: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """The values [period] of the segments' lines."""
    out = np.empty(len(y))
    for line, a, b in zip(lines(y, x, bounds), bounds[:-1], bounds[1:], strict=True):
        out[a:b] = line.constant + line.slope * x[a:b] if np.isfinite(line.slope) else y[a:b].mean()
    return out


def bounds_of(breaks: tuple[int, ...], periods: int) -> np.ndarray:
    """The ends of the segments: the first period, the breaks, the end."""
    return np.array([0, *breaks, periods], dtype=np.int64)
