"""The last figure of a series, whatever table it stands in, that was of a day or earlier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.data.vintage import Vintage

TABLES = ("quarterly", "monthly", "annual")


@dataclass(frozen=True)
class LatestFigure:
    """The last figure of a series: its period, value, unit, label, who publishes it and the licence's tag."""

    series: str
    period: str
    value: float
    unit: str
    label: str
    agency: str
    licence: str


def latest(vintage: Vintage, series: str, until: Quarter) -> LatestFigure | None:
    """The last figure of `series` whose period begins in `until` or before; None without one."""
    for table in TABLES:
        record = vintage.records.get(table, {}).get(series)
        if record is None:
            continue
        figures: dict[str, float] = {}
        if table == "quarterly":
            panel = vintage.quarterly
            figures = {str(q): float(v) for q, v in zip(panel.periods, panel.series(series), strict=True)}
        elif table == "monthly":
            figures = dict(
                zip(vintage.monthly.months, map(float, vintage.monthly.series(series)), strict=True)
            )
        else:
            figures = vintage.annual(series)
        known = {p: v for p, v in figures.items() if np.isfinite(v) and _quarter(p) <= until}
        if not known:
            return None
        period = max(known)
        return LatestFigure(
            series, period, known[period], record.unit, record.label, record.agency, record.licence
        )
    return None


def _quarter(period: str) -> Quarter:
    """The quarter in which a period begins."""
    if "Q" in period:
        return Quarter.parse(period)
    return Quarter.of(int(period[:4]), (int(period[5:7] or 1) + 2) // 3)
