"""Simulated paths: variable by quarter by draw, with the draws that failed kept in their place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter

OK, NOT_CONVERGED, NON_FINITE = range(3)


@dataclass(frozen=True, repr=False)
class Paths:
    """Simulated figures [variable, period, draw] and how each draw ended.

    `values` is float32 or float64; `status` uint8 [draw]: 0 ok, 1 not converged, 2 non-finite. A draw that
    failed keeps its index; statistics skip it and show `failed_share` beside them. `sampling` says which
    draws belong together: "antithetic" pairs, or the sixteen copies of "sobol". `weights` [draw] are those of
    a reader's views; None is the model's own odds, every draw alike.
    """

    names: tuple[str, ...]
    periods: tuple[Quarter, ...]
    values: np.ndarray
    status: np.ndarray
    seed: int | None = None
    first_draw: int = 0
    sampling: str = "random"
    weights: np.ndarray | None = field(default=None, compare=False)
    _row: dict[str, int] = field(init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        span = f"{self.periods[0]}..{self.periods[-1]}" if self.periods else "no quarters"
        failed = int((self.status != 0).sum())
        return (
            f"<Paths of {len(self.names)} variables, {span}, {len(self.status):,} draws, {failed:,} failed>"
        )

    def __post_init__(self) -> None:
        shape = (len(self.names), len(self.periods), len(self.status))
        if self.values.shape != shape:
            raise ValueError(f"paths of shape {self.values.shape}, expected {shape}")
        if self.weights is not None and self.weights.shape != self.status.shape:
            raise ValueError(f"weights of shape {self.weights.shape}, expected {self.status.shape}")
        object.__setattr__(self, "_row", {name: i for i, name in enumerate(self.names)})

    def __contains__(self, name: object) -> bool:
        return name in self._row

    @property
    def draws(self) -> int:
        """The number of draws, failed ones included."""
        return len(self.status)

    @property
    def ok(self) -> np.ndarray:
        """Which draws may enter a statistic, bool [draw]."""
        return self.status == OK

    @property
    def mass(self) -> np.ndarray | None:
        """How many draws each good one stands for [good draw], one on average; None where all are alike."""
        if self.weights is None:
            return None
        own = np.asarray(self.weights, dtype=np.float64)[self.ok]
        total = float(own.sum())
        if not total > 0.0:
            raise MoneygoodError("A012", "no draw with any weight could be solved")
        return own * (own.size / total)

    @property
    def failed_share(self) -> float:
        """The share of draws that failed (0..1)."""
        return float(np.mean(self.status != OK)) if len(self.status) else 0.0

    def row(self, name: str) -> int:
        """The position of variable `name` (C007 when it was not kept)."""
        if name not in self._row:
            raise MoneygoodError("C007", f"there is no path of {name!r}", hint=did_you_mean(name, self.names))
        return self._row[name]

    def series(self, name: str) -> np.ndarray:
        """The paths of one variable [period, draw]."""
        return self.values[self.row(name)]
