"""How likely each scenario is, and where it lies among the baseline's draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress, Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.odds.answer import OddsAnswer


@dataclass(frozen=True, kw_only=True)
class AskOdds(CheckedRequest):
    """Example: moneygood odds ai-disappoints foreign-strike --at 2028Q4"""

    scenarios: Sequence[Scenario] = argument(
        (),
        "Scenarios, files, or stored runs (folder, id, or last); all shipped scenarios when none is named.",
        many=True,
    )
    at: Quarter | str | None = option(
        None, "Quarter that is looked at, such as 2028Q4; Q4 of next year by default.", read=Quarter.parse
    )
    draws: int = draw_option("draws", 400, least=100, help="Number of simulated paths of each scenario.")
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")
    backend: str = draw_option("backend")
    view: Sequence[str | Path] = draw_option("view")


def ask(workspace: Workspace, request: AskOdds, progress: Progress | None = None) -> OddsAnswer:
    """How unlikely each scenario is under the model's own shocks, and its percentile in the baseline's draws.

    The plausibility of a scenario is the p-value of the shocks that it imposes (see `run`): small means that
    the model's shocks hardly ever do so of themselves. Its percentile for a variable of the headline table is
    the share of the baseline's good draws (in percent, 0 to 100) that lie below the scenario's median in
    quarter `at`, both on the same `draws` shocks; its error is that of draws taken anew. Failed draws are
    left out and counted. Errors: S-codes for a scenario, R003 and A205 for a stored run, A014 for a quarter
    outside the run, those of `run`. Source: ours.

    >>> import moneygood as mg
    >>> found = mg.odds("cuts-arrive", draws=100, quarters=6)
    >>> [row["scenario"] for row in found.as_json()["scenarios"]]
    ['cuts-arrive']
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.odds.answer import OddsAnswer, ScenarioOdds
    from moneygood.questions.odds.percentile import percentile_rows
    from moneygood.runs.headline import headline_periods
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan
    from moneygood.runs.store.sources import plan_of
    from moneygood.scenarios.labels import distinct_labels
    from moneygood.scenarios.library import list_scenarios

    r = request
    periods = workspace.periods(r.quarters)
    ends = headline_periods(periods[0], periods[-1])
    at = Quarter.parse(r.at) if r.at is not None else ends[min(1, len(ends) - 1)]
    if at not in periods:
        raise MoneygoodError("A014", f"{at} is outside the runs, which cover {periods[0]}..{periods[-1]}")
    plans = [plan_of(workspace, s) for s in r.scenarios or list_scenarios()]
    run_request = RunRequest(r.draws, r.seed, r.quarters, r.threads, backend=r.backend, view=tuple(r.view))
    base = run_plan(workspace, find_scenario("baseline"), run_request)
    found = []
    for done, (plan, label) in enumerate(zip(plans, distinct_labels(plans), strict=True)):
        run = base if plan == base.plan else run_plan(workspace, plan, run_request)
        rows = percentile_rows(run, base, at)
        found.append(ScenarioOdds(label, plan.title, run.plausibility, rows, run.failed_share))
        if progress is not None and progress((done + 1) / len(plans)) is False:
            break
    return OddsAnswer(
        tuple(found), str(at), r.draws, r.seed, base.failed_share, workspace.vintage.name, base.views
    )


def facts(request: AskOdds, answer: OddsAnswer) -> list[str]:
    """The line under the answer: draws, seed and failed share."""
    return [
        f"{answer.draws:,} draws of each scenario and of the baseline, seed {request.seed}; failed at most "
        f"{100 * answer.failed_share:.3f}%."
    ]
