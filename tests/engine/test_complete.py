"""Conditional projection over a ragged edge, and tracking residuals."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, NOWCAST, OBSERVED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.engine import complete, empty_setting, solve_path, tracking_residuals

TEXT = """
[y] "Output" source: ours
y = c + i + g

[c] "Consumption" source: ours
c ~ 0.3 * y + 0.5 * c[-1] + a

[i] "Investment" source: ours
i ~ 0.9 * i[-1] + 0.01 * y

[debt] "Debt" source: ours
debt = debt[-1] + g - 0.2 * y

[ratio] "Debt over four quarters of output" source: ours
ratio = debt / avg(y, 4)

[mood] "No data" source: ours
mood ~ 0.9 * mood[-1]
"""
UNITS = dict.fromkeys(("y", "c", "i", "debt", "mood"), "usd") | {"ratio": "1", "g": "exo usd"}


@pytest.fixture(scope="module")
def model(small):
    return small.build(TEXT, UNITS, {"a": (10.0, "usd")}, {"eps_c": 1.0, "eps_i": 1.0, "eps_mood": 1.0})


def data(**series: list[float]) -> Panel:
    """Observed figures from 2025Q1 to 2026Q2, NaN for missing."""
    periods = quarter_range("2025Q1", "2026Q2")
    return Panel.empty((), periods).with_values(
        {n: np.array(v, dtype=float) for n, v in series.items()}, status=OBSERVED
    )


nan = float("nan")
C = [50.0, 51.0, 53.0, 52.0, 55.0, nan]
I = [12.0, 12.5, 12.0, nan, 13.0, nan]  # noqa: E741
G = [20.0, 21.0, 22.0, 23.0, 24.0, nan]


@pytest.fixture(scope="module")
def done(model):
    figures = data(c=C, i=I, g=G, debt=[100.0, *[nan] * 5], y=[82.0, 84.5, 87.0, *[nan] * 3])
    return complete(model, figures, "2025Q4", "2026Q2", {"mood": 3.0})


def test_observed_figures_stand_and_holes_are_solved(model, done):
    """C-7: observed figures stand, the rest is marked."""
    panel = done.panel
    assert panel.at("c", "2025Q4") == 52.0
    assert panel.status_at("c", "2025Q4") == OBSERVED
    y = (52.0 + 0.9 * 12.0 + 23.0) / 0.99
    assert panel.at("y", "2025Q4") == pytest.approx(y, rel=1e-12)
    assert panel.at("i", "2025Q4") == pytest.approx(0.9 * 12.0 + 0.01 * y, rel=1e-12)
    assert panel.status_at("i", "2025Q4") == NOWCAST
    assert panel.at("y", "2026Q1") == pytest.approx(55.0 + 13.0 + 24.0)
    assert panel.at("mood", "2025Q3") == 3.0
    assert panel.status_at("mood", "2025Q3") == ASSUMED
    assert panel.at("mood", "2025Q4") == pytest.approx(2.7)
    assert panel.at("g", "2026Q2") == 24.0
    assert panel.status_at("g", "2026Q2") == ASSUMED
    assert np.isfinite(panel.window("2025Q4", "2026Q2").values).all()


def test_identities_fill_the_quarters_before(done):
    debt = 100.0 + 21.0 - 0.2 * 84.5
    assert done.panel.at("debt", "2025Q2") == pytest.approx(debt)
    assert done.panel.status_at("debt", "2025Q2") == NOWCAST


def test_judgement_tracks_the_observed(model, done):
    rows = {e.label: k for k, e in enumerate(model.behavioural)}
    y = done.panel.at("y", "2025Q4")
    assert done.adds[rows["c"], 0] == pytest.approx(52.0 - 0.3 * y - 0.5 * 53.0 - 10.0, rel=1e-12)
    assert done.adds[rows["i"], 0] == 0.0
    assert done.adds[rows["i"], 1] != 0.0
    np.testing.assert_array_equal(done.adds[rows["mood"]], 0.0)
    residuals = tracking_residuals(model, done.panel, done.periods)
    np.testing.assert_allclose(residuals, done.adds, atol=1e-11)


def test_the_judgement_reproduces_the_figures(model, done):
    panel = done.panel
    first = panel.column("2025Q4")
    history = panel.values[:, first - model.max_lag : first]
    setting = empty_setting(model, done.periods, history)
    for name in model.exogenous:
        setting.exogenous[model.row(name)] = panel.values[panel.row(name), first:]
    path = solve_path(model, dataclasses.replace(setting, adds=done.adds))
    np.testing.assert_allclose(path.values, panel.values[:, first:], rtol=1e-11)


def test_an_observed_definition_is_held_kept_or_overruled(model):
    figures = data(c=C, i=I, g=G, debt=[100.0, *[nan] * 5], y=[82.0, 84.5, 87.0, 90.0, nan, nan])
    held = complete(model, figures, "2025Q4", "2026Q1", {"mood": 3.0}, holds={"y": "add_i"})
    assert held.panel.at("y", "2025Q4") == 90.0
    assert held.panel.at("i", "2025Q4") == pytest.approx(90.0 - 52.0 - 23.0)
    assert np.isnan(held.discrepancies["y"][0])
    kept = complete(model, figures, "2025Q4", "2026Q1", {"mood": 3.0}, keep=["y"])
    assert kept.panel.at("y", "2025Q4") == 90.0
    assert kept.panel.at("i", "2025Q4") == pytest.approx(0.9 * 12.0 + 0.9)
    miss = abs(90.0 - 52.0 - 23.0 - 11.7) / 90.0
    assert kept.discrepancies["y"][0] == pytest.approx(miss)
    free = complete(model, figures, "2025Q4", "2026Q1", {"mood": 3.0})
    assert free.panel.status_at("y", "2025Q4") == NOWCAST
    assert free.discrepancies["y"][0] == pytest.approx(abs(free.panel.at("y", "2025Q4") - 90.0) / 90.0)


def test_everything_that_is_missing_is_named(model):
    with pytest.raises(MoneygoodError, match="E004") as caught:
        complete(model, data(c=C, g=G), "2025Q4", "2026Q2")
    for name in ("debt in 2025Q3", "i in 2025Q3", "mood in 2025Q3"):
        assert name in str(caught.value)


def test_missing_exogenous_figures_are_named(model):
    with pytest.raises(MoneygoodError, match="g in 2025Q4"):
        complete(model, data(c=C, i=I, debt=[100.0] * 6, y=[82.0] * 6), "2025Q4", "2026Q2", {"mood": 3.0})


def test_a_completion_that_runs_backwards_is_refused(model):
    with pytest.raises(MoneygoodError, match="E005"):
        complete(model, data(c=C), "2026Q1", "2025Q1")


def test_residuals_are_missing_where_figures_are(model):
    figures = data(c=C, y=[82.0] * 6)
    found = tracking_residuals(model, figures, [Quarter.parse("2025Q2"), Quarter.parse("2026Q2")])
    rows = {e.label: k for k, e in enumerate(model.behavioural)}
    assert found[rows["c"], 0] == pytest.approx(51.0 - 0.3 * 82.0 - 25.0 - 10.0)
    assert np.isnan(found[rows["c"], 1])
    assert np.isnan(found[rows["i"]]).all()
