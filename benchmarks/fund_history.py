"""Building blocks fed with actual yields and spreads, beside the returns of funds that hold such things.

``python -m benchmarks.fund_history FOLDER`` reads figures that are not bundled (returns of funds, daily
yields, option-adjusted spreads) and prints a table. Treasuries are measured by month, from yields at the ends
of months; what has a spread that is only known as a quarterly mean is measured between the quarterly means of
a fund's index, as the model's own quarters are. R² is that of returns beside computed ones as they are, not
of a line fitted through them: 1 - sum (fund - block)² / sum (fund - its mean)².
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.model.build import load_model
from moneygood.portfolios.block_text import Blocks, Relation, read_blocks
from moneygood.portfolios.pricing import block_returns

Table = dict[str, dict[str, float]]


class FundFit(NamedTuple):
    """How a block compares with a fund: returns in percent, `beta` of the fund on the block."""

    fund: str
    block: str
    every: str
    first: str
    last: str
    count: int
    r2: float
    correlation: float
    beta: float
    mean_gap: float
    miss: float
    fed: str


class Compared(NamedTuple):
    """A fund, the block that stands for it, its mean maturity in years, and what spreads are fed."""

    fund: str
    block: str
    maturity: float | None
    every: str
    fed: str


FUNDS = (
    Compared("treasury_1_3y_SHY", "treasury_2y", 2.0, "month", "yields"),
    Compared("treasury_3_7y_IEI", "treasury_5y", 4.5, "month", "yields"),
    Compared("treasury_7_10y_IEF", "treasury_10y", 8.5, "month", "yields"),
    Compared("treasury_20y_plus_TLT", "treasury_30y", 26.0, "month", "yields"),
    Compared("treasury_1_3y_SHY", "treasury_2y", 2.0, "quarter", "yields"),
    Compared("treasury_3_7y_IEI", "treasury_5y", 4.5, "quarter", "yields"),
    Compared("treasury_7_10y_IEF", "treasury_10y", 8.5, "quarter", "yields"),
    Compared("treasury_20y_plus_TLT", "treasury_30y", 26.0, "quarter", "yields"),
    Compared("bills_1_3m_BIL", "bills", None, "quarter", "yields"),
    Compared("ig_credit_LQD", "ig_credit", None, "quarter", "ig_oas"),
    Compared("high_yield_HYG", "hy_credit", None, "quarter", "hy_oas"),
    Compared("ig_credit_LQD", "ig_credit", None, "quarter", "relation"),
    Compared("high_yield_HYG", "hy_credit", None, "quarter", "relation"),
    Compared("tips_TIP", "tips", None, "quarter", "breakeven_inflation_10y"),
    Compared("tips_TIP", "tips", None, "quarter", "relation"),
    Compared("mbs_MBB", "mortgages", None, "quarter", "yields"),
    Compared("sp500_SPY", "sp500", None, "month", "index"),
    Compared("yen_FXY", "yen", None, "quarter", "relation"),
    Compared("dollar_futures_UUP", "dollar", None, "quarter", "relation"),
)


def fund_fits(folder: Path) -> list[FundFit]:
    """A line for each fund and way of measuring."""
    blocks = read_blocks(load_model())
    funds = _columns(folder / "building_blocks_monthly.csv", "month")
    monthly, quarterly = _monthly(folder), _quarterly(folder)
    out = []
    for one in FUNDS:
        figures = monthly if one.every == "month" else quarterly
        returns = funds[one.fund] if one.every == "month" else _between_means(funds[one.fund])
        out.append(_fit(one, blocks, figures, returns))
    return out


def _fit(one: Compared, blocks: Blocks, table: Table, returns: Mapping[str, float]) -> FundFit:
    block = blocks.blocks[one.block]
    if one.maturity is not None:
        block = replace(block, maturity=one.maturity)
    if one.fed.endswith("_oas"):
        block = replace(block, spread=Relation(on=((one.fed, 1.0),)))
    if one.fed.startswith("breakeven"):
        block = replace(block, breakeven=Relation(on=((one.fed, 1.0),)))
    if one.fed == "index":  # dividends as they were at the start, not as they are now
        start = min(d for d in table[block.price] if d in table["norm_leaders"])
        paid = 100 * table["norm_leaders"][start] / table[block.price][start]
        block = replace(block, income=Relation(paid))
    own = Blocks(blocks.curve, {one.block: block})
    if one.every == "month":  # the bill is only known as a monthly mean
        points = tuple(p for p in blocks.curve.points if p.variable in table)
        own = replace(own, curve=replace(blocks.curve, points=points))
    names = block.variables(own.curve)
    dates = _spell([d for d in sorted(table[names[0]]) if all(d in table[n] for n in names)])
    figures = {n: np.array([table[n][d] for d in dates])[:, None] for n in names}
    years = 1 / 12 if one.every == "month" else 0.25
    found = 100 * block_returns(own, one.block, figures, years).total[:, 0]
    computed = dict(zip(dates[1:], found, strict=True))
    shared = [d for d in dates[1:] if d in returns]
    x, y = (np.array([source[d] for d in shared]) for source in (computed, returns))
    spread = float(((y - y.mean()) ** 2).sum())
    return FundFit(
        one.fund, one.block, one.every, shared[0], shared[-1], len(shared),
        1 - float(((y - x) ** 2).sum()) / spread, float(np.corrcoef(x, y)[0, 1]),
        float(np.cov(x, y)[0, 1] / x.var(ddof=1)),
        float((y - x).mean()) / years, float((y - x).std(ddof=1)), one.fed,
    )  # fmt: skip


def _spell(dates: Sequence[str]) -> list[str]:
    """The last run of dates without a gap."""

    def number(d: str) -> int:
        return int(Quarter.parse(d)) if "Q" in d else 12 * int(d[:4]) + int(d[5:7])

    begin = len(dates) - 1
    while begin and number(dates[begin]) - number(dates[begin - 1]) == 1:
        begin -= 1
    return list(dates[begin:])


def _columns(file: Path, key: str) -> Table:
    """The columns of a CSV file by date; empty cells are not there."""
    with file.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {c: {r[key]: float(r[c]) for r in rows if r[c]} for c in rows[0] if c != key}


def _monthly(folder: Path) -> Table:
    """Yields on the last trading day of each month, and the index; the five-year by the model's relation."""
    daily = _columns(folder / "cyclicals_defensives.csv", "date")
    last: Table = {}
    for ours, theirs in (
        ("rate_2y", "treasury_2y"),
        ("rate_10y", "treasury_10y"),
        ("rate_30y", "treasury_30y"),
    ):
        last[ours] = {day[:7]: value for day, value in sorted(daily[theirs].items())}
    weights = {n: load_model().parameters[n].value for n in ("b_rate_5y_2y", "b_rate_5y", "b_rate_5y_level")}
    last["rate_5y"] = {
        m: weights["b_rate_5y_2y"] * y
        + weights["b_rate_5y"] * last["rate_10y"][m]
        + weights["b_rate_5y_level"]
        for m, y in last["rate_2y"].items()
    }
    index = _columns(folder / "us_monthly.csv", "date")
    last["sp500"] = index["sp500_month_end"]
    last["norm_leaders"] = index["sp500_dividends_ttm"]
    last["norm_rest"] = dict.fromkeys(last["norm_leaders"], 0.0)
    return last


def _quarterly(folder: Path) -> Table:
    """Quarterly means under the names of the model's variables, and the spreads under their own."""
    quarter, more, long = (
        _columns(folder / f"us_quarterly{part}.csv", "date") for part in ("", "_more", "_long")
    )
    out = {
        "rate_3m": quarter["treasury_3m_bill_rate"], "rate_2y": quarter["treasury_2y_yield"],
        "rate_5y": long["treasury_5y_yield"], "rate_10y": quarter["treasury_10y_yield"],
        "rate_30y": quarter["treasury_30y_yield"], "rate_mortgage": quarter["mortgage_rate_30y"],
        "spread_baa": quarter["baa_10y_spread"], "vix": quarter["vix_avg"], "cpi": quarter["cpi"],
        "ig_oas": quarter["ig_oas"], "hy_oas": quarter["hy_oas"], "yen": quarter["jpy_per_usd"],
        "dollar": quarter["broad_dollar_index"],
        "breakeven_inflation_10y": more["breakeven_inflation_10y"],
    }  # fmt: skip
    price = quarter["pce_core_price_index"]
    back = {d: str(Quarter.parse(d) - 4) for d in price}
    out["infl_core_yoy"] = {d: 100 * (price[d] / price[back[d]] - 1) for d in price if back[d] in price}
    out["rate_japan"] = dict.fromkeys(out["yen"], 0.0)
    return out


def _between_means(returns: Mapping[str, float]) -> dict[str, float]:
    """Returns between quarterly means of the index that monthly returns (percent) make.

    The mean of a quarter is that of the index drawn straight from one month's end to the next.
    """
    months = sorted(returns)
    level, ends = 1.0, {}
    begin = f"{int(months[0][:4]) - (months[0][5:] == '01')}-{(int(months[0][5:]) + 10) % 12 + 1:02d}"
    ends[begin] = level
    for month in months:
        level *= 1 + returns[month] / 100
        ends[month] = level
    means: dict[str, float] = {}
    for year in range(int(months[0][:4]), int(months[-1][:4]) + 1):
        for q in range(4):
            own = [
                f"{year - (q == 0)}-{12 if q == 0 else 3 * q:02d}",
                *(f"{year}-{3 * q + k:02d}" for k in (1, 2, 3)),
            ]
            if all(m in ends for m in own):
                a, b, c, d = (ends[m] for m in own)
                means[f"{year}Q{q + 1}"] = (0.5 * a + b + c + 0.5 * d) / 3
    names = sorted(means)
    return {b: 100 * (means[b] / means[a] - 1) for a, b in pairwise(names)}


def main() -> int:
    """Print the table in Markdown."""
    fits = fund_fits(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
    write = sys.stdout.write
    write(
        "| fund | block | by | span | n | R² | correlation | beta | fund less block, % a year "
        "| miss, points |\n"
    )
    write("| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
    for f in fits:
        write(
            f"| {f.fund} | {f.block}, {f.fed} | {f.every} | {f.first} to {f.last} | {f.count} | {f.r2:.3f} "
            f"| {f.correlation:.3f} | {f.beta:.2f} | {f.mean_gap:+.2f} | {f.miss:.2f} |\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
