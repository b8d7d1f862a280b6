"""Lanes side by side against the same paths solved or simulated one by one."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from moneygood import api
from moneygood.baseline.settle import Settled
from moneygood.core.errors import MoneygoodError
from moneygood.engine.lanes import DrawnShocks, solve_lanes
from moneygood.engine.numpy.newton import Newton
from moneygood.engine.simulate import simulate
from moneygood.engine.solve_path import solve_path
from moneygood.model.continuous_switches import switch_parameter, with_continuous_switches

KEEP = ("sp500", "rate_10y", "gdp_real", "debt_ratio")


@cache
def strike() -> Settled:
    """A scenario with a held path over three years."""
    return api.load().settle(api.find_scenario("foreign-strike"), 12)


def constant(table: np.ndarray):
    return lambda t, at: np.repeat(table[:, [t]], at.stop - at.start, axis=1)


def test_a_lane_is_the_path_solved_by_itself() -> None:
    done = solve_lanes(strike().model, strike().setting, constant(strike().setting.shocks), {}, 3, KEEP)
    for i, name in enumerate(KEEP):
        for lane in range(3):
            np.testing.assert_allclose(done.values[i, :, lane], strike().central.series(name), rtol=1e-11)
    assert not done.status.any()


def test_lanes_with_drawn_shocks_are_the_draws_of_a_simulation() -> None:
    """C-18: a random number is a function of seed, quarter, draw and shock."""
    model, setting = strike().model, strike().setting
    drawn = DrawnShocks(model, 7)
    numbers = np.arange(1000, 1060)

    def shocks(t: int, at: slice) -> np.ndarray:
        own = setting.shocks[:, t]
        out = drawn.quarter(t, numbers[at])
        normal = np.array([s.kind != "uniform" for s in model.shocks.values()])
        out[normal] += own[normal, None]
        return out

    records = [p for p in model.parameters.values() if p.draw]
    centres = [setting.parameters.get(p.name, p.value) for p in records]
    rows = drawn.parameters(records, centres, numbers)
    parameters = {p.name: row for p, row in zip(records, rows, strict=True)}
    for name, value in setting.parameters.items():
        parameters.setdefault(name, np.full(60, value))
    done = solve_lanes(model, setting, shocks, parameters, 60, KEEP, newton=Newton())
    told = simulate(model, setting, draws=60, first_draw=1000, seed=7, keep=KEEP)
    np.testing.assert_allclose(done.values, told.paths.values, rtol=2e-6)


def test_workers_never_change_a_figure() -> None:
    """C-17: any number of threads gives the same bits."""
    model, setting = strike().model, strike().setting
    width = 600
    scale = np.linspace(-1, 1, width)
    row = list(model.shocks).index("eps_rate_10y")

    def shocks(t: int, at: slice) -> np.ndarray:
        out = np.repeat(setting.shocks[:, [t]], at.stop - at.start, axis=1)
        out[row] += scale[at]
        return out

    one = solve_lanes(model, setting, shocks, {}, width, KEEP, threads=1)
    two = solve_lanes(model, setting, shocks, {}, width, KEEP, threads=2)
    assert np.array_equal(one.values, two.values)


@pytest.mark.parametrize("switch", ["wealth_effect", "foreign_capital", "regime"])
def test_a_dial_at_zero_is_the_mechanism_switched_off(switch: str) -> None:
    """C-23: a mechanism that is off keeps the value it has on the baseline."""
    model = with_continuous_switches(strike().model)
    dials = {
        switch_parameter(s): np.array([1.0, 0.0 if s == switch else 1.0]) for s in strike().model.switches
    }
    done = solve_lanes(model, strike().setting, constant(strike().setting.shocks), dials, 2, KEEP)
    off = dataclasses.replace(strike().setting, switches_off=frozenset([switch]))
    alone = solve_path(strike().model, off)
    for i, name in enumerate(KEEP):
        np.testing.assert_allclose(done.values[i, :, 0], strike().central.series(name), rtol=1e-11)
        np.testing.assert_allclose(done.values[i, :, 1], alone.series(name), rtol=1e-11)


def test_a_lane_without_a_solution_keeps_its_place() -> None:
    model, setting = strike().model, strike().setting
    row = list(model.shocks).index("eps_ai_revenue")

    def shocks(t: int, at: slice) -> np.ndarray:
        out = np.repeat(setting.shocks[:, [t]], at.stop - at.start, axis=1)
        out[row, 1] = 1e6
        return out

    done = solve_lanes(model, setting, shocks, {}, 3, KEEP)
    assert (done.status != 0).tolist() == [False, True, False]
    assert np.isfinite(done.values[:, :, [0, 2]]).all()


def test_an_unknown_variable_is_named() -> None:
    with pytest.raises(
        MoneygoodError, match=r"E005: there is no variable 'sp50' to keep. Did you mean 'sp500'"
    ):
        solve_lanes(strike().model, strike().setting, constant(strike().setting.shocks), {}, 1, ("sp50",))
