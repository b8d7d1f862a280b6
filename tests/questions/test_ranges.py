"""Range conditions reach every question: what `run` solves is what `why`, `first` and targets speak of."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.core.notices import Notice
from moneygood.core.periods import Quarter
from moneygood.questions.breakeven.evaluator import Bench
from moneygood.questions.breakeven.target import find_target
from moneygood.runs.attribution.conditional import random_players, random_world
from moneygood.runs.attribution.explain import explain
from moneygood.runs.attribution.question import AttributionQuestion, ask
from moneygood.runs.inputs import find_input, moved_plan, path_input
from moneygood.scenarios.plan import Plan, baseline_plan
from moneygood.scenarios.read import parse_plan
from moneygood.surfaces.cli.main import call

AT = Quarter.parse("2028Q4")
RANGE = {"hold": "rate_10y", "periods": "2027Q1..2028Q4", "between": [6, 7], "unit": "pct/yr"}
JUMP = {"shock": "eps_eff", "periods": "2026Q4", "size": 0.3}


@pytest.fixture(scope="module")
def work() -> Workspace:
    return load()


@pytest.fixture(scope="module")
def kept() -> Plan:
    return parse_plan({"title": "kept", "paths": [RANGE], "shocks": [JUMP]}, "kept")


def question(work: Workspace, plan: Plan, by: str, **more: object) -> AttributionQuestion:
    options = {"at": AT, "since": None, "given": None, "draws": None, "seed": 1, "quarters": 16, **more}
    return ask(work, "rate_10y", plan, baseline_plan(), by=by, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("by", ["shock", "channel", "lag"])
def test_why_explains_the_path_that_run_solves(work: Workspace, kept: Plan, by: str) -> None:
    """Known from outside: the ten-year stands on the lower end of the range in that quarter, 6 percent."""
    row = AT - work.start
    assert work.settle(kept, 16).central.series("rate_10y")[row] == pytest.approx(6.0, abs=1e-6)
    total = 6.0 - work.baseline(16).series("rate_10y")[row]
    found = explain(work, question(work, kept, by))
    assert found.total == pytest.approx(total, abs=1e-6)
    assert abs(found.residual) < 1e-9
    if by == "shock":
        parts = {p.name: p.value for p in found.parts}
        assert [p.kind for p in found.parts] == ["shock", "range condition"]
        assert parts["rate_10y"] > 1.5


def test_two_ranges_kept_by_one_shock_are_one_part(work: Workspace) -> None:
    more = {"hold": "rate_30y", "periods": "2027Q1..2027Q2", "between": [5.5, 7], "unit": "pct/yr",
            "absorbed_by": ["eps_rate_10y"]}  # fmt: skip
    plan = parse_plan({"title": "two", "paths": [RANGE, more]}, "two")
    found = explain(work, question(work, plan, "shock"))
    assert [p.name for p in found.parts] == ["rate_10y and rate_30y"]
    assert abs(found.residual) < 1e-9


def test_the_causes_of_first_are_those_of_the_scenario_with_its_range(work: Workspace, kept: Plan) -> None:
    """The coalition run from which causes are told, all of chance silent, has the scenario's central path."""
    own = question(work, kept, "shock", draws=8)
    players = random_players(work, "shock", own.span)
    world = random_world(work, own, players, ["rate_10y"], own.span)
    values, _ = world.run(np.zeros((len(players), 2), dtype=bool), np.arange(2))
    central = work.settle(kept, 16).central.series("rate_10y")[: own.span]
    np.testing.assert_allclose(values[0, :, 0], central, atol=1e-5)


def test_ranges_under_given_move_a_target(work: Workspace, tmp_path) -> None:
    text = """
label: debt
condition: debt_ratio[2028Q4] <= 100
lever: term_premium
source: ours
given:
  paths:
    - {hold: rate_10y, periods: run, between: [7, 8], unit: pct/yr}
"""
    file = tmp_path / "own.yaml"
    file.write_text(text)
    ranged = Bench(work, baseline_plan(), find_target(work, str(file), quarters=16), 16).slack([])
    file.write_text(text.split("given:")[0])
    bare = Bench(work, baseline_plan(), find_target(work, str(file), quarters=16), 16).slack([])
    assert abs(ranged - bare) > 0.5  # seven percent on the debt for two years is points of GDP


def test_a_path_that_a_question_moves_takes_the_place_of_a_range(work: Workspace, kept: Plan) -> None:
    own = path_input(work.model, "rate_10y", (-2.0, 2.0))
    moved = moved_plan(kept, work, [(own, 1.0)], work.periods(16))
    assert moved.bands == ()
    path = work.settle(moved, 16).central.series("rate_10y")
    np.testing.assert_allclose(path, work.baseline(16).series("rate_10y") + 1.0, atol=1e-9)


def test_a_parameter_that_a_question_puts_is_where_it_is_put(work: Workspace) -> None:
    plan = parse_plan({"title": "lever", "levers": {"ai_productivity": 0.5}}, "lever")
    own = find_input(work, "b_tfp_extra_growth")
    moved = moved_plan(plan, work, [(own, 0.75)], work.periods(16))
    assert work.settle(moved, 16).setting.parameters["b_tfp_extra_growth"] == 0.75


def test_what_a_short_run_does_not_use_is_said(work: Workspace, kept: Plan) -> None:
    line = "kept: not in this run: range condition rate_10y in 2027Q2..2028Q4, after its end in 2027Q1"
    last = Quarter.parse("2027Q1") - work.start + 1
    with pytest.warns(Notice, match=line):
        work.settle(kept, last)


def test_the_command_line_says_it_once_on_stderr(tmp_path, capsys) -> None:
    file = tmp_path / "late.yaml"
    file.write_text("title: late\nshocks:\n  - {shock: eps_eff, periods: 2029Q1, size: 0.3}\n")
    typed = ["run", str(file), "--quarters", "4", "--draws", "16", "--no-files", "--json"]
    assert call(typed) == 0
    heard = capsys.readouterr()
    assert heard.err.count("note: ") == 1
    assert "late: not in this run: shock eps_eff in 2029Q1, after its end in" in heard.err
    assert '"unused": [\n' in heard.out or '"unused": ["' in heard.out


def test_a_path_with_foresight_is_the_same_however_soon_it_is_looked_at(work: Workspace) -> None:
    plan = parse_plan({"title": "ahead", "variants": ["foresight_yields"], "shocks": [JUMP]}, "ahead")
    whole = work.settle(plan, 16).central.series("rate_10y")
    early = work.settle(plan, 16, horizon=4).central.series("rate_10y")
    np.testing.assert_array_equal(early[:4], whole[:4])


def test_a_variant_that_looks_ahead_leaves_a_baseline_that_nobody_shocks(work: Workspace) -> None:
    plan = parse_plan({"title": "ahead", "variants": ["foresight_yields"]}, "ahead")
    central = work.settle(plan, 16).central
    np.testing.assert_allclose(central.values, work.baseline(16).values, rtol=1e-7, atol=1e-7)
