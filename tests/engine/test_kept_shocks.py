"""Shocks that are kept between the runs of one process: no bit differs, and nothing is drawn twice."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moneygood.engine import simulate
from moneygood.engine.llvm import kept_shocks
from moneygood.engine.llvm.kept_shocks import DRAWN, READ, WRITTEN, KeptShocks

TEXT = """
[y] "Output" source: ours
log(y) ~ 0.8 * log(y[-1]) - 0.1 * step(u_run - 0.9)

[r] "Rate" source: ours
r ~ b * r[-1] + 0.3 * log(y)
"""


@pytest.fixture(scope="module")
def model(small):
    return small.build(
        TEXT,
        {"y": "1", "r": "1"},
        {"b": (0.5, "1")},
        {"eps_y": 0.02, "eps_r": 0.1},
        extra_shocks="distribution: {kind: student_t, df: 5, source: ours}\n"
        "correlations: [{a: eps_y, b: eps_r, rho: 0.4, source: ours}]\nuniforms: {u_run: {source: ours}}",
    )


@pytest.fixture
def kept(monkeypatch):
    own = KeptShocks()
    monkeypatch.setattr("moneygood.engine.llvm.run.KEPT", own)
    return own


def _run(model, setting, **options):
    how = {"draws": 1300, "seed": 4, "backend": "compiled", "threads": 1, "exact": True} | options
    return simulate(model, setting, **how).paths.values


@pytest.mark.parametrize("sampling", ["random", "antithetic"])
@pytest.mark.parametrize("distribution", ["normal", "student_t"])
def test_a_lever_moves_the_same_way_over_kept_shocks(model, small, kept, sampling, distribution):
    how = {"sampling": sampling, "distribution": distribution}
    plain = small.start(model, 5, {"y": 1.0, "r": 0.1})
    moved = dataclasses.replace(plain, shocks=plain.shocks.copy(), parameters={"b": 0.7})
    moved.shocks[list(model.shocks).index("eps_y"), 2] = 0.05
    fresh = {}
    for name, setting in (("plain", plain), ("moved", moved)):
        kept.tables.clear()
        kept.noted.clear()
        fresh[name] = _run(model, setting, **how)
        assert not kept.tables
    assert not np.array_equal(fresh["plain"], fresh["moved"])
    np.testing.assert_array_equal(_run(model, plain, **how), fresh["plain"])
    assert len(kept.tables) == 2, "a table for each cell that 1,300 draws touch"
    for name, setting in (("moved", moved), ("plain", plain), ("moved", moved)):
        np.testing.assert_array_equal(_run(model, setting, **how), fresh[name])
    assert len(kept.tables) == 2


def test_kept_shocks_are_read_and_those_of_another_seed_are_not(model, small, kept):
    setting = small.start(model, 5, {"y": 1.0, "r": 0.1})
    first = _run(model, setting)
    np.testing.assert_array_equal(_run(model, setting), first)
    for table in kept.tables.values():
        table[:] *= 0.0
    assert not np.array_equal(_run(model, setting), first)
    other = _run(model, setting, seed=5)
    kept.tables.clear()
    np.testing.assert_array_equal(_run(model, setting, seed=5), other)
    np.testing.assert_array_equal(_run(model, setting), first)


def test_what_is_kept_stays_below_its_limit_and_the_oldest_goes_first():
    own = KeptShocks(limit=3 * 80)
    keys = [("a", cell, 0, 1024) for cell in range(4)]
    for key in keys:
        assert own.take(key) == (DRAWN, None)
        assert own.take(key) == (WRITTEN, None)
        own.done(key, np.zeros(10))
    assert own.take(keys[0])[0] == WRITTEN
    assert [own.take(k)[0] for k in keys[1:]] == [READ] * 3


def test_a_run_that_needs_more_keeps_nothing(model, small, kept):
    kept.limit = kept_shocks.bytes_of(1300, 5, 3) - 1
    setting = small.start(model, 5, {"y": 1.0, "r": 0.1})
    first, second = _run(model, setting), _run(model, setting)
    np.testing.assert_array_equal(first, second)
    assert not kept.tables
    assert not kept.noted
