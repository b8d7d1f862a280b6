"""Many draws of the shocks and parameters: stochastic simulation."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.paths import Paths
from moneygood.engine.draws import CELL, ShockSource, parameter_rows
from moneygood.engine.machine import Machine, Tally
from moneygood.engine.newton import Newton
from moneygood.engine.prepare import Prepared, prepare
from moneygood.engine.setting import Absorbed, NewtonStats, Setting, Simulation
from moneygood.engine.solve_path import make_machine
from moneygood.engine.workers import Piece, run_pieces, worker_count

if TYPE_CHECKING:
    from moneygood.model.model import Model

MOST_DRAWS = 10_000_000
WIDEST = 10 * CELL
NEWTON = Newton()


@dataclass
class _Job:
    """What every worker reads, and the arrays that all of them fill, each its own draws."""

    model: Model
    setting: Setting
    prepared: Prepared
    source: ShockSource
    keep: tuple[str, ...]
    first_draw: int
    draws: int
    imposed: np.ndarray
    values: np.ndarray
    status: np.ndarray
    absorbed: np.ndarray
    freed: list[tuple[str, int]]
    given: Mapping[str, np.ndarray]
    added: Mapping[int, np.ndarray]


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
    source: ShockSource | None = None,
    shock_values: Mapping[str, np.ndarray] | None = None,
    threads: int = 0,
    batch: int | None = None,
    first_draw: int = 0,
    progress: Callable[[float], bool | None] | None = None,
) -> Simulation:
    """Paths of the variables in `keep` [variable, quarter, draw] under random shocks around `setting`.

    Draw number `first_draw` + i has the same figures whatever `draws`, `batch`, `threads` are: its random
    numbers are a function of (`seed`, quarter, draw, shock) and no draw sees another.

    - Shocks have the standard deviations and correlations of the model's records and the shape `distribution`
      ("normal" or "student_t", by default the model's own; "none" draws nothing, uniforms stay at 0.5). The
      shocks of `setting` come on top; uniforms of
      `setting` other than 0.5 replace the draw.
    - With `parameter_draws` the parameters whose records say so are drawn too, once per path.
    - `parameter_values` gives parameters a value per draw [draw]; those are then not drawn.
    - `source` gives the shocks instead of `distribution`; its seed then also draws the parameters.
    - `shock_values` adds to shocks (uniforms excepted) a size per quarter and draw [quarter, draw], in the
      shock's unit.
    - `keep` (default all) names what comes back; `batch` is the number of draws worked on at a time,
      `threads` the number of workers (0 = one per core).
    - `progress` hears the share done and stops the run by returning False; the draws not reached then count
      as failed.

    Draws that fail keep their place: `paths.status` is 1 (not converged) or 2 (not finite). Raises E005 for
    a request out of range and what `prepare` raises. Source: ours; random numbers as in `draws`.
    """
    began = time.perf_counter()
    names = _kept(model, keep)
    _check_request(draws, first_draw, batch, threads)
    given = _given(model, parameter_values or {}, draws)
    added = _added(model, shock_values or {}, (len(setting.periods), draws))
    prepared = prepare(model, setting, draw_parameters=parameter_draws, given=frozenset(given))
    source = source or ShockSource(model, seed, distribution or model.distribution.kind)
    pieces = _pieces(first_draw, draws, worker_count(threads), batch)
    freed = sorted({(h.absorber, h.period_index) for h in setting.holds}, key=lambda x: (x[1], x[0]))
    workers = min(worker_count(threads), len(pieces))
    shapes = {
        "values": ((len(names), len(setting.periods), draws), np.float32),
        "status": ((draws,), np.uint8),
        "absorbed": ((len(freed), draws), np.float64),
    }
    imposed = np.array([s.kind != "uniform" for s in model.shocks.values()])

    def make(arrays: dict[str, np.ndarray]) -> Callable[[Piece], Tally]:
        job = _Job(
            model, setting, prepared, source, names, first_draw, draws, imposed,
            arrays["values"], arrays["status"], arrays["absorbed"], freed, given, added,
        )  # fmt: skip
        return _Worker(job)

    arrays, tallies = run_pieces(make, pieces, workers, shapes, progress)
    paths = Paths(
        names=names, periods=tuple(setting.periods), values=arrays["values"], status=arrays["status"],
        seed=seed, first_draw=first_draw,
    )  # fmt: skip
    return _result(paths, tallies, arrays["absorbed"], freed, time.perf_counter() - began, workers)


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
    if not 0 <= threads <= 256:
        raise MoneygoodError(
            "E005", f"{threads} threads cannot be used", hint="Ask for 1 to 256, or 0 for all"
        )


def _pieces(first: int, draws: int, workers: int, batch: int | None) -> list[Piece]:
    """Ranges of draws of nearly equal width that never cross more cells than they need."""
    end = first + draws
    if batch is None:
        cells = -(-end // CELL) - first // CELL
        per_worker = -(-cells // workers)
        blocks = workers * max(1, -(-per_worker * CELL // WIDEST))
        batch = max(-(-cells // blocks), 1) * CELL
        start = first // CELL * CELL
        edges = [first, *range(start + batch, end, batch), end]
    else:
        edges = [*range(first, end, min(batch, 2 * WIDEST)), end]
    return [Piece(a, b) for a, b in pairwise(edges) if b > a]


class _Worker:
    """Simulates pieces one after another, with a machine per width."""

    def __init__(self, job: _Job) -> None:
        self.job = job
        self.machines: dict[int, Machine] = {}

    def __call__(self, piece: Piece) -> Tally:
        job = self.job
        width = piece.end - piece.begin
        machine = self.machines.get(width)
        if machine is None:
            self.machines.clear()
            machine = self.machines[width] = make_machine(job.model, job.prepared, width, NEWTON)
        machine.tally = Tally()
        with np.errstate(all="ignore"):
            self._simulate(machine, piece)
        at = slice(piece.begin - job.first_draw, piece.end - job.first_draw)
        job.status[at] = machine.status
        return machine.tally

    def _simulate(self, machine: Machine, piece: Piece) -> None:
        job, prepared = self.job, self.job.prepared
        machine.reset(prepared.history, self._drawn(piece))
        at = slice(piece.begin - job.first_draw, piece.end - job.first_draw)
        endogenous = [n for n in job.keep if any(n in p.current for p in prepared.programs.values())]
        rows = {n: i for i, n in enumerate(job.keep)}
        for name in job.keep:
            if name not in endogenous:
                job.values[rows[name], :, at] = job.setting.exogenous[job.model.row(name)][:, None]
        for t, pattern in enumerate(prepared.patterns):
            self._shocks(machine, piece, t)
            b = machine.step(pattern, t, prepared.numbers[t])
            current, where = b.program.current, b.where
            for name in endogenous:
                job.values[rows[name], t, at] = where[current[name]]
            for i, (absorber, held_at) in enumerate(job.freed):
                if held_at == t:
                    job.absorbed[i, at] = where[b.program.freed[absorber]]
            machine.advance(b, t)

    def _drawn(self, piece: Piece) -> dict[str, np.ndarray]:
        records, centres = self.job.prepared.drawn, self.job.prepared.centres
        at = slice(piece.begin - self.job.first_draw, piece.end - self.job.first_draw)
        given = {name: row[at] for name, row in self.job.given.items()}
        if not records:
            return given
        seed = self.job.source.seed
        table = np.empty((len(records), piece.end - piece.begin))
        for cell, inside, outside in piece.cells():
            table[:, outside] = parameter_rows(records, centres, seed, cell)[:, inside]
        return {r.name: table[i] for i, r in enumerate(records)} | given

    def _shocks(self, machine: Machine, piece: Piece, t: int) -> None:
        """Random shocks plus the imposed ones; uniforms that are imposed replace the draw."""
        job = self.job
        for cell, inside, outside in piece.cells():
            if inside.stop - inside.start == CELL:
                job.source.cell(t, cell, machine.shocks[:, outside])
            else:
                machine.shocks[:, outside] = job.source.cell(t, cell)[:, inside]
        given = job.setting.shocks[:, t]
        for i in np.flatnonzero(np.where(job.imposed, given != 0.0, given != 0.5)):
            if job.imposed[i]:
                machine.shocks[i] += given[i]
            else:
                machine.shocks[i] = given[i]
        at = slice(piece.begin - job.first_draw, piece.end - job.first_draw)
        for i, sizes in job.added.items():
            machine.shocks[i] += sizes[t, at]


def _result(
    paths: Paths,
    tallies: list[Tally],
    absorbed: np.ndarray,
    freed: list[tuple[str, int]],
    seconds: float,
    workers: int,
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
    )
