"""What the vintage's series say about the model's variables."""

from __future__ import annotations

import numpy as np

from moneygood.baseline.reward import reward_rows
from moneygood.core.panel import MISSING, OBSERVED, Panel
from moneygood.data.vintage import Vintage
from moneygood.model.evaluate import evaluate_series
from moneygood.model.graph import leaves
from moneygood.model.model import Model


def measured_panel(model: Model, vintage: Vintage) -> Panel:
    """The figures [variable, quarter] of every variable that a measurement gives, as the vintage has them,
    and of the reward for capex, which is filtered from returns by day.

    A figure is missing where any series that it needs is missing; its status is the weakest of theirs.
    """
    data = vintage.quarterly
    names = tuple(model.measurements)
    values = np.full((len(names), len(data.periods)), np.nan)
    status = np.zeros(values.shape, dtype=np.uint8)
    numbers = {name: p.value for name, p in model.parameters.items()}
    numbers |= {name: c.value for name, c in model.constants.items()}
    for i, name in enumerate(names):
        measurement = model.measurements[name]
        values[i] = evaluate_series(measurement.expr, data.series, parameters=numbers)
        marks = np.full(len(data.periods), OBSERVED, dtype=np.uint8)
        for node in leaves(measurement.expr):
            if node.op == "var":
                series, lag = node.payload
                seen = np.roll(data.status[data.row(series)], lag)
                marks = np.where(seen > marks, seen, marks)
        status[i] = np.where(np.isfinite(values[i]), marks, MISSING)
    values[~np.isfinite(values)] = np.nan
    reward = reward_rows(model, vintage, data.periods)
    if reward:
        values = np.vstack([values, *(row for row, _ in reward.values())])
        status = np.vstack([status, *(marks for _, marks in reward.values())])
    return Panel((*names, *reward), data.periods, values, status)
