"""One deterministic path, solved tightly."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import NON_FINITE
from moneygood.engine.numpy.machine import Machine
from moneygood.engine.numpy.newton import Newton
from moneygood.engine.numpy.state import BoundProgram, Tally
from moneygood.engine.program.prepare import Prepared, prepare
from moneygood.engine.program.program import Program
from moneygood.engine.setting import PathSolution, Setting

if TYPE_CHECKING:
    from moneygood.core.periods import Quarter
    from moneygood.model.model import Model

_IDLE: list[Machine] = []
"""Machines that have solved a path, for the next one with the same programs."""
_IDLE_KEPT = 6
_LOCK = threading.Lock()

TIGHT = Newton(tolerance=1e-12, accept=1e-10, limit=60, refresh=1, identities=1.0)


class UnsolvedPath(MoneygoodError):
    """A path that has no solution from `quarter` on."""

    def __init__(self, code: str, message: str, quarter: Quarter, hint: str | None = None) -> None:
        super().__init__(code, message, None, hint)
        self.quarter = quarter

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.code, self.message, self.quarter, self.hint)


def solve_path(model: Model, setting: Setting, *, keep_refs: bool = False) -> PathSolution:
    """The path of every variable under `setting`, with shocks as given and no draws.

    x(t) solves all equations of quarter t given x(t-1), x(t-2), ...; held variables have their values and
    their absorbers come back in `shocks` or `adds`. With `keep_refs` the values of all channels come back
    too, to serve as `references` of runs with mechanisms off.

    Raises E001 when a simultaneous block has no solution, E009 when a formula gives no number (both exit 3),
    E002 to E008 for a setting that cannot be run. Source: ours.
    """
    prepared = prepare(model, setting, channels=keep_refs)
    machine = _machine_for(model, prepared)
    t_all = len(setting.periods)
    values = np.array(setting.exogenous, dtype=np.float64)
    shocks, adds = setting.shocks.copy(), setting.adds.copy()
    references = np.full((len(model.vias), t_all), np.nan) if keep_refs else None
    iterations = np.zeros(t_all, dtype=np.int64)
    residuals = np.zeros(t_all)
    shock_row = {n: i for i, n in enumerate(model.shocks)}
    add_row = {e.label: i for i, e in enumerate(model.behavioural)}
    stored = {p: _stored_rows(model, machine, q) for p, q in prepared.programs.items()}
    with np.errstate(all="ignore"):
        machine.reset(prepared.history, {})
        for t, pattern in enumerate(prepared.patterns):
            machine.shocks[:, 0] = setting.shocks[:, t]
            tally = machine.tally
            tally.most, tally.worst_residual = 0, 0.0
            b = machine.step(pattern, t, prepared.numbers[t])
            rows, banked = stored[pattern]
            values[rows, t] = b.bank[banked, 0]
            if machine.status[0]:
                raise _failure(model, setting, machine, values, t)
            for name, v in b.program.freed.items():
                if name.startswith("add_"):
                    adds[add_row[name[4:]], t] = number(b, v)
                else:
                    shocks[shock_row[name], t] = number(b, v)
            if references is not None:
                references[:, t] = [number(b, v) for v in b.program.channels]
            iterations[t], residuals[t] = tally.most, tally.worst_residual
            machine.advance(b, t)
    with _LOCK:
        _IDLE.append(machine)
        del _IDLE[:-_IDLE_KEPT]
    return PathSolution(
        names=tuple(model.variables),
        periods=tuple(setting.periods),
        values=values,
        shocks=shocks,
        adds=adds,
        references=references,
        iterations=iterations,
        residuals=residuals,
        identity_error={n: 0.0 for p in prepared.programs.values() for n in p.proved}
        | machine.tally.identity,
    )


def _machine_for(model: Model, prepared: Prepared) -> Machine:
    """A machine of width one for a prepared run: one that has solved the same programs, or a new one.

    Tying a program to a machine's arrays takes longer than many a path. `reset` starts it as it does a new
    block of draws, so that no figure hangs on what it did before.
    """
    shocks = list(model.shocks)
    with _LOCK:
        for i, idle in enumerate(_IDLE):
            same = idle.programs.keys() == prepared.programs.keys() and all(
                idle.programs[p] is q for p, q in prepared.programs.items()
            )
            if same and idle.scalars == prepared.scalars and list(idle.shock_row) == shocks:
                machine = _IDLE.pop(i)
                machine.scale, machine.tally = prepared.scale, Tally()
                return machine
    return make_machine(model, prepared, 1, TIGHT)


def make_machine(model: Model, prepared: Prepared, width: int, newton: Newton) -> Machine:
    """A machine for `width` draws of a prepared run."""
    constants = prepared.scalars
    return Machine(prepared.programs, width, model.shocks, constants, prepared.scale, newton)


def _stored_rows(model: Model, machine: Machine, program: Program) -> tuple[list[int], list[int]]:
    """The rows of this quarter's variables in the model, and in the banks of the machine."""
    names = list(program.current)
    return [model.row(n) for n in names], [machine.bank_row[n] for n in names]


def number(b: BoundProgram, v: int) -> float:
    """The value of number `v` on a machine of width one."""
    return float(b.where[v].item())


def _failure(model: Model, setting: Setting, machine: Machine, values: np.ndarray, t: int) -> UnsolvedPath:
    quarter = setting.periods[t]
    current = next(iter(machine.programs.values())).current
    bad = [n for n in current if not np.isfinite(values[model.row(n), t])]
    if machine.status[0] == NON_FINITE:
        names = ", ".join(bad[:5]) or "a trial solution"
        return UnsolvedPath("E009", f"no finite value for {names} in {quarter}", quarter)
    block, worst = machine.tally.failed_block, machine.tally.failed_residual
    return UnsolvedPath(
        "E001",
        f"the block of {block} was not solved in {quarter} (residual {worst:.1e})",
        quarter,
        "Soften the imposed path or shock of that quarter",
    )
