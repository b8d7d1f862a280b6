"""A workspace around a small model, for questions whose answer is known by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from moneygood.baseline.completion import CompletionRule
from moneygood.baseline.workspace import QUARTERS, Workspace
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.engine.setting import empty_setting
from moneygood.engine.solve_path import solve_path
from moneygood.model.model import Model

START = Quarter.parse("2026Q1")


def workspace(model: Model, history: dict[str, float], **exogenous: float) -> Workspace:
    """A workspace that starts in 2026Q1 with a constant history of 8 quarters."""
    past = quarter_range(START - 8, START - 1)
    rows = [np.full(8, {**history, **exogenous}[n]) for n in model.variables]
    panel = Panel(tuple(model.variables), past, np.stack(rows), np.ones((len(rows), 8), np.uint8))
    solved: dict[int, Any] = {}
    for quarters in (QUARTERS, 8):
        setting = empty_setting(model, quarter_range(START, START + (quarters - 1)), panel.values)
        for name, value in exogenous.items():
            setting.exogenous[model.row(name)] = value
        solved[quarters] = (solve_path(model, setting, keep_refs=True), setting.exogenous)
    rule = CompletionRule(START - 8, START - 1, {})
    return Workspace(model, None, rule, panel, {}, "texts", "mark", solved)  # type: ignore[arg-type]
