"""The compiled kernel against the NumPy machine, against the mathematics, and against itself."""

from __future__ import annotations

import ctypes
import dataclasses
import math

import numpy as np
import pytest

from moneygood.core.cache import cache_root
from moneygood.core.errors import MoneygoodError
from moneygood.engine import Hold, Setting, simulate
from moneygood.engine import backends as choose
from moneygood.engine.llvm import binary, translate
from moneygood.engine.llvm.mathematics import DECLARATIONS, exponential, hyperbolic_tangent, logarithm

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
odds = normal_cdf(r - 2 * one)

[most] "Extremes" source: ours
most = max(w, min(y, r))
"""
UNITS = dict.fromkeys(("y", "r", "w", "k", "odds", "most"), "1")
START = {"y": 1.0, "r": 2.0, "w": 1.0, "k": 3.0, "odds": 0.5, "most": 1.0}
DRAWS = 2100


def _model(small, df: float = 6, b: float = 0.7):
    records = {"b": {"value": b, "unit": "1", "range": [0.5, 0.9], "se": 0.1, "draw": "normal"}}
    extra = (
        f"distribution: {{kind: student_t, df: {df}, source: ours}}\n"
        "correlations: [{a: eps_y, b: eps_w, rho: 0.4, source: ours}]\n"
        "uniforms: {u_run: {source: ours}}"
    )
    shocks = {"eps_y": 0.01, "eps_r": 0.1, "eps_w": 0.05}
    return small.build(TEXT, UNITS, {"one": (1.0, "1"), **records}, shocks, extra_shocks=extra)


@pytest.fixture(scope="module")
def model(small):
    return _model(small)


@pytest.fixture(scope="module")
def setting(model, small) -> Setting:
    plain = small.start(model, 7, START)
    plain.adds[0, 2] = 0.003
    plain.shocks[list(model.shocks).index("eps_w"), 1] = -0.04
    plain.shocks[list(model.shocks).index("u_run"), 5] = 0.99
    return dataclasses.replace(plain, holds=(Hold("r", 3, 3.0, "eps_r"), Hold("y", 4, 1.01, "add_y")))


def _both(model, setting, **options):
    ours = simulate(model, setting, backend="compiled", exact=True, **options)
    assert ours.backend == "compiled", ours.backend_note
    return ours, simulate(model, setting, backend="numpy", exact=True, **options)


def _same(ours, theirs, rtol=1e-9):
    np.testing.assert_array_equal(ours.paths.status, theirs.paths.status)
    np.testing.assert_allclose(ours.paths.values, theirs.paths.values, rtol=rtol, atol=1e-12)


def test_both_backends_give_the_same_figures(model, setting):
    """Holds, judgement, imposed shocks, drawn parameters, correlation, fat tails, uniforms, lags to five."""
    ours, theirs = _both(model, setting, draws=DRAWS, seed=42)
    _same(ours, theirs)
    assert set(ours.identity_error) == set(theirs.identity_error)
    assert ours.worst_identity[1] < 1e-9
    for a, b in zip(ours.absorbed, theirs.absorbed, strict=True):
        assert (a.absorber, a.period_index) == (b.absorber, b.period_index)
        assert (a.mean, a.sd) == pytest.approx((b.mean, b.sd), rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("df", [5, 6.5])
def test_other_degrees_of_freedom(small, df):
    """An odd number takes a square normal more; a broken one is drawn by NumPy and handed over."""
    model = _model(small, df)
    _same(*_both(model, small.start(model, 3, START), draws=1500, seed=5))


def test_normal_shocks(model, setting):
    _same(*_both(model, setting, draws=1100, seed=2**63 - 1, distribution="normal"))


@pytest.mark.parametrize("sampling", ["antithetic", "sobol"])
def test_other_samplings(model, setting, sampling):
    _same(*_both(model, setting, draws=1100, seed=3, sampling=sampling))


def test_parameters_given_per_draw(model, setting):
    b = np.linspace(0.5, 0.9, 1300)
    ours, theirs = _both(model, setting, draws=1300, seed=1, first_draw=700, parameter_values={"b": b})
    _same(ours, theirs)


def test_same_bits_for_any_batch_threads_and_restart(model, setting):
    """C-17: neither the batch nor the number of threads nor a restart changes a bit."""
    whole = simulate(model, setting, draws=DRAWS, seed=9, backend="compiled", threads=1)
    for options in ({"threads": 3}, {"batch": 37}, {"batch": 1024, "threads": 2}):
        other = simulate(model, setting, draws=DRAWS, seed=9, backend="compiled", **options)
        np.testing.assert_array_equal(other.paths.values, whole.paths.values)
    part = simulate(model, setting, draws=333, first_draw=901, seed=9, backend="compiled")
    np.testing.assert_array_equal(part.paths.values, whole.paths.values[:, :, 901 : 901 + 333])
    few = simulate(model, setting, draws=3, seed=9, backend="compiled", keep=["w"])
    np.testing.assert_array_equal(few.paths.series("w"), whole.paths.series("w")[:, :3])


def test_failed_draws_are_the_same(small):
    """C-9: draws that leave the range of a formula fail on both backends, each for itself."""
    text = (
        '[x] "Walk" source: ours\nx ~ x[-1]\n\n[z] "Its log" source: ours\nz = log(x)\n\n'
        '[v] "A loop" source: ours\nv ~ 0.5 * log(v + x) + 0.5'
    )
    model = small.build(text, {"x": "1", "z": "1", "v": "1"}, {}, {"eps_x": 1.0, "eps_v": 0.3})
    setting = small.start(model, 4, {"x": 2.0, "v": 1.0})
    ours, theirs = _both(model, setting, draws=1500, seed=1, distribution="normal")
    ok = ours.paths.ok  # how an iteration without a solution ends is a matter of the last digits
    np.testing.assert_array_equal(ok, theirs.paths.ok)
    assert 0.05 < ours.paths.failed_share < 0.95
    np.testing.assert_allclose(ours.paths.values[:, :, ok], theirs.paths.values[:, :, ok], rtol=1e-9)


def test_a_run_that_is_stopped_marks_the_rest(model, setting):
    run = simulate(
        model, setting, draws=5000, seed=1, backend="compiled", threads=1, progress=lambda _: False
    )
    assert run.paths.ok[:1024].all()
    assert not run.paths.ok[1024:].any()


def test_a_new_number_needs_no_new_machine_code(small, monkeypatch):
    """Parameters and most literals stand in a table, so that recalibrating does not compile."""
    model = _model(small)
    simulate(model, small.start(model, 2, START), draws=8, seed=1, backend="compiled")
    monkeypatch.setattr(binary, "translate_all", lambda texts: pytest.fail("compiled again"))
    other = _model(small, b=0.6)
    run = simulate(other, small.start(other, 2, START), draws=8, seed=1, backend="compiled")
    assert run.backend == "compiled"


def test_damaged_machine_code_is_made_anew(model, small, monkeypatch):
    setting = small.start(model, 2, START)
    whole = simulate(model, setting, draws=8, seed=1, backend="compiled").paths.values
    root = cache_root()
    assert root is not None
    for file in root.glob("kernel-*"):
        file.write_bytes(file.read_bytes()[:-100])
    monkeypatch.setattr(binary, "_LOADED", {})
    run = simulate(model, setting, draws=8, seed=1, backend="compiled")
    assert run.backend == "compiled"
    np.testing.assert_array_equal(run.paths.values, whole)


def test_where_nothing_can_be_compiled_one_line_says_so_and_what_to_do(model, setting, monkeypatch):
    """C-17: no other backend steps in without a word, because its last digits differ."""

    def broken(texts: list[str]) -> list[bytes]:
        raise RuntimeError("no target for this processor\nand more")

    monkeypatch.setattr(binary, "_LOADED", {})
    monkeypatch.setattr(binary, "kept", lambda name: None)
    monkeypatch.setattr(binary, "translate_all", broken)
    with pytest.raises(
        MoneygoodError, match=r"E022.*no target for this processor.*--backend numpy"
    ) as refused:
        simulate(model, setting, draws=8, seed=1, backend="compiled")
    assert refused.value.exit_code == 2
    assert "\n" not in str(refused.value)


def test_the_first_run_is_compiled_and_takes_what_a_second_core_has_made(
    model, setting, monkeypatch, tmp_path
):
    """A cold cache, a warm one and a machine whose other processes cannot be started give the same bits."""
    found = []
    for cache, starts in (("a", True), ("a", True), ("b", False)):
        monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path / cache))
        monkeypatch.setattr(binary, "_LOADED", {})
        monkeypatch.setattr(translate, "_cores", lambda: 2)
        if not starts:
            monkeypatch.setattr(translate.sys, "executable", str(tmp_path / "no-such-program"))
        run = simulate(model, setting, draws=40, seed=1, backend="compiled")
        assert (run.backend, run.backend_note) == ("compiled", "")
        assert len(list((tmp_path / cache).glob("kernel-*"))) >= 2
        found.append(run.paths.values)
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


def test_no_backend_named_is_compiled_whatever_the_size_unless_the_user_has_one(model, setting, monkeypatch):
    monkeypatch.delenv(choose.USUAL)
    assert simulate(model, setting, draws=1, seed=1).backend == "compiled"
    assert simulate(model, setting, draws=1, seed=1, backend="numba").backend == "compiled"
    monkeypatch.setenv(choose.USUAL, "numpy")
    assert simulate(model, setting, draws=1, seed=1).backend == "numpy"
    assert simulate(model, setting, draws=1, seed=1, backend="compiled").backend == "compiled"
    monkeypatch.setenv(choose.USUAL, "nupmy")
    with pytest.raises(MoneygoodError, match=r"E020.*nupmy.*MONEYGOOD_BACKEND.*numpy"):
        simulate(model, setting, draws=1, seed=1)


@pytest.mark.parametrize("backend", ["compiled", "numpy"])
def test_only_real_draws_are_counted_and_for_any_batch(small, backend):
    """C-17: draws that only fill up a block of eight are no draws; a guard's share is that of its paths."""
    text = '[x] "Bounded" source: ours\nx ~ bounded(v, lo, hi, 0.01)\n\n[v] "A loop" source: ours\n'
    text += "v ~ 0.4 * log(1 + x ^ 2) + zero\n"
    numbers = {"lo": (-1.0, "1"), "hi": (1.0, "1"), "zero": (0.0, "1")}
    model = small.build(text, {"x": "1", "v": "1"}, numbers, {"eps_x": 0.0, "eps_v": 1.0})
    setting = small.start(model, 4, {"v": 1.0})
    found = [
        simulate(model, setting, draws=300, seed=5, backend=backend, batch=batch, threads=threads)
        for batch, threads in ((None, 1), (7, 1), (77, 2), (300, 1))
    ]
    (share,) = found[0].guard_share.values()
    v = simulate(model, setting, draws=300, seed=5, backend="numpy", exact=True).paths.series("v")
    assert share == np.mean((v < -1.0) | (v > 1.0))
    assert found[0].newton.solves == 300 * 4
    for other in found[1:]:
        assert other.guard_share == found[0].guard_share
        assert other.newton == found[0].newton
        assert other.identity_error == found[0].identity_error


def test_an_unknown_backend_is_refused(model, setting):
    with pytest.raises(MoneygoodError, match=r"E020.*numpi"):
        simulate(model, setting, draws=8, seed=1, backend="numpi")


def _vector(name: str, texts: list[str]):
    """A function of the kernel's own mathematics on arrays of a multiple of eight numbers."""
    probe = f"""
define void @probe(ptr %in, ptr %out) {{
entry:
  %x = load <8 x double>, ptr %in, align 8
  %y = call <8 x double> @mg_{name}(<8 x double> %x)
  store <8 x double> %y, ptr %out, align 8
  ret void
}}
"""
    loaded = binary.Loaded(binary.translate(DECLARATIONS + "\n".join(texts) + probe))
    call = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(loaded.address("probe"))

    def apply(x: np.ndarray) -> np.ndarray:
        x, out = np.ascontiguousarray(x), np.empty(len(x))
        for at in range(0, len(x), 8):
            call(x[at:].ctypes.data, out[at:].ctypes.data)
        apply.keep = loaded  # type: ignore[attr-defined]
        return out

    return apply


def test_exponential_to_the_last_place():
    exp = _vector("exp", [exponential()])
    x = np.concatenate([np.linspace(-706.0, 709.7, 4000), np.linspace(-1e-3, 1e-3, 4000)])
    true = np.array([math.exp(v) for v in x])
    assert np.abs(exp(x) / true - 1.0).max() < 2.3e-16 * 1.5
    odd = np.array([-np.inf, np.inf, np.nan, 0.0, -0.0, 710.0, -800.0, 1.0])
    np.testing.assert_array_equal(exp(odd)[:7], [0.0, np.inf, np.nan, 1.0, 1.0, np.inf, 0.0])


def test_logarithm_to_the_last_place():
    log = _vector("log", [logarithm()])
    x = np.concatenate([np.geomspace(1e-320, 1e308, 4000), np.linspace(0.5, 2.0, 4000)])
    true = np.array([math.log(v) for v in x])
    assert np.abs(log(x) - true).max() <= 2.3e-16 * np.abs(true).max()
    near = np.abs(true) > 0
    assert np.abs(log(x)[near] / true[near] - 1.0).max() < 2.3e-16 * 1.5
    odd = np.array([0.0, -0.0, -1.0, np.inf, np.nan, -np.inf, 1.0, 5e-324])
    np.testing.assert_array_equal(log(odd)[:7], [-np.inf, -np.inf, np.nan, np.inf, np.nan, np.nan, 0.0])
    assert log(odd)[7] == pytest.approx(math.log(5e-324), rel=1e-15)


def test_hyperbolic_tangent_to_a_few_last_places():
    tanh = _vector("tanh", [exponential(), hyperbolic_tangent()])
    x = np.concatenate([np.linspace(-20, 20, 4000), np.geomspace(1e-9, 0.3, 4000)])
    true = np.array([math.tanh(v) for v in x])
    near = true != 0
    assert np.abs(tanh(x)[near] / true[near] - 1.0).max() < 1e-15
