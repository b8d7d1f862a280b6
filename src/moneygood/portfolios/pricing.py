"""What a building block returns from one date to the next, split into its drivers.

Every driver is a share of the money held at the earlier date; together they are the total return exactly,
because what is left of the price change after its first derivative is called convexity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.portfolios.block_text import Blocks, BuildingBlock, Pool
from moneygood.portfolios.bonds import bill_return, bond_price, price_moves
from moneygood.portfolios.curve import Figures, YieldCurve

QUARTER = 0.25
DRIVERS = (
    "carry", "roll", "rates", "convexity", "spread", "default", "breakeven", "inflation", "prepayment",
    "price", "income", "currency", "financing",
)  # fmt: skip
"""Every driver, in the order in which it is shown."""


@dataclass(frozen=True)
class BlockReturns:
    """Drivers of a block's return [period, draw] as shares of its value one period before, and what of
    it is `paid` out: coupons, dividends, interest."""

    parts: Mapping[str, np.ndarray]
    paid: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """The total return [period, draw], a share."""
        return sum(self.parts.values(), np.zeros_like(self.paid))


def block_returns(
    blocks: Blocks, name: str, figures: Figures, years: float = QUARTER, past: Figures | None = None
) -> BlockReturns:
    """The returns of a block from figures [period, draw]; the first row is where the first return starts.

    `years` is the time between rows. Rates are those of the row, so what is earned over a period is known at
    its beginning, except for cash, which earns the mean of both ends. `past` [period, 1 or draw] are figures
    up to that first row and with it, for what remembers: the coupon of a pool, principal that follows prices
    late.

    >>> import numpy as np
    >>> from moneygood.portfolios.block_text import BuildingBlock, Blocks
    >>> from moneygood.portfolios.curve import CurvePoint, YieldCurve
    >>> flat = YieldCurve((CurvePoint(1.0, "a"), CurvePoint(10.0, "b")))
    >>> bond = BuildingBlock("x", "X", "bond", "bonds", True, maturity=5.0)
    >>> still = np.full((2, 1), 4.0)
    >>> found = block_returns(Blocks(flat, {"x": bond}), "x", {"a": still, "b": still})
    >>> round(100 * float(found.total[0, 0]), 4)
    0.995
    """
    block = blocks.blocks[name]
    return _PRICED[block.kind](block, blocks.curve, figures, years, past)


def _cash(
    block: BuildingBlock, curve: YieldCurve, figures: Figures, years: float, past: Figures | None
) -> BlockReturns:
    rate = np.asarray(figures[block.rate], dtype=np.float64)
    earned = 0.5 * (rate[1:] + rate[:-1]) / 100.0 * years
    return BlockReturns({"carry": earned}, earned)


def _bill(
    block: BuildingBlock, curve: YieldCurve, figures: Figures, years: float, past: Figures | None
) -> BlockReturns:
    earned = bill_return(figures[block.rate][:-1], block.days or 91.0, years)
    return BlockReturns({"carry": earned}, earned)


def _bond(
    block: BuildingBlock, curve: YieldCurve, figures: Figures, years: float, past: Figures | None
) -> BlockReturns:
    left, f = block.maturity - years, block.frequency
    bought = curve.at(block.maturity, figures)[:-1]
    aged = curve.at(left, figures)
    spread = block.spread.value(figures)
    coupon = bought + spread[:-1]
    kept = bond_price(coupon, coupon, left, f)
    rolled = price_moves(aged[:-1] + spread[:-1], coupon, left, f)
    ended = bond_price(aged[1:] + spread[1:], coupon, left, f)
    rates = rolled.slope * np.diff(aged, axis=0)
    wider = rolled.slope * np.diff(spread, axis=0)
    parts = {
        "carry": kept - 1.0,
        "roll": rolled.price - kept,
        "rates": rates,
        "convexity": ended - rolled.price - rates - wider,
    }
    if block.spread.on:
        parts["spread"] = wider
    if block.loss.on or block.loss.level:
        parts["default"] = -np.maximum(block.loss.value(figures)[:-1], 0.0) / 100.0 * years
    return BlockReturns(parts, coupon / 100.0 * years)


def _linker(
    block: BuildingBlock, curve: YieldCurve, figures: Figures, years: float, past: Figures | None
) -> BlockReturns:
    left, f = block.maturity - years, block.frequency
    fair = block.breakeven.value(figures)
    bought, aged = curve.at(block.maturity, figures)[:-1], curve.at(left, figures)
    coupon = bought - fair[:-1]
    kept = bond_price(coupon, coupon, left, f)
    rolled = price_moves(aged[:-1] - fair[:-1], coupon, left, f)
    ended = bond_price(aged[1:] - fair[1:], coupon, left, f)
    rates = rolled.slope * np.diff(aged, axis=0)
    priced = -rolled.slope * np.diff(fair, axis=0)
    index = np.asarray(figures[block.prices], dtype=np.float64)
    lag = round(block.lag * QUARTER / years)
    growth = index[1:] / index[:-1]
    if lag:
        before = index[:1] if past is None else np.asarray(past[block.prices], dtype=np.float64)
        before = np.concatenate([np.repeat(before[:1], lag, axis=0), before])[-lag - 1 : -1]
        late = np.concatenate([np.broadcast_to(before, (lag, index.shape[1])), index])
        growth = (late[1:] / late[:-1])[: len(growth)]
    parts = {
        "carry": kept - 1.0,
        "roll": rolled.price - kept,
        "rates": rates,
        "convexity": ended - rolled.price - rates - priced,
        "breakeven": priced,
        "inflation": ended * (growth - 1.0),
    }
    return BlockReturns(parts, coupon / 100.0 * years)


def _mortgage(
    block: BuildingBlock, curve: YieldCurve, figures: Figures, years: float, past: Figures | None
) -> BlockReturns:
    pool = block.pool
    assert pool is not None
    base, spread = curve.at(block.maturity, figures), block.spread.value(figures)
    total = base + spread
    earlier = total[:1] if past is None else curve.at(block.maturity, past) + block.spread.value(past)
    coupon = pool_coupons(pool, total, pool_coupons(pool, earlier, earlier[0], years)[-1], years)
    before, after, pays = total[:-1], total[1:], coupon[:-1]
    length = pool.duration + pool.swing * np.tanh((before - pays) / pool.width)

    def area(y: np.ndarray) -> np.ndarray:
        """The integral of the duration over yields."""
        x = np.abs(y - pays) / pool.width
        return pool.duration * y + pool.swing * pool.width * (x + np.log1p(np.exp(-2.0 * x)))

    moved = np.exp(-(area(after) - area(before)) / 100.0) - 1.0
    rates = -length * np.diff(base, axis=0) / 100.0
    wider = -length * np.diff(spread, axis=0) / 100.0
    earned = before / 100.0 * years
    parts = {"carry": earned, "rates": rates, "spread": wider, "prepayment": moved - rates - wider}
    return BlockReturns(parts, earned)


def pool_coupons(pool: Pool, yields: np.ndarray, first: np.ndarray, years: float) -> np.ndarray:
    """The mean coupon of a pool [period, draw]: what is new takes the yield of the day."""
    coupon = np.empty_like(yields)
    coupon[0] = first
    for t in range(1, len(yields)):
        gap = coupon[t - 1] - yields[t]
        new = np.minimum(pool.turnover + pool.refinancing * np.maximum(gap, 0.0), 1.0)
        coupon[t] = coupon[t - 1] + (1.0 - (1.0 - new) ** years) * (yields[t] - coupon[t - 1])
    return coupon


def _share(
    block: BuildingBlock, curve: YieldCurve, figures: Figures, years: float, past: Figures | None
) -> BlockReturns:
    price = np.asarray(figures[block.price], dtype=np.float64)
    parts = {"price": price[1:] / price[:-1] - 1.0}
    paid = np.zeros_like(parts["price"])
    if block.income.level or block.income.on:
        grown = sum((w * np.asarray(figures[n], dtype=np.float64) for n, w in block.grows_with), np.zeros(1))
        growth = grown[1:] / grown[:1] if block.grows_with else np.ones_like(paid)
        dividends = block.income.value(figures)[:1] / 100.0 * years * price[:1] * growth
        paid = dividends / price[:-1]
        parts["income"] = paid
    return BlockReturns(parts, paid)


def _currency(
    block: BuildingBlock, curve: YieldCurve, figures: Figures, years: float, past: Figures | None
) -> BlockReturns:
    rate = np.asarray(figures[block.price], dtype=np.float64)
    moved = (rate[:-1] / rate[1:] if block.inverse else rate[1:] / rate[:-1]) - 1.0
    earned = block.income.value(figures)[:-1] / 100.0 * years
    return BlockReturns({"currency": moved, "carry": earned}, earned)


_PRICED: dict[str, Callable[[BuildingBlock, YieldCurve, Figures, float, Figures | None], BlockReturns]] = {
    "cash": _cash, "bill": _bill, "bond": _bond, "linker": _linker, "mortgage": _mortgage, "share": _share,
    "currency": _currency,
}  # fmt: skip
