"""Deterministic paths against hand-worked solutions."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.engine import Hold, solve_path

KEYNES = """
[y] "Output" source: ours
y = c + g

[c] "Consumption" source: ours
c ~ a + b * y + l * c[-1]
"""
UNITS = {"y": "usd/yr", "c": "usd/yr", "g": "exo usd/yr"}
NUMBERS = {"a": (10.0, "usd/yr"), "b": (0.3, "1"), "l": (0.5, "1")}


@pytest.fixture(scope="module")
def keynes(small):
    return small.build(KEYNES, UNITS, NUMBERS, {"eps_c": 1.0})


def by_hand(c0: float, g: np.ndarray, disturbance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    c, out = c0, []
    for gt, e in zip(g, disturbance, strict=True):
        c = (10.0 + 0.3 * gt + 0.5 * c + e) / 0.7
        out.append(c)
    return np.array(out), np.array(out) + g


def test_simultaneous_block_has_the_closed_form_solution(keynes, small):
    setting = small.start(keynes, 8, {"c": 50.0}, g=np.arange(20.0, 28.0))
    setting.shocks[0, 2] = 1.5
    setting.adds[0, 5] = -2.0
    result = solve_path(keynes, setting)
    e = np.zeros(8)
    e[2], e[5] = 1.5, -2.0
    c, y = by_hand(50.0, np.arange(20.0, 28.0), e)
    np.testing.assert_allclose(result.series("c"), c, rtol=1e-13)
    np.testing.assert_allclose(result.series("y"), y, rtol=1e-13)
    assert max(result.identity_error.values()) < 1e-15
    assert result.residuals.max() < 1e-12


def test_linear_block_takes_one_step(keynes, small):
    result = solve_path(keynes, small.start(keynes, 4, {"c": 50.0}, g=20.0))
    assert result.iterations.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("absorber", ["eps_c", "add_c"])
@pytest.mark.parametrize("held", ["c", "y"])
def test_hold_gives_the_path_and_the_disturbance_by_hand(keynes, small, absorber, held):
    """C-22: one absorber gives way for a hold."""
    setting = small.start(keynes, 4, {"c": 50.0}, g=20.0)
    hold = Hold(held, 1, 90.0, absorber)
    result = solve_path(keynes, dataclasses.replace(setting, holds=(hold,)))
    assert result.series(held)[1] == 90.0
    c = result.series("c")
    y = result.series("y")
    expected = c[1] - 10.0 - 0.3 * y[1] - 0.5 * c[0]
    absorbed = result.shocks[0] if absorber == "eps_c" else result.adds[0]
    assert absorbed[1] == pytest.approx(expected, rel=1e-12)
    assert absorbed[0] == absorbed[2] == 0.0
    # the absorbed disturbance, imposed without the hold, gives the same path
    again = dataclasses.replace(setting, shocks=result.shocks, adds=result.adds)
    np.testing.assert_allclose(solve_path(keynes, again).values, result.values, rtol=1e-13)


@pytest.mark.parametrize(
    ("holds", "code", "words"),
    [
        ((Hold("c", 0, 90.0, "eps_c"), Hold("y", 0, 99.0, "add_c")), "E002", "cannot hold"),
        ((Hold("c", 0, 90.0, "eps_c"), Hold("c", 0, 91.0, "add_c")), "E002", "held twice"),
        ((Hold("c", 0, 90.0, "eps_c"), Hold("y", 0, 91.0, "eps_c")), "E002", "absorb two holds"),
        ((Hold("g", 0, 90.0, "eps_c"),), "E003", "exogenous"),
        ((Hold("cc", 0, 90.0, "eps_c"),), "E003", "no variable 'cc'"),
        ((Hold("c", 0, 90.0, "eps_g"),), "E003", "cannot absorb"),
        ((Hold("c", 9, 90.0, "eps_c"),), "E003", "outside the run"),
        ((Hold("c", 0, float("nan"), "eps_c"),), "E003", "no finite value"),
    ],
)
def test_impossible_holds_are_refused(keynes, small, holds, code, words):
    """C-22: more holds than absorbers are refused."""
    setting = dataclasses.replace(small.start(keynes, 4, {"c": 50.0}, g=20.0), holds=holds)
    with pytest.raises(MoneygoodError) as caught:
        solve_path(keynes, setting)
    assert caught.value.code == code
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


def test_missing_history_and_exogenous_figures_are_named(keynes, small):
    with pytest.raises(MoneygoodError, match=r"E004: history lacks c in 2025Q4"):
        solve_path(keynes, small.start(keynes, 2, {}, g=20.0))
    setting = small.start(keynes, 2, {"c": 50.0}, g=[20.0, np.nan])
    with pytest.raises(MoneygoodError, match=r"E004: g has no figure in 2026Q2"):
        solve_path(keynes, setting)


def test_arrays_of_the_wrong_shape_are_refused(keynes, small):
    setting = small.start(keynes, 2, {"c": 50.0}, g=20.0)
    with pytest.raises(MoneygoodError, match="E008: shocks has shape"):
        solve_path(keynes, dataclasses.replace(setting, shocks=np.zeros((3, 2))))
    with pytest.raises(MoneygoodError, match="E005: there is no parameter 'bb'"):
        solve_path(keynes, dataclasses.replace(setting, parameters={"bb": 1.0}))


def test_parameter_override_changes_the_path(keynes, small):
    setting = small.start(keynes, 1, {"c": 50.0}, g=20.0)
    result = solve_path(keynes, dataclasses.replace(setting, parameters={"b": 0.5}))
    assert result.series("c")[0] == pytest.approx((10.0 + 0.5 * 20.0 + 25.0) / 0.5)


LAGS = """
[x] "A walk in logs" source: ours
dlog(x) ~ m * log(z / x[-1])

[four] "Mean of four quarters" source: ours
four = avg(x, 4)

[growth] "Growth over a year" source: ours
growth = yoy(x)

[z] "A copy of the quarter before" source: ours
z = x[-1]
"""


def test_long_lags_and_copies_of_lags(small):
    units = {"x": "usd", "four": "usd", "growth": "pct", "z": "usd"}
    model = small.build(LAGS, units, {"m": (0.0, "1")}, {"eps_x": 0.01})
    setting = small.start(model, 9, {"x": [96.0, 97.0, 98.0, 99.0, 100.0][-4:]})
    setting.shocks[0] = 0.01 * np.arange(9)
    result = solve_path(model, setting)
    x = 100.0 * np.exp(np.cumsum(0.01 * np.arange(9)))
    full = np.concatenate([[97.0, 98.0, 99.0, 100.0], x])
    np.testing.assert_allclose(result.series("x"), x, rtol=1e-13)
    np.testing.assert_allclose(result.series("z"), full[3:-1], rtol=1e-13)
    four = [full[i + 1 : i + 5].mean() for i in range(9)]
    np.testing.assert_allclose(result.series("four"), four, rtol=1e-13)
    np.testing.assert_allclose(result.series("growth"), 100 * (full[4:] / full[:-4] - 1), atol=1e-11)


def test_a_logarithm_of_a_negative_number_is_named(small):
    text = '[x] "Log" source: ours\nx ~ log(y)\n\n[y] "Level" source: ours\ny = y[-1] - x[-1]\n'
    model = small.build(text, {"x": "1", "y": "1"}, {}, {"eps_x": 1.0})
    with pytest.raises(MoneygoodError, match=r"E009: no finite value for x in 2026Q1") as caught:
        solve_path(model, small.start(model, 2, {"x": 5.0, "y": 1.0}))
    assert caught.value.exit_code == 3


def test_a_block_without_solution_is_reported(small):
    text = '[x] "No fixed point" source: ours\nx = y * y + one\n\n[y] "Copy" source: ours\ny ~ x\n'
    model = small.build(text, {"x": "1", "y": "1"}, {"one": (1.0, "1")}, {"eps_y": 1.0})
    with pytest.raises(MoneygoodError, match=r"E001: the block of .* was not solved in 2026Q1") as caught:
        solve_path(model, small.start(model, 1, {"x": 2.3, "y": 2.3}))
    assert caught.value.exit_code == 3
