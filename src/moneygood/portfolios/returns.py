"""What a portfolio gains and loses: by quarter, by block and by driver, adding up in dollars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.portfolios.block_text import Blocks
from moneygood.portfolios.curve import Figures
from moneygood.portfolios.holdings import Portfolio
from moneygood.portfolios.pricing import BlockReturns, block_returns


@dataclass(frozen=True)
class Gains:
    """Gains of a portfolio in dollars [quarter, draw] by block (or overlay) and driver; `paid` of them as
    coupons, dividends and interest, by block. Their sum over everything is the change of its value."""

    periods: tuple[Quarter, ...]
    notional: float
    parts: Mapping[tuple[str, str], np.ndarray]
    paid: Mapping[str, np.ndarray]

    @property
    def total(self) -> np.ndarray:
        """The gain of each quarter [quarter, draw]."""
        return sum(self.parts.values(), np.zeros_like(next(iter(self.parts.values()))))

    @property
    def value(self) -> np.ndarray:
        """The value at the end of each quarter, the start first [quarter + 1, draw]."""
        gained = np.cumsum(self.total, axis=0)
        return self.notional + np.concatenate([np.zeros_like(gained[:1]), gained])

    @property
    def income(self) -> np.ndarray:
        """What was paid out of all blocks [quarter, draw]."""
        return sum(self.paid.values(), np.zeros_like(self.total))

    def by(self, which: int) -> dict[str, np.ndarray]:
        """The gains [quarter, draw] by block (0) or by driver (1)."""
        out: dict[str, np.ndarray] = {}
        for key, part in self.parts.items():
            out[key[which]] = out[key[which]] + part if key[which] in out else part
        return out


def figures_of(paths: Paths, history: Mapping[str, np.ndarray], names: tuple[str, ...]) -> Figures:
    """The figures that blocks are priced from [quarter + 1, good draw], the quarter before the run first.

    `history` has the completed past of each variable, the quarter before the run last.
    """
    ok = paths.ok
    out = {}
    for name in names:
        series = paths.series(name)[:, ok].astype(np.float64)
        start = np.full((1, series.shape[1]), history[name][-1])
        out[name] = np.concatenate([start, series])
    return out


def priced(
    blocks: Blocks, names: tuple[str, ...], figures: Figures, past: Figures | None = None
) -> dict[str, BlockReturns]:
    """The quarterly returns of blocks by name, cash among them."""
    wanted = dict.fromkeys([*names, blocks.cash.name])
    return {name: block_returns(blocks, name, figures, past=past) for name in wanted}


def gains(
    portfolio: Portfolio, blocks: Blocks, returns: Mapping[str, BlockReturns], periods: tuple[Quarter, ...],
    *, holdings: Mapping[str, float] | None = None, overlays: Mapping[str, float] | None = None,
) -> Gains:  # fmt: skip
    """The gains of a portfolio (of other holdings where given) from the returns of its blocks.

    With fixed weights each quarter's gain is that of the weights on the value at its start; left alone, each
    holding grows by its own return. An overlay has the size that its weight says of the value at the start of
    the quarter (or of the notional, left alone); where its block takes money, cash is borrowed for it.
    """
    held = portfolio.holdings if holdings is None else holdings
    beside = portfolio.overlays if overlays is None else overlays
    total = {name: r.total for name, r in returns.items()}
    cash = total[blocks.cash.name]
    excess = {b: total[b] - cash if blocks.blocks[b].funded else total[b] for b in beside}
    sizes = _sizes(portfolio, held, beside, total, excess, cash.shape)
    parts: dict[tuple[str, str], np.ndarray] = {}
    paid: dict[str, np.ndarray] = {}
    for (block, kind), size in sizes.items():
        label = block if kind == "holding" else f"{block} (overlay)"
        for driver, part in returns[block].parts.items():
            parts[label, driver] = size * part
        paid[label] = size * returns[block].paid
        if kind == "overlay" and blocks.blocks[block].funded:
            parts[label, "financing"] = -size * cash
            paid[label] = paid[label] - size * cash
    return Gains(periods, portfolio.notional, parts, paid)


def _sizes(
    portfolio: Portfolio, held: Mapping[str, float], beside: Mapping[str, float],
    total: Mapping[str, np.ndarray], excess: Mapping[str, np.ndarray], shape: tuple[int, ...],
) -> dict[tuple[str, str], np.ndarray]:  # fmt: skip
    """Dollars in each position at the start of each quarter [quarter, draw]."""
    if portfolio.fixed_weights:
        rate = sum((w * total[b] for b, w in held.items()), np.zeros(shape))
        rate = sum((w * excess[b] for b, w in beside.items()), rate)
        grown = np.cumprod(1.0 + rate, axis=0)
        value = portfolio.notional * np.concatenate([np.ones_like(grown[:1]), grown[:-1]])
        out = {(b, "holding"): w * value for b, w in held.items()}
        return out | {(b, "overlay"): w * value for b, w in beside.items()}
    out = {}
    for b, w in held.items():
        grown = np.cumprod(1.0 + total[b], axis=0)
        out[b, "holding"] = w * portfolio.notional * np.concatenate([np.ones_like(grown[:1]), grown[:-1]])
    return out | {(b, "overlay"): np.full(shape, w * portfolio.notional) for b, w in beside.items()}
