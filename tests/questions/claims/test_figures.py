"""Figures of claims: hand-worked sums, and the summaries against NumPy and SciPy."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from scipy import stats

from moneygood.core.errors import MoneygoodError, Place
from moneygood.data.calendar import ReleaseCalendar, period_end, read_calendar, read_quoted
from moneygood.data.vintage import Vintage, load_vintage
from moneygood.questions.claims.figures import table_figure
from moneygood.questions.claims.known import Known
from moneygood.questions.claims.text import FigureText


@pytest.fixture(scope="module")
def vintage() -> Vintage:
    return load_vintage("2026-11")


def known(vintage: Vintage, date: str | None = None, calendar: ReleaseCalendar | None = None) -> Known:
    day = datetime.date.fromisoformat(date) if date else None
    return Known(vintage, calendar or read_calendar(), read_quoted(), day)


def figure(known: Known, **fields: object):
    fields.setdefault("on", "quarterly")
    return table_figure(known, FigureText("f", "label", "table", fields, Place("here.yaml", 3)))


def column(vintage: Vintage, name: str, first: str, last: str) -> np.ndarray:
    panel = vintage.quarterly
    spots = [i for i, p in enumerate(panel.periods) if first <= str(p) <= last]
    return np.asarray(panel.series(name), dtype=float)[spots]


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2024Q2", "2024-06-30"),
        ("2024-02", "2024-02-29"),
        ("2024", "2024-12-31"),
        ("2026-08-21", "2026-08-21"),
        ("2023Q4", "2023-12-31"),
    ],
)
def test_a_period_ends_on_its_last_day(period, day):
    assert period_end("annual", period).isoformat() == day


def test_a_fiscal_year_ends_in_september():
    assert period_end("fiscal", "2024").isoformat() == "2024-09-30"


def test_gdp_of_a_quarter_is_known_a_month_after_it_and_not_a_day_sooner(vintage):
    """C-15."""
    told = {"formula": "gdp_real", "at": "2024Q1"}
    assert figure(known(vintage, "2024-05-01"), **told).value == vintage.at("gdp_real", "2024Q1")
    assert np.isnan(figure(known(vintage, "2024-04-30"), **told).value)


def test_the_latest_figure_is_the_latest_that_was_out(vintage):
    assert figure(known(vintage, "2024-05-01"), formula="gdp_real", at="latest").period == "2024Q1"
    assert figure(known(vintage, "2024-04-30"), formula="gdp_real", at="latest").period == "2023Q4"
    assert figure(known(vintage, "2024-04-30"), formula="gdp_real", at="latest-3").period == "2023Q1"


def test_a_baseline_is_known_once_its_month_is_over(vintage):
    told = {"formula": "interest_net", "on": "cbo_budget", "at": "2025"}
    assert figure(known(vintage, "2024-06-30"), **told).vintage == "CBO 2024-02"
    assert figure(known(vintage, "2024-07-01"), **told).vintage == "CBO 2024-06"
    assert figure(known(vintage, "2024-07-01"), **told).value == pytest.approx(1015.687)
    assert np.isnan(figure(known(vintage, "2024-01-31"), **told).value)
    assert np.isnan(figure(known(vintage, "2024-06-30"), baseline="2024-06", **told).value)


def test_summaries_agree_with_numpy_and_scipy(vintage):
    every = known(vintage)
    y = column(vintage, "treasury_10y", "2001Q1", "2012Q4")
    x = column(vintage, "funds_rate", "2001Q1", "2012Q4")
    span = {"formula": "treasury_10y", "at": "2001Q1..2012Q4"}
    assert figure(every, take="mean", **span).value == pytest.approx(np.mean(y))
    assert figure(every, take="sum", **span).value == pytest.approx(np.sum(y))
    assert figure(every, take="highest", **span).value == np.max(y)
    assert figure(every, take="lowest", **span).value == np.min(y)
    assert figure(every, take="change", **span).value == pytest.approx(y[-1] - y[0])
    assert figure(every, take="growth", **span).value == pytest.approx(100 * (y[-1] / y[0] - 1))
    line = stats.linregress(x, y)
    assert figure(every, take="slope", **{**span, "with": "funds_rate"}).value == pytest.approx(line.slope)
    pair = figure(every, take="correlation", **{**span, "with": "funds_rate"})
    assert pair.value == pytest.approx(line.rvalue)
    above = {"formula": "treasury_10y > 4", "at": "2001Q1..2012Q4"}
    assert figure(every, take="count", **above).value == np.sum(y > 4)
    assert figure(every, take="share", **above).value == pytest.approx(np.mean(y > 4))


def test_growth_across_a_splice_is_missing_and_growth_beside_it_is_not(vintage):
    """C-8."""
    every = known(vintage)
    assert "2025Q1" in vintage.record("saving_rate").splice
    across = figure(every, formula="saving_rate", at="2024Q4..2025Q1", take="change")
    assert np.isnan(across.value)
    beside = figure(every, formula="saving_rate", at="2024Q3..2024Q4", take="change")
    assert beside.value == pytest.approx(
        float(np.diff(column(vintage, "saving_rate", "2024Q3", "2024Q4"))[0])
    )
    assert np.isnan(figure(every, formula="d(saving_rate)", at="2025Q1").value)
    assert not np.isnan(figure(every, formula="d(saving_rate)", at="2025Q2").value)


def test_a_lag_in_months_looks_back_by_months(vintage):
    told = figure(known(vintage), on="monthly", formula="funds_rate - funds_rate[-12]", at="2023-04")
    months = vintage.monthly
    rates = dict(zip(months.months, months.series("funds_rate"), strict=True))
    assert told.value == pytest.approx(rates["2023-04"] - rates["2022-04"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"formula": "gdp_reel", "at": "latest"}, "gdp_reel"),
        ({"formula": "gdp_real", "at": "2024-06"}, "'2024-06' is not a period of this table"),
        ({"formula": "gdp_real", "at": "2024Q1", "take": "mean"}, "needs a range"),
        ({"formula": "gdp_real", "at": "2023Q1..2024Q1"}, "needs one period"),
        ({"formula": "gdp_real", "at": "2024Q1..2023Q1", "take": "mean"}, "runs backwards"),
        ({"formula": "yoy(sp500)", "on": "monthly", "at": "latest"}, "count quarters"),
        ({"formula": "1 + 1", "at": "latest"}, "uses no series"),
        ({"formula": "gdp_real + unemployment_rate", "at": "latest"}, "unemployment_rate"),
        ({"formula": "__import__('os')", "at": "latest"}, ""),
    ],
)
def test_a_faulty_figure_is_one_line_with_its_place(vintage, fields, words):
    """C-26: A502, or the code of the formula."""
    with pytest.raises(MoneygoodError) as caught:
        figure(known(vintage), **fields)
    assert words in str(caught.value)
    assert "here.yaml:3" in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_flow_and_a_stock_are_not_compared(vintage):
    """C-10."""
    with pytest.raises(MoneygoodError) as caught:
        figure(known(vintage), formula="debt_public - gdp_nominal", at="latest")
    assert caught.value.code == "M009"
