"""Runs and comparisons of scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.baseline.opening import Progress, Scenario, find_scenario, load
from moneygood.core.periods import Quarter
from moneygood.core.run_limits import DRAWS, QUARTERS
from moneygood.engine.workers.cluster.opening import Cluster, open_cluster
from moneygood.runs.compare import Comparison
from moneygood.runs.compare import compare as compare_paths
from moneygood.runs.first_passage.passage import FirstPassage
from moneygood.runs.headline import HEADLINE_VARIABLES, headline_periods
from moneygood.runs.run import RunRequest, RunResult, resolve_name
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.labels import distinct_labels
from moneygood.scenarios.plan import BASELINE

if TYPE_CHECKING:
    from moneygood.runs.shares import Shares


def run(
    scenario: Scenario = BASELINE,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
    batch: int | None = None,
    backend: str = "auto",
    sampling: str = "random",
    parameter_draws: bool = True,
    keep: Sequence[str] = (),
    shocks: str = "",
    posterior: str | Path | None = None,
    paths_to: Path | None = None,
    progress: Progress | None = None,
    cluster: Cluster = None,
) -> RunResult:
    """The simulated paths of a scenario and what they say.

    `draws` paths of `quarters` quarters after the jump-off; the same `seed` gives the same figures for any
    `threads` and `batch`; `backend` "numpy", "numba" (compiled) and "cuda" (on a GPU) differ in the last
    digits only. `sampling` "random", "antithetic" or "sobol". `keep` names variables whose paths are wanted
    beside those that every run keeps. A run of more than 131,072 draws keeps the paths of its first 8,192
    only and forms all it says on the way; `paths_to` names a file (.parquet, .zarr) that all kept paths are
    written to.
    `shocks` is their shape: "bootstrap" (whole past quarters of residuals), "normal", "student_t", or the
    model's own when empty; `posterior` the folder of a proposal whose draws the parameters take.
    `cluster` spreads the draws over workers elsewhere (see `open_cluster`).
    Errors: S-codes for the scenario, A074 and E005 for the request, E001 when it cannot be solved, E070 to
    E076 for the cluster.
    """
    request = RunRequest(
        draws, seed, quarters, threads, batch, backend, sampling, parameter_draws, shocks,
        posterior=None if posterior is None else Path(posterior), keep=tuple(keep), paths_to=paths_to,
    )  # fmt: skip
    plan = find_scenario(scenario)
    with open_cluster(cluster) as workers:
        return run_plan(load(vintage), plan, replace(request, executor=workers), progress)


def variance_shares(
    result: RunResult, variables: Sequence[str], periods: Sequence[Quarter] | None = None
) -> Shares:
    """How much of the variance of `variables` comes from shocks, parameters and regimes, with errors.

    Five more simulations of the run's draws around its path. `periods` defaults to the headline table's. A075
    for an unknown variable, A606 for a quarter outside the run.
    """
    from moneygood.runs.shares import shares

    workspace, request = result.workspace, result.request
    names = tuple(dict.fromkeys(resolve_name(workspace.model, v) for v in variables))
    wanted = periods or headline_periods(result.paths.periods[0], result.paths.periods[-1])
    return shares(
        result.settled.model, result.settled.setting, workspace.vintage.name, variables=names, periods=wanted,
        labels=workspace.labels, draws=request.draws, seed=request.seed, shape=request.shocks,
        posterior=request.posterior, threads=request.threads,
    )  # fmt: skip


@dataclass(frozen=True)
class ComparedRuns:
    """Scenarios and the baseline on the same draws: `runs` and `differences` from the baseline by label.

    A label is a scenario's name; where two have the same one, what tells them apart is added to it.
    """

    baseline: RunResult
    runs: dict[str, RunResult]
    differences: dict[str, Comparison]

    def as_json(self) -> list[dict[str, Any]]:
        """The document of `compare --json`: a row per scenario, variable and quarter."""
        return [
            {"scenario": name, **row.as_json()}
            for name, table in self.differences.items()
            for row in table.rows
        ]


def compare(
    scenarios: Sequence[Scenario],
    *,
    against: Scenario = BASELINE,
    variables: Sequence[str] = (),
    periods: Sequence[Quarter] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
    batch: int | None = None,
    backend: str = "auto",
    progress: Progress | None = None,
    cluster: Cluster = None,
) -> ComparedRuns:
    """Each scenario minus the baseline, draw by draw on the same shocks, with the Monte-Carlo error.

    `variables` defaults to those of the headline table, `periods` to its quarters. Differences are in each
    variable's own unit; a variable or quarter named twice (also by an alias) is shown once. `cluster` as in
    `run`. Errors as in `run`; A075 for an unknown variable.
    """
    plans = [find_scenario(s) for s in scenarios]
    workspace, base_plan = load(vintage), find_scenario(against)
    names = tuple(dict.fromkeys(resolve_name(workspace.model, v) for v in variables)) or HEADLINE_VARIABLES
    request = RunRequest(draws, seed, quarters, threads, batch, backend, keep=names)
    with open_cluster(cluster) as workers:
        request = replace(request, executor=workers)
        base = run_plan(workspace, base_plan, request, progress)
        done: list[RunResult] = []
        for i, plan in enumerate(plans):
            again = base if plan == base_plan else next((done[k] for k in range(i) if plans[k] == plan), None)
            done.append(again or run_plan(workspace, plan, request, progress))
    wanted = (
        tuple(dict.fromkeys(periods))
        if periods
        else headline_periods(base.paths.periods[0], base.paths.periods[-1])
    )
    runs = dict(zip(distinct_labels(plans), done, strict=True))
    tables = {
        name: compare_paths(run.paths, base.paths, names, wanted, units=base.units)
        for name, run in runs.items()
    }
    return ComparedRuns(base, runs, tables)


def break_first(scenario: Scenario = BASELINE, **options: Any) -> FirstPassage:
    """Which of prices, rates, debt, stocks changes first, when, and what follows; options as in `run`."""
    return run(scenario, **options).first
