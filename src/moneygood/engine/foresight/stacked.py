"""Solution of all quarters together: expectations are what the model itself delivers.

Newton's method on the stacked quarters. Each linear step runs once forward and once backward through time:
forward, the unknowns of a quarter are eliminated down to the forward-looking ones of the next (what others
expect of it), with a sparse elimination that is written out once and dense matrices only as wide as the
forward-looking variables; backward, values are filled in. Source:
ours, along the lines usual in the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.foresight.shape import Shape, read_shape
from moneygood.engine.foresight.sweep import Sweep
from moneygood.engine.foresight.system import System

TERMINALS = ("given", "steady", "growth")
"""What holds after the last quarter: values as in the table; the last value; the last growth."""

_FLOOR = 1e-2
_CLOSE = 1e-6
_TIGHT = 1e-10
_LIMIT = 60


@dataclass(frozen=True)
class StackedResult:
    """How the solution went: Newton steps, how many of them with a new linearisation, the last step relative
    to the unknowns, and the largest remaining residual in units of its equation."""

    steps: int
    linearised: int
    last_step: float
    residual: float


class StackedSystem:
    """A system compiled for solution of many quarters together; make it once, solve often."""

    def __init__(
        self, system: System, parameters: Mapping[str, float] | None = None, terminal: str = "given"
    ) -> None:
        if terminal not in TERMINALS:
            raise MoneygoodError(
                "E043", f"{terminal!r} is no terminal condition", hint=f"Write {', '.join(TERMINALS)}"
            )
        self.system, self.terminal = system, terminal
        self.shape: Shape = read_shape(system, {**system.parameters, **(parameters or {})})
        self._sweep: Sweep | None = None

    def solve(self, table: np.ndarray, first: int, last: int) -> StackedResult:
        """Solves quarters `first` to `last` - 1 of `table` [quarter, series] in place, all together.

        The table holds a first guess, lags before `first`, outside series, and rows for the longest lead
        after the last quarter (used as they are with terminal condition "given", else written).
        Raises E040 when Newton's method does not converge, E041 when the linearised system has no unique
        solution, E042 for a missing figure.
        """
        sh, n = self.shape, len(self.system.unknowns)
        self._check(table, first, last)
        registers = sh.registers(last - first)
        sweep = self._take_sweep(last - first)
        now = table[first:last, :n]
        self.end(table, last)
        residual = sh.residuals(registers, table, first, last)
        before, linearised, step = np.inf, 0, np.inf
        fresh = True
        for count in range(1, _LIMIT + 1):
            if fresh:
                values = sh.slopes(registers)
                sweep.linearise(values, self._ends(table, last))
                linearised += 1
            change = sweep.step(residual)
            residual, scale = self._move(table, first, last, registers, change)
            step = float(np.max(np.abs(change) * scale / (np.abs(now) + _FLOOR)))
            ratio = step / before if np.isfinite(before) and before > 0 else 1.0
            if (fresh and step < _CLOSE) or step < _TIGHT or (ratio < 0.3 and step * ratio < _TIGHT):
                residual, step = self._polish(table, first, last, registers, sweep.step(residual))
                return StackedResult(count + 1, linearised, step, float(np.max(np.abs(residual))))
            fresh = not (ratio < 0.1 or (count == 1 and step < 0.3)) or scale < 1.0
            before = step
        raise MoneygoodError(
            "E040",
            f"the {last - first} quarters were not solved together (the last step was still {step:.1e})",
            hint="Soften the shock, or let the solution end later",
        )

    def _take_sweep(self, quarters: int) -> Sweep:
        if self._sweep is None or self._sweep.quarters != quarters:
            self._sweep = Sweep(self.shape, quarters)
        return self._sweep

    def _check(self, table: np.ndarray, first: int, last: int) -> None:
        s = self.system
        if first < s.max_lag or last + s.max_lead > len(table) or last <= first:
            raise MoneygoodError(
                "E042",
                f"the solution needs {s.max_lag} quarters before and {s.max_lead} after its span",
            )
        bad = self.shape.missing(table, first, last, self.terminal == "given")
        if bad is not None:
            name, at = bad
            raise MoneygoodError("E042", f"{name} has no figure {_where(at, first, last)}")

    def _move(
        self, table: np.ndarray, first: int, last: int, registers: np.ndarray, change: np.ndarray
    ) -> tuple[np.ndarray, float]:
        """Takes the step, halved until every formula gives a number; returns the residuals and the share."""
        n = change.shape[1]
        start = table[first:last, :n].copy()
        scale = 1.0
        for _ in range(25):
            table[first:last, :n] = start + scale * change
            self.end(table, last)
            residual = self.shape.residuals(registers, table, first, last)
            if np.isfinite(residual).all():
                return residual, scale
            scale *= 0.5
        raise MoneygoodError("E040", "no step of Newton's method keeps every formula a number")

    def _polish(
        self, table: np.ndarray, first: int, last: int, registers: np.ndarray, change: np.ndarray
    ) -> tuple[np.ndarray, float]:
        """A last step with the linearisation at hand, so that values near zero are exact to rounding too."""
        residual, scale = self._move(table, first, last, registers, change)
        now = table[first:last, : change.shape[1]]
        return residual, float(np.max(np.abs(change) * scale / (np.abs(now) + _FLOOR)))

    def end(self, table: np.ndarray, last: int) -> None:
        """Writes the values after the last quarter by the terminal condition."""
        if self.terminal == "given":
            return
        for i, longest in self.shape.forward:
            for j in range(1, longest + 1):
                table[last - 1 + j, i] = self._after(table[last - 1, i], table[last - 2, i], j)[0]

    def _after(self, now: float, before: float, j: int) -> tuple[float, float, float]:
        """A value `j` quarters after the last one, and its derivatives to the last two values."""
        if self.terminal == "steady":
            return now, 1.0, 0.0
        if now > 0.0 and before > 0.0:
            g = (now / before) ** j
            return now * g, (1 + j) * g, -j * g * now / before
        return now + j * (now - before), 1.0 + j, -float(j)

    def _ends(self, table: np.ndarray, last: int) -> np.ndarray | None:
        """The derivatives [lead, (to the last value, to the one before)] of the values after the end."""
        if self.terminal == "given":
            return None
        rows = [
            self._after(table[last - 1, i], table[last - 2, i], j)[1:]
            for i, longest in self.shape.forward
            for j in range(1, longest + 1)
        ]
        return np.array(rows).reshape(-1, 2)


def _where(at: int, first: int, last: int) -> str:
    if at < first:
        return f"{first - at} quarters before the first"
    return f"in quarter {at - first + 1} of the solution" if at < last else f"{at - last + 1} after the last"
