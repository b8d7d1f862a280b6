"""Simultaneous blocks, implicit equations, channels, guards and parts of models."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moneygood.engine import Hold, simulate, solve_path
from moneygood.engine.program.lower import HoldPattern, lower

IS_LM = """
[y] "Goods market" source: ours
log(y) ~ 0.6 * log(y[-1]) + 0.4 * log(ystar) - s * (r - p) + 0.05 * log(w / ystar)

[p] "Inflation" source: ours
p ~ 0.7 * p[-1] + 0.3 * two + k * 100 * log(y / ystar)

[r] "Policy rate, never below a floor" source: ours
r ~ smax(0.5 * r[-1] + 0.5 * (two + 1.5 * p - 0.5 * two + 0.5 * 100 * log(y / ystar)), floor, 0.1)

[w] "Wealth falls with the rate" source: ours
w ~ w[-1] * exp(0.01 - fall * (r - r[-1])) * (y / y[-1])
"""
UNITS = {"y": "1", "p": "1", "r": "1", "w": "1", "ystar": "exo 1"}
NUMBERS = {
    "s": (0.004, "1"), "k": (0.1, "1"), "two": (2.0, "1"), "floor": (0.1, "1"), "fall": (0.05, "1"),
}  # fmt: skip
START = {"y": 100.0, "p": 2.0, "r": 2.0, "w": 100.0}


@pytest.fixture(scope="module")
def islm(small):
    return small.build(IS_LM, UNITS, NUMBERS, {f"eps_{n}": 0.01 for n in ("y", "p", "r", "w")})


def _by_scipy(last: dict[str, float], shocks: dict[str, float]) -> np.ndarray:
    from scipy.optimize import root

    def smax(a: float, b: float, h: float) -> float:
        gap = a - b
        if abs(gap) >= h:
            return max(a, b)
        return (a + b) / 2 + (gap * gap + h * h) / (4 * h)

    def residual(v: np.ndarray) -> list[float]:
        y, p, r, w = v
        gap = 100 * np.log(y / 100)
        rule = 0.5 * last["r"] + 0.5 * (2 + 1.5 * p - 1 + 0.5 * gap)
        return [
            np.log(y) - (0.6 * np.log(last["y"]) + 0.4 * np.log(100) - 0.004 * (r - p)
                         + 0.05 * np.log(w / 100)) - shocks["y"],
            p - (0.7 * last["p"] + 0.6 + 0.1 * gap) - shocks["p"],
            r - smax(rule, 0.1, 0.1) - shocks["r"],
            w - last["w"] * np.exp(0.01 - 0.05 * (r - last["r"])) * y / last["y"] - shocks["w"],
        ]  # fmt: skip

    found = root(residual, list(last.values()), tol=1e-13)
    assert np.abs(found.fun).max() < 1e-9
    return found.x


@pytest.mark.parametrize("size", [0.0, 0.02, -0.2])
def test_nonlinear_block_agrees_with_scipy(islm, small, size):
    setting = small.start(islm, 3, START, ystar=100.0)
    rows = {n: i for i, n in enumerate(islm.shocks)}
    setting.shocks[rows["eps_y"], 0] = size
    setting.shocks[rows["eps_p"], 1] = 10 * size
    result = solve_path(islm, setting)
    last = dict(START)
    for t in range(3):
        shocks = {n: float(setting.shocks[rows[f"eps_{n}"], t]) for n in START}
        last = dict(zip(START, _by_scipy(last, shocks), strict=True))
        for name, value in last.items():
            assert result.series(name)[t] == pytest.approx(value, rel=1e-8), (name, t)


def test_block_is_torn(islm):
    schedule = lower(islm, HoldPattern())
    (block,) = schedule.blocks
    assert block.size == 4
    assert len(block.tears) <= 2


def test_a_hold_absorbed_by_a_shock_of_another_equation(islm, small):
    setting = small.start(islm, 3, START, ystar=100.0)
    target = 101.0
    result = solve_path(islm, dataclasses.replace(setting, holds=(Hold("y", 1, target, "eps_r"),)))
    assert result.series("y")[1] == target
    rows = {n: i for i, n in enumerate(islm.shocks)}
    needed = result.shocks[rows["eps_r"], 1]
    assert needed < 0.0  # a lower rate brings output up
    again = dataclasses.replace(setting, shocks=result.shocks)
    np.testing.assert_allclose(solve_path(islm, again).series("y")[1], target, rtol=1e-9)


def test_an_implicit_equation_is_solved(small):
    text = '[x] "Fixed point" source: ours\nx ~ half * exp(0 - x) + half * x[-1]\n'
    model = small.build(text, {"x": "1"}, {"half": (0.5, "1")}, {"eps_x": 0.1})
    x = solve_path(model, small.start(model, 1, {"x": 1.0})).series("x")[0]
    assert x == pytest.approx(0.5 * np.exp(-x) + 0.5, abs=1e-12)


VIA = """
[c] "Consumption" source: ours
c ~ 0.5 * c[-1] + via(wealth_effect, m * w) + 1

[w] "Wealth" source: ours
w ~ w[-1] + 0.1 * c
"""


@pytest.fixture(scope="module")
def channel(small):
    return small.build(
        VIA, {"c": "1", "w": "1"}, {"m": (0.2, "1")}, {"eps_c": 0.1, "eps_w": 0.1},
        switches=("wealth_effect",),
    )  # fmt: skip


def test_a_switch_leaves_the_baseline_and_cuts_the_channel(channel, small):
    """C-23: exactly the channel is gone."""
    setting = small.start(channel, 6, {"c": 4.0, "w": 5.0})
    base = solve_path(channel, setting, keep_refs=True)
    np.testing.assert_allclose(base.references[0], 0.2 * base.series("w"), rtol=1e-13)
    off = dataclasses.replace(setting, switches_off=frozenset({"wealth_effect"}), references=base.references)
    np.testing.assert_allclose(solve_path(channel, off).values, base.values, rtol=1e-12)
    rows = {n: i for i, n in enumerate(channel.shocks)}
    shocks = setting.shocks.copy()
    shocks[rows["eps_w"], 0] = -2.0
    hit = solve_path(channel, dataclasses.replace(setting, shocks=shocks))
    cut = solve_path(channel, dataclasses.replace(off, shocks=shocks))
    assert (hit.series("c") < base.series("c") - 0.1).all()
    np.testing.assert_allclose(cut.series("c"), base.series("c"), rtol=1e-12)


def test_a_switch_without_references_is_refused(channel, small):
    setting = small.start(channel, 2, {"c": 4.0, "w": 5.0})
    from moneygood.core.errors import MoneygoodError

    with pytest.raises(MoneygoodError, match="E006"):
        solve_path(channel, dataclasses.replace(setting, switches_off=frozenset({"wealth_effect"})))


def test_guards_count_the_quarters_outside(small):
    text = '[x] "Bounded" source: ours\nx ~ bounded(u, lo, hi, 0.01)\n\n[u] "Noise" source: ours\nu ~ zero\n'
    numbers = {"lo": (-1.0, "1"), "hi": (1.0, "1"), "zero": (0.0, "1")}
    model = small.build(text, {"x": "1", "u": "1"}, numbers, {"eps_x": 0.0, "eps_u": 1.0})
    run = simulate(model, small.start(model, 4, {}), draws=5000, seed=1, distribution="normal")
    (share,) = run.guard_share.values()
    u = run.paths.series("u")
    assert share == np.mean((u < -1.0) | (u > 1.0))
    assert share == pytest.approx(0.3173, abs=0.01)
    assert np.abs(run.paths.series("x")).max() <= 1.0


def test_a_part_of_a_model_takes_the_rest_as_given(islm, small):
    part = islm.subset(["small"])
    setting = small.start(part, 2, START, ystar=100.0)
    np.testing.assert_array_equal(
        solve_path(part, setting).values, solve_path(islm, small.start(islm, 2, START, ystar=100.0)).values
    )


def test_a_hold_leads_off_the_flat_part_of_a_bound(small):
    """A rate held above its lower bound is met although the rule starts where the bound has no slope."""
    model = small.build(
        '[rule] "Rule" source: ours\nrule ~ b_lag * rate[-1]\n\n'
        '[rate] "Rate above its bound" source: ours\nrate = smax(rule, b_floor, b_soft)',
        {"rule": "pct/yr", "rate": "pct/yr"},
        {"b_lag": (0.9, "1"), "b_floor": (0.125, "pct/yr"), "b_soft": (0.05, "pct/yr")},
        {"eps_rule": 0.1},
    )
    setting = small.start(model, 2, {"rule": -4.0, "rate": 0.125})
    held = dataclasses.replace(setting, holds=(Hold("rate", 0, 3.5, "eps_rule"),))
    solution = solve_path(model, held)
    assert solution.series("rate") == pytest.approx([3.5, 0.9 * 3.5])
    assert solution.shocks[0] == pytest.approx([3.5 - 0.9 * 0.125, 0.0])
