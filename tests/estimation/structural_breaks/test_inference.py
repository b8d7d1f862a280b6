"""Planted breaks are found, at stated power and size; what is not there is not found.

Over 300 trials of the relation below (120 periods, errors of persistence 0.5): size 3% at the level of 5
%; power 90% for a shift of constant and slope by 1 and 1, 99% by 1 and 1.5; the date within 5 periods in
76 and 88%; the bootstrapped interval covers it in 91%, Bai's in 83 to 85%. With 60 trials here the
limits lie three standard errors away from these.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import lfilter

from moneygood.estimation.structural_breaks.errors import autoregression, draw_errors, draw_walks, run
from moneygood.estimation.structural_breaks.inference import Found, Search, find_breaks
from moneygood.estimation.structural_breaks.one_break import correlation, date_one

QUICK = Search(shortest=15, most=3, lags=1, size=0.05, cover=0.95, tests=99, intervals=99, false_alarms=20)
TRIALS = 60


def made(seed: int, shifts: dict[int, tuple[float, float]], persistence: float = 0.5, periods: int = 120):
    """A relation with errors of this persistence, whose constant and slope shift at the given periods."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=periods)
    errors = run(np.array([persistence]), rng.normal(size=(1, periods + 50)))[0, 50:]
    y = 1 + x + errors
    for at, (constant, slope) in shifts.items():
        y[at:] += constant + slope * x[at:]
    return y, x


def searched(seed: int, shifts: dict[int, tuple[float, float]], search: Search = QUICK) -> Found:
    y, x = made(seed, shifts)
    return find_breaks(y, x, search, np.random.default_rng(seed))


@pytest.fixture(scope="module")
def with_a_break() -> list[Found]:
    return [searched(s, {70: (1.0, 1.5)}) for s in range(TRIALS)]


@pytest.fixture(scope="module")
def without() -> list[Found]:
    return [searched(1000 + s, {}) for s in range(TRIALS)]


def test_a_break_is_found_and_dated_and_none_is_seen_where_there_is_none() -> None:
    """Five trials of each, for the quick run; how often it is so stands below."""
    found = [searched(s, {70: (1.0, 1.5)}) for s in range(5)]
    assert sum(any(abs(d.position - 70) <= 5 for d in f.dated) for f in found) >= 4
    assert sum(len(searched(1000 + s, {}).dated) > 0 for s in range(5)) <= 1


def test_power_is_at_least_nine_in_ten_for_a_shift_of_one_and_a_half(with_a_break: list[Found]) -> None:
    assert np.mean([len(f.dated) >= 1 for f in with_a_break]) >= 0.9


def test_dates_lie_within_five_periods_of_the_planted_one(with_a_break: list[Found]) -> None:
    away = [min(abs(d.position - 70) for d in f.dated) for f in with_a_break if f.dated]
    assert np.mean(np.array(away) <= 5) >= 0.75


def test_intervals_cover_the_planted_date(with_a_break: list[Found]) -> None:
    single = [f.dated[0] for f in with_a_break if len(f.dated) == 1]
    assert np.mean([d.bootstrap[0] <= 70 <= d.bootstrap[1] for d in single]) >= 0.8
    assert np.mean([d.bai[0] <= 70 <= d.bai[1] for d in single]) >= 0.7
    assert np.median([d.bootstrap[1] - d.bootstrap[0] for d in single]) < 20


def test_size_is_near_five_in_a_hundred_with_persistent_errors(without: list[Found]) -> None:
    assert np.mean([len(f.dated) > 0 for f in without]) <= 0.13


def test_two_planted_breaks_are_both_dated() -> None:
    hits = 0
    for seed in range(20):
        dates = [d.position for d in searched(seed, {40: (2.0, 1.5), 80: (-2.0, -1.5)}).dated]
        hits += len(dates) == 2 and abs(dates[0] - 40) <= 3 and abs(dates[1] - 80) <= 3
    assert hits >= 16


def test_a_search_by_criteria_dates_breaks_in_unrelated_walks_and_says_so() -> None:
    rng = np.random.default_rng(11)
    named, rejected, alarms = [], [], []
    for _ in range(20):
        y, x = rng.normal(size=(2, 120)).cumsum(axis=1)
        found = find_breaks(y, x, QUICK, rng)
        named.append(len(found.bic) > 0)
        rejected.append(found.value <= 0.05)
        alarms.append(found.alarms[0].bic)
    assert np.mean(named) >= 0.9
    assert np.mean(alarms) >= 0.9
    assert np.mean(rejected) <= 0.3


def test_changes_of_unrelated_walks_seldom_show_a_break() -> None:
    rng = np.random.default_rng(12)
    found = [
        find_breaks(*rng.normal(size=(2, 120)).cumsum(axis=1), QUICK, rng, changes=True) for _ in range(20)
    ]
    assert np.mean([len(f.dated) > 0 for f in found]) <= 0.25
    assert np.mean([f.alarms[0].lwz for f in found]) <= 0.1


def test_the_same_seed_gives_the_same_answer() -> None:
    y, x = made(5, {70: (1.0, 1.0)})
    one = find_breaks(y, x, QUICK, np.random.default_rng(3))
    two = find_breaks(y, x, QUICK, np.random.default_rng(3))
    assert one == two


def test_an_autoregression_runs_as_a_linear_filter_does() -> None:
    shocks = np.random.default_rng(2).normal(size=(5, 60))
    lags = np.array([0.5, -0.3, 0.2])
    np.testing.assert_allclose(run(lags, shocks), lfilter([1.0], [1.0, *-lags], shocks, axis=1), atol=1e-12)


def test_drawn_errors_keep_turbulent_years_in_their_place() -> None:
    rng = np.random.default_rng(4)
    errors = rng.normal(size=200) * np.where((np.arange(200) >= 80) & (np.arange(200) < 120), 5.0, 1.0)
    drawn = draw_errors(autoregression(errors, 1), 200, 300, rng)
    spread = drawn.std(axis=0)
    assert spread[85:118].mean() > 3 * spread[10:70].mean()


def test_drawn_walks_are_as_persistent_as_the_series() -> None:
    rng = np.random.default_rng(5)
    walk = rng.normal(0.2, 1.0, size=400).cumsum()
    drawn = draw_walks(walk, 1, 200, rng)
    assert (drawn[:, 0] == walk[0]).all()
    assert np.diff(drawn, axis=1).std() == pytest.approx(np.diff(walk).std(), rel=0.1)
    assert np.diff(drawn, axis=1).mean() == pytest.approx(np.diff(walk).mean(), abs=0.05)


def test_an_autoregression_is_corrected_for_its_bias() -> None:
    rng = np.random.default_rng(6)
    plain, corrected = [], []
    for _ in range(200):
        series = run(np.array([0.8]), rng.normal(size=(1, 130)))[0, 50:]
        series = series - series.mean()
        plain.append(autoregression(series, 1, correct=False).persistence)
        corrected.append(autoregression(series, 1).persistence)
    assert abs(np.mean(corrected) - 0.8) < abs(np.mean(plain) - 0.8) / 2


def test_the_break_asked_about_is_found_in_its_window_and_tested() -> None:
    hits, small, false = 0, 0, 0
    for seed in range(30):
        y, x = made(seed, {30: (0.0, 2.0)}, persistence=0.3, periods=45)
        one = date_one(
            y, x, (24, 36), shortest=6, lags=1, draws=99, cover=0.95, rng=np.random.default_rng(seed)
        )
        assert 24 <= one.bootstrap[0] <= one.position <= one.bootstrap[1] <= 36
        hits += abs(one.position - 30) <= 2
        small += one.value <= 0.05
        none = made(500 + seed, {}, persistence=0.3, periods=45)
        quiet = date_one(*none, (24, 36), shortest=6, lags=1, draws=99, cover=0.95,
                         rng=np.random.default_rng(seed))  # fmt: skip
        false += quiet.value <= 0.05
    assert hits >= 24
    assert small >= 20
    assert false <= 6


def test_correlation_is_that_of_numpy() -> None:
    y, x = made(1, {})
    assert correlation(y, x) == pytest.approx(np.corrcoef(y, x)[0, 1])
    assert np.isnan(correlation(y, np.ones_like(y)))
