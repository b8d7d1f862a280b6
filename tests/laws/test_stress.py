"""Simulated paths in corners of the state space are solved, finite and sensible."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.core.paths import Paths
from moneygood.engine.simulate import simulate
from moneygood.scenarios.read import parse_plan

DRAWS, QUARTERS = 120, 44
KEEP = ("ffr", "gap", "unemployment", "infl_core_yoy", "rate_10y", "sp500", "debt_ratio", "cons_real", "vix",
        "interest_revenue", "fed_treasuries", "gdp_nom", "spread_baa", "term_premium")  # fmt: skip

CORNERS: dict[str, dict[str, Any]] = {
    "lower bound": {
        "shocks": [{"shock": "eps_demand_factor", "periods": "2026Q3..2027Q2", "size": -0.006, "unit": "1"},
                   {"shock": "eps_rstar", "periods": "2026Q3", "size": -2.0, "unit": "pct/yr"}]},
    "deep recession": {
        "shocks": [{"shock": "eps_demand_factor", "periods": "2026Q3..2027Q2", "size": -0.008, "unit": "1"}]},
    "crash": {
        "shocks": [{"shock": "eps_price_leaders", "periods": "2026Q3", "size": -0.7, "unit": "1"},
                   {"shock": "eps_price_rest", "periods": "2026Q3", "size": -0.7, "unit": "1"}]},
    "debt at 200 %": {
        "shocks": [{"shock": "eps_other_financing", "periods": "2026Q3", "size": 131e3, "unit": "usd/yr"}]},
}  # fmt: skip


@cache
def workspace() -> Workspace:
    return load()


def simulated(plan: Mapping[str, Any] | None) -> Paths:
    w = workspace()
    settled = w.settle(parse_plan({"title": "corner", **(plan or {})}, "corner"), QUARTERS)
    return simulate(settled.model, settled.setting, draws=DRAWS, seed=5, keep=KEEP).paths


@cache
def corner(name: str) -> Paths:
    return simulated(CORNERS.get(name))


def median(paths: Paths, variable: str) -> np.ndarray:
    return np.median(paths.series(variable)[:, paths.status == 0], axis=1)


@pytest.mark.parametrize("name", CORNERS)
def test_every_draw_is_solved_finite_and_within_what_an_economy_can_be(name: str) -> None:
    paths = corner(name)
    assert paths.failed_share == 0.0
    for variable in KEEP:
        assert np.all(np.isfinite(paths.series(variable))), variable
    assert paths.series("unemployment").min() > 0
    assert paths.series("unemployment").max() < 40
    assert paths.series("ffr").min() > 0
    assert np.abs(paths.series("infl_core_yoy")).max() < 20
    assert paths.series("sp500").min() > 0
    assert paths.series("vix").max() < 90
    assert paths.series("spread_baa").max() < 30


def test_the_lower_bound_binds_and_the_fed_buys() -> None:
    low, base = corner("lower bound"), corner("none")
    rates = low.series("ffr")[4:16]
    assert np.mean(rates < 0.3) > 0.5
    share = median(low, "fed_treasuries")[15] / median(low, "gdp_nom")[15]
    assert share > 1.05 * median(base, "fed_treasuries")[15] / median(base, "gdp_nom")[15]


def test_a_deep_recession_ends() -> None:
    deep, base = corner("deep recession"), corner("none")
    jobless = median(deep, "unemployment") - median(base, "unemployment")
    assert jobless.max() > 3
    assert abs(jobless[-1]) < 0.25 * jobless.max()
    assert (median(deep, "infl_core_yoy") - median(base, "infl_core_yoy")).min() < 0


def test_half_the_market_gone_costs_spending_and_lowers_rates() -> None:
    crash, base = corner("crash"), corner("none")
    fallen = median(crash, "sp500")[0] / median(base, "sp500")[0]
    assert 0.45 < fallen < 0.55
    assert median(crash, "cons_real")[8] < 0.99 * median(base, "cons_real")[8]
    assert median(crash, "ffr")[8] < median(base, "ffr")[8]
    assert median(crash, "gap")[-1] > median(crash, "gap")[8]


def test_debt_at_twice_gdp_is_dear_and_still_solved() -> None:
    deep, base = corner("debt at 200 %"), corner("none")
    assert 185 < median(deep, "debt_ratio")[3] < 215
    assert median(deep, "interest_revenue")[7] > 1.7 * median(base, "interest_revenue")[7]
    assert median(deep, "term_premium")[3] > median(base, "term_premium")[3] + 1
