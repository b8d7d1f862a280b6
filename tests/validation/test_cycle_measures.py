"""Statistics of the business cycle on paths counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.validation.cycle_measures import (
    contractions,
    cycle_measure,
    depths,
    recoveries,
    share_risen,
    skewness,
)


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)[:, None]


def test_a_rise_is_against_the_quarter_a_year_before() -> None:
    """Of three quarters with a year behind them one lies more than half a point above it."""
    assert share_risen(column(4, 4, 4, 4, 4.5, 4.6, 4.2), 0.5)[0] == pytest.approx(1 / 3)


def test_contractions_are_two_falling_quarters_or_more() -> None:
    """One quarter alone is none, three running are one, and a fall that lasts to the end counts."""
    path = column(100, 99, 100, 99, 98, 97, 98, 99, 98, 97)
    assert contractions(path) == [[(3, 5), (8, 9)]]
    assert cycle_measure("contractions", path) == pytest.approx(2 * 40 / 9)
    assert cycle_measure("length", path) == pytest.approx(2.5)
    assert np.isnan(cycle_measure("length", column(1, 2, 3)))


def test_depth_is_from_the_best_of_the_year_before_to_the_worst_until_a_year_after() -> None:
    level = column(*[100, 101, 102, 103, 104, 103, 102, 103, 104, 105, 106, 107])
    gap = column(*[0.0, 0.5, 1.5, 1.0, 0.5, -1.0, -2.0, -3.0, -2.5, -2.0, -4.0, -9.0])
    assert depths(level, gap)[0] == pytest.approx(1.5 + 4.0)
    assert len(depths(level[3:], gap[3:])) == 0  # no year before it


def test_recovery_is_the_fall_over_two_years_after_a_peak() -> None:
    """From 4 to 8 and, two years after the peak, back to 6: a point a year. Half a point up is no peak."""
    up = [4.0] * 8 + [5.0, 6.0, 7.0, 8.0]
    down = [7.75, 7.5, 7.25, 7.0, 6.75, 6.5, 6.25, 6.0, 6.0]
    assert recoveries(column(*up, *down)) == pytest.approx([1.0])
    assert recoveries(column(*[4.0] * 8, 4.5, *[4.0] * 12)).size == 0


def test_skewness_is_the_third_moment() -> None:
    values = np.random.default_rng(1).exponential(size=(200_000, 1))
    assert skewness(values)[0] == pytest.approx(2.0, abs=0.1)
    assert skewness(-values)[0] == pytest.approx(-2.0, abs=0.1)
