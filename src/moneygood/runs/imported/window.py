"""Figures of an imported model cut to what a solution reads and writes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, Panel
from moneygood.core.periods import Quarter
from moneygood.engine.foresight.system import System


@dataclass(frozen=True)
class SolvedWindow:
    """Figures [quarter, series] of a system in `periods`, of which `first` to `last` - 1 are solved."""

    system: System
    periods: tuple[Quarter, ...]
    table: np.ndarray
    first: int
    last: int

    @property
    def solved(self) -> tuple[Quarter, ...]:
        """The quarters that are solved."""
        return self.periods[self.first : self.last]

    def missing(self, ends_given: bool) -> tuple[str, Quarter] | None:
        """A series and quarter without a figure that the solution reads (given ends only where asked)."""
        system = self.system
        unknowns = len(system.unknowns)
        read, rows, lags = system.reads
        quarters = np.arange(self.first, self.last)[:, None] - lags[None, :]
        bad = ~np.isfinite(self.table[quarters, rows[None, :]])
        if not ends_given:
            bad &= ~((quarters >= self.last) & (rows[None, :] < unknowns))
        if not bad.any():
            return None
        t, i = np.argwhere(bad)[0]
        return read[int(i)][0], self.periods[int(quarters[t, i])]

    def panel(self) -> Panel:
        """The figures as a panel of all series."""
        values = self.table.T
        return Panel(self.system.series, self.periods, values, np.full(values.shape, ASSUMED, dtype=np.uint8))


def is_residual(name: str) -> bool:
    """Whether a series is an add-on of an equation, zero unless something else is said."""
    return name.endswith(("_aerr", "_trac"))


def cut(
    system: System, figures: Panel, start: Quarter, end: Quarter, ends_given: bool = True
) -> SolvedWindow:
    """The window of a system's series for a solution from `start` to `end`.

    Residuals that the figures lack are zero. Raises M045 when the figures do not reach far enough back (or,
    for leads with given ends, forward), or when a series is not among them.
    """
    if end < start:
        raise MoneygoodError("M045", f"the solution would end in {end}, before it begins in {start}")
    a, b = start - system.max_lag, end + system.max_lead
    known = figures.periods
    wanted = b if ends_given else end
    if not known or a < known[0] or wanted > known[-1]:
        span = f"{known[0]} to {known[-1]}" if known else "no quarter"
        raise MoneygoodError(
            "M045",
            f"solving {start} to {end} reads figures from {a} to {wanted}",
            hint=f"The data cover {span}",
        )
    periods = tuple(Quarter(i) for i in range(a.index, b.index + 1))
    table = np.zeros((len(periods), len(system.series)))
    low = a - known[0]
    high = min(b, known[-1]) - known[0] + 1
    table[high - low :] = np.nan
    rows, places = [], []
    for i, name in enumerate(system.series):
        if name in figures:
            rows.append(figures.row(name))
            places.append(i)
        elif is_residual(name):
            table[:, i] = 0.0
        else:
            raise MoneygoodError("M045", f"the data have no series {name!r}", hint="Add a column for it")
    table[: high - low, places] = figures.values[rows, low:high].T
    return SolvedWindow(system, periods, table, system.max_lag, system.max_lag + (end - start) + 1)
