"""What the baseline holds, how much it takes, and the scenario that holds nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from moneygood import api
from moneygood.baseline.held import held_variables
from moneygood.baseline.opening import load
from moneygood.baseline.release import held_paths, unforced_plan
from moneygood.baseline.settle import settle_baseline
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.runs.run_tables import judgement_sentence, judgement_table
from moneygood.scenarios.library import find_plan, read_baseline
from moneygood.scenarios.plan import Plan, baseline_plan
from moneygood.scenarios.read import parse_plan
from moneygood.scenarios.resolve import Push, resolve

LAST_PUBLISHED = Quarter.parse("2028Q4")
"""The last quarter of the FOMC's projections of June 2026 beside the longer run."""


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load()


def test_unforced_is_the_baseline_solved_without_its_holds(workspace: Workspace) -> None:
    """Beside a baseline that never held anything: equations on the completed history alone."""
    found = workspace.settle(find_plan("unforced"), 44)
    _, exogenous = workspace.with_exogenous(44)
    bare = settle_baseline(
        workspace.model, baseline_plan(), workspace.history.values, exogenous, workspace.periods(44), {}
    )
    np.testing.assert_allclose(found.central.values, bare.values, rtol=1e-7, atol=1e-7)
    assert np.abs(found.central.adds).max() < 1e-12
    assert np.abs(found.imposed).max() < 1e-12, "it holds nothing and imposes nothing"
    assert not found.setting.holds


def test_the_baseline_holds_only_what_was_published_and_no_longer() -> None:
    for path in read_baseline().paths:
        assert path.source == "sep2026", path.variable
        assert path.periods[-1] <= LAST_PUBLISHED, path.variable


def test_sizes_are_those_of_the_baselines_own_add_factors(workspace: Workspace) -> None:
    rows = {r.variable: r for r in held_variables(workspace, 44)}
    assert set(rows) == {p.variable for p in held_paths(workspace.judged)} == {"gap", "ffr", "unemployment"}
    baseline = workspace.baseline(44)
    labels = [e.label for e in workspace.model.behavioural]
    own = baseline.adds[labels.index("policy_judged")]
    ffr = rows["ffr"]
    assert abs(ffr.largest) == pytest.approx(np.abs(own).max())
    held = own[: baseline.periods.index(LAST_PUBLISHED) + 1]
    assert ffr.average == pytest.approx(np.abs(held).mean())
    assert not own[len(held) :].any(), "no judgement after the last held quarter"
    assert ffr.held == pytest.approx(3.6, abs=1e-6)
    free = workspace.settle(unforced_plan(), 44).central.series("ffr")
    assert ffr.unheld == pytest.approx(free[baseline.periods.index(Quarter.parse(ffr.seen))])
    consumption = baseline.adds[labels.index("cons_real")]
    assert abs(rows["gap"].largest) == pytest.approx(100 * np.abs(consumption).max())


def test_a_published_path_surprises_nobody_and_a_lever_does(workspace: Workspace) -> None:
    """The FOMC's projections hold the funds rate below the rule; what a scenario adds is beside both."""
    base = workspace.baseline(20)
    held = base.periods.index(LAST_PUBLISHED) + 1
    assert np.abs(base.series("policy_judged")[:held]).max() > 0.05
    np.testing.assert_allclose(base.series("policy_surprise"), base.series("policy_stance"), atol=1e-9)
    higher = workspace.settle(parse_plan({"title": "t", "levers": {"policy_rate": 1.0}}, "t"), 20).central
    # by hand: the lever begins with 0.4 of its size
    surprise = higher.series("policy_surprise") - base.series("policy_surprise")
    assert surprise.max() == pytest.approx(0.4, abs=1e-9)
    assert (higher.series("spread_baa") - base.series("spread_baa"))[np.argmax(surprise)] > 0.01


def test_one_variable_alone_is_released(workspace: Workspace) -> None:
    plan = Plan("free", "The funds rate free", releases=("ffr",))
    pushes = list(resolve(workspace.expanded(plan), workspace.model, {}, workspace.periods(44)).effects(Push))
    assert {p.target for p in pushes} == {"policy_judged"}
    with pytest.raises(ValueError, match="expanded"):
        resolve(plan, workspace.model, {}, workspace.periods(44))


def test_what_is_not_held_cannot_be_released(workspace: Workspace) -> None:
    plan = parse_plan({"title": "t", "release": "unemploymnt"}, "t", Path("t.yaml"))
    with pytest.raises(
        MoneygoodError, match=r"S013 .*does not hold 'unemploymnt'. Did you mean 'unemployment'"
    ):
        workspace.settle(plan)


def test_a_child_of_unforced_releases_too() -> None:
    child = parse_plan({"title": "c", "extends": "unforced", "release": "ffr"}, "c", find=find_plan)
    assert child.releases == ("all", "ffr")
    assert not child.imposes_nothing


def test_every_surface_of_a_run_of_the_baseline_lists_judgement() -> None:
    done = api.run(draws=16, quarters=12)
    assert [j["variable"] for j in done.as_json()["judgement"]] == [j.variable for j in done.judgement]
    said = judgement_sentence(done.judgement)
    table = judgement_table(done.judgement)
    assert table in done.tables
    for j in done.judgement:
        assert j.last in said
        assert j.source in said
        assert any(row[0] == j.label for row in table.rows)
    assert "basis points in 2027Q4" in table.note
    assert api.run("unforced", draws=16, quarters=12).judgement == ()
