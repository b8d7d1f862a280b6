"""Between which periods a break lies: by drawing the errors again, and by Bai's (1997) distribution."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, pi, sqrt

import numpy as np

from moneygood.estimation.structural_breaks.lines import fit_line, long_run, residuals
from moneygood.estimation.structural_breaks.segments import segment_all


@dataclass(frozen=True)
class DatedBreak:
    """A break: the first period of the new segment, and the periods between which it lies with `cover`.

    `bootstrap` draws the errors again; `bai` is Bai's (1997) interval for shrinking shifts.
    """

    position: int
    bootstrap: tuple[int, int]
    bai: tuple[int, int]


def date_breaks(
    y: np.ndarray, x: np.ndarray, bounds: np.ndarray, redrawn: np.ndarray, shortest: int, cover: float
) -> tuple[DatedBreak, ...]:
    """The breaks between the segments with intervals; `redrawn` [draw, period] are samples of the model."""
    breaks = len(bounds) - 2
    if breaks == 0:
        return ()
    ends = segment_all(redrawn, x[None], shortest, breaks)[1][:, breaks]
    out = []
    tail = (1 - cover) / 2
    for k in range(breaks):
        at = int(bounds[k + 1])
        low, high = np.quantile(ends[:, k], [tail, 1 - tail])
        low_high = min(int(np.floor(low)), at), min(max(int(np.ceil(high)), at), len(y) - 1)
        out.append(DatedBreak(at, low_high, bai_interval(y, x, bounds, k, cover)))
    return tuple(out)


def bai_interval(
    y: np.ndarray, x: np.ndarray, bounds: np.ndarray, which: int, cover: float
) -> tuple[int, int]:
    """Bai's (1997) interval for a break date, with the moments of the two segments beside it put together.

    The errors may be serially correlated: their long-run variance along the change of the line is used.
    """
    a, at, b = (int(v) for v in bounds[which : which + 3])
    before, after = fit_line(y[a:at], x[a:at]), fit_line(y[at:b], x[at:b])
    if not all(np.isfinite((*before[:2], *after[:2]))):
        return a, b - 1
    shift = (after[0] - before[0]) + (after[1] - before[1]) * x[a:b]
    rests = residuals(y, x, bounds)[a:b]
    size = float(np.mean(shift**2))
    noise = long_run(shift * rests - np.mean(shift * rests))
    reach = argmax_quantile(1 - (1 - cover) / 2) * noise / max(size**2, 1e-300)
    wide = min(int(reach) + 1, len(y))
    return max(at - wide, 0), min(at + wide, len(y) - 1)


def argmax_cdf(v: float) -> float:
    """The distribution at v >= 0 of the peak of a two-sided Brownian motion less half |v| (Bai 1997)."""
    normal = 0.5 * erfc(sqrt(v) / (2 * sqrt(2)))
    far = 0.5 * erfc(3 * sqrt(v) / (2 * sqrt(2)))
    tail = 1.5 * exp(v) * far if v < 300 else 0.0
    return 1 + sqrt(v / (2 * pi)) * exp(-v / 8) - 0.5 * (v + 5) * normal + tail


def argmax_quantile(p: float) -> float:
    """The quantile of `argmax_cdf` for p >= 0.5."""
    low, high = 0.0, 200.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if argmax_cdf(middle) < p else (low, middle)
    return (low + high) / 2
