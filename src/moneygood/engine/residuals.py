"""What the equations leave unexplained on given figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.model.evaluate import evaluate
from moneygood.model.graph import Node

if TYPE_CHECKING:
    from moneygood.model.model import Model


def over_time(
    model: Model,
    nodes: Sequence[Node],
    values: np.ndarray,
    parameters: Mapping[str, float] | Mapping[str, np.ndarray] | None = None,
) -> list[np.ndarray]:
    """`nodes` of the model's graph on figures [variable, quarter], shocks and judgement zero: [quarter] each.

    Rows follow ``model.variables``; a lag before the first quarter is missing, and missing stays missing.
    Figures may have lanes [variable, quarter, lane], and parameters then a value per lane [lane].
    """
    quarters = values.shape[1]
    numbers: dict[str, Any] = {p.name: p.value for p in model.parameters.values()}
    numbers |= dict(parameters or {})
    uniform = {n for n, s in model.shocks.items() if s.kind == "uniform"}

    def leaf(n: Node) -> np.ndarray | float:
        if n.op == "par":
            return numbers[n.payload]
        if n.op == "shock":
            return 0.5 if n.payload in uniform else 0.0
        if n.op == "add_":
            return 0.0
        if n.op != "var":
            return float("nan")
        name, lag = n.payload
        row = values[model.row(name)]
        if lag == 0:
            return row
        shifted = np.full(row.shape, np.nan)
        shifted[lag:] = row[: quarters - lag]
        return shifted

    shape = values.shape[1:]
    return [np.broadcast_to(np.asarray(v, dtype=np.float64), shape) for v in evaluate(nodes, leaf)]


def table(model: Model, panel: Panel) -> np.ndarray:
    """The figures of the model's variables in a panel, [variable, period]; NaN where it has none."""
    out = np.full((len(model.variables), len(panel.periods)), np.nan)
    for i, name in enumerate(model.variables):
        if name in panel:
            out[i] = panel.series(name)
    return out


def tracking_residuals(
    model: Model, panel: Panel, periods: Sequence[Quarter], parameters: Mapping[str, float] | None = None
) -> np.ndarray:
    """The shock plus judgement that makes every behavioural equation hold on the figures, in left-hand-side
    units: [behavioural equation, quarter].

    d_t = lhs(x_t) - rhs(x_t, x_t-1, ...), channels switched on. NaN where a figure is missing. Periods
    outside the panel raise C007. Source: ours.
    """
    columns = [panel.column(q) for q in periods]
    rows = over_time(model, [e.disturbance for e in model.behavioural], table(model, panel), parameters)
    if not rows:
        return np.zeros((0, len(columns)))
    return np.stack(rows)[:, columns]
