"""How well one number tells two groups of draws apart: the area under the ROC curve with its error."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np


@dataclass(frozen=True)
class Separation:
    """One observable `after` so many quarters: `auc` with its `error`, and the share it puts right.

    `auc` is the chance that a draw of the first branch shows a higher figure than one of the second, turned
    round where a lower one is the sign (`higher` False). `cut` is the dividing figure, `right` the balanced
    share of draws that it puts into their branch. All but `cut` and `higher` are measured on draws that were
    not used to choose them.
    """

    variable: str
    label: str
    after: int
    auc: float
    error: float
    cut: float
    higher: bool
    right: float

    def surely(self, bar: float, looked_at: int) -> bool:
        """Whether its area is above `bar` beyond doubt: 1.96 errors, more for `looked_at` observables."""
        return self.auc - NormalDist().inv_cdf(1 - 0.025 / looked_at) * self.error >= bar

    def as_json(self) -> dict[str, object]:
        """The entry of the document."""
        return dict(self.__dict__)


def auc(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """The area under the ROC curve of two samples and its standard error (DeLong, DeLong and Clarke-Pearson).

    The chance that a figure of `first` exceeds one of `second`, ties counted half.
    """
    m, n = len(first), len(second)
    if m < 2 or n < 2:
        return float("nan"), float("nan")
    low, high = np.sort(second), np.sort(first)
    above = (np.searchsorted(low, first, "left") + np.searchsorted(low, first, "right")) / (2 * n)
    below = 1 - (np.searchsorted(high, second, "left") + np.searchsorted(high, second, "right")) / (2 * m)
    variance = above.var(ddof=1) / m + below.var(ddof=1) / n
    return float(above.mean()), float(np.sqrt(variance))


def best_cut(first: np.ndarray, second: np.ndarray) -> tuple[float, bool]:
    """The dividing figure with the largest sum of shares put right (Youden), and whether `first` lies
    above."""
    values = np.concatenate([first, second])
    order = np.argsort(values, kind="stable")
    own = np.concatenate([np.full(len(first), 1 / len(first)), np.full(len(second), -1 / len(second))])[order]
    gap = np.cumsum(own)
    values = values[order]
    distinct = np.append(values[1:] > values[:-1], False)
    if not distinct.any():
        return float(values[0]), True
    at = np.flatnonzero(distinct)[np.argmax(np.abs(gap[distinct]))]
    return float((values[at] + values[at + 1]) / 2), bool(gap[at] < 0)


def balanced_share(first: np.ndarray, second: np.ndarray, cut: float, higher: bool) -> float:
    """The mean of the shares of both samples that a cut puts on their side."""
    a, b = float(np.mean(first > cut)), float(np.mean(second <= cut))
    return (a + b) / 2 if higher else 1 - (a + b) / 2


def separation(
    name: str, label: str, after: int, values: np.ndarray, branch: np.ndarray, half: np.ndarray
) -> Separation | None:
    """One observable's figures [draw] against two branches (0 and 1; others are left out).

    Draws with `half` True choose direction and cut, the others measure. None when a branch has too few draws.
    """
    ok = np.isfinite(values) & (branch >= 0)
    parts = [values[ok & (branch == k) & side] for side in (half, ~half) for k in (0, 1)]
    if min(len(p) for p in parts) < 10:
        return None
    cut, higher = best_cut(parts[0], parts[1])
    found, error = auc(parts[2], parts[3])
    if auc(parts[0], parts[1])[0] < 0.5:
        found = 1 - found
    return Separation(
        name, label, after, found, error, cut, higher, balanced_share(parts[2], parts[3], cut, higher)
    )
