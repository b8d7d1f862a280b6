"""Which block, and how much of it, hedges a portfolio: by variance, and by expected shortfall."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from moneygood.portfolios.risk import expected_shortfall

_STEPS = 60


class Hedge(NamedTuple):
    """A position in one block beside a portfolio, in shares of its value, financed with cash.

    `ratio` minimises the variance of the gain: minus the `beta` of the portfolio on the block's return beyond
    cash (with the error of that regression, robust to unequal variances); `variance_cut` is the share of
    variance that it takes away. `tail_ratio` minimises expected shortfall, and `tail_cut` is the share of
    it that goes.
    """

    block: str
    ratio: float
    error: float
    beta: float
    variance_cut: float
    tail_ratio: float
    tail_cut: float


def hedge(block: str, gain: np.ndarray, excess: np.ndarray, weights: np.ndarray, level: float) -> Hedge:
    """The hedge of gains [draw] by a block's return beyond cash [draw], both shares of the start.

    `weights` of the draws add up to one. Source: ederington1979; white1980 for the error.
    """
    x = excess - weights @ excess
    y = gain - weights @ gain
    spread = float(weights @ x**2)
    if spread <= 0.0:
        return Hedge(block, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    beta = float(weights @ (x * y)) / spread
    rest = y - beta * x
    error = float(np.sqrt(np.sum((weights * x * rest) ** 2))) / spread
    whole = float(weights @ y**2)
    cut = 1.0 - float(weights @ rest**2) / whole if whole > 0 else 0.0
    tail, before = _tail_ratio(gain, excess, weights, level, -beta)
    after = expected_shortfall(gain + tail * excess, weights, level).value
    return Hedge(block, -beta, error, beta, cut, tail, 1.0 - after / before if before > 0 else 0.0)


def _tail_ratio(
    gain: np.ndarray, excess: np.ndarray, weights: np.ndarray, level: float, near: float
) -> tuple[float, float]:
    """The position of least expected shortfall (a convex function of it, by golden section), and the
    shortfall without it."""

    def shortfall(ratio: float) -> float:
        return expected_shortfall(gain + ratio * excess, weights, level).value

    before = shortfall(0.0)
    low, high = min(0.0, near) - 0.5, max(0.0, near) + 0.5
    while shortfall(low) < shortfall(low + 0.1 * (high - low)) and low > -20.0:
        low -= high - low
    while shortfall(high) < shortfall(high - 0.1 * (high - low)) and high < 20.0:
        high += high - low
    golden = (np.sqrt(5.0) - 1.0) / 2.0
    a, b = high - golden * (high - low), low + golden * (high - low)
    at_a, at_b = shortfall(a), shortfall(b)
    for _ in range(_STEPS):
        if at_a <= at_b:
            high, b, at_b = b, a, at_a
            a = high - golden * (high - low)
            at_a = shortfall(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + golden * (high - low)
            at_b = shortfall(b)
        if high - low < 1e-5:
            break
    return 0.5 * (low + high), before
