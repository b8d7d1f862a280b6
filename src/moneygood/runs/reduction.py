"""What a streamed run says, formed piece by piece, here or by workers elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.paths import NON_FINITE, Paths
from moneygood.engine.event_means import ConditionalMeans
from moneygood.engine.reduce import (
    AbstractReducer,
    Counts,
    Distribution,
    KeptDraws,
    ReducingCode,
    reducing_code,
)
from moneygood.engine.setting import Absorbed, NewtonStats, Simulation
from moneygood.engine.workers.executor import AbstractTask
from moneygood.runs.first_passage.passage import FirstPassage, earliest, passage_times, summarise
from moneygood.runs.first_passage.triggers import BreakDefinition
from moneygood.runs.sampling_error import draw_numbers
from moneygood.runs.store.path_file import PathFile

if TYPE_CHECKING:
    from moneygood.engine.simulate import Simulator


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

    def fresh(self) -> Passages:
        """One that has taken nothing."""
        return Passages(self.history, self.definitions)

    def merge(self, later: Passages) -> None:
        """Adds the times that another has found in the pieces that follow."""
        self.already = self.already or later.already
        self.numbers += later.numbers
        for key, parts in later.found.items():
            self.found.setdefault(key, []).extend(parts)

    def result(self, paths: Paths, failed_share: float) -> FirstPassage:
        """The summary over all pieces (A012 when no draw could be solved)."""
        if not self.found:
            raise MoneygoodError("A012", "no draw of this run could be solved, so no statistic can be shown")
        found = {key: np.concatenate(parts) for key, parts in self.found.items()}
        numbers = np.concatenate(self.numbers)
        return summarise(paths, self.definitions, found, self.already, failed_share, numbers)


class KeptPaths(AbstractReducer):
    """Every kept path, into a file; one without its file keeps the pieces for one that has it."""

    def __init__(self, file: PathFile | None) -> None:
        self.file = file
        self.kept: list[Paths] = []

    def take(self, paths: Paths) -> None:
        """Writes or keeps a piece."""
        if self.file is not None:
            self.file.append(paths)
        else:
            self.kept.append(replace(paths, values=paths.values.copy()))

    def fresh(self) -> KeptPaths:
        """One without the file, which is of this machine."""
        return KeptPaths(None)

    def merge(self, later: KeptPaths) -> None:
        """Writes or keeps what another has kept."""
        for paths in later.kept:
            self.take(paths)


class Checks:
    """What the checks of all pieces have found."""

    def __init__(self) -> None:
        self.parts: list[tuple[Simulation, int]] = []
        self.endless = 0

    def merge(self, later: Checks) -> None:
        """Adds the checks of the pieces that follow."""
        self.parts += later.parts
        self.endless += later.endless

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


class Reduction:
    """All that is formed of a run on the way, and the checks of its pieces."""

    def __init__(
        self, passages: Passages, spread: Distribution, around: ConditionalMeans, sample: KeptDraws,
        written: KeptPaths | None, counts: Counts | None = None,
    ) -> None:  # fmt: skip
        self.passages, self.spread, self.around, self.sample = passages, spread, around, sample
        self.written, self.counts, self.checks = written, counts or Counts(), Checks()

    @property
    def _reducers(self) -> list[AbstractReducer]:
        every = (self.passages, self.spread, self.counts, self.sample, self.around, self.written)
        return [reducer for reducer in every if reducer is not None]

    def take(self, part: Simulation) -> None:
        """Adds the next piece."""
        self.checks.add(part)
        for reducer in self._reducers:
            reducer.take(part.paths)

    def compile_with(self, code: ReducingCode | None) -> None:
        """Compiled loops for what is formed of many figures, None for NumPy."""
        self.spread.code = self.around.code = code

    def fresh(self) -> Reduction:
        """One for later pieces that has taken none."""
        passages, around = self.passages.fresh(), self.around.fresh()
        around.times = passages.times
        written = None if self.written is None else self.written.fresh()
        return Reduction(passages, self.spread.fresh(), around, self.sample.fresh(), written)

    def merge(self, later: Reduction) -> None:
        """Adds what a fresh one has taken of the pieces that follow those taken here."""
        self.checks.merge(later.checks)
        for own, other in zip(self._reducers, later._reducers, strict=True):
            own.merge(other)


class ReduceTask(AbstractTask):
    """Pieces of a run, simulated and reduced: a chunk is a list of (first draw, number of draws)."""

    def __init__(self, simulator: Simulator, empty: Reduction, batch: int | None) -> None:
        self.simulator, self.empty, self.batch = simulator, empty, batch

    def open(self) -> Callable[[Sequence[tuple[int, int]]], Reduction]:
        """A function from pieces to what they say."""
        self.empty.compile_with(reducing_code(self.simulator.chosen))
        return self._reduced

    def _reduced(self, pieces: Sequence[tuple[int, int]]) -> Reduction:
        own, room = self.empty.fresh(), self.simulator.make_room(max(number for _, number in pieces))
        for first, number in pieces:
            own.take(self.simulator.simulate(first, number, batch=self.batch, room=room))
        return own
