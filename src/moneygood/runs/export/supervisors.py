"""A scenario of ours in the form of the supervisors' table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.model.model import Model
from moneygood.scenarios.supervisors import SupervisorsTable, TableColumn


def supervisors_figures(
    model: Model, columns: Mapping[str, TableColumn], values: np.ndarray, before: np.ndarray
) -> dict[str, tuple[float, ...]]:
    """The columns [quarter] of a path, in their order and in the table's own units.

    `values` [variable, quarter] is the path and `before` [variable] the quarter before it, which growth is
    counted from. Growth is percent at an annual rate over the quarter before; an index stands at its scale.
    """
    out = {}
    for name, column in columns.items():
        own = values[model.row(column.shown or column.variable)]
        if column.measure == "growth":
            last = np.concatenate([[before[model.row(column.variable)]], own[:-1]])
            own = 100.0 * ((own / last) ** 4 - 1.0)
        elif column.measure == "log" and column.shown is None:
            own = np.exp(own) * column.scale
        else:
            own = own * column.scale
        out[name] = tuple(float(x) for x in own)
    return out


@dataclass(frozen=True)
class ColumnBeside:
    """A column of a table beside the same column of a path of ours, over the quarters that both have.

    `theirs` and `ours` are (lowest, highest, last), in the table's unit; of an index they are percent of its
    first quarter here. `largest` is ours less theirs where they are farthest apart, in quarter `at`. `held`
    says whether the scenario holds the column's variable.
    """

    column: str
    unit: str
    held: bool
    theirs: tuple[float, float, float]
    ours: tuple[float, float, float]
    largest: float
    at: str


def columns_beside(
    table: SupervisorsTable,
    columns: Mapping[str, TableColumn],
    figures: Mapping[str, Sequence[float]],
    periods: Sequence[Quarter],
    start: Quarter | None,
    held: frozenset[str],
) -> tuple[ColumnBeside, ...]:
    """Every column of a table, its first row laid on `start`, beside `figures` [quarter] of `periods`.

    Columns with an empty cell in those quarters are left out; nothing is given where no quarter is common.
    """
    shift = 0 if start is None else start - table.periods[0]
    common = [(t, periods.index(q + shift)) for t, q in enumerate(table.periods) if q + shift in periods]
    out = []
    for name, values in table.figures.items():
        theirs = np.array([values[t] for t, _ in common])
        ours = np.array([figures[name][i] for _, i in common])
        if not common or np.isnan(theirs).any():
            continue
        unit = columns[name].unit
        if columns[name].measure == "index":
            theirs, ours, unit = 100 * theirs / theirs[0], 100 * ours / ours[0], "first = 100"
        gap = ours - theirs
        far = int(np.argmax(np.abs(gap)))
        ends = [(float(x.min()), float(x.max()), float(x[-1])) for x in (theirs, ours)]
        at = str(periods[common[far][1]])
        out.append(
            ColumnBeside(name, unit, columns[name].variable in held, ends[0], ends[1], float(gap[far]), at)
        )
    return tuple(out)
