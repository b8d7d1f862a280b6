"""Shocks that readers ask about: price levels, oil, tariffs, workers, deficits, the five-year yield."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.engine.setting import PathSolution
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.read import parse_plan

QUARTERS = 60
REACHES = {
    "tariff": ("rev_customs", 1), "oil_price": ("price_cons", 1), "workers": ("employment", 1),
    "productivity": ("gdp_potential_real", 1), "capital_share": ("profits", 1),
    "deficit_lasting": ("rate_10y", 1),
    "deficit_announced": ("rate_10y", 1), "deficit_temporary": ("income_disposable", 1),
    "purchases": ("out_nondefence", 1), "defence": ("out_defence", 1),
    "lasting_term_premium": ("rate_10y", 1),
    "fed_holdings": ("rate_10y", -1), "fed_maturity": ("rate_10y", -1),
    "expected_inflation": ("infl_core", 1),
    "car_loans": ("cons_real", -1), "small_firm_loans": ("inv_bus_real", -1),
}  # fmt: skip
"""Levers, what each must reach within four quarters, and the sign of it."""


@lru_cache(maxsize=1)
def workspace() -> Workspace:
    return load()


@lru_cache(maxsize=64)
def pulled(lever: str, value: float) -> PathSolution:
    return workspace().solve_plan(parse_plan({"title": "made", "levers": {lever: value}}, "made"), QUARTERS)


def change(path: PathSolution, name: str, quarter: int) -> float:
    """Distance from the baseline in the so-manieth quarter."""
    return float(path.series(name)[quarter - 1] - workspace().baseline(QUARTERS).series(name)[quarter - 1])


def percent(path: PathSolution, name: str, quarter: int) -> float:
    return 100 * change(path, name, quarter) / float(workspace().baseline(QUARTERS).series(name)[quarter - 1])


@pytest.mark.parametrize("lever", REACHES)
def test_a_lever_reaches_what_it_says_at_ordinary_and_stress_size(lever: str) -> None:
    """Half of either end of the range: the named variable moves to the right side, and more at the end."""
    name, sign = REACHES[lever]
    low, high = read_levers()[lever].range
    for end in (low, high):
        ordinary, stress = (change(pulled(lever, x), name, 4) for x in (end / 4, end))
        side = sign * (1 if end > 0 else -1)
        assert side * ordinary > 0, (lever, end, ordinary)
        assert side * stress > side * ordinary
        assert np.isfinite(pulled(lever, end).values).all()


def test_a_tariff_moves_the_price_level_and_not_its_growth() -> None:
    """Ten points: a fifth of consumption is imported, so prices rise by one to two percent once; expectations
    over ten years stay where they were, since nothing feeds them."""
    path = pulled("tariff", 10.0)
    assert 1.0 < percent(path, "price_cons", 8) < 2.0
    assert abs(change(path, "infl_core_yoy", 16)) < 0.1
    assert abs(change(path, "infl_expected", 8)) < 0.05
    duties = change(path, "rev_customs", 8)
    owed = 0.10 * path.series("imp_nom")[7]
    lost = (path.series("imp_nom")[7] / workspace().baseline(QUARTERS).series("imp_nom")[7] - 1) * float(
        workspace().baseline(QUARTERS).series("rev_customs")[7]
    )
    assert duties == pytest.approx(owed + lost, rel=0.01)  # ten percent of what is still imported
    assert percent(path, "imp_real", 8) < -2
    assert percent(path, "gdp_potential_real", 12) < -0.1


def test_cost_pressure_that_spreads_lasts_longer_than_a_price_level_shock_of_its_size() -> None:
    """Scaled to the same inflation in the first year, what is seen through has left the third year."""
    tariff, spread = pulled("tariff", 10.0), pulled("cost_pressure", 1.0)
    late = [change(path, "infl_core_yoy", 12) / change(path, "infl_core_yoy", 4) for path in (tariff, spread)]
    assert late[0] < 0.25 < 0.8 < late[1]


def test_oil_moves_prices_at_once_and_the_real_price_returns() -> None:
    path = pulled("oil_price", 0.0953)
    assert percent(path, "oil", 1) == pytest.approx(10.0, abs=0.05)
    assert 0.08 < percent(path, "price_cons", 1) < 0.2
    assert percent(path, "price_core", 8) < 0.1
    assert 0 < percent(path, "oil", 40) < 2
    assert percent(path, "cons_real", 4) < 0 < percent(path, "inv_bus_real", 2)


def test_workers_move_output_nearly_one_for_one_once_capital_has_followed() -> None:
    """Cobb-Douglas with capital in proportion: the elasticity is labour's at first and near one at last."""
    path = pulled("workers", 0.01)
    people = percent(path, "labour_force", 60)
    assert percent(path, "gdp_potential_real", 1) / people == pytest.approx(0.70, abs=0.02)
    assert 0.85 < percent(path, "gdp_real", 60) / people < 1.1
    assert percent(path, "wages", 60) > 0.6
    assert change(path, "revenue", 40) > 0
    more = workspace().solve_plan(
        parse_plan(
            {"title": "made", "parameters": {"b_labour_force_growth": {"change": 0.5, "unit": "pct/yr"}}},
            "made",
        ),
        QUARTERS,
    )
    assert 0.1 < change(more, "rstar", 40) < 0.5


def test_income_that_leaves_labour_reaches_profits_shares_and_taxes() -> None:
    """One percent of GDP: wages lose it within a few years, three quarters arrive in corporate profits."""
    path = pulled("capital_share", 0.01)
    gdp = float(path.series("gdp_nom")[39])
    assert change(path, "wages", 40) / gdp == pytest.approx(-0.01, abs=0.003)
    assert change(path, "profits", 40) / gdp == pytest.approx(0.0075, abs=0.002)
    assert percent(path, "sp500", 20) > 1
    assert change(path, "rev_payroll", 20) < 0 < change(path, "rev_corporate", 20)


def test_yields_answer_deficits_by_what_is_believed_to_last() -> None:
    """At once: for good more than announced, announced more than temporary. What is announced arrives."""
    for quarter in (1, 4):
        lasting, announced, temporary = (
            change(pulled(f"deficit_{kind}", 1.0), "rate_10y", quarter)
            for kind in ("lasting", "announced", "temporary")
        )
        assert lasting > 1.3 * announced > 1.3 * 1.3 * temporary > 0
    assert change(pulled("deficit_announced", 1.0), "balance", 1) == pytest.approx(0, abs=5)
    assert change(pulled("deficit_announced", 1.0), "rate_10y", 30) == pytest.approx(
        change(pulled("deficit_lasting", 1.0), "rate_10y", 30), abs=0.05
    )


def test_the_five_year_moves_with_its_neighbours_as_in_the_figures() -> None:
    """Least squares of its quarterly changes on theirs since 1990, on the bundled figures."""
    panel = workspace().vintage.quarterly
    begin = next(i for i, p in enumerate(panel.periods) if str(p) == "1990Q1")
    five, two, ten = (np.diff(panel.series(f"treasury_{n}y")[begin:]) for n in (5, 2, 10))
    use = np.isfinite(five + two + ten)
    fitted = np.linalg.lstsq(np.column_stack([two, ten])[use], five[use], rcond=None)[0]
    model = workspace().model.parameters
    assert model["b_rate_5y_2y"].value == pytest.approx(fitted[0], abs=0.05)
    assert model["b_rate_5y"].value == pytest.approx(fitted[1], abs=0.05)
    path = workspace().solve_plan(
        parse_plan({"title": "made", "levers": {"term_premium": 1.0}}, "made"), QUARTERS
    )
    expected = fitted[0] * change(path, "rate_2y", 1) + fitted[1] * change(path, "rate_10y", 1)
    assert change(path, "rate_5y", 1) == pytest.approx(expected, abs=0.05)
