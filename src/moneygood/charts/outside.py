"""What institutions project, as marks on the charts of a run: only what the chart itself measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from moneygood.charts.data import Line
from moneygood.core.periods import Quarter
from moneygood.restarts.institutions import (
    Projection,
    institution_names,
    quarters_of,
    read_institution,
)

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

GROWTH = ("q4q4", "saar")
CHECKED, ALIKE = 8, 0.06
"""Quarters of history in which a chart has to show what a growth rate is, to carry it, and how nearly: closer
than projections are rounded, as an average of quarterly rates and the growth over a year are."""


def outside_lines(workspace: Workspace, names: Sequence[str]) -> dict[str, tuple[Line, ...]]:
    """By variable: the latest projection of each institution that was out on the vintage's day.

    A level stands in the quarter that it is of, a mean over a year in all of its quarters; a growth rate on
    the variable that is that growth rate in history, where one of `names` is.
    """
    out: dict[str, list[Line]] = {}
    start = workspace.start
    for key in institution_names(workspace.model.root):
        one = read_institution(key, workspace.vintage, workspace.model.root)
        known = one.known(workspace.vintage.as_of)
        latest = [p for p in known if p.published == known[-1].published]
        marks: dict[str, dict[Quarter, float]] = {}
        for p in latest:
            name = _chart_of(workspace, p, names)
            quarters = quarters_of(p.measure, p.period)
            quarters = quarters[-1:] if p.measure in GROWTH else quarters
            if name is not None and quarters[-1] >= start:
                marks.setdefault(name, {}).update(dict.fromkeys(quarters, p.value))
        for name, at in marks.items():
            ordered = sorted(at)
            label = f"{one.short} {known[-1].published[:7]}"
            line = Line(label, tuple(ordered), np.array([at[q] for q in ordered]), points=True)
            out.setdefault(name, []).append(line)
    return {name: tuple(lines) for name, lines in out.items()}


def _chart_of(workspace: Workspace, p: Projection, names: Sequence[str]) -> str | None:
    """The variable on whose chart a projection can be marked: its own, or the growth rate that it is."""
    if p.measure not in GROWTH:
        return p.variable if p.variable in names else None
    return next((n for n in names if _is_growth(workspace, n, p.variable, p.measure)), None)


def _is_growth(workspace: Workspace, name: str, variable: str, measure: str) -> bool:
    """Whether a variable was, in the last quarters, the growth of another one by a measure."""
    history = workspace.history
    if name not in history or variable not in history or not workspace.units[name].startswith("pct"):
        return False
    last = history.periods[-1]
    lag = 4 if measure == "q4q4" else 1
    for k in range(CHECKED):
        figures = {q: float(history.at(variable, q)) for q in (last - k - lag, last - k)}
        growth = 100.0 * ((figures[last - k] / figures[last - k - lag]) ** (4.0 / lag) - 1.0)
        if not abs(growth - float(history.at(name, last - k))) < ALIKE:
            return False
    return True
