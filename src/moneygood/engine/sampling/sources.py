"""Where the shocks of a simulation come from: the model's own distribution, or a source of another kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.sampling.draws import (
    CELL,
    NORMALS,
    UNIFORMS,
    chi_square,
    normals,
    parameter_rows,
    sparse_cholesky,
    uniforms,
)

if TYPE_CHECKING:
    from moneygood.model.model import Model, Parameter

RANDOM, ANTITHETIC, TABLE = range(3)
"""How the compiled kernel comes by the shocks: it draws them, draws them in pairs, or reads a table."""


class AbstractShockSource(ABC):
    """Shocks of a model in cells of 1024 draws, rows in the order of ``model.shocks``.

    A figure is a function of seed, quarter, draw and shock alone. `count` is the number of shocks, `seed`
    what parameters are drawn with, `mode` how the compiled kernel comes by the shocks.
    """

    mode: int = TABLE
    seed: int
    count: int
    uniform_rows: np.ndarray

    @abstractmethod
    def cell(self, quarter: int, cell: int, out: np.ndarray | None = None) -> np.ndarray:
        """All shocks in their units, uniforms on 0..1: float64 [shock, 1024] for quarter 0, 1, ..."""

    def parameters(self, records: list[Parameter], centres: list[float], cell: int) -> np.ndarray:
        """Values of drawn parameters: float64 [parameter, 1024]."""
        return parameter_rows(records, centres, self.seed, cell)

    def impose(self, shocks: np.ndarray, given: np.ndarray) -> None:
        """Adds the shocks [shock] of a setting to `shocks` [shock, draw]; uniforms other than 0.5 replace the
        draw."""
        uniform = np.zeros(self.count, dtype=bool)
        uniform[self.uniform_rows] = True
        for i in np.flatnonzero(np.where(uniform, given != 0.5, given != 0.0)):
            if uniform[i]:
                shocks[i] = given[i]
            else:
                shocks[i] += given[i]


class ShockSource(AbstractShockSource):
    """The model's own distribution: normal or Student t, correlated, with uniforms that decide regimes.

    With `paired` a draw of odd number has the opposite shocks of the draw before it. The distribution "none"
    gives zeros, and 0.5 for uniforms: every draw is then the deterministic path.
    """

    def __init__(self, model: Model, seed: int, distribution: str, *, paired: bool = False) -> None:
        if distribution not in ("normal", "student_t", "none"):
            raise MoneygoodError(
                "E005", f"the distribution {distribution!r} is not normal, student_t or none"
            )
        self.seed, self.paired, self.silent = seed, paired, distribution == "none"
        records = list(model.shocks.values())
        self.count = len(records)
        self.normal_rows = np.array([i for i, s in enumerate(records) if s.kind != "uniform"], dtype=np.intp)
        self.uniform_rows = np.array([i for i, s in enumerate(records) if s.kind == "uniform"], dtype=np.intp)
        self.sd = np.array([records[i].sd for i in self.normal_rows], dtype=np.float64)
        self.df = float(model.distribution.df) if distribution == "student_t" else float("inf")
        if self.df <= 2.0:
            raise MoneygoodError("E005", f"a Student t with {self.df:g} degrees of freedom has no variance")
        names = [records[i].name for i in self.normal_rows]
        self.mix = sparse_cholesky(names, [(c.a, c.b, c.rho) for c in model.correlations])
        rows = self.normal_rows
        self.mode = ANTITHETIC if paired else RANDOM
        if np.isfinite(self.df) and self.df != int(self.df):
            self.mode = TABLE  # the kernel makes chi-square variables of whole degrees of freedom only
        if self.silent:
            self.mode = TABLE
        self.span = slice(0, len(rows)) if np.array_equal(rows, np.arange(len(rows))) else None

    def cell(self, quarter: int, cell: int, out: np.ndarray | None = None) -> np.ndarray:
        """All shocks in their units, uniforms on 0..1: float64 [shock, 1024] for quarter 0, 1, ..."""
        out = np.empty((self.count, CELL)) if out is None else out
        if self.silent:
            out[self.normal_rows] = 0.0
            out[self.uniform_rows] = 0.5
            return out
        z = normals(self.seed, NORMALS, quarter, cell, len(self.normal_rows))
        if self.paired:
            z[:, 1::2] = -z[:, ::2]
        for i, parts in self.mix:
            row = np.zeros(CELL)
            for j, weight in parts:
                row += weight * z[j]
            z[i] = row
        if np.isfinite(self.df):
            size = np.sqrt((self.df - 2.0) / chi_square(self.seed, self.df, quarter, cell))
            if self.paired:
                size[1::2] = size[::2]
            z *= size
        if self.span is not None:
            np.multiply(z, self.sd[:, None], out=out[self.span])
        else:
            out[self.normal_rows] = z * self.sd[:, None]
        if len(self.uniform_rows):
            u = uniforms(self.seed, UNIFORMS, quarter, cell, len(self.uniform_rows))
            if self.paired:
                u[:, 1::2] = 1.0 - u[:, ::2]
            out[self.uniform_rows] = u
        return out

    def parameters(self, records: list[Parameter], centres: list[float], cell: int) -> np.ndarray:
        """Values of drawn parameters [parameter, 1024]; the two draws of a pair share them."""
        table = super().parameters(records, centres, cell)
        if self.paired:
            table = table.copy()
            table[:, 1::2] = table[:, ::2]
        return table
