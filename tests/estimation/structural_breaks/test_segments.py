"""Segments against brute force, ruptures, statsmodels and published quantiles."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from moneygood.estimation.structural_breaks.intervals import argmax_cdf, argmax_quantile
from moneygood.estimation.structural_breaks.lines import bounds_of, fit_line, lines
from moneygood.estimation.structural_breaks.segments import (
    criteria,
    double_max,
    segment,
    segment_all,
    split_squares,
    squares_by_end,
    sup_f,
)


def sample(periods: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=periods).cumsum()
    y = 1 + 0.5 * x + rng.normal(size=periods)
    y[periods // 2 :] += 1.5 - 0.8 * x[periods // 2 :]
    return y, x


def squares_of(y: np.ndarray, x: np.ndarray) -> float:
    design = np.column_stack([np.ones_like(x), x])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(rest @ rest)


def test_squares_are_those_of_least_squares() -> None:
    y, x = sample(40, 1)
    found = dict(squares_by_end(y[None], x[None], 5))
    assert sorted(found) == list(range(5, 41))
    assert all(squares.shape == (1, end - 4) for end, squares in found.items())
    for a, b in [(0, 5), (0, 40), (7, 19), (30, 40), (12, 17)]:
        assert found[b][0, a] == pytest.approx(squares_of(y[a:b], x[a:b]), rel=1e-9)


def test_squares_far_from_zero_lose_no_digits() -> None:
    """Differences of running sums would cancel here: the level is a million times the movement."""
    y, x = sample(40, 1)
    near, far = (dict(squares_by_end(v[None], w[None], 5)) for v, w in ((y, x), (y + 1e6, x + 1e6)))
    for end, squares in near.items():
        np.testing.assert_allclose(far[end], squares, rtol=1e-6)


def test_a_line_on_a_right_side_that_does_not_move_is_the_mean() -> None:
    y = sample(20, 1)[0]
    found = dict(squares_by_end(y[None], np.full((1, 20), 3.0), 5))
    assert found[20][0, 0] == pytest.approx(((y - y.mean()) ** 2).sum(), rel=1e-12)


@pytest.mark.parametrize("own", [False, True])
def test_samples_side_by_side_are_segmented_as_each_alone(own: bool) -> None:
    """Also where there are more samples than one stretch of work holds."""
    rng = np.random.default_rng(12)
    ys = rng.normal(size=(900, 40)).cumsum(axis=1)
    xs = rng.normal(size=(900 if own else 1, 40)).cumsum(axis=1)
    squares, dates = segment_all(ys, xs, 6, 3)
    for d in (0, 5, 818, 819, 820, 899):
        alone = segment(ys[d], xs[d if own else 0], 6, 3)
        np.testing.assert_array_equal(squares[d], alone.squares)
        assert tuple(tuple(dates[d, m, :m]) for m in range(4)) == alone.breaks
        assert (dates[d, 2, 2:] == -1).all()


def test_a_sample_too_short_for_a_break_has_none() -> None:
    y, x = sample(9, 1)
    found = segment(y, x, 6, 3)
    assert found.breaks == ((),)
    assert found.squares == pytest.approx([squares_of(y, x)], rel=1e-9)
    assert sup_f(y[None], x[None], bounds_of((), 9), 6) == [0.0]


def test_one_break_splits_a_sample_in_two_lines() -> None:
    y, x = sample(30, 11)
    whole, split = split_squares(y[None], x[None], 6)
    assert whole[0] == pytest.approx(squares_of(y, x), rel=1e-9)
    assert split.shape == (1, 30)
    assert np.isinf(split[0, [0, 5, 25, 29]]).all()
    for s in (6, 14, 24):
        assert split[0, s] == pytest.approx(squares_of(y[:s], x[:s]) + squares_of(y[s:], x[s:]), rel=1e-9)


@pytest.mark.parametrize("breaks", [1, 2, 3])
def test_the_best_segments_are_those_of_trying_all(breaks: int) -> None:
    y, x = sample(32, 2)
    least, at = np.inf, ()
    for spots in itertools.combinations(range(5, 28), breaks):
        bounds = (0, *spots, 32)
        if min(b - a for a, b in itertools.pairwise(bounds)) < 5:
            continue
        total = sum(squares_of(y[a:b], x[a:b]) for a, b in itertools.pairwise(bounds))
        if total < least:
            least, at = total, spots
    found = segment(y, x, 5, breaks)
    assert found.breaks[breaks] == at
    assert found.squares[breaks] == pytest.approx(least, rel=1e-9)


def test_the_best_segments_are_those_of_ruptures() -> None:
    import ruptures

    y, x = sample(120, 3)
    signal = np.column_stack([y, np.ones_like(x), x])
    theirs = ruptures.Dynp(model="linear", min_size=12, jump=1).fit(signal).predict(n_bkps=2)
    assert segment(y, x, 12, 2).breaks[2] == tuple(theirs[:-1])


def test_the_largest_f_is_that_of_a_chow_test_at_the_best_date() -> None:
    import statsmodels.api as sm

    y, x = sample(60, 4)
    best = 0.0
    for s in range(10, 51):
        after = (np.arange(60) >= s).astype(float)
        design = np.column_stack([np.ones(60), x, after, after * x])
        model = sm.OLS(y, design).fit()
        best = max(best, 2 * float(model.f_test(np.eye(4)[2:]).fvalue))
    assert sup_f(y[None], x[None], bounds_of((), 60), 10)[0] == pytest.approx(best, rel=1e-9)


def test_the_double_maximum_is_the_largest_f_per_coefficient() -> None:
    y, x = sample(60, 5)
    best = segment(y, x, 10, 2).squares
    by_hand = max((best[0] - best[m]) / (2 * m) / (best[m] / (60 - 2 * (m + 1))) for m in (1, 2))
    assert double_max(best[None], 60)[0] == pytest.approx(by_hand)


def test_criteria_prefer_a_clear_break_and_refuse_one_in_noise() -> None:
    rng = np.random.default_rng(6)
    x = rng.normal(size=200)
    noise = rng.normal(size=200)
    for shift, number in ((0.0, 0), (3.0, 1)):
        y = noise + shift * x * (np.arange(200) >= 90)
        bic, lwz = criteria(segment(y, x, 20, 3).squares, 200)
        assert int(bic.argmin()) == int(lwz.argmin()) == number


def test_quantiles_of_a_break_date_are_those_published_by_bai() -> None:
    assert argmax_quantile(0.95) == pytest.approx(7.7, abs=0.05)
    assert argmax_quantile(0.975) == pytest.approx(11.0, abs=0.05)
    assert argmax_cdf(0.0) == pytest.approx(0.5)


def test_the_distribution_of_a_break_date_is_that_of_simulated_motions() -> None:
    rng = np.random.default_rng(7)
    step, reach, draws = 0.02, 30.0, 3000
    n = int(reach / step)
    ends = np.empty(draws)
    for d in range(draws):
        sides = rng.normal(0, np.sqrt(step), (2, n)).cumsum(axis=1) - step / 2 * np.arange(1, n + 1)
        best = sides.max(axis=1)
        side = int(best[1] > best[0])
        ends[d] = 0.0 if best.max() < 0 else (1 if side else -1) * (sides[side].argmax() + 1) * step
    for v in (1.0, 4.0, 7.7):
        assert np.mean(ends <= v) == pytest.approx(argmax_cdf(v), abs=0.025)


def test_a_line_has_the_slope_and_newey_west_error_of_statsmodels() -> None:
    import statsmodels.api as sm

    y, x = sample(150, 8)
    reach = int(np.ceil(1.3 * np.sqrt(150)))
    model = sm.OLS(y, sm.add_constant(x)).fit(cov_type="HAC", cov_kwds={"maxlags": reach})
    constant, slope, error = fit_line(y, x)
    assert constant == pytest.approx(model.params[0])
    assert slope == pytest.approx(model.params[1])
    assert error == pytest.approx(model.bse[1], rel=1e-6)


def test_segments_share_no_period_and_leave_none_out() -> None:
    y, x = sample(50, 9)
    found = lines(y, x, bounds_of((10, 30), 50))
    assert [(s.first, s.last) for s in found] == [(0, 9), (10, 29), (30, 49)]
