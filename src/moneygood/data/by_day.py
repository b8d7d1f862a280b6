"""Figures that stand by the day on which they were taken, put together by quarter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.data.vintage import Vintage


def days_of(vintage: Vintage, series: str) -> dict[str, float]:
    """The figures of a series by day (2026-07-29); none for a series by year, or one that is not there."""
    if series not in vintage.records.get("annual", {}):
        return {}
    return {day: value for day, value in vintage.annual(series).items() if len(day) == 10}


def quarter_groups(vintage: Vintage, series: Sequence[str]) -> dict[Quarter, list[float]]:
    """All figures of the series by the quarter of their day."""
    out: dict[Quarter, list[float]] = {}
    for name in series:
        for day, value in days_of(vintage, name).items():
            quarter = Quarter.of(int(day[:4]), (int(day[5:7]) + 2) // 3)
            out.setdefault(quarter, []).append(value)
    return out


def quarter_means(vintage: Vintage, series: str, periods: Sequence[Quarter]) -> np.ndarray:
    """The mean of a series' figures in each quarter [quarter], NaN in one without a day."""
    groups = quarter_groups(vintage, (series,))
    return np.array([np.mean(groups[q]) if q in groups else np.nan for q in periods])
