"""The accounts add up on every path and quarter, in the baseline and in every scenario of the library.

Each account is written here by hand from the kept paths, so an error in the model's own identity shows.
"""

from __future__ import annotations

import numpy as np
import pytest

import shipped
from kinds_of_scenarios import KINDS
from moneygood.baseline.opening import load
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.library import find_plan

TOLERANCE = 1e-9

FIRMS = ("amzn", "googl", "meta", "msft", "orcl")
ACCOUNTS: dict[str, tuple[str, tuple[tuple[float, str], ...]]] = {
    "nominal GDP": ("gdp_nom", (
        (1, "cons_nom"), (1, "inv_res_nom"), (1, "inv_bus_nom"), (1, "ai_capex_domestic"),
        (1, "inventories_nom"), (1, "gov_fed_nom"), (1, "gov_sl_nom"), (1, "exp_nom"), (-1, "imp_nom"))),
    "real GDP": ("gdp_real", (
        (1, "cons_real"), (1, "inv_res_real"), (1, "inv_bus_real"), (1, "inv_ai_real"),
        (1, "inventories_real"), (1, "gov_fed_real"), (1, "gov_sl_real"), (1, "exp_real"),
        (-1, "imp_other_real"), (-1, "imp_ai_real"))),
    "revenue": ("revenue", tuple((1, f"rev_{n}") for n in (
        "individual", "payroll", "corporate", "customs", "remittances", "other"))),
    "primary outlays": ("outlays_primary", tuple((1, f"out_{n}") for n in (
        "defence", "nondefence", "social_security", "medicare", "medicaid", "other_mandatory", "stabilisers",
        "policy"))),
    "budget": ("balance", ((1, "revenue"), (-1, "outlays_primary"), (-1, "interest_net"))),
    "debt by security": ("debt_public", tuple((1, f"debt_{n}") for n in (
        "bills", "notes", "bonds", "tips", "frn", "nonmarketable"))),
    "index weights": ("cap_total", ((1, "cap_leaders"), (1, "cap_rest"))),
    "household wealth": ("wealth_household", ((1, "equity_household"), (1, "house_wealth"))),
    "balance of payments": ("foreign_other_inflow", (
        (-1, "net_exports_nom"), (-1, "income_balance"), (1, "transfers_abroad"),
        (-1, "foreign_treasury_inflow"), (-1, "foreign_equity_inflow"))),
    "capex of the leaders": ("ai_capex", tuple((1, f"ai_capex_{f}") for f in FIRMS)),
    "compute capital": ("ai_capital", tuple((1, f"ai_capital_{f}") for f in FIRMS)),
    "cash from older businesses": ("ai_core_cash", tuple((1, f"ai_core_cash_{f}") for f in FIRMS)),
    "book depreciation": ("ai_depreciation_book", tuple((1, f"ai_depreciation_book_{f}") for f in FIRMS)),
    "economic depreciation": (
        "ai_depreciation_economic", tuple((1, f"ai_depreciation_economic_{f}") for f in FIRMS)),
    "operating cash": ("ai_cash_flow_operating", tuple((1, f"ai_cash_flow_{f}") for f in FIRMS)),
    "free cash": ("ai_free_cash_flow", tuple((1, f"ai_free_cash_flow_{f}") for f in FIRMS)),
    "earnings and cash": ("ai_earnings", (
        (1, "ai_free_cash_flow"), *((1, f"ai_earnings_cash_gap_{f}") for f in FIRMS))),
}  # fmt: skip
NEEDED = tuple(
    dict.fromkeys(n for total, parts in ACCOUNTS.values() for n in (total, *(p for _, p in parts)))
)


KEPT_PRECISION = 1e-6
"""Draws are kept in single precision; the engine's own check, below, runs before they are rounded."""


@pytest.fixture(
    scope="module",
    params=[s if s in KINDS else pytest.param(s, marks=pytest.mark.slow) for s in shipped.SCENARIOS],
)
def result(request):
    keep = (*NEEDED, "other_financing", "weight_leaders", "weight_rest")
    asked = RunRequest(draws=120, seed=3, keep=keep, backend="compiled")
    return run_plan(load(), find_plan(request.param), asked)


def worst(total: np.ndarray, parts: list[np.ndarray]) -> float:
    scale = np.max(np.abs([total, *parts]), axis=0)
    return float(np.max(np.abs(total - sum(parts)) / scale))


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize(("where", "precision"), [("central", TOLERANCE), ("paths", KEPT_PRECISION)])
def test_account_adds_up(result, account: str, where: str, precision: float) -> None:
    total, parts = ACCOUNTS[account]
    figures = getattr(result, where)
    listed = [sign * figures.series(name).astype(float) for sign, name in parts]
    assert worst(figures.series(total).astype(float), listed) < precision


@pytest.mark.parametrize(("where", "precision"), [("central", TOLERANCE), ("paths", KEPT_PRECISION)])
def test_debt_grows_by_the_deficit_and_other_financing(result, where: str, precision: float) -> None:
    """C-13, C-14: the balance is negative in a deficit; a stock moves by its flow times a quarter."""
    figures = getattr(result, where)
    debt = figures.series("debt_public").astype(float)
    flow = 0.25 * (figures.series("other_financing") - figures.series("balance")).astype(float)
    assert worst(debt[1:], [debt[:-1], flow[1:]]) < precision


def test_no_path_is_lost_and_every_figure_is_finite(result) -> None:
    assert result.failed_share < 1e-3
    assert np.isfinite(result.paths.values[:, :, result.paths.ok]).all()


def test_engine_checks_every_identity_on_every_draw_at_full_precision(result) -> None:
    """C-24: identities are checked on every draw and quarter."""
    label, error = result.simulation.worst_identity
    assert error < TOLERANCE, label
    assert set(result.simulation.identity_error) == set(result.settled.model.identities)
