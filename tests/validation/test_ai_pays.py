"""AI has to pay: what its return moves, lives, obsolescence, cheaper compute, and who sells the shovels."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.engine.setting import PathSolution
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.read import parse_plan

QUARTERS = 44
FIRMS = ("amzn", "googl", "meta", "msft", "orcl")
Q2028, Q2030, Q2036 = 9, 17, 41


@lru_cache(maxsize=1)
def workspace() -> Workspace:
    return load()


def base() -> PathSolution:
    return workspace().baseline(QUARTERS)


def solved(**fields: object) -> PathSolution:
    return workspace().solve_plan(parse_plan({"title": "made", **fields}, "made"), QUARTERS)


def percent(after: PathSolution, name: str, at: int, before: PathSolution | None = None) -> float:
    return float(100 * (after.series(name)[at] / (before or base()).series(name)[at] - 1))


LOW = {"b_ai_cash_margin": {"set": 0.40}}


def test_a_low_margin_takes_a_fifth_from_capex_and_widens_spreads() -> None:
    """0.40 rather than 0.55: before returns fed back it took 3% from capex by 2030."""
    after = solved(parameters=LOW)
    assert percent(after, "ai_capex", Q2030) < -15
    assert percent(after, "price_leaders", Q2030) < -4
    assert after.series("ai_spread")[Q2028] > base().series("ai_spread")[Q2028] + 0.03
    assert after.series("odds_doubt")[Q2028] > base().series("odds_doubt")[Q2028]
    assert after.series("ai_guidance")[Q2028] < base().series("ai_guidance")[Q2028]
    assert after.series("ai_cost_covered")[4] < base().series("ai_cost_covered")[4] - 8


def test_with_the_channel_off_only_what_cash_buys_is_left() -> None:
    """C-23: discipline, plans, spreads and moods keep their baseline values."""
    off = solved(parameters=LOW, switches={"ai_return": "off"})
    for name in ("ai_return_discipline",):
        np.testing.assert_allclose(off.series(name), base().series(name), rtol=1e-9)
    on = solved(parameters=LOW)
    assert percent(on, "ai_capex", Q2028) < percent(off, "ai_capex", Q2028) < 0


def test_leaders_shares_of_revenue_add_up_and_follow_compute() -> None:
    path = base()
    total = sum(path.series(f"ai_revenue_share_{f}") for f in FIRMS)
    np.testing.assert_allclose(total, 1.0, rtol=1e-12)
    cost = sum(path.series(f"ai_capital_cost_{f}") for f in FIRMS)
    np.testing.assert_allclose(cost, path.series("ai_capital_cost"), rtol=1e-12)


def test_a_leader_that_builds_ahead_of_its_rivals_waits_for_customers() -> None:
    """Its own coverage falls against the group's, and then it wants less of the group's capital."""
    after = solved(shocks=[{"shock": "eps_ai_capex_msft", "periods": "2028Q1..2028Q3", "sd": 3}])

    def own(p: PathSolution, at: int) -> float:
        return float(np.log(p.series("ai_cost_covered_msft")[at] / p.series("ai_cost_covered")[at]))

    assert own(after, Q2028) < own(base(), Q2028) - 0.03
    assert abs(own(after, Q2036) - own(base(), Q2036)) < 0.03
    seen = after.series("ai_return_seen_msft") - after.series("ai_return_seen")
    assert seen[12] < (base().series("ai_return_seen_msft") - base().series("ai_return_seen"))[12] - 0.02


def test_hardware_that_gets_cheaper_faster_writes_off_what_is_installed() -> None:
    """Twelve points a year times two years of service left is 24% of the fleet, within a quarter."""
    shock = {"shock": "eps_ai_hardware_trend", "periods": "2026Q4", "size": -12, "unit": "pct/yr"}
    after = solved(shocks=[shock])
    assert after.series("ai_writeoff")[1] == pytest.approx(0.24, abs=1e-9)
    assert percent(after, "ai_capital", 1) == pytest.approx(-24, abs=1.5)
    assert percent(after, "price_leaders", 1) < -0.8
    # what was paid for it still has to be earned
    lost = after.series("ai_written_off")[1]
    assert lost == pytest.approx(0.24 * base().series("ai_capital")[0], rel=1e-9)
    assert after.series("ai_cost_covered")[3] < base().series("ai_cost_covered")[3]
    off = solved(shocks=[shock], switches={"obsolescence": "off"})
    np.testing.assert_allclose(off.series("ai_writeoff"), base().series("ai_writeoff"), atol=1e-12)


def test_a_shorter_life_weighs_on_the_leaders_and_on_what_ai_saves() -> None:
    after = solved(parameters={"b_ai_hardware_price_change": {"set": -32}})
    assert percent(after, "price_leaders", Q2028) < -2
    assert after.series("tfp_ai")[Q2036] < base().series("tfp_ai")[Q2036] - 0.2
    assert after.series("ai_cost_covered")[Q2028] < base().series("ai_cost_covered")[Q2028]


@lru_cache(maxsize=4)
def cheaper(elasticity: float, jump: float) -> PathSolution:
    fields: dict[str, object] = {"parameters": {"b_ai_elasticity": {"set": elasticity, "unit": "1"}}}
    if jump:
        fields["levers"] = {"ai_efficiency": jump}
    return solved(**fields)


def test_cheaper_compute_is_worth_its_share_in_costs() -> None:
    """Hulten: three times as much per dollar, log 1.1, at 0.10 of the cost of tasks, on 22% of them.

    Prices passed on and adoption complete, the level is 1.1 x 0.10 x 22 = 2.4%; in ten years most of it.
    """
    after, before = cheaper(1.0, 1.1), cheaper(1.0, 0.0)
    gain = after.series("tfp_ai")[Q2036] - before.series("tfp_ai")[Q2036]
    assert 0.55 * 2.42 < gain < 2.42
    assert after.series("ai_adoption")[11] > before.series("ai_adoption")[11] + 0.03
    assert after.series("rstar")[Q2036] > before.series("rstar")[Q2036]
    assert percent(after, "gdp_potential_real", Q2036, before) > 0.5 * gain


def test_it_is_worth_more_where_usage_follows() -> None:
    """The mean of spending before and after: more than the price alone with elastic demand, less without."""
    gains = [(cheaper(e, 1.1).series("tfp_ai") - cheaper(e, 0.0).series("tfp_ai"))[Q2036] for e in (0.7, 1.5)]
    assert gains[1] > 1.2 * gains[0] > 0


def test_the_two_deepseek_scenarios_part_on_the_supply_side_too() -> None:
    jevons, punished = (
        workspace().solve_plan(find_plan(f"deepseek-{n}"), QUARTERS) for n in ("jevons", "punished")
    )
    for name in ("tfp_ai", "rstar", "gdp_potential_real"):
        assert jevons.series(name)[Q2036] > punished.series(name)[Q2036] > base().series(name)[Q2036]


def test_a_fall_in_orders_costs_suppliers_revenue_margin_and_a_third_of_their_value() -> None:
    """30% fewer orders; NVIDIA's margin fell 13 points before tax as revenue fell 28% in 2022."""
    held = {
        "hold": "ai_capex",
        "periods": "2026Q3..2028Q2",
        "change_percent": -30,
        "absorbed_by": "eps_ai_capex",
    }
    after = solved(paths=[held])
    assert percent(after, "supplier_revenue", 3) == pytest.approx(-30, abs=0.5)
    assert -0.13 < after.series("supplier_margin")[0] - base().series("supplier_margin")[0] < -0.03
    assert -50 < percent(after, "price_suppliers", 3) < -17
    assert percent(after, "price_suppliers", 3) < 3 * percent(after, "price_leaders", 3)
    weight = after.series("weight_suppliers") / after.series("weight_leaders")
    assert weight[3] < (base().series("weight_suppliers") / base().series("weight_leaders"))[3] - 0.05


def test_suppliers_margin_and_share_are_near_what_was_reported() -> None:
    """First half of 2026, NVIDIA: revenue 178 bn of the leaders' 330, operating margin 66% before tax."""
    past = workspace().past("supplier_revenue")[-2:].mean() / workspace().past("ai_capex")[-2:].mean()
    assert past == pytest.approx(177.836 / 329.928, rel=0.03)
    assert workspace().past("supplier_margin")[-1] == pytest.approx(0.659 * 0.83, abs=0.08)


def test_a_bust_that_eats_the_leaders_cash_is_solved() -> None:
    """Book depreciation above operating cash: earnings end at 0.2% of GDP and the path goes on."""
    bust = {"b_ai_cash_margin": {"set": 0.31}, "b_ai_ceiling": {"set": 0.013}}
    plans = [{"shock": "eps_ai_core_cash", "periods": "2029Q1..2029Q2", "size": -0.9, "unit": "1"}]
    after = solved(parameters=bust, shocks=plans)
    assert after.series("ai_cash_flow_operating")[14] < after.series("ai_depreciation_book")[14]
    floor = after.series("earnings_leaders") / after.series("gdp_nom")
    assert 0.0015 < floor.min() < 0.004
    assert np.isfinite(after.series("sp500")).all()
