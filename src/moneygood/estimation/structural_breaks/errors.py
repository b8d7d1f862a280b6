"""Autoregressions of errors and of whole series, corrected for their bias, and draws from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LARGEST_ROOT = 0.995


@dataclass(frozen=True)
class AutoregressiveErrors:
    """Coefficients `lags` [lag], and `rests` [period], the centred residuals that draws are taken from."""

    lags: np.ndarray
    rests: np.ndarray

    @property
    def persistence(self) -> float:
        """The sum of the lag coefficients."""
        return float(self.lags.sum())


def autoregression(values: np.ndarray, lags: int, *, correct: bool = True) -> AutoregressiveErrors:
    """An autoregression without a constant; its sum of coefficients is raised by Kendall's (1954) bias.

    The bias of the sum is about -(1 + 3 sum) / n with a mean taken out. The sum stays below `LARGEST_ROOT`.
    """
    v = np.asarray(values, dtype=np.float64)
    n = len(v) - lags
    columns = [v[lags - k - 1 : lags - k - 1 + n] for k in range(lags)]
    design = np.column_stack(columns)
    own = np.linalg.lstsq(design, v[lags:], rcond=None)[0].copy()
    if correct:
        total = own.sum()
        own[0] += min(total + (1 + 3 * total) / len(v), LARGEST_ROOT) - total
    rests = v[lags:] - design @ own
    return AutoregressiveErrors(own, rests - rests.mean())


def draw_errors(
    model: AutoregressiveErrors, periods: int, draws: int, rng: np.random.Generator, spin: int = 100
) -> np.ndarray:
    """Drawn errors [draw, period] in which each residual keeps its place in time and takes a random sign.

    So calm and turbulent years stay where they were (recursive wild bootstrap, Goncalves and Kilian 2004).
    The series begins in a state that has forgotten where it began.
    """
    own = len(model.rests)
    before = model.rests[rng.integers(0, own, size=(draws, spin + periods - own))]
    signs = rng.integers(0, 2, size=(draws, own)) * 2.0 - 1.0
    return run(model.lags, np.concatenate([before, signs * model.rests], axis=1))[:, spin:]


def draw_walks(values: np.ndarray, lags: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Drawn series [draw, period] as persistent as `values`: their changes are drawn from its own.

    A series so drawn trends and wanders as much as the real one and knows nothing of any other.
    """
    steps = np.diff(values)
    model = autoregression(steps - steps.mean(), lags, correct=False)
    drawn = draw_errors(model, len(steps), draws, rng) + steps.mean()
    start = np.full((draws, 1), values[0])
    return np.concatenate([start, values[0] + np.cumsum(drawn, axis=1)], axis=1)


def run(lags: np.ndarray, shocks: np.ndarray) -> np.ndarray:
    """Series [draw, period] of an autoregression with these shocks, from zero."""
    out = np.array(
        shocks.T, dtype=np.float64, order="C"
    )  # [period, draw]: all draws of a period side by side
    for t in range(1, len(out)):
        for k in range(min(len(lags), t)):
            out[t] += lags[k] * out[t - k - 1]
    return np.ascontiguousarray(out.T)
