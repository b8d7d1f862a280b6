"""Random numbers: known answers, moments, correlations, parameters."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.units import Unit
from moneygood.engine import simulate
from moneygood.engine.sampling import draws
from moneygood.engine.sampling.sources import ShockSource
from moneygood.model.records import Parameter

NOISE = "\n\n".join(f'[x{i}] "Noise" source: ours\nx{i} ~ zero' for i in range(3))
ZERO = {"zero": (0.0, "1")}
UNITS = {f"x{i}": "1" for i in range(3)}
SD = {"eps_x0": 1.0, "eps_x1": 2.0, "eps_x2": 0.5}


def _noise(small, extra=""):
    return small.build(NOISE, UNITS, ZERO, SD, extra_shocks=extra)


def test_words_are_those_of_philox():
    """C-18: a word is a function of its address."""
    bits = np.random.Philox(key=np.array([7, 2], np.uint64), counter=np.array([0, 1, 5, 3], np.uint64))
    np.testing.assert_array_equal(draws.words(7, 2, 3, 5, 40, attempt=1), bits.random_raw(40))


def test_normals_by_the_textbook():
    z = draws.normals(11, draws.NORMALS, 4, 9, 3)
    bits = np.random.Philox(key=np.array([11, 0], np.uint64), counter=np.array([0, 0, 9, 4], np.uint64))
    raw = [int(w) for w in bits.random_raw(3 * 512)]
    halves = [h for w in raw for h in (w & 0xFFFFFFFF, w >> 32)]
    for row, d in ((0, 0), (1, 17), (2, 511)):
        u = (halves[1024 * row + d] + 0.5) / 2**32
        angle = 2 * np.pi * halves[1024 * row + 512 + d] / 2**32
        radius = np.sqrt(-2 * np.log(u))
        assert z[row, d] == pytest.approx(radius * np.sin(angle), abs=1e-12)
        assert z[row, d + 512] == pytest.approx(radius * np.cos(angle), abs=1e-12)


def test_extreme_words_give_finite_normals():
    halves = np.zeros((1, 1024), dtype=np.uint32)
    halves[0, 1:512:2] = 0xFFFFFFFF
    halves[0, 512:] = 0xFFFFFFFF
    out = np.empty((1, 1024))
    draws._box_muller(halves, out)
    assert np.isfinite(out).all()
    assert np.abs(out).max() == pytest.approx(6.76, abs=0.01)


def test_moments_of_normals():
    z = np.concatenate([draws.normals(3, 0, 0, c, 4) for c in range(200)], axis=1).astype(float)
    n = z.size
    assert abs(z.mean()) < 4 / n**0.5
    assert abs(z.var() - 1) < 4 * (2 / n) ** 0.5
    assert abs((z**4).mean() - 3) < 4 * (96 / n) ** 0.5
    assert abs((z[:, 1:] * z[:, :-1]).mean()) < 4 / n**0.5


@pytest.mark.parametrize("df", [6.0, 7.0, 6.5])
def test_chi_square_moments(df):
    x = np.concatenate([draws.chi_square(1, df, 0, c) for c in range(300)])
    assert x.mean() == pytest.approx(df, rel=0.01)
    assert x.var() == pytest.approx(2 * df, rel=0.03)


def test_student_t_has_unit_variance_and_fat_tails(small):
    """C-19: fat tails at the recorded standard deviation."""
    model = _noise(small, "distribution: {kind: student_t, df: 6, source: ours}")
    source = ShockSource(model, 5, "student_t")
    x = np.concatenate([source.cell(t, c) for t in range(4) for c in range(100)], axis=1)
    sd = np.array([1.0, 2.0, 0.5])
    np.testing.assert_allclose(x.std(axis=1), sd, rtol=0.01)
    kurtosis = ((x / sd[:, None]) ** 4).mean()
    assert 5.0 < kurtosis < 7.0  # 3 + 6 / (df - 4) = 6, slowly approached
    squares = (x / sd[:, None]) ** 2  # one mixing variable for all shocks of a quarter
    assert np.corrcoef(squares)[0, 1] > 0.1


def test_correlations_are_recovered(small):
    """C-19: correlations are those of the records."""
    model = _noise(
        small,
        "correlations:\n  - {a: eps_x0, b: eps_x1, rho: -0.45, source: ours}\n"
        "  - {a: eps_x1, b: eps_x2, rho: 0.6, source: ours}",
    )
    source = ShockSource(model, 5, "normal")
    x = np.concatenate([source.cell(0, c) for c in range(200)], axis=1)
    found = np.corrcoef(x)
    np.testing.assert_allclose(
        [found[0, 1], found[1, 2], found[0, 2]], [-0.45, 0.6, 0.0], atol=4 / 200_000**0.5
    )
    np.testing.assert_allclose(x.std(axis=1), [1.0, 2.0, 0.5], rtol=0.01)


def test_impossible_correlations_are_refused():
    with pytest.raises(MoneygoodError, match="E007"):
        draws.sparse_cholesky(["a", "b", "c"], [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)])


def _parameter(kind, value=1.0, se=0.5, low=0.6, high=1.5):
    unit = Unit.parse("1")
    return Parameter("b", value, unit, (low, high), se, "ours", "judged", "small", draw=kind)


@pytest.mark.parametrize("kind", ["normal", "lognormal", "uniform"])
def test_parameters_stay_in_their_range(kind):
    rows = np.concatenate([draws.parameter_rows([_parameter(kind)], [1.0], 1, c)[0] for c in range(20)])
    assert rows.min() >= 0.6
    assert rows.max() <= 1.5
    assert len(np.unique(rows)) > 0.99 * len(rows)  # drawn again, not piled up at the ends


def test_truncated_normal_parameters_have_the_right_mean():
    from scipy.stats import truncnorm

    rows = np.concatenate([draws.parameter_rows([_parameter("normal")], [1.0], 1, c)[0] for c in range(50)])
    law = truncnorm(-0.8, 1.0, loc=1.0, scale=0.5)
    assert rows.mean() == pytest.approx(law.mean(), abs=4 * law.std() / len(rows) ** 0.5)
    assert rows.std() == pytest.approx(law.std(), rel=0.02)


def _named(name, **changed):
    return dataclasses.replace(_parameter("normal"), name=name, range=None, **changed)


def test_correlated_parameters_have_the_correlations_of_their_records():
    records = [
        _named("a"),
        _named("b", se=2.0, together=(("a", -0.4), ("c", 0.3), ("absent", 0.9))),
        _named("c"),
        _named("d"),
    ]
    rows = np.concatenate([draws.parameter_rows(records, [1.0] * 4, 1, c) for c in range(40)], axis=1)
    wanted = np.eye(4)
    wanted[0, 1] = wanted[1, 0] = -0.4
    wanted[1, 2] = wanted[2, 1] = 0.3
    np.testing.assert_allclose(np.corrcoef(rows), wanted, atol=0.02)
    np.testing.assert_allclose(rows.std(axis=1), [0.5, 2.0, 0.5, 0.5], rtol=0.02)
    alone = [dataclasses.replace(r, together=()) for r in records]
    apart = draws.parameter_rows(alone, [1.0] * 4, 1, 0)
    assert (apart[[0, 3]] == rows[[0, 3], :1024]).all()


def test_correlated_parameters_are_drawn_again_together_within_their_ranges():
    """Beside rejection by hand: pairs of a bivariate normal of which both lie inside."""
    inside = {"range": (0.6, 1.5)}
    records = [_named("a"), dataclasses.replace(_named("b", together=(("a", 0.7),)), **inside)]
    records[0] = dataclasses.replace(records[0], **inside)
    rows = np.concatenate([draws.parameter_rows(records, [1.0, 1.0], 1, c) for c in range(60)], axis=1)
    assert rows.min() >= 0.6
    assert rows.max() <= 1.5
    rng = np.random.default_rng(5)
    pairs = 1.0 + 0.5 * rng.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], 200_000)
    kept = pairs[((pairs >= 0.6) & (pairs <= 1.5)).all(axis=1)]
    assert np.corrcoef(rows)[0, 1] == pytest.approx(np.corrcoef(kept.T)[0, 1], abs=0.015)
    np.testing.assert_allclose(rows.mean(axis=1), kept.mean(axis=0), atol=0.005)


def test_a_centre_moves_the_draws():
    wide = _parameter("normal", low=-10.0, high=10.0)
    base = draws.parameter_rows([wide], [1.0], 1, 0)
    moved = draws.parameter_rows([wide], [1.4], 1, 0)
    np.testing.assert_allclose(moved - base, 0.4, rtol=1e-12)


def test_drawn_parameters_reach_the_paths(small):
    text = '[x] "Drawn" source: ours\nx ~ b * x[-1]\n'
    record = {"value": 0.5, "unit": "1", "range": [0.0, 1.0], "se": 0.1, "draw": "normal"}
    model = small.build(text, {"x": "1"}, {"b": record}, {"eps_x": 0.0})
    setting = small.start(model, 2, {"x": 1.0})
    run = simulate(model, setting, draws=4000, seed=2)
    first, second = run.paths.series("x")
    assert first.std() == pytest.approx(0.1, rel=0.05)
    np.testing.assert_allclose(second, first**2, rtol=1e-6)  # one draw per path
    still = simulate(model, setting, draws=10, seed=2, parameter_draws=False)
    np.testing.assert_array_equal(still.paths.series("x")[0], np.float32(0.5))


def test_uniforms_are_drawn_and_may_be_imposed(small):
    text = '[x] "Coin" source: ours\nx ~ step(u_coin - 0.75)\n'
    model = small.build(
        text, {"x": "1"}, {}, {"eps_x": 0.0}, extra_shocks="uniforms: {u_coin: {source: ours}}"
    )
    setting = small.start(model, 3, {})
    run = simulate(model, setting, draws=20000, seed=2)
    assert run.paths.series("x").mean() == pytest.approx(0.25, abs=0.01)
    row = list(model.shocks).index("u_coin")
    setting.shocks[row, 1] = 0.9
    imposed = simulate(model, setting, draws=2000, seed=2).paths.series("x")
    assert (imposed[1] == 1.0).all()
    assert 0.2 < imposed[0].mean() < 0.3
