"""Risk figures of gains over draws: value at risk, expected shortfall, drawdown, with Monte-Carlo errors.

Draws may have weights (views, new data); errors then rest on the effective sample size.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from moneygood.core.errors import MoneygoodError

FEWEST = 40
"""Draws without which no risk figure is given."""


class Measured(NamedTuple):
    """A figure and its standard error."""

    value: float
    error: float


def even(count: int) -> np.ndarray:
    """Equal weights [draw] that add up to one; A787 for too few draws."""
    if count < FEWEST:
        raise MoneygoodError("A787", f"{count} draws are too few to measure risk", None, f"Ask for {FEWEST}")
    return np.full(count, 1.0 / count)


def effective(weights: np.ndarray) -> float:
    """The effective number of draws of weights that add up to one (Kish)."""
    return float(1.0 / np.sum(weights**2))


def mean(values: np.ndarray, weights: np.ndarray) -> Measured:
    """The mean of values [draw] and its error."""
    centre = float(values @ weights)
    return Measured(centre, float(np.sqrt(np.sum((weights * (values - centre)) ** 2))))


def quantile(values: np.ndarray, weights: np.ndarray, share: float) -> Measured:
    """The smallest value with at least `share` of the weight at or below it.

    The error is half the distance between the quantiles one standard error of the share to either side: the
    order statistics' own interval, so that no density is assumed.
    """
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    step = float(np.sqrt(share * (1.0 - share) / effective(weights)))

    def at(p: float) -> float:
        place = int(np.searchsorted(below, min(max(p, 0.0), 1.0) - 1e-12))
        return float(values[order[min(place, len(order) - 1)]])

    return Measured(at(share), 0.5 * (at(share + step) - at(share - step)))


def value_at_risk(gain: np.ndarray, weights: np.ndarray, level: float) -> Measured:
    """The loss that is not exceeded with probability `level` (0.95 or 0.99); below zero it is a gain."""
    low = quantile(gain, weights, 1.0 - level)
    return Measured(-low.value, low.error)


def expected_shortfall(gain: np.ndarray, weights: np.ndarray, level: float) -> Measured:
    """The mean loss in the worst ``1 - level`` of the draws, the draw at the edge with what is left of its
    weight. Source: rockafellar2000; the error is that of the mean of excesses over the quantile."""
    tail = 1.0 - level
    edge = quantile(gain, weights, tail).value
    excess = np.maximum(edge - gain, 0.0) / tail
    over = mean(excess, weights)
    return Measured(over.value - edge, over.error)


def max_drawdown(value: np.ndarray) -> np.ndarray:
    """The largest fall from an earlier peak, in percent of the peak [draw], of values [quarter, draw]."""
    peak = np.maximum.accumulate(value, axis=0)
    return 100.0 * np.max(1.0 - value / peak, axis=0)
