"""Monte-Carlo errors that respect how the draws were spread: independent, in pairs, or in Sobol copies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from moneygood.core.paths import Paths

COPIES = 16


def draw_numbers(paths: Paths) -> np.ndarray:
    """The numbers of the draws that did not fail [good draw], counted from the first draw of the seed."""
    return paths.first_draw + np.flatnonzero(np.asarray(paths.ok))


def mean_error(values: np.ndarray, numbers: np.ndarray, sampling: str) -> np.ndarray:
    """The standard error of the mean over the last axis [..., draw]; `numbers` [draw] tell who is whose pair.

    Independent draws: standard deviation over the root of their number. Antithetic draws: the same over pair
    means. Sobol: the spread of the means of the sixteen randomised copies. Missing where one value is left.
    """
    values = np.asarray(values, dtype=np.float64)
    if sampling == "antithetic":
        first = _pairs(numbers)
        values = 0.5 * (values[..., first] + values[..., first + 1])
    elif sampling == "sobol":
        values = np.stack(
            [values[..., numbers % COPIES == c].mean(axis=-1) for c in _copies(numbers)], axis=-1
        )
    n = values.shape[-1]
    if n < 2:
        return np.full(values.shape[:-1], np.nan)
    return values.std(axis=-1, ddof=1) / np.sqrt(n)


def quantile_steps(values: np.ndarray, cuts: np.ndarray, numbers: np.ndarray, sampling: str) -> np.ndarray:
    """The standard error of the share of `values` [period, draw] below each of `cuts` [level, period]."""
    return np.stack([mean_error(values <= cut[:, None], numbers, sampling) for cut in cuts])


def copy_errors(values: np.ndarray, numbers: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Standard errors of quantiles [level, period] from their spread over the Sobol copies."""
    each = np.stack(
        [np.quantile(values[..., numbers % COPIES == c], levels, axis=-1) for c in _copies(numbers)]
    )
    if len(each) < 2:
        return np.full(each.shape[1:], np.nan)
    return each.std(axis=0, ddof=1) / np.sqrt(len(each))


def _pairs(numbers: np.ndarray) -> np.ndarray:
    """Positions of the first draws of complete pairs."""
    return np.flatnonzero((numbers[:-1] % 2 == 0) & (numbers[1:] == numbers[:-1] + 1))


def _copies(numbers: np.ndarray) -> np.ndarray:
    return np.unique(numbers % COPIES)
