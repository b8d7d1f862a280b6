"""Small hand-made paths and histories for the tests of this folder."""

from __future__ import annotations

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter

START = Quarter.parse("2026Q3")


def make_paths(series: dict[str, np.ndarray], failed: tuple[int, ...] = (), seed: int = 1) -> Paths:
    """Paths of the given series, each [period, draw]."""
    names = tuple(series)
    values = np.stack([np.asarray(series[n], dtype=np.float64) for n in names])
    status = np.zeros(values.shape[2], dtype=np.uint8)
    status[list(failed)] = 1
    periods = tuple(START + t for t in range(values.shape[1]))
    return Paths(names, periods, values, status, seed=seed)


def make_history(series: dict[str, list[float]]) -> Panel:
    """A history that ends in the quarter before the start."""
    names = tuple(series)
    values = np.array([series[n] for n in names], dtype=np.float64)
    periods = tuple(START - (values.shape[1] - i) for i in range(values.shape[1]))
    return Panel(names, periods, values, np.ones(values.shape, dtype=np.uint8))
