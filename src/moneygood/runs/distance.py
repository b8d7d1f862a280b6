"""How far two groups of draws lie apart in a figure, and which drawn numbers make the distance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

LEVELS = (0.05, 0.15, 0.5, 0.85, 0.95)
MOST_PAIRS = 2_000_000
DRAWS_A_NUMBER = 3
"""So many draws are asked for each number that the distance is put down to."""


@dataclass(frozen=True)
class Distance:
    """A draw of the first group less one of the second, over all pairs: `quantiles` at `LEVELS`, the chance
    that the first is `above`, the `mean` gap, and the `drivers` that add up to it.

    A driver is a number that each draw has: what a unit of it does (by least squares over all draws) times
    how far the groups differ in it. `rest` is what the drivers leave of the mean, `explained` the share of
    the variance over draws that they explain (0..1).
    """

    quantiles: tuple[float, ...]
    above: float
    mean: float
    drivers: tuple[tuple[str, float], ...]
    rest: float
    explained: float

    def as_json(self) -> dict[str, Any]:
        """The distance as a plain dictionary for `--json`."""
        return {
            **{f"q{round(100 * p):02d}": v for p, v in zip(LEVELS, self.quantiles, strict=True)},
            "p_above": self.above, "mean": self.mean, "rest": self.rest, "explained": self.explained,
            "drivers": [{"name": n, "value": v} for n, v in self.drivers],
        }  # fmt: skip


def distance(values: np.ndarray, group: np.ndarray, numbers: Mapping[str, np.ndarray]) -> Distance:
    """The distance of `values` [draw] between the draws with `group` 0 and those with 1 (others left out).

    `numbers` [draw] by name are what it is put down to; none where the draws are too few for them. Pairs are
    all there are up to two million, else every draw of one group with evenly chosen ones of the other.
    """
    a, b = values[group == 0], values[group == 1]
    few = max(MOST_PAIRS // max(len(a), 1), 1)
    other = b if len(b) <= few else b[np.linspace(0, len(b) - 1, few).astype(int)]
    pairs = (a[:, None] - other[None, :]).ravel()
    mean = float(a.mean() - b.mean())
    drivers, explained = _drivers(values, group, numbers)
    rest = mean - sum(v for _, v in drivers)
    above = float((pairs > 0).mean() + 0.5 * (pairs == 0).mean())
    return Distance(
        tuple(float(q) for q in np.quantile(pairs, LEVELS)), above, mean, drivers, rest, explained
    )


def _drivers(
    values: np.ndarray, group: np.ndarray, numbers: Mapping[str, np.ndarray]
) -> tuple[tuple[tuple[str, float], ...], float]:
    used = group >= 0
    names = [n for n, row in numbers.items() if np.ptp(row[used]) > 0.0]
    if used.sum() < DRAWS_A_NUMBER * (len(names) + 1) or not names:
        return (), 0.0
    table = np.array([numbers[n][used] for n in names]).T
    centred = table - table.mean(axis=0)
    y = values[used] - values[used].mean()
    slopes = np.linalg.lstsq(centred, y, rcond=None)[0]
    apart = table[group[used] == 0].mean(axis=0) - table[group[used] == 1].mean(axis=0)
    left = y - centred @ slopes
    explained = 1.0 - float(left @ left) / float(y @ y) if y.any() else 0.0
    parts = sorted(zip(names, slopes * apart, strict=True), key=lambda p: -abs(p[1]))
    return tuple((n, float(v)) for n, v in parts), explained
