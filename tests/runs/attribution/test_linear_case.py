"""Attribution in a small model in which every part is known by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.runs.attribution.attribution import Attribution
from moneygood.runs.attribution.explain import explain
from moneygood.runs.attribution.question import ask
from moneygood.scenarios.plan import Plan, baseline_plan
from moneygood.scenarios.read import parse_plan

A, B, C = 0.8, 0.5, 0.9
LINEAR = """
[y] "Driver" source: ours
y ~ b_c * y[-1]

[x] "Target" source: ours
x ~ b_a * x[-1] + via(link, b_b * y) + via(idle, b_zero * y)
"""
AT, T1, T2 = 5, 1, 3
"""Quarter asked for, and those of the shocks to y and x, counted from 0."""


def small_workspaces() -> ModuleType:
    file = Path(__file__).parents[2] / "small_workspaces.py"
    spec = importlib.util.spec_from_file_location("moneygood_small_workspaces", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def linear(small):
    model = small.build(
        LINEAR,
        {"x": "1", "y": "1"},
        {"b_a": (A, "1"), "b_b": (B, "1"), "b_c": (C, "1"), "b_zero": (0.0, "1")},
        {"eps_x": 0.3, "eps_y": 0.2},
        switches=("link", "idle"),
    )
    return small_workspaces().workspace(model, {"x": 1.0, "y": 0.4})


def plan(name: str = "p", **said) -> Plan:
    return parse_plan({"title": name, **said}, name, find=lambda _: baseline_plan())


def hits(y: float, x: float, name: str = "p") -> Plan:
    return plan(
        name,
        shocks=[
            {"shock": "eps_y", "periods": "2026Q2", "size": y, "unit": "1"},
            {"shock": "eps_x", "periods": "2026Q4", "size": x, "unit": "1"},
        ],
    )


def why(workspace, one: Plan, two: Plan | None = None, **options) -> Attribution:
    asked = {"at": Quarter.parse("2027Q2"), "since": None, "given": None, "by": "shock", "draws": 0}
    asked |= {"seed": 1, "quarters": 8, **options}
    return explain(workspace, ask(workspace, "x", one, two or baseline_plan(), **asked))


def from_y(size: float) -> float:
    """What a shock of `size` to y in quarter T1 has done to x by AT: sum of B C^k A^(n-k)."""
    n = AT - T1
    return size * B * sum(C**k * A ** (n - k) for k in range(n + 1))


def from_x(size: float) -> float:
    return size * A ** (AT - T2)


def values(answer: Attribution) -> dict[str, float]:
    return {p.name: p.value for p in answer.parts}


@pytest.mark.parametrize("draws", [0, 40])
def test_parts_by_shock_are_the_impulse_responses(linear, draws: int) -> None:
    answer = why(linear, hits(2.0, -0.5), draws=draws)
    found = values(answer)
    assert found["eps_y"] == pytest.approx(from_y(2.0), abs=1e-9)
    assert found["eps_x"] == pytest.approx(from_x(-0.5), abs=1e-9)
    assert answer.total == pytest.approx(from_y(2.0) + from_x(-0.5), abs=1e-9)
    assert abs(answer.residual) < 1e-9


def test_a_doubled_shock_doubles_its_own_part_and_no_other(linear) -> None:
    one, two = values(why(linear, hits(2.0, -0.5))), values(why(linear, hits(4.0, -0.5)))
    assert two["eps_y"] == pytest.approx(2 * one["eps_y"], rel=1e-12)
    assert two["eps_x"] == pytest.approx(one["eps_x"], rel=1e-12)


@pytest.mark.parametrize("draws", [0, 40])
def test_the_link_carries_what_comes_from_y_and_the_idle_mechanism_nothing(linear, draws: int) -> None:
    answer = why(linear, hits(2.0, -0.5), by="channel", draws=draws)
    found = values(answer)
    assert found["link"] == pytest.approx(from_y(2.0), abs=1e-9)
    assert found["idle"] == 0.0
    assert found["direct"] == pytest.approx(from_x(-0.5), abs=1e-9)
    assert abs(answer.residual) < 1e-9


@pytest.mark.parametrize("draws", [0, 40])
def test_parts_by_lag_are_those_of_the_quarters_of_the_shocks(linear, draws: int) -> None:
    found = values(why(linear, hits(2.0, -0.5), by="lag", draws=draws))
    assert found == pytest.approx({"2026Q2": from_y(2.0), "2026Q4": from_x(-0.5)}, abs=1e-9)


def test_one_scenario_against_another_takes_only_what_differs(linear) -> None:
    answer = why(
        linear, hits(2.0, -0.5), plan("q", shocks=[{"shock": "eps_y", "periods": "2026Q2", "size": 2.0}])
    )
    assert values(answer) == pytest.approx({"eps_x": from_x(-0.5)}, abs=1e-12)
    back = why(
        linear, plan("q", shocks=[{"shock": "eps_y", "periods": "2026Q2", "size": 2.0}]), hits(2.0, -0.5)
    )
    assert values(back) == pytest.approx({"eps_x": -from_x(-0.5)}, abs=1e-12)


@pytest.mark.parametrize("by", ["shock", "lag"])
def test_a_quarter_against_an_earlier_one_splits_into_start_and_shocks(linear, by: str) -> None:
    since = Quarter.parse("2025Q4")
    answer = why(linear, hits(2.0, -0.5), since=since, by=by)
    x, y = 1.0, 0.4
    for _ in range(AT + 1):
        y *= C
        x = A * x + B * y
    found = values(answer)
    own = found.pop("start" if by == "shock" else "baseline")
    assert own == pytest.approx(x - 1.0, abs=1e-9)
    assert sorted(found.values()) == pytest.approx(sorted([from_y(2.0), from_x(-0.5)]), abs=1e-9)
    assert answer.there == pytest.approx(1.0)


def test_channels_between_quarters_are_held_where_they_were(linear) -> None:
    """With y held where it was in 2026Q1, x moves by itself only."""
    since = Quarter.parse("2026Q1")
    answer = why(linear, baseline_plan(), since=since, by="channel")
    y0 = 0.4 * C
    x = x0 = A * 1.0 + B * y0
    for _ in range(AT):
        x = A * x + B * y0
    found = values(answer)
    assert found["direct"] == pytest.approx(x - x0, abs=1e-9)
    assert found["idle"] == 0.0
    assert abs(answer.residual) < 1e-9


def test_a_held_path_is_one_part_and_its_quarters_add_up_to_it(linear) -> None:
    held = plan(paths=[{"hold": "y", "periods": "2026Q2..2026Q4", "value": 1.0, "unit": "1", "exact": True}])
    answer = why(linear, held)
    assert values(answer) == pytest.approx({"y": answer.total}, abs=1e-12)
    lags = why(linear, held, by="lag")
    assert set(values(lags)) == {"2026Q2", "2026Q3", "2026Q4"}
    assert lags.total == pytest.approx(answer.total, abs=1e-9)


def test_equal_parts_that_only_work_together_share_equally(small) -> None:
    model = small.build(
        '[u] "U" source: ours\nu ~ 0\n\n[v] "V" source: ours\nv ~ 0\n\n[z] "Z" source: ours\nz = u * v',
        {"u": "1", "v": "1", "z": "1"},
        {},
        {"eps_u": 0.1, "eps_v": 0.1},
    )
    workspace = small_workspaces().workspace(model, {"u": 0.0, "v": 0.0, "z": 0.0})
    both = plan(
        shocks=[{"shock": s, "periods": "2027Q2", "size": 3.0, "unit": "1"} for s in ("eps_u", "eps_v")]
    )
    asked = ask(
        workspace, "z", both, baseline_plan(), at=Quarter.parse("2027Q2"), since=None, given=None, by="shock",
        draws=0, seed=1, quarters=8,
    )  # fmt: skip
    answer = explain(workspace, asked)
    assert answer.total == pytest.approx(9.0)
    assert [p.value for p in answer.parts] == pytest.approx([4.5, 4.5])


def test_a_coalition_without_a_solution_is_an_error(small) -> None:
    """A204: with only one of two shocks the logarithm has no value."""
    model = small.build(
        '[u] "U" source: ours\nu ~ 1\n\n[v] "V" source: ours\nv ~ 1\n\n[z] "Z" source: ours\nz = log(u + v)',
        {"u": "1", "v": "1", "z": "1"},
        {},
        {"eps_u": 0.1, "eps_v": 0.1},
    )
    workspace = small_workspaces().workspace(model, {"u": 1.0, "v": 1.0, "z": float(np.log(2))})
    sizes = {"eps_u": -5.0, "eps_v": 5.0}
    both = plan(shocks=[{"shock": s, "periods": "2027Q2", "size": x, "unit": "1"} for s, x in sizes.items()])
    asked = ask(
        workspace, "z", both, baseline_plan(), at=Quarter.parse("2027Q2"), since=None, given=None, by="shock",
        draws=0, seed=1, quarters=8,
    )  # fmt: skip
    with pytest.raises(MoneygoodError, match="A204") as fault:
        explain(workspace, asked)
    assert fault.value.exit_code == 3
