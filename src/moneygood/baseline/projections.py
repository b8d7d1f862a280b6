"""What institutions project, in place of what the baseline holds: yearly figures as paths by quarter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.projected import YearlyProjection, projected_in
from moneygood.scenarios.plan import HeldPath, Plan

if TYPE_CHECKING:
    from moneygood.data.vintage import Vintage
    from moneygood.model.model import Model


def with_projections(plan: Plan, model: Model, vintage: Vintage, history: Panel) -> Plan:
    """The baseline's plan with its paths replaced by what the vintage has as projections of the same things.

    A vintage without such series, or a model without texts of its own, leaves the plan as it is. `history`
    [variable, quarter] ends at the jump-off; a projection that does not reach beyond it changes nothing.
    Which series projects what stands in ``realtime/projected.csv``.
    """
    said = {p.variable: p for p in projected_in(vintage, model.root)} if model.root else {}
    if not said:
        return plan
    start = history.periods[-1] + 1
    taken: set[str] = set()
    out: list[HeldPath] = []
    for path in plan.paths:
        one = said.get(path.variable) if path.measure == "value" else None
        values = yearly_path(one, history) if one is not None else np.empty(0)
        if one is None or not len(values) or not np.isfinite(values).all():
            out.append(path)
        elif path.variable not in taken:
            taken.add(path.variable)
            quarters = quarter_range(start, start + (len(values) - 1))
            unit = str(model.variables[path.variable].unit)
            source = f"{one.named} of vintage {vintage.name}"
            out.append(
                replace(path, periods=quarters, values=tuple(map(float, values)), unit=unit, source=source)
            )
    return replace(plan, paths=tuple(out))


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
