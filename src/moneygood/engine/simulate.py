"""Many draws of the shocks and parameters: stochastic simulation."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.paths import Paths
from moneygood.core.run_limits import MOST_DRAWS, MOST_THREADS
from moneygood.engine.backends import Chosen, again, backend_named, choose
from moneygood.engine.devices import DECLARED
from moneygood.engine.numpy.state import Tally
from moneygood.engine.numpy.tape_worker import Job, TapeWorker
from moneygood.engine.program.prepare import prepare
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.sampler import make_source
from moneygood.engine.sampling.shock_sources import AddedSource
from moneygood.engine.sampling.sources import AbstractShockSource
from moneygood.engine.setting import Absorbed, NewtonStats, Setting, Simulation
from moneygood.engine.workers.executor import AbstractExecutor
from moneygood.engine.workers.pool import LocalWorkers, Piece, Share, run_pieces, worker_count

if TYPE_CHECKING:
    from moneygood.model.model import Model

WIDEST = 10 * CELL


def simulate(
    model: Model,
    setting: Setting,
    *,
    draws: int,
    seed: int,
    keep: Sequence[str] | None = None,
    distribution: str | None = None,
    parameter_draws: bool = True,
    parameter_values: Mapping[str, np.ndarray] | None = None,
    shock_values: Mapping[str, np.ndarray] | None = None,
    threads: int = 0,
    batch: int | None = None,
    backend: str = "auto",
    sampling: str = "random",
    source: AbstractShockSource | None = None,
    exact: bool = False,
    first_draw: int = 0,
    progress: Callable[[float], bool | None] | None = None,
    executor: AbstractExecutor | None = None,
) -> Simulation:
    """Paths of the variables in `keep` [variable, quarter, draw] under random shocks around `setting`.

    Draw number `first_draw` + i has the same figures whatever `draws`, `batch`, `threads` are: its random
    numbers are a function of (`seed`, quarter, draw, shock) and no draw sees another.

    - Shocks have the standard deviations and correlations of the model's records and the shape `distribution`
      ("normal" or "student_t", by default the model's own). The shocks of `setting` come on top; uniforms of
      `setting` other than 0.5 replace the draw.
    - With `parameter_draws` the parameters whose records say so are drawn too, once per path.
    - `parameter_values` gives parameters a value per draw [draw]; those are then not drawn.
    - `shock_values` adds to shocks (uniforms excepted) a size per quarter and draw [quarter, draw], in the
      shock's unit.
    - `keep` (default all) names what comes back; `batch` is the number of draws worked on at a time,
      `threads` the number of workers (0 = one per core).
    - `backend` "compiled", "numpy" (the reference) or "cuda" (on a graphics processor); "auto" is compiled
      unless ``MONEYGOOD_BACKEND`` names another. They differ in the last digits only.
    - `sampling` "random", "antithetic" or "sobol"; `source` gives the shocks instead, in its own way.
    - `exact` returns figures of 64 bits instead of 32.
    - `progress` hears the share done and stops the run by returning False; the draws not reached then count
      as failed.
    - `executor` does the work in the place of `threads` workers of this machine; it never changes a figure.

    Draws that fail keep their place: `paths.status` is 1 (not converged) or 2 (not finite). Raises E005 for
    a request out of range, E020 for a backend, E022 where nothing can be compiled, E060 to E062 for a device,
    and what `prepare` raises. Source: ours; random numbers as in `draws`.
    """
    _check_request(draws, first_draw, batch, threads)
    given = _given(model, parameter_values or {}, draws)
    added = _added(model, shock_values or {}, (len(setting.periods), draws))
    simulator = Simulator(
        model, setting, seed=seed, keep=keep, distribution=distribution, parameter_draws=parameter_draws,
        given=frozenset(given), threads=threads, backend=backend, sampling=sampling, source=source,
        exact=exact, draws=draws, executor=executor,
    )  # fmt: skip
    return simulator.simulate(first_draw, draws, given=given, added=added, batch=batch, progress=progress)


class Simulator:
    """A simulation made ready once, from which draws can be had piece by piece; arguments as in `simulate`.

    `draws` is about how many will be asked for in all, by which a device lays out its memory.
    """

    def __init__(
        self,
        model: Model,
        setting: Setting,
        *,
        seed: int,
        draws: int,
        keep: Sequence[str] | None = None,
        distribution: str | None = None,
        parameter_draws: bool = True,
        given: frozenset[str] = frozenset(),
        threads: int = 0,
        backend: str = "auto",
        sampling: str = "random",
        source: AbstractShockSource | None = None,
        exact: bool = False,
        executor: AbstractExecutor | None = None,
    ) -> None:
        self.names = _kept(model, keep)
        _check_request(draws, 0, None, threads)
        backend = backend_named(backend)
        self.model, self.setting, self.seed, self.exact = model, setting, seed, exact
        self.prepared = prepare(model, setting, draw_parameters=parameter_draws, given=given)
        self.periods = tuple(setting.periods)
        shape = distribution or model.distribution.kind
        self.sampling = sampling if source is None else "random"
        self.source = source or make_source(model, seed, shape, sampling, len(self.periods))
        self.executor, self.draws = executor, draws
        self.workers = 1 if backend in DECLARED else worker_count(threads)
        self.chosen = choose(model, self.prepared, backend)
        held = {(h.absorber, h.period_index) for h in setting.holds}
        self.freed = sorted(held, key=lambda x: (x[1], x[0]))

    def __getstate__(self) -> dict[str, Any]:
        """What travels: everything but machine code and workers, which are of this machine."""
        return vars(self) | {"chosen": self.chosen.backend, "workers": 1, "executor": None, "draws": 0}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.chosen = again(self.model, self.prepared, state["chosen"])

    def simulate(
        self,
        first_draw: int,
        draws: int,
        *,
        given: Mapping[str, np.ndarray] | None = None,
        added: Mapping[int, np.ndarray] | None = None,
        batch: int | None = None,
        progress: Callable[[float], bool | None] | None = None,
        workers: int | None = None,
        room: np.ndarray | None = None,
    ) -> Simulation:
        """The draws `first_draw` to `first_draw` + `draws` (not included), by `workers` of this machine.

        `room` of `make_room` is memory for the paths of compiled code, overwritten when it is given again.
        """
        began = time.perf_counter()
        chosen = self.chosen
        workers = self.workers if workers is None else workers
        shares = workers if self.executor is None else self.executor.shares
        widest = 2 * WIDEST
        if chosen.device is not None:
            widest = chosen.device.width(self.prepared, self.source, len(self.names), self.exact)
            batch = batch or -(-draws // shares)
        pieces = _pieces(first_draw, draws, shares, batch, widest, compiled=chosen.compiled)
        executor = self.executor or LocalWorkers(min(workers, len(pieces)), fork=not chosen.compiled)
        shapes = {
            "values": (
                (len(self.names), len(self.periods), draws),
                np.float64 if self.exact else np.float32,
            ),
            "status": ((draws,), np.uint8),
            "absorbed": ((len(self.freed), draws), np.float64),
        }
        whole = Share(Piece(first_draw, first_draw + draws), given or {}, added or {})
        rooms = {}
        if room is not None and chosen.compiled:
            rooms["values"] = room[: math.prod(shapes["values"][0])].reshape(shapes["values"][0])
        arrays, tallies = run_pieces(self.worker, pieces, executor, shapes, progress, whole, rooms)
        paths = Paths(
            names=self.names, periods=self.periods, values=arrays["values"], status=arrays["status"],
            seed=self.seed, first_draw=first_draw, sampling=self.sampling,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        proved = {n for p in self.prepared.programs.values() for n in p.proved} if tallies else set()
        sums = [Tally(identity=dict.fromkeys(sorted(proved), 0.0)), *tallies]
        return _result(paths, sums, arrays["absorbed"], self.freed, seconds, executor.workers, chosen)

    def make_room(self, draws: int) -> np.ndarray:
        """Memory for the paths of so many draws, which spares a long run new pages for every piece."""
        size = len(self.names) * len(self.periods) * draws
        return np.empty(size, dtype=np.float64 if self.exact else np.float32)

    def worker(self, arrays: dict[str, np.ndarray], share: Share) -> Callable[[Piece], Tally]:
        """A worker's function for pieces of a share, which fills the share's arrays."""
        first, draws = share.piece.begin, share.piece.end - share.piece.begin
        source = AddedSource(self.source, share.added, first) if share.added else self.source
        job = Job(
            self.model, self.setting, self.prepared, source, self.names, first, draws,
            arrays["values"], arrays["status"], arrays["absorbed"], self.freed, share.given,
        )  # fmt: skip
        return self.chosen.worker(job, self.draws) if self.chosen.compiled else TapeWorker(job)


def _kept(model: Model, keep: Sequence[str] | None) -> tuple[str, ...]:
    names = tuple(model.variables) if keep is None else tuple(dict.fromkeys(keep))
    for name in names:
        if name not in model.variables:
            hint = did_you_mean(name, model.variables)
            raise MoneygoodError("E005", f"there is no variable {name!r} to keep", hint=hint)
    return names


def _given(model: Model, values: Mapping[str, np.ndarray], draws: int) -> dict[str, np.ndarray]:
    """The parameter values given per draw, checked: E005 for a name, E008 for a shape or a missing figure."""
    out: dict[str, np.ndarray] = {}
    for name, row in values.items():
        if name not in model.parameters:
            hint = did_you_mean(name, model.parameters)
            raise MoneygoodError("E005", f"there is no parameter {name!r}", hint=hint)
        own = np.asarray(row, dtype=np.float64)
        if own.shape != (draws,) or not np.isfinite(own).all():
            raise MoneygoodError("E008", f"{name} needs one finite value for each of {draws} draws")
        out[name] = own
    return out


def _added(model: Model, values: Mapping[str, np.ndarray], shape: tuple[int, int]) -> dict[int, np.ndarray]:
    """Sizes [quarter, draw] to add, by row of the shock: E005 for a name, E008 for a shape or a gap."""
    rows = {n: i for i, (n, s) in enumerate(model.shocks.items()) if s.kind != "uniform"}
    out: dict[int, np.ndarray] = {}
    for name, table in values.items():
        if name not in rows:
            hint = did_you_mean(name, rows)
            raise MoneygoodError("E005", f"there is no shock {name!r} to add to", hint=hint)
        own = np.asarray(table, dtype=np.float64)
        if own.shape != shape or not np.isfinite(own).all():
            raise MoneygoodError("E008", f"{name} needs a finite size for each of {shape} quarters and draws")
        out[rows[name]] = own
    return out


def _check_request(draws: int, first_draw: int, batch: int | None, threads: int) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise MoneygoodError("E005", f"{draws} draws cannot be run", hint=f"Ask for 1 to {MOST_DRAWS:,}")
    if first_draw < 0:
        raise MoneygoodError("E005", f"the first draw cannot be number {first_draw}", hint="Count from 0")
    if batch is not None and batch < 1:
        raise MoneygoodError("E005", f"a batch cannot have {batch} draws", hint="Ask for at least 1")
    if not 0 <= threads <= MOST_THREADS:
        raise MoneygoodError(
            "E005", f"{threads} threads cannot be used", hint=f"Ask for 1 to {MOST_THREADS}, or 0 for all"
        )


def _pieces(
    first: int, draws: int, workers: int, batch: int | None, widest: int, *, compiled: bool = False
) -> list[Piece]:
    """Ranges of draws of nearly equal width that never cross more cells than they need."""
    end = first + draws
    if batch is None and compiled:
        cells = -(-end // CELL) - first // CELL
        step = CELL if cells >= workers else max(16, -(-draws // workers // 16) * 16)
        edges = [first, *range(first // CELL * CELL + step, end, step), end]
    elif batch is None:
        cells = -(-end // CELL) - first // CELL
        per_worker = -(-cells // workers)
        blocks = workers * max(1, -(-per_worker * CELL // WIDEST))
        batch = max(-(-cells // blocks), 1) * CELL
        start = first // CELL * CELL
        edges = [first, *range(start + batch, end, batch), end]
    else:
        edges = [*range(first, end, min(batch, widest)), end]
    return [Piece(a, b) for a, b in pairwise(edges) if b > a]


def _result(
    paths: Paths,
    tallies: list[Tally],
    absorbed: np.ndarray,
    freed: list[tuple[str, int]],
    seconds: float,
    workers: int,
    chosen: Chosen,
) -> Simulation:
    identity: dict[str, float] = {}
    guards: dict[str, int] = {}
    cells = sum(t.guard_cells for t in tallies)
    for tally in tallies:
        for label, worst in tally.identity.items():
            identity[label] = max(identity.get(label, 0.0), worst)
        for label, count in tally.guards.items():
            guards[label] = guards.get(label, 0) + count
    solves = sum(t.solves for t in tallies)
    ok = paths.ok
    return Simulation(
        paths=paths,
        identity_error=identity,
        guard_share={k: n / cells if cells else 0.0 for k, n in sorted(guards.items())},
        absorbed=tuple(
            Absorbed(name, t, float(absorbed[i, ok].mean()), float(absorbed[i, ok].std()))
            for i, (name, t) in enumerate(freed)
            if ok.any()
        ),
        newton=NewtonStats(
            solves=solves,
            mean_iterations=sum(t.iterations for t in tallies) / solves if solves else 0.0,
            max_iterations=max((t.most for t in tallies), default=0),
        ),
        seconds=seconds,
        workers=workers,
        backend=chosen.backend,
        backend_note=chosen.note,
    )
