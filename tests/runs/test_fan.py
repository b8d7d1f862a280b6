from __future__ import annotations

import numpy as np
import pytest

from made_paths import START, make_paths
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.runs.fan import LEVELS, fan, order_quantiles
from moneygood.runs.headline import headline, headline_periods


def test_quantiles_are_those_of_numpy() -> None:
    values = np.random.default_rng(3).normal(size=(6, 501))
    ours = fan(make_paths({"x": values}), "x")
    assert np.allclose(ours.quantiles, np.quantile(values, LEVELS, axis=1), rtol=0, atol=1e-14)
    assert np.allclose(ours.mean, values.mean(axis=1))
    assert ours.draws == 501
    assert ours.failed_share == 0.0


def test_failed_draws_are_left_out_and_their_share_is_shown() -> None:
    """C-9: statistics leave failed draws out and say how many."""
    values = np.random.default_rng(4).normal(size=(3, 40))
    spoilt = values.copy()
    spoilt[:, 7] = np.nan
    spoilt[:, 9] = 1e30
    ours = fan(make_paths({"x": spoilt}, failed=(7, 9)), "x")
    kept = np.delete(values, [7, 9], axis=1)
    assert np.allclose(ours.quantiles, np.quantile(kept, LEVELS, axis=1))
    assert ours.draws == 38
    assert ours.failed_share == 2 / 40


def test_error_of_the_median_is_that_of_repeated_runs() -> None:
    rng = np.random.default_rng(5)
    medians, said = [], []
    for _ in range(300):
        ours = fan(make_paths({"x": rng.normal(size=(1, 400))}), "x")
        medians.append(ours.median[0])
        said.append(ours.quantile_errors[3, 0])
    assert np.mean(said) == pytest.approx(np.std(medians), rel=0.15)


def test_a_good_draw_that_is_not_finite_is_an_error() -> None:
    values = np.ones((2, 5))
    values[1, 2] = np.inf
    with pytest.raises(MoneygoodError, match="A013: x is not finite"):
        fan(make_paths({"x": values}), "x")


def test_no_good_draw_is_an_error() -> None:
    with pytest.raises(MoneygoodError, match="A012"):
        fan(make_paths({"x": np.ones((2, 3))}, failed=(0, 1, 2)), "x")


def test_an_unknown_level_is_an_error() -> None:
    with pytest.raises(MoneygoodError, match=r"A011: the fan of x holds no 0\.4 quantile"):
        fan(make_paths({"x": np.ones((2, 3))}), "x").level(0.4)


def test_quantiles_of_one_draw_are_that_draw() -> None:
    assert order_quantiles(np.array([[2.5]]), LEVELS).tolist() == [[2.5]] * 7


def test_headline_quarters_are_the_ends_of_years_that_the_run_reaches() -> None:
    shown = headline_periods(START, Quarter.parse("2037Q2"))
    assert [str(q) for q in shown] == ["2026Q4", "2027Q4", "2031Q4", "2036Q4"]
    assert headline_periods(START, START) == (START,)


def test_headline_row_holds_median_and_seventy_percent_band() -> None:
    values = np.tile(np.arange(101.0), (3, 1))
    rows = headline(
        make_paths({"ffr": values}), ["ffr"], labels={"ffr": "Funds rate"}, units={"ffr": "pct/yr"}
    )
    assert [r.period for r in rows] == ["2026Q4"]
    row = rows[0].as_json()
    assert (row["median"], row["low70"], row["high70"]) == (50.0, 15.0, 85.0)
    assert (row["label"], row["unit"]) == ("Funds rate", "pct/yr")


def test_headline_outside_the_run_is_an_error() -> None:
    with pytest.raises(
        MoneygoodError, match=r"A014: 2030Q1 is outside the run, which covers 2026Q3\.\.2026Q4"
    ):
        headline(make_paths({"x": np.ones((2, 3))}), ["x"], [Quarter.parse("2030Q1")])
