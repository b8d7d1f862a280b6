"""What a vintage is made of: the record of a series, and a table of monthly figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.data.errors import unknown_series


@dataclass(frozen=True)
class SeriesRecord:
    """What a series is: label, unit, agency, id, transformation, licence, span, splices and caveat."""

    name: str
    frequency: str
    label: str
    unit: str
    agency: str
    id: str
    transformation: str
    licence: str
    first: str
    last: str
    splice: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    caveat: str = ""


@dataclass(frozen=True)
class MonthTable:
    """Monthly figures: `values` [name, month], NaN for missing; `months` are consecutive ``2026-05``."""

    names: tuple[str, ...]
    months: tuple[str, ...]
    values: np.ndarray

    def series(self, name: str) -> np.ndarray:
        """The figures of `name` [month] (D001)."""
        if name not in self.names:
            raise unknown_series(name, self.names, "the monthly table")
        return self.values[self.names.index(name)]

    def at(self, name: str, month: str) -> float:
        """The figure of `name` in `month`, NaN when it is missing (D001, D002)."""
        if month not in self.months:
            raise MoneygoodError(
                "D002",
                f"{month} is outside the monthly figures",
                hint=f"They cover {self.months[0]} to {self.months[-1]}",
            )
        return float(self.series(name)[self.months.index(month)])
