"""One deterministic path, solved tightly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import NON_FINITE
from moneygood.engine.numpy.machine import Machine
from moneygood.engine.numpy.newton import Newton
from moneygood.engine.one_path import OnePath
from moneygood.engine.program.prepare import Prepared, prepare
from moneygood.engine.setting import PathSolution, Setting

if TYPE_CHECKING:
    from moneygood.core.periods import Quarter
    from moneygood.model.model import Model

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
    t_all = len(setting.periods)
    values = np.array(setting.exogenous, dtype=np.float64)
    shocks, adds = setting.shocks.copy(), setting.adds.copy()
    references = np.full((len(model.vias), t_all), np.nan) if keep_refs else None
    iterations = np.zeros(t_all, dtype=np.int64)
    residuals = np.zeros(t_all)
    shock_row = {n: i for i, n in enumerate(model.shocks)}
    add_row = {e.label: i for i, e in enumerate(model.behavioural)}
    rows = {p: [model.row(n) for n in own.current] for p, own in prepared.programs.items()}
    with np.errstate(all="ignore"):
        path = OnePath(prepared.programs, prepared.scalars, prepared.scale, prepared.history, TIGHT)
        for t, pattern in enumerate(prepared.patterns):
            imposed = dict(zip(shock_row, setting.shocks[:, t].tolist(), strict=True))
            v = path.step(pattern, prepared.numbers[t], imposed)
            program = prepared.programs[pattern]
            values[rows[pattern], t] = [v[i] for i in program.current.values()]
            if path.status:
                raise _failure(model, setting, path, program.current, values, t)
            for name, i in program.freed.items():
                if name.startswith("add_"):
                    adds[add_row[name[4:]], t] = v[i]
                else:
                    shocks[shock_row[name], t] = v[i]
            if references is not None:
                references[:, t] = [v[i] for i in program.channels]
            iterations[t], residuals[t] = path.most, path.worst
    return PathSolution(
        names=tuple(model.variables),
        periods=tuple(setting.periods),
        values=values,
        shocks=shocks,
        adds=adds,
        references=references,
        iterations=iterations,
        residuals=residuals,
        identity_error={n: 0.0 for p in prepared.programs.values() for n in p.proved} | path.identity,
    )


def make_machine(model: Model, prepared: Prepared, width: int, newton: Newton) -> Machine:
    """A machine for `width` draws of a prepared run."""
    constants = prepared.scalars
    return Machine(prepared.programs, width, model.shocks, constants, prepared.scale, newton)


def _failure(
    model: Model, setting: Setting, path: OnePath, current: Mapping[str, Any], values: np.ndarray, t: int
) -> UnsolvedPath:
    quarter = setting.periods[t]
    bad = [n for n in current if not np.isfinite(values[model.row(n), t])]
    if path.status == NON_FINITE:
        names = ", ".join(bad[:5]) or "a trial solution"
        return UnsolvedPath("E009", f"no finite value for {names} in {quarter}", quarter)
    block, worst = path.failed_block, path.failed_residual
    return UnsolvedPath(
        "E001",
        f"the block of {block} was not solved in {quarter} (residual {worst:.1e})",
        quarter,
        "Soften the imposed path or shock of that quarter",
    )
