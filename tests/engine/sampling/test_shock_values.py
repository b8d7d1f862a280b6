"""Sizes of shocks per draw, and draws without random numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.engine.simulate import simulate

KEEP = ["gdp_real", "rate_10y"]


@pytest.fixture(scope="module")
def settled():
    work = api.load()
    return work.settle(api.find_scenario("baseline"), horizon=6)


def test_draws_without_random_numbers_are_the_path_without_draws(settled) -> None:
    run = simulate(
        settled.model, settled.setting, draws=3, seed=5, distribution="none", parameter_draws=False
    )
    for name in ("gdp_real", "rate_10y", "sp500", "debt_ratio"):
        central = settled.central.series(name)
        assert np.allclose(run.paths.series(name), central[:, None], rtol=2e-7)


def test_a_size_given_to_every_draw_is_the_same_as_one_in_the_setting(settled) -> None:
    row = list(settled.model.shocks).index("eps_rate_10y")
    sizes = np.array([0.3, 0.0, 0.0, -0.2, 0.0, 0.0])
    shocks = settled.setting.shocks.copy()
    shocks[row] += sizes
    imposed = simulate(settled.model, replace(settled.setting, shocks=shocks), draws=40, seed=2, keep=KEEP)
    table = {"eps_rate_10y": np.repeat(sizes[:, None], 40, axis=1)}
    given = simulate(settled.model, settled.setting, draws=40, seed=2, keep=KEEP, shock_values=table)
    assert np.array_equal(imposed.paths.values, given.paths.values)


def test_a_draw_with_a_size_of_its_own_leaves_its_neighbours_alone(settled) -> None:
    table = np.zeros((6, 30))
    table[0, 7] = 0.5
    plain = simulate(settled.model, settled.setting, draws=30, seed=2, keep=KEEP)
    moved = simulate(settled.model, settled.setting, draws=30, seed=2, keep=KEEP,
                     shock_values={"eps_rate_10y": table}, batch=11)  # fmt: skip
    same = (plain.paths.values == moved.paths.values).all(axis=(0, 1))
    assert np.flatnonzero(~same).tolist() == [7]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ({"eps_rate_11y": np.zeros((6, 4))}, "E005"),
        ({"u_regime": np.zeros((6, 4))}, "E005"),
        ({"eps_rate_10y": np.zeros((6, 5))}, "E008"),
        ({"eps_rate_10y": np.full((6, 4), np.nan)}, "E008"),
    ],
)
def test_sizes_that_do_not_fit_are_refused(settled, table, code) -> None:
    with pytest.raises(MoneygoodError) as caught:
        simulate(settled.model, settled.setting, draws=4, seed=1, keep=KEEP, shock_values=table)
    assert caught.value.code == code
