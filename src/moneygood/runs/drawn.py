"""The draws of a plan alone: what a lever asks for, where nobody asks for the path without draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.paths import Paths
from moneygood.engine.simulate import simulate
from moneygood.runs.fan import Fan, fan
from moneygood.runs.first_passage.passage import FirstPassage, first_passage
from moneygood.runs.first_passage.triggers import BreakDefinition, read_breaks, required_variables, with_own
from moneygood.runs.run import RunRequest, check_request, check_vintage
from moneygood.runs.run_plan import run_plan

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.scenarios.plan import Plan


@dataclass(frozen=True)
class DrawnRun:
    """The paths [variable, quarter, draw] of the variables asked for, and of those that triggers need."""

    workspace: Workspace
    paths: Paths
    definitions: tuple[BreakDefinition, ...]

    def fans(self, names: Sequence[str]) -> dict[str, Fan]:
        """The fans of several variables, sorted side by side."""
        with ThreadPoolExecutor(2) as pool:
            return dict(zip(names, pool.map(lambda name: fan(self.paths, name), names), strict=True))

    @property
    def first(self) -> FirstPassage:
        """Which of the four highs breaks first, and when; not what follows what."""
        return first_passage(self.paths, self.workspace.history, self.definitions, followed=False)


def draw_plan(
    workspace: Workspace,
    plan: Plan,
    request: RunRequest,
    progress: Callable[[float], bool | None] | None = None,
    *,
    first: bool = False,
) -> DrawnRun:
    """The draws of a plan: the same figures, to the bit, as those of `run_plan`, and the same errors.

    The path without draws is solved only where draws are run around it: where a range or a condition is met
    on it once for all, where equations look ahead, and where a draw has failed, so that a plan that has no
    solution says so. With `first` the variables of the triggers are kept too.
    """
    check_vintage(workspace, request)
    check_request(request)
    model = workspace.model
    definitions = with_own(read_breaks(model), request.breaks, model) if first else ()
    names = tuple(dict.fromkeys((*request.keep, *required_variables(definitions))))
    laid = workspace.lay(plan, request.quarters)
    own_chance = request.shocks or request.posterior is not None or request.view
    elsewhere = request.cluster is not None or request.executor is not None
    if not laid.ready or own_chance or elsewhere:
        return DrawnRun(workspace, run_plan(workspace, plan, request, progress).paths, definitions)
    paths = simulate(
        laid.model, laid.setting, draws=request.draws, seed=request.seed, keep=names,
        parameter_draws=request.parameter_draws, threads=request.threads, batch=request.batch,
        backend=request.backend, sampling=request.sampling, progress=progress,
    ).paths  # fmt: skip
    if not paths.ok.all():
        workspace.settle(plan, request.quarters, kept=True)
    return DrawnRun(workspace, paths, definitions)
