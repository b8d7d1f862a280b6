"""Which of the highs changes first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from moneygood.baseline.opening import Progress, Scenario, find_scenario, load
from moneygood.core.run_limits import DRAWS, QUARTERS
from moneygood.questions.first.answer import FirstAnswer
from moneygood.runs.attribution.causes import causes as causes_of
from moneygood.runs.attribution.question import Question, check_way
from moneygood.runs.first_passage.triggers import required_variables
from moneygood.runs.first_passage.typical import typical_paths
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.runs.store.sources import plan_of
from moneygood.scenarios.plan import BASELINE

CAUSES_DRAWS = 400


def first(
    scenario: Scenario = BASELINE,
    *,
    breaks: Sequence[str | Path] = (),
    causes: int = CAUSES_DRAWS,
    causes_by: str = "shock",
    draws: int = DRAWS,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
    batch: int | None = None,
    backend: str = "auto",
    progress: Progress | None = None,
) -> FirstAnswer:
    """Which of prices, rates, debt and stocks gives way first, when, in which order, and why.

    `breaks` are files with definitions of your own, which join the race (a file with a shipped name takes
    its place). `causes` is the number of the run's first draws (0 for none) on which the break variables
    are taken apart `causes_by` ``shock`` or ``channel``. Shares are of the good draws (0 to 1), dates are
    quarters. Errors: A051 and A052 for definitions, A202 for `causes_by`, A208 for `causes`, and those of
    `run`; `scenario` may be a stored run (R003, A205). Sources: Aalen and Johansen (1978), Mantel and
    Haenszel (1959), Shapley (1953).
    """
    check_way(causes_by, causes)
    workspace = load(vintage)
    plan = plan_of(workspace, scenario)
    request = RunRequest(draws, seed, quarters, threads, batch, backend, breaks=tuple(str(b) for b in breaks))
    result = run_plan(workspace, plan, request, progress)
    names = required_variables(result.definitions)
    base = find_scenario(BASELINE)
    found = ()
    used = min(causes, draws)
    if used > 1:
        at = workspace.periods(quarters)[-1]
        question = Question(
            "", plan, base, at, None, None, causes_by, used, seed, quarters, workspace.start, threads
        )
        found = causes_of(workspace, question, result.definitions, result.first, result.paths)
    return FirstAnswer(
        scenario=plan.title, name=plan.name, passage=result.first, definitions=result.definitions,
        causes=found, causes_by=causes_by, causes_draws=used,
        typical=typical_paths(result.first, result.paths, names), labels=workspace.labels, seed=seed,
    )  # fmt: skip
