"""Projections of institutions as judged paths, against paths worked out by hand."""

import datetime

import numpy as np
import pytest

from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.projected import YearlyProjection, main, projections
from moneygood.restarts.projections import projected_paths, yearly_path

SPAN = quarter_range(Quarter.parse("2023Q3"), Quarter.parse("2024Q2"))
DAY = datetime.date(2024, 6, 12)


def panel(**rows):
    values = np.array(list(rows.values()), dtype=float)
    return Panel(tuple(rows), SPAN, values, np.full(values.shape, OBSERVED, np.uint8))


def said(form, years, less=""):
    return YearlyProjection("x", form, less, DAY, years, "sep")


def test_levels_run_straight_between_fourth_quarters():
    """By hand: from 5.3 in 2024Q2 to 5.1 in 2024Q4 and 4.1 a year later."""
    path = yearly_path(said("end", {2024: 5.1, 2025: 4.1}), panel(x=[5.3, 5.3, 5.3, 5.3]))
    assert path == pytest.approx([5.2, 5.1, 4.85, 4.6, 4.35, 4.1])


def test_inflation_of_a_year_is_what_its_quarters_average_to():
    """By hand: 3 and 2 so far and 2.8 over the year leave 3.1 for each of the two that are ahead."""
    path = yearly_path(said("year", {2024: 2.8, 2025: 2.3}), panel(x=[2, 2, 3, 2]))
    assert path == pytest.approx([3.1, 3.1, 2.3, 2.3, 2.3, 2.3])


def test_growth_beyond_potential_moves_a_gap():
    """By hand: a gap of 1 at the end of 2023 and growth of 2.1 against 2.0 give 1.1, and 2.5 the next 1.6."""
    path = yearly_path(
        said("growth", {2023: 9.0, 2024: 2.1, 2025: 2.5}, "g"), panel(x=[0, 1, 1, 1.05], g=[0.005] * 4)
    )
    assert path == pytest.approx([1.075, 1.1, 1.225, 1.35, 1.475, 1.6])


def test_only_what_was_out_and_is_fresh_is_taken():
    """The FOMC's medians of June 2024 were out on the 12th: a cut to 5.1 in 2024 and 4.1 in 2025."""
    rates = {p.variable: p for p in projections(datetime.date(2024, 6, 30))}["ffr"]
    assert (rates.published, rates.years[2024], rates.years[2025]) == (DAY, 5.1, 4.1)
    before = {p.variable: p for p in projections(datetime.date(2024, 6, 11))}["ffr"]
    assert before.published == datetime.date(2023, 3, 22)
    assert projections(datetime.date(2023, 3, 21)) == ()
    own = panel(ffr=[5.3] * 4, unemployment=[4.0] * 4, infl_core=[2.5] * 4, gap=[1.0] * 4,
                growth_potential=[0.005] * 4)  # fmt: skip
    assert set(projected_paths(own, datetime.date(2024, 6, 30), 12)) == {
        "ffr", "unemployment", "infl_core", "gap",
    }  # fmt: skip
    assert projected_paths(own, datetime.date(2024, 11, 30), 12) == {}


def test_the_builder_refuses_what_is_not_there(tmp_path, capsys):
    assert main([]) == 2
    assert main([str(tmp_path), str(tmp_path)]) == 2
    assert "is not there" in capsys.readouterr().err
