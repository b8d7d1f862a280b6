"""People and power: jobs that AI takes, the laws that follow, and electricity that sites wait for."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.engine.setting import PathSolution
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.read import parse_plan

QUARTERS = 44


@lru_cache(maxsize=1)
def workspace() -> Workspace:
    return load()


def base() -> PathSolution:
    return workspace().baseline(QUARTERS)


def solved(**fields: object) -> PathSolution:
    return workspace().solve_plan(parse_plan({"title": "made", **fields}, "made"), QUARTERS)


def change(path: PathSolution, name: str) -> np.ndarray:
    return path.series(name) - base().series(name)


def percent(path: PathSolution, name: str) -> np.ndarray:
    return 100 * (path.series(name) / base().series(name) - 1)


def test_few_have_lost_a_job_in_2026_and_half_a_point_is_looking_for_one_at_the_peak() -> None:
    """Census finds next to none in 2026; Goldman half a point of unemployment in the transition."""
    lost = base().series("ai_displaced")
    assert lost[0] < 0.25
    assert 0.25 < lost.max() < 0.7
    assert lost[-1] < 0.5 * lost.max()  # a transition, not a state


def test_displacement_moves_unemployment_pay_and_profits_and_is_off_with_its_switch() -> None:
    more = solved(levers={"ai_displacement": 0.15})
    assert 0.2 < change(more, "unemployment")[15] / change(more, "ai_displaced")[15] < 1.3
    assert percent(more, "wages")[30] < -0.5 < 0.5 < percent(more, "profits")[30]
    assert change(more, "debt_ratio")[40] > 0  # pay is taxed more than profits
    both = {"levers": {"ai_displacement": 0.15}, "switches": {"displacement": "off"}}
    assert np.abs(change(solved(**both), "unemployment")).max() < 1e-6


def test_odds_of_a_law_rise_with_lost_jobs_and_with_concentration() -> None:
    """By hand: the level times e to the pressure, bent so that it is never over seven times the level."""
    pressure = base().series("ai_pressure")
    by_hand = 0.004 * np.exp(2.0 * np.tanh(pressure / 2.0))
    assert base().series("odds_backlash") == pytest.approx(by_hand, rel=1e-9)
    jobs = solved(levers={"ai_displacement": 0.3})
    leaders = solved(levers={"equity_premium_leaders": -1.0})
    for path in (jobs, leaders):
        assert change(path, "odds_backlash")[7] > 0
    assert (base().series("odds_backlash") < 0.004 * math.e**2).all()


def test_a_law_takes_pace_revenue_and_price_brings_a_tax_and_eases_the_pressure() -> None:
    path = solved(levers={"ai_rules": 0.5})
    assert percent(path, "ai_adoption")[11] < -5
    assert percent(path, "ai_revenue")[11] < -5
    assert percent(path, "price_leaders")[11] < -3
    assert path.series("ai_tax")[11] == pytest.approx(
        0.08 * path.series("ai_rules")[11] * path.series("ai_revenue")[11]
    )
    assert change(path, "ai_displaced")[11] < 0
    assert change(path, "ai_pressure")[19] < 0


def test_laws_come_in_draws_and_not_on_the_path_without_them() -> None:
    """Quarterly odds of a half to one percent: over eleven years one path in four, give or take."""
    assert base().series("ai_rules").max() == 0
    request = RunRequest(draws=600, seed=5, keep=("ai_rules", "odds_backlash"))
    run = run_plan(workspace(), find_plan("baseline"), request)
    rules, odds = (run.paths.series(n)[:, run.paths.ok] for n in ("ai_rules", "odds_backlash"))
    share = float((rules.max(axis=0) > 0.01).mean())
    expected = float((1 - np.prod(1 - odds, axis=0)).mean())
    assert share == pytest.approx(expected, abs=0.06)
    assert 0.08 < share < 0.45


def test_a_boom_runs_into_the_grid_and_a_shortage_is_dear() -> None:
    boom = solved(levers={"ai_plans": 0.4, "ai_ceiling": 0.02})
    assert change(boom, "power_queue").max() > 0.4
    assert change(boom, "power_price").max() > 0.1
    free = solved(levers={"ai_plans": 0.4, "ai_ceiling": 0.02}, switches={"power": "off"})
    held_up = free.series("ai_capex")[:16] / boom.series("ai_capex")[:16]
    assert held_up.max() > 1.05
    # what waits is built later: capex lacks most within a year after the queue was longest
    assert 0 < held_up.argmax() - change(boom, "power_queue").argmax() <= 4
    dry = solved(levers={"power_supply": -1.0})
    assert percent(dry, "ai_capex")[7] < -1
    assert percent(dry, "price_cons")[7] > 0.05
    assert change(dry, "power_short")[40] == pytest.approx(0, abs=0.01)  # what is dear is built
