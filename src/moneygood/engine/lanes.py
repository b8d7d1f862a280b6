"""Many paths side by side, each lane with shocks and parameters of its own: for taking a run apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.paths import NON_FINITE
from moneygood.engine.numpy.machine import Machine
from moneygood.engine.numpy.newton import Newton
from moneygood.engine.numpy.state import Tally
from moneygood.engine.program.prepare import Prepared, prepare
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.sources import ShockSource, parameter_rows
from moneygood.engine.setting import Setting
from moneygood.engine.solve_path import TIGHT, make_machine
from moneygood.engine.workers.pool import LocalWorkers, Piece, Share, run_pieces, worker_count

if TYPE_CHECKING:
    from moneygood.model.model import Model, Parameter

WIDTH = 2 * CELL
"""Lanes worked on at a time."""

WORTH_SHARING = CELL // 4
"""Fewer lanes than this are not shared among workers."""


@dataclass(frozen=True)
class Lanes:
    """Paths [variable, quarter, lane] of the variables `names`, and the `status` [lane] of `Paths`."""

    names: tuple[str, ...]
    values: np.ndarray
    status: np.ndarray


def solve_lanes(
    model: Model,
    setting: Setting,
    shocks: Callable[[int, slice], np.ndarray],
    parameters: Mapping[str, np.ndarray],
    width: int,
    keep: Sequence[str],
    *,
    newton: Newton = TIGHT,
    threads: int = 0,
    history: Mapping[str, np.ndarray] | None = None,
) -> Lanes:
    """Paths of `keep` in `width` lanes.

    `shocks(t, lanes)` gives all shocks [shock, lane] of quarter number t for a range of lanes, in the units
    of the records (uniforms on 0..1), in the place of ``setting.shocks``; `parameters` has a value per lane
    [lane]. `history` gives variables a past of their own in every lane [quarter before the first, lane], in
    the place of the setting's. Nothing is drawn here. Lanes never see one another; `threads` never changes a
    figure. Lanes that fail keep their place with their status. Raises E005 for an unknown variable and what
    `prepare` raises.
    """
    names = tuple(keep)
    for name in names:
        if name not in model.variables:
            hint = did_you_mean(name, model.variables)
            raise MoneygoodError("E005", f"there is no variable {name!r} to keep", hint=hint)
    prepared = prepare(model, setting, given=frozenset(parameters))
    workers = worker_count(threads) if width > WORTH_SHARING else 1
    step = min(WIDTH, -(-width // workers))
    pieces = [Piece(a, min(a + step, width)) for a in range(0, width, step)]
    shapes = {
        "values": ((len(names), len(setting.periods), width), np.float64),
        "status": ((width,), np.uint8),
    }

    def make(arrays: dict[str, np.ndarray], share: Share) -> Callable[[Piece], Tally]:
        return lambda piece: _solve(
            model, setting, prepared, shocks, parameters, history or {}, names, newton, arrays, piece
        )

    own = LocalWorkers(min(workers, len(pieces)))
    arrays, _ = run_pieces(make, pieces, own, shapes, None, Share(Piece(0, width)))
    return Lanes(names, arrays["values"], arrays["status"])


def _solve(
    model: Model,
    setting: Setting,
    prepared: Prepared,
    shocks: Callable[[int, slice], np.ndarray],
    parameters: Mapping[str, np.ndarray],
    history: Mapping[str, np.ndarray],
    names: tuple[str, ...],
    newton: Newton,
    arrays: dict[str, np.ndarray],
    piece: Piece,
) -> Tally:
    at = slice(piece.begin, piece.end)
    machine: Machine = make_machine(model, prepared, piece.end - piece.begin, newton)
    values = arrays["values"]
    made = {n for p in prepared.programs.values() for n in p.current}
    for i, name in enumerate(names):
        if name not in made:
            values[i, :, at] = setting.exogenous[model.row(name)][:, None]
    with np.errstate(all="ignore"):
        past = {n: history[n][:, at] if n in history else row for n, row in prepared.history.items()}
        machine.reset(past, {n: row[at] for n, row in parameters.items()})
        for t, pattern in enumerate(prepared.patterns):
            machine.shocks[:] = shocks(t, at)
            b = machine.step(pattern, t, prepared.numbers[t])
            for i, name in enumerate(names):
                if name in made:
                    values[i, t, at] = b.where[b.program.current[name]]
            machine.advance(b, t)
    status = machine.status
    bad = ~np.isfinite(values[:, :, at]).all(axis=(0, 1)) & (status == 0)
    arrays["status"][at] = np.where(bad, NON_FINITE, status)
    return machine.tally


class DrawnShocks:
    """The random shocks of numbered draws, as a stochastic run with the same seed has them."""

    def __init__(self, model: Model, seed: int, distribution: str | None = None) -> None:
        self.source = ShockSource(model, seed, distribution or model.distribution.kind)
        self.seed = seed
        self._cells: dict[tuple[int, int], np.ndarray] = {}

    def quarter(self, t: int, draws: np.ndarray) -> np.ndarray:
        """All shocks [shock, draw] of quarter number t for the draws of these numbers."""
        out = np.empty((self.source.count, len(draws)))
        cells = draws // CELL
        for cell in np.unique(cells):
            mine = np.flatnonzero(cells == cell)
            out[:, mine] = self._cell(t, int(cell))[:, draws[mine] - cell * CELL]
        return out

    def _cell(self, t: int, cell: int) -> np.ndarray:
        found = self._cells.get((t, cell))
        if found is None:
            if len(self._cells) >= 8:
                self._cells.pop(next(iter(self._cells)))
            found = self._cells[(t, cell)] = self.source.cell(t, cell)
        return found

    def parameters(self, records: list[Parameter], centres: list[float], draws: np.ndarray) -> np.ndarray:
        """Values [parameter, draw] drawn around `centres` for the draws of these numbers."""
        out = np.empty((len(records), len(draws)))
        cells = draws // CELL
        for cell in np.unique(cells):
            mine = np.flatnonzero(cells == cell)
            rows = parameter_rows(records, centres, self.seed, int(cell))
            out[:, mine] = rows[:, draws[mine] - cell * CELL]
        return out
