"""Two speeds: rates move homes, durables and small firms, and AI capex by a fraction of that."""

from __future__ import annotations

from functools import lru_cache

import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.engine.setting import PathSolution
from moneygood.scenarios.read import parse_plan

QUARTERS = 44


@lru_cache(maxsize=1)
def workspace() -> Workspace:
    return load()


@lru_cache(maxsize=8)
def funds(first: int, quarters: int, how: str, value: float) -> PathSolution:
    """The funds rate moved or held for so many quarters from the `first` on."""
    start = workspace().start + first
    span = f"{start}..{start + (quarters - 1)}"
    held = {"hold": "ffr", "periods": span, how: value, "unit": "pct/yr", "absorbed_by": "eps_ffr_rule"}
    return workspace().solve_plan(parse_plan({"title": "made", "paths": [held]}, "made"), QUARTERS)


def percent(after: PathSolution, before: PathSolution, name: str, at: int) -> float:
    return float(100 * (after.series(name)[at] / before.series(name)[at] - 1))


@pytest.mark.parametrize("first", [0, 26], ids=["plans bind", "2033"])
@pytest.mark.parametrize("after", [4, 8])
def test_a_point_on_the_funds_rate_moves_ai_capex_by_a_fraction(first: int, after: int) -> None:
    """At four and eight quarters at most a quarter of what homes lose and a third of other investment."""
    held, base = funds(first, 8, "change", 1.0), workspace().baseline(QUARTERS)
    at = first + after - 1
    capex, homes, business = (
        percent(held, base, n, at) for n in ("ai_capex", "inv_res_real", "inv_bus_real")
    )
    assert homes / 4 <= capex <= 0
    assert business / 3 <= capex
    if after == 8:  # FRB/US: 2.3% lower, 40% either side, as in funds_rate_held
        assert -3.261 <= homes <= -1.397


@pytest.mark.parametrize("first", [0, 26], ids=["plans bind", "2033"])
def test_nought_or_eight_per_cent_for_three_years(first: int) -> None:
    """All four fall; AI capex by less than two thirds of any other, small firms by most."""
    at = first + 11
    eight, nought = funds(first, 12, "value", 8.0), funds(first, 12, "value", 0.2)
    lost = {
        n: percent(eight, nought, n, at)
        for n in ("ai_capex", "inv_res_real", "cons_durable_real", "inv_small_real", "inv_bus_real")
    }
    assert max(lost.values()) < 0
    assert min(lost, key=lost.__getitem__) == "inv_small_real"
    assert all(lost["ai_capex"] > 2 / 3 * v for n, v in lost.items() if n != "ai_capex")


def test_homes_fall_whether_or_not_the_market_rewards_capex_and_ai_follows_the_reward() -> None:
    """Unless markets stop rewarding it: a premium on the leaders reaches AI capex, and homes hardly."""
    dear = workspace().solve_plan(
        parse_plan({"title": "made", "levers": {"equity_premium_leaders": 1.0}}, "made"), QUARTERS
    )
    base = workspace().baseline(QUARTERS)
    assert percent(dear, base, "ai_capex", 11) < -1.5
    assert percent(dear, base, "ai_capex", 11) < 3 * percent(dear, base, "inv_res_real", 11)
