"""Reverse stress against a fine grid of shocks, put back as a scenario, and the goals it can be asked for."""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import numpy as np
import pytest

from moneygood.baseline.opening import find_scenario, load
from moneygood.baseline.settle import TERMINAL
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.engine.foresight.least_cost import _Task
from moneygood.portfolios.block_text import read_blocks
from moneygood.portfolios.goals import Goal, condition_goal, dated_at, loss_goal, portfolio_gains
from moneygood.portfolios.holdings import find_portfolio
from moneygood.portfolios.nearest import nearest
from moneygood.portfolios.reverse import ReverseStress, as_scenario, least_unlikely
from moneygood.runs.headline import HEADLINE_VARIABLES
from moneygood.scenarios.read import parse_plan

HELD = {"sp500": 50, "treasury_10y": 40, "ig_credit": 10}
SHOCKS = ("eps_premium_market", "eps_rate_10y")


@cache
def loss() -> Goal:
    work = load()
    blocks = read_blocks(work.model)
    return dated_at(loss_goal(work, find_portfolio(HELD, blocks.blocks), blocks, 6.0), work.start + 1)


@cache
def found() -> ReverseStress:
    return least_unlikely(load(), find_scenario("baseline"), loss(), 2, SHOCKS)


def lost(path_of: dict[str, np.ndarray], quarter: int) -> float:
    """The loss in percent on a path, quarter by number."""
    work = load()
    blocks = read_blocks(work.model)
    own = find_portfolio(HELD, blocks.blocks)
    value = portfolio_gains(work, own, blocks, path_of).value
    return 100.0 * (1.0 - float(value[quarter + 1, 0]) / own.notional)


def test_no_point_of_a_fine_grid_is_nearer() -> None:
    """Two shocks in one quarter, every pair of sizes on a grid: none that loses enough is nearer."""
    work = load()
    goal = dated_at(loss(), work.start)
    one = least_unlikely(work, find_scenario("baseline"), goal, 1, SHOCKS)
    settled = work.settle(find_scenario("baseline"), 1)
    moving = tuple((n, 0) for n in SHOCKS)
    task = _Task(settled.model, settled.setting, settled.central.values, goal.at(0), moving, TERMINAL)
    r = np.linspace(0.8 * one.distance, 1.2 * one.distance, 33)
    angle = np.linspace(-np.pi, np.pi, 73)
    z = np.array([[a * np.cos(t), a * np.sin(t)] for a in r for t in angle]).T
    slack = task.respond(task.root @ z)[0]
    nearest_size = np.linalg.norm(z, axis=0)[slack >= 0].min()
    step = r[1] - r[0]
    assert one.distance - 1e-9 <= nearest_size <= one.distance + 1.5 * step


def test_the_loss_is_met_exactly_and_comes_back_from_its_shocks() -> None:
    work, one = load(), found()
    assert lost({n: one.path.series(n)[:, None] for n in one.goal.variables}, 1) == pytest.approx(
        6.0, abs=1e-7
    )
    plan = parse_plan(as_scenario(one, "again"), "again", None)
    again = work.solve_plan(plan, 4)
    assert lost({n: again.series(n)[:, None] for n in one.goal.variables}, 1) == pytest.approx(6.0, abs=1e-6)
    assert work.settle(plan, 4).imposed.any()


def test_its_size_is_a_reliability_index() -> None:
    one = found()
    assert one.chance == pytest.approx(1 - NormalDist().cdf(one.distance))
    assert one.shares.sum() == pytest.approx(1.0)
    rho = {(c.a, c.b): c.rho for c in load().model.correlations}
    r = rho.get(SHOCKS, rho.get(SHOCKS[::-1], 0.0))
    rows = [one.names.index(n) for n in SHOCKS]
    z = one.in_sd[rows]
    by_hand = sum((a * a - 2 * r * a * b + b * b) / (1 - r * r) for a, b in z.T)
    assert one.distance**2 == pytest.approx(by_hand, rel=1e-9)


def test_more_shocks_never_cost_more() -> None:
    fewer = least_unlikely(load(), find_scenario("baseline"), loss(), 2, SHOCKS[:1])
    assert fewer.distance > found().distance


def test_a_condition_is_met_in_the_quarter_it_names() -> None:
    work = load()
    at = work.start + 1
    one = least_unlikely(
        work, find_scenario("baseline"), condition_goal(work, f"rate_10y[{at}] > 6 and ffr[{at}] > 3", 2), 2,
        ("eps_rate_10y",),
    )  # fmt: skip
    assert one.path.series("rate_10y")[1] == pytest.approx(6.0, abs=1e-7)
    assert abs(one.met) < 1e-6


def test_without_a_quarter_the_easiest_is_taken() -> None:
    work = load()
    words = "rate_10y > 6"
    free = least_unlikely(
        work, find_scenario("baseline"), condition_goal(work, words, 4), 4, ("eps_rate_10y",)
    )
    sizes = [
        least_unlikely(
            work, find_scenario("baseline"), dated_at(condition_goal(work, words, 4), work.start + t), 4,
            ("eps_rate_10y",),
        ).distance
        for t in range(4)
    ]  # fmt: skip
    assert free.distance == pytest.approx(min(sizes), rel=1e-6)


def test_a_scenario_made_of_the_shocks_is_the_nearest() -> None:
    work, one = load(), found()
    plans = [("again", parse_plan(as_scenario(one, "again"), "again", None)),
             ("cuts", find_scenario("cuts-arrive"))]  # fmt: skip
    spread = np.ones((len(HEADLINE_VARIABLES), 2))
    best = nearest(work, plans, one, HEADLINE_VARIABLES, spread, 2)
    assert best[0].name == "again"
    assert best[0].likeness == pytest.approx(1.0, abs=1e-9)
    assert best[0].size == pytest.approx(1.0, abs=1e-6)
    assert best[0].slack == pytest.approx(0.0, abs=1e-7)
    assert best[1].likeness < 1.0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("rate_10y > 5 or ffr > 5", "A792"),
        ("not rate_10y > 5", "A792"),
        ("rate_10y[2027Q1] > 5 and ffr > 3", "A792"),
        ("rate_10x > 5", "M001"),
        ("3 > 2", "A792"),
    ],
)
def test_a_goal_that_cannot_be_aimed_at_is_refused(words: str, code: str) -> None:
    with pytest.raises(MoneygoodError) as caught:
        condition_goal(load(), words, 8)
    assert caught.value.code == code


def test_what_happens_anyway_is_told() -> None:
    work = load()
    with pytest.raises(MoneygoodError, match="already so"):
        least_unlikely(work, find_scenario("baseline"), condition_goal(work, "rate_10y > 1", 2), 2)


def test_an_unknown_shock_and_a_late_quarter_are_refused() -> None:
    work = load()
    with pytest.raises(MoneygoodError, match="S013"):
        least_unlikely(work, find_scenario("baseline"), loss(), 2, ("eps_rate_10x",))
    with pytest.raises(MoneygoodError, match="A303"):
        least_unlikely(work, find_scenario("baseline"), dated_at(loss(), Quarter.parse("2050Q1")), 2)
