"""The budget block on history, under CBO's economies, and as a state to start from."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from moneygood.baseline.budget.budget import budget_history, cbo_replication, interest_history
from moneygood.baseline.budget.fiscal_years import read_policy, year_ends, yearly_means
from moneygood.baseline.budget.history import run_history
from moneygood.baseline.budget.under_cbo import derive_policy
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model


@pytest.fixture(scope="module")
def workspace():
    return SimpleNamespace(model=load_model(), vintage=load_vintage())


@pytest.fixture(scope="module")
def history(workspace):
    return run_history(workspace.model, workspace.vintage, Quarter.of(2025, 3))


@pytest.mark.parametrize(("composition", "mean", "largest"), [("given", 3.0, 8.0), ("rule", 4.0, 11.0)])
def test_net_interest_on_history(workspace, composition, mean, largest):
    found = interest_history(workspace, composition)
    assert [r.year for r in found.interest.rows] == list(range(2002, 2026))
    errors = [abs(r.error) for r in found.interest.rows if r.year >= 2003]
    assert np.mean(errors) == pytest.approx(found.interest.mean_error)
    assert np.mean(errors) <= mean
    assert max(errors) <= largest
    assert found.met
    assert found.identity_error < 1e-12
    for row in found.interest.rows:
        assert sum(row.parts.values()) == pytest.approx(row.block)
        assert row.error == pytest.approx(100 * (row.block / row.published - 1))


def test_history_is_judged_against_the_published_bill(workspace):
    rows = {r.year: r for r in interest_history(workspace).interest.rows}
    assert rows[2024].published == pytest.approx(880, abs=0.5)
    assert rows[2025].published == pytest.approx(970, abs=0.5)


def test_without_accretion_the_bill_of_2022_would_be_far_off(workspace):
    row = next(r for r in interest_history(workspace).interest.rows if r.year == 2022)
    assert row.parts["tips"] > 120
    assert (row.block - row.parts["tips"]) / row.published < 0.75


def test_another_composition_is_refused(workspace):
    with pytest.raises(MoneygoodError, match="given or rule"):
        interest_history(workspace, "guess")


@pytest.mark.parametrize(("baseline", "limit"), [("2026-02", 3.0), ("2025-01", 4.0)])
def test_the_block_under_cbo_economies(workspace, baseline, limit):
    found = cbo_replication(workspace, baseline)
    assert found.met
    assert found.lines["interest_net"].largest_error <= limit
    assert found.lines["balance"].largest_error <= 0.25
    assert found.lines["debt_public"].largest_error <= 1.5
    assert found.lines["revenue"].largest_error <= 2.0
    assert found.lines["outlays_primary"].largest_error <= 2.0
    assert len(found.lines["interest_net"].rows) == 11
    assert "tax_individual" in found.policy_inputs
    assert not any("interest" in name or "rate_" in name for name in found.policy_inputs)


@pytest.mark.parametrize("baseline", ["2026-02", "2025-01"])
def test_policy_tables_are_what_cbo_budgets_imply(workspace, baseline):
    derived = derive_policy(workspace.model, workspace.vintage, baseline)
    kept = read_policy(f"cbo-{baseline}")
    assert set(derived) == set(kept)
    for path, row in derived.items():
        for year, value in row.items():
            assert kept[path][year] == pytest.approx(value, rel=1e-5, abs=1e-6), (path, year)


def test_debt_by_security_adds_up_every_quarter(history):
    v = history.values
    kinds = ("bills", "notes", "bonds", "tips", "frn", "nonmarketable")
    np.testing.assert_allclose(sum(v[f"debt_{k}"] for k in kinds), v["debt_public"], rtol=1e-12)
    stages = [v[f"notes_{t}y_{k}"] for t in (2, 3, 5, 7, 10) for k in (1, 2, 3, 4)]
    np.testing.assert_allclose(sum(stages), v["debt_notes"], rtol=1e-9)
    change = np.diff(v["debt_public"])
    np.testing.assert_allclose(change, (v["other_financing"] - v["balance"])[1:] / 4, atol=1e-8)
    np.testing.assert_allclose(
        v["balance"], v["revenue"] - v["outlays_primary"] - v["interest_net"], atol=1e-8
    )


def test_average_rates_follow_those_of_the_treasury(workspace, history):
    """Coupons over principal against the average rates that Treasury reports, 2003 to 2025Q1."""
    for kind, limit in (("notes", 0.10), ("bonds", 0.20), ("tips", 0.20)):
        ours = history.values[f"coupon_{kind}"] / history.values[f"debt_{kind}"] * 100
        series = workspace.vintage.quarterly.series(f"avg_rate_{kind}")
        first = workspace.vintage.quarterly.periods[0]
        theirs = np.array([series[p - first] for p in history.periods])
        use = np.isfinite(theirs) & np.array([p >= Quarter.of(2003, 1) for p in history.periods])
        assert np.sqrt(np.mean((ours - theirs)[use] ** 2)) < limit, kind


def test_the_fed_remits_nothing_while_past_losses_stand(history):
    remitted = yearly_means(history.values["rev_remittances"], history.periods)
    deferred = year_ends(history.values["fed_deferred"], history.periods)
    assert 70 < remitted[2012] < 120
    assert remitted[2024] == 0.0
    assert 150 < deferred[2025] < 320
    assert min(history.values["fed_deferred"]) >= -1e-9


def test_history_reproduces_the_actual_budget(workspace, history):
    for line in ("revenue", "outlays_primary", "rev_individual", "out_medicare"):
        ours = yearly_means(history.values[line], history.periods)
        actual = workspace.vintage.cbo_budget("actual", line)
        for year in range(2002, 2026):
            assert ours[year] == pytest.approx(actual[year], rel=1e-6), (line, year)


def test_the_state_to_start_from_is_complete(workspace):
    panel = budget_history(workspace.model, workspace.vintage, "2026Q2")
    own = {n for n, v in workspace.model.variables.items() if v.sector == "07_budget"}
    assert own <= set(panel.names)
    assert str(panel.periods[0]) == "2001Q4"
    assert str(panel.periods[-1]) == "2026Q2"
    assert np.all(np.isfinite(panel.values))
    assert panel.at("debt_public", "2025Q3") == pytest.approx(30172.4, abs=0.1)
    assert np.mean(panel.series("interest_net")[-3:]) == pytest.approx(1055, abs=40)
