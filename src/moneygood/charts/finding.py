"""What a chart shows, in a sentence that may stand as its title."""

from __future__ import annotations

import numpy as np

from moneygood.charts.data import CurvesChart, FanChart
from moneygood.core.figures import change, fixed, inside, level, share

BASELINE = "baseline"
"""The label of the line that a scenario is held against."""
YEARS = 12
"""Quarters within which changes are told in a title."""


def title_of(chart: FanChart | CurvesChart) -> str:
    """The finding of a chart: against the baseline where that is drawn, or by itself."""
    if isinstance(chart, CurvesChart):
        return finding_of_curves(chart)
    if chart.difference:
        return finding_of_difference(chart)
    return finding_beside(chart) if any(x.label == BASELINE for x in chart.lines) else finding(chart)


def finding(chart: FanChart) -> str:
    """What a fan shows: where it is, where its median is in two years and how wide it is."""
    then = min(9, len(chart.periods) - 1)
    middle, low, high = (float(chart.level(p)[then]) for p in (0.5, 0.15, 0.85))
    now = float(chart.history[-1]) if chart.history.size else float("nan")
    wide = f"70% of paths between {_level(chart, low)} and {_level(chart, high)}"
    if now != now:
        return f"{chart.title}: {_level(chart, middle)} in {chart.periods[then]}, {wide}"
    still = abs(middle - now) < 0.15 * (high - low)
    verb = "stays near" if still else "rises to" if middle > now else "falls to"
    where = f"{verb} {_level(chart, middle)} by {chart.periods[then]} from {_level(chart, now)}"
    return f"{chart.title} {where}; {wide}"


def finding_beside(chart: FanChart) -> str:
    """What a fan shows beside the baseline's median, where the two are furthest apart."""
    other = next(x for x in chart.lines if x.label == BASELINE).values
    gap = chart.level(0.5) - other
    at = int(np.abs(gap).argmax())
    size = _change(chart, float(gap[at]), float(other[at]))
    if size in NOTHING or np.abs(gap).max() < 0.02 * float(np.max(chart.level(0.85) - chart.level(0.15))):
        return f"{chart.title} hardly leaves the baseline"
    word = "above" if gap[at] > 0 else "below"
    here = _level(chart, float(chart.level(0.5)[at]))
    return f"{chart.title} is {size.lstrip('+-')} {word} the baseline in {chart.periods[at]}, at {here}"


def finding_of_difference(chart: FanChart) -> str:
    """What a fan of differences shows: its median where that is largest, and the band there."""
    middle = chart.level(0.5)
    at = int(np.abs(middle).argmax())
    low, high = (_change(chart, float(chart.level(p)[at])) for p in (0.15, 0.85))
    size = _change(chart, float(middle[at]))
    if size in NOTHING:
        return f"{chart.title}: no difference from the baseline"
    return f"{chart.title}: {size} in {chart.periods[at]}, on 70% of paths {low} to {high}"


def finding_of_curves(chart: CurvesChart) -> str:
    """Which of cumulative chances is largest: in three years, or at the end where they add up."""
    at = -1 if chart.stacked else min(YEARS, len(chart.periods)) - 1
    top = max(chart.curves, key=lambda c: float(c.values[at]))
    size, name = share(float(top.values[at])), top.label
    if chart.stacked:
        return f"{name} first on {size} of paths by {chart.periods[at]}"
    verb = "have" if name.endswith("s") else "has"
    return f"By {chart.periods[at]} {inside(name)} {verb} changed on {size} of paths"


NOTHING = frozenset({"0 pp", "0 bp", "0%", "0", "$0bn", "$0bn a year", "0 points"})


def _level(chart: FanChart, value: float) -> str:
    return level(value, "pct" if chart.unit.startswith("pct") else chart.unit).removesuffix(" a year")


def _change(chart: FanChart, value: float, base: float = float("nan")) -> str:
    """A difference in the unit of its chart; money and indices in percent of `base` where it is given."""
    points = chart.unit.startswith("pct")
    if points and chart.bp:
        return f"{fixed(value if chart.difference else 100.0 * value, 0, signed=True)} bp"
    if points:
        return f"{fixed(value, 1, signed=True)} pp"
    if chart.difference and chart.unit != "1":
        return change(value, "index", base=100.0)
    if chart.unit != "1" and np.isfinite(base) and base:
        return change(value, "index", base=base)
    return change(value, chart.unit)
