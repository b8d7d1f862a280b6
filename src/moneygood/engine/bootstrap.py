"""Shocks taken from the past: whole quarters of residuals, drawn with replacement."""

from __future__ import annotations

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine import codes as codes
from moneygood.engine.draws import CELL, uniforms
from moneygood.engine.sources import AbstractShockSource

_STREAM = 7


class BootstrapSource(AbstractShockSource):
    """Every simulated quarter of a draw takes all shocks of one past quarter, so that their joint
    distribution is that of history; uniforms stay uniform where the table has no column for them.

    `residuals` [past quarter, shock] in the shocks' units and the model's order, uniforms on 0..1 or NaN.
    """

    def __init__(self, residuals: np.ndarray, uniform_rows: np.ndarray, seed: int) -> None:
        table = np.array(residuals, dtype=np.float64)
        self.uniform_rows = np.asarray(uniform_rows, dtype=np.intp)
        if table.ndim != 2 or not len(table):
            raise MoneygoodError("E022", f"residuals have shape {table.shape}, not [quarter, shock]")
        self.free = [int(i) for i in self.uniform_rows if not np.isfinite(table[:, i]).all()]
        fixed = np.delete(table, self.free, axis=1)
        if not np.isfinite(fixed).all():
            raise MoneygoodError("E022", "a residual to draw from is missing", hint="Leave such quarters out")
        self.residuals, self.seed, self.count = table, seed, table.shape[1]

    def cell(self, quarter: int, cell: int, out: np.ndarray | None = None) -> np.ndarray:
        """All shocks in their units: float64 [shock, 1024] for quarter 0, 1, ..."""
        out = np.empty((self.count, CELL)) if out is None else out
        u = uniforms(self.seed, _STREAM, quarter, cell, 1 + len(self.free))
        which = (u[0] * len(self.residuals)).astype(np.intp)
        out[:] = self.residuals[which].T
        for k, i in enumerate(self.free):
            out[i] = u[1 + k]
        return out
