"""Scrambled Sobol points as shocks: sixteen randomised copies of one sequence, whose spread is the error.

Draw i belongs to copy i mod 16 and is point i div 16 of it. The copies share a sequence scrambled by random
matrices (Matousek 1998) and differ by a random shift of the bits of every dimension, so that each is unbiased
by itself. A quarter takes a dimension for the mixing variable and one for every shock, early quarters first.
Parameters are drawn as always.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.engine.sampling.draws import CELL, words
from moneygood.engine.sampling.sources import TABLE, ShockSource

if TYPE_CHECKING:
    from moneygood.model.model import Model

COPIES = 16
"""Randomised copies of the sequence; their spread gives the error with 15 degrees of freedom."""
_POINTS = CELL // COPIES
_MOST = 21201  # dimensions for which direction numbers are published (Joe and Kuo 2008)
_BITS = 32
_SCRAMBLE, _SHIFT = 5, 6  # streams of random words
_CELLS_KEPT = 2


class SobolSource(ShockSource):
    """The model's own distribution on Sobol points; quarters beyond the published dimensions are random."""

    def __init__(self, model: Model, seed: int, distribution: str, quarters: int) -> None:
        super().__init__(model, seed, distribution)
        self.mode = TABLE
        self.width = 1 + len(self.normal_rows) + len(self.uniform_rows)
        self.quarters = min(quarters, _MOST // self.width)
        dimensions = self.width * self.quarters
        self.sequence: Any = None
        self.reached = 0
        self.made: dict[int, np.ndarray] = {}
        self.lock = threading.Lock()
        raw = [words(seed, _SHIFT, 0, copy, dimensions) >> np.uint64(11) for copy in range(COPIES)]
        self.shift = np.stack(raw)

    def __getstate__(self) -> dict[str, Any]:
        """What travels to another worker: no points, which it makes itself."""
        return vars(self) | {"sequence": None, "reached": 0, "made": {}, "lock": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.lock = threading.Lock()

    def cell(self, quarter: int, cell: int, out: np.ndarray | None = None) -> np.ndarray:
        """All shocks in their units, uniforms on 0..1: float64 [shock, 1024] for quarter 0, 1, ..."""
        if quarter >= self.quarters:
            return super().cell(quarter, cell, out)
        from scipy.special import gammaincinv, ndtri

        out = np.empty((self.count, CELL)) if out is None else out
        first = quarter * self.width
        u = np.ascontiguousarray(self._points(cell)[:, first : first + self.width].T)
        count = len(self.normal_rows)
        z = ndtri(u[1 : 1 + count])
        for i, parts in self.mix:
            row = np.zeros(CELL)
            for j, weight in parts:
                row += weight * z[j]
            z[i] = row
        if np.isfinite(self.df):
            z *= np.sqrt((self.df - 2.0) / (2.0 * gammaincinv(self.df / 2.0, u[0])))
        out[self.normal_rows] = z * self.sd[:, None]
        out[self.uniform_rows] = u[1 + count :]
        return out

    def _points(self, cell: int) -> np.ndarray:
        """Uniforms strictly between 0 and 1 of a cell [draw, dimension]."""
        with self.lock:
            if cell not in self.made:
                while len(self.made) >= _CELLS_KEPT:
                    del self.made[next(iter(self.made))]
                base = (self._base(cell) << np.uint64(53 - _BITS))[:, None, :] ^ self.shift[None, :, :]
                u = base.reshape(CELL, -1).astype(np.float64)
                u += 0.5
                u *= 2.0**-53
                self.made[cell] = u
            return self.made[cell]

    def _base(self, cell: int) -> np.ndarray:
        """Points of the shared sequence as whole numbers [point, dimension]."""
        from scipy.stats import qmc

        if self.sequence is None or self.reached > cell * _POINTS:
            key = int(words(self.seed, _SCRAMBLE, 0, 0, 1)[0])
            generator = np.random.default_rng(key)
            make: Any = qmc.Sobol
            dimensions = self.width * self.quarters
            try:
                self.sequence = make(dimensions, scramble=True, bits=_BITS, rng=generator)
            except TypeError:  # before SciPy 1.15
                self.sequence = make(dimensions, scramble=True, bits=_BITS, seed=generator)
            self.reached = 0
        if cell * _POINTS > self.reached:
            self.sequence.fast_forward(cell * _POINTS - self.reached)
        points = self.sequence.random(_POINTS)
        self.reached = (cell + 1) * _POINTS
        return np.floor(points * 2.0**_BITS).astype(np.uint64)
