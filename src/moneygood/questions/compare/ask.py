"""Scenarios less the baseline, draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress, Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.engine.workers.cluster.opening import Cluster
    from moneygood.questions.compare.answer import ComparedRuns


@dataclass(frozen=True, kw_only=True)
class AskCompare(CheckedRequest):
    """Example: moneygood compare ai-disappoints cuts-arrive --variable rate_10y --period 2027Q4"""

    scenarios: Sequence[Scenario] = argument(
        help="Scenarios, files, or stored runs (folder, id, or last).", many=True
    )
    against: Scenario = scenario_option("What to subtract, likewise.", flag="--against", ordered=False)
    variables: Sequence[str] = option(
        (), "A variable to compare; may be repeated.", flag="--variable", many=True
    )
    periods: Sequence[Quarter | str] = option(
        (), "A quarter to show, such as 2028Q4; may be repeated.", flag="--period", many=True,
        read=Quarter.parse,
    )  # fmt: skip
    draws: int = draw_option("draws")
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")
    batch: int | None = draw_option("batch")
    backend: str = draw_option("backend")
    cluster: Cluster = draw_option("cluster")
    view: Sequence[str] = draw_option("view")


def ask(workspace: Workspace, request: AskCompare, progress: Progress | None = None) -> ComparedRuns:
    """Each scenario minus the baseline, draw by draw on the same shocks, with the Monte-Carlo error.

    `scenarios` is one or several; each may be a stored run too (a run's folder, its id, or ``last``), which
    is simulated again with these draws. `variables` defaults to those of the headline table, `periods` to its
    quarters. Differences are in each variable's own unit; a variable or quarter named twice (also by an
    alias) is shown once. Errors as in `run`; R003 and A205 for a stored run, A075 for an unknown variable,
    A014 for a quarter outside the run.

    >>> import moneygood as mg
    >>> found = mg.compare("cuts-arrive", variables=["ffr"], periods=["2027Q1"], draws=40, quarters=4)
    >>> found.as_json()[0]["unit"]
    'pct/yr'
    """
    from dataclasses import replace

    from moneygood.engine.workers.cluster.opening import open_cluster
    from moneygood.questions.compare.answer import ComparedRuns
    from moneygood.runs.compare import compare as compare_paths
    from moneygood.runs.headline import HEADLINE_VARIABLES, headline_periods
    from moneygood.runs.run import RunRequest, RunResult, resolve_name
    from moneygood.runs.run_plan import run_plan
    from moneygood.runs.store.sources import plan_of
    from moneygood.scenarios.labels import distinct_labels

    plans, base_plan = [plan_of(workspace, s) for s in request.scenarios], plan_of(workspace, request.against)
    named = dict.fromkeys(resolve_name(workspace.model, v) for v in request.variables)
    names = tuple(named) or HEADLINE_VARIABLES
    r = request
    run_request = RunRequest(
        r.draws, r.seed, r.quarters, r.threads, r.batch, r.backend, view=tuple(r.view), keep=names
    )
    with open_cluster(request.cluster) as workers:
        run_request = replace(run_request, executor=workers)
        base = run_plan(workspace, base_plan, run_request, progress)
        done: list[RunResult] = []
        for i, plan in enumerate(plans):
            same = base if plan == base_plan else next((done[k] for k in range(i) if plans[k] == plan), None)
            done.append(same or run_plan(workspace, plan, run_request, progress))
    wanted = tuple(dict.fromkeys(Quarter.parse(q) for q in request.periods)) or headline_periods(
        base.paths.periods[0], base.paths.periods[-1]
    )
    runs = dict(zip(distinct_labels(plans), done, strict=True))
    tables = {
        name: compare_paths(run.paths, base.paths, names, wanted, units=base.units)
        for name, run in runs.items()
    }
    return ComparedRuns(base, runs, tables)
