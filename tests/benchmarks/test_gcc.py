"""What is timed as the ceiling solves the same equations."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.peers.c_peer import by_gcc, compiler

from moneygood.engine.simulate import Simulator
from moneygood.questions.bench.synthetic import steady_setting, synthetic

needs_gcc = pytest.mark.skipif(compiler() is None, reason="no gcc on this machine")


@pytest.fixture(scope="module")
def made():
    model = synthetic(60)
    return model, steady_setting(model, 5)


@needs_gcc
def test_gcc_solves_the_same_equations(made, tmp_path):
    """What is timed as the ceiling gives the same figures, so that the ratio compares like with like."""
    model, setting = made
    ours, theirs = (
        Simulator(model, setting, seed=1, draws=600, threads=1, backend="compiled", exact=True) for _ in "ab"
    )
    theirs.chosen, _ = by_gcc(theirs, tmp_path)
    assert theirs.chosen.backend == "gcc -O3"
    a, b = ours.simulate(0, 600), theirs.simulate(0, 600)
    np.testing.assert_array_equal(a.paths.status, b.paths.status)
    np.testing.assert_allclose(b.paths.values, a.paths.values, rtol=1e-9)
    assert b.newton.max_iterations == a.newton.max_iterations
