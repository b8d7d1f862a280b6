"""The figures that regressions use: series and measured variables, without part-quarters and splices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from moneygood.baseline.measure import measured_panel
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.data.by_day import quarter_means
from moneygood.data.vintage import Vintage
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import Formula
from moneygood.model.graph import leaves
from moneygood.model.model import Model


class RegressionFigures:
    """The vintage's quarterly series and the model's measured variables, ready for formulas."""

    def __init__(self, model: Model, vintage: Vintage) -> None:
        self.model = model
        self.vintage = vintage
        self.measured: Panel = measured_panel(model, vintage)
        self.series: Panel = vintage.quarterly
        self.records = vintage.records["quarterly"]
        self.periods = self.series.periods
        self.numbers = {n: p.value for n, p in model.parameters.items()}
        self.numbers |= {n: c.value for n, c in model.constants.items()}
        self.residuals: dict[str, np.ndarray] = {}
        """Residuals [quarter] of the regressions estimated so far, NaN outside their samples."""

    def values(self, formula: Formula) -> np.ndarray:
        """The figures of a formula [quarter], NaN where one that it needs is missing."""
        found = evaluate_series(formula.node, self._named, parameters=self.numbers)
        values = np.broadcast_to(found, (len(self.periods),)).astype(np.float64)
        return np.where(np.isfinite(values), values, np.nan)

    def table(self, formulas: Iterable[Formula], constant: bool) -> np.ndarray:
        """The figures of several formulas [quarter, formula], a column of ones after them for a constant."""
        columns = [self.values(f) for f in formulas]
        return np.column_stack([*columns, np.ones(len(self.periods))] if constant else columns)

    def clean(self, formulas: Sequence[Formula]) -> np.ndarray:
        """Whether each quarter [quarter] is free of part-quarters and of changes across a splice."""
        good = np.ones(len(self.periods), dtype=bool)
        start = self.periods[0]
        for name, lags in self._footprint(formulas).items():
            record = self.records[name]
            for text in record.partial:
                for lag in lags:
                    column = (Quarter.parse(text) - start) + lag
                    if 0 <= column < len(good):
                        good[column] = False
            for text in record.splice:
                new = Quarter.parse(text) - start
                # the oldest figure is of before the splice, the newest of after it
                good[max(new + min(lags), 0) : max(new + max(lags), 0)] = False
        return good

    def _named(self, name: str) -> np.ndarray:
        if name in self.residuals:
            return self.residuals[name]
        if name not in self.measured and name not in self.records:
            return quarter_means(self.vintage, name, self.periods)
        return (self.measured if name in self.measured else self.series).series(name)

    def _footprint(self, formulas: Sequence[Formula]) -> dict[str, set[int]]:
        """The series that the formulas rest on, each with the lags at which it enters."""
        found: dict[str, set[int]] = {}
        for name, lag in (leaf.payload for f in formulas for leaf in leaves(f.node) if leaf.op == "var"):
            if name in self.residuals:
                continue
            if name not in self.measured and name not in self.records:
                continue  # a series by day has no part-quarters
            if name in self.measured:
                inner = leaves(self.model.measurements[name].expr)
                deep = [leaf.payload for leaf in inner if leaf.op == "var"]
            else:
                deep = [(name, 0)]
            for series, more in deep:
                found.setdefault(series, set()).add(lag + more)
        return found
