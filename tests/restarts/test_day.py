"""The model on a day that has passed: nothing later is known, and what is said of the day comes out of it."""

import datetime

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import NOWCAST, OBSERVED
from moneygood.core.periods import Quarter
from moneygood.data.as_of import dated, dated_name, find_vintage, quarter_over
from moneygood.data.vintage import load_vintage
from moneygood.restarts.opening import load
from moneygood.restarts.workspace import open_dated
from moneygood.runs.options import DrawOptions

DAY = "2024-06-30"


@pytest.fixture(scope="module")
def then():
    return load(dated_name(None, DAY))


@pytest.mark.parametrize(
    ("day", "last"),
    [("2024-06-30", "2024Q2"), ("2024-06-29", "2024Q1"), ("2023-05-19", "2023Q1"), ("2025-02-28", "2024Q4")],
)
def test_a_day_has_the_last_quarter_that_was_over(day, last):
    assert str(quarter_over(datetime.date.fromisoformat(day))) == last


def test_a_quarter_means_its_last_day():
    """By hand: 2024Q2 ends on 30 June 2024."""
    assert dated_name("2026-11", "2024Q2") == "2026-11@2024-06-30"
    assert DrawOptions(day="2024Q2").vintage == DrawOptions(day=DAY).vintage == dated_name(None, DAY)


@pytest.mark.parametrize("day", ["2024Q5", "yesterday", "2024-02-30", "2030Q1", "1950Q1"])
def test_what_is_no_day_is_refused(day):
    with pytest.raises(MoneygoodError) as caught:
        find_vintage(dated_name(None, day))
    assert caught.value.code == "D002"


def test_a_day_before_the_state_is_complete_is_refused():
    with pytest.raises(MoneygoodError) as caught:
        load(dated_name(None, "2004Q2"))
    assert caught.value.code == "A606"


def test_two_days_in_one_question_are_refused():
    with pytest.raises(MoneygoodError) as caught:
        DrawOptions(vintage="2026-11@2023-12-31", day="2024Q2")
    assert caught.value.code == "D003"


def test_what_was_out_on_the_day_is_there_and_no_more():
    """By the agencies' calendars: GDP of 2024Q1 came on 25 April, of 2024Q2 on 25 July; June's average yield
    was known on its last day, the budget of fiscal 2024 in October, CBO's of January 2025 in January."""
    vintage, whole = find_vintage(dated_name(None, DAY)), load_vintage()
    # the third estimate of June 2024: 1.36% a year in 2024Q1, which later became 0.8
    growth = vintage.at("gdp_real", "2024Q1") / vintage.at("gdp_real", "2023Q4")
    assert 100 * (growth**4 - 1) == pytest.approx(1.41, abs=0.06)
    assert vintage.at("gdp_real", "2024Q1") < whole.at("gdp_real", "2024Q1")
    assert np.isnan(vintage.at("gdp_real", "2024Q2"))
    assert vintage.at("treasury_10y", "2024Q2") == whole.at("treasury_10y", "2024Q2")
    assert vintage.quarterly.periods[-1] == Quarter.parse("2024Q2")
    assert max(vintage.fiscal("outlays")) == max(vintage.cbo_budget("actual", "outlays")) == 2023
    assert vintage.cbo_vintages() == ("2024-02", "2024-06")
    assert vintage.monthly.months[-1] == "2024-06"
    assert not np.isfinite(vintage.quarterly.series("potential_real")).any()


def test_the_state_of_the_day_is_found_and_marked(then):
    assert str(then.start) == "2024Q3"
    history, at = then.history, Quarter.parse("2024Q2")
    assert history.status_at("gdp_real", at) == NOWCAST
    assert history.status_at("rate_10y", at) == OBSERVED
    assert history.at("rate_10y", at) == load_vintage().at("treasury_10y", at)
    # the AI sector is in it: capex as reported for 2024Q1
    assert history.at("ai_capex", at - 1) == pytest.approx(
        load_vintage().at("leaders_capex", at - 1), rel=1e-9
    )
    assert then.baseline(8).values.shape[0] == len(then.model.variables)
    assert max(then.baseline(8).identity_error.values()) < 1e-9


def test_the_sector_begun_from_reports_reaches_the_dictionarys_figures():
    """The dictionary's stocks at the end of 2024 were worked out from the same filings by hand."""
    state = load(dated_name(None, "2024Q4"))
    for name, variable in state.model.variables.items():
        if name.startswith("ai_capital_") and variable.start is not None:
            assert state.history.at(name, "2024Q4") == pytest.approx(variable.start.value, rel=0.06), name


def _planted(after: str):
    """The bundled vintage with every later quarter, month, year and projection made nonsense."""
    whole, first = load_vintage(), Quarter.parse(after) + 1
    panel = whole.quarterly
    values = panel.values.copy()
    values[:, first - panel.periods[0] :] = values[:, first - panel.periods[0] :] * 3.0 + 7.0
    for name in ("gdp_real", "pce_core_price", "unemployment_rate"):  # what was revised since
        values[panel.row(name), first - 9 - panel.periods[0] : first - panel.periods[0]] *= 1.02
    for name in ("potential_real", "output_gap_cbo", "nairu_frbus"):  # estimated anew: all of their past
        values[panel.row(name)] *= 1.5
    later = type(panel)(panel.names, panel.periods, values, panel.status)
    object.__setattr__(whole, "quarterly", later)
    month = whole.monthly
    own = np.array(month.values)
    own[:, [i for i, m in enumerate(month.months) if m > "2024-06"]] *= 5.0
    object.__setattr__(whole, "monthly", type(month)(month.names, month.months, own))
    for table in whole._by_year.values():
        for line in table.values():  # by year, or by day: what was seen on a day up to then was known
            line.update(
                {y: v * 2 for y, v in line.items() if (y > DAY if len(y) == len(DAY) else y[:4] >= "2024")}
            )
    for lines in whole._cbo_years.values():
        for vintage, table in lines.items():
            for line in table.values():
                wrong = {y: v * 2 for y, v in line.items() if vintage > "2024-06" and vintage != "actual"}
                line.update(wrong or {y: v * 2 for y, v in line.items() if vintage == "actual" and y > 2023})
    for vintage, projected in list(whole._cbo_economy.items()):
        if vintage > "2024-06":
            whole._cbo_economy[vintage] = type(projected)(
                projected.names, projected.periods, projected.values * 2, projected.status
            )
    return whole


def test_planted_later_figures_change_nothing(then, monkeypatch, tmp_path):
    """C-15: later figures, later estimates of the past, later budgets and projections are not seen."""
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path))
    planted = _planted("2024Q2")
    again = open_dated(dated(planted, datetime.date.fromisoformat(DAY)))
    assert np.array_equal(again.history.values, then.history.values, equal_nan=True)
    ours, theirs = again.baseline(16), then.baseline(16)
    assert np.array_equal(ours.values, theirs.values, equal_nan=True)
    # and the planting bites: the day after the next releases it is seen
    later = dated(planted, datetime.date(2024, 10, 30))
    assert later.at("gdp_real", "2024Q3") != load_vintage().at("gdp_real", "2024Q3")


def test_shipped_scenarios_move_with_the_day_and_own_files_do_not(then, tmp_path):
    from moneygood.baseline.opening import find_scenario

    plan = then.expanded(find_scenario("deepseek-jevons"))
    # by hand: the scenario is of 2026Q4, two quarters after the jump-off of 2026Q2; so of 2024Q4
    assert [str(q) for q in plan.shocks[0].periods] == ["2024Q4"]
    assert [str(q) for q in then.expanded(plan).shocks[0].periods] == ["2024Q4"]
    own = tmp_path / "own.yaml"
    own.write_text(
        "title: Mine\nextends: baseline\npaths:\n"
        "  - {hold: ffr, periods: 2025Q1, value: 4.0, unit: pct/yr, exact: true}\n"
    )
    assert [str(q) for q in then.expanded(find_scenario(str(own))).paths[0].periods] == ["2025Q1"]


def test_the_day_is_in_the_identity(then):
    from moneygood.api import run

    names = {run("baseline", draws=64, quarters=4, day=d).id for d in (None, "2024Q2", "2024Q3")}
    assert len(names) == 3


def test_a_restart_in_real_time_sees_what_was_published(then):
    """BEA had real GDP of 2024Q1 up 1.4% a year in June 2024; the usual restart sees today's 0.8."""
    from moneygood.restarts.restart import open_restarts
    from moneygood.validation.forecast_record.known import as_known_at

    origin = Quarter.parse("2024Q2")
    whole = open_restarts(then.model, load_vintage(), origin)
    own = as_known_at(whole, origin)
    assert np.isnan(own.figures.at("gdp_real", origin))
    assert np.isfinite(whole.figures.at("gdp_real", origin))
    for restarts, growth in ((own, 1.4), (whole, 0.8)):
        figures = restarts.figures.series("gdp_real")
        at = restarts.figures.column("2024Q1")
        assert 100 * ((figures[at] / figures[at - 1]) ** 4 - 1) == pytest.approx(growth, abs=0.06)


def test_rivals_in_real_time_see_no_later_total(then, monkeypatch):
    """C-15: a year's interest and revenue, spread over its quarters, know the rest of the year; on the day
    CBO's projection stood."""
    from moneygood.restarts.opening import load
    from moneygood.validation.forecast_record.known import as_known_at, figures_known_at
    from moneygood.validation.forecast_record.record import opened, read_evaluation

    today, origin = load(), Quarter.parse("2022Q4")
    evaluation = read_evaluation(today.model, today.model.root)
    restarts, figures = opened(today, evaluation, today.start - 1)
    at = origin - figures.periods[0]
    found = figures_known_at(as_known_at(restarts, origin), evaluation, figures, origin)
    assert np.array_equal(found.actual[:, at + 1 :], figures.actual[:, at + 1 :], equal_nan=True)
    day = load("2026-11@2022-12-31")
    i = [t.variable for t in evaluation.targets].index("interest_revenue")
    assert found.base[i, at] == pytest.approx(day.history.at("interest_revenue", origin), abs=0.02)
    assert abs(found.base[i, at] - figures.base[i, at]) > 0.1, "receipts fell short of what CBO saw then"
    assert np.isfinite(found.base[:, at]).all()
    assert np.isfinite(found.actual[:, at]).all()


def test_the_record_in_real_time_begins_where_the_archive_does():
    from moneygood import api

    with pytest.raises(MoneygoodError) as caught:
        api.backtest("2017Q4", "2017Q4", draws=20, workers=1, real_time=True)
    assert caught.value.code == "A603"
