"""Draws through a CUDA device (never run on one so far), a draw a thread, with the same random numbers.

Quarters are launched one after another over as many draws as fit: shocks, the program of the quarter, what is
kept. What a draw carries from quarter to quarter stands in the device's memory as [number, draw]. Draws are
simulated in windows of that size; a piece is served from the window that holds it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.engine.cuda.chance import MIXING_STREAM, NORMAL_STREAM, ODD_ATTEMPT
from moneygood.engine.cuda.device import device_faults
from moneygood.engine.cuda.step import CELLS, MOST, STEPS, step_functions
from moneygood.engine.cuda.targets import AbstractTarget
from moneygood.engine.devices import AbstractDeviceCode
from moneygood.engine.llvm.layout import Layout
from moneygood.engine.llvm.run import deep_variables, layout_of
from moneygood.engine.llvm.tables import RunNumbers, run_numbers
from moneygood.engine.numpy.state import Tally
from moneygood.engine.numpy.tape_worker import Job
from moneygood.engine.program.prepare import Prepared
from moneygood.engine.program.program import Loop
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.shock_sources import BootstrapSource
from moneygood.engine.sampling.sources import TABLE, AbstractShockSource, ShockSource
from moneygood.engine.workers.pool import Piece

if TYPE_CHECKING:
    from moneygood.engine.program.lower import HoldPattern
    from moneygood.model.model import Model

WIDEST = 512 * CELL
"""Draws in a window at most: so many that launching hundreds of kernels costs little beside them."""
FED_WIDEST = 64 * CELL
"""Draws in a window whose shocks are made here, a quarter of them at a time."""
BLOCK = 8 * CELL
"""Draws whose results leave the device together."""
SIMULATED_WIDEST = CELL
SIMULATED = "numba's simulator stands for a CUDA device"
UNPROVED = "the backend cuda had never run on a device when it was released: compare with --backend numpy"
Kernels = tuple[Any, tuple[Any, ...], Layout]
"""What a draw begins with, the parts of a quarter, and where their values stand."""


@dataclass
class CudaKernels(AbstractDeviceCode):
    """The kernels of every program of a run on a target, and where their values stand."""

    target: AbstractTarget
    programs: dict[HoldPattern, Kernels]
    sessions: list[Session] = field(default_factory=list)

    @property
    def note(self) -> str:
        """That no device has proved this backend, or that a simulator stands for one."""
        return SIMULATED if self.target.simulated else UNPROVED

    def worker(self, job: Job, expected: int) -> CudaWorker:
        """A worker over a job, on the arrays of an earlier job of the same run where there is one."""
        for session in self.sessions:
            if session.serves(job):
                return CudaWorker(job, session)
        self.sessions[:] = [Session(job, self, expected)]
        return CudaWorker(job, self.sessions[0])

    def width(self, prepared: Prepared, source: AbstractShockSource, kept: int, exact: bool) -> int:
        """Draws in a window: what fits into the memory of the device, in whole cells."""
        drawn = draws_itself(source)
        most = SIMULATED_WIDEST if self.target.simulated else WIDEST if drawn else FED_WIDEST
        layouts = [layout for *_, layout in self.programs.values()]
        each = 8 * (
            3 * len(layouts[0].rows)
            + max(x.depth for x in layouts) * len(layouts[0].deep)
            + 2 * len(layouts[0].shocks)
            + sum(len(x.draw) for x in layouts)
            + max(x.memory for x in layouts)
        )
        each += kept * len(prepared.patterns) * (8 if exact else 4) + 64
        return int(max(CELL, min(most, self.target.room() / each // CELL * CELL)))


_MADE: dict[tuple[int, str], Kernels] = {}
_MADE_KEPT = 64


def compiled(model: Model, prepared: Prepared, target: AbstractTarget) -> CudaKernels:
    """The programs of a run as kernels of `target`; numba compiles each when it is first launched."""
    deep = deep_variables(prepared.programs.values())
    out: dict[HoldPattern, Kernels] = {}
    for pattern, program in prepared.programs.items():
        key = (id(target), f"{program.mark} {deep}")
        found = _MADE.get(key) if program.mark else None
        if found is None:
            layout = layout_of(model, program, deep)
            found = *target.program(*step_functions(program, layout)), layout
            while len(_MADE) >= _MADE_KEPT:
                del _MADE[next(iter(_MADE))]
            _MADE[key] = found
        out[pattern] = found
    return CudaKernels(target, out)


def draws_itself(source: AbstractShockSource) -> bool:
    """Whether the device draws the shocks of a source, to the last bit of the random numbers.

    Others are made here and carried over quarter by quarter: Sobol points and broken degrees of freedom need
    inverse distribution functions that a device rounds in its own way; sources made of others are rare.
    """
    return type(source) is BootstrapSource or (type(source) is ShockSource and source.mode != TABLE)


class Session:
    """The arrays of one run on a device, and the window of draws that was simulated last."""

    def __init__(self, job: Job, code: CudaKernels, expected: int) -> None:
        self.job, self.code, self.target = job, code, code.target
        self.prepared, self.source = job.prepared, job.source
        self.periods, self.expected = len(job.setting.periods), expected
        self.layouts = [layout for *_, layout in code.programs.values()]
        self.order = list(code.programs)
        exact = job.values.dtype == np.float64
        self.width = code.width(job.prepared, job.source, len(job.keep), exact)
        self.capacity = 0
        self.window = Piece(0, 0)
        self.given: Any = None
        self.lock = threading.Lock()  # a worker of a cluster may do several chunks at a time
        self._tables()

    def serves(self, job: Job) -> bool:
        """Whether a job is of the same run."""
        mine = self.job
        same = job.setting is mine.setting and job.prepared is mine.prepared and job.source is mine.source
        return same and job.keep == mine.keep and job.values.dtype == mine.values.dtype

    def reach(self, piece: Piece, job: Job) -> None:
        """Makes the window hold `piece`, further draws of the run with it."""
        inside = self.window.begin <= piece.begin and piece.end <= self.window.end
        if inside and not job.given and not self.given:
            return
        end = piece.end
        if not job.given:
            end = max(end, min(piece.begin + self.width, self.expected))
        self._simulate(piece.begin, end, job)
        self.window, self.given = Piece(piece.begin, end), job.given

    def _tables(self) -> None:
        """What every draw reads."""
        put, job, prepared = self.target.put, self.job, self.prepared
        rows, deep = self.layouts[0].rows, self.layouts[0].deep
        past = prepared.history
        self.depth = max([1, *(x.depth for x in self.layouts)])
        ring = np.zeros((self.depth, len(deep)))
        for name, i in deep.items():
            for lag in range(1, min(self.depth, len(past[name])) + 1):
                ring[-lag % self.depth, i] = past[name][-lag]
        self.history = put(np.array([past[n][-1] if n in past else 0.0 for n in rows]))
        self.deep_history = put(ring)
        self.deep_rows = put(_whole([rows[n] for n in deep]))
        kept = [(rows[n], i) for i, n in enumerate(job.keep) if n in rows]
        self.kept_rows, self.kept_at = put(_whole([r for r, _ in kept])), put(_whole([i for _, i in kept]))
        counts = [sum(1 for _, t in job.freed if t < q) for q in range(self.periods + 1)]
        slots = [self.code.programs[prepared.patterns[t]][2].freed[a] for a, t in job.freed]
        self.freed_from, self.freed_slot = put(_whole(counts)), put(_whole(slots))
        self.names = sorted({n for x in self.layouts for n in x.parameters})
        self.runs: list[tuple[Any, Any, Any]] = []
        for pattern, layout in zip(self.order, self.layouts, strict=True):
            at = [t for t, p in enumerate(prepared.patterns) if p == pattern]
            numbers: RunNumbers = run_numbers(prepared.programs[pattern], layout, prepared, at)
            which = _whole([self.names.index(n) for n in layout.parameters])
            self.runs.append((put(numbers.run), put(numbers.quarter), put(which)))
        self._chance()

    def _chance(self) -> None:
        """The tables of the shocks that the device draws itself."""
        s, put = self.source, self.target.put
        self.drawn = draws_itself(s)
        if not self.drawn:
            return
        assert isinstance(s, ShockSource)
        starts, columns, weights = [0], [], []
        for _, parts in s.mix:
            columns += [j for j, _ in parts]
            weights += [w for _, w in parts]
            starts.append(len(columns))
        given = self.job.setting.shocks.T.copy()
        uniform = given[:, s.uniform_rows]
        given[:, s.uniform_rows] = np.where(uniform == 0.5, np.nan, uniform)
        pool = s.pool if isinstance(s, BootstrapSource) else np.zeros((0, 1))
        pool_rows = s.rows if isinstance(s, BootstrapSource) else []
        self.df = s.df if np.isfinite(s.df) else 0.0
        self.distribution = (
            put(_whole([i for i, _ in s.mix])), put(_whole(starts)), put(_whole(columns)),
            put(np.array(weights, dtype=np.float64)), put(_whole(s.normal_rows)), put(s.sd),
            put(_whole(s.uniform_rows)), put(given), put(_whole(pool_rows)), put(pool),
        )  # fmt: skip

    def _grow(self, lanes: int) -> None:
        """Arrays for at least `lanes` draws."""
        if lanes <= self.capacity:
            return
        empty, job = self.target.empty, self.job
        self.capacity = lanes
        rows, deep = len(self.layouts[0].rows), max(len(self.layouts[0].deep), 1)
        shocks, guards = max(self.source.count, 1), max([1, *(len(x.guards) for x in self.layouts)])
        self.banks = [empty((rows, lanes)), empty((rows, lanes))]
        self.past = empty((self.depth, deep, lanes))
        self.shocks, self.normals = empty((shocks, lanes)), empty((shocks, lanes))
        self.square = empty((1, lanes))
        self.slots = empty((max([1, *(x.memory for x in self.layouts)]), lanes))
        self.draw = [empty((max(len(x.draw), 1), lanes)) for x in self.layouts]
        self.parameters = empty((max(len(self.names), 1), lanes))
        self.status, self.sums = empty((lanes,), np.uint8), empty((lanes,))
        self.effort = empty((3, lanes), np.int32)
        self.count = [empty((guards, lanes), np.int32) for _ in self.layouts]
        self.block = min(BLOCK, lanes)
        shape = (-(-lanes // self.block), max(len(job.keep), 1), self.periods, self.block)
        self.values = empty(shape, job.values.dtype)
        self.freed = empty((max(len(job.freed), 1), lanes))

    def _simulate(self, begin: int, end: int, job: Job) -> None:
        """The draws `begin` to `end` (not included), all quarters."""
        target, lanes = self.target, end - begin
        kernels = target.kernels
        self._grow(lanes)
        self.worst = [target.put(np.zeros(max(len(x.audits), 1))) for x in self.layouts]
        with target.quietly(), np.errstate(all="ignore"):
            self._fill_parameters(begin, end, job)
            for i, pattern in enumerate(self.order):
                target.launch(
                    kernels["begin_lane"], lanes, self.history, self.deep_history, self.banks[1], self.past,
                    self.status, self.sums, self.effort, self.count[i],
                )  # fmt: skip
                run, _, which = self.runs[i]
                start = self.code.programs[pattern][0]
                target.launch(start, lanes, self.parameters, which, run, self.draw[i])
            for t, pattern in enumerate(self.prepared.patterns):
                self._shocks(begin, lanes, t)
                self._quarter(lanes, t, pattern)
        self.ends = target.fetch(self.status)[:lanes]
        self.efforts = target.fetch(self.effort)[:, :lanes]
        self.counts = [target.fetch(c)[:, :lanes] for c in self.count]
        self.worsts = [target.fetch(w) for w in self.worst]
        self.absorbed = target.fetch(self.freed)[:, :lanes]

    def _quarter(self, lanes: int, t: int, pattern: HoldPattern) -> None:
        i = self.order.index(pattern)
        run, quarter, _ = self.runs[i]
        now, before = self.banks[t % 2], self.banks[1 - t % 2]
        for part in self.code.programs[pattern][1]:
            self.target.launch(
                part, lanes, t, now, before, self.past, self.shocks, run, quarter, self.draw[i], self.slots,
                self.status, self.sums, self.worst[i], self.count[i], self.effort,
            )  # fmt: skip
        self.target.launch(
            self.target.kernels["keep_lane"], lanes, t, now, self.past, self.deep_rows, self.kept_rows,
            self.kept_at, self.values, self.slots, self.freed_from, self.freed_slot, self.freed,
        )  # fmt: skip

    def _shocks(self, begin: int, lanes: int, t: int) -> None:
        """The shocks of a quarter: drawn on the device, or made here and carried over."""
        if not self.drawn:
            self._feed(begin, lanes, t)
            return
        s = self.source
        assert isinstance(s, ShockSource)
        seed, paired = np.uint64(s.seed & 0xFFFFFFFFFFFFFFFF), int(s.paired)
        units = 64 * ((begin + lanes - 1) // CELL - begin // CELL + 1)
        normal, rows = self.target.kernels["normal_unit"], len(s.normal_rows)
        self.target.launch(
            normal, rows * units, seed, NORMAL_STREAM, 0, t, units, begin, lanes, paired, self.normals
        )
        if int(self.df) % 2:
            self.target.launch(
                normal, units, seed, MIXING_STREAM, ODD_ATTEMPT, t, units, begin, lanes, paired, self.square
            )
        self.target.launch(
            self.target.kernels["shock_lane"], lanes, t, seed, begin, paired, self.df, self.normals,
            self.square, *self.distribution, self.shocks,
        )  # fmt: skip

    def _feed(self, begin: int, lanes: int, t: int) -> None:
        table = np.zeros((max(self.source.count, 1), self.capacity))
        for cell, inside, outside in Piece(begin, begin + lanes).cells():
            table[:, outside] = self.source.cell(t, cell)[:, inside]
        self.source.impose(table, self.job.setting.shocks[:, t])
        self.target.refill(self.shocks, table)

    def _fill_parameters(self, begin: int, end: int, job: Job) -> None:
        if not self.names:
            return
        table = np.zeros((len(self.names), self.capacity))
        records = self.prepared.drawn
        place = {name: i for i, name in enumerate(self.names)}
        if any(r.name in place for r in records):
            for cell, inside, outside in Piece(begin, end).cells():
                rows = self.source.parameters(records, self.prepared.centres, cell)
                for record, row in zip(records, rows, strict=True):
                    if record.name in place:
                        table[place[record.name], outside] = row[inside]
        for name, row in job.given.items():
            if name in place:
                table[place[name], : end - begin] = row[begin - job.first_draw : end - job.first_draw]
        self.target.refill(self.parameters, table)

    def copy(self, piece: Piece, values: np.ndarray) -> None:
        """The kept figures of a piece [variable, quarter, draw], block after block."""
        at = piece.begin - self.window.begin
        end = piece.end - self.window.begin
        for b in range(at // self.block, -(-end // self.block)):
            low, high = max(at, b * self.block), min(end, (b + 1) * self.block)
            figures = self.target.fetch(self.values[b])
            own = figures[: values.shape[0], :, low - b * self.block : high - b * self.block]
            values[:, :, low - at : high - at] = own

    def tally(self, piece: Piece) -> Tally:
        """What the checks found: counts of the piece's own draws, the worst identity of its window."""
        at = slice(piece.begin - self.window.begin, piece.end - self.window.begin)
        tally = Tally()
        for layout, worst, count in zip(self.layouts, self.worsts, self.counts, strict=True):
            for label, size in zip(layout.audits, worst, strict=False):
                tally.identity[label] = max(tally.identity.get(label, 0.0), float(size))
            for label, row in zip(layout.guards, count, strict=False):
                tally.guards[label] = tally.guards.get(label, 0) + int(row[at].sum())
        effort = self.efforts[:, at]
        loops = {
            p: sum(isinstance(s, Loop) for s in self.prepared.programs[p].main) for p in self.order
        }  # fmt: skip
        tally.guard_cells = int(effort[CELLS].sum())
        tally.solves = sum(loops[p] for p in self.prepared.patterns) * effort.shape[1]
        tally.iterations = int(effort[STEPS].sum())
        tally.most = int(effort[MOST].max(initial=0))
        return tally


class CudaWorker:
    """Simulates pieces one after another."""

    def __init__(self, job: Job, session: Session) -> None:
        self.job, self.session = job, session

    def __call__(self, piece: Piece) -> Tally:
        job, session = self.job, self.session
        with session.lock:
            with device_faults():
                session.reach(piece, job)
                self._copy(piece)
            return session.tally(piece)

    def _copy(self, piece: Piece) -> None:
        """The figures of a piece to their places in the results."""
        job, session = self.job, self.session
        inside = slice(piece.begin - session.window.begin, piece.end - session.window.begin)
        at = slice(piece.begin - job.first_draw, piece.end - job.first_draw)
        session.copy(piece, job.values[:, :, at])
        for row, name in enumerate(job.keep):
            if name not in session.layouts[0].rows:
                job.values[row, :, at] = job.setting.exogenous[job.model.row(name)][:, None]
        job.status[at] = session.ends[inside]
        if job.freed:
            job.absorbed[:, at] = session.absorbed[:, inside]


def _whole(values: Any) -> np.ndarray:
    return np.asarray(values, dtype=np.int64).ravel()
