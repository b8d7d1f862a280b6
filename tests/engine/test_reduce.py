"""Statistics formed piece by piece against the same statistics of all draws at once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from moneygood.core.paths import Paths
from moneygood.core.periods import quarter_range
from moneygood.engine.event_means import ConditionalMeans
from moneygood.engine.llvm import binary
from moneygood.engine.llvm.driver import driver_module
from moneygood.engine.reduce import Counts, Distribution, KeptDraws, ReducingCode, pieces

PERIODS = quarter_range("2026Q1", "2026Q4")
LEVELS = (0.05, 0.5, 0.95)


def _draws(n: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = rng.standard_t(6, size=(2, 4, n)) * np.array([1.0, 50.0])[:, None, None]
    return (x + np.array([0.0, 1000.0])[:, None, None]).astype(np.float32)


def _in_pieces(values, status, size, reducers, sampling="random"):
    for a in range(0, values.shape[2], size):
        part = Paths(("a", "b"), PERIODS, values[:, :, a : a + size], status[a : a + size], 1, a, sampling)
        for r in reducers:
            r.take(part)


@pytest.fixture(scope="module")
def code():
    return ReducingCode(binary.Loaded(binary.translate(driver_module())))


@pytest.mark.parametrize("compiled", [False, True])
def test_quantiles_and_means_are_those_of_all_draws(compiled, code):
    """Far closer than their Monte-Carlo error."""
    values = _draws(40_000)
    status = np.zeros(40_000, dtype=np.uint8)
    status[::97] = 1
    values[:, :, ::97] = np.nan
    d, counts = Distribution(("a", "b"), LEVELS, code if compiled else None), Counts()
    _in_pieces(values, status, 8192, [d, counts])
    good = values[:, :, status == 0].astype(np.float64)
    exact = np.quantile(good, LEVELS, axis=2).transpose(1, 0, 2)
    assert (np.abs(d.quantiles() - exact) < 0.15 * d.quantile_errors()).all()
    mean, error = d.mean()
    np.testing.assert_allclose(mean, good.mean(axis=2), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(error, good.std(axis=2, ddof=1) / good.shape[2] ** 0.5, rtol=1e-6)
    assert (counts.draws, counts.failed, counts.nonfinite) == (40_000, len(status[::97]), 0)


def test_compiled_counting_misses_no_draw(code):
    """Every draw lies in one bin, whatever the number of draws; extremes and sums are those of all."""
    values = _draws(8192 + 8203)
    status = np.zeros(values.shape[2], dtype=np.uint8)
    ours, theirs = Distribution(("a", "b"), LEVELS, code), Distribution(("a", "b"), LEVELS)
    _in_pieces(values, status, 8192, [ours, theirs])
    np.testing.assert_array_equal(ours.counts, theirs.counts)
    np.testing.assert_array_equal(ours.ends, np.stack([values.min(axis=2), values.max(axis=2)], axis=-1))
    np.testing.assert_allclose(ours.sums.total, theirs.sums.total, rtol=1e-9, atol=1e-7)


@pytest.mark.parametrize("compiled", [False, True])
def test_a_missing_figure_makes_its_quantiles_missing(compiled, code):
    """C-6: a good draw without a figure is never quietly left out."""
    values = _draws(9000)
    values[1, 2, 8500] = np.nan
    d = Distribution(("a", "b"), LEVELS, code if compiled else None)
    with np.errstate(invalid="ignore"):
        _in_pieces(values, np.zeros(9000, dtype=np.uint8), 8192, [d])
    assert np.isnan(d.quantiles()[1, :, 2]).all()
    assert np.isnan(d.mean()[0][1, 2])
    assert np.isfinite(d.quantiles()[0]).all()


def test_errors_of_quantiles_are_honest():
    """Their spread over forty seeds is what each of them reports."""
    found, errors = [], []
    for seed in range(40):
        d = Distribution(("a", "b"), LEVELS)
        _in_pieces(_draws(4000, seed), np.zeros(4000, dtype=np.uint8), 8192, [d])
        found.append(d.quantiles())
        errors.append(d.quantile_errors())
    ratio = np.std(found, axis=0) / np.mean(errors, axis=0)
    assert 0.85 < ratio.mean() < 1.15


def test_pairs_that_cancel_leave_no_error_in_the_mean():
    x = np.random.default_rng(1).normal(size=(2, 4, 3000))
    values = np.stack([x, -x], axis=3).reshape(2, 4, 6000).astype(np.float32)
    d = Distribution(("a", "b"), LEVELS)
    _in_pieces(values, np.zeros(6000, dtype=np.uint8), 2048, [d], "antithetic")
    mean, error = d.mean()
    assert np.abs(mean).max() < 1e-7
    assert error.max() < 1e-4 / 6000**0.5
    independent = Distribution(("a", "b"), LEVELS)
    _in_pieces(values, np.zeros(6000, dtype=np.uint8), 2048, [independent])
    assert (d.quantile_errors()[:, 1] < 0.1 * independent.quantile_errors()[:, 1]).all()


@pytest.mark.parametrize("compiled", [False, True])
def test_mean_paths_around_an_event_by_hand(compiled, code):
    values = np.arange(2 * 4 * 5, dtype=np.float32).reshape(2, 4, 5)
    status = np.array([0, 0, 1, 0, 0], dtype=np.uint8)
    onset = {"jump": np.array([2, 0, 4, 2], dtype=np.int16)}  # of draws 0, 1, 3, 4
    r = ConditionalMeans(("a", "b"), lambda paths: onset, before=1, after=1, code=code if compiled else None)
    r.take(Paths(("a", "b"), PERIODS, values, status, 1))
    for i in range(2):
        by_hand = [
            np.mean([values[i, 0, 0], values[i, 2, 3], values[i, 0, 4]]),
            np.mean([values[i, 1, 0], values[i, 3, 3], values[i, 1, 4]]),
            np.mean([values[i, 2, 0], values[i, 2, 4]]),  # the last onset has no quarter after it
        ]
        np.testing.assert_allclose(r.means()["jump"][i], by_hand)
    assert list(r.cases["jump"]) == [3, 3, 2]


def test_the_sample_is_the_first_draws():
    values, sample = _draws(5000), KeptDraws(3000)
    _in_pieces(values, np.zeros(5000, dtype=np.uint8), 4096, [sample])
    assert sample.paths is not None
    np.testing.assert_array_equal(sample.paths.values, values[:, :, :3000])


def test_pieces_cover_every_draw_once():
    found = pieces(20_001, first=7)
    assert found[0][0] == 7
    assert all(a + n == b for (a, n), (b, _) in pairwise(found))
    assert sum(n for _, n in found) == 20_001
