"""How investors take announcements, as a hidden level: returns on the days after, quarter by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.data.vintage import Vintage

GRID = np.linspace(0.0, 5.0, 101)
"""Spreads of the level's quarterly step that likelihood chooses among, in percent."""


@dataclass(frozen=True)
class RewardState:
    """The mean return on an announcement, percent less the market, as a level that drifts.

    By `quarters`: `means` of the `counts` announcements, the `level` given all of them up to then with its
    standard error `se`; `step` is the spread of the level's quarterly change that likelihood prefers, `noise`
    that of a single announcement.
    """

    quarters: tuple[Quarter, ...]
    means: np.ndarray
    counts: np.ndarray
    level: np.ndarray
    se: np.ndarray
    step: float
    noise: float


def reward_state(vintage: Vintage, series: Sequence[str], until: Quarter) -> RewardState | None:
    """The state from announcement returns by day, up to a quarter; None with fewer than eight of them.

    A local level: mean of a quarter = level + noise / sqrt(announcements), and the level is that of the
    quarter before + step. The noise is the spread of announcements within quarters, the step's spread the
    likeliest on a grid. Source: ours.
    """
    found: dict[Quarter, list[float]] = {}
    for name in series:
        for day, value in vintage.annual(name).items():
            quarter = Quarter.of(int(day[:4]), (int(day[5:7]) + 2) // 3)
            if quarter <= until:
                found.setdefault(quarter, []).append(value)
    every = sum(len(v) for v in found.values())
    if every < 8:
        return None
    quarters = tuple(Quarter(q) for q in range(int(min(found)), int(max(found)) + 1))
    counts = np.array([len(found.get(q, ())) for q in quarters])
    means = np.array([np.mean(found[q]) if q in found else np.nan for q in quarters])
    spread = sum(float(np.sum((np.array(v) - np.mean(v)) ** 2)) for v in found.values())
    noise = (spread / max(every - len(found), 1)) ** 0.5
    runs = [_filter(means, counts, noise, step) for step in GRID]
    best = int(np.argmax([r[2] for r in runs]))
    level, variance, _ = runs[best]
    return RewardState(quarters, means, counts, level, np.sqrt(variance), float(GRID[best]), float(noise))


def _filter(
    means: np.ndarray, counts: np.ndarray, noise: float, step: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Level, its variance and the log likelihood, from a start that knows nothing."""
    level, variance, likelihood = 0.0, 1e4, 0.0
    out = np.empty((2, len(means)))
    for t, (mean, count) in enumerate(zip(means, counts, strict=True)):
        variance += step**2
        if count:
            total = variance + noise**2 / count
            surprise = mean - level
            if t:
                likelihood -= 0.5 * (np.log(total) + surprise**2 / total)
            gain = variance / total
            level, variance = level + gain * surprise, (1.0 - gain) * variance
        out[:, t] = level, variance
    return out[0], out[1], float(likelihood)
