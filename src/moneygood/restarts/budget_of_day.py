"""The budget law of a day: the policy of the latest CBO baseline that was out by then."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from moneygood.baseline.budget.fiscal_years import fiscal_years, policy_tables, read_policy
from moneygood.baseline.budget.policy import RATES, SPENDING
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.data.vintage import Vintage


def budget_tables(vintage: Vintage, panel: Panel, origin: Quarter) -> dict[str, dict[int, float]]:
    """Policy by fiscal year [path, year] in the latest baseline that was out when `origin` was over.

    From its policy table; without one, today's rates and real spending of `panel` [variable, quarter] moved
    as the baseline moves the line's share of GDP, or real outlays. Empty where there was no baseline yet.
    """
    last_month = datetime.date(origin.year, 3 * origin.quarter, 28)
    known = [v for v in vintage.cbo_vintages() if v <= f"{last_month:%Y-%m}"]
    if not known:
        return {}
    if f"cbo-{known[-1]}" in policy_tables():
        return read_policy(f"cbo-{known[-1]}")
    return _moved(vintage, known[-1], panel, origin)


def _moved(vintage: Vintage, baseline: str, panel: Panel, origin: Quarter) -> dict[str, dict[int, float]]:
    gdp = _fiscal(vintage.cbo_annual(baseline, "gdp_nom"))
    price = _fiscal(vintage.cbo_annual(baseline, "cpi"))
    begin, years = origin.fiscal_year, fiscal_years(panel.periods)
    out: dict[str, dict[int, float]] = {}
    for line, path in (RATES | SPENDING).items():
        total = vintage.cbo_budget(baseline, line)
        scale = gdp if line in RATES else price
        if begin not in total or begin not in scale:
            continue
        own = panel.series(path)
        now = float(own[years == begin].mean())
        before = float(own[years == begin - 1].mean())
        ahead = {y: now * (v / total[begin]) / (scale[y] / scale[begin]) for y, v in total.items()
                 if y >= begin and y in scale}  # fmt: skip
        out[path] = {begin - 1: before} | ahead
    return out


def _fiscal(yearly: Mapping[int, float]) -> dict[int, float]:
    """Fiscal-year means of calendar-year figures: a quarter of the year before, three of its own."""
    return {y: 0.25 * yearly[y - 1] + 0.75 * v for y, v in yearly.items() if y - 1 in yearly}
