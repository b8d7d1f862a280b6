"""Scores of forecast distributions, against closed forms and sums over all pairs."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygood.validation.forecast_record.scores import (
    crps_normal,
    crps_sample,
    inside,
    pit_normal,
    pit_sample,
)


@pytest.mark.parametrize(("mean", "sd", "actual"), [(0.0, 1.0, 0.3), (2.0, 0.5, 4.0), (-1.0, 3.0, -1.0)])
def test_sample_score_of_many_normal_draws_is_the_closed_form(mean: float, sd: float, actual: float) -> None:
    grid = np.array([NormalDist(mean, sd).inv_cdf((i + 0.5) / 40_000) for i in range(40_000)])
    assert crps_sample(grid, actual) == pytest.approx(crps_normal(mean, sd, actual), rel=2e-3)


def test_closed_form_is_the_integral_of_squared_distance_to_the_step() -> None:
    x = np.linspace(-14, 16, 12_001)
    below = np.array([NormalDist(1.0, 2.0).cdf(v) for v in x])
    integral = np.sum((below - (x >= 2.5)) ** 2) * (x[1] - x[0])
    assert crps_normal(1.0, 2.0, 2.5) == pytest.approx(integral, rel=1e-3)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=12), st.floats(-60, 60))
@settings(max_examples=80, deadline=None)
def test_sample_score_is_the_sum_over_all_pairs(draws: list[float], actual: float) -> None:
    x = np.array(draws)
    n = len(x)
    pairs = sum(abs(a - b) for i, a in enumerate(x) for j, b in enumerate(x) if i != j) / (n * (n - 1))
    assert crps_sample(x, actual) == pytest.approx(np.mean(np.abs(x - actual)) - pairs / 2, abs=1e-9)


def test_a_certain_forecast_scores_its_distance() -> None:
    assert crps_normal(3.0, 0.0, 1.0) == 2.0
    assert crps_sample(np.full(50, 3.0), 1.0) == pytest.approx(2.0)


def test_ties_with_the_outcome_count_half() -> None:
    assert pit_sample(np.array([0.0, 1.0, 1.0, 2.0]), 1.0) == 0.5
    assert pit_normal(0.0, 1.0, 1.959964) == pytest.approx(0.975, abs=1e-6)


def test_bands_are_central() -> None:
    assert inside(0.11, 80)
    assert not inside(0.09, 80)
    assert not inside(0.91, 80)
    assert inside(0.06, 90)
    assert not inside(0.24, 50)
