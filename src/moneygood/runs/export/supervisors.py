"""A scenario of ours in the form of the supervisors' table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from moneygood.model.model import Model
from moneygood.scenarios.supervisors import TableColumn


def supervisors_figures(
    model: Model, columns: Mapping[str, TableColumn], values: np.ndarray, before: np.ndarray
) -> dict[str, tuple[float, ...]]:
    """The columns [quarter] of a path, in their order and in the table's own units.

    `values` [variable, quarter] is the path and `before` [variable] the quarter before it, which growth is
    counted from. Growth is percent at an annual rate over the quarter before; an index stands at its scale.
    """
    out = {}
    for name, column in columns.items():
        own = values[model.row(column.variable)]
        if column.measure == "growth":
            last = np.concatenate([[before[model.row(column.variable)]], own[:-1]])
            own = 100.0 * ((own / last) ** 4 - 1.0)
        elif column.measure == "log":
            own = np.exp(own) * column.scale
        else:
            own = own * column.scale
        out[name] = tuple(float(x) for x in own)
    return out
