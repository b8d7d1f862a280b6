"""What is said of the gains of a portfolio on many draws: by year, block, driver, risk, and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.portfolios.block_text import Blocks
from moneygood.portfolios.hedges import Hedge, hedge
from moneygood.portfolios.pricing import DRIVERS, BlockReturns
from moneygood.portfolios.returns import Gains
from moneygood.portfolios.risk import (
    Measured,
    expected_shortfall,
    max_drawdown,
    mean,
    quantile,
    value_at_risk,
)

HEDGED_GROUPS = ("bonds", "shares", "currencies")
"""Groups of blocks that are tried as hedges: money hedges nothing."""


@dataclass(frozen=True)
class GainSpread:
    """A gain over draws in percent of the notional: mean with its error, and the middle 70 percent."""

    mean: float
    error: float
    low70: float
    high70: float


@dataclass(frozen=True)
class YearGain:
    """The gain of the quarters of a calendar year that are simulated; `paid` of it as income, on average."""

    year: int
    quarters: int
    gain: GainSpread
    paid: float


@dataclass(frozen=True)
class RiskRow:
    """Value at risk and expected shortfall over the first `quarters`, in percent of the notional."""

    quarters: int
    level: float
    value_at_risk: Measured
    expected_shortfall: Measured


@dataclass(frozen=True)
class Summary:
    """A portfolio on the draws of one scenario, in percent of the notional.

    `total` is over all quarters, `parts` the mean gain by block and driver (they add up to the mean of
    `total`), `paid` the mean income by block.
    """

    total: GainSpread
    years: tuple[YearGain, ...]
    parts: Mapping[tuple[str, str], float]
    paid: Mapping[str, float]
    risks: tuple[RiskRow, ...]
    drawdown: Measured
    drawdown_tail: Measured

    def by(self, which: int) -> dict[str, float]:
        """Mean gains by block (0) or by driver (1)."""
        out: dict[str, float] = {}
        for key, part in sorted(self.parts.items(), key=lambda p: DRIVERS.index(p[0][1]) if which else 0):
            out[key[which]] = out.get(key[which], 0.0) + part
        return out


def summarise(found: Gains, weights: np.ndarray, horizons: Sequence[int], levels: Sequence[float]) -> Summary:
    """The summary of gains under weights of the draws that add up to one; `horizons` in quarters, `levels` as
    shares such as 0.95."""
    scale = 100.0 / found.notional
    total = found.total * scale
    years = []
    for year in dict.fromkeys(p.year for p in found.periods):
        rows = [i for i, p in enumerate(found.periods) if p.year == year]
        paid = float(scale * found.income[rows].sum(axis=0) @ weights)
        years.append(YearGain(year, len(rows), _spread(total[rows].sum(axis=0), weights), paid))
    risks = []
    for quarters in horizons:
        gain = total[:quarters].sum(axis=0)
        for level in levels:
            var = value_at_risk(gain, weights, level)
            risks.append(RiskRow(quarters, level, var, expected_shortfall(gain, weights, level)))
    fall = max_drawdown(found.value)
    return Summary(
        _spread(total.sum(axis=0), weights),
        tuple(years),
        {key: float(scale * part.sum(axis=0) @ weights) for key, part in found.parts.items()},
        {block: float(scale * part.sum(axis=0) @ weights) for block, part in found.paid.items()},
        tuple(risks),
        mean(fall, weights),
        quantile(fall, weights, 0.95),
    )


def _spread(gain: np.ndarray, weights: np.ndarray) -> GainSpread:
    centre = mean(gain, weights)
    ends = (quantile(gain, weights, p).value for p in (0.15, 0.85))
    return GainSpread(centre.value, centre.error, *ends)


def difference(
    one: Gains, other: Gains, shared: tuple[np.ndarray, np.ndarray], weights: np.ndarray
) -> Measured:
    """The mean gain of one run less that of another on the same shocks, in percent of the notional.

    `shared` are the positions, in either, of the draws that succeeded in both.
    """
    a = one.total.sum(axis=0)[shared[0]] / one.notional
    b = other.total.sum(axis=0)[shared[1]] / other.notional
    own = weights[shared[1]]
    return mean(100.0 * (a - b), own / own.sum())


def hedges(
    blocks: Blocks, returns: Mapping[str, BlockReturns], found: Gains, weights: np.ndarray, quarters: int,
    level: float,
) -> tuple[Hedge, ...]:  # fmt: skip
    """Every block tried as a hedge of the first `quarters`, the one that takes most variance first."""
    gain = found.total[:quarters].sum(axis=0) / found.notional
    cash = np.prod(1.0 + returns[blocks.cash.name].total[:quarters], axis=0)
    out = []
    for name, block in blocks.blocks.items():
        if block.group in HEDGED_GROUPS:
            grown = np.prod(1.0 + returns[name].total[:quarters], axis=0)
            excess = grown - (cash if block.funded else 1.0)
            out.append(hedge(name, gain, excess, weights, level))
    return tuple(sorted(out, key=lambda h: -h.variance_cut))
