"""The scalar functions of a CUDA run, compiled for this machine's processor, against the NumPy machine."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moneygood.engine import Hold, Setting, simulate
from moneygood.engine.cuda import run, targets
from moneygood.engine.program.program import Loop
from moneygood.engine.reduce import Distribution, reducing_code
from moneygood.engine.sampling.shock_sources import BootstrapSource
from moneygood.engine.simulate import Simulator

TEXT = """
[y] "Output" source: ours
log(y) ~ 0.8 * log(y[-1]) - 0.01 * (r - 2 * one) + 0.02 * tanh(log(w[-1])) + 0.01 * log(k[-5])

[r] "Rate" source: ours
r ~ smax(b * r[-1] + (1 - b) * (2 * one + 50 * log(y)), 0.1 * one, 0.2)

[w] "Wealth" source: ours
dlog(w) ~ 0.01 - 0.03 * (r - r[-1]) + 0.5 * log(y / y[-1]) - 0.1 * step(u_run - 0.97)

[k] "Kept sum" source: ours
k = avg(w, 4) + sqrt(abs(y * r)) ^ 3

[odds] "Probability" source: ours
odds = normal_cdf(r - 2 * one) + min(k, w) / max(w, min(y, r))
"""
UNITS = dict.fromkeys(("y", "r", "w", "k", "odds"), "1")
START = {"y": 1.0, "r": 2.0, "w": 1.0, "k": 3.0, "odds": 0.5}
BLOCK = """
[p] "First" source: ours
p ~ 1 + 0.3 * q * s - 0.1 * s

[q] "Second" source: ours
q ~ 1 + 0.2 * p * s

[s] "Third" source: ours
s ~ 1 + 0.25 * log(p + q) + 0.1 * p * q
"""
DRAWS = 1100


@pytest.fixture(autouse=True)
def _one_core(monkeypatch):
    """The processor stands for the device."""
    monkeypatch.setattr(targets, "device", targets.processor)


@pytest.fixture(scope="module")
def model(small):
    records = {"b": {"value": 0.7, "unit": "1", "range": [0.5, 0.9], "se": 0.1, "draw": "normal"}}
    extra = (
        "distribution: {kind: student_t, df: 5, source: ours}\n"
        "correlations: [{a: eps_y, b: eps_w, rho: 0.4, source: ours}]\n"
        "uniforms: {u_run: {source: ours}}"
    )
    shocks = {"eps_y": 0.01, "eps_r": 0.1, "eps_w": 0.05}
    return small.build(TEXT, UNITS, {"one": (1.0, "1"), **records}, shocks, extra_shocks=extra)


@pytest.fixture(scope="module")
def setting(model, small) -> Setting:
    plain = small.start(model, 7, START)
    plain.adds[0, 2] = 0.003
    plain.shocks[list(model.shocks).index("eps_w"), 1] = -0.04
    plain.shocks[list(model.shocks).index("u_run"), 5] = 0.99
    return dataclasses.replace(plain, holds=(Hold("r", 3, 3.0, "eps_r"), Hold("y", 4, 1.01, "add_y")))


def _both(model, setting, **options):
    ours = simulate(model, setting, backend="cuda", exact=True, **options)
    assert ours.backend == "cuda"
    theirs = simulate(model, setting, backend="numpy", exact=True, **options)
    np.testing.assert_array_equal(ours.paths.status, theirs.paths.status)
    ok = ours.paths.ok
    np.testing.assert_allclose(
        ours.paths.values[:, :, ok], theirs.paths.values[:, :, ok], rtol=1e-9, atol=1e-13
    )
    return ours, theirs


def test_figures_are_those_of_numpy(model, setting):
    """Holds, judgement, imposed and drawn uniforms, drawn parameters, correlation, fat tails, long lags."""
    ours, theirs = _both(model, setting, draws=DRAWS, seed=42)
    assert set(ours.identity_error) == set(theirs.identity_error)
    assert ours.worst_identity[1] < 1e-9
    assert ours.guard_share == theirs.guard_share
    for a, b in zip(ours.absorbed, theirs.absorbed, strict=True):
        assert (a.absorber, a.period_index) == (b.absorber, b.period_index)
        assert (a.mean, a.sd) == pytest.approx((b.mean, b.sd), rel=1e-9, abs=1e-13)


def test_what_was_run_is_machine_code(model, setting):
    """Not Python standing in for it: every kernel has been compiled by numba without Python objects."""
    made = Simulator(model, setting, seed=1, draws=8, backend="cuda")
    made.simulate(0, 8)
    for start, parts, _ in made.chosen.device.programs.values():
        for kernel in (start, *parts):
            assert len(kernel.nopython_signatures) == len(kernel.signatures) == 1


@pytest.mark.parametrize("sampling", ["antithetic", "sobol"])
def test_other_samplings(model, setting, sampling):
    _both(model, setting, draws=300, seed=3, sampling=sampling)


def test_normal_shocks_and_a_large_seed(model, setting):
    _both(model, setting, draws=300, seed=2**63 - 1, distribution="normal")


def test_degrees_of_freedom_that_are_no_whole_number_are_drawn_here(small):
    extra = "distribution: {kind: student_t, df: 6.5, source: ours}"
    model = small.build(
        '[x] "Walk" source: ours\nx ~ x[-1]', {"x": "1"}, {}, {"eps_x": 1.0}, extra_shocks=extra
    )
    _both(model, small.start(model, 3, {"x": 0.0}), draws=300, seed=5)


def test_whole_past_quarters(model, setting):
    """A gap in a past quarter is drawn from the normal distribution, as it is by NumPy."""
    residuals = np.random.default_rng(1).normal(size=(2, 30))
    residuals[1, 4:20] = np.nan
    source = BootstrapSource(model, 11, ["eps_y", "eps_w"], residuals)
    assert run.draws_itself(source)
    _both(model, setting, draws=300, seed=11, source=source)


def test_parameters_given_per_draw(model, setting):
    b, options = np.linspace(0.5, 0.9, 500), {"draws": 500, "seed": 1, "first_draw": 700}
    ours, _ = _both(model, setting, parameter_values={"b": b}, **options)
    other, _ = _both(model, setting, parameter_values={"b": b[::-1]}, **options)
    assert not np.array_equal(ours.paths.series("r"), other.paths.series("r"))


def test_same_bits_for_any_batch_window_and_restart(model, setting, monkeypatch):
    """C-17: how many draws the device takes at a time changes no bit."""
    whole = simulate(model, setting, draws=2500, seed=9, backend="cuda").paths.values
    batch = simulate(model, setting, draws=2500, seed=9, backend="cuda", batch=999).paths.values
    np.testing.assert_array_equal(batch, whole)
    part = simulate(model, setting, draws=333, first_draw=901, seed=9, backend="cuda").paths.values
    np.testing.assert_array_equal(part, whole[:, :, 901:1234])
    monkeypatch.setattr(run, "WIDEST", 1024)
    monkeypatch.setattr(run, "BLOCK", 300)
    windows = simulate(model, setting, draws=2500, seed=9, backend="cuda").paths.values
    np.testing.assert_array_equal(windows, whole)


def test_pieces_of_a_long_run_come_from_one_window(model, setting, monkeypatch):
    """Draws are simulated many at a time even where they are asked for in small pieces."""
    made = Simulator(model, setting, seed=4, draws=2000, backend="cuda", exact=True)
    times: list[tuple[int, int]] = []
    simulated = run.Session._simulate
    monkeypatch.setattr(
        run.Session, "_simulate", lambda self, a, b, job: (times.append((a, b)), simulated(self, a, b, job))
    )
    parts = [made.simulate(first, 500) for first in range(0, 2000, 500)]
    assert times == [(0, 2000)]
    theirs = simulate(model, setting, draws=2000, seed=4, backend="numpy", exact=True)
    values = np.concatenate([p.paths.values for p in parts], axis=2)
    np.testing.assert_allclose(values, theirs.paths.values, rtol=1e-9, atol=1e-13)
    share = np.mean([list(p.guard_share.values()) for p in parts], axis=0)
    np.testing.assert_allclose(share, list(theirs.guard_share.values()), rtol=1e-12)


def test_a_streamed_run_is_counted_by_compiled_code(model, setting):
    """The histograms behind quantiles are those that NumPy counts, filled by the processor's kernel."""
    made = Simulator(model, setting, seed=4, draws=1500, backend="cuda")
    code = reducing_code(made.chosen)
    assert code is not None
    names = ("y", "w")
    fast, slow = Distribution(names, (0.1, 0.5), code), Distribution(names, (0.1, 0.5))
    for reducer in (fast, slow):
        for first in (0, 750):
            reducer.take(made.simulate(first, 750).paths)
    np.testing.assert_array_equal(fast.counts, slow.counts)
    np.testing.assert_allclose(fast.sums.total, slow.sums.total, rtol=1e-9, atol=1e-12)


def test_a_block_of_several_unknowns(small):
    """Elimination in the program's own order, with more than one unknown iterated on."""
    model = small.build(BLOCK, dict.fromkeys("pqs", "1"), {}, dict.fromkeys(("eps_p", "eps_q", "eps_s"), 0.1))
    setting = small.start(model, 4, {"p": 1.5, "q": 1.5, "s": 1.5})
    made = Simulator(model, setting, seed=1, draws=8, backend="cuda")
    loops = [s for p in made.prepared.programs.values() for s in p.main if isinstance(s, Loop)]
    assert max(len(loop.tears) for loop in loops) > 1
    ours, theirs = _both(model, setting, draws=600, seed=6, distribution="normal")
    assert 2.0 < ours.newton.mean_iterations <= theirs.newton.max_iterations == ours.newton.max_iterations


def test_a_failed_draw_keeps_its_place_and_is_counted(small):
    """C-9: draws that leave the range of a formula, at once or while iterating, fail each for itself."""
    text = (
        '[x] "Walk" source: ours\nx ~ x[-1]\n\n[z] "Its log" source: ours\nz = log(x)\n\n'
        '[v] "A loop" source: ours\nv ~ 0.5 * log(v + x) + 0.5'
    )
    model = small.build(text, {"x": "1", "z": "1", "v": "1"}, {}, {"eps_x": 1.0, "eps_v": 0.3})
    setting = small.start(model, 4, {"x": 2.0, "v": 1.0})
    ours = simulate(model, setting, draws=600, seed=1, backend="cuda", exact=True, distribution="normal")
    theirs = simulate(model, setting, draws=600, seed=1, backend="numpy", exact=True, distribution="normal")
    ok = ours.paths.ok  # how an iteration without a solution ends is a matter of the last digits
    np.testing.assert_array_equal(ok, theirs.paths.ok)
    assert 0.05 < ours.paths.failed_share < 0.95
    assert ours.paths.values.shape[2] == 600
    np.testing.assert_allclose(ours.paths.values[:, :, ok], theirs.paths.values[:, :, ok], rtol=1e-9)


def test_a_run_that_is_stopped_marks_the_rest(model, setting, monkeypatch):
    monkeypatch.setattr(run, "WIDEST", 1024)
    stopped = simulate(model, setting, draws=3000, seed=1, backend="cuda", progress=lambda _: False)
    assert stopped.paths.ok[:1024].all()
    assert not stopped.paths.ok[1024:].any()
