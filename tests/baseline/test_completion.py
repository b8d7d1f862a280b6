"""The completed state: what is observed stands, the model fills in the rest, and every hole is named."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moneygood.baseline.completion import CompletionRule, complete_state
from moneygood.baseline.opening import load
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import NOWCAST, OBSERVED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.engine import empty_setting, solve_path, tracking_residuals

TEXT = """
[y] "Output" source: ours
y = c + i + g

[c] "Consumption" source: ours
c ~ 0.3 * y + 0.5 * c[-1] + a

[i] "Investment" source: ours
i ~ 0.9 * i[-1] + 0.01 * y

[debt] "Debt" source: ours
debt = debt[-1] + g - 0.2 * y
"""
UNITS = dict.fromkeys(("y", "c", "i", "debt"), "usd") | {"g": "exo usd"}
NAN = float("nan")
FIGURES = {
    "c": [50.0, 51.0, 53.0, 52.0, 55.0, NAN],
    "i": [12.0, 12.5, 12.0, NAN, 13.0, NAN],
    "g": [20.0, 21.0, 22.0, 23.0, 24.0, 24.0],
    "debt": [100.0, NAN, NAN, NAN, NAN, NAN],
}


@pytest.fixture(scope="module")
def model(small):
    return small.build(TEXT, UNITS, {"a": (10.0, "usd")}, {"eps_c": 1.0, "eps_i": 1.0})


def rule(**holds: str) -> CompletionRule:
    return CompletionRule(Quarter.parse("2025Q4"), Quarter.parse("2026Q2"), holds)


def data(**series: list[float]) -> Panel:
    periods = quarter_range("2025Q1", "2026Q2")
    given = {n: np.array(v, dtype=float) for n, v in series.items()}
    return Panel.empty((), periods).with_values(given, status=OBSERVED)


@pytest.fixture(scope="module")
def done(model):
    return complete_state(model, data(**FIGURES), rule())


def test_observed_figures_stand_and_are_marked_so(done) -> None:
    panel = done.panel
    assert panel.series("c")[:5] == pytest.approx(FIGURES["c"][:5])
    assert panel.status[panel.row("c"), 4] == OBSERVED
    assert panel.status[panel.row("i"), 3] == NOWCAST
    assert panel.status[panel.row("c"), 5] == NOWCAST


def test_holes_are_solved_by_hand(done) -> None:
    """2025Q4: c is given, so y = c + 0.9 i[-1] + 0.01 y + g."""
    y = (52.0 + 0.9 * 12.0 + 23.0) / 0.99
    assert done.panel.at("y", Quarter.parse("2025Q4")) == pytest.approx(y)
    assert done.panel.at("i", Quarter.parse("2025Q4")) == pytest.approx(0.9 * 12.0 + 0.01 * y)


def test_equations_fill_the_quarters_before_the_start(done) -> None:
    y = np.array([82.0, 84.5, 87.0])
    assert done.panel.series("y")[:3] == pytest.approx(y)
    assert done.panel.series("debt")[1:3] == pytest.approx([100 + 21 - 0.2 * 84.5, 104.1 + 22 - 0.2 * 87.0])


def test_the_judgement_reproduces_the_figures(model, done) -> None:
    start = 3
    setting = empty_setting(model, done.periods, done.panel.values[:, :start])
    exogenous = setting.exogenous.copy()
    exogenous[model.row("g")] = done.panel.series("g")[start:]
    again = solve_path(model, dataclasses.replace(setting, exogenous=exogenous, adds=done.adds))
    assert again.series("c") == pytest.approx(done.panel.series("c")[start:], abs=1e-9)
    assert again.series("i") == pytest.approx(done.panel.series("i")[start:], abs=1e-9)


def test_a_definition_with_data_is_held_by_the_judgement_named_for_it(model) -> None:
    figures = FIGURES | {"c": [50.0, 51.0, 53.0, NAN, NAN, NAN], "y": [82.0, 84.5, 87.0, 90.0, NAN, NAN]}
    done = complete_state(model, data(**figures), rule(y="add_c"))
    assert done.panel.at("y", Quarter.parse("2025Q4")) == pytest.approx(90.0)
    assert done.panel.status[done.panel.row("y"), 3] == OBSERVED
    assert done.adds[[e.label for e in model.behavioural].index("c"), 0] != 0.0


def test_a_state_without_figure_or_start_is_named(model) -> None:
    figures = {n: v for n, v in FIGURES.items() if n != "debt"}
    with pytest.raises(MoneygoodError, match=r"A072.*debt"):
        complete_state(model, data(**figures), rule())


def test_tracking_residuals_are_what_the_equations_miss(model) -> None:
    figures = data(
        c=[50, 51, 53, 52, 55, 56], i=[12] * 6, g=[20] * 6, y=[82, 83, 85, 84, 87, 88], debt=[100] * 6
    )
    found = tracking_residuals(model, figures, figures.periods)
    rows = [e.label for e in model.behavioural]
    assert found[rows.index("c"), 1] == pytest.approx(51 - 0.3 * 83 - 0.5 * 50 - 10)
    assert np.isnan(found[rows.index("c"), 0])


def test_a_definition_is_as_observed_as_the_least_observed_of_its_inputs(done) -> None:
    """C-7: y = c + i + g is published where the three are; one estimate makes the sum an estimate."""
    marks = done.panel.status[done.panel.row("y")].tolist()
    assert marks == [OBSERVED, OBSERVED, OBSERVED, NOWCAST, OBSERVED, NOWCAST]
    debt = done.panel.status[done.panel.row("debt")].tolist()
    assert debt == [OBSERVED, OBSERVED, OBSERVED, NOWCAST, NOWCAST, NOWCAST]


def test_ratios_and_sums_of_published_series_are_published() -> None:
    """C-7: debt over GDP and the leaders' capital spending, of which every part is published."""
    history = load().history
    for name in ("debt_ratio", "ai_capex"):
        assert history.status_at(name, "2022Q1") == OBSERVED
    assert history.status_at("debt_ratio", "2026Q2") == NOWCAST, "GDP of that quarter is not out"
