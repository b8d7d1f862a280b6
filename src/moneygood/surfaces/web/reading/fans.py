"""Fans as parts of a page: each title says what the fan shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneygood.charts.data import Line, came_line, fan_chart, unit_words
from moneygood.charts.finding import BASELINE, title_of
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
            lines = (Line(BASELINE, tuple(fan.periods), fan.median),)
        chart = fan_chart(
            name,
            run.labels[name],
            run.units[name],
            run.quantiles(name),
            run.history,
            lines=lines,
            history_quarters=past,
            came=came_line(run, name),
            bp=name in run.workspace.basis_points,
        )
        table = fan_table(name, run.labels[name], unit_words(run.units[name]), chart)
        out.append(PageChart(name, title_of(chart), fan_svg(chart, read_recessions()), table, receipt))
    return out
