"""Fans as parts of a page: each title says what the fan shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneygood.charts.data import FanChart, Line, came_line, fan_chart, number, unit_words
from moneygood.charts.recessions import read_recessions
from moneygood.charts.svg import fan_svg
from moneygood.surfaces.web.reading.parts import PageChart, fan_table

PAST = 106
"""Quarters of history on a page, 2000 on."""


def fan_parts(
    run: Any, names: Sequence[str], receipt: str, *, base: Any = None, past: int = PAST
) -> list[PageChart]:
    """A fan of each variable that the run kept; with `base` its median dashed beside it."""
    out = []
    for name in [n for n in names if n in run.paths]:
        lines = ()
        if base is not None:
            fan = base.quantiles(name)
            lines = (Line("baseline", tuple(fan.periods), fan.median),)
        chart = fan_chart(
            name,
            run.labels[name],
            run.units[name],
            run.quantiles(name),
            run.history,
            lines=lines,
            history_quarters=past,
            came=came_line(run, name),
        )
        title = finding(chart) if base is None else finding_beside(chart)
        table = fan_table(name, run.labels[name], unit_words(run.units[name]), chart)
        out.append(PageChart(name, title, fan_svg(chart, read_recessions()), table, receipt))
    return out


def finding(chart: FanChart) -> str:
    """What a fan shows: where it is, where its median is in two years and how wide it is."""
    then = min(9, len(chart.periods) - 1)
    middle, low, high = (float(chart.level(p)[then]) for p in (0.5, 0.15, 0.85))
    now = float(chart.history[-1]) if chart.history.size else float("nan")
    wide = f"70 % of paths between {number(low)} and {number(high)}"
    if now != now:
        return f"{chart.title}: {number(middle)} in {chart.periods[then]}, {wide}"
    verb = (
        "stays near"
        if abs(middle - now) < 0.15 * (high - low)
        else "rises to"
        if middle > now
        else "falls to"
    )
    return f"{chart.title} {verb} {number(middle)} by {chart.periods[then]} from {number(now)}; {wide}"


def finding_beside(chart: FanChart) -> str:
    """What a fan shows beside the baseline's median, where the two are furthest apart."""
    other = chart.lines[0].values
    gap = chart.level(0.5) - other
    at = int(abs(gap).argmax())
    word = "above" if gap[at] > 0 else "below"
    if number(abs(float(gap[at]))) in ("0.0", "0.00", "0"):
        return f"{chart.title} does not leave the baseline"
    return (
        f"{chart.title} is {number(abs(float(gap[at])))} {word} the baseline in {chart.periods[at]}, "
        f"at {number(float(chart.level(0.5)[at]))}"
    )
