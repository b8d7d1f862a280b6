"""Fans: how a simulated variable spreads over the draws, quarter by quarter."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.runs.sampling_error import copy_errors, draw_numbers, mean_error, quantile_steps
from moneygood.runs.weighted import (
    weighted_error,
    weighted_mean,
    weighted_quantile_errors,
    weighted_quantiles,
)

LEVELS: tuple[float, ...] = (0.05, 0.15, 0.30, 0.50, 0.70, 0.85, 0.95)


@dataclass(frozen=True)
class Fan:
    """The distribution of one variable over the good draws of a run, by quarter.

    `quantiles` [level, period], `mean` [period] and their Monte-Carlo standard errors are in the
    variable's own unit. `draws` counts the good draws; `failed_share` (0..1) is the share left out.
    """

    variable: str
    periods: tuple[Quarter, ...]
    levels: tuple[float, ...]
    quantiles: np.ndarray
    quantile_errors: np.ndarray
    mean: np.ndarray
    mean_error: np.ndarray
    draws: int
    failed_share: float

    def level(self, probability: float) -> np.ndarray:
        """Return the quantile path [period] of one of the fan's levels, e.g. `fan.level(0.5)`."""
        for i, level in enumerate(self.levels):
            if abs(level - probability) < 1e-12:
                return self.quantiles[i]
        raise MoneygoodError("A011", f"the fan of {self.variable} holds no {probability:g} quantile")

    @property
    def median(self) -> np.ndarray:
        """Return the median path [period]."""
        return self.level(0.5)


def sorted_draws(paths: Paths, name: str) -> np.ndarray:
    """Return one variable [period, good draw], each quarter sorted upward.

    Draws marked failed are left out. Raises A012 when no good draw is left, A013 when a draw that
    is marked good holds a value that is not finite.
    """
    good = np.asarray(paths.ok)
    if not good.any():
        raise MoneygoodError("A012", "no draw of this run could be solved, so no statistic can be shown")
    values = np.asarray(paths.series(name))
    if not good.all():
        values = values[:, good]
    values = np.sort(values, axis=1)
    if not (np.isfinite(values[:, 0]).all() and np.isfinite(values[:, -1]).all()):
        raise MoneygoodError("A013", f"{name} is not finite on a draw that is marked good")
    return values


def order_quantiles(ordered: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Return quantiles [level, period] of ordered draws [period, draw], interpolating linearly."""
    n = ordered.shape[1]
    place = np.asarray(levels, dtype=np.float64) * (n - 1)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, n - 1)
    weight = (place - low)[:, None]
    below, above = ordered[:, low].T.astype(np.float64), ordered[:, high].T.astype(np.float64)
    return below * (1.0 - weight) + above * weight


def quantile_errors(
    ordered: np.ndarray, levels: Sequence[float], steps: np.ndarray | None = None
) -> np.ndarray:
    """Return Monte-Carlo standard errors of quantiles [level, period], free of any shape assumption.

    Half the distance between the quantiles one standard error of the share above and below the level
    (Woodruff 1952); `steps` [level, period] are those errors where draws are not independent. It is too small
    where fewer than about ten draws lie beyond the level.
    """
    n = ordered.shape[1]
    middle = np.asarray(levels, dtype=np.float64)
    if steps is None:
        step = np.sqrt(middle * (1.0 - middle) / n)
        above = order_quantiles(ordered, np.minimum(middle + step, 1.0).tolist())
        below = order_quantiles(ordered, np.maximum(middle - step, 0.0).tolist())
        return 0.5 * (above - below)
    out = np.empty(steps.shape)
    for t in range(ordered.shape[0]):
        row, step = ordered[t : t + 1], np.nan_to_num(steps[:, t])
        above = order_quantiles(row, np.minimum(middle + step, 1.0).tolist())[:, 0]
        below = order_quantiles(row, np.maximum(middle - step, 0.0).tolist())[:, 0]
        out[:, t] = 0.5 * (above - below)
    return np.where(np.isfinite(steps), out, np.nan)


def fan(paths: Paths, name: str, levels: Sequence[float] = LEVELS) -> Fan:
    """Return the fan of a variable: quantiles and mean by quarter, with their Monte-Carlo errors.

    `levels` are probabilities between 0 and 1; the default is the seven of a published fan chart.
    Failed draws are skipped and their share is part of the result; weights of the paths count. Errors: A012,
    A013.
    """
    if paths.mass is not None:
        return _weighted_fan(paths, name, levels)
    ordered = sorted_draws(paths, name)
    n = ordered.shape[1]
    spread = ordered.std(axis=1, ddof=1, dtype=np.float64) if n > 1 else np.full(ordered.shape[0], np.nan)
    errors, mean_errors = quantile_errors(ordered, levels), spread / np.sqrt(n)
    if paths.sampling != "random":
        errors, mean_errors = _spread_errors(paths, name, ordered, levels)
    return Fan(
        variable=name,
        periods=tuple(paths.periods),
        levels=tuple(levels),
        quantiles=order_quantiles(ordered, levels),
        quantile_errors=errors,
        mean=ordered.mean(axis=1, dtype=np.float64),
        mean_error=mean_errors,
        draws=n,
        failed_share=float(paths.failed_share),
    )


def _weighted_fan(paths: Paths, name: str, levels: Sequence[float]) -> Fan:
    """The fan of draws that do not all count alike."""
    _ = sorted_draws(paths, name)  # refuses what a fan without weights refuses
    mass, numbers = paths.mass, draw_numbers(paths)
    assert mass is not None
    values = np.asarray(paths.series(name), dtype=np.float64)[:, np.asarray(paths.ok)]
    found = weighted_quantiles(values, mass, levels)
    errors = weighted_quantile_errors(values, mass, levels, numbers, paths.sampling)
    return Fan(
        name, tuple(paths.periods), tuple(levels), found, errors, weighted_mean(values, mass),
        weighted_error(values, mass, numbers, paths.sampling), mass.size, float(paths.failed_share),
    )  # fmt: skip


def _spread_errors(
    paths: Paths, name: str, ordered: np.ndarray, levels: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """Errors of quantiles [level, period] and of the mean [period] where draws belong together."""
    numbers = draw_numbers(paths)
    values = np.asarray(paths.series(name))[:, np.asarray(paths.ok)]
    mean = mean_error(values, numbers, paths.sampling)
    if paths.sampling == "sobol":
        return copy_errors(values, numbers, levels), mean
    steps = quantile_steps(values, order_quantiles(ordered, levels), numbers, paths.sampling)
    return quantile_errors(ordered, levels, steps), mean


def fans(paths: Paths, names: Sequence[str], levels: Sequence[float] = LEVELS) -> dict[str, Fan]:
    """Return the fans of several variables by name; see `fan`. Sorted in threads."""
    wanted = list(dict.fromkeys(names))
    with ThreadPoolExecutor(max_workers=max(1, min(4, os.cpu_count() or 1))) as pool:
        made = list(pool.map(lambda name: fan(paths, name, levels), wanted))
    return dict(zip(wanted, made, strict=True))
