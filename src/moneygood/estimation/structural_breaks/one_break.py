"""One break that is asked about: its best date inside a window, with its interval and a test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.estimation.structural_breaks.errors import autoregression, draw_errors
from moneygood.estimation.structural_breaks.intervals import bai_interval
from moneygood.estimation.structural_breaks.lines import SegmentLine, bounds_of, fitted_lines, lines
from moneygood.estimation.structural_breaks.segments import split_squares, wald


@dataclass(frozen=True)
class OneBreak:
    """The break inside a window that leaves the least squared residuals.

    `statistic` is its F statistic, `value` the share of samples without a break that show a larger one in the
    window. `bootstrap` and `bai` are intervals of the date (`bootstrap` stays inside the window by
    construction); `before` and `after` the lines, `correlations` those of the two series before and after.
    """

    position: int
    statistic: float
    value: float
    bootstrap: tuple[int, int]
    bai: tuple[int, int]
    before: SegmentLine
    after: SegmentLine
    correlations: tuple[float, float]


def date_one(
    y: np.ndarray,
    x: np.ndarray,
    window: tuple[int, int],
    *,
    shortest: int,
    lags: int,
    draws: int,
    cover: float,
    rng: np.random.Generator,
) -> OneBreak:
    """The break of `y` on a constant and `x` that begins in one of the periods of `window`, both included."""
    n = len(y)
    dated, found = _best(y[None], x, window, shortest)
    at, statistic = int(dated[0]), float(found[0])
    none, one = bounds_of((), n), bounds_of((at,), n)
    larger = _best(_drawn(y, x, none, lags, draws, rng), x, window, shortest)[1]
    dates = _best(_drawn(y, x, one, lags, draws, rng), x, window, shortest)[0]
    tail = (1 - cover) / 2
    low, high = np.quantile(dates, [tail, 1 - tail])
    before, after = lines(y, x, one)
    return OneBreak(
        position=at,
        statistic=statistic,
        value=(1 + int((larger >= statistic).sum())) / (draws + 1),
        bootstrap=(min(int(np.floor(low)), at), max(int(np.ceil(high)), at)),
        bai=bai_interval(y, x, one, 0, cover),
        before=before,
        after=after,
        correlations=(correlation(y[:at], x[:at]), correlation(y[at:], x[at:])),
    )


def correlation(y: np.ndarray, x: np.ndarray) -> float:
    """The correlation of two series, missing when one does not move."""
    dy, dx = y - y.mean(), x - x.mean()
    size = float(np.sqrt((dy @ dy) * (dx @ dx)))
    return float(dy @ dx) / size if size > 1e-12 else float("nan")


def _drawn(
    y: np.ndarray, x: np.ndarray, bounds: np.ndarray, lags: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    fitted = fitted_lines(y, x, bounds)
    return fitted + draw_errors(autoregression(y - fitted, lags), len(y), draws, rng)


def _best(
    samples: np.ndarray, x: np.ndarray, window: tuple[int, int], shortest: int
) -> tuple[np.ndarray, np.ndarray]:
    """The best date of each sample [draw, period] in a window, ends included, and its F statistic."""
    whole, split = split_squares(samples, x[None], shortest)
    inside = split[:, window[0] : window[1] + 1]
    return window[0] + inside.argmin(axis=1), wald(whole, inside.min(axis=1), samples.shape[1])
