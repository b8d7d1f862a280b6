"""Draws alone are those of a whole run, to the last bit, and fail as it does."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.api.lab_replies import with_levers
from moneygood.baseline.opening import find_scenario
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.engine.simulate import simulate
from moneygood.restarts.opening import load
from moneygood.runs import drawn
from moneygood.runs.drawn import draw_plan
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan

PLANS = (
    ("baseline", {}),
    ("baseline", {"term_premium": 0.7}),
    ("foreign-strike", {}),
    ("ai-disappoints", {"term_premium": -0.4}),
    ("soft-landing", {}),
    ("tariffs-stay", {}),
    ("fiscal-expansion", {"term_premium": 0.2}),
    ("qe-returns", {}),
    ("higher-for-longer", {}),
    ("term-premium-shock", {}),
)
"""Levers, shocks, mechanisms switched off, exogenous paths, and paths that every draw is held on."""


@pytest.mark.parametrize(("name", "levers"), PLANS)
def test_draws_are_those_of_the_whole_run(name: str, levers: dict[str, float]) -> None:
    """C-17: what is not solved beside the draws changes none of their figures."""
    workspace = load(None)
    plan = find_scenario(with_levers(name, levers))
    request = RunRequest(draws=64, seed=5, keep=("rate_10y", "sp500"))
    whole = run_plan(workspace, plan, request)
    found = draw_plan(workspace, plan, request, first=True)
    assert np.array_equal(found.paths.status, whole.paths.status)
    for variable in found.paths.names:
        assert np.array_equal(found.paths.series(variable), whole.paths.series(variable), equal_nan=True)
    fans = found.fans(["rate_10y", "sp500"])
    for variable, own in fans.items():
        assert np.array_equal(own.quantiles, whole.quantiles(variable).quantiles)
        assert np.array_equal(own.mean, whole.quantiles(variable).mean)
    assert found.first.highs_json() == whole.first.highs_json()
    assert found.first.none == whole.first.none


def test_what_is_met_once_is_solved_first() -> None:
    workspace = load(None)
    assert workspace.lay(find_scenario("higher-for-longer")).ready
    assert not workspace.lay(find_scenario("percentile-yields-10")).ready


def test_only_what_was_asked_for_is_kept() -> None:
    request = RunRequest(draws=16, keep=("rate_10y",))
    found = draw_plan(load(None), find_scenario("baseline"), request)
    assert found.paths.names == ("rate_10y",)


def test_a_plan_that_has_no_solution_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """C-9: where a draw has failed, the path without draws is solved too, and its fault is the answer."""

    def lost(*_: object, **named: object) -> object:
        found = simulate(*_, **named)  # type: ignore[arg-type]
        found.paths.status[3] = 1
        return found

    request = RunRequest(draws=16, keep=("rate_10y",))
    plan = find_scenario(with_levers("baseline", {"term_premium": 0.7}))
    monkeypatch.setattr(drawn, "simulate", lost)
    assert draw_plan(load(None), plan, request).paths.failed_share == 1 / 16

    def unsolved(*_: object, **__: object) -> object:
        raise MoneygoodError("E001", "the block has no solution")

    monkeypatch.setattr(Workspace, "settle", unsolved)
    with pytest.raises(MoneygoodError, match="E001"):
        draw_plan(load(None), plan, request)
