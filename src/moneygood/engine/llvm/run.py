"""Draws through the compiled kernel: what the NumPy worker does, with the same random numbers."""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.cache import read_cached, write_cached
from moneygood.engine.llvm import binary
from moneygood.engine.llvm.driver import BLOCKS, driver_module
from moneygood.engine.llvm.kept_shocks import DRAWN, KEPT, WRITTEN, bytes_of
from moneygood.engine.llvm.layout import Layout, lay_out
from moneygood.engine.llvm.shock_text import AHEAD
from moneygood.engine.llvm.step import ARGUMENTS, CELLS, GUARDS, ITERATIONS, MOST, SOLVES, step_modules
from moneygood.engine.llvm.tables import DriverTable, RunNumbers, real, run_numbers, vectors, whole
from moneygood.engine.llvm.text import LANES
from moneygood.engine.numpy.state import Tally
from moneygood.engine.numpy.tape_worker import Job
from moneygood.engine.program.prepare import Prepared
from moneygood.engine.program.program import Program
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.sources import TABLE, ShockSource
from moneygood.engine.workers.pool import Piece

if TYPE_CHECKING:
    from moneygood.engine.program.lower import HoldPattern
    from moneygood.model.model import Model

_LAYOUTS: dict[tuple[object, ...], tuple[Program, Layout]] = {}
"""Layouts of the latest programs, each with its program: while that is held no other has its number."""
_LAYOUTS_KEPT = 64
NAME = re.compile(rb"kernel-[0-9a-f]{24}")
CALL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] + [ctypes.c_int64] * 4)


@dataclass(frozen=True)
class MachineCode:
    """The machine code of every program of a run, and where their values stand."""

    driver: binary.Addressed
    programs: Mapping[HoldPattern, tuple[binary.Addressed, Layout]]
    numbers: dict[HoldPattern, RunNumbers] = field(default_factory=dict)
    """What needs no draw, formed by the first worker for all."""


def driver() -> binary.Loaded | None:
    """The part of the machine code that no model changes; None where it cannot be had here."""
    try:
        return loaded_driver()
    except (ImportError, OSError, RuntimeError, ValueError, AttributeError):
        return None


def loaded_driver() -> binary.Loaded:
    """The part of the machine code that no model changes."""
    return binary.load([_wanted_driver()])[0]


@cache
def _wanted_driver() -> binary.Wanted:
    text = driver_module()
    return binary.Wanted((binary.name_of(text),), lambda: [text])


def compiled(model: Model, prepared: Prepared) -> MachineCode:
    """The machine code of a run, from disk or compiled now: RuntimeError and its like where it cannot be."""
    deep = deep_variables(prepared.programs.values())
    layouts = {k: layout_of(model, p, deep) for k, p in prepared.programs.items()}
    wanted = [_wanted_driver(), *(wanted_step(p, layouts[k], deep) for k, p in prepared.programs.items())]
    driver_code, *steps = binary.load(wanted)
    return MachineCode(driver_code, {k: (code, layouts[k]) for k, code in zip(layouts, steps, strict=True)})


def wanted_step(program: Program, layout: Layout, deep: list[str]) -> binary.Wanted:
    """A program by the names of its modules: hashes of their texts, looked up where they were written
    before."""
    made: list[str] = []

    def texts() -> list[str]:
        made[:] = made or step_modules(program, layout)
        return made

    if not program.mark:
        return binary.Wanted(tuple(map(binary.name_of, texts())), texts)
    alias = f"step-{binary.name_of(f'{program.mark} {deep}').removeprefix('kernel-')}"
    known = (read_cached(alias) or b"").split()
    if known and all(NAME.fullmatch(name) for name in known):
        return binary.Wanted(tuple(name.decode() for name in known), texts)
    names = tuple(map(binary.name_of, texts()))
    write_cached(alias, "\n".join(names).encode(), binary.KEPT)
    return binary.Wanted(names, texts)


def layout_of(model: Model, program: Program, deep: list[str]) -> Layout:
    """The layout of a program of `model`; `deep` variables are read more than one quarter back."""
    shocks, variables = list(model.shocks), sorted(e.lhs_variable for e in model.equations)
    key = (id(program), *deep, "", *shocks, "", *variables)
    known = _LAYOUTS.get(key)
    if known is None:
        while len(_LAYOUTS) >= _LAYOUTS_KEPT:
            _LAYOUTS.pop(next(iter(_LAYOUTS)), None)
        known = _LAYOUTS[key] = program, lay_out(program, shocks, variables, deep)
    return known[1]


def deep_variables(programs: Iterable[Program]) -> list[str]:
    """The variables that any of the programs reads more than one quarter back."""
    return sorted({name for p in programs for name, lag in p.lags() if lag > 1})


class KernelWorker:
    """Simulates pieces one after another; each worker has one, with scratch of its own."""

    def __init__(self, job: Job, code: MachineCode) -> None:
        self.setting, self.prepared, self.source, self.code = job.setting, job.prepared, job.source, code
        self.model, self.first_draw, self.given, self.keep = job.model, job.first_draw, job.given, job.keep
        self.arrays = {"values": job.values, "status": job.status, "absorbed": job.absorbed}
        self.freed = job.freed
        self.layouts = [layout for _, layout in code.programs.values()]
        self.fields = DriverTable()
        self.call = CALL(code.driver.address("mg_run"))
        names = list(self.layouts[0].parameters)
        self.parameters = {n: i for i, n in enumerate(names)}
        self.table = np.zeros((max(len(names), 1), CELL))
        self.fed = np.zeros((1, 1, 1))
        self.shocks_mark = ""
        self._fill_source()
        self._fill_programs()
        self._fill_scratch()
        self._fill_outputs()

    def __call__(self, piece: Piece) -> Tally:
        for ident, count in self.tallies:
            ident[:] = 0.0
            count[:] = 0
        at = slice(piece.begin - self.first_draw, piece.end - self.first_draw)
        for row, name in enumerate(self.keep):
            if name not in self.layouts[0].rows:
                self.arrays["values"][row, :, at] = self.setting.exogenous[self.model.row(name)][:, None]
        for cell, inside, _ in piece.cells():
            self._fill_parameters(cell, inside)
            if self.source.mode == TABLE:
                for t in range(len(self.setting.periods)):
                    self.source.cell(t, cell, self.fed[t])
                    self.source.impose(self.fed[t], self.setting.shocks[:, t])
            self._run_cell(cell, inside)
        return self._tally()

    def _run_cell(self, cell: int, inside: slice) -> None:
        """The draws `inside` a cell, with shocks that are drawn, drawn and kept, or read."""
        key = (self.shocks_mark, cell, inside.start, inside.stop)
        doing, kept = KEPT.take(key) if self.shocks_mark else (DRAWN, None)
        if doing == WRITTEN:
            kept = vectors(CELL // LANES * len(self.setting.periods) * self.source.count)
        self.fields.number(keeping=doing)
        if kept is not None:
            self.fields.array(kept_shocks=kept)
        column = cell * CELL - self.first_draw
        self.call(self.fields.table.ctypes.data, cell, inside.start, inside.stop, column)
        if doing == WRITTEN and kept is not None:
            KEPT.done(key, kept)

    def _fill_parameters(self, cell: int, inside: slice) -> None:
        if not self.parameters:
            return
        records = [r for r in self.prepared.drawn if r.name in self.parameters]
        if records:
            rows = self.source.parameters(self.prepared.drawn, self.prepared.centres, cell)
            for record, row in zip(self.prepared.drawn, rows, strict=True):
                if record.name in self.parameters:
                    self.table[self.parameters[record.name]] = row
        first = cell * CELL - self.first_draw
        for name, row in self.given.items():
            if name in self.parameters:
                out = self.table[self.parameters[name]]
                out[:] = self.prepared.scalars[name]
                out[inside] = row[first + inside.start : first + inside.stop]

    def _fill_source(self) -> None:
        f, periods = self.fields, len(self.setting.periods)
        f.number(quarters=periods, shocks=self.source.count, mode=self.source.mode)
        if isinstance(self.source, ShockSource) and self.source.mode != TABLE:
            self._fill_distribution(self.source)
        else:
            self.fed = np.zeros((periods, self.source.count, CELL))
        f.array(fed=self.fed, parameter_table=self.table)

    def _fill_distribution(self, s: ShockSource) -> None:
        starts, columns, weights = [0], [], []
        for _, parts in s.mix:
            columns += [j for j, _ in parts]
            weights += [w for _, w in parts]
            starts.append(len(columns))
        given = self.setting.shocks.T.copy()
        uniform = given[:, s.uniform_rows]
        given[:, s.uniform_rows] = np.where(uniform == 0.5, np.nan, uniform)
        df = s.df if np.isfinite(s.df) else 0.0
        self.fields.number(
            seed=int(np.uint64(s.seed & 0xFFFFFFFFFFFFFFFF).astype(np.int64)), normals=len(s.normal_rows),
            uniforms=len(s.uniform_rows), mixed=len(s.mix), wide=int(df) // 2, square=int(df) % 2,
        )  # fmt: skip
        self.fields.array(
            freedom=real([df]), normal_rows=whole(s.normal_rows), sd=real(s.sd),
            uniform_rows=whole(s.uniform_rows), given=real(given), mix_row=whole([i for i, _ in s.mix]),
            mix_start=whole(starts), mix_at=whole(columns), mix_weight=real(weights),
        )  # fmt: skip
        periods, draws = len(self.setting.periods), self.arrays["status"].shape[0]
        if bytes_of(draws, periods, s.count) <= KEPT.limit:
            said = [s.seed, s.mode, df, periods, s.count, starts, columns, weights]
            said += [x.tolist() for x in (s.normal_rows, s.sd, s.uniform_rows)]
            self.shocks_mark = hashlib.sha256(repr(said).encode()).hexdigest()

    def _fill_programs(self) -> None:
        f, prepared = self.fields, self.prepared
        order = list(prepared.programs)
        numbers: list[RunNumbers] = []
        offsets, total = [], 0
        for pattern in order:
            layout = self.code.programs[pattern][1]
            at = [t for t, p in enumerate(prepared.patterns) if p == pattern]
            if pattern not in self.code.numbers:
                program = prepared.programs[pattern]
                self.code.numbers[pattern] = run_numbers(program, layout, prepared, at)
            numbers.append(self.code.numbers[pattern])
            offsets.append(total)
            total += len(layout.draw)
        self.numbers = numbers
        self.tallies = [
            (np.zeros(len(x.audits) + 1), np.zeros(GUARDS + len(x.guards), dtype=np.int64))
            for x in self.layouts
        ]
        which = [order.index(p) for p in prepared.patterns]
        loaded = [self.code.programs[p][0] for p in order]
        f.number(programs=len(order), parameters=len(self.parameters), draw_size=max(total, 1))
        f.array(
            start=whole([x.address("mg_start") for x in loaded]),
            start_run=whole([x.run.ctypes.data for x in numbers]),
            start_draw=whole(offsets),
            step=whole([loaded[k].address("mg_step") for k in which]),
            run=whole([numbers[k].run.ctypes.data for k in which]),
            quarter=whole([numbers[k].quarter[t].ctypes.data for t, k in enumerate(which)]),
            draw=whole([offsets[k] for k in which]),
            worst=whole([self.tallies[k][0].ctypes.data for k in which]),
            count=whole([self.tallies[k][1].ctypes.data for k in which]),
        )
        self.draw_size = max(total, 1)

    def _fill_scratch(self) -> None:
        f, rows = self.fields, self.layouts[0].rows
        shocks = max(self.source.count, 1)
        deep, past = self.layouts[0].deep, self.prepared.history
        depth = max([1, *(x.depth for x in self.layouts)])
        ring = np.zeros((depth, len(deep)))
        for name, i in deep.items():
            for lag in range(1, min(depth, len(past[name])) + 1):
                ring[-lag % depth, i] = past[name][-lag]
        size = max([1, len(self.parameters), *(x.memory for x in self.layouts)])
        f.number(variables=len(rows), depth=depth, deep=len(deep), slot_size=size)
        f.array(
            history=real([past[n][-1] if n in past else 0.0 for n in rows]),
            deep_history=real(ring),
            deep_rows=whole([rows[n] for n in deep]),
            ring=vectors(BLOCKS * depth * max(len(deep), 1)),
            banks=vectors(2 * BLOCKS * len(rows)),
            bank_table=whole([0] * BLOCKS * (depth + 2)),
            shock_table=vectors(BLOCKS * shocks),
            words=whole([0] * 8 * (shocks + AHEAD)),
            normal_table=vectors(2 * shocks),
            draw_table=vectors(BLOCKS * self.draw_size),
            slots=vectors(BLOCKS * size),
            lanes=vectors(BLOCKS),
            arguments=whole([0] * BLOCKS * len(ARGUMENTS)),
        )

    def _fill_outputs(self) -> None:
        f, rows = self.fields, self.layouts[0].rows
        kept = [(rows[n], i) for i, n in enumerate(self.keep) if n in rows]
        periods = len(self.setting.periods)
        counts = [sum(1 for _, t in self.freed if t < q) for q in range(periods + 1)]
        slots = [self.code.programs[self.prepared.patterns[t]][1].freed[a] for a, t in self.freed]
        f.number(kept=len(kept), stride=self.arrays["status"].shape[0])
        f.number(exact=int(self.arrays["values"].dtype == np.float64))
        f.array(
            keep_row=whole([r for r, _ in kept]), keep_out=whole([i for _, i in kept]),
            values=self.arrays["values"], status=self.arrays["status"], freed=self.arrays["absorbed"],
            freed_from=whole(counts), freed_slot=whole(slots),
        )  # fmt: skip

    def _tally(self) -> Tally:
        tally = Tally()
        for layout, (ident, count) in zip(self.layouts, self.tallies, strict=True):
            for label, worst in zip(layout.audits, ident, strict=False):
                tally.identity[label] = max(tally.identity.get(label, 0.0), float(worst))
            for label, n in zip(layout.guards, count[GUARDS:], strict=True):
                tally.guards[label] = tally.guards.get(label, 0) + int(n)
            tally.guard_cells += int(count[CELLS])
            tally.solves += int(count[SOLVES])
            tally.iterations += int(count[ITERATIONS])
            tally.most = max(tally.most, int(count[MOST]))
        return tally


__all__ = ["KernelWorker", "MachineCode", "compiled", "layout_of"]
