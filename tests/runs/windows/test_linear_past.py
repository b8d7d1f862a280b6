"""A past made by hand: which shock did what is known, and the window has to find exactly that."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.panel import Panel
from moneygood.core.periods import quarter_range
from moneygood.model.walks import with_shocks_for
from moneygood.runs.attribution.coalitions import DrawnPasts
from moneygood.runs.windows.drivers import Driver, WindowText
from moneygood.runs.windows.explain import take_apart
from moneygood.runs.windows.world import WindowWorld

A, B, C = 0.8, 0.5, 0.9
X0, Y0, Z0 = 1.0, 0.4, 2.0
SPAN = 8
LINEAR = """
[y] "Driver" source: ours
y ~ b_c * y[-1]

[x] "Target" source: ours
x ~ b_a * x[-1] + via(link, b_b * y) + z
"""
HITS = {"y": {1: 2.0, 4: -0.3}, "x": {3: -0.5}, "z": {2: 0.25}}
TEXT = WindowText((Driver("one", "Y", ("y",)), Driver("two", "X and outside", ("x", "z"))), 4, 2)


def small_workspaces():
    file = Path(__file__).parents[2] / "small_workspaces.py"
    spec = importlib.util.spec_from_file_location("moneygood_small_workspaces", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_hand(hits) -> np.ndarray:
    """x quarter by quarter, z a random walk from outside."""
    x, y, z, out = X0, Y0, Z0, []
    for t in range(SPAN):
        z += hits.get("z", {}).get(t, 0.0)
        y = C * y + hits.get("y", {}).get(t, 0.0)
        x = A * x + B * y + z + hits.get("x", {}).get(t, 0.0)
        out.append(x)
    return np.array(out)


@pytest.fixture(scope="module")
def window(small) -> WindowWorld:
    made = small_workspaces()
    plain = small.build(
        LINEAR, {"x": "1", "y": "1", "z": "exo 1"}, {"b_a": (A, "1"), "b_b": (B, "1"), "b_c": (C, "1")},
        {"eps_x": 0.3, "eps_y": 0.2}, switches=("link",),
    )  # fmt: skip
    model = with_shocks_for(plain, walks=["z"])
    workspace = made.workspace(model, {"x": X0, "y": Y0, "z": Z0})
    names = list(model.shocks)
    shocks = np.zeros((len(names), SPAN, 2))
    for label, hits in HITS.items():
        for t, size in hits.items():
            shocks[names.index(f"eps_{label}"), t] = size
    before = {n: np.full((1, 2), v) for n, v in (("x", X0), ("y", Y0), ("z", Z0))}
    periods = quarter_range(made.START - 1, made.START + (SPAN - 1))
    rows = np.array([np.concatenate([[X0], by_hand(HITS)]), np.zeros(SPAN + 1), np.zeros(SPAN + 1)])
    panel = Panel(("x", "y", "z"), periods, rows, np.ones(rows.shape, np.uint8))
    return WindowWorld(workspace, DrawnPasts(shocks, {}, before), panel, 0.0)


def ask(window: WindowWorld, by: str):
    first = small_workspaces().START
    return take_apart(window, TEXT, "x", first - 1, first + (SPAN - 1), by=by, seed=1)


def test_every_shock_gets_what_it_did(window) -> None:
    """Impulse responses by hand: a linear model's parts do not depend on one another."""
    found = {p.name: p.value for p in ask(window, "shock").parts}
    calm = by_hand({})[-1]
    assert found.pop("start") == pytest.approx(calm - X0, abs=1e-12)
    assert found == pytest.approx({n: by_hand({n: HITS[n]})[-1] - calm for n in HITS}, abs=1e-12)


def test_parts_and_drivers_add_up_to_the_published_change(window) -> None:
    answer = ask(window, "shock")
    assert answer.total == by_hand(HITS)[-1] - X0
    assert abs(answer.residual) < 1e-9
    assert abs(sum(d.value for d in answer.drivers) + answer.residual - answer.total) < 1e-12
    two = next(d for d in answer.drivers if d.name == "two")
    assert two.value == pytest.approx(by_hand({n: HITS[n] for n in "xz"})[-1] - by_hand({})[-1], abs=1e-12)
    assert (two.low70, two.high70) == pytest.approx((two.value, two.value))  # every draw is the same past


def test_every_quarter_gets_what_happened_in_it_and_their_sum_is_the_window(window) -> None:
    answer = ask(window, "lag")
    found = {p.name: p.value for p in answer.parts}
    calm = by_hand({})[-1]
    assert found.pop("start") == pytest.approx(calm - X0, abs=1e-12)
    for t, value in enumerate(found.values()):
        only = {n: {k: v for k, v in hits.items() if k == t} for n, hits in HITS.items()}
        assert value == pytest.approx(by_hand(only)[-1] - calm, abs=1e-12)
    assert sum(found.values()) + calm - X0 == pytest.approx(answer.total, abs=1e-9)


def test_the_link_carries_what_y_did_beyond_where_it_stood(window) -> None:
    found = {p.name: p.value for p in ask(window, "channel").parts}
    x, y, z, held = X0, Y0, Z0, X0
    for t in range(SPAN):
        z += HITS["z"].get(t, 0.0)
        y = C * y + HITS["y"].get(t, 0.0)
        x = A * x + B * y + z + HITS["x"].get(t, 0.0)
        held = A * held + B * Y0 + z + HITS["x"].get(t, 0.0)
    assert found["link"] == pytest.approx(x - held, abs=1e-9)
    assert found["direct"] == pytest.approx(held - X0, abs=1e-9)


def test_an_outside_variable_that_walks_is_told_apart(window) -> None:
    kinds = {p.name: p.kind for p in ask(window, "shock").parts}
    assert kinds == {"start": "state", "y": "shock", "x": "shock", "z": "outside"}
