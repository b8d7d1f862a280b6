"""How strong a relation is: over a rolling window, and by circumstance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.estimation.structural_breaks.lines import fit_line
from moneygood.estimation.structural_breaks.one_break import correlation


@dataclass(frozen=True)
class Rolling:
    """Correlation and slope over the last `window` periods, at each period where the window is full."""

    periods: tuple[str, ...]
    correlations: np.ndarray
    slopes: np.ndarray


@dataclass(frozen=True)
class ByCircumstance:
    """The relation where a circumstance holds and where it does not.

    `counts`, `correlations`, `slopes` and `errors` are pairs: (holds, does not). `ratio` is the difference of
    the slopes in standard errors.
    """

    label: str
    counts: tuple[int, int]
    correlations: tuple[float, float]
    slopes: tuple[float, float]
    errors: tuple[float, float]

    @property
    def ratio(self) -> float:
        """The difference of the slopes in standard errors."""
        size = float(np.hypot(*self.errors))
        return (self.slopes[0] - self.slopes[1]) / size if size > 0 else float("nan")


def rolling(y: np.ndarray, x: np.ndarray, periods: tuple[str, ...], window: int) -> Rolling:
    """The relation over each stretch of `window` periods."""
    ends = range(window, len(y) + 1)
    found = [
        (correlation(y[e - window : e], x[e - window : e]), fit_line(y[e - window : e], x[e - window : e])[1])
        for e in ends
    ]
    return Rolling(
        tuple(periods[e - 1] for e in ends), np.array([c for c, _ in found]), np.array([s for _, s in found])
    )


def by_circumstance(y: np.ndarray, x: np.ndarray, holds: np.ndarray, label: str) -> ByCircumstance:
    """The relation where `holds` is 1 and where it is 0; periods where it is missing are left out."""
    parts = []
    for mask in (holds == 1, holds == 0):
        n = int(mask.sum())
        if n < 8:
            parts.append((n, float("nan"), float("nan"), float("nan")))
            continue
        _, slope, error = fit_line(y[mask], x[mask])
        parts.append((n, correlation(y[mask], x[mask]), slope, error))
    a, b = parts
    return ByCircumstance(label, (a[0], b[0]), (a[1], b[1]), (a[2], b[2]), (a[3], b[3]))
