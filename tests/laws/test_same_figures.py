"""Same texts and seed, same bits: for any batch, number and kind of workers, restart and kept names."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moneygood.engine import Hold, simulate

TEXT = """
[y] "Output" source: ours
log(y) ~ 0.8 * log(y[-1]) - 0.01 * (r - 2 * one) + 0.02 * tanh(log(w[-1]))

[r] "Rate" source: ours
r ~ smax(b * r[-1] + (1 - b) * (2 * one + 50 * log(y)), 0.1 * one, 0.2)

[w] "Wealth" source: ours
dlog(w) ~ 0.01 - 0.03 * (r - r[-1]) + 0.5 * log(y / y[-1]) - 0.1 * step(u_run - 0.97)

[k] "Kept sum" source: ours
k = avg(w, 4) + y * r

[odds] "Probability" source: ours
odds = normal_cdf(r - 2 * one)
"""
UNITS = dict.fromkeys(("y", "r", "w", "k", "odds"), "1")
DRAWS = 2600


@pytest.fixture(scope="module")
def model(small):
    records = {"b": {"value": 0.7, "unit": "1", "range": [0.5, 0.9], "se": 0.1, "draw": "normal"}}
    extra = (
        "distribution: {kind: student_t, df: 6, source: ours}\n"
        "correlations: [{a: eps_y, b: eps_w, rho: 0.4, source: ours}]\n"
        "uniforms: {u_run: {source: ours}}"
    )
    shocks = {"eps_y": 0.01, "eps_r": 0.1, "eps_w": 0.05}
    return small.build(TEXT, UNITS, {"one": (1.0, "1"), **records}, shocks, extra_shocks=extra)


@pytest.fixture(scope="module")
def setting(model, small):
    plain = small.start(model, 7, {"y": 1.0, "r": 2.0, "w": 1.0, "k": 3.0, "odds": 0.5})
    return dataclasses.replace(plain, holds=(Hold("r", 3, 3.0, "eps_r"), Hold("y", 4, 1.01, "add_y")))


@pytest.fixture(scope="module")
def whole(model, setting):
    return simulate(model, setting, draws=DRAWS, seed=42, threads=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    batch=st.one_of(st.none(), st.integers(40, 3000)),
    first=st.integers(0, DRAWS - 1),
    count=st.integers(1, DRAWS),
)
def test_any_split_and_restart_gives_the_same_bits(model, setting, whole, batch, first, count):
    """C-17: same bits for any batch and restart."""
    count = min(count, DRAWS - first)
    part = simulate(model, setting, draws=count, seed=42, threads=1, batch=batch, first_draw=first)
    np.testing.assert_array_equal(part.paths.values, whole.paths.values[:, :, first : first + count])


@pytest.mark.parametrize("kind", ["threads", "processes"])
@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_and_kind_of_workers_gives_the_same_bits(
    model, setting, whole, kind, workers, monkeypatch
):
    """C-17: same bits for any number of workers."""
    monkeypatch.setenv("MONEYGOOD_WORKERS", kind)
    run = simulate(model, setting, draws=DRAWS, seed=42, threads=workers, batch=500)
    np.testing.assert_array_equal(run.paths.values, whole.paths.values)
    np.testing.assert_array_equal(run.paths.status, whole.paths.status)
    assert run.identity_error == whole.identity_error
    assert run.guard_share == whole.guard_share
    assert [a.mean for a in run.absorbed] == [a.mean for a in whole.absorbed]


def test_kept_names_do_not_change_figures(model, setting, whole):
    run = simulate(model, setting, draws=DRAWS, seed=42, keep=["w", "y"])
    assert run.paths.names == ("w", "y")
    for name in ("w", "y"):
        np.testing.assert_array_equal(run.paths.series(name), whole.paths.series(name))


def test_another_seed_gives_other_figures(model, setting, whole):
    run = simulate(model, setting, draws=DRAWS, seed=43)
    same = run.paths.series("y")[0] == whole.paths.series("y")[0]
    assert same.mean() < 0.01


def test_identities_hold_on_every_draw(whole):
    """C-24: identities hold on every draw."""
    assert set(whole.identity_error) == {"k", "odds"}
    assert whole.worst_identity[1] < 1e-12
    assert whole.paths.failed_share == 0.0


def test_held_values_are_met_on_every_draw(whole):
    np.testing.assert_array_equal(whole.paths.series("r")[3], np.float32(3.0))
    np.testing.assert_array_equal(whole.paths.series("y")[4], np.float32(1.01))
    absorbed = {(a.absorber, a.period_index): a for a in whole.absorbed}
    assert absorbed[("eps_r", 3)].sd > 0.0
    assert set(absorbed) == {("eps_r", 3), ("add_y", 4)}


def test_progress_is_told_and_may_stop(model, setting):
    heard: list[float] = []
    run = simulate(model, setting, draws=DRAWS, seed=42, batch=200, progress=heard.append, threads=1)
    assert heard[-1] == 1.0
    assert run.paths.failed_share == 0.0
    stopped = simulate(
        model, setting, draws=DRAWS, seed=42, batch=200, progress=lambda share: share < 0.3, threads=1
    )
    assert 0.5 < stopped.paths.failed_share < 0.8
