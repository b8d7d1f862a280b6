"""Investors decide: what they pay for announced capex moves plans and prices, and what AI earns moves it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from moneygood.baseline.reward import announcements, read_reward
from moneygood.baseline.workspace import Workspace, open_workspace
from moneygood.engine.setting import PathSolution
from moneygood.engine.simulate import Simulation, simulate
from moneygood.scenarios.read import parse_plan

QUARTERS = 20
PLANS = {"shock": "eps_ai_guidance", "periods": "2026Q4", "size": 0.1, "unit": "1"}
AT = 1  # the quarter of the plans


@lru_cache(maxsize=1)
def work() -> Workspace:
    return open_workspace()


def solved(**plan: Any) -> PathSolution:
    return work().solve_plan(parse_plan({"title": "made", **plan}, "made"), QUARTERS)


@lru_cache(maxsize=8)
def held(reward: float, pushed: bool) -> PathSolution:
    """The reward held at a level, with and without plans that are a tenth higher than was announced."""
    first = work().start
    path = {"hold": "investor_reward", "periods": f"{first}..{first + 12}", "value": reward, "unit": "%"}
    return solved(paths=[path], shocks=[PLANS] if pushed else [])


def moved(after: PathSolution, before: PathSolution, name: str, at: int) -> float:
    return float(100 * np.log(after.series(name)[at] / before.series(name)[at]))


@pytest.mark.parametrize("reward", [-4.0, -1.5, 1.5, 4.0])
def test_more_capex_lifts_the_leaders_where_it_is_rewarded_and_sinks_them_where_punished(reward) -> None:
    """At once, by the reward for a surprise of the usual size; beside it shares hardly answer."""
    price = moved(held(reward, True), held(reward, False), "price_leaders", AT)
    assert price * reward > 0
    neutral = moved(held(0.0, True), held(0.0, False), "price_leaders", AT)
    assert abs(neutral) < 0.5
    size = work().model.parameters["b_reward_surprise"].value
    news = [held(reward, p).series("ai_plans_surprise")[AT] for p in (True, False)]
    assert 0.08 < news[0] - news[1] < 0.1  # plans bind by eight tenths
    assert price - neutral == pytest.approx(reward * (news[0] - news[1]) / size, rel=0.02)


def test_plans_and_spending_shrink_where_capex_is_punished_and_grow_where_it_is_rewarded() -> None:
    """Without news about plans: from the quarter after on, and more the longer it lasts."""
    nought = held(0.0, False)
    for name in ("ai_guidance", "ai_capex", "ai_capex_msft"):
        for reward in (-4.0, 4.0):
            path = [moved(held(reward, False), nought, name, t) for t in (0, 1, 4, 8)]
            assert path[0] == pytest.approx(0.0, abs=1e-6), name
            assert all(reward * p > 0 for p in path[1:]), name
            assert abs(path[1]) < abs(path[2]) < abs(path[3]), name


def test_ai_that_disappoints_is_rewarded_less_with_a_lag() -> None:
    poor = solved(parameters={"b_ai_ceiling": {"set": 0.02, "unit": "1"}})
    base = work().baseline(QUARTERS)
    gap = poor.series("investor_reward") - base.series("investor_reward")
    earned = poor.series("ai_return_seen") - base.series("ai_return_seen")
    assert gap[0] == pytest.approx(0.0, abs=1e-9)
    assert np.argmax(earned < -0.01) <= np.argmax(gap < -0.05)
    assert gap[19] < gap[11] < gap[7] < -0.1
    deaf = solved(parameters={"b_ai_ceiling": {"set": 0.02, "unit": "1"}}, switches={"ai_return": "off"})
    without = deaf.series("investor_reward") - base.series("investor_reward")
    assert abs(without[11]) < abs(gap[11])


def test_doubt_takes_from_the_reward_and_the_reward_comes_back() -> None:
    doubt = solved(
        shocks=[
            {"shock": "u_regime", "periods": "2026Q4", "size": 0.001, "unit": "1"},
            {"shock": "u_regime", "periods": "2027Q3", "size": 0.999, "unit": "1"},
        ]
    )
    gap = doubt.series("investor_reward") - work().baseline(QUARTERS).series("investor_reward")
    assert gap[1] < -0.2
    assert gap[3] < gap[1]
    assert gap[9] > gap[3] / 2


def test_switched_off_neither_capex_nor_prices_hear_it() -> None:
    """C-23: both channels keep their baseline values."""
    shock = {"shock": "eps_investor_reward", "periods": "2026Q3", "sd": 3}
    off = solved(shocks=[shock], switches={"capex_reward": "off"})
    base = work().baseline(QUARTERS)
    assert off.series("investor_reward")[0] - base.series("investor_reward")[0] == pytest.approx(3.0)
    for name in ("ai_capex", "ai_guidance", "price_leaders"):
        assert off.series(name) == pytest.approx(base.series(name), rel=1e-9), name


@lru_cache(maxsize=1)
def drawn() -> Simulation:
    settled = work().settle(parse_plan({"title": "made"}, "made"), horizon=QUARTERS, kept=True)
    keep = ("investor_reward", "announcement_return", "price_leaders", "ai_guidance")
    return simulate(settled.model, settled.setting, draws=500, seed=1, keep=keep)


def test_draws_cover_what_quarters_have_shown_and_not_much_more() -> None:
    """Quarters in which all four reported: nine in ten within the middle nine tenths of the draws, give or
    take; the middle is no wider than three times what was seen."""
    text = read_reward(work().model)
    assert text is not None
    seen = announcements(work().vintage, text.series)
    assert seen is not None
    means = seen.means[seen.counts == 4]
    paths = drawn().paths
    assert paths.ok.all()
    for t in (0, 4, 15):
        row = paths.series("announcement_return")[t]
        low, high = np.quantile(row, [0.05, 0.95])
        assert np.mean((means >= low) & (means <= high)) >= 0.8
        assert np.quantile(row, 0.001) < means.min()
        assert means.max() < np.quantile(row, 0.999)
        assert row.std() < 3 * means.std()
    reward = paths.series("investor_reward")
    assert 0.05 < np.mean(reward[8] < 0) < 0.5
    assert reward[8].std() > reward[0].std()


def test_in_draws_surprises_are_punished_where_the_reward_is_low() -> None:
    """The correlation of news about plans with the leaders' price, by the sign of the reward."""
    paths = drawn().paths
    reward, price, plans = (
        paths.series(n)[4:12] for n in ("investor_reward", "price_leaders", "ai_guidance")
    )
    news, gain = np.diff(np.log(plans), axis=0), np.diff(np.log(price), axis=0)
    low, high = reward[1:] < -1.0, reward[1:] > 3.0
    assert min(low.sum(), high.sum()) > 150
    slopes = [np.polyfit(news[own], gain[own], 1)[0] for own in (low, high)]
    assert slopes[0] < slopes[1]
