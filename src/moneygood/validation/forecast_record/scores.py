"""How good a forecast distribution was: CRPS, probability integral transform, coverage of bands."""

from __future__ import annotations

import math

import numpy as np

BANDS = (50, 80, 90, 95)
"""Central bands whose coverage is scored, percent."""


def crps_sample(draws: np.ndarray, actual: float) -> float:
    """The continuous ranked probability score of draws [draw] at what happened, in the variable's unit.

    E|X - y| - E|X - X'| / 2 with the fair weight n (n - 1) for the pairs, so that few draws do not bias it.
    Source: gneiting2007.
    """
    x = np.sort(np.asarray(draws, dtype=np.float64))
    n = len(x)
    if n < 2:
        return math.nan
    spread = float((2.0 * np.arange(1, n + 1) - n - 1.0) @ x) / (n * (n - 1.0))
    return float(np.mean(np.abs(x - actual))) - spread


def crps_normal(mean: float, sd: float, actual: float) -> float:
    """The score of a normal forecast, in closed form. Source: gneiting2007."""
    if not sd > 0:
        return abs(actual - mean)
    z = (actual - mean) / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    below = 0.5 * math.erfc(-z / math.sqrt(2.0))
    return sd * (z * (2.0 * below - 1.0) + 2.0 * density - 1.0 / math.sqrt(math.pi))


def pit_sample(draws: np.ndarray, actual: float) -> float:
    """The share of draws below what happened, ties counted half (0..1)."""
    x = np.asarray(draws, dtype=np.float64)
    return float((np.sum(x < actual) + 0.5 * np.sum(x == actual)) / len(x)) if len(x) else math.nan


def pit_normal(mean: float, sd: float, actual: float) -> float:
    """The probability that a normal forecast gave to what happened or less."""
    return 0.5 * math.erfc(-(actual - mean) / (sd * math.sqrt(2.0))) if sd > 0 else 0.5


def inside(pit: float, band: int) -> bool:
    """Whether what happened lies in the central band of so many percent."""
    tail = 0.5 * (1.0 - band / 100.0)
    return tail <= pit <= 1.0 - tail
