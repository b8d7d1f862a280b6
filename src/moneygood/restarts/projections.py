"""Projections of institutions as judged paths: yearly figures that were out on a day, quarter by quarter."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.data.projected import YearlyProjection, projections

FRESH = 120
"""Days for which a projection stands: one meeting cycle of four a year, and a month."""


def projected_paths(
    panel: Panel, day: datetime.date, held: int, root: Path | None = None
) -> dict[str, tuple[np.ndarray, datetime.date]]:
    """By variable the path [quarter] after the last of `panel` that was projected by `day`, as far as the
    projection goes and at most `held` quarters, and the day of its publication."""
    out = {}
    for one in projections(day, root):
        if (day - one.published).days <= FRESH:
            path = yearly_path(one, panel)[:held]
            if len(path) and np.isfinite(path).all():
                out[one.variable] = path, one.published
    return out


def yearly_path(one: YearlyProjection, panel: Panel) -> np.ndarray:
    """The quarters after the last of `panel` to the fourth quarter of the last projected year.

    Levels run in straight lines between fourth quarters; a rate of inflation over a year is spread evenly
    over the quarters of it that are ahead; growth over a year, less that of `less`, moves a gap.
    """
    origin, row = panel.periods[-1], panel.series(one.variable)
    end = Quarter.of(max(one.years), 4)
    if end <= origin:
        return np.empty(0)
    if one.form == "year":
        return _spread(one, panel, row, origin, end)
    points: dict[int, float] = {0: float(row[-1])}
    level = None
    for year in sorted(one.years):
        ahead = Quarter.of(year, 4) - origin
        value = one.years[year]
        if one.form == "growth":
            if ahead <= 0:  # the year is over: it ended where it did
                continue
            if level is None:
                level = float(row[panel.column(Quarter.of(year - 1, 4))])
            level += value - 400.0 * float(panel.series(one.less)[-1])
            value = level
        if ahead > 0:
            points[ahead] = value
    at = sorted(points)
    return np.interp(np.arange(1, end - origin + 1), at, [points[h] for h in at])


def _spread(
    one: YearlyProjection, panel: Panel, row: np.ndarray, origin: Quarter, end: Quarter
) -> np.ndarray:
    out = np.full(end - origin, np.nan)
    for year, value in one.years.items():
        quarters = [Quarter.of(year, k) for k in (1, 2, 3, 4)]
        known = [float(row[panel.column(q)]) for q in quarters if q <= origin]
        ahead = [q for q in quarters if q > origin]
        for q in ahead:
            out[q - origin - 1] = (4.0 * value - sum(known)) / len(ahead)
    return out
