"""What a plan does to a run, worked by hand on the shipped model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import shipped
from moneygood.baseline.settle import holds_of
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import quarter_range
from moneygood.core.units import Unit
from moneygood.engine.setting import Hold
from moneygood.scenarios.check import find_faults
from moneygood.scenarios.figures import PlanFigures, plan_figures
from moneygood.scenarios.levers import Lever, read_levers
from moneygood.scenarios.read import parse_plan
from moneygood.scenarios.resolve import resolve

PERIODS = quarter_range("2026Q4", "2028Q3")
LEVER = Lever("l", "a lever", Unit.parse("pct/yr"), (-2.0, 2.0), "shock", "eps_ffr_rule", "fade", "05_fed",
              scale=0.5, half_life=2.0)  # fmt: skip


def row(shock: str) -> int:
    """The row of a shock in tables of shocks."""
    return list(shipped.model().shocks).index(shock)


def baseline() -> np.ndarray:
    model = shipped.model()
    out = np.zeros((len(model.variables), len(PERIODS)))
    out[model.row("ffr")] = np.linspace(3.0, 3.7, len(PERIODS))
    out[model.row("ai_capex")] = 1000.0
    return out


def effects(known: dict[str, Lever] | None = None, /, **fields: object) -> PlanFigures:
    plan = parse_plan({"title": "made", **fields}, "made")
    return plan_figures(resolve(plan, shipped.model(), known or {}, PERIODS), shipped.model(), baseline())


def holds(path: dict[str, object]) -> tuple[Hold, ...]:
    plan = parse_plan({"title": "made", "paths": [path]}, "made")
    return holds_of(resolve(plan, shipped.model(), {}, PERIODS), shipped.model(), baseline())


def test_change_is_counted_from_the_baseline() -> None:
    done = holds({"hold": "ffr", "periods": "2027Q1..2027Q2", "change": 1, "absorbed_by": "eps_ffr_rule"})
    assert [(h.variable, h.period_index, h.absorber) for h in done] == [
        ("ffr", 1, "eps_ffr_rule"),
        ("ffr", 2, "eps_ffr_rule"),
    ]
    assert [h.value for h in done] == pytest.approx([4.1, 4.2])


def test_change_in_percent_is_of_the_baseline() -> None:
    done = holds({"hold": "ai_capex", "periods": "2027Q1", "change_percent": -30})
    assert done[0].value == pytest.approx(700.0)
    assert done[0].absorber == "eps_ai_capex"


def test_percent_of_the_baseline_written_in_basis_points_is_converted() -> None:
    path = {"hold": "ai_capex", "periods": "2027Q1", "change_percent": -3000, "unit": "bp"}
    assert holds(path)[0].value == pytest.approx(700.0)


def test_basis_points_become_percent() -> None:
    path = {"hold": "ffr", "periods": "2027Q1", "change": 25, "unit": "bp", "absorbed_by": "eps_ffr_rule"}
    assert holds(path)[0].value == pytest.approx(3.35)


def test_outside_variable_is_put_on_its_path_without_a_hold() -> None:
    path = {"hold": "tax_payroll", "periods": "2027Q1", "value": 0.15}
    done = effects(paths=[path])
    assert holds(path) == ()
    assert done.exogenous[shipped.model().row("tax_payroll"), 1] == 0.15
    assert np.isfinite(done.exogenous).sum() == 1


def test_shock_in_standard_deviations_takes_the_records_size() -> None:
    done = effects(shocks=[{"shock": "eps_cons_real", "periods": "2026Q4", "sd": -2}])
    assert done.shocks[row("eps_cons_real"), 0] == pytest.approx(
        -2 * shipped.model().shocks["eps_cons_real"].sd
    )


def test_shocks_on_the_same_cell_add_up() -> None:
    one = {"shock": "eps_eff", "periods": "2026Q4..2027Q1", "size": 0.3}
    two = {"shock": "eps_eff", "periods": "2027Q1", "size": 0.2}
    np.testing.assert_allclose(effects(shocks=[one, two]).shocks[row("eps_eff"), :3], [0.3, 0.5, 0.0])


def test_uniform_shock_is_put_in_place_not_added() -> None:
    done = effects(shocks=[{"shock": "u_regime", "periods": "2026Q4", "size": 0.01}])
    assert done.uniforms[row("u_regime"), 0] == 0.01
    assert np.isfinite(done.uniforms).sum() == 1
    assert not done.shocks.any()


def test_fading_lever_halves_at_its_half_life() -> None:
    done = effects({"l": LEVER}, levers={"l": 1.0})
    path = done.shocks[row("eps_ffr_rule")]
    assert path[0] == pytest.approx(0.5)
    assert path[2] == pytest.approx(0.25)
    assert path[6] == pytest.approx(0.0625)


def test_lever_that_acts_once_acts_in_the_first_quarter_of_its_periods() -> None:
    once = replace(LEVER, profile="once")
    done = effects({"l": once}, levers={"l": {"value": 2.0, "periods": "2027Q2..2028Q1"}})
    np.testing.assert_allclose(done.shocks[row("eps_ffr_rule")], [0, 0, 1.0, 0, 0, 0, 0, 0])


def test_lever_on_a_parameter_moves_it_from_its_record() -> None:
    lever = replace(LEVER, acts_on="parameter", target="b_ai_elasticity", profile="permanent")
    done = effects({"l": lever}, levers={"l": -0.4}, parameters={"b_ai_elasticity": {"change": 0.1}})
    assert done.parameters["b_ai_elasticity"] == pytest.approx(
        shipped.model().parameters["b_ai_elasticity"].value - 0.2 + 0.1
    )


def test_quarters_after_the_run_have_no_effect() -> None:
    done = effects(shocks=[{"shock": "eps_eff", "periods": "2028Q3..2030Q1", "size": 0.3}])
    assert np.count_nonzero(done.shocks) == 1


def test_every_shipped_lever_acts_on_something_of_the_model() -> None:
    figures = Panel.empty(("ffr",), PERIODS)
    for name, lever in read_levers().items():
        half = lever.range[1] / 2
        made = parse_plan(
            {"title": "made", "levers": {name: {"value": half, "unit": str(lever.unit)}}}, "made"
        )
        assert find_faults(made, shipped.model(), read_levers(), figures, (PERIODS[0], PERIODS[-1])) == []


def test_number_that_names_its_unit_is_not_questioned() -> None:
    figures = Panel(("ffr",), PERIODS, np.full((1, len(PERIODS)), 4.0), np.ones((1, len(PERIODS))))
    path = {"hold": "ffr", "periods": "2027Q1", "value": 0.125, "absorbed_by": "eps_ffr_rule"}
    span = (PERIODS[0], PERIODS[-1])

    def codes(**more: str) -> list[str]:
        made = parse_plan({"title": "made", "paths": [{**path, **more}]}, "made")
        return [f.code for f in find_faults(made, shipped.model(), {}, figures, span)]

    assert codes() == ["S007"]
    assert codes(unit="pct/yr") == []


def test_lever_without_its_half_life_is_a_faulty_record(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "dictionary"
    folder.mkdir()
    (folder / "levers.yaml").write_text(
        "x: {label: X, unit: pct, range: [-1, 1], acts_on: add, target: hope, profile: fade, sector: a}\n"
    )
    with pytest.raises(MoneygoodError) as caught:
        read_levers(folder.parent)
    assert caught.value.code == "S021"
