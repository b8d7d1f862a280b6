"""Averages over quarters and fiscal years, and growth that stops at a splice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.shapes import MonthTable
from moneygood.data.transform import change, fiscal_year_end, fiscal_year_mean, growth, quarter_average


def panel(values: list[float], first: str = "2000Q1") -> Panel:
    start = Quarter.parse(first)
    periods = quarter_range(start, start + (len(values) - 1))
    return Panel(("x",), periods, np.array([values]), np.ones((1, len(values))))


def test_growth_worked_by_hand() -> None:
    got = growth(panel([100.0, 101.0, 0.0, 101.0]), "x")
    assert np.isnan(got[0])
    assert got[1] == pytest.approx(400 * np.log(1.01))
    assert np.isnan(got[2])
    assert np.isnan(got[3])
    assert growth(panel([100.0, 110.0]), "x", per_year=False)[1] == pytest.approx(100 * np.log(1.1))


def test_growth_across_a_splice_is_refused() -> None:
    """C-8: no growth across a splice."""
    with pytest.raises(MoneygoodError) as caught:
        growth(panel([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), "x", ["2000Q3"])
    assert caught.value.code == "D006"
    assert "2000Q3" in str(caught.value)


def test_growth_across_a_splice_left_blank() -> None:
    figures = panel([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    one = change(figures, "x", ["2000Q3"], across="blank")
    assert np.isnan(one[2])
    assert list(one[3:]) == [1.0] * 5
    four = change(figures, "x", ["2000Q3"], quarters=4, across="blank")
    assert np.isnan(four[:6]).all()
    assert list(four[6:]) == [4.0, 4.0]


def test_a_splice_outside_the_figures_does_no_harm() -> None:
    assert change(panel([1.0, 2.0]), "x", ["1990Q1", "2010Q1", "2000Q1"])[1] == 1.0


def test_fiscal_years() -> None:
    """C-5: flows are meant over, stocks read at the end of, the fiscal year."""
    figures = panel([float(k) for k in range(1, 9)], "2000Q4")
    assert fiscal_year_mean(figures, "x") == {2001: 2.5, 2002: 6.5}
    assert fiscal_year_end(figures, "x") == {2001: 4.0, 2002: 8.0}


def test_quarter_averages_need_their_months() -> None:
    months = ("2000-01", "2000-02", "2000-03", "2000-04", "2000-05", "2000-06")
    table = MonthTable(("r",), months, np.array([[1.0, 2.0, 6.0, 4.0, np.nan, 8.0]]))
    assert quarter_average(table, "r") == {Quarter.parse("2000Q1"): 3.0}
    assert quarter_average(table, "r", least=2)[Quarter.parse("2000Q2")] == 6.0


@given(st.lists(st.floats(0.1, 1e6), min_size=5, max_size=40))
def test_growth_adds_up_to_the_whole_change(values: list[float]) -> None:
    quarterly = growth(panel(values), "x", per_year=False)
    assert np.nansum(quarterly) == pytest.approx(100 * np.log(values[-1] / values[0]), abs=1e-8)
