"""What a cause did, on the same draws: by hand in a linear model, and on the shipped one."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import Paths
from moneygood.engine.lanes import DrawnShocks
from moneygood.model.formula import parse_expression
from moneygood.runs.counterfactual import TakenAway, effects, without
from moneygood.runs.first_passage.passage import first_passage
from moneygood.runs.first_passage.triggers import BreakDefinition, Condition, Side, read_breaks
from moneygood.runs.moved import imposed_sides, imposes, moved_variables
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.plan import baseline_plan

A, B, C = 0.8, 0.5, 0.9
DRAWS, SPAN, SEED = 60, 8, 4
TEXT = """
[y] "Driver" source: ours
y ~ b_c * y[-1]

[x] "Target" source: ours
x ~ b_a * x[-1] + via(link, b_b * y)
"""


def by_hand(e: np.ndarray, f: np.ndarray, link: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """y and x [quarter, draw] from the shocks to both; without the link x gets y as the baseline has it."""
    y, x, base = np.full(DRAWS, 0.4), np.full(DRAWS, 1.0), 0.4
    ys, xs = [], []
    for t in range(SPAN):
        base *= C
        y = C * y + e[t]
        x = A * x + B * (y if link else base) + f[t]
        ys.append(y)
        xs.append(x)
    return np.array(ys), np.array(xs)


@pytest.fixture(scope="module")
def linear(small):
    file = Path(__file__).parents[1] / "small_workspaces.py"
    spec = importlib.util.spec_from_file_location("moneygood_small_workspaces", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = small.build(
        TEXT, {"x": "1", "y": "1"}, {"b_a": (A, "1"), "b_b": (B, "1"), "b_c": (C, "1")},
        {"eps_x": 0.3, "eps_y": 0.2}, switches=("link",),
    )  # fmt: skip
    w = module.workspace(model, {"x": 1.0, "y": 0.4})
    drawn = DrawnShocks(model, SEED)
    rows = {n: i for i, n in enumerate(model.shocks)}
    both = np.array([drawn.quarter(t, np.arange(DRAWS)) for t in range(SPAN)])
    e, f = both[:, rows["eps_y"]], both[:, rows["eps_x"]]
    values = np.array(by_hand(e, f))
    paths = Paths(("y", "x"), w.periods(8), values, np.zeros(DRAWS, np.uint8), SEED)
    request = SimpleNamespace(seed=SEED, quarters=8, threads=1)
    result = SimpleNamespace(
        workspace=w, request=request, plan=baseline_plan(), paths=paths, history=w.history
    )
    return result, e, f


def test_a_silent_shock_is_gone_and_nothing_else(linear) -> None:
    result, e, f = linear
    numbers = np.arange(5, DRAWS, 7)
    found = without(result, TakenAway(shocks=("eps_y",)), numbers, ("y", "x"), SPAN)
    y, x = by_hand(np.zeros_like(e), f)
    assert found.series("y") == pytest.approx(y[:, numbers], abs=1e-9)
    assert found.series("x") == pytest.approx(x[:, numbers], abs=1e-9)


def test_a_mechanism_taken_away_has_its_baseline_value(linear) -> None:
    result, e, f = linear
    found = without(result, TakenAway(switches=("link",)), np.arange(DRAWS), ("x",), SPAN)
    assert found.series("x") == pytest.approx(by_hand(e, f, link=False)[1], abs=1e-9)


def test_what_an_event_does_is_with_its_cause_less_without_on_the_same_draws(linear) -> None:
    result, e, f = linear
    model = result.workspace.model
    high, target = (parse_expression(n, model) for n in ("y", "x"))
    side = Side("up", "up", "up", (Condition("y", high.node, 0.6, True, "1"),), 1, "ours")
    event = BreakDefinition("rise", "Rise", (side,))
    times = first_passage(result.paths, result.history, [event]).times["rise"]
    got = effects(result, event, TakenAway(shocks=("eps_y",)), times, {"x": (target.node, 2)}, within=5)
    assert got is not None
    y, x = by_hand(e, f)
    calm_y, calm_x = by_hand(np.zeros_like(e), f)
    gaps, moves = [], []
    for d in range(DRAWS):
        if 0 < times[d] <= 5:
            t = times[d] - 1
            gaps.append(x[t + 2, d] - calm_x[t + 2, d])
            moves.append(y[t, d] - calm_y[t, d])
    assert got.cases == len(gaps) > 5
    assert got.changes["x"].value == pytest.approx(np.mean(gaps), abs=1e-9)
    assert got.changes["x"].error == pytest.approx(np.std(gaps) / np.sqrt(len(gaps)), rel=1e-6)
    assert got.move.value == pytest.approx(np.mean(moves), abs=1e-9)
    assert got.gone == 1.0  # without its shock y only decays


def test_nothing_taken_away_is_the_run_itself() -> None:
    w = api.load()
    keep = ("rate_10y", "sp500", "gdp_real")
    result = run_plan(w, find_plan("foreign-strike"), RunRequest(24, 5, quarters=8, keep=keep))
    found = without(result, TakenAway(), np.arange(24), keep, 8)
    for name in keep:
        assert found.series(name) == pytest.approx(np.asarray(result.paths.series(name)), rel=1e-5), name


def test_an_unknown_cause_is_named_with_the_nearest() -> None:
    w = api.load()
    result = SimpleNamespace(workspace=w, request=SimpleNamespace(seed=1, quarters=8, threads=1))
    with pytest.raises(MoneygoodError, match="backlash") as fault:
        without(result, TakenAway(switches=("backlas",)), np.arange(2), ("ffr",), 4)  # type: ignore[arg-type]
    assert fault.value.code == "M001"


def test_what_a_scenario_moves_by_hand_is_imposed() -> None:
    w = api.load()
    breaks = read_breaks(w.model)
    cuts = find_plan("cuts-arrive")
    assert "ffr" in moved_variables(w, cuts)
    assert imposed_sides(w, cuts, breaks) == ("rates.cuts",)
    assert imposed_sides(w, baseline_plan(), breaks) == ()
    assert [imposes(w, cuts, d) for d in breaks] == [False, True, False, False]
