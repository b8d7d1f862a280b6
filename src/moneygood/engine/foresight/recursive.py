"""Solution quarter by quarter, on many lanes: the past is known and leads are given."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.foresight.compiled import kernels
from moneygood.engine.foresight.ordering import Elimination, eliminate
from moneygood.engine.foresight.plan import QuarterWork
from moneygood.engine.foresight.system import System
from moneygood.engine.foresight.tape import Tape, has_steps
from moneygood.model.graph import Node, derivative_to, leaves, reachable

TOLERANCE = np.array([1e-10, 1e-12, 1e-2, 60.0, 1e-6])
"""A lane has converged when its step relative to the unknown (plus the third number) is below the first with
a new Jacobian (the error is then its square), or below the second with an old one; the fourth is the limit of
steps, after which a lane whose steps rounding keeps above the first is good if they are below the last."""


class Recursive:
    """A system compiled for solution quarter by quarter; make it once, solve often."""

    def __init__(self, system: System, parameters: Mapping[str, float] | None = None) -> None:
        self.system = system
        self._tape = Tape({**system.parameters, **(parameters or {})})
        self._rows: list[tuple[list[int], list[int], list[bool]]] = []
        self.plan = self._compile()
        self.ops = self._tape.arrays()
        self._orders: dict[object, tuple[Elimination, ...]] = {}

    @property
    def blocks(self) -> tuple[int, ...]:
        """How many unknowns each simultaneous block has."""
        return tuple(np.diff(self.plan.unknown_at).tolist())

    def solve(
        self, table: np.ndarray, first: int, last: int, *, pattern: object = None
    ) -> tuple[np.ndarray, int]:
        """Solves quarters `first` to `last` - 1 of `table` [quarter, series, lane] in place.

        The table holds a first guess of the unknowns, lags before `first`, outside series, and leads where
        the system has any. Returns the status [lane] (-1 well, else the quarter that failed) and the most
        Newton steps. `pattern` names what differs in structure, such as the targets that bind: a pivot order
        is kept for each. Raises E041 when the Jacobian of the first quarter is singular.
        """
        guess = table[first:last, : len(self.system.unknowns)].copy()
        if pattern not in self._orders:
            self._orders[pattern] = self._order(table, first)
        status, most = self._run(self._orders[pattern], table, first, last)
        for lane in np.flatnonzero(status >= 0):  # once more, with a pivot order of the quarter that failed
            status[lane], steps = self._again(table, guess, first, last, int(lane), int(status[lane]))
            most = max(most, steps)
        return status, most

    def _again(
        self, table: np.ndarray, guess: np.ndarray, first: int, last: int, lane: int, failed: int
    ) -> tuple[int, int]:
        alone = table[:, :, lane : lane + 1].copy()
        n = guess.shape[1]
        for start in (guess[failed - first, :, lane], alone[failed - 1, :n, 0]):
            alone[failed:last, :n, 0] = guess[failed - first :, :, lane]
            alone[failed, :n, 0] = start
            try:
                orders = self._order(alone, failed)
            except MoneygoodError:
                continue
            status, most = self._run(orders, alone, failed, last)
            if status[0] < 0:
                table[failed:last, :n, lane] = alone[failed:last, :n, 0]
                return -1, most
        return failed, 0

    def _run(
        self, orders: tuple[Elimination, ...], table: np.ndarray, first: int, last: int
    ) -> tuple[np.ndarray, int]:
        width = table.shape[2]
        reg = self._tape.registers(width)
        largest = max([*self.blocks, 1])
        size = max([e.size for e in orders] + [1])
        mat = np.zeros((size, width))
        y, x, step = (np.zeros((largest, width)) for _ in range(3))
        active, settled = (np.zeros(width, dtype=np.bool_) for _ in range(2))
        backs = np.zeros(width, dtype=np.int64)
        status = np.full(width, -1, dtype=np.int64)
        given = orders or (_nothing(),)
        most = kernels().solve_quarters(
            self.plan, given, self.ops, reg, table, first, last, status, mat, y, x, step, active, settled,
            backs, TOLERANCE,
        )  # fmt: skip
        return status, int(most)

    def _compile(self) -> QuarterWork:
        system, tape, graph = self.system, self._tape, self.system.graph
        state = [tape.leaf(name, 0) for name in system.unknowns]
        begin, end, kind = [], [], []
        unknown_at, jacobian_at = [0], [0]
        unknown, residual, jacobian, res_begin, res_end, jac_end = ([] for _ in range(6))
        at = 0
        for step in system.steps():
            if step.value is not None:
                tape.add([step.value])
                tape.copy(step.value, state[step.unknowns[0]])
                continue
            own = [graph.var(system.unknowns[u], 0) for u in step.unknowns]
            rest = [system.residuals[e] for e in step.equations]
            tape.add(_given_parts(rest, own))
            begin.append(at)
            end.append(len(tape.rows))
            kind.append(len(res_begin))
            res = tape.add(rest)
            rows, columns, slopes = _slopes(graph, rest, own)
            _, at = tape.add(slopes)
            self._rows.append((rows, columns, [has_steps(s) for s in slopes]))
            res_begin.append(res[0])
            res_end.append(res[1])
            jac_end.append(at)
            unknown.extend(state[u] for u in step.unknowns)
            residual.extend(tape.of(r) for r in rest)
            unknown_at.append(len(unknown))
            jacobian.extend(tape.of(s) for s in slopes)
            jacobian_at.append(len(jacobian))
        begin.append(at)
        end.append(len(tape.rows))
        kind.append(-1)
        names = list(tape.leaves.items())
        arrays = (
            [i for _, i in names], [system.row[n] for (n, _), _ in names], [lag for (_, lag), _ in names],
            state, begin, end, kind, unknown_at, unknown, residual, res_begin, res_end, jac_end,
            jacobian_at, jacobian,
        )  # fmt: skip
        return QuarterWork(*(np.array(a, dtype=np.int32) for a in arrays))

    def _order(self, table: np.ndarray, t: int) -> tuple[Elimination, ...]:
        """Pivot orders judged on the Jacobians at the guess of quarter `t`, first lane."""
        run_tape = kernels().run_tape
        reg = self._tape.registers(1)
        p = self.plan
        reg[p.leaf, 0] = table[t - p.leaf_lag, p.leaf_row, 0]
        with np.errstate(all="ignore"):
            for s in range(len(p.kind)):
                run_tape(self.ops, p.begin[s], p.end[s], reg)
                q = int(p.kind[s])
                if q >= 0:
                    run_tape(self.ops, p.residual_begin[q], p.jacobian_end[q], reg)
        out = []
        for q, (rows, columns, steps) in enumerate(self._rows):
            values = reg[p.jacobian[p.jacobian_at[q] : p.jacobian_at[q + 1]], 0]
            if not np.isfinite(values).all():
                raise MoneygoodError("E042", "the first guess gives no finite derivative of some equation")
            n = int(p.unknown_at[q + 1] - p.unknown_at[q])
            out.append(eliminate(rows, columns, values, n, n, steps))
        return tuple(out)


def _nothing() -> Elimination:
    none = np.zeros(0, dtype=np.int32)
    one = np.zeros(1, dtype=np.int32)
    return Elimination(0, none, none, none, none, one, none, none, one, none, none, one, none, none)


def _given_parts(rest: list[Node], own: list[Node]) -> list[Node]:
    """What the residuals use that does not depend on the block's own unknowns, and so is computed once."""
    depends = {u.id for u in own}
    given: list[Node] = []
    for n in reachable(*rest):
        if any(a.id in depends for a in n.args):
            depends.add(n.id)
            given.extend(a for a in n.args if a.id not in depends)
    return given


def _slopes(graph, rest: list[Node], own: list[Node]) -> tuple[list[int], list[int], list[Node]]:
    """The block's Jacobian: rows, columns and expressions of its elements."""
    number = {u: i for i, u in enumerate(own)}
    rows, columns, slopes = [], [], []
    for i, r in enumerate(rest):
        for leaf in sorted((x for x in leaves(r) if x in number), key=lambda x: number[x]):
            rows.append(i)
            columns.append(number[leaf])
            slopes.append(derivative_to(graph, r, leaf))
    return rows, columns, slopes
