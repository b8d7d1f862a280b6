"""Bands, targets and inversion on a small model, against a general optimiser and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.engine.foresight.least_cost import (
    Bound,
    Mix,
    PathMeasure,
    first_distances,
    least_cost,
    least_distance,
    least_shocks,
)
from moneygood.engine.foresight.own_model import retrack, solve_foresight
from moneygood.engine.setting import Hold
from moneygood.engine.solve_path import solve_path

EQUATIONS = """
[x] "x"
x ~ b_x * x[-1] + 0.3 * y[-1]

[y] "y"
y ~ 0.5 * y[-1] + 0.4 * x + 0.1 * exp(0.2 * x)

[z] "z"
z = x + y
"""


@pytest.fixture(scope="module")
def model(small):
    return small.build(
        EQUATIONS, {"x": "1", "y": "1", "z": "1"}, {"b_x": (0.8, "1")}, {"eps_x": 0.5, "eps_y": 2.0}
    )


@pytest.fixture
def setting(small, model):
    return small.start(model, quarters=8, history={"x": 0.2, "y": 0.1, "z": 0.3})


def path(model, setting, shocks):
    from dataclasses import replace

    return solve_path(model, replace(setting, shocks=setting.shocks + shocks))


def test_path_is_that_of_the_engine(model, setting) -> None:
    from dataclasses import replace

    hit = np.random.default_rng(0).normal(size=(2, 8))
    held = replace(setting, shocks=hit, holds=(Hold("y", 2, 1.5, "eps_y"), Hold("z", 5, 0.0, "eps_x")))
    expected = solve_path(model, held)
    found = solve_foresight(model, held, np.zeros((3, 8)))
    np.testing.assert_allclose(found.values, expected.values, atol=1e-11)
    np.testing.assert_allclose(found.shocks, expected.shocks, atol=1e-10)
    assert max(found.identity_error.values()) < 1e-12


def test_band_is_kept_at_the_least_cost(model, setting) -> None:
    from scipy.optimize import minimize

    names = list(model.shocks)
    base = solve_path(model, setting)
    bounds = [Bound("z", t, 1.0, 1.6) for t in (3, 4, 5)] + [Bound("x", 6, -np.inf, 0.1)]
    moving = [(n, t) for t in range(7) for n in names]
    found = least_cost(model, setting, base.values, bounds, moving)
    sd = np.array([model.shocks[n].sd for n, _ in moving])

    def values(s):
        shocks = np.zeros((2, 8))
        for v, (n, t) in zip(s * sd, moving, strict=True):
            shocks[names.index(n), t] += v
        return path(model, setting, shocks).values

    def room(s):
        v = values(s)
        out = []
        for b in bounds:
            y = v[model.row(b.variable), b.period_index]
            out += [y - b.low] if np.isfinite(b.low) else []
            out += [b.high - y] if np.isfinite(b.high) else []
        return np.array(out)

    best = minimize(
        lambda s: s @ s, np.full(len(moving), 0.1), jac=lambda s: 2 * s, method="SLSQP",
        constraints={"type": "ineq", "fun": room}, options={"ftol": 1e-12, "maxiter": 300},
    )  # fmt: skip
    assert best.success
    ours = np.array([found.added[names.index(n), t] for n, t in moving]) / sd
    assert found.cost == pytest.approx(best.fun, rel=1e-5)
    np.testing.assert_allclose(ours, best.x, atol=2e-3)
    again = path(model, setting, found.added)
    np.testing.assert_allclose(again.values, found.path.values, atol=1e-10)
    assert np.min(room(ours)) > -1e-9


def test_shock_may_absorb_a_hold_and_keep_a_band_in_another_quarter(model, setting) -> None:
    from dataclasses import replace

    held = replace(setting, holds=(Hold("x", 1, 0.9, "eps_x"),))
    base = solve_path(model, held)
    found = least_cost(model, held, base.values, [Bound("x", 4, 1.5, 2.0)], [("eps_x", 3), ("eps_x", 4)])
    again = solve_path(model, found.setting)
    assert again.series("x")[1] == pytest.approx(0.9, abs=1e-12)
    assert again.series("x")[4] == pytest.approx(1.5, abs=1e-8)
    first, second = found.added[0, 3], found.added[0, 4]
    slope = 0.8 + 0.3 * (0.4 + 0.02 * np.exp(0.2 * again.series("x")[3]))  # x to x, and by way of y
    assert first == pytest.approx(slope * second, rel=1e-5)


def test_band_that_holds_anyway_costs_nothing(model, setting) -> None:
    base = solve_path(model, setting)
    found = least_cost(model, setting, base.values, [Bound("z", 3, -9.0, 9.0)], [("eps_x", 3)])
    assert found.cost == 0.0
    assert not found.added.any()


def test_inversion_gives_the_path_back(model, setting) -> None:
    truth = np.random.default_rng(4).normal(size=(2, 8)) * np.array([[0.5], [2.0]])
    wanted = path(model, setting, truth).values
    base = solve_path(model, setting)
    bounds = [
        Bound(n, t, wanted[model.row(n), t], wanted[model.row(n), t]) for t in range(8) for n in ("x", "y")
    ]
    moving = [(n, t) for t in range(8) for n in model.shocks]
    found = least_cost(model, setting, base.values, bounds, moving)
    np.testing.assert_allclose(found.path.values, wanted, atol=1e-9)
    np.testing.assert_allclose(found.added, truth, atol=1e-7)  # as many shocks as values: only one answer


def test_correlated_shocks_share_the_work(small) -> None:
    """The cheapest way to move x + y by one: proportional to the covariances with the sum."""
    model = small.build(
        '[x] "x"\nx ~ 0.5 * x[-1]\n\n[y] "y"\ny ~ 0.5 * y[-1]\n\n[z] "z"\nz = x + y',
        {"x": "1", "y": "1", "z": "1"}, {}, {"eps_x": 1.0, "eps_y": 2.0},
        extra_shocks='correlations:\n  - {a: eps_x, b: eps_y, rho: 0.6, source: ours, method: judged}\n',
    )  # fmt: skip
    assert len(model.correlations) == 1
    setting = small.start(model, quarters=2, history={"x": 0.0, "y": 0.0, "z": 0.0})
    found = least_cost(
        model, setting, np.zeros((3, 2)), [Bound("z", 0, 1.0, 1.0)], [("eps_x", 0), ("eps_y", 0)]
    )
    cov = np.array([[1.0, 1.2], [1.2, 4.0]])
    closed = cov @ np.ones(2) / (np.ones(2) @ cov @ np.ones(2))
    np.testing.assert_allclose(found.added[:, 0], closed, atol=1e-9)
    assert found.cost == pytest.approx(1 / cov.sum(), rel=1e-8)


def test_shocks_of_a_mix_move_together_in_their_proportions(model, setting) -> None:
    base = solve_path(model, setting)
    bounds = [Bound("z", t, 1.3, 1.3) for t in (0, 1, 2)]
    mix = Mix(("eps_x", "eps_y"), (1.0, -0.25))
    found = least_cost(model, setting, base.values, bounds, [(mix, t) for t in (0, 1, 2)])
    np.testing.assert_allclose(found.path.series("z")[:3], 1.3, atol=1e-8)
    x, y = found.added
    np.testing.assert_allclose(y[:3] / 2.0, -0.25 * x[:3] / 0.5, rtol=1e-12)  # in standard deviations
    assert (np.abs(x[:3]) > 0).all()
    np.testing.assert_allclose(path(model, setting, found.added).series("z")[:3], 1.3, atol=1e-8)


def test_bounds_that_no_shock_can_meet_are_refused(model, setting) -> None:
    base = solve_path(model, setting)
    for bounds, moving in (
        ([Bound("z", 0, 5.0, 6.0)], [("eps_x", 4)]),
        ([Bound("x", 2, 1.0, 2.0), Bound("x", 2, -2.0, -1.0)], [("eps_x", 2)]),
    ):
        with pytest.raises(MoneygoodError) as fault:
            least_cost(model, setting, base.values, bounds, moving)
        assert fault.value.code == "E046"
        assert fault.value.exit_code == 3


def test_least_distance_is_the_projection_on_a_polygon() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    np.testing.assert_allclose(least_distance(rows, np.array([1.0, 0.0, 3.0])), [1.5, 1.5], atol=1e-12)
    np.testing.assert_allclose(least_distance(rows, np.array([2.0, 0.5, 2.0])), [2.0, 0.5], atol=1e-12)
    np.testing.assert_allclose(least_distance(rows, np.array([-1.0, -1.0, -1.0])), [0.0, 0.0], atol=1e-12)


def test_judgement_of_a_model_is_what_its_figures_leave(model, setting) -> None:
    figures = np.random.default_rng(2).normal(size=(3, 8))
    figures[2] = figures[0] + figures[1]
    found = retrack(model, setting, figures, "given")
    x = np.concatenate([[0.2], figures[0]])
    y = np.concatenate([[0.1], figures[1]])
    np.testing.assert_allclose(found[0], x[1:] - 0.8 * x[:-1] - 0.3 * y[:-1], atol=1e-12)
    np.testing.assert_allclose(
        found[1], y[1:] - 0.5 * y[:-1] - 0.4 * x[1:] - 0.1 * np.exp(0.2 * x[1:]), atol=1e-12
    )


def test_any_smooth_figure_is_met_at_the_least_cost(model, setting) -> None:
    """exp(x) at or above a number is x at or above its logarithm: the same shocks as for a bound."""
    from dataclasses import replace

    base = solve_path(model, setting)
    moving = [("eps_x", t) for t in range(4)]
    start = base.values[model.row("x"), 3]
    plain = least_cost(model, setting, base.values, [Bound("x", 3, start + 0.4, np.inf)], moving)
    measure = PathMeasure(("x",), 3, np.array([np.exp(start + 0.4)]), np.array([np.inf]), np.array([1e-9]),
                          lambda paths: np.exp(paths["x"][3:4]))  # fmt: skip
    curved = least_shocks(model, setting, base.values, measure, moving)
    np.testing.assert_allclose(curved.added, plain.added, rtol=1e-6, atol=1e-9)
    straight = replace(measure, read=lambda paths: paths["x"][3:4], low=np.array([start + 0.4]))
    distance = first_distances(model, setting, base.values, straight, moving)
    assert distance[0] == pytest.approx(np.sqrt(plain.cost), rel=1e-3)  # y is curved


def test_where_the_path_leaps_over_a_bound_the_nearest_shocks_lie_at_the_leap(small) -> None:
    """z is x, and 3 more from x = 1 on, so that z = 3 is never hit: least shocks with z >= 3 have x = 1.

    For an autoregression of 0.5 that is a squared distance of 1 / (0.5² (1 + 0.25 + 0.0625)).
    """
    leaping = small.build(
        '[x] "x"\nx ~ 0.5 * x[-1]\n\n[z] "z"\nz = x + 3 * step(x - 1)\n',
        {"x": "1", "z": "1"},
        {},
        {"eps_x": 0.5},
    )
    start = small.start(leaping, quarters=4, history={"x": 0.0, "z": 0.0})
    measure = PathMeasure(
        ("z",), 2, np.array([3.0]), np.array([np.inf]), np.array([1e-9]), lambda paths: paths["z"][2:3]
    )
    found = least_shocks(leaping, start, np.zeros((2, 4)), measure, [("eps_x", t) for t in range(3)])
    assert found.cost == pytest.approx(1 / (0.25 * 1.3125), rel=1e-3)
    assert found.path.series("z")[2] == pytest.approx(4.0, abs=1e-3)
    assert found.short is not None
    assert found.short[0] == pytest.approx(1.0, abs=1e-3)
    again = path(leaping, start, found.added)
    assert again.series("z")[2] > 3.9
