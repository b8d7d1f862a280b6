"""Money from abroad: income on the stock, shares that stay shares, the yen, AI's need for money."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.engine.setting import PathSolution
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.read import parse_plan

QUARTERS = 120


@lru_cache(maxsize=1)
def workspace() -> Workspace:
    return load()


def base() -> PathSolution:
    return workspace().baseline(QUARTERS)


def solved(**fields: object) -> PathSolution:
    return workspace().solve_plan(parse_plan({"title": "made", **fields}, "made"), QUARTERS)


def change(path: PathSolution, name: str) -> np.ndarray:
    return path.series(name) - base().series(name)


def percent(path: PathSolution, name: str) -> np.ndarray:
    return 100 * (path.series(name) / base().series(name) - 1)


def test_shares_of_foreigners_stay_shares_over_thirty_years() -> None:
    """Of the market at most a half, of the debt between a fifth and a third; nothing adds up without end."""
    shares = base().series("foreign_equity") / base().series("cap_total")
    assert 0.3 < shares.min() <= shares.max() < 0.5
    assert abs(shares[-1] - shares[-41]) < 0.02
    debt = base().series("foreign_treasury_share")
    assert 0.2 < debt.min() <= debt.max() < 1 / 3


def paid(path: PathSolution, at: int) -> float:
    """Income on the stock by hand: two percent of what is owed, and the part that reprices."""
    before = {n: float(path.series(n)[at - 1]) for n in ("niip", "gdp_nom", "rate_10y", "infl_expected")}
    norm = workspace().model.parameters["b_real_10y_norm"].value
    stock = 0.02 * before["niip"] / before["gdp_nom"] * float(path.series("gdp_nom")[at])
    return stock + 0.35 / 100 * (before["rate_10y"] - norm - before["infl_expected"]) * before["niip"]


def test_income_is_paid_on_the_stock_and_the_dollar_answers_it() -> None:
    """Two thousand billions more owed: what is paid on them years later is that of hand arithmetic."""
    hit = {"shock": "eps_income_balance", "periods": "2027Q1..2030Q4", "size": -500, "unit": "usd/yr"}
    worse, at = solved(shocks=[hit]), 24
    assert change(worse, "niip")[at] < -1500
    by_hand = paid(worse, at) - paid(base(), at)
    known = 0.02 * 0.946 * float(change(worse, "gdp_nom")[at])
    assert change(worse, "income_balance")[at] == pytest.approx(by_hand + known, rel=0.02)
    assert percent(worse, "dollar")[40] < -0.1


def test_a_fast_gain_of_the_yen_closes_positions_and_a_slow_one_does_not() -> None:
    fast = solved(levers={"yen": -0.12})
    slow = solved(levers={"yen": -0.03})
    assert change(fast, "yen_carry")[1] < -0.1
    assert abs(change(slow, "yen_carry")[1]) < 0.02
    assert change(fast, "vix")[1] > 0.5
    assert percent(fast, "yen")[1] < percent(fast, "yen")[0]  # what is closed lifts the yen further


def test_the_bank_of_japan_moves_the_yen_by_the_estimated_size() -> None:
    """A point on the gap is 3.3% on the yen within the quarter."""
    path = solved(levers={"bank_of_japan": 1.0})
    assert percent(path, "yen")[0] == pytest.approx(-100 * (1 - np.exp(-0.033)), abs=0.05)
    assert change(path, "yen_carry")[19] < 0


def test_what_ai_cannot_raise_abroad_reaches_spreads_interest_and_the_dollar() -> None:
    """A third of its foreign money: Baa spreads 3 to 15 basis points up in three years, the dollar down."""
    path = solved(parameters={"b_ai_finance_foreign": {"set": 0.1, "unit": "1"}})
    assert 0.03 < change(path, "spread_baa")[11] < 0.15
    assert change(path, "ai_interest")[11] > 0
    assert percent(path, "dollar")[7] < 0
    assert percent(path, "ai_capex")[39] < 0


def test_the_foreign_strike_reaches_yields_dollar_shares_and_yen() -> None:
    path = workspace().solve_plan(find_plan("foreign-strike"), QUARTERS)
    assert change(path, "rate_10y")[5] > 0.2
    assert percent(path, "dollar")[5] < -1
    assert percent(path, "sp500")[5] < -2
    assert percent(path, "yen")[0] < -4
