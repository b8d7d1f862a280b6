"""Runs programs on a block of draws: state and lags, the instruction tape, Newton's loop, the checks.

Every operation is elementwise over the draws of the block and a draw that has converged is frozen, so a
draw's figures never depend on its neighbours or on the width of the block.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from moneygood.core.paths import NON_FINITE
from moneygood.engine.numpy.newton import Newton, solve_block
from moneygood.engine.numpy.state import AUDIT, STRAIGHT, BoundProgram, MachineState
from moneygood.engine.program.program import Audit, Key, Program
from moneygood.engine.program.tape import Tape, run


class Machine(MachineState):
    """Moves a block of draws on by a quarter at a time; `newton` says when a block counts as solved."""

    def __init__(
        self,
        programs: Mapping[Any, Program],
        width: int,
        shock_names: Iterable[str],
        scalars: Mapping[str, float],
        scale: Mapping[str, float],
        newton: Newton,
    ) -> None:
        super().__init__(programs, width, shock_names, scalars, scale)
        self.newton = newton

    def step(self, key: Any, t: int, numbers: Mapping[Key, float]) -> BoundProgram:
        """Solves quarter number `t` (0, 1, ...) under the program `key`; `numbers` are its own scalars."""
        b = self.bind(key, t % 2)
        for name, cell in self.numbers.items():
            if name in numbers:
                cell[()] = numbers[name]
        run(b.quarter_tape)
        for item in b.main:
            if item[0] == STRAIGHT:
                run(item[1])
            elif item[0] == AUDIT:
                self._audit(b, *item[1:])
            else:
                solve_block(self.newton, self, b, *item[1:])
        self._check_finite(b)
        self._count_guards(b)
        return b

    def _audit(self, b: BoundProgram, audit: Audit, tape: Tape, terms: Tape, left: Any, right: Any) -> None:
        run(tape)
        worst = self.tally.identity.setdefault(audit.label, 0.0)
        if self.width == 1 and left.item() == right.item():  # what follows, at a tenth of the time
            return
        unequal = self.flags[2]
        np.not_equal(left, right, out=unequal)
        np.logical_and(unequal, self.alive, out=unequal)
        if not unequal.any():
            return
        run(terms)
        miss, largest = self.floats[0], self.floats[1]
        np.absolute(b.where[audit.residual], miss)
        largest[:] = 0.0
        for v in audit.terms:
            np.absolute(b.where[v], self.floats[2])
            np.maximum(largest, self.floats[2], out=largest)
        np.divide(miss, largest, miss)
        np.logical_and(unequal, np.isfinite(miss), out=unequal)  # what is not finite fails the draw below
        self.tally.identity[audit.label] = max(worst, float(np.max(miss, where=unequal, initial=0.0)))

    def _check_finite(self, b: BoundProgram) -> None:
        total = self.floats[2]
        np.add.reduce(b.bank, axis=0, out=total)
        for v in b.program.freed.values():
            np.add(total, b.where[v], total)
        finite = np.isfinite(total)
        if not finite.all():
            self.fail(~finite, NON_FINITE)

    def _count_guards(self, b: BoundProgram) -> None:
        tally = self.tally
        if b.program.guards:
            tally.guard_cells += int(np.count_nonzero(self.alive))
        low, high = self.flags[0], self.flags[1]
        for label, raw, lo, hi in b.program.guards:
            np.less(b.where[raw], b.where[lo], out=low)
            np.greater(b.where[raw], b.where[hi], out=high)
            np.logical_or(low, high, out=low)
            np.logical_and(low, self.alive, out=low)
            tally.guards[label] = tally.guards.get(label, 0) + int(np.count_nonzero(low))
