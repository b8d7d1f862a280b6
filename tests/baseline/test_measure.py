"""What the vintage says about the model's variables, against the series read by hand."""

from __future__ import annotations

import numpy as np

from moneygood.baseline.exogenous import budget_table, exogenous_paths
from moneygood.baseline.measure import measured_panel
from moneygood.core.panel import MISSING
from moneygood.core.periods import Quarter
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model


def test_a_variable_that_is_one_series_has_its_figures() -> None:
    model, vintage = load_model(), load_vintage()
    panel, data = measured_panel(model, vintage), vintage.quarterly
    plain = {n: m.expr.payload[0] for n, m in model.measurements.items() if m.expr.op == "var"}
    assert len(plain) > 10
    for name, series in plain.items():
        np.testing.assert_array_equal(panel.series(name), data.series(series))


def test_a_figure_is_missing_exactly_where_it_has_no_status() -> None:
    panel = measured_panel(load_model(), load_vintage())
    np.testing.assert_array_equal(np.isnan(panel.values), panel.status == MISSING)


def test_outside_paths_are_there_for_outside_variables_only_in_every_quarter() -> None:
    model = load_model()
    first = Quarter.parse("2026Q3")
    paths = exogenous_paths(model, first, first + 43)
    outside = np.isfinite(paths).all(axis=1)
    assert {n for n, there in zip(model.variables, outside, strict=True) if there} == set(model.exogenous)
    assert np.isnan(paths[~outside]).all()
    assert budget_table().startswith("cbo-")
