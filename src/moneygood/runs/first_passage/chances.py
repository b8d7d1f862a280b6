"""Shares of draws and their errors, whether all draws count alike or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.runs.first_passage.cascade import NEVER
from moneygood.runs.sampling_error import mean_error
from moneygood.runs.weighted import effective_draws, weighted_error, weighted_mean


@dataclass(frozen=True)
class DrawShares:
    """How shares of good draws are formed: `mass` [draw] or all alike, `numbers` [draw], and `sampling`."""

    mass: np.ndarray | None
    numbers: np.ndarray
    sampling: str

    @property
    def plain(self) -> bool:
        """Whether draws are independent and all alike."""
        return self.mass is None and self.sampling == "random"

    @property
    def size(self) -> float:
        """The number of equally weighted draws that say as much."""
        return float(self.numbers.size) if self.mass is None else effective_draws(self.mass)

    def of(self, values: np.ndarray) -> float:
        """The mean of values [draw], such as of yes and no."""
        return float(values.mean()) if self.mass is None else float(weighted_mean(values, self.mass))

    def error(self, values: np.ndarray) -> float:
        """The standard error of that mean."""
        if self.mass is None:
            return float(mean_error(values, self.numbers, self.sampling))
        return float(weighted_error(values, self.mass, self.numbers, self.sampling))

    def by_quarter(self, times: np.ndarray, horizon: int) -> np.ndarray:
        """The share [quarter] of draws whose time, counted from 1, has come by then."""
        found = np.bincount(times, weights=self.mass, minlength=horizon + 1)[1:]
        return np.cumsum(found) / times.size

    def middle(self, times: np.ndarray) -> int | None:
        """The time by which half of the draws that have one have seen it; None where none has."""
        happened = times != NEVER
        if not happened.any():
            return None
        if self.mass is None:
            own = np.sort(times[happened])
            return int(own[(own.size - 1) // 2])
        order = np.argsort(times[happened], kind="stable")
        reached = np.cumsum(self.mass[happened][order])
        if not reached[-1] > 0.0:
            return None
        at = int(np.searchsorted(reached, 0.5 * reached[-1] * (1.0 - 1e-12)))
        return int(times[happened][order][at])
