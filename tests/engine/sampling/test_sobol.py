"""Sobol points as shocks: sixteen copies, each uniform by itself, the same whichever cell comes first."""

from __future__ import annotations

import pickle

import numpy as np
from scipy.stats import kstest, norm

from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.sobol import COPIES, SobolSource
from moneygood.engine.sampling.sources import ShockSource

NOISE = "\n\n".join(f'[x{i}] "Noise" source: ours\nx{i} ~ zero' for i in range(3))
SD = {"eps_x0": 1.0, "eps_x1": 2.0, "eps_x2": 0.5}


def source(small, distribution: str = "normal", quarters: int = 2, seed: int = 5) -> SobolSource:
    model = small.build(NOISE, dict.fromkeys(("x0", "x1", "x2"), "1"), {"zero": (0.0, "1")}, SD)
    return SobolSource(model, seed, distribution, quarters)


def test_every_copy_fills_the_unit_interval_evenly(small) -> None:
    """A copy of 64 points of a Sobol sequence has exactly one point in each 64th of every dimension."""
    points = source(small)._points(0)
    for copy in range(COPIES):
        own = points[copy::COPIES]
        assert len(own) == CELL // COPIES
        for column in own.T:
            assert sorted(np.floor(column * len(own)).astype(int)) == list(range(len(own)))


def test_shocks_are_normal_with_the_models_deviation(small) -> None:
    made = source(small)
    z = made.cell(1, 0) / np.array(list(SD.values()))[:, None]
    for row in z:
        assert kstest(row, norm.cdf).pvalue > 0.01
    assert abs(np.corrcoef(z)[0, 1]) < 0.06


def test_a_cell_is_the_same_in_any_order_and_after_travelling(small) -> None:
    """C-18: a random number is a function of seed, quarter, draw and shock."""
    straight, backwards = source(small), source(small)
    last = backwards.cell(0, 3)
    first = backwards.cell(0, 0)
    np.testing.assert_array_equal(straight.cell(0, 0), first)
    np.testing.assert_array_equal(straight.cell(0, 3), last)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(backwards)).cell(0, 3), last)
    assert not np.array_equal(source(small, seed=6).cell(0, 0), first)


def test_quarters_beyond_the_sequence_are_random_like_any_other(small) -> None:
    made = source(small, quarters=1)
    np.testing.assert_array_equal(made.cell(1, 0), ShockSource.cell(made, 1, 0))
