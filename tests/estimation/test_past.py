"""The completed past: observed where measured, blind to what comes later, faults with their place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.data.vintage import Vintage, load_vintage
from moneygood.engine.residuals import over_time, table
from moneygood.estimation.past.residual_table import make_table, read_table, render, table_path
from moneygood.estimation.past.state import Past, complete_past, past_figures, past_model
from moneygood.estimation.past.texts import read_past_rule
from moneygood.model.build import load_model
from moneygood.model.graph import leaves
from moneygood.model.model import Equation, Model

END = Quarter.of(2012, 4)


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="module")
def vintage() -> Vintage:
    return load_vintage()


@pytest.fixture(scope="module")
def past(model: Model, vintage: Vintage) -> Past:
    return complete_past(model, vintage, read_past_rule(), END)


def test_measured_variables_are_what_was_published(past: Past, vintage: Vintage) -> None:
    """C-7: what is marked observed is what was published."""
    for name, series in (
        ("cons_real", "pce_real"),
        ("unemployment", "unemployment_rate"),
        ("rate_10y", "treasury_10y"),
        ("gdp_real", "gdp_real"),
    ):
        for quarter in past.periods:
            assert past.panel.at(name, quarter) == pytest.approx(vintage.at(series, quarter), rel=1e-9)


def uniform(equation: Equation) -> bool:
    """Whether a uniform draw decides it: the past's draws are not those that `over_time` assumes."""
    return any(leaf.op == "shock" for leaf in leaves(equation.residual))


def test_every_identity_holds_in_every_quarter_of_the_past(past: Past) -> None:
    """C-24: relative to the largest term, before the first simulated quarter too."""
    labels = [e for e in past.model.equations if not e.behavioural and not uniform(e)]
    rows = over_time(past.model, [e.residual for e in labels], table(past.model, past.panel))
    for equation, row in zip(labels, rows, strict=True):
        size = np.abs(past.panel.series(equation.lhs_variable)[-len(past.periods) :]) + 1e-3
        assert (np.abs(row[-len(past.periods) :]) <= 1e-6 * np.maximum(size, 1)).all(), equation.label


def test_residuals_are_what_the_equations_leave(past: Past) -> None:
    equation = past.model.equation("unemployment")
    left = over_time(past.model, [equation.disturbance], table(past.model, past.panel))[0]
    assert past.residual("unemployment") == pytest.approx(left[-len(past.periods) :], abs=1e-9)


def test_state_of_a_quarter_knows_no_later_figure(model: Model, vintage: Vintage, past: Past) -> None:
    """C-15: the state of 2010 is the same whether 2011 and 2012 are there or not, given the quarters' figures
    (budget totals of a year that is not over are spread over its quarters, which the documents say)."""
    rule = read_past_rule()
    figures = past_figures(model, past.model, vintage, rule, END)
    earlier = complete_past(model, vintage, rule, Quarter.of(2010, 4), figures=figures)
    width = earlier.panel.column("2010Q4") + 1
    for name in past.model.variables:
        a, b = earlier.panel.series(name)[:width], past.panel.series(name)[:width]
        assert a[-8:] == pytest.approx(b[-8:], rel=1e-9, abs=1e-12, nan_ok=True), name


def test_residual_of_the_rule_is_missing_at_the_lower_bound(past: Past) -> None:
    """C-6: missing is missing."""
    row = past.residual("ffr_rule")
    assert np.isnan(row[past.periods.index(Quarter.of(2011, 4))])
    assert np.isfinite(row[past.periods.index(Quarter.of(2006, 2))])


def test_equations_without_figures_have_no_residual(past: Past) -> None:
    assert np.isnan(past.residual("demand_factor")).all()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("first:", "begin:", "an unknown field 'begin'"),
        ("without: [01_ai]", "without: [01_aj]", "no sector '01_aj'"),
        ("spread_baa: {value: 2.9", "spread_baq: {value: 2.9", "no variable 'spread_baq'"),
        ("nairu: {value: 5.0", "nairu: {value: five", "'five', not a number"),
    ],
)
def test_faults_of_the_text_are_named(model: Model, tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (economics_root() / "backtest" / "history.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "backtest").mkdir()
    (tmp_path / "backtest" / "history.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MoneygoodError, match=said) as caught:
        past_model(model, read_past_rule(tmp_path))
    assert caught.value.code == "A601"
    assert "history.yaml" in str(caught.value)


def test_residual_table_is_standardised_and_survives_its_text(past: Past, tmp_path: Path) -> None:
    long = replace(past, periods=past.periods)
    (tmp_path / "backtest").mkdir()
    text = (economics_root() / "backtest" / "residuals.yaml").read_text(encoding="utf-8")
    text = text.replace("least_quarters: 60", "least_quarters: 20")
    (tmp_path / "backtest" / "residuals.yaml").write_text(text, encoding="utf-8")
    found = make_table(replace(long, model=replace(long.model, root=tmp_path)), {"what": "made in a test"})
    assert np.nanmean(found.values, axis=1) == pytest.approx(np.zeros(len(found.names)), abs=1e-12)
    assert np.nanstd(found.values, axis=1) == pytest.approx(np.ones(len(found.names)))
    path = table_path("x", tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(render(found), encoding="utf-8")
    again = read_table("x", tmp_path)
    assert again.names == found.names
    assert again.quarters == found.quarters
    assert again.values == pytest.approx(found.values, abs=1e-5, nan_ok=True)
    path.write_text(render(found).replace("2005Q1,", "2005Q1,x", 1), encoding="utf-8")
    with pytest.raises(MoneygoodError) as caught:
        read_table("x", tmp_path)
    assert caught.value.code == "A605"


def test_a_vintage_without_a_table_says_how_to_make_one() -> None:
    with pytest.raises(MoneygoodError, match="residual_table") as caught:
        read_table("1999-01")
    assert caught.value.code == "A605"


def test_bundled_table_is_of_shocks_that_the_model_has(model: Model, vintage: Vintage) -> None:
    found = read_table(vintage.name)
    assert set(found.names) <= set(model.shocks)
    assert len(found.quarters) >= 60
    assert not {Quarter.of(2020, 2), Quarter.of(2021, 4)} & set(found.quarters)
    assert np.nanstd(found.values, axis=1) == pytest.approx(np.ones(len(found.names)), abs=1e-3)
