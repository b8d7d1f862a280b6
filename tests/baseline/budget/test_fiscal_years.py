"""Spreading fiscal-year figures over quarters, and reading policy tables."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.baseline.budget.fiscal_years import (
    between_year_ends,
    extend,
    fiscal_years,
    policy_tables,
    read_policy,
    spread_flat,
    spread_smoothly,
    year_ends,
    yearly_means,
)
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range

PERIODS = quarter_range("2019Q4", "2023Q3")
YEARS = fiscal_years(PERIODS)


def test_fiscal_years_end_in_the_third_quarter():
    assert YEARS.tolist() == [2020] * 4 + [2021] * 4 + [2022] * 4 + [2023] * 4


def test_spreading_keeps_every_yearly_mean():
    yearly = {2020: 3137.0, 2021: 2780.0, 2022: 1003.0, 2023: 2033.0}
    smooth = spread_smoothly(yearly, PERIODS, YEARS)
    assert yearly_means(smooth, PERIODS) == pytest.approx(yearly)


def test_a_level_stays_level_and_steps_become_slopes():
    flat = spread_smoothly(dict.fromkeys(range(2020, 2024), 5.0), PERIODS, YEARS)
    np.testing.assert_allclose(flat, 5.0)
    sloped = spread_smoothly({2020: 0.0, 2021: 1.0, 2022: 2.0, 2023: 3.0}, PERIODS, YEARS)
    assert np.all(np.diff(sloped) > 0)
    assert np.abs(np.diff(sloped)).max() < 0.5


def test_two_years_by_hand():
    """Means 0 and 1 with the least sum of squared steps: steps m, 2m, 3m, 4m, 3m, 2m, m, means 11 m apart."""
    periods = quarter_range("2019Q4", "2021Q3")
    smooth = spread_smoothly({2020: 0.0, 2021: 1.0}, periods, fiscal_years(periods))
    steps = np.diff(smooth)
    np.testing.assert_allclose(steps, np.array([1, 2, 3, 4, 3, 2, 1]) / 11, atol=1e-12)
    assert smooth[:4].mean() == pytest.approx(0.0, abs=1e-12)
    assert smooth[4:].mean() == pytest.approx(1.0)


def test_flat_spreading_and_stocks_between_year_ends():
    assert spread_flat({2021: 7.0}, PERIODS)[3:9].tolist() == [0.0, 7.0, 7.0, 7.0, 7.0, 0.0]
    stocks = between_year_ends({2020: 100.0, 2021: 140.0}, quarter_range("2020Q3", "2021Q4"))
    assert stocks.tolist() == [100.0, 110.0, 120.0, 130.0, 140.0, 140.0]
    assert year_ends(stocks, quarter_range("2020Q3", "2021Q4")) == {2020: 100.0, 2021: 140.0}


def test_tables_are_carried_on():
    assert extend("tax_payroll", {2030: 0.13}, 2032) == {2030: 0.13, 2031: 0.13, 2032: 0.13}
    real = extend("real_medicare", {2033: 100.0, 2034: 102.0, 2035: 105.0, 2036: 133.1}, 2037)
    assert real[2037] == pytest.approx(133.1 * 1.1)
    assert extend("payment_shift", {2036: 9.0}, 2038)[2038] == 0.0


def test_the_bundled_tables_are_read():
    assert {"calendar", "cbo-2025-01", "cbo-2026-02", "issuance", "start-2001"} <= set(policy_tables())
    shares = read_policy("issuance")
    for year in range(2001, 2037):
        total = sum(shares[f"issue_share_{t}"][year] for t in ("2y", "3y", "5y", "7y"))
        assert 0.8 < total < 1.0


def test_an_unknown_table_says_what_there_is():
    with pytest.raises(MoneygoodError, match="cbo-2026-02"):
        read_policy("cbo-2026-20")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wrong,header\n", "does not start with path,year,value,unit,source"),
        ("path,year,value,unit,source\ntax_payroll,2026,lots,1,x\n", "is broken"),
    ],
)
def test_broken_tables_are_named(tmp_path, text, message):
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "own.csv").write_text(text)
    with pytest.raises(MoneygoodError, match=message):
        read_policy("own", tmp_path)


def test_quarters_parse():
    assert Quarter.of(2026, 4).fiscal_year == 2027


def test_a_path_keeps_only_the_growth_that_the_economy_has_not_taken_over():
    follow = {2036: 0.0, 2037: 0.5, 2038: 1.0}
    table = {2033: 100.0, 2036: 133.1}
    real = extend("real_medicare", {2033: 100.0, 2034: 110.0, 2035: 121.0, 2036: 133.1}, 2040, follow)
    assert real[2037] == pytest.approx(133.1 * 1.1**0.5)
    assert real[2038] == pytest.approx(real[2037])
    assert real[2040] == pytest.approx(real[2037])
    assert extend("tax_payroll", table, 2038, follow)[2038] == 133.1


def test_what_does_not_keep_its_share_grows_until_its_last_year():
    """By hand: a real path has the part of it that the economy has taken over, a tax rate all of it."""
    follow = {2036: 0.0, 2037: 0.5, 2038: 1.0}
    real = extend("real_medicare", {2035: 100.0, 2036: 100.0}, 2041, follow, (1.0, 2039))
    gained = [0.005, 0.015, 0.025, 0.025, 0.025]
    assert np.log([real[y] / 100.0 for y in range(2037, 2042)]) == pytest.approx(gained)
    tax = extend("tax_individual", {2036: 0.2}, 2038, None, (0.5, 2037))
    assert np.log([tax[2037] / 0.2, tax[2038] / 0.2]) == pytest.approx([0.005, 0.005])
