"""Which of the highs changes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, option, refuse_unused
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress, Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.first.answer import FirstAnswer

CAUSES_DRAWS = 400


@dataclass(frozen=True, kw_only=True)
class AskFirst(CheckedRequest):
    """Example: moneygood first ai-disappoints --breaks my-break.yaml --chart cascade.png"""

    scenario: Scenario = scenario_option()
    breaks: Sequence[str | Path] = option(
        (), "File with a break definition of your own; may be repeated.", many=True
    )
    causes: int = option(CAUSES_DRAWS, "Draws on which the causes are worked out; 0 for none.", unit="paths")
    causes_by: str = option("shock", "shock, channel or lag.")
    draws: int = draw_option("draws")
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")
    batch: int | None = draw_option("batch")
    backend: str = draw_option("backend")
    view: Sequence[str] = draw_option("view")


def ask(workspace: Workspace, request: AskFirst, progress: Progress | None = None) -> FirstAnswer:
    """Which of inflation, rates, debt and stocks gives way first, when, in which order, and why.

    `breaks` are files with definitions of your own, which join the race (a file with a shipped name takes
    its place). `causes` is the number of the run's first draws (0 for none) on which the break variables
    are taken apart `causes_by` ``shock``, ``channel`` or ``lag``. Shares are of the good draws (0 to 1),
    dates are quarters. Errors: A051 and A052 for definitions, A202 for `causes_by`, A208 for `causes`, and
    those of `run`. Sources: Aalen and Johansen (1978), Mantel and Haenszel (1959), Shapley (1953).

    >>> import moneygood as mg
    >>> document = mg.first(draws=60, causes=0, quarters=8).as_json()
    >>> sorted(document["highs"])
    ['debt', 'prices', 'rates', 'stocks']
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.questions.first.answer import FirstAnswer
    from moneygood.runs.attribution.causes import causes as causes_of
    from moneygood.runs.attribution.question import AttributionQuestion, check_way
    from moneygood.runs.came import regimes_json
    from moneygood.runs.first_passage.bands import event_bands, threshold_race
    from moneygood.runs.first_passage.base_rates import read_long_history
    from moneygood.runs.first_passage.triggers import required_variables
    from moneygood.runs.first_passage.typical import typical_paths
    from moneygood.runs.moved import imposed_sides
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan
    from moneygood.runs.store.sources import plan_of

    r = request
    check_way(r.causes_by, r.causes)
    if not r.causes:
        refuse_unused(r, ("causes_by",), "no causes are asked for", "Leave it out, or ask for causes")
    plan = plan_of(workspace, r.scenario)
    run_request = RunRequest(
        r.draws,
        r.seed,
        r.quarters,
        r.threads,
        r.batch,
        r.backend,
        view=tuple(r.view),
        breaks=tuple(str(b) for b in r.breaks),
    )
    result = run_plan(workspace, plan, run_request, progress)
    names = required_variables(result.definitions)
    base = find_scenario("baseline")
    found = ()
    used = min(r.causes, r.draws)
    if used > 1:
        at = workspace.periods(r.quarters)[-1]
        question = AttributionQuestion(
            "", plan, base, at, None, None, r.causes_by, used, r.seed, r.quarters, workspace.start, r.threads
        )
        found = causes_of(workspace, question, result.definitions, result.first, result.paths)
    long = read_long_history(workspace.vintage, workspace.start - 1, workspace.model.root)
    mass = None if result.views is None else result.views.weights[result.paths.ok]
    bands = event_bands(result.paths, workspace.history, result.definitions, long, mass)
    return FirstAnswer(
        scenario=plan.title, name=plan.name, passage=result.first, definitions=result.definitions,
        causes=found, causes_by=r.causes_by, causes_draws=used,
        typical=typical_paths(result.first, result.paths, names), labels=workspace.labels, seed=r.seed,
        basis_points=workspace.basis_points, views=result.views, bands=bands,
        race=threshold_race(bands, mass), came=result.came_events,
        regimes=result.regimes_tables, regimes_found=regimes_json(workspace),
        imposed=imposed_sides(workspace, plan, result.definitions),
    )  # fmt: skip


def facts(request: AskFirst, answer: FirstAnswer) -> list[str]:
    """The line under the answer: good draws, seed and failed share."""
    passage = answer.passage
    return [f"{passage.draws:,} good draws, seed {request.seed}; failed {100 * passage.failed_share:.3f}%."]
