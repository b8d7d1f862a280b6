"""Runs of so many draws that their paths do not fit in memory: what is said of them is formed on the way."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.analysis.break_definitions import BreakDefinition, read_breaks, with_own
from moneygood.analysis.fan import LEVELS, Fan
from moneygood.analysis.first import FirstPassage, earliest, passage_times, summarise
from moneygood.analysis.headline import HEADLINE_VARIABLES
from moneygood.analysis.path_file import PathFile, check_path_file
from moneygood.analysis.run import RunRequest, RunResult, check_request, kept_variables, run_chance
from moneygood.analysis.sampling_error import draw_numbers
from moneygood.analysis.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.paths import NON_FINITE, Paths
from moneygood.engine.reduce import (
    AbstractReducer,
    ConditionalMeans,
    Counts,
    Distribution,
    Sample,
    pieces,
    reducing_code,
)
from moneygood.engine.setting import Absorbed, NewtonStats, Simulation
from moneygood.engine.simulate import Simulator
from moneygood.scenarios.plan import Plan

STREAM_ABOVE = 131_072
"""Draws above which a run is streamed."""
SAMPLE = 8192
"""Draws whose paths are kept for charts and tables of paths."""
BEFORE, AFTER = 4, 8


@dataclass(frozen=True)
class StreamedRun(RunResult):
    """A run whose paths were reduced as they were made; `paths` are its first 8,192 draws.

    `reduced` holds what the whole run says: fans, first passages, counts, and mean paths around each high.
    """

    reduced: dict[str, Any] = field(default_factory=dict)

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


class Passages(AbstractReducer):
    """First-passage times of every side, two bytes each for a draw."""

    def __init__(self, history: Panel, definitions: Sequence[BreakDefinition]) -> None:
        self.history, self.definitions = history, definitions
        self.found: dict[str, list[np.ndarray]] = {}
        self.already: dict[str, bool] = {}
        self.numbers: list[np.ndarray] = []
        self.last: dict[str, np.ndarray] = {}

    def take(self, paths: Paths) -> None:
        """Adds the times of a piece; a piece without a good draw adds none."""
        self.last = {}
        if not paths.ok.any():
            return
        self.last, self.already = passage_times(paths, self.history, self.definitions)
        self.numbers.append(draw_numbers(paths))
        for key, times in self.last.items():
            self.found.setdefault(key, []).append(times)

    def times(self, paths: Paths) -> dict[str, np.ndarray]:
        """The times of the highs [good draw] on the piece taken last."""
        if not self.last:
            return {}
        return {
            d.name: earliest([self.last[f"{d.name}.{s.name}"] for s in d.sides]) for d in self.definitions
        }

    def result(self, paths: Paths, failed_share: float) -> FirstPassage:
        """The summary over all pieces (A012 when no draw could be solved)."""
        if not self.found:
            raise MoneygoodError("A012", "no draw of this run could be solved, so no statistic can be shown")
        found = {key: np.concatenate(parts) for key, parts in self.found.items()}
        numbers = np.concatenate(self.numbers)
        return summarise(paths, self.definitions, found, self.already, failed_share, numbers)


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
    settled = workspace.settle(plan, request.quarters)
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
    code = reducing_code(simulator.chosen)
    spread = Distribution(keep, LEVELS, code)
    counts, sample = Counts(), Sample(SAMPLE)
    around = ConditionalMeans(
        [n for n in HEADLINE_VARIABLES if n in keep], passages.times, BEFORE, AFTER, code
    )
    reducers: list[AbstractReducer] = [passages, spread, counts, sample, around]
    total = _Total()
    if file is None:
        _stream(simulator, request, reducers, total, None, progress)
    else:
        with PathFile(file, keep, simulator.periods, request.draws) as out:
            _stream(simulator, request, reducers, total, out, progress)
    done = time.perf_counter()
    assert sample.paths is not None
    simulation = total.simulation(sample.paths, done - ready, simulator.workers)
    reduced = {"passages": passages, "distribution": spread, "counts": counts, "around": around,
               "endless": total.endless}  # fmt: skip
    seconds = {"compile": ready - began, "simulate": done - ready}
    return StreamedRun(workspace, plan, request, settled, simulation, definitions, seconds, reduced)


def _stream(
    simulator: Simulator,
    request: RunRequest,
    reducers: list[AbstractReducer],
    total: _Total,
    out: PathFile | None,
    progress: Callable[[float], bool | None] | None,
) -> None:
    """Piece after piece; when `progress` says stop, the draws not reached count as failed."""
    stopped, done = False, 0
    with closing(_simulated(simulator, request)) as parts:
        for part in parts:
            total.add(part)
            for reducer in reducers:
                reducer.take(part.paths)
            if out is not None:
                out.append(part.paths)
            done += part.paths.draws
            stopped = progress is not None and progress(done / request.draws) is False
            if stopped:
                break
    counts = next(r for r in reducers if isinstance(r, Counts))
    counts.draws += request.draws - done
    counts.failed += request.draws - done
    if stopped and out is not None:
        raise MoneygoodError(
            "R001", "the run was stopped, so its paths are not complete", None, "Run it again"
        )


def _simulated(simulator: Simulator, request: RunRequest) -> Generator[Simulation]:
    """The pieces in order; what a piece holds is overwritten once the next is asked for.

    Compiled pieces are simulated side by side, a worker each, while the caller reduces the one before: so
    all cores are at work until the last piece, whatever share of it the caller takes.
    """
    todo = deque(pieces(request.draws))
    if simulator.chosen.code is None:
        for first, number in todo:
            yield simulator.simulate(first, number, batch=request.batch)
        return
    size = len(simulator.names) * len(simulator.periods) * min(request.draws, todo[0][1])
    ahead = simulator.workers if simulator.workers > 1 else 0
    free = deque(np.empty(size, dtype=np.float32) for _ in range(min(ahead + 1, len(todo))))
    waiting: deque[tuple[np.ndarray, Future[Simulation]]] = deque()
    with ThreadPoolExecutor(simulator.workers) as pool:
        try:
            while todo or waiting:
                while todo and free:
                    room = free.popleft()
                    work = partial(simulator.simulate, *todo.popleft(), batch=request.batch, workers=1)
                    waiting.append((room, pool.submit(work, room=room)))
                room, future = waiting.popleft()
                yield future.result()
                free.append(room)
        finally:
            for _, future in waiting:
                future.cancel()


class _Total:
    """What the checks of all pieces have found."""

    def __init__(self) -> None:
        self.parts: list[tuple[Simulation, int]] = []
        self.endless = 0

    def add(self, part: Simulation) -> None:
        """Keeps the checks of a piece, not its paths."""
        self.endless += int((part.paths.status == NON_FINITE).sum())
        empty = Paths(
            (), part.paths.periods, np.zeros((0, len(part.paths.periods), 0)), np.zeros(0, np.uint8)
        )
        self.parts.append((replace(part, paths=empty), int(part.paths.ok.sum())))

    def simulation(self, sample: Paths, seconds: float, workers: int) -> Simulation:
        """The checks of the whole run around a sample of its paths."""
        first = self.parts[0][0]
        good = [n for _, n in self.parts]
        weight = np.array(good) / max(sum(good), 1)
        labels = first.identity_error
        absorbed = []
        for i, a in enumerate(first.absorbed):
            each = [p.absorbed[i] for p, n in self.parts if n]
            share = np.array([n for n in good if n]) / max(sum(good), 1)
            mean = float(np.dot(share, [x.mean for x in each]))
            square = float(np.dot(share, [x.sd**2 + (x.mean - mean) ** 2 for x in each]))
            absorbed.append(Absorbed(a.absorber, a.period_index, mean, square**0.5))
        solves = sum(p.newton.solves for p, _ in self.parts)
        steps = sum(p.newton.mean_iterations * p.newton.solves for p, _ in self.parts)
        return Simulation(
            paths=sample,
            identity_error={k: max(p.identity_error.get(k, 0.0) for p, _ in self.parts) for k in labels},
            guard_share={
                k: float(np.dot(weight, [p.guard_share[k] for p, _ in self.parts])) for k in first.guard_share
            },
            absorbed=tuple(absorbed),
            newton=NewtonStats(
                solves, steps / solves if solves else 0.0, max(p.newton.max_iterations for p, _ in self.parts)
            ),
            seconds=seconds,
            workers=workers,
            backend=first.backend,
            backend_note=first.backend_note,
        )


__all__ = ["STREAM_ABOVE", "StreamedRun", "stream_plan"]
