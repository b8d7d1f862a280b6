"""The curve that blocks are priced on: par yields between the maturities that the model has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.portfolios.bonds import bill_yield

Figures = Mapping[str, np.ndarray]
"""Figures by variable [quarter, draw]; the first row is the last before the run."""


@dataclass(frozen=True)
class CurvePoint:
    """A maturity (years) and the variable that is its par yield; `days` where that is a bank discount."""

    maturity: float
    variable: str
    days: float | None = None

    def yields(self, figures: Figures) -> np.ndarray:
        """Its par yield [quarter, draw], percent a year compounded twice."""
        found = np.asarray(figures[self.variable], dtype=np.float64)
        return found if self.days is None else bill_yield(found, self.days)


@dataclass(frozen=True)
class YieldCurve:
    """Points in the order of their maturities; between them the yield is linear in the log of maturity,
    beyond the ends it is that of the end."""

    points: tuple[CurvePoint, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of its points."""
        return tuple(p.variable for p in self.points)

    def at(self, maturity: float, figures: Figures) -> np.ndarray:
        """The par yield of a maturity in years [quarter, draw]."""
        ends = [p.maturity for p in self.points]
        place = int(np.searchsorted(ends, maturity))
        if place == 0 or place == len(ends):
            return self.points[min(place, len(ends) - 1)].yields(figures)
        low, high = self.points[place - 1], self.points[place]
        share = float(np.log(maturity / low.maturity) / np.log(high.maturity / low.maturity))
        return (1.0 - share) * low.yields(figures) + share * high.yields(figures)
