"""The run of a plan: all paths at once, or streamed where they are too many to hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from moneygood.core.errors import MoneygoodError
from moneygood.engine.simulate import simulate
from moneygood.engine.workers.cluster.opening import open_cluster
from moneygood.runs.first_passage.triggers import read_breaks, with_own
from moneygood.runs.run import RunRequest, RunResult, check_request, check_vintage, kept_variables, run_chance
from moneygood.runs.streamed import STREAM_ABOVE, stream_plan
from moneygood.runs.views.run_weights import run_weights

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.scenarios.plan import Plan


def run_plan(
    workspace: Workspace,
    plan: Plan,
    request: RunRequest,
    progress: Callable[[float], bool | None] | None = None,
) -> RunResult:
    """The run of a plan: checked, solved without draws, then simulated around that.

    `progress` hears the share of draws done. Errors: S-codes for the plan, A074 and A075 for the request,
    E-codes from the engine. A run of more than 131,072 draws is streamed (see `streamed`).
    """
    check_vintage(workspace, request)
    if request.cluster is not None and request.executor is None:
        with open_cluster(request.cluster) as workers:
            return run_plan(workspace, plan, replace(request, executor=workers, cluster=None), progress)
    if request.draws > STREAM_ABOVE or request.paths_to is not None:
        if request.view:
            hint = f"Ask for at most {STREAM_ABOVE:,} draws, and for no file of paths"
            raise MoneygoodError("A717", "a streamed run takes no views", None, hint)
        return stream_plan(workspace, plan, request, progress, request.paths_to)
    began = time.perf_counter()
    check_request(request)
    definitions = with_own(read_breaks(workspace.model), request.breaks, workspace.model)
    views = run_weights(workspace, request, definitions) if request.view else None
    settled = workspace.settle(plan, request.quarters, kept=True)
    keep = kept_variables(workspace, definitions, request.keep)
    ready = time.perf_counter()
    simulation = simulate(
        settled.model,
        settled.setting,
        draws=request.draws,
        seed=request.seed,
        keep=keep,
        parameter_draws=request.parameter_draws,
        threads=request.threads,
        batch=request.batch,
        backend=request.backend,
        sampling=request.sampling,
        progress=progress,
        executor=request.executor,
        **run_chance(settled, workspace.vintage.name, request),
    )
    done = time.perf_counter()
    seconds = {"compile": ready - began, "simulate": done - ready}
    if views is not None:
        simulation = replace(simulation, paths=replace(simulation.paths, weights=views.weights))
    result = RunResult(workspace, plan, request, settled, simulation, definitions, seconds, views)
    if request.posterior is not None:
        _ = result.odds  # read now: the folder of draws need not outlive the run
    return result
