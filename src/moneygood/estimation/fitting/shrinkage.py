"""The joint covariance of residuals, shrunk so that it can be inverted though quarters are few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Shrunk:
    """A correlation matrix [series, series] after shrinkage by `intensity` (0 as measured .. 1 none), the
    standard deviations [series] and the number of common quarters of the pair with fewest."""

    correlation: np.ndarray
    sd: np.ndarray
    intensity: float
    fewest: int


def shrunk_correlation(residuals: np.ndarray) -> Shrunk:
    """The correlations of residuals [series, quarter], gaps allowed, shrunk toward none.

    The intensity is that of Schäfer and Strimmer: the summed sampling variance of the correlations over
    their summed squares, cut to 0..1. Pairs use the quarters that they share; a pair that shares fewer than
    eight has no measured correlation. The result is made positive definite by further shrinkage if need be.
    Source: schaefer2005.
    """
    k = len(residuals)
    known = np.isfinite(residuals)
    sd = np.array(
        [np.std(r[g], ddof=1) if g.sum() > 2 else 0.0 for r, g in zip(residuals, known, strict=True)]
    )
    correlation, variance = np.eye(k), np.zeros((k, k))
    fewest = residuals.shape[1]
    for i in range(k):
        for j in range(i):
            both = known[i] & known[j]
            n = int(both.sum())
            fewest = min(fewest, n)
            if n < 8:
                continue
            a, b = residuals[i, both], residuals[j, both]
            a, b = (a - a.mean()) / a.std(ddof=1), (b - b.mean()) / b.std(ddof=1)
            products = a * b
            mean = products.mean()
            correlation[i, j] = correlation[j, i] = n / (n - 1) * mean
            variance[i, j] = variance[j, i] = n / (n - 1) ** 3 * np.sum((products - mean) ** 2)
    off = ~np.eye(k, dtype=bool)
    total = float(np.sum(correlation[off] ** 2))
    intensity = min(1.0, float(np.sum(variance[off])) / total) if total > 0 else 1.0
    out = correlation.copy()
    out[off] *= 1.0 - intensity
    while np.linalg.eigvalsh(out)[0] < 1e-6 and intensity < 1.0:
        intensity = min(1.0, intensity + 0.05)
        out[off] = (1.0 - intensity) * correlation[off]
    return Shrunk(out, sd, intensity, fewest)
