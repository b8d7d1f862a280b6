"""Published rules of thumb and closed forms for the budget block, the economy held fixed."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.baseline.budget.block import Given, budget_block, run_block
from moneygood.baseline.budget.economy import ECONOMY
from moneygood.baseline.budget.fiscal_years import fiscal_years, read_policy, yearly_means
from moneygood.baseline.budget.history import starting_state
from moneygood.baseline.budget.policy import policy_path, standing_policy
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model

RATES = ("rate_3m", "rate_2y", "rate_5y", "rate_10y", "rate_30y", "ffr")


@pytest.fixture(scope="module")
def world():
    return load_model(), load_vintage()


def _cbo(world, **changes):
    """The block under CBO's February 2026 economy, with inputs shifted from fiscal year 2026 on."""
    import moneygood.baseline.budget.under_cbo as module

    model, vintage = world
    usual = module._economy

    def shifted(model, vintage, baseline, first, last):
        values = usual(model, vintage, baseline, first, last)
        later = np.array([p >= Quarter.of(2025, 4) for p in quarter_range(first, last)])
        for name, size in changes.items():
            values[name] = values[name] + size * later
        return values

    module._economy = shifted
    try:
        return module.cbo_run(model, vintage, "2026-02")
    finally:
        module._economy = usual


@pytest.fixture(scope="module")
def plain(world):
    return _cbo(world)


def test_all_rates_a_tenth_higher_cost_what_cbo_says(world, plain):
    """CBO (2025 edition of its rules of thumb): +0.1 point on all rates adds 351 bn to ten-year deficits."""
    higher = yearly_means(_cbo(world, **dict.fromkeys(RATES, 0.1)).values["interest_net"], plain.periods)
    base = yearly_means(plain.values["interest_net"], plain.periods)
    cost = sum(higher[y] - base[y] for y in range(2026, 2036))
    assert cost == pytest.approx(351, rel=0.15)


def test_a_point_on_all_rates_passes_through_slowly(world, plain):
    """Treasury's maturity structure: about a third of a rise in a year, about 60 percent in four to five."""
    higher = _cbo(world, **dict.fromkeys(RATES, 1.0)).values["interest_rate_average"]
    through = (higher - plain.values["interest_rate_average"]).reshape(-1, 4).mean(axis=1)
    assert 0.25 < through[0] < 0.40
    assert 0.55 < through[3] < 0.75
    assert np.all(np.diff(through) > 0)
    assert through[-1] < 1.0


def test_a_point_of_unemployment_costs_the_stabilisers(world, plain):
    worse = _cbo(world, unemployment=1.0)
    gap = worse.values["out_stabilisers"] - plain.values["out_stabilisers"]
    gdp = _cbo_gdp(world, plain)
    np.testing.assert_allclose(gap / gdp, 0.0035, rtol=1e-9)


def test_new_law_falls_on_both_sides_of_the_budget(world, plain):
    """A deficit of 1% of potential GDP by new law: part is lower taxes, the rest outlays; they add up."""
    law = _cbo(world, relief=1.0)
    size = _cbo_gdp(world, plain)
    taxes = (plain.values["revenue"] - law.values["revenue"]) / size
    outlays = (law.values["outlays_primary"] - plain.values["outlays_primary"]) / size
    np.testing.assert_allclose(taxes + outlays, 0.01, rtol=1e-9)
    share = world[0].parameters["b_law_revenue"].value
    assert 0.3 < share < 0.7, "the regression on record: 0.50 (0.09)"
    np.testing.assert_allclose(taxes, 0.01 * share, rtol=1e-3)
    huge = _cbo(world, relief=12.0)
    taxes = (plain.values["revenue"] - huge.values["revenue"]) / size
    assert taxes.max() < 0.03, "most of the aid of 2020 was paid out"


def _cbo_gdp(world, run):
    table = world[1].cbo_economy("2026-02")
    return np.array([table.at("gdp_nom", p) / (1 + table.at("gap", p) / 100) for p in run.periods])


def _steady(world, quarters, rate=4.0, growth=0.01, **extra):
    """The block in an economy that grows at a constant rate with all rates alike, and no gaps."""
    model, vintage = world
    block = budget_block(model)
    lags = block.max_lag
    first = Quarter.of(2026, 1)
    periods = quarter_range(first - lags, first + quarters - 1)
    trend = np.exp(growth * np.arange(len(periods)))
    level = {
        "gdp_nom": 30000.0, "gdp_potential_nom": 30000.0, "price_gdp": 130.0, "cpi": 320.0, "wages": 13000.0,
        "profits": 4000.0, "imp_nom": 4000.0, "equity_household": 50000.0, "fed_assets": 6500.0,
    }  # fmt: skip
    flat = {"gap": 0.0, "infl_expected": 2.0, "unemployment": 4.2, "nairu": 4.2, "growth_potential": 0.0,
            "relief": 0.0, "prod_extra": 0.0, "ai_tax": 0.0}  # fmt: skip
    flat |= dict.fromkeys(RATES, rate)
    values = {n: level[n] * trend if n in level else np.full(len(periods), flat[n]) for n in ECONOMY}
    values["cpi"] = np.full(len(periods), 320.0)
    years = fiscal_years(periods)
    values.update(standing_policy(periods, years))
    table = read_policy("cbo-2026-02")
    for name, row in table.items():
        values[name] = policy_path(name, {2026: row[2026]}, periods, years)
    for name in ("share_notes", "share_bonds", "share_tips", "share_frn", "share_nonmarketable"):
        values[name] = np.full(len(periods), read_policy("issuance")[name][2026])
    values["closure_active"] = np.zeros(len(periods))
    values["spending_follow"] = np.zeros(len(periods))
    values["path_other_financing"] = np.zeros(len(periods))
    for name, value in extra.items():
        values[name] = np.full(len(periods), value)
    debt = 30000.0 * trend[:lags]
    state = starting_state(block, vintage, values, debt, lags)
    scale = debt[-1] / 3319.6
    for name in state:
        if name.startswith(("notes_", "coupon_", "debt_")) and name not in ("debt_growth", "debt_public"):
            state[name] = state[name] * scale
    return run_block(block, Given(first - lags, values), state, periods[-1], first)


def test_with_one_rate_for_ever_the_debt_costs_that_rate(world):
    """Notes and bonds roll over entirely: their average coupon becomes the market rate, and bills pay the
    bond-equivalent yield plus the spread of longer bills."""
    run = _steady(world, 400)
    v = run.values
    assert v["coupon_notes"][-1] / v["debt_notes"][-1] * 100 == pytest.approx(4.0, abs=1e-6)
    assert v["coupon_bonds"][-1] / v["debt_bonds"][-1] * 100 == pytest.approx(4.0, abs=1e-3)
    assert v["rate_nonmarketable"][-1] == pytest.approx(4.0, abs=1e-9)
    expected = 365 / 360 * 4.0 / (1 - 91 / 360 * 0.04) + 0.05
    assert v["rate_bill_paid"][-1] == pytest.approx(expected, abs=1e-4)
    assert v["tips_accretion"][-1] == pytest.approx(0.0, abs=1e-12)


def test_issuance_holds_the_composition(world):
    run = _steady(world, 200)
    v = run.values
    for kind, share in (("notes", 0.503), ("bonds", 0.1705), ("tips", 0.067)):
        assert (v[f"debt_{kind}"] / v["debt_public"])[-1] == pytest.approx(share, abs=0.015)


def test_closure_keeps_the_debt_ratio_in_bounds(world):
    off = _steady(world, 160)
    on = _steady(world, 160, closure_active=1.0, debt_target=100.0)
    gdp = 30000.0 * np.exp(0.01 * np.arange(budget_block(world[0]).max_lag, 165))[:160]
    ratio_off, ratio_on = off.values["debt_public"] / gdp, on.values["debt_public"] / gdp
    assert ratio_off[-1] > ratio_on[-1]
    assert np.all(on.values["consolidation"] <= 5.0 + 1e-9)
    assert np.all(off.values["consolidation"] == 0.0)
    late = ratio_on[-40:]
    assert late.max() - late.min() < 0.5 * (ratio_off[-1] - ratio_off[-40])


def test_a_missing_input_is_named(world):
    block = budget_block(world[0])
    with pytest.raises(MoneygoodError, match="lacks its input"):
        run_block(block, Given(Quarter.of(2020, 1), {}), {}, Quarter.of(2022, 1), Quarter.of(2022, 1))


def test_spending_that_follows_potential_output_keeps_its_share(world):
    """Real spending follows nothing while the budget is on file, and potential output where it follows."""
    on = _steady(world, 80, spending_follow=1.0, growth_potential=0.01)
    off = _steady(world, 80, growth_potential=0.01)
    assert np.allclose(off.values["spending_trend"], 1.0)
    assert on.values["spending_trend"][-1] == pytest.approx(np.exp(0.01 * 80), rel=1e-9)
    ratio = on.values["out_defence"][1:] / off.values["out_defence"][1:]
    assert np.allclose(np.diff(np.log(ratio)), 0.01)


def test_spending_written_in_wages_follows_productivity_and_prices_alone_do_not_move_it(world):
    """One percent more output per worker for ever. By hand: new cohorts a quarter 0.014, so after 80 quarters
    benefits have 1 - 0.986^80 of it; pay has all of it on the 28 percent that is pay; health 0.7 of it."""
    plain, more = _steady(world, 80), _steady(world, 80, prod_extra=1.0)

    def gain(line):
        return 100 * np.log(more.values[line][-1] / plain.values[line][-1])

    cohorts = world[0].parameters["b_benefit_cohorts"].value
    assert gain("out_social_security") == pytest.approx(1 - (1 - cohorts) ** 80, rel=0.01)
    assert gain("out_medicaid") == pytest.approx(0.7, rel=0.01)
    assert gain("out_defence") == pytest.approx(0.28, rel=0.01)
    assert gain("out_other_mandatory") == pytest.approx(0.0, abs=1e-9)


def test_brackets_creep_with_real_incomes_and_with_the_lag_of_their_indexation(world):
    """An elasticity of 0.4 beyond one on what real incomes have gained; a price level that runs ahead by as
    much as it usually does moves nothing, and level prices leave the brackets 2 percent high."""
    plain, more = _steady(world, 40), _steady(world, 40, prod_extra=1.0)
    wages = [r.values["rev_individual"][-1] - r.values["tax_gains"][-1] for r in (plain, more)]
    assert 100 * np.log(wages[1] / wages[0]) == pytest.approx(0.4, rel=1e-6)
    assert plain.values["bracket_lag"][-1] == pytest.approx(-2.0, abs=1e-9)
