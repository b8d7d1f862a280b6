from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.scenarios.read import parse_plan
from moneygood.validation.stability import Linear, largest_root, linearise, roots
from moneygood.validation.stability_check import check_stability, read_stability


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load()


@pytest.fixture(scope="module")
def linear(workspace: Workspace) -> Linear:
    return linearise(workspace, 110)


def test_roots_of_a_known_process_are_found() -> None:
    # an AR(2) with roots 0.9 exp(+-i pi/6), and a unit root, which is left out
    a, b = 2 * 0.9 * np.cos(np.pi / 6), -0.81
    matrix = np.array([[a, b, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    found = roots(Linear("2030Q1", (("x", 1), ("x", 2), ("level", 1)), matrix))
    assert len(found) == 1
    assert found[0].modulus == pytest.approx(0.9)
    assert found[0].swing == pytest.approx(12.0)
    assert found[0].half_life == pytest.approx(np.log(0.5) / np.log(0.9))
    assert found[0].variables == ("x", "level")


def test_the_linear_model_moves_as_the_model_itself_does_after_a_small_shock(
    workspace: Workspace, linear: Linear
) -> None:
    plan = parse_plan(
        {"title": "small", "shocks": [{"shock": "eps_ffr_rule", "periods": "2053Q2", "size": 0.001,
                                       "unit": "pct/yr"}]}, "small")  # fmt: skip
    base, moved = workspace.baseline(120), workspace.solve_plan(plan, 120)
    model = workspace.model
    in_logs = {e.lhs_variable for e in model.equations if e.text.startswith(("dlog(", "log("))}

    def deviations(t: int) -> np.ndarray:
        out = []
        for name, lag in linear.states:
            at = t - lag + 1
            unit = str(model.variables[name].unit).split("/")[0]
            scale = {"usd": "gdp_nom", "usd17": "gdp_potential_real"}.get(unit)
            if scale is None and (name in in_logs or unit in ("index", "persons")):
                scale = name if np.all(base.series(name) > 0) else None
            by = base.series(scale)[at] if scale else 1.0
            out.append((moved.series(name)[at] - base.series(name)[at]) / by)
        return np.array(out)

    z = deviations(108)
    assert np.abs(z).max() > 0
    now, ahead = linear.matrix @ z, deviations(109)
    for name in ("gap", "unemployment", "ffr", "rate_10y", "infl_core", "cons_real", "debt_public"):
        i = linear.states.index((name, 1))
        assert now[i] == pytest.approx(ahead[i], rel=0.02, abs=1e-9), name


@pytest.mark.slow
def test_nothing_explodes_with_closure_and_the_debt_does_without(workspace: Workspace) -> None:
    text = read_stability()
    on, off = (linearise(workspace, limit.quarter, text.quarters) for limit in text.roots)
    assert largest_root(on) <= text.roots[0].largest <= 1.001
    assert 1.002 < largest_root(off) <= text.roots[1].largest
    # roots that lie close together share what carries them, so debt is looked for among all that grow
    assert "debt_public" in {name for r in roots(off) if r.modulus > 1.002 for name in r.variables}
    assert not [r for r in roots(on) if r.modulus > 1 and "debt_public" in r.variables]


@pytest.mark.slow
def test_the_baseline_returns_after_one_off_shocks(workspace: Workspace) -> None:
    names = ["eps_rev_drift", "eps_premium_market", "eps_ffr_rule", "eps_demand_factor", "eps_ai_capex"]
    found = check_stability(workspace, read_stability(), names)
    assert found.shocks == 5
    assert [x.variable for x in found.left if not x.met] == []
    assert all(x.left < x.largest or x.left < 0.2 for x in found.left)
    tight = replace(read_stability(), left={"gap": (1e-9, "pct")})
    assert not check_stability(workspace, tight, names[:1]).met


def test_a_quarter_that_is_not_solved_cannot_be_linearised(workspace: Workspace) -> None:
    with pytest.raises(MoneygoodError, match="A672: quarter 121"):
        linearise(workspace, 121)


def test_limits_without_a_field_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "stability.yaml"
    path.write_text("roots: {closure_on: {quarter: 120, largest: 1.0}}\nreturns: {}\n", encoding="utf-8")
    with pytest.raises(MoneygoodError, match=r"A671 .*closure_off"):
        read_stability(path)
