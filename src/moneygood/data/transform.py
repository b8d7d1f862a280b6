"""Transformations of figures: averages over quarters and fiscal years, and growth that respects splices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.data.shapes import MonthTable


def quarter_average(table: MonthTable, name: str, *, least: int = 3) -> dict[Quarter, float]:
    """Quarterly means of a monthly series, for quarters with at least `least` months reported."""
    held: dict[Quarter, list[float]] = {}
    for month, value in zip(table.months, table.series(name), strict=True):
        if not np.isnan(value):
            quarter = Quarter.of(int(month[:4]), (int(month[5:]) + 2) // 3)
            held.setdefault(quarter, []).append(float(value))
    return {q: sum(v) / len(v) for q, v in held.items() if len(v) >= least}


def fiscal_year_mean(panel: Panel, name: str) -> dict[int, float]:
    """Means over the federal fiscal year (fourth quarter of the year before to third), complete years only.

    For a flow at annual rates this is the flow of the fiscal year.
    """
    held: dict[int, list[float]] = {}
    for quarter, value in zip(panel.periods, panel.series(name), strict=True):
        if not np.isnan(value):
            held.setdefault(quarter.fiscal_year, []).append(float(value))
    return {year: sum(v) / 4 for year, v in held.items() if len(v) == 4}


def fiscal_year_end(panel: Panel, name: str) -> dict[int, float]:
    """End-of-fiscal-year stocks: the figures of each third quarter."""
    pairs = zip(panel.periods, panel.series(name), strict=True)
    return {q.year: float(v) for q, v in pairs if q.quarter == 3 and not np.isnan(v)}


def growth(
    panel: Panel,
    name: str,
    splice: Iterable[str | Quarter] = (),
    *,
    quarters: int = 1,
    per_year: bool = True,
    across: Literal["refuse", "blank"] = "refuse",
) -> np.ndarray:
    """Log growth of a series [period] over `quarters`, in percent (a year, unless `per_year` is false).

    `splice` names the first quarter of each newer vintage (from the series' record). Growth across one is
    refused (D006) or, with ``across="blank"``, left missing. Figures not positive give missing growth.
    """
    level = panel.series(name)
    safe = np.where(level > 0, level, np.nan)
    out = np.full(level.shape, np.nan)
    scale = 100.0 * (4.0 / quarters if per_year else 1.0)
    out[quarters:] = scale * (np.log(safe[quarters:]) - np.log(safe[:-quarters]))
    return _without_splices(panel, name, out, splice, quarters, across)


def change(
    panel: Panel,
    name: str,
    splice: Iterable[str | Quarter] = (),
    *,
    quarters: int = 1,
    across: Literal["refuse", "blank"] = "refuse",
) -> np.ndarray:
    """Change of a series [period] over `quarters`, in its own unit; splices as in `growth`."""
    level = panel.series(name)
    out = np.full(level.shape, np.nan)
    out[quarters:] = level[quarters:] - level[:-quarters]
    return _without_splices(panel, name, out, splice, quarters, across)


def _without_splices(
    panel: Panel, name: str, out: np.ndarray, splice: Iterable[str | Quarter], quarters: int, across: str
) -> np.ndarray:
    for at in splice:
        new = Quarter.parse(at)
        for step in range(quarters):
            column = (new + step) - panel.periods[0]
            if not 0 <= column < len(out) or np.isnan(out[column]):
                continue
            if across == "refuse":
                raise MoneygoodError(
                    "D006",
                    f"the change of {name!r} in {new + step} reaches across the splice at {new}",
                    hint=f"Start at {new + quarters}, or leave the change across it blank",
                )
            out[column] = np.nan
    return out


def year_end_values(figures: Mapping[Quarter, float]) -> dict[int, float]:
    """The fourth-quarter figures by calendar year."""
    return {q.year: v for q, v in figures.items() if q.quarter == 4}
