"""Where the derivatives of a system with leads stand: this quarter, the past, the future."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.engine.foresight.compiled import kernels
from moneygood.engine.foresight.system import System
from moneygood.engine.foresight.tape import Tape, has_steps
from moneygood.model.graph import derivatives_to


@dataclass(frozen=True)
class Elements:
    """Derivatives at (`rows`, `columns`), each taken from register `at`; those with `steps` may vanish."""

    rows: np.ndarray
    columns: np.ndarray
    at: np.ndarray
    steps: np.ndarray


@dataclass(frozen=True)
class Residuals:
    """A system's equations on a tape: how far each is from holding."""

    system: System
    tape: Tape
    ops: np.ndarray
    residual_end: int
    residual_at: np.ndarray

    def registers(self, quarters: int) -> np.ndarray:
        """Registers with a lane for each quarter."""
        return self.tape.registers(quarters)

    def residuals(self, registers: np.ndarray, table: np.ndarray, first: int, last: int) -> np.ndarray:
        """The residuals [quarter, equation] of a table [quarter, series]; `registers` are left filled."""
        for (name, lag), at in self.tape.leaves.items():
            registers[at] = table[first - lag : last - lag, self.system.row[name]]
        kernels().run_tape(self.ops, 0, self.residual_end, registers)
        return registers[self.residual_at].T

    def missing(self, table: np.ndarray, first: int, last: int, with_ends: bool) -> tuple[str, int] | None:
        """A series and quarter without a figure that the equations need."""
        unknowns = set(self.system.unknowns)
        for name, lag in self.tape.leaves:
            end = last - lag if with_ends or name not in unknowns else min(last - lag, last)
            column = table[first - lag : end, self.system.row[name]]
            bad = np.flatnonzero(~np.isfinite(column))
            if len(bad):
                return name, first - lag + int(bad[0])
        return None


def read_residuals(system: System, parameters: Mapping[str, float]) -> Residuals:
    """The residuals of a system alone, without derivatives."""
    tape = Tape(parameters)
    _, end = tape.add(system.residuals)
    return Residuals(system, tape, tape.arrays(), end, np.array([tape.of(r) for r in system.residuals]))


@dataclass(frozen=True)
class Shape(Residuals):
    """A system's residuals and derivatives on a tape, and the places of the derivatives.

    `forward` are (unknown, longest lead); `leads` and `lags` list (unknown, distance) in the order of their
    columns, distances running up from 1 for each unknown. `inner` has the columns of unknowns that are not
    forward-looking (numbered by `inner_of`), `ahead` those of the forward-looking ones, `past` and `future`
    those of `lags` and `leads`.
    """

    forward: tuple[tuple[int, int], ...]
    leads: tuple[tuple[int, int], ...]
    lags: tuple[tuple[int, int], ...]
    inner_of: np.ndarray
    inner: Elements
    ahead: Elements
    past: Elements
    future: Elements

    def slopes(self, registers: np.ndarray) -> np.ndarray:
        """Runs the derivatives too, at the point of the last `residuals`; gives the registers back."""
        kernels().run_tape(self.ops, self.residual_end, len(self.ops), registers)
        return registers


def read_shape(system: System, parameters: Mapping[str, float]) -> Shape:
    """The shape of a system, its residuals and derivatives on one tape."""
    tape = Tape(parameters)
    _, residual_end = tape.add(system.residuals)
    n = len(system.unknowns)
    longest_lead, longest_lag = [0] * n, [0] * n
    users: dict[tuple[str, int], list[int]] = {}
    for e, own in enumerate(system.leaves):
        for name, lag in own:
            i = system.row[name]
            if i < n:
                users.setdefault((name, lag), []).append(e)
                longest_lead[i], longest_lag[i] = max(longest_lead[i], -lag), max(longest_lag[i], lag)
    forward = tuple((i, k) for i, k in enumerate(longest_lead) if k)
    for i, _ in forward:
        longest_lag[i] = max(longest_lag[i], 1)
    leads = tuple((i, j) for i, k in forward for j in range(1, k + 1))
    lags = tuple((i, j) for i, k in enumerate(longest_lag) for j in range(1, k + 1))
    inner_names = [i for i in range(n) if not longest_lead[i]]
    inner_of = np.full(n, -1)
    inner_of[inner_names] = np.arange(len(inner_names))
    place = {
        "inner": {i: c for c, i in enumerate(inner_names)},
        "ahead": {i: c for c, (i, _) in enumerate(forward)},
        "past": {key: c for c, key in enumerate(lags)},
        "future": {key: c for c, key in enumerate(leads)},
    }
    found: dict[str, list[tuple[int, int, int, int]]] = {k: [] for k in place}
    for (name, lag), equations in sorted(users.items()):
        leaf = system.graph.var(name, lag)
        slopes = derivatives_to(system.graph, [system.residuals[e] for e in equations], leaf)
        tape.add(slopes)
        i = system.row[name]
        kind = "past" if lag > 0 else "future" if lag < 0 else "ahead" if longest_lead[i] else "inner"
        key = i if lag == 0 else (i, abs(lag))
        column = place[kind][key]  # type: ignore[index]
        found[kind].extend(
            (e, column, tape.of(s), int(has_steps(s))) for e, s in zip(equations, slopes, strict=True)
        )
    parts = {k: _elements(rows) for k, rows in found.items()}
    return Shape(
        system=system, tape=tape, ops=tape.arrays(), residual_end=residual_end,
        residual_at=np.array([tape.of(r) for r in system.residuals]),
        forward=forward, leads=leads, lags=lags, inner_of=inner_of, **parts,
    )  # fmt: skip


def _elements(rows: list[tuple[int, int, int, int]]) -> Elements:
    table = np.array(sorted(rows), dtype=np.int32).reshape(-1, 4)
    return Elements(*(np.ascontiguousarray(table[:, k]) for k in range(4)))
