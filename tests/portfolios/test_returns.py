"""Gains of a portfolio against sums by hand, whatever is rebalanced and financed."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.core.periods import Quarter, quarter_range
from moneygood.portfolios.block_text import Blocks, BuildingBlock
from moneygood.portfolios.curve import CurvePoint, YieldCurve
from moneygood.portfolios.holdings import Portfolio, find_portfolio
from moneygood.portfolios.returns import gains, priced

BLOCKS = Blocks(
    YieldCurve((CurvePoint(2.0, "r"), CurvePoint(10.0, "r"))),
    {
        "shares": BuildingBlock("shares", "Shares", "share", "shares", True, price="p"),
        "bond": BuildingBlock("bond", "Bond", "bond", "bonds", True, maturity=5.0),
        "pair": BuildingBlock("pair", "Pair", "share", "shares", False, price="q"),
        "cash": BuildingBlock("cash", "Cash", "cash", "money", True, rate="r"),
    },
)
PERIODS = quarter_range(Quarter.parse("2027Q1"), Quarter.parse("2027Q3"))


def figures(draws: int = 30) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    steps = {n: rng.normal(0.0, 0.05, (4, draws)).cumsum(axis=0) for n in "pqr"}
    return {"p": 100 * np.exp(steps["p"]), "q": 50 * np.exp(steps["q"]), "r": 4.0 + 5 * steps["r"]}


def own(**more: object) -> Portfolio:
    content = {"holdings": {"shares": 60, "bond": 40}, "overlays": {"shares": -20, "pair": 10}, **more}
    return find_portfolio(content, BLOCKS.blocks)


def slow(portfolio: Portfolio, draw: int) -> list[float]:
    """The value at the end of each quarter, one draw and one quarter at a time."""
    table = figures()
    returns = priced(BLOCKS, portfolio.names, table)
    rate = {n: r.total[:, draw] for n, r in returns.items()}
    value, held = portfolio.notional, {b: w * portfolio.notional for b, w in portfolio.holdings.items()}
    out = []
    for t in range(3):
        base = value if portfolio.fixed_weights else portfolio.notional
        if portfolio.fixed_weights:
            held = {b: w * value for b, w in portfolio.holdings.items()}
        gain = sum(v * rate[b][t] for b, v in held.items())
        gain += -0.2 * base * (rate["shares"][t] - rate["cash"][t]) + 0.1 * base * rate["pair"][t]
        held = {b: v * (1 + rate[b][t]) for b, v in held.items()}
        value += gain
        out.append(value)
    return out


@pytest.mark.parametrize("rebalanced", ["quarterly", "never"])
def test_the_value_is_that_of_one_quarter_after_the_other(rebalanced: str) -> None:
    portfolio = own(rebalanced=rebalanced)
    found = gains(portfolio, BLOCKS, priced(BLOCKS, portfolio.names, figures()), PERIODS)
    for draw in (0, 7, 29):
        assert found.value[1:, draw] == pytest.approx(slow(portfolio, draw), rel=1e-12)


@pytest.mark.parametrize("rebalanced", ["quarterly", "never"])
def test_blocks_drivers_and_quarters_add_up(rebalanced: str) -> None:
    portfolio = own(rebalanced=rebalanced)
    found = gains(portfolio, BLOCKS, priced(BLOCKS, portfolio.names, figures()), PERIODS)
    change = found.value[-1] - found.value[0]
    for which in (0, 1):
        summed = sum(part.sum(axis=0) for part in found.by(which).values())
        assert np.abs(summed - change).max() < 1e-9
    assert "financing" in found.by(1)
    assert set(found.by(0)) == {"shares", "bond", "shares (overlay)", "pair (overlay)"}


def test_what_is_paid_is_part_of_the_gain() -> None:
    portfolio = find_portfolio({"bond": 100}, BLOCKS.blocks)
    table = figures()
    table["r"] = np.full_like(table["r"], 4.0)
    found = gains(portfolio, BLOCKS, priced(BLOCKS, ("bond",), table), PERIODS)
    assert found.income[0] == pytest.approx(1.0)
    assert found.value[-1] == pytest.approx(100 * 1.02**1.5)
