"""Antithetic and Sobol draws: unbiased, narrower, honest about their error; bootstrapped quarters."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.engine import simulate
from moneygood.engine.sampling.sources import ShockSource
from moneygood.runs.sampling_error import draw_numbers, mean_error

WALK = '[x] "Walk" source: ours\nx ~ 0.9 * x[-1]\n\n[z] "Its exponential" source: ours\nz = exp(x)\n'
QUARTERS = 6
SPREAD = 0.3


@pytest.fixture(scope="module")
def walk(small):
    return small.build(WALK, {"x": "1", "z": "1"}, {}, {"eps_x": SPREAD})


def _run(walk, small, sampling, seed, draws=1024):
    setting = small.start(walk, QUARTERS, {"x": 0.0})
    return simulate(
        walk, setting, draws=draws, seed=seed, sampling=sampling, distribution="normal", exact=True
    ).paths


def _truth() -> float:
    """The mean of the exponential of a normal variable."""
    variance = sum(SPREAD**2 * 0.81**k for k in range(QUARTERS))
    return float(np.exp(0.5 * variance))


@pytest.mark.parametrize("sampling", ["random", "antithetic", "sobol"])
def test_means_are_unbiased_and_their_errors_honest(walk, small, sampling):
    """Sixty seeds: the mean of the means is the truth, and distances are what the reported errors say."""
    means, errors = [], []
    for seed in range(60):
        paths = _run(walk, small, sampling, seed, draws=512)
        z = paths.series("z")[-1]
        means.append(z.mean())
        errors.append(float(mean_error(z, draw_numbers(paths), sampling)))
    scores = (np.array(means) - _truth()) / np.array(errors)
    assert abs(np.mean(means) - _truth()) < 4 * np.std(means) / 60**0.5
    assert 0.7 < scores.std() < 1.4


def test_opposite_shocks_cancel_in_a_linear_model(walk, small):
    x = _run(walk, small, "antithetic", 3).series("x")
    np.testing.assert_allclose(x[:, 1::2], -x[:, ::2], atol=1e-15)


def test_variance_is_really_lower(walk, small):
    spread = {
        s: np.std([_run(walk, small, s, seed).series("z")[-1].mean() for seed in range(24)])
        for s in ("random", "antithetic", "sobol")
    }
    in_theory = (1 - np.exp(-2 * np.log(_truth()))) ** 0.5  # the two of a pair correlate at -exp(-variance)
    assert spread["antithetic"] == pytest.approx(in_theory * spread["random"], rel=0.4)
    assert spread["antithetic"] < 0.75 * spread["random"]
    assert spread["sobol"] < 0.45 * spread["random"]


@pytest.mark.parametrize("sampling", ["antithetic", "sobol"])
def test_a_longer_run_begins_with_the_shorter_one(walk, small, sampling):
    """C-17: also for draws that belong together."""
    long = _run(walk, small, sampling, 5, draws=2500).values
    np.testing.assert_array_equal(_run(walk, small, sampling, 5, draws=1100).values, long[:, :, :1100])
    setting = small.start(walk, QUARTERS, {"x": 0.0})
    part = simulate(
        walk, setting, draws=300, first_draw=1500, seed=5, sampling=sampling, distribution="normal",
        exact=True, batch=77,
    )  # fmt: skip
    np.testing.assert_array_equal(part.paths.values, long[:, :, 1500:1800])


def test_sobol_copies_are_evenly_spread(walk, small):
    """256 points of one copy have one value in each of 256 slices of the first shock's distribution."""
    from scipy.special import ndtr

    x = _run(walk, small, "sobol", 7, draws=4096).series("x")[0] / SPREAD
    for copy in range(16):
        slices = np.floor(ndtr(x[copy::16]) * 256).astype(int)
        np.testing.assert_array_equal(np.sort(slices), np.arange(256))


def test_moments_of_sobol_shocks(small):
    """C-19: correlation and fat tails as recorded."""
    text = "\n\n".join(f'[x{i}] "Noise" source: ours\nx{i} ~ zero' for i in range(2))
    model = small.build(
        text, {"x0": "1", "x1": "1"}, {"zero": (0.0, "1")}, {"eps_x0": 1.0, "eps_x1": 2.0},
        extra_shocks="distribution: {kind: student_t, df: 6, source: ours}\n"
        "correlations: [{a: eps_x0, b: eps_x1, rho: 0.6, source: ours}]",
    )  # fmt: skip
    setting = small.start(model, 3, {})
    x = simulate(model, setting, draws=16384, seed=2, sampling="sobol").paths.values
    np.testing.assert_allclose(x.std(axis=2), [[1.0] * 3, [2.0] * 3], rtol=0.03)
    assert np.corrcoef(x[0, 0], x[1, 0])[0, 1] == pytest.approx(0.6, abs=0.03)


def test_an_unknown_sampling_is_refused(walk, small):
    with pytest.raises(MoneygoodError, match=r"E021.*sobel"):
        _run(walk, small, "sobel", 1)


def test_pairs_share_their_parameters(small):
    record = {"value": 0.7, "unit": "1", "range": [0.5, 0.9], "se": 0.1, "draw": "normal"}
    model = small.build('[x] "Noise" source: ours\nx ~ b', {"x": "1"}, {"b": record}, {"eps_x": 1.0})
    source = ShockSource(model, 1, "normal", paired=True)
    rows = source.parameters(list(model.parameters.values()), [0.7], 0)
    np.testing.assert_array_equal(rows[:, 1::2], rows[:, ::2])
    assert len(np.unique(rows)) == 512
