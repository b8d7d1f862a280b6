"""The five AI leaders as firms: rivals, shares, cash, lives of equipment, and the shock they share."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.engine.setting import PathSolution
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan

FIRMS = ("amzn", "googl", "meta", "msft", "orcl")
LIVES = {"amzn": 20, "googl": 24, "meta": 22, "msft": 24, "orcl": 24}
QUARTERS = 16


@lru_cache(maxsize=1)
def workspace() -> Workspace:
    return load()


def plan(**fields: object) -> Plan:
    return parse_plan({"title": "made", **fields}, "made")


def solved(**fields: object) -> PathSolution:
    return workspace().solve_plan(plan(**fields), QUARTERS)


def growth(path: PathSolution, firm: str) -> np.ndarray:
    """Log distance of a firm's capex from the baseline, by quarter."""
    base = workspace().baseline(QUARTERS)
    name = f"ai_capex_{firm}"
    return np.log(path.series(name) / base.series(name))


PUSH = {"shock": "eps_ai_capex_msft", "periods": "2028Q1", "sd": 2}


def test_a_leader_that_spends_more_pulls_its_rivals_along() -> None:
    after = solved(shocks=[PUSH])
    others = [f for f in FIRMS if f != "msft"]
    at = next(i for i, q in enumerate(after.periods) if str(q) == "2028Q1")
    assert growth(after, "msft")[at] == pytest.approx(0.10, abs=2e-3)
    for firm in others:
        assert growth(after, firm)[at] == pytest.approx(0.0, abs=1e-9)
        assert growth(after, firm)[at + 1] > 1e-3


def test_without_the_arms_race_rivals_answer_through_the_market_alone() -> None:
    """C-23: the channel keeps its baseline value. What is left is the market's reward, less than half."""
    at = next(i for i, q in enumerate(workspace().baseline(QUARTERS).periods) if str(q) == "2028Q1")
    on, off = solved(shocks=[PUSH]), solved(shocks=[PUSH], switches={"arms_race": "off"})
    for firm in ("amzn", "googl", "meta", "orcl"):
        assert abs(growth(off, firm)[at + 1]) < 0.5 * growth(on, firm)[at + 1]
    base = solved(switches={"arms_race": "off"})
    assert max(np.max(np.abs(growth(base, f))) for f in FIRMS) < 1e-9


def test_rivals_capex_is_that_of_the_other_four_a_quarter_before() -> None:
    base = workspace().baseline(QUARTERS)
    for firm in FIRMS:
        others = sum(base.series(f"ai_capex_{f}")[:-1] for f in FIRMS if f != firm)
        assert base.series(f"ai_rivals_capex_{firm}")[1:] == pytest.approx(others, rel=1e-12)


def test_the_group_can_be_held_and_its_common_shock_gives_way() -> None:
    after = solved(paths=[{"hold": "ai_capex", "periods": "2027Q1..2027Q4", "change_percent": -20}])
    base = workspace().baseline(QUARTERS)
    held = [i for i, q in enumerate(base.periods) if str(q).startswith("2027")]
    ratio = after.series("ai_capex") / base.series("ai_capex")
    assert ratio[held] == pytest.approx(0.8, rel=1e-8)
    first = [growth(after, f)[held[0]] for f in FIRMS]
    assert first == pytest.approx([np.log(0.8)] * 5, abs=1e-6)


def test_a_firm_out_of_its_share_is_drawn_back() -> None:
    base, after = workspace().baseline(QUARTERS), solved(shocks=[{**PUSH, "periods": "2026Q3", "sd": 4}])

    def share(path: PathSolution) -> np.ndarray:
        return path.series("ai_capex_msft") / path.series("ai_capex")

    away = np.log(share(after) / share(base))
    assert away[0] > 0.1
    assert abs(away[-1]) < 0.35 * away[0]


@pytest.mark.parametrize("firm", FIRMS)
def test_each_vintage_is_written_off_in_equal_parts_over_the_companys_life(firm: str) -> None:
    """Book depreciation by hand: what was bought in each of the last quarters over the life of servers."""
    ws = workspace()
    history = ws.history.series(f"ai_capex_{firm}")
    ahead = ws.baseline(QUARTERS)
    spent = np.concatenate([history, ahead.series(f"ai_capex_{firm}")]) / 4
    share = ws.model.parameters[f"b_ai_equipment_share_{firm}"].value
    for t in (0, QUARTERS - 1):
        now = len(history) + t
        vintages = [share * spent[now - age] / LIVES[firm] for age in range(LIVES[firm])]
        ours = ahead.series(f"ai_depreciation_equipment_{firm}")[t]
        assert ours == pytest.approx(4 * sum(vintages), rel=1e-9)


def test_book_depreciation_is_what_amazon_and_meta_reported() -> None:
    """Depreciation of 2025 in company reports, to within a tenth."""
    ws = workspace()
    quarters = [i for i, q in enumerate(ws.history.periods) if str(q).startswith("2025")]
    for firm in ("amzn", "meta"):
        reported = ws.vintage.quarterly.at(f"{firm}_depreciation_4q", "2025Q4")
        ours = ws.history.series(f"ai_depreciation_book_{firm}")[quarters].mean()
        assert ours == pytest.approx(reported, rel=0.10)


@pytest.mark.parametrize("firm", FIRMS)
def test_operating_cash_of_2025_is_near_what_the_company_reported(firm: str) -> None:
    ws = workspace()
    quarters = [i for i, q in enumerate(ws.history.periods) if str(q).startswith("2025")]
    reported = ws.vintage.quarterly.at(f"{firm}_operating_cash_flow_4q", "2025Q4")
    ours = ws.history.series(f"ai_cash_flow_{firm}")[quarters].mean()
    assert ours == pytest.approx(reported, rel=0.20)


def test_shares_do_not_wander_and_the_groups_capex_keeps_its_scatter() -> None:
    keep = ("ai_capex", *(f"ai_capex_{f}" for f in FIRMS))
    result = run_plan(workspace(), find_plan("baseline"), RunRequest(draws=400, seed=2, keep=keep))
    ok = result.paths.ok
    for firm in FIRMS:
        norm = workspace().model.parameters[f"b_ai_firm_share_{firm}"].value
        last = (result.paths.series(f"ai_capex_{firm}") / result.paths.series("ai_capex"))[-1, ok]
        assert np.quantile(last, 0.01) > 0.4 * norm
        assert np.quantile(last, 0.99) < 2.0 * norm
