"""The bundled figures against published facts and against their own second compilations."""

import math

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.units import Unit
from moneygood.data.checks import Check, run_checks
from moneygood.data.status import status
from moneygood.data.vintage import Vintage, load_vintage


@pytest.fixture(scope="module")
def vintage() -> Vintage:
    return load_vintage()


def test_net_interest_in_every_view_of_the_two_years(vintage: Vintage) -> None:
    actual = vintage.fiscal("interest_net")
    assert (round(actual[2024]), round(actual[2025])) == (880, 970)
    first = vintage.cbo_budget("2024-02", "interest_net")
    second = vintage.cbo_budget("2024-06", "interest_net")
    assert (round(first[2024]), round(first[2025])) == (870, 951)
    assert (round(second[2024]), round(second[2025])) == (892, 1016)


def test_debt_at_fiscal_year_ends(vintage: Vintage) -> None:
    debt = vintage.fiscal("debt_public")
    for year, published in {2000: 3409.8, 2008: 5803.0, 2020: 21016.7, 2025: 30172.4}.items():
        assert debt[year] == pytest.approx(published, abs=0.06)
    for year in range(2015, 2026):
        treasury = vintage.at("debt_public", f"{year}Q3")
        assert 0 <= treasury / debt[year] - 1 < 0.005


def test_gdp_of_fiscal_years_is_cbos(vintage: Vintage) -> None:
    quarters = ("2024Q4", "2025Q1", "2025Q2", "2025Q3")
    mean = sum(vintage.at("gdp_nominal", q) for q in quarters) / 4
    assert mean == pytest.approx(30362.0, abs=1.0)
    assert vintage.fiscal("gdp_nom")[2025] == pytest.approx(mean, rel=1e-4)


@pytest.mark.parametrize(
    ("series", "line", "tolerance"),
    [
        ("gdp_nominal", "gdp_nom", 1e-4), ("gdp_deflator", "price_gdp", 3e-4), ("cpi", "cpi", 1e-3),
        ("funds_rate", "ffr", 0.01), ("bill_3m", "rate_3m", 0.01), ("treasury_10y", "rate_10y", 0.01),
        ("pce_core_price", "price_core", 1e-3),
    ],
)  # fmt: skip
def test_history_agrees_with_cbos_copy(vintage: Vintage, series: str, line: str, tolerance: float) -> None:
    economy = vintage.cbo_economy("2026-02")
    for quarter in ("2023Q1", "2023Q4", "2024Q2", "2025Q1"):
        assert vintage.at(series, quarter) == pytest.approx(economy.at(line, quarter), rel=tolerance)


def test_market_records(vintage: Vintage) -> None:
    assert vintage.at("vix_max", "2020Q1") == 82.69
    assert vintage.at("vix_max", "2008Q4") == 80.86
    assert vintage.at("cape", "1999Q4") == pytest.approx(44.2, abs=0.05)
    assert vintage.monthly.at("cpi", "2025-09") > vintage.monthly.at("cpi", "2024-09")
    assert math.isnan(vintage.monthly.at("cpi", "2025-10"))


def test_leaders_capex_is_the_sum_of_filed_totals(vintage: Vintage) -> None:
    filed = {"AMZN": 173.028, "MSFT": 115.948, "ORCL": 55.663, "GOOGL": 23.953 + 27.851 + 35.674 + 44.924}
    meta = vintage.at("leaders_capex_4q", "2026Q2") - sum(filed.values())
    assert 18.997 + 30.116 < meta < 100
    quarters = [vintage.at("leaders_capex", q) for q in ("2025Q3", "2025Q4", "2026Q1", "2026Q2")]
    assert sum(quarters) / 4 == pytest.approx(vintage.at("leaders_capex_4q", "2026Q2"), rel=1e-9)


def test_every_cross_check_holds(vintage: Vintage) -> None:
    broken = [f"{c.name}: {c.worst} {c.unit} at {c.at}" for c in run_checks(vintage) if not c.held]
    assert broken == []


def test_a_check_of_nothing_does_not_hold() -> None:
    assert not Check("empty", "nothing", "bn", 0.0, "", 0, 1.0).held
    assert not Check("far", "apart", "bn", 2.0, "2000", 5, 1.0).held


def test_cbo_budget_adds_up(vintage: Vintage) -> None:
    for name in vintage.cbo_vintages():
        total = vintage.cbo_budget(name, "outlays")
        parts = ("out_mandatory", "out_defence", "out_nondefence", "interest_net")
        for year, figure in total.items():
            assert sum(vintage.cbo_budget(name, p)[year] for p in parts) == pytest.approx(figure, abs=0.01)
            primary = (
                vintage.cbo_budget(name, "balance")[year] + vintage.cbo_budget(name, "interest_net")[year]
            )
            assert vintage.cbo_budget(name, "balance_primary")[year] == pytest.approx(primary, abs=1e-6)


def test_cbo_economies_cover_their_horizon(vintage: Vintage) -> None:
    latest = vintage.cbo_economy("2026-02")
    assert (str(latest.periods[0]), str(latest.periods[-1])) == ("2023Q1", "2036Q4")
    assert not np.isnan(latest.values).any()
    earlier = vintage.cbo_economy("2025-01")
    assert (str(earlier.periods[0]), str(earlier.periods[-1])) == ("2022Q1", "2035Q4")
    assert not np.isnan(earlier.values).any()


def test_records_and_status_describe_every_series(vintage: Vintage) -> None:
    told = status(vintage)
    assert {r.series for r in told.rows if r.frequency == "quarterly"} == set(vintage.quarterly.names)
    for row in told.rows:
        Unit.parse(row.unit)
        assert row.figures > 0
        assert row.label
        assert row.agency
        assert row.licence in told.licences
    by_name = {r.series: r for r in told.rows if r.frequency == "quarterly"}
    assert any("2023Q1" in w for w in by_name["profits"].warnings)
    assert "partial in 2026Q2" in by_name["funds_rate"].standing
    assert "projected" in by_name["potential_real"].standing
    assert told.reach["2026Q2"] > 30


def test_nothing_under_a_third_partys_licence_is_bundled(vintage: Vintage) -> None:
    for records in vintage.records.values():
        for record in records.values():
            text = f"{record.agency} {record.id} {record.label}".lower()
            assert not any(word in text for word in ("moody", "baml", "ice bofa", "yahoo"))


@pytest.mark.parametrize(
    ("ask", "code", "words"),
    [
        (lambda v: v.at("gdp_nomial", "2025Q1"), "D001", "id you mean 'gdp_nominal'?"),
        (lambda v: v.at("gdp_nominal", "2050Q1"), "D002", "1980Q1 to 2026Q3"),
        (lambda v: v.fiscal("revenues"), "D001", "id you mean 'revenue'?"),
        (lambda v: v.cbo_budget("2024-03", "interest_net"), "D001", "2024-02"),
        (lambda v: v.cbo_budget("2024-02", "net_interest"), "D001", "interest_net"),
        (lambda v: v.cbo_economy("2024-02"), "D001", "2025-01"),
        (lambda v: v.monthly.at("cpi", "1970-01"), "D002", "1990-01"),
        (lambda v: v.record("gdp"), "D001", "gdp"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(vintage: Vintage, ask, code: str, words: str) -> None:
    with pytest.raises(MoneygoodError) as caught:
        ask(vintage)
    assert caught.value.code == code
    assert caught.value.exit_code == 2
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
