"""Shocks from elsewhere than a formula: whole past quarters, several seeds, sizes on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.sampling.draws import CELL, uniforms
from moneygood.engine.sampling.sources import TABLE, AbstractShockSource, ShockSource

if TYPE_CHECKING:
    from moneygood.model.model import Model, Parameter

RESIDUALS = 8
"""The stream of random numbers that picks a quarter."""


class BootstrapSource(ShockSource):
    """Shocks of a whole past quarter, drawn with replacement, quarter by quarter and draw by draw.

    `residuals` [shock in `names`, past quarter] are standardised; a drawn quarter gives all of them at once,
    each times the standard deviation on its shock's record, so joint moves are those of history. A shock
    without residuals, and a gap in a quarter, is drawn from the normal distribution as always.
    """

    def __init__(self, model: Model, seed: int, names: Sequence[str], residuals: np.ndarray) -> None:
        super().__init__(model, seed, "normal")
        self.mode = TABLE
        order = {n: i for i, n in enumerate(model.shocks)}
        missing = [n for n in names if n not in order or model.shocks[n].kind == "uniform"]
        if missing:
            raise MoneygoodError("E005", f"there is no shock {missing[0]!r} to bootstrap")
        if residuals.shape[0] != len(names) or residuals.ndim != 2 or residuals.shape[1] < 2:
            raise MoneygoodError(
                "E008", f"residuals have shape {residuals.shape}, not {len(names)} by quarters"
            )
        self.rows = np.array([order[n] for n in names], dtype=np.intp)
        sd = np.array([model.shocks[n].sd for n in names])
        self.pool = np.asarray(residuals, dtype=np.float64) * sd[:, None]

    def cell(self, quarter: int, cell: int, out: np.ndarray | None = None) -> np.ndarray:
        """All shocks in their units: float64 [shock, 1024]."""
        out = super().cell(quarter, cell, out)
        u = uniforms(self.seed, RESIDUALS, quarter, cell, 1)[0]
        drawn = self.pool[:, np.minimum((u * self.pool.shape[1]).astype(np.intp), self.pool.shape[1] - 1)]
        known = np.isfinite(drawn)
        own = out[self.rows]
        out[self.rows] = np.where(known, drawn, own)
        return out


class SplitSource(ShockSource):
    """Shocks of one source, uniforms (regimes, jumps) of another, and parameters of a third seed.

    With equal seeds it is the first source to the last bit; with others, one kind of chance changes and the
    rest stays, which is what a freeze design needs.
    """

    def __init__(self, shocks: ShockSource, regimes: ShockSource, parameter_seed: int) -> None:
        vars(self).update(vars(shocks))
        self.seed, self.mode = parameter_seed, TABLE
        self.shocks_source, self.regimes_source = shocks, regimes

    def cell(self, quarter: int, cell: int, out: np.ndarray | None = None) -> np.ndarray:
        """All shocks in their units: float64 [shock, 1024]."""
        out = np.empty((self.count, CELL)) if out is None else out
        self.shocks_source.cell(quarter, cell, out)
        if len(self.uniform_rows):
            out[self.uniform_rows] = self.regimes_source.cell(quarter, cell)[self.uniform_rows]
        return out


class AddedSource(AbstractShockSource):
    """Another source with sizes on top: `added` row of the shock -> [quarter, draw] from draw `first` on."""

    def __init__(self, under: AbstractShockSource, added: Mapping[int, np.ndarray], first: int) -> None:
        self.under, self.added, self.first = under, added, first
        self.seed, self.count, self.uniform_rows = under.seed, under.count, under.uniform_rows

    def cell(self, quarter: int, cell: int, out: np.ndarray | None = None) -> np.ndarray:
        """All shocks in their units: float64 [shock, 1024]."""
        out = self.under.cell(quarter, cell, out)
        begin = cell * CELL - self.first
        for row, sizes in self.added.items():
            low, high = max(begin, 0), min(begin + CELL, sizes.shape[1])
            if low < high:
                out[row, low - begin : high - begin] += sizes[quarter, low:high]
        return out

    def parameters(self, records: list[Parameter], centres: list[float], cell: int) -> np.ndarray:
        """Values of drawn parameters: float64 [parameter, 1024]."""
        return self.under.parameters(records, centres, cell)
