"""A quarter has the same figures in a short run and in a long one."""

from __future__ import annotations

import numpy as np
import pytest

import moneygood as mg


@pytest.mark.parametrize("quarters", [3, 9, 46])
def test_the_baseline_does_not_depend_on_how_long_it_is_asked_for(quarters: int) -> None:
    """C-17: the length of a run is not part of the answer about a quarter."""
    workspace = mg.load()
    usual, other = workspace.baseline(), workspace.baseline(quarters)
    shared = min(quarters, len(usual.periods))
    assert np.array_equal(usual.values[:, :shared], other.values[:, :shared], equal_nan=True)


def test_a_draw_does_not_depend_on_how_long_the_run_is() -> None:
    """C-18: a random number is a function of seed, quarter, draw and shock, and so is what it does."""
    short, usual = (mg.run(draws=8, seed=4, quarters=q).run.paths for q in (7, 44))
    assert short.names == usual.names
    np.testing.assert_allclose(short.values, usual.values[:, :7], rtol=1e-6)
