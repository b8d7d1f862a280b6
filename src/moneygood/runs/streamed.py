"""Runs of so many draws that their paths do not fit in memory: what is said of them is formed on the way."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.engine.event_means import ConditionalMeans
from moneygood.engine.reduce import Distribution, KeptDraws, pieces, reducing_code
from moneygood.engine.setting import Simulation
from moneygood.engine.simulate import Simulator
from moneygood.engine.workers.executor import AbstractExecutor, in_order
from moneygood.runs.fan import LEVELS, Fan
from moneygood.runs.first_passage.passage import FirstPassage
from moneygood.runs.first_passage.triggers import read_breaks, with_own
from moneygood.runs.headline import HEADLINE_VARIABLES
from moneygood.runs.reduction import KeptPaths, Passages, ReduceTask, Reduction
from moneygood.runs.run import RunRequest, RunResult, check_request, kept_variables, run_chance
from moneygood.runs.store.path_file import PathFile, check_path_file
from moneygood.scenarios.plan import Plan

STREAM_ABOVE = 131_072
"""Draws above which a run is streamed."""
SAMPLE = 8192
"""Draws whose paths are kept for charts and tables of paths."""
BEFORE, AFTER = 4, 8
MOST_TOGETHER = 8
"""Pieces in a chunk at most: what is lost with a worker, and how much a worker holds."""


@dataclass(frozen=True)
class StreamedRun(RunResult):
    """A run whose paths were reduced as they were made; `paths` are its first 8,192 draws.

    `reduced` holds what the whole run says: fans, first passages, counts, and mean paths around each high.
    """

    reduced: dict[str, Any] = field(default_factory=dict)

    @property
    def streamed(self) -> bool:
        """Whether paths were reduced as they were made: they were."""
        return True

    @property
    def failed_share(self) -> float:
        """The share of draws that could not be solved."""
        return self.reduced["counts"].failed / self.reduced["counts"].draws

    @cached_property
    def nonfinite(self) -> int:
        """Figures that are not finite on draws marked good, plus draws that failed for that reason."""
        return int(self.reduced["counts"].nonfinite + self.reduced["endless"])

    @cached_property
    def _fans(self) -> dict[str, Fan]:
        return _fans(self.reduced["distribution"], self.paths.periods, self.failed_share)

    @cached_property
    def first(self) -> FirstPassage:
        """Which of the four highs breaks first, when, and in which order, over all draws."""
        return self.reduced["passages"].result(self.paths, self.failed_share)

    @cached_property
    def around(self) -> dict[str, dict[str, list[float]]]:
        """Mean paths of the headline variables from 4 quarters before each high breaks to 8 after it."""
        means: ConditionalMeans = self.reduced["around"]
        return {
            event: {name: [float(x) for x in row] for name, row in zip(means.names, table, strict=True)}
            for event, table in means.means().items()
        }

    def as_json(self) -> dict[str, Any]:
        """The document of `run --json`."""
        document = super().as_json()
        document["streamed"] = {"paths_kept": self.paths.draws, "piece": pieces(1 << 30)[0][1]}
        document["around"] = {
            "quarters": list(range(-BEFORE, AFTER + 1)),
            "cases": {k: [int(x) for x in v] for k, v in self.reduced["around"].cases.items()},
            "means": self.around,
        }
        return document


def _fans(d: Distribution, periods: tuple[Any, ...], failed_share: float) -> dict[str, Fan]:
    if not d.good:
        raise MoneygoodError("A012", "no draw of this run could be solved, so no statistic can be shown")
    quantiles, errors = d.quantiles(), d.quantile_errors()
    mean, mean_error = d.mean()
    return {
        name: Fan(
            name,
            tuple(periods),
            d.levels,
            quantiles[i],
            errors[i],
            mean[i],
            mean_error[i],
            d.good,
            failed_share,
        )
        for i, name in enumerate(d.names)
    }


def stream_plan(
    workspace: Workspace,
    plan: Plan,
    request: RunRequest,
    progress: Callable[[float], bool | None] | None = None,
    file: Path | None = None,
) -> StreamedRun:
    """The run of a plan in memory that does not grow with its draws.

    Quantiles, means, first passages and mean paths around each high are formed piece by piece; with `file`
    (.parquet or .zarr) every kept path is written there. Errors as in `run_plan`; R001 and R005 for the file.
    """
    began = time.perf_counter()
    check_request(request)
    if request.posterior is not None:
        hint = f"Ask for at most {STREAM_ABOVE:,} draws, and for no file of paths"
        raise MoneygoodError("A074", "a streamed run takes no posterior draws", None, hint)
    if file is not None:
        check_path_file(file)
    settled = workspace.settle(plan, request.quarters, kept=True)
    definitions = with_own(read_breaks(workspace.model), request.breaks, workspace.model)
    keep = kept_variables(workspace, definitions, request.keep)
    simulator = Simulator(
        settled.model, settled.setting, seed=request.seed, draws=request.draws, keep=keep,
        parameter_draws=request.parameter_draws, threads=request.threads, backend=request.backend,
        sampling=request.sampling,
        **run_chance(settled, workspace.vintage.name, request),
    )  # fmt: skip
    ready = time.perf_counter()
    passages = Passages(workspace.history, definitions)
    spread = Distribution(keep, LEVELS)
    around = ConditionalMeans([n for n in HEADLINE_VARIABLES if n in keep], passages.times, BEFORE, AFTER)
    with contextlib.ExitStack() as stack:
        written = None
        if file is not None:
            written = KeptPaths(stack.enter_context(PathFile(file, keep, simulator.periods, request.draws)))
        reduction = Reduction(passages, spread, around, KeptDraws(SAMPLE), written)
        reduction.compile_with(reducing_code(simulator.chosen))
        _stream(simulator, request, reduction, progress)
    done = time.perf_counter()
    assert reduction.sample.paths is not None
    workers = simulator.workers if request.executor is None else request.executor.workers
    simulation = reduction.checks.simulation(reduction.sample.paths, done - ready, workers)
    reduced = {"passages": passages, "distribution": spread, "counts": reduction.counts, "around": around,
               "endless": reduction.checks.endless}  # fmt: skip
    seconds = {"compile": ready - began, "simulate": done - ready}
    result = StreamedRun(workspace, plan, request, settled, simulation, definitions, seconds, reduced=reduced)
    if request.posterior is not None:
        _ = result.odds  # read now: the folder of draws need not outlive the run
    return result


def _stream(
    simulator: Simulator,
    request: RunRequest,
    reduction: Reduction,
    progress: Callable[[float], bool | None] | None,
) -> None:
    """Piece after piece; when `progress` says stop, the draws not reached count as failed.

    The first piece is always done here: it sets the bins of the distributions.
    """
    todo = pieces(request.draws)
    here = todo if request.executor is None else todo[:1]
    done = 0
    with closing(_simulated(simulator, here, request.batch)) as parts:
        for part in parts:
            reduction.take(part)
            first, number = todo[done]
            done += 1
            if progress is not None and progress((first + number) / request.draws) is False:
                break
        else:
            if request.executor is not None:
                done += _spread(request.executor, simulator, request, reduction, todo[1:], progress)
    missing = sum(number for _, number in todo[done:])
    reduction.counts.draws += missing
    reduction.counts.failed += missing
    if missing and reduction.written is not None:
        raise MoneygoodError(
            "R001", "the run was stopped, so its paths are not complete", None, "Run it again"
        )


def _simulated(simulator: Simulator, todo: list[tuple[int, int]], batch: int | None) -> Generator[Simulation]:
    """Pieces done here, in order; what one holds is overwritten once the next is asked for.

    Compiled pieces are simulated side by side, a worker each, while the caller reduces the one before: so
    all cores are at work until the last piece, whatever share of it the caller takes.
    """
    if simulator.workers == 1 or len(todo) == 1 or not simulator.chosen.compiled:
        room = simulator.make_room(todo[0][1])
        for first, number in todo:
            yield simulator.simulate(first, number, batch=batch, room=room)
        return
    left = deque(todo)
    free = deque(simulator.make_room(todo[0][1]) for _ in range(min(simulator.workers + 1, len(todo))))
    waiting: deque[tuple[np.ndarray, Future[Simulation]]] = deque()
    with ThreadPoolExecutor(simulator.workers) as pool:
        try:
            while left or waiting:
                while left and free:
                    room = free.popleft()
                    work = partial(simulator.simulate, *left.popleft(), batch=batch, workers=1)
                    waiting.append((room, pool.submit(work, room=room)))
                room, future = waiting.popleft()
                yield future.result()
                free.append(room)
        finally:
            for _, future in waiting:
                future.cancel()


def _spread(
    executor: AbstractExecutor,
    simulator: Simulator,
    request: RunRequest,
    reduction: Reduction,
    todo: list[tuple[int, int]],
    progress: Callable[[float], bool | None] | None,
) -> int:
    """Pieces done by workers elsewhere, a few pieces a chunk; returns how many of them were added."""
    size = min(max(len(todo) // executor.shares, 1), MOST_TOGETHER)
    chunks = [todo[a : a + size] for a in range(0, len(todo), size)]
    done = 0
    with closing(executor.results(ReduceTask(simulator, reduction.fresh(), request.batch), chunks)) as found:
        for part in in_order(found):
            reduction.merge(part)
            done += len(part.checks.parts)
            reached = todo[done - 1][0] + todo[done - 1][1]
            if progress is not None and progress(reached / request.draws) is False:
                break
    return done


__all__ = ["STREAM_ABOVE", "StreamedRun", "stream_plan"]
