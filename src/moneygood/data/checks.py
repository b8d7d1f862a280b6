"""Cross-checks of a vintage: accounting identities, and the same fact in two compilations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.data.transform import fiscal_year_end, fiscal_year_mean, quarter_average
from moneygood.data.vintage import Vintage


@dataclass(frozen=True)
class Check:
    """A comparison: the largest difference found, where, the tolerance, and whether it holds."""

    name: str
    compares: str
    unit: str
    worst: float
    at: str
    compared: int
    tolerance: float

    @property
    def held(self) -> bool:
        """Whether something was compared and every difference is within the tolerance."""
        return self.compared > 0 and self.worst <= self.tolerance


def run_checks(vintage: Vintage) -> tuple[Check, ...]:
    """All cross-checks of a vintage, held or not."""
    return (
        *_national_accounts(vintage),
        *_frequencies(vintage),
        *_budget(vintage),
        *_debt(vintage),
        *_cbo(vintage),
    )


def _worst(
    name: str, compares: str, unit: str, tolerance: float, pairs: Iterable[tuple[str, float, float]]
) -> Check:
    """The largest difference of pairs (where, left, right): in percent of right when `unit` is ``%``."""
    worst, at, compared = 0.0, "", 0
    for where, left, right in pairs:
        if np.isnan(left) or np.isnan(right):
            continue
        gap = abs(left - right) if unit != "%" else 100 * abs(left / right - 1)
        compared += 1
        if gap > worst or not at:
            worst, at = float(gap), where
    return Check(name, compares, unit, worst, at, compared, tolerance)


def _joined(
    left: Mapping[int, float], right: Mapping[int, float], first: int = 0
) -> list[tuple[str, float, float]]:
    return [(str(k), left[k], right[k]) for k in sorted(left.keys() & right.keys()) if k >= first]


def _national_accounts(v: Vintage) -> list[Check]:
    panel = v.quarterly
    quarters = [str(q) for q in panel.periods]

    def rows(left: np.ndarray, right: np.ndarray) -> list[tuple[str, float, float]]:
        return list(zip(quarters, left.tolist(), right.tolist(), strict=True))

    def of(name: str) -> np.ndarray:
        return panel.series(name)

    parts = (
        of("pce_nominal") + of("investment_nominal") + of("government_nominal") + of("net_exports_nominal")
    )
    trade = of("exports_nominal") - of("imports_nominal")
    purchases = of("federal_purchases_nominal") + of("state_local_purchases_nominal")
    revised = np.array([not "2020Q1" <= q <= "2022Q4" for q in quarters])
    return [
        _worst("gdp_identity", "expenditure components and GDP", "bn", 0.01, rows(parts, of("gdp_nominal"))),
        _worst(
            "deflator",
            "nominal over real GDP and the deflator",
            "%",
            0.001,
            rows(100 * of("gdp_nominal") / of("gdp_real"), of("gdp_deflator")),
        ),
        _worst(
            "trade",
            "exports less imports and net exports, outside 2020-2022",
            "bn",
            0.2,
            rows(np.where(revised, trade, np.nan), of("net_exports_nominal")),
        ),
        _worst(
            "purchases",
            "federal plus state and local and all purchases, outside 2020-2022",
            "bn",
            0.4,
            rows(np.where(revised, purchases, np.nan), of("government_nominal")),
        ),
        _worst(
            "gap",
            "output gap and GDP over potential",
            "pp",
            0.001,
            rows(of("output_gap_cbo"), 100 * (of("gdp_real") / of("potential_real") - 1)),
        ),
        _worst(
            "housing",
            "owners' equity plus mortgages and real estate",
            "bn",
            0.02,
            rows(of("household_real_estate_equity") + of("household_mortgages"), of("household_real_estate")),
        ),
    ]


def _frequencies(v: Vintage) -> list[Check]:
    """Monthly figures averaged to quarters against the quarterly table."""
    out = []
    for quarterly, monthly, unit, tolerance in (
        ("cpi", "cpi", "%", 0.01),
        ("pce_core_price", "pce_core_price", "%", 0.01),
        ("treasury_10y", "treasury_10y", "pp", 0.01),
        ("funds_rate", "funds_rate", "pp", 0.01),
        ("sp500_average", "sp500", "%", 0.05),
    ):
        means = quarter_average(v.monthly, monthly)
        pairs = [(str(q), m, v.quarterly.at(quarterly, q)) for q, m in sorted(means.items())]
        out.append(_worst(f"monthly_{quarterly}", "months averaged and the quarter", unit, tolerance, pairs))
    return out


def _budget(v: Vintage) -> list[Check]:
    fiscal = v.fiscal
    by_quarter = fiscal_year_mean(v.quarterly, "balance_mts")
    gdp = fiscal_year_mean(v.quarterly, "gdp_nominal")
    balance = {y: fiscal("revenue")[y] - fiscal("outlays")[y] for y in fiscal("outlays")}
    parts = ("out_mandatory", "out_defence", "out_nondefence", "interest_net")
    years = set.intersection(*(set(fiscal(p)) for p in parts))
    total = {y: sum(fiscal(p)[y] for p in parts) for y in years}
    return [
        _worst(
            "fiscal_gdp",
            "quarters of GDP and CBO's fiscal-year GDP",
            "%",
            0.01,
            _joined(gdp, fiscal("gdp_nom")),
        ),
        _worst(
            "mts",
            "monthly statements and CBO's balance, 1991-2008",
            "%",
            1.5,
            [p for p in _joined(by_quarter, fiscal("balance"), 1991) if int(p[0]) <= 2008],
        ),
        _worst(
            "balance", "revenue less outlays and the balance", "bn", 0.01, _joined(balance, fiscal("balance"))
        ),
        _worst("outlays", "categories and total outlays", "bn", 0.01, _joined(total, fiscal("outlays"))),
    ]


def _debt(v: Vintage) -> list[Check]:
    public = v.fiscal("debt_public")
    stock = fiscal_year_end(v.quarterly, "debt_public")
    kinds = ("bills", "notes", "bonds", "tips", "frn")
    marketable = {y: sum(v.fiscal(f"debt_{k}")[y] for k in kinds) for y in v.fiscal("debt_bills")}
    share = {k: v.quarterly.at(f"debt_share_{k}", "2025Q3") for k in kinds}
    composition = [(k, 100 * v.fiscal(f"debt_{k}")[2025] / marketable[2025], 100 * share[k]) for k in kinds]
    return [
        _worst(
            "debt",
            "debt at the end of September in two sources, from 2000",
            "%",
            1.0,
            _joined(stock, public, 2000),
        ),
        _worst(
            "marketable",
            "marketable debt and all debt held by the public",
            "%",
            14.0,
            _joined(marketable, public),
        ),
        _worst("composition", "composition of September 2025 in two sources", "pp", 1.0, composition),
        _worst(
            "composition_whole",
            "shares of marketable debt and 100",
            "pp",
            0.1,
            [("2025Q3", 100 * sum(share.values()), 100.0)],
        ),
    ]


def _cbo(v: Vintage) -> list[Check]:
    out = []
    for name in v.cbo_vintages():
        lines = {s: v.cbo_budget(name, s) for s in v.cbo_budget_series(name)}
        out.append(
            _worst(
                f"cbo_{name}_balance",
                "revenue less outlays and the balance",
                "bn",
                0.01,
                [
                    (str(y), lines["revenue"][y] - lines["outlays"][y], b)
                    for y, b in lines["balance"].items()
                    if y in lines["outlays"]
                ],
            )
        )
    for name in ("2025-01", "2026-02"):
        economy = v.cbo_economy(name)
        product = economy.series("gdp_real") * economy.series("price_gdp") / 100
        pairs = zip(
            map(str, economy.periods), product.tolist(), economy.series("gdp_nom").tolist(), strict=True
        )
        out.append(_worst(f"cbo_{name}_gdp", "real GDP times prices and nominal GDP", "%", 0.05, pairs))
    return out
