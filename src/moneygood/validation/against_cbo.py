"""Where the baseline differs from CBO's budget, and how much of that each part of the economy explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.budget.economy import ECONOMY
from moneygood.baseline.budget.fiscal_years import year_ends, yearly_means
from moneygood.baseline.budget.under_cbo import cbo_run
from moneygood.core.periods import Quarter

if TYPE_CHECKING:
    from moneygood.baseline.budget.block import BlockRun
    from moneygood.baseline.workspace import Workspace
    from moneygood.core.panel import Panel
    from moneygood.data.vintage import Vintage

BASELINE = "2026-02"
LINES = ("gdp_nom", "revenue", "outlays_primary", "interest_net", "balance", "debt_public", "debt_ratio")
PRICES = ("price_gdp", "cpi", "infl_expected")
NOMINAL = ("gdp_nom", "gdp_potential_nom", "wages", "profits", "imp_nom", "equity_household", "fed_assets")
ACTIVITY = ("gdp_nom", "gdp_potential_nom", "gap", "unemployment", "nairu", "wages", "profits", "imp_nom")
RATES = ("rate_3m", "rate_2y", "rate_5y", "rate_10y", "rate_30y", "ffr")
STEPS = ("prices", "activity and incomes", "interest rates", "shares, gains and the Fed's assets")


@dataclass(frozen=True)
class LineGap:
    """One line in one fiscal year: CBO's figure, ours, and the steps from one to the other, which add up.

    $bn, the debt ratio in percent. `block` is what the budget block makes of CBO's own economy less CBO's
    figure; `steps` follow STEPS; `rest` is what is left: figures known by mid-2026, the jump-off.
    """

    line: str
    year: int
    cbo: float
    ours: float
    block: float
    steps: tuple[float, ...]
    rest: float


@dataclass(frozen=True)
class AgainstCbo:
    """The baseline against CBO's budget of `baseline`, line by line for every fiscal year in both."""

    baseline: str
    rows: tuple[LineGap, ...]

    def row(self, line: str, year: int) -> LineGap:
        """The row of one line and fiscal year (KeyError when there is none)."""
        return {(r.line, r.year): r for r in self.rows}[line, year]


def against_cbo(workspace: Workspace, baseline: str = BASELINE) -> AgainstCbo:
    """The model's baseline beside CBO's budget, the difference split by what of the economy differs.

    The budget block is run under CBO's economy, then with our prices in place of CBO's (nominal figures
    scaled with them), then also our activity and incomes, our interest rates, and our share prices with
    gains set free; each step is the change of the line. The order is fixed, so steps share what they have in
    common with earlier ones. Errors: those of `cbo_run`. Source: ours.
    """
    model, vintage = workspace.model, workspace.vintage
    years = max(vintage.cbo_budget(baseline, "interest_net"))
    ours = _own_figures(workspace, Quarter.of(years, 3))

    def own(names: tuple[str, ...], first: Quarter, length: int) -> dict[str, np.ndarray]:
        return {n: _between(ours, n, first, length) for n in names}

    def with_prices(first: Quarter, cbo: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        length = len(cbo["price_gdp"])
        level = _between(ours, "price_gdp", first, length) / cbo["price_gdp"]
        return {n: cbo[n] * level for n in NOMINAL} | own(PRICES, first, length)

    def with_activity(first: Quarter, cbo: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        return with_prices(first, cbo) | own(ACTIVITY, first, len(cbo["price_gdp"]))

    def with_rates(first: Quarter, cbo: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        return with_activity(first, cbo) | own(RATES, first, len(cbo["price_gdp"]))

    def with_all(first: Quarter, cbo: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        return own(ECONOMY, first, len(cbo["price_gdp"]))

    runs = [cbo_run(model, vintage, baseline)]
    runs += [cbo_run(model, vintage, baseline, f) for f in (with_prices, with_activity, with_rates)]
    runs.append(cbo_run(model, vintage, baseline, with_all, hold_gains=False))
    gdp_cbo = _yearly(vintage.cbo_economy(baseline), "gdp_nom")
    gdp_own = yearly_means(ours["gdp_nom"], ours["_periods"])
    gdps = _gdp_of_steps(ours, gdp_cbo, gdp_own, vintage, baseline)
    chain = [_lines(run, gdp) for run, gdp in zip(runs, gdps, strict=True)]
    rows = _rows(chain, _published(vintage, baseline, gdp_cbo), _own_lines(ours, gdp_own))
    return AgainstCbo(baseline, tuple(rows))


FLOWS = ("revenue", "outlays_primary", "interest_net", "balance")


def _own_figures(workspace: Workspace, last: Quarter) -> dict[str, np.ndarray]:
    """History and baseline joined: name, then [quarter]; `_periods` are the quarters."""
    history = workspace.history
    ahead = workspace.baseline(max(int(last - workspace.start) + 1, 1))
    cut = history.periods.index(workspace.start - 1) + 1
    keep = (*ECONOMY, *FLOWS, "debt_public")
    out: dict[str, np.ndarray] = {
        n: np.concatenate([history.series(n)[:cut], ahead.series(n)]) for n in dict.fromkeys(keep)
    }
    out["_periods"] = np.array([*history.periods[:cut], *ahead.periods], dtype=object)
    return out


def _between(figures: Mapping[str, np.ndarray], name: str, first: Quarter, length: int) -> np.ndarray:
    start = int(first - figures["_periods"][0])
    return figures[name][start : start + length]


def _yearly(panel: Panel, name: str) -> dict[int, float]:
    return yearly_means(panel.series(name), panel.periods)


def _gdp_of_steps(ours: Mapping[str, np.ndarray], cbo: Mapping[int, float], own: Mapping[int, float],
                  vintage: Vintage, baseline: str) -> list[dict[int, float]]:  # fmt: skip
    """GDP by fiscal year as each step has it: CBO's, CBO's at our prices, then ours."""
    price_cbo = _yearly(vintage.cbo_economy(baseline), "price_gdp")
    price_own = yearly_means(ours["price_gdp"], ours["_periods"])
    scaled = {y: v * price_own[y] / price_cbo[y] for y, v in cbo.items() if y in price_own}
    return [dict(cbo), scaled, dict(own), dict(own), dict(own)]


def _lines(run: BlockRun, gdp: Mapping[int, float]) -> dict[str, dict[int, float]]:
    out = {n: yearly_means(run.values[n], run.periods) for n in FLOWS}
    out["debt_public"] = year_ends(run.values["debt_public"], run.periods)
    return _with_ratio(out, gdp)


def _own_lines(ours: Mapping[str, np.ndarray], gdp: Mapping[int, float]) -> dict[str, dict[int, float]]:
    periods = ours["_periods"]
    out = {n: yearly_means(ours[n], periods) for n in FLOWS}
    out["debt_public"] = year_ends(ours["debt_public"], periods)
    return _with_ratio(out, gdp)


def _published(vintage: Vintage, baseline: str, gdp: Mapping[int, float]) -> dict[str, dict[int, float]]:
    out = {n: dict(vintage.cbo_budget(baseline, n)) for n in (*FLOWS, "debt_public")}
    return _with_ratio(out, gdp)


def _with_ratio(lines: dict[str, dict[int, float]], gdp: Mapping[int, float]) -> dict[str, dict[int, float]]:
    lines["gdp_nom"] = dict(gdp)
    lines["debt_ratio"] = {y: 100 * v / gdp[y] for y, v in lines["debt_public"].items() if y in gdp}
    return lines


def _rows(chain: list[dict[str, dict[int, float]]], cbo: Mapping[str, Mapping[int, float]],
          own: Mapping[str, Mapping[int, float]]) -> list[LineGap]:  # fmt: skip
    rows = []
    for line in LINES:
        for year in sorted(set(cbo[line]) & set(own[line]) & set(chain[0][line]) & set(chain[-1][line])):
            if year not in cbo["interest_net"]:
                continue
            at = [c[line][year] for c in chain]
            steps = tuple(float(b - a) for a, b in pairwise(at))
            rows.append(LineGap(line, year, cbo[line][year], own[line][year], at[0] - cbo[line][year], steps,
                                own[line][year] - at[-1]))  # fmt: skip
    return rows
