"""Published figures by name over one calendar, on which formulas written as text are computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from moneygood.core.errors import Place
from moneygood.core.panel import NOWCAST, OBSERVED, Panel
from moneygood.core.periods import Quarter
from moneygood.core.units import Unit
from moneygood.data.vintage import Vintage
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import Formula, parse_expression


@dataclass(frozen=True)
class Figures:
    """Figures by name [period], NaN where missing, with the unit of each.

    `periods` are consecutive quarters (2026Q2) or months (2026-06) as text; a lag in a formula counts them.
    """

    periods: tuple[str, ...]
    values: Mapping[str, np.ndarray] = field(repr=False)
    units: Mapping[str, Unit] = field(repr=False)
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {period: i for i, period in enumerate(self.periods)}

    def __contains__(self, period: object) -> bool:
        return period in self._rank

    def spot(self, period: str | Quarter) -> int:
        """The position of a period that is covered (ask with ``in`` first)."""
        return self._rank[str(period)]

    def formula(self, text: str, place: Place | None = None, unit: Unit | None = None) -> Formula:
        """The checked formula of a text (M-codes)."""
        return parse_expression(text, self.units, place=place, unit=unit)

    def compute(self, text: str, place: Place | None = None, unit: Unit | None = None) -> np.ndarray:
        """The values [period] of a formula, NaN where a figure that it needs is missing (M-codes)."""
        found = evaluate_series(self.formula(text, place, unit).node, lambda name: self.values[name])
        out = np.array(np.broadcast_to(found, (len(self.periods),)), dtype=np.float64)
        out[~np.isfinite(out)] = np.nan
        return out


def quarterly_figures(
    vintage: Vintage, history: Panel | None = None, units: Mapping[str, str] | None = None
) -> Figures:
    """The quarterly series of a vintage, and with `history` the model's variables of other names.

    `units` gives the units of the history's variables.
    """
    panel = vintage.quarterly
    values = {name: np.asarray(panel.series(name)) for name in panel.names}
    known = {name: Unit.parse(vintage.record(name).unit) for name in panel.names}
    if history is not None and units is not None:
        for name in history.names:
            if name not in values:
                values[name] = _laid(panel.periods, history, name)
                known[name] = Unit.parse(units[name])
    labels = {name: vintage.record(name).label for name in panel.names}
    return Figures(tuple(str(q) for q in panel.periods), values, known, labels)


def monthly_figures(vintage: Vintage) -> Figures:
    """The monthly series of a vintage."""
    table = vintage.monthly
    values = {name: np.asarray(table.series(name)) for name in table.names}
    known = {name: Unit.parse(vintage.record(name, "monthly").unit) for name in table.names}
    labels = {name: vintage.record(name, "monthly").label for name in table.names}
    return Figures(tuple(table.months), values, known, labels)


def last_months(vintage: Vintage, name: str, quarters: Sequence[str]) -> np.ndarray:
    """A monthly series [quarter] in the last month of each quarter, NaN where that month is missing."""
    table = vintage.monthly
    series = table.series(name)
    rank = {month: i for i, month in enumerate(table.months)}
    months = [f"{q[:4]}-{3 * int(q[-1]):02d}" for q in quarters]
    return np.array([series[rank[m]] if m in rank else np.nan for m in months])


def _laid(periods: tuple[Quarter, ...], history: Panel, name: str) -> np.ndarray:
    """A variable's history on another calendar: observed or nowcast figures, NaN elsewhere."""
    out = np.full(len(periods), np.nan)
    shift = history.periods[0] - periods[0]
    row = history.row(name)
    known = np.isin(history.status[row], (OBSERVED, NOWCAST))
    series = np.where(known, history.values[row], np.nan)
    for i in range(len(periods)):
        j = i - shift
        if 0 <= j < len(series):
            out[i] = series[j]
    return out
