"""Draws through the NumPy machine: what one worker does with its pieces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.engine.numpy.machine import Machine
from moneygood.engine.numpy.newton import Newton
from moneygood.engine.numpy.state import Tally
from moneygood.engine.program.prepare import Prepared
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.sources import AbstractShockSource
from moneygood.engine.setting import Setting
from moneygood.engine.solve_path import make_machine
from moneygood.engine.workers.pool import Piece

if TYPE_CHECKING:
    from moneygood.model.model import Model

NEWTON = Newton()


@dataclass
class Job:
    """What every worker reads, and the arrays that all of them fill, each its own draws."""

    model: Model
    setting: Setting
    prepared: Prepared
    source: AbstractShockSource
    keep: tuple[str, ...]
    first_draw: int
    draws: int
    values: np.ndarray
    status: np.ndarray
    absorbed: np.ndarray
    freed: list[tuple[str, int]]
    given: Mapping[str, np.ndarray]


class TapeWorker:
    """Simulates pieces one after another, with a machine per width."""

    def __init__(self, job: Job) -> None:
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
        table = np.empty((len(records), piece.end - piece.begin))
        for cell, inside, outside in piece.cells():
            table[:, outside] = self.job.source.parameters(records, centres, cell)[:, inside]
        return {r.name: table[i] for i, r in enumerate(records)} | given

    def _shocks(self, machine: Machine, piece: Piece, t: int) -> None:
        """Random shocks plus the imposed ones; uniforms that are imposed replace the draw."""
        job = self.job
        for cell, inside, outside in piece.cells():
            if inside.stop - inside.start == CELL:
                job.source.cell(t, cell, machine.shocks[:, outside])
            else:
                machine.shocks[:, outside] = job.source.cell(t, cell)[:, inside]
        job.source.impose(machine.shocks, job.setting.shocks[:, t])
