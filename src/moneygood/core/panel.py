"""Figures by name and quarter, each with its status: observed, nowcast, projected or assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter

MISSING, OBSERVED, NOWCAST, PROJECTED, ASSUMED = range(5)
STATUS_NAMES = ("missing", "observed", "nowcast", "projected", "assumed")


@dataclass(frozen=True, repr=False)
class Panel:
    """An immutable table [name, period] of figures and their status.

    `values` is float64 with NaN for missing, `status` uint8 of the same shape (0 missing, 1 observed,
    2 nowcast, 3 projected, 4 assumed); `periods` are consecutive quarters.
    """

    names: tuple[str, ...]
    periods: tuple[Quarter, ...]
    values: np.ndarray
    status: np.ndarray
    _row: dict[str, int] = field(init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        span = f"{self.periods[0]}..{self.periods[-1]}" if self.periods else "no quarters"
        return f"<Panel of {len(self.names)} series, {span}>"

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        status = np.array(self.status, dtype=np.uint8)
        shape = (len(self.names), len(self.periods))
        if values.shape != shape or status.shape != shape:
            raise ValueError(f"panel of shape {shape} with values {values.shape} and status {status.shape}")
        if any(b - a != 1 for a, b in zip(self.periods, self.periods[1:], strict=False)):
            raise ValueError("the periods of a panel are consecutive quarters")
        rows = {name: i for i, name in enumerate(self.names)}
        if len(rows) != len(self.names):
            raise ValueError("a name stands twice in a panel")
        status[np.isnan(values)] = MISSING
        values.flags.writeable = False
        status.flags.writeable = False
        object.__setattr__(self, "names", tuple(self.names))
        object.__setattr__(self, "periods", tuple(self.periods))
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "status", status)
        object.__setattr__(self, "_row", rows)

    @classmethod
    def empty(cls, names: tuple[str, ...], periods: tuple[Quarter, ...]) -> Panel:
        """A panel in which everything is missing."""
        shape = (len(names), len(periods))
        return cls(names, periods, np.full(shape, np.nan), np.zeros(shape, np.uint8))

    def __contains__(self, name: object) -> bool:
        return name in self._row

    def row(self, name: str) -> int:
        """The position of `name` (C007 when it is not in the panel)."""
        if name not in self._row:
            raise MoneygoodError("C007", f"there is no series {name!r}", hint=did_you_mean(name, self.names))
        return self._row[name]

    def column(self, period: Quarter | str) -> int:
        """The position of `period` (C007 when the panel does not reach it)."""
        quarter = Quarter.parse(period)
        if not self.periods or not self.periods[0] <= quarter <= self.periods[-1]:
            span = f"{self.periods[0]} to {self.periods[-1]}" if self.periods else "no quarter at all"
            raise MoneygoodError("C007", f"{quarter} is outside the figures", hint=f"They cover {span}")
        return quarter - self.periods[0]

    def at(self, name: str, period: Quarter | str) -> float:
        """The figure of `name` in `period`, NaN when it is missing."""
        return float(self.values[self.row(name), self.column(period)])

    def status_at(self, name: str, period: Quarter | str) -> int:
        """The status of a figure (0 missing, 1 observed, 2 nowcast, 3 projected, 4 assumed)."""
        return int(self.status[self.row(name), self.column(period)])

    def series(self, name: str) -> np.ndarray:
        """The figures of `name` [period] (read-only view)."""
        return self.values[self.row(name)]

    def window(self, first: Quarter | str, last: Quarter | str) -> Panel:
        """The panel from `first` to `last`, both included and both inside the figures."""
        a, b = self.column(first), self.column(last)
        return Panel(
            self.names, self.periods[a : b + 1], self.values[:, a : b + 1], self.status[:, a : b + 1]
        )

    def select(self, names: tuple[str, ...]) -> Panel:
        """The panel of these names in this order."""
        rows = [self.row(n) for n in names]
        return Panel(tuple(names), self.periods, self.values[rows], self.status[rows])

    def with_values(self, new: Mapping[str, np.ndarray], status: int = ASSUMED) -> Panel:
        """A panel in which the series in `new` ([period] each) are replaced or added with this status."""
        names = self.names + tuple(n for n in new if n not in self._row)
        out = Panel.empty(names, self.periods)
        values, marks = out.values.copy(), out.status.copy()
        values[: len(self.names)], marks[: len(self.names)] = self.values, self.status
        for name, figures in new.items():
            i = names.index(name)
            values[i], marks[i] = figures, status
        return Panel(names, self.periods, values, marks)

    def last_observed(self, name: str) -> Quarter | None:
        """The last quarter in which `name` is an observed figure."""
        seen = np.flatnonzero(self.status[self.row(name)] == OBSERVED)
        return self.periods[int(seen[-1])] if len(seen) else None
