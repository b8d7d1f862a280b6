"""Each kind of block against a case worked by hand, and its drivers against its total."""

from __future__ import annotations

import math

import numpy as np
import pytest

from moneygood import api
from moneygood.portfolios.block_text import Blocks, BuildingBlock, Pool, Relation, read_blocks
from moneygood.portfolios.bonds import bond_price
from moneygood.portfolios.curve import CurvePoint, YieldCurve
from moneygood.portfolios.pricing import DRIVERS, block_returns, pool_coupons

CURVE = YieldCurve((CurvePoint(2.0, "two"), CurvePoint(10.0, "ten")))


def returns(
    block: BuildingBlock, figures: dict[str, list[float]], past: dict[str, list[float]] | None = None
):
    table = {n: np.array(v)[:, None] for n, v in figures.items()}
    before = None if past is None else {n: np.array(v)[:, None] for n, v in past.items()}
    return block_returns(Blocks(CURVE, {block.name: block}), block.name, table, past=before)


def test_a_yield_between_two_points_is_linear_in_the_log_of_maturity() -> None:
    figures = {"two": np.array([[3.0]]), "ten": np.array([[5.0]])}
    at = CURVE.at(math.sqrt(20.0), figures)  # the middle of 2 and 10 in logs
    assert float(at[0, 0]) == pytest.approx(4.0)
    assert float(CURVE.at(0.5, figures)[0, 0]) == 3.0
    assert float(CURVE.at(30.0, figures)[0, 0]) == 5.0


def test_a_bond_is_bought_at_par_ages_and_is_sold() -> None:
    """A ten-year at 5 percent has 9.75 years to go a quarter later; the curve has moved up by 0.3 points."""
    bond = BuildingBlock("b", "B", "bond", "bonds", True, maturity=10.0)
    found = returns(bond, {"two": [3.0, 3.3], "ten": [5.0, 5.3]})
    slope = 2.0 / math.log(5.0)
    aged = 5.0 + slope * math.log(9.75 / 10.0)
    sold = float(bond_price(np.array(aged + 0.3), np.array(5.0), 9.75))
    assert float(found.total[0, 0]) == pytest.approx(sold - 1.0, rel=1e-12)
    parts = {k: float(v[0, 0]) for k, v in found.parts.items()}
    assert parts["carry"] == pytest.approx(1.025**0.5 - 1.0, rel=1e-12)
    rolled = float(bond_price(np.array(aged), np.array(5.0), 9.75))
    assert parts["roll"] == pytest.approx(rolled - 1.025**0.5, rel=1e-9)
    # at par the modified duration is (1 - 1.025^-20) / 0.05 = 7.79 years, a quarter later 0.25 / 1.025 less
    assert parts["rates"] == pytest.approx(-0.003 * 7.55 * rolled, rel=2e-3)
    assert 0 < parts["convexity"] < 0.001
    assert float(found.paid[0, 0]) == pytest.approx(0.0125)


def test_credit_pays_a_spread_and_loses_to_default() -> None:
    bond = BuildingBlock("c", "C", "bond", "bonds", True, maturity=10.0, spread=Relation(0.5, (("s", 2.0),)),
                 loss=Relation(0.2, (("s", 1.0),)))  # fmt: skip
    found = returns(bond, {"two": [5.0, 5.0], "ten": [5.0, 5.0], "s": [1.0, 1.4]})
    sold = float(bond_price(np.array(5.0 + 0.5 + 2.8), np.array(7.5), 9.75))
    assert float(found.total[0, 0]) == pytest.approx(sold - 1.0 - 0.012 / 4, rel=1e-12)
    assert float(found.parts["spread"][0, 0]) < -0.05
    assert float(found.parts["rates"][0, 0]) == 0.0


def test_a_linked_bond_earns_its_real_yield_and_inflation_of_a_quarter_ago() -> None:
    bond = BuildingBlock(
        "t", "T", "linker", "bonds", True, maturity=10.0, breakeven=Relation(2.0), prices="p", lag=1
    )
    figures = {"two": [4.0] * 3, "ten": [4.0] * 3, "p": [100.0, 103.0, 104.0]}
    found = returns(bond, figures, {"p": [98.0, 100.0]})
    real = 1.01**0.5  # nothing moves: 2 percent a year, twice
    assert found.total[:, 0] == pytest.approx([real * 100 / 98 - 1, real * 103 / 100 - 1], rel=1e-12)


def test_a_pool_extends_when_yields_rise_and_shrinks_when_they_fall() -> None:
    """Four years of duration at the money, 2.5 · tanh(1) more or less a point away: integrated by hand."""
    pool = Pool(4.0, 2.5, 1.0, 0.0, 0.0)
    block = BuildingBlock("m", "M", "mortgage", "bonds", True, maturity=10.0, spread=Relation(1.0), pool=pool)
    for move in (1.0, -1.0):
        found = returns(block, {"two": [4.0, 4.0], "ten": [4.0, 4.0 + move]})
        area = 4.0 * move + 2.5 * math.log(math.cosh(1.0))
        expected = 0.05 / 4 + math.exp(-area / 100) - 1
        assert float(found.total[0, 0]) == pytest.approx(expected, rel=1e-12)
        assert float(found.parts["prepayment"][0, 0]) < 0.0


def test_the_coupon_of_a_pool_follows_what_is_new() -> None:
    pool = Pool(4.0, 2.5, 1.0, 0.08, 0.2)
    found = pool_coupons(pool, np.array([[6.0], [6.0], [3.0]]), np.array([6.0]), 1.0)
    assert found[:, 0] == pytest.approx([6.0, 6.0, 6.0 - 3.0 * 0.68])


def test_dividends_grow_with_their_base_and_not_with_the_price() -> None:
    block = BuildingBlock(
        "s", "S", "share", "shares", True, price="p", income=Relation(2.0), grows_with=(("e", 1.0),)
    )
    found = returns(block, {"p": [100.0, 80.0, 90.0], "e": [50.0, 51.0, 52.0]})
    assert found.parts["price"][:, 0] == pytest.approx([-0.2, 0.125])
    assert found.paid[:, 0] == pytest.approx([0.5 * 1.02 / 100, 0.5 * 1.04 / 80])


def test_money_and_currencies() -> None:
    cash = BuildingBlock("c", "C", "cash", "money", True, rate="r")
    assert returns(cash, {"r": [4.0, 5.0]}).total[0, 0] == pytest.approx(0.045 / 4)
    bill = BuildingBlock("b", "B", "bill", "money", True, rate="r", days=91)
    quarter = (1 - 0.04 * 91 / 360) ** (-365 / 4 / 91) - 1
    assert returns(bill, {"r": [4.0, 9.0]}).total[0, 0] == pytest.approx(quarter)
    yen = BuildingBlock(
        "y", "Y", "currency", "currencies", True, price="x", inverse=True, income=Relation(1.0)
    )
    found = returns(yen, {"x": [150.0, 120.0]})
    assert found.total[0, 0] == pytest.approx(0.25 + 0.0025)


def test_every_shipped_block_is_priced_and_its_drivers_add_up() -> None:
    blocks = read_blocks(api.load().model)
    assert len(blocks.blocks) == 17
    rng = np.random.default_rng(5)
    names = blocks.variables()
    figures = {n: 3.0 + rng.uniform(0.0, 2.0, (6, 50)) for n in names}
    for name in blocks.blocks:
        found = block_returns(blocks, name, figures)
        assert set(found.parts) <= set(DRIVERS)
        assert found.total.shape == found.paid.shape == (5, 50)
        assert np.isfinite(found.total).all()
        assert np.abs(found.total - sum(found.parts.values())).max() < 1e-14
