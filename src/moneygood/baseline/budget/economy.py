"""The economy that the budget block is fed with: figures of the past, or a CBO projection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.periods import Quarter, quarter_range

if TYPE_CHECKING:
    from moneygood.core.panel import Panel
    from moneygood.data.vintage import Vintage
    from moneygood.model.model import Model

ECONOMY = (
    "gdp_nom", "gdp_potential_nom", "gap", "price_gdp", "cpi", "infl_expected", "unemployment", "nairu",
    "wages", "profits", "imp_nom", "equity_household", "rate_3m", "rate_2y", "rate_5y", "rate_10y",
    "rate_30y", "ffr", "fed_assets", "growth_potential", "relief", "prod_extra", "ai_tax",
)  # fmt: skip
"""What the budget block takes from the other sectors."""

SERIES = {
    "gdp_nom": "gdp_nominal", "price_gdp": "gdp_deflator", "gap": "output_gap_cbo", "cpi": "cpi",
    "infl_expected": "expected_inflation_10y", "unemployment": "unemployment_rate", "nairu": "nairu_frbus",
    "wages": "wages", "profits": "profits", "imp_nom": "imports_nominal",
    "equity_household": "household_equities",
    "rate_3m": "bill_3m", "rate_2y": "treasury_2y", "rate_5y": "treasury_5y", "rate_10y": "treasury_10y",
    "rate_30y": "treasury_30y",
    "ffr": "funds_rate", "fed_assets": "fed_assets",
}  # fmt: skip

GROWING = {
    "wages": "gdp_nom", "profits": "gdp_nom", "imp_nom": "gdp_nom", "fed_assets": "gdp_nom", "gdp_nom": None,
    "price_gdp": None, "cpi": None, "equity_household": "gdp_nom",
}  # fmt: skip
"""Levels: a quarter without a figure keeps the last ratio to the series named, or its own last growth."""

SLOPE_LOW, SLOPE_HIGH = 0.5, 2.0
"""Quarters whose ten-year stands this far above the bill tell where the two-year stands under CBO."""


def _carried(values: np.ndarray, guide: np.ndarray | None) -> np.ndarray:
    """`values` with gaps at either end filled: at the ratio to `guide`, or at the growth of the last four
    quarters when there is no guide."""
    out = values.copy()
    seen = np.flatnonzero(~np.isnan(out))
    first, last = int(seen[0]), int(seen[-1])
    inner = np.arange(first, last + 1)
    out[first : last + 1] = np.interp(inner, seen, out[seen])
    beside = guide
    if beside is None:
        beside = ((out[last] / out[last - 4]) ** 0.25) ** np.arange(len(out))
    out[last + 1 :] = out[last] * beside[last + 1 :] / beside[last]
    out[:first] = out[first] * beside[:first] / beside[first]
    return out


def _level(values: np.ndarray) -> np.ndarray:
    return _carried(values, np.ones(len(values)))


def observed_economy(
    model: Model, vintage: Vintage, first: Quarter, last: Quarter, economy: Panel | None = None
) -> dict[str, np.ndarray]:
    """The observed economy from `first` to `last`: name, then [quarter], in the model's units.

    Gaps at the edges are filled plainly: levels keep their ratio to GDP or their own growth, rates and the
    spread of the thirty-year stay, the natural rate follows CBO's February 2026 projection after FRB/US ends
    (level where there was none).
    Figures in `economy` (model names), where present, take precedence.
    """
    periods = quarter_range(first, last)
    panel = vintage.quarterly
    raw: dict[str, np.ndarray] = {}
    for name, series in SERIES.items():
        figures = panel.series(series)
        raw[name] = np.array(
            [
                figures[p - panel.periods[0]] if panel.periods[0] <= p <= panel.periods[-1] else np.nan
                for p in periods
            ]
        )
    if economy is not None:
        for name in raw:
            if name in economy:
                for i, p in enumerate(periods):
                    if economy.periods[0] <= p <= economy.periods[-1] and np.isfinite(economy.at(name, p)):
                        raw[name][i] = economy.at(name, p)
    projected = [v for v in vintage.cbo_vintages() if vintage.cbo_series("cbo_economy", v)]
    if projected:
        cbo = vintage.cbo_economy(projected[-1])
        for i, p in enumerate(periods):
            if np.isnan(raw["nairu"][i]) and p >= cbo.periods[0]:
                raw["nairu"][i] = cbo.at("nairu", p)
    raw["rate_30y"] = raw["rate_10y"] + _level(raw["rate_30y"] - raw["rate_10y"])
    out: dict[str, np.ndarray] = {}
    for name in ("gdp_nom", *(n for n in raw if n != "gdp_nom")):
        guide = GROWING.get(name, "level")
        out[name] = (
            _level(raw[name]) if guide == "level" else _carried(raw[name], out[guide] if guide else None)
        )
    between = five_year(model, out["rate_2y"], out["rate_10y"])
    out["rate_5y"] = np.where(np.isfinite(raw["rate_5y"]), raw["rate_5y"], between)
    out["gdp_potential_nom"] = out["gdp_nom"] / (1 + out["gap"] / 100)
    out["growth_potential"] = np.zeros(len(periods))  # moves nothing while spending is on the budget's paths
    out["relief"] = np.zeros(len(periods))  # past law is in the budget's paths
    out["ai_tax"] = np.zeros(len(periods))  # there is none in the law on file
    out["prod_extra"] = np.zeros(len(periods))  # and so is the productivity that was foreseen
    return out


def five_year(model: Model, two_year: np.ndarray, ten_year: np.ndarray) -> np.ndarray:
    """The five-year yield that goes with a two- and a ten-year, by the term-structure sector's weights."""
    weight = {n: model.parameters[f"b_rate_5y{n}"].value for n in ("_2y", "", "_level")}
    return weight["_2y"] * two_year + weight[""] * ten_year + weight["_level"]


def two_year_rule(model: Model, vintage: Vintage) -> tuple[float, float]:
    """Intercept and slope of (two-year less bill) on (ten-year less bill), bills as bond-equivalent yields.

    Least squares on the quarters since 1990 with an upward slope like CBO's; in percent a year.
    """
    panel = vintage.quarterly
    bill, two, ten = (panel.series(n) for n in ("bill_3m", "treasury_2y", "treasury_10y"))
    bill = _bond_equivalent(model, bill)
    slope, rise = ten - bill, two - bill
    use = np.isfinite(slope + rise)
    use &= (slope > SLOPE_LOW) & (slope < SLOPE_HIGH)
    design = np.column_stack([np.ones(use.sum()), slope[use]])
    intercept, share = np.linalg.lstsq(design, rise[use], rcond=None)[0]
    return float(intercept), float(share)


def _bond_equivalent(model: Model, discount: np.ndarray) -> np.ndarray:
    year, term = (model.parameters[n].value for n in ("b_bill_year", "b_bill_term"))
    return year * discount / (1 - term * discount / 100)


def cbo_economy(
    model: Model, vintage: Vintage, baseline: str, first: Quarter, last: Quarter
) -> dict[str, np.ndarray]:
    """CBO's economy of `baseline`: name, then [quarter from `first` to `last`], in the model's units.

    What CBO does not publish is filled by stated rules: the two-year from `two_year_rule`, the five-year as
    in the term-structure sector, the thirty-year at its mean spread since 1990 over the ten-year; expected
    inflation is core PCE inflation; imports where absent keep the share of GDP of the last baseline that has
    them; household equity grows with GDP; the Fed's assets grow with GDP from their last figure before the
    projection. Quarters before CBO's table come from the observed economy.
    """
    periods = quarter_range(first, last)
    table = vintage.cbo_economy(baseline)
    past = observed_economy(model, vintage, first, min(last, vintage.quarterly.periods[-1]))
    wanted = ("gdp_nom", "price_gdp", "cpi", "unemployment", "nairu", "wages", "profits", "rate_3m",
              "rate_10y", "ffr", "gap", "imp_nom")  # fmt: skip
    out = {name: _joined(name, past, table, periods) for name in wanted if name in table}
    if "imp_nom" not in out:
        older = vintage.cbo_economy([v for v in vintage.cbo_vintages() if v < baseline][-1])
        share = np.array([
            older.at("imp_nom", min(max(p, older.periods[0]), older.periods[-1]))
            / older.at("gdp_nom", min(max(p, older.periods[0]), older.periods[-1])) for p in periods
        ])  # fmt: skip
        seen = len(past["imp_nom"]) - _tail(vintage, "imports_nominal", past["imp_nom"], periods)
        known = past["imp_nom"][seen - 1] / past["gdp_nom"][seen - 1]
        out["imp_nom"] = share / share[seen - 1] * known * out["gdp_nom"]
        out["imp_nom"][:seen] = past["imp_nom"][:seen]
    core = table.series("price_core")
    inflation = 100 * (core[4:] / core[:-4] - 1)
    out["infl_expected"] = np.full(len(periods), inflation[-1])
    intercept, share_2y = two_year_rule(model, vintage)
    start = table.periods[0] - periods[0]
    bill = _bond_equivalent(model, out["rate_3m"])
    out["rate_2y"] = bill + intercept + share_2y * (out["rate_10y"] - bill)
    panel = vintage.quarterly
    out["rate_30y"] = out["rate_10y"] + np.nanmean(
        panel.series("treasury_30y") - panel.series("treasury_10y")
    )
    for name in ("rate_2y", "rate_30y", "infl_expected"):
        out[name][: max(start, 0)] = past[name][: max(start, 0)]
    out["rate_5y"] = five_year(model, out["rate_2y"], out["rate_10y"])
    out["rate_5y"][: max(start, 0)] = past["rate_5y"][: max(start, 0)]
    for name in ("equity_household", "fed_assets"):
        seen = min(_published(baseline) - periods[0], len(past[name]) - 1)
        values = np.full(len(periods), np.nan)
        values[: seen + 1] = past[name][: seen + 1]
        out[name] = _carried(values, out["gdp_nom"])
    out["gdp_potential_nom"] = out["gdp_nom"] / (1 + out["gap"] / 100)
    out["growth_potential"] = np.zeros(len(periods))  # moves nothing while spending is on the budget's paths
    out["relief"] = np.zeros(len(periods))  # past law is in the budget's paths
    out["ai_tax"] = np.zeros(len(periods))  # there is none in the law on file
    out["prod_extra"] = np.zeros(len(periods))  # and so is the productivity that was foreseen
    return out


def _published(baseline: str) -> Quarter:
    """The last quarter that was over when a baseline named by its month came out."""
    year, month = (int(x) for x in baseline.split("-"))
    return Quarter.of(year, (month - 1) // 3 + 1) - 1


def _tail(vintage: Vintage, series: str, values: np.ndarray, periods: tuple[Quarter, ...]) -> int:
    """How many quarters at the end of `values` lie after the last figure of `series`."""
    panel = vintage.quarterly
    last = panel.periods[int(np.flatnonzero(np.isfinite(panel.series(series)))[-1])]
    return max(int(periods[len(values) - 1] - last), 0)


def _joined(name: str, past: dict[str, np.ndarray], table: Panel, periods: tuple[Quarter, ...]) -> np.ndarray:
    """CBO's figures where it has them, the observed economy before."""
    figures = table.series(name)
    out = np.full(len(periods), np.nan)
    for i, p in enumerate(periods):
        if table.periods[0] <= p <= table.periods[-1] and np.isfinite(figures[p - table.periods[0]]):
            out[i] = figures[p - table.periods[0]]
        elif i < len(past[name]):
            out[i] = past[name][i]
    return _carried(out, None) if name in GROWING else _level(out)
