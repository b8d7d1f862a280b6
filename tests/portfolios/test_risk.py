"""Risk figures against the normal distribution, plain counting and brute force."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.portfolios.hedges import hedge
from moneygood.portfolios.risk import (
    effective,
    even,
    expected_shortfall,
    max_drawdown,
    mean,
    quantile,
    value_at_risk,
)

RNG = np.random.default_rng(11)
GAIN = RNG.normal(2.0, 5.0, 40_000)
EVEN = even(len(GAIN))


@pytest.mark.parametrize("level", [0.95, 0.99])
def test_of_a_normal_gain_they_are_the_closed_forms(level: float) -> None:
    z = NormalDist().inv_cdf(level)
    var, short = value_at_risk(GAIN, EVEN, level), expected_shortfall(GAIN, EVEN, level)
    assert abs(var.value - (5 * z - 2)) < 3 * var.error
    assert abs(short.value - (5 * NormalDist().pdf(z) / (1 - level) - 2)) < 3 * short.error


def test_of_few_draws_they_are_counted_by_hand() -> None:
    """Of a hundred gains 1 … 100 the worst five are 1 to 5: their mean is 3, and 5 is at the edge."""
    gain = np.arange(1.0, 101.0)
    assert value_at_risk(gain, even(100), 0.95).value == -5.0
    assert expected_shortfall(gain, even(100), 0.95).value == pytest.approx(-3.0)


def test_weights_are_as_good_as_copies() -> None:
    gain = RNG.normal(0.0, 1.0, 200)
    copies = RNG.integers(1, 4, 200)
    weights = copies / copies.sum()
    many = np.repeat(gain, copies)
    assert value_at_risk(gain, weights, 0.9).value == value_at_risk(many, even(len(many)), 0.9).value
    assert expected_shortfall(gain, weights, 0.9).value == pytest.approx(
        expected_shortfall(many, even(len(many)), 0.9).value
    )
    assert effective(weights) < 200
    assert effective(even(200)) == pytest.approx(200)


def test_errors_are_those_of_runs_done_again() -> None:
    """Five hundred samples of two thousand: the spread of each figure is the error that one sample gives."""
    rng = np.random.default_rng(2)
    w = even(2000)
    samples = rng.standard_t(5, (500, 2000))
    for figure in (
        lambda x: value_at_risk(x, w, 0.95),
        lambda x: expected_shortfall(x, w, 0.95),
        lambda x: mean(x, w),
    ):
        found = [figure(x) for x in samples]
        spread = np.std([f.value for f in found])
        assert np.mean([f.error for f in found]) == pytest.approx(spread, rel=0.12)


def test_drawdown_is_the_worst_fall_from_a_peak() -> None:
    value = np.array([[100.0, 100.0], [120.0, 90.0], [90.0, 80.0], [130.0, 100.0], [117.0, 99.0]])
    assert max_drawdown(value) == pytest.approx([25.0, 20.0])


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(MoneygoodError, match="A787"):
        even(39)


def test_the_quantile_is_the_one_of_the_sample() -> None:
    x = RNG.normal(size=999)
    assert quantile(x, even(999), 0.3).value == np.sort(x)[299]


def test_a_hedge_is_the_regression_and_the_best_of_a_fine_grid() -> None:
    rng = np.random.default_rng(4)
    excess = rng.standard_t(4, 3000) / 50
    gain = 0.02 - 0.7 * excess + rng.normal(0, 0.02, 3000)
    weights = even(3000)
    found = hedge("x", gain, excess, weights, 0.95)
    slope, _ = np.polyfit(excess, gain, 1)
    assert found.beta == pytest.approx(slope, rel=1e-9)
    assert found.ratio == -found.beta
    assert abs(found.beta + 0.7) < 3 * found.error
    assert found.variance_cut == pytest.approx(np.corrcoef(gain, excess)[0, 1] ** 2)
    grid = np.arange(0.0, 1.5, 0.002)
    short = [expected_shortfall(gain + h * excess, weights, 0.95).value for h in grid]
    assert found.tail_ratio == pytest.approx(grid[int(np.argmin(short))], abs=0.004)
    assert found.tail_cut == pytest.approx(1 - min(short) / short[0], abs=1e-4)
