from __future__ import annotations

import numpy as np
import pytest

from made_paths import START, make_paths
from moneygood.core.errors import MoneygoodError
from moneygood.runs.compare import compare


def test_paired_error_is_that_of_the_difference_not_of_the_levels() -> None:
    """C-20: the error is that of the difference."""
    rng = np.random.default_rng(1)
    base = 100 + 10 * rng.normal(size=(4, 2000))
    noise = 0.2 * rng.normal(size=base.shape)
    result = compare(
        make_paths({"x": base + 1.0 + noise}), make_paths({"x": base}), ["x"], units={"x": "pct"}
    )
    row = result.rows[2]
    gap = 1.0 + noise[2]
    assert row.difference == pytest.approx(gap.mean(), abs=1e-12)
    assert row.mc_error == pytest.approx(gap.std(ddof=1) / np.sqrt(2000), rel=1e-9)
    assert row.mc_error < 0.01 * base[2].std(ddof=1)
    assert row.low70 == pytest.approx(np.quantile(gap, 0.15))
    assert row.high70 == pytest.approx(np.quantile(gap, 0.85))
    assert (row.period, row.unit) == (str(START + 2), "pct")


def test_a_draw_that_failed_in_either_run_is_left_out_of_both() -> None:
    """C-9: pairs are good in both runs."""
    a, b = np.zeros((1, 5)), np.zeros((1, 5))
    a[0] = [1, 2, 99, 4, 5]
    b[0] = [0, 77, 0, 0, 0]
    result = compare(make_paths({"x": a}, failed=(2,)), make_paths({"x": b}, failed=(1,)), ["x"])
    assert result.rows[0].difference == pytest.approx((1 + 4 + 5) / 3)
    assert result.draws == 3
    assert result.failed_share == pytest.approx(0.4)


def test_percent_differences_are_relative_to_the_baseline_draw() -> None:
    base = np.array([[50.0, 200.0]])
    row = compare(make_paths({"x": 1.1 * base}), make_paths({"x": base}), ["x"], percent=["x"]).rows[0]
    assert row.difference == pytest.approx(10.0)
    assert row.mc_error == pytest.approx(0.0, abs=1e-12)
    assert row.unit == "pct"


def test_runs_with_other_seeds_are_not_compared() -> None:
    """C-20: only pairs are compared."""
    x = np.zeros((1, 3))
    with pytest.raises(
        MoneygoodError, match="A021: the two runs are not pairs: 3 draws with seed 1 against 3 draws with"
    ):
        compare(make_paths({"x": x}), make_paths({"x": x}, seed=2), ["x"])


def test_runs_over_other_quarters_are_not_compared() -> None:
    with pytest.raises(MoneygoodError, match="A021: the two runs cover different quarters"):
        compare(make_paths({"x": np.zeros((1, 3))}), make_paths({"x": np.zeros((2, 3))}), ["x"])


def test_division_by_a_zero_baseline_is_an_error_and_not_a_figure() -> None:
    with pytest.raises(MoneygoodError, match="A013"), np.errstate(all="ignore"):
        compare(make_paths({"x": np.ones((1, 2))}), make_paths({"x": np.zeros((1, 2))}), ["x"], percent=["x"])
