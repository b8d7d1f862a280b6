"""Projections of institutions as judged paths: yearly figures that were out on a day, quarter by quarter."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np

from moneygood.baseline.projections import yearly_path
from moneygood.core.panel import Panel
from moneygood.data.projected import projections

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
