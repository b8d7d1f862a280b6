"""The inner loops. They know no model: one translation to machine code, kept on disk, serves all of them.

They are plain Python of the small part that `translate` understands; `compiled` turns them into machine code.

A lane is a path (stochastic simulation) or a quarter (stacked time); registers are [register, lane] and every
operation runs over all lanes, so that the cost of reading an operation is shared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from moneygood.engine.foresight.ordering import Elimination
from moneygood.engine.foresight.plan import QuarterWork

Ints: TypeAlias = np.ndarray
Ints2: TypeAlias = np.ndarray
Longs: TypeAlias = np.ndarray
Bools: TypeAlias = np.ndarray
Floats: TypeAlias = np.ndarray
Floats2: TypeAlias = np.ndarray
Floats3: TypeAlias = np.ndarray
ManyElimination: TypeAlias = Sequence[Elimination]


def lanes(count: int) -> range:
    """`range(count)`, whose turns touch nothing that another turn touches."""
    return range(count)


def run_tape(ops: Ints2, begin: int, end: int, reg: Floats2) -> None:
    """Runs operations `begin` to `end` of [operation, (code, first, second, result)] on the registers."""
    width = reg.shape[1]
    for i in range(begin, end):
        code, a, b, d = ops[i, 0], ops[i, 1], ops[i, 2], ops[i, 3]
        if code == 3:
            for w in lanes(width):
                reg[d, w] = reg[a, w] * reg[b, w]
        elif code == 1:
            for w in lanes(width):
                reg[d, w] = reg[a, w] + reg[b, w]
        elif code == 2:
            for w in lanes(width):
                reg[d, w] = reg[a, w] - reg[b, w]
        elif code == 4:
            for w in lanes(width):
                reg[d, w] = reg[a, w] / reg[b, w]
        elif code == 5:
            for w in lanes(width):
                reg[d, w] = -reg[a, w]
        elif code == 6:
            for w in lanes(width):
                reg[d, w] = math.log(reg[a, w])
        elif code == 7:
            for w in lanes(width):
                reg[d, w] = math.exp(reg[a, w])
        elif code == 0:
            for w in lanes(width):
                reg[d, w] = reg[a, w]
        else:
            _rare(code, a, b, d, reg)


def _rare(code: int, a: int, b: int, d: int, reg: Floats2) -> None:
    for w in lanes(reg.shape[1]):
        x, y = reg[a, w], reg[b, w]
        if code == 8:
            reg[d, w] = x**y
        elif code == 9:
            reg[d, w] = math.sqrt(x)
        elif code == 10:
            reg[d, w] = abs(x)
        elif code == 11:
            reg[d, w] = x if (x < y or x != x) else y
        elif code == 12:
            reg[d, w] = x if (x > y or x != x) else y
        elif code == 13:
            reg[d, w] = 1.0 if x > y else 0.0
        elif code == 14:
            reg[d, w] = 1.0 if x >= y else 0.0
        elif code == 15:
            reg[d, w] = 0.5 * math.erfc(-x * 0.7071067811865476)
        else:
            reg[d, w] = math.tanh(x)


def factor(e: Elimination, a: Floats2) -> None:
    """Factors the numbers `a` [element, lane] in place along the elimination `e`."""
    width = a.shape[1]
    for k in range(len(e.pivot)):
        p = e.pivot[k]
        up = e.up_at[k]
        count = e.up_at[k + 1] - up
        for m in range(e.low_at[k], e.low_at[k + 1]):
            low = e.low[m]
            for w in lanes(width):
                a[low, w] /= a[p, w]
            at = e.target_at[m]
            for j in range(count):
                t, u = e.target[at + j], e.up[up + j]
                for w in lanes(width):
                    a[t, w] -= a[low, w] * a[u, w]


def solve(e: Elimination, a: Floats2, y: Floats2, x: Floats2) -> None:
    """Solves on factored numbers: right side `y` [row, lane] (overwritten), solution `x` [column, lane]."""
    width = a.shape[1]
    for k in range(len(e.pivot)):
        r = e.pivot_row[k]
        for m in range(e.low_at[k], e.low_at[k + 1]):
            i, low = e.low_row[m], e.low[m]
            for w in lanes(width):
                y[i, w] -= a[low, w] * y[r, w]
    for k in range(len(e.pivot) - 1, -1, -1):
        r, c, p = e.pivot_row[k], e.pivot_col[k], e.pivot[k]
        for m in range(e.up_at[k], e.up_at[k + 1]):
            j, u = e.up_col[m], e.up[m]
            for w in lanes(width):
                y[r, w] -= a[u, w] * x[j, w]
        for w in lanes(width):
            x[c, w] = y[r, w] / a[p, w]


def forward(e: Elimination, a: Floats, panel: Floats2) -> None:
    """Carries a panel of right sides [row, side] through the multipliers of one matrix `a` [element]."""
    for k in range(len(e.pivot)):
        r = e.pivot_row[k]
        for m in range(e.low_at[k], e.low_at[k + 1]):
            f = a[e.low[m]]
            if f != 0.0:
                i = e.low_row[m]
                for s in lanes(panel.shape[1]):
                    panel[i, s] -= f * panel[r, s]


def backward(e: Elimination, a: Floats, panel: Floats2, x: Floats2) -> None:
    """Solves for the pivot columns: `panel` [row, side] after `forward`, solutions `x` [column, side]."""
    for k in range(len(e.pivot) - 1, -1, -1):
        r, c = e.pivot_row[k], e.pivot_col[k]
        for m in range(e.up_at[k], e.up_at[k + 1]):
            f = a[e.up[m]]
            if f != 0.0:
                j = e.up_col[m]
                for s in lanes(panel.shape[1]):
                    panel[r, s] -= f * x[j, s]
        p = a[e.pivot[k]]
        for s in lanes(panel.shape[1]):
            x[c, s] = panel[r, s] / p


def factor_one(e: Elimination, a: Floats) -> None:
    """Factors one matrix `a` [element] in place."""
    for k in range(len(e.pivot)):
        p = a[e.pivot[k]]
        up = e.up_at[k]
        count = e.up_at[k + 1] - up
        for m in range(e.low_at[k], e.low_at[k + 1]):
            f = a[e.low[m]] / p
            a[e.low[m]] = f
            if f != 0.0:
                at = e.target_at[m]
                for j in range(count):
                    a[e.target[at + j]] -= f * a[e.up[up + j]]


def add_product(rows: Ints, columns: Ints, values: Floats, right: Floats2, out: Floats2) -> None:
    """out += sparse matrix (elements at `rows`, `columns`) times `right` [column, side]."""
    for i in range(len(rows)):
        v = values[i]
        if v != 0.0:
            r, c = rows[i], columns[i]
            for s in lanes(right.shape[1]):
                out[r, s] += v * right[c, s]


def solve_block(
    plan: QuarterWork, e: Elimination, q: int, ops: Ints2, reg: Floats2, mat: Floats2, y: Floats2, x: Floats2,
    active: Bools, settled: Bools, step: Floats2, backs: Longs, rule: Floats,
) -> int:  # fmt: skip
    """Newton's method on one simultaneous block, lane by lane; returns the steps taken.

    `active` lanes are those not failed; a lane is `settled` once its step is small, and then stays as it is.
    `rule` holds the tolerance, the one after an old Jacobian, the floor of sizes, the limit of steps, and
    what is good enough there.
    """
    width = reg.shape[1]
    u0, u1 = plan.unknown_at[q], plan.unknown_at[q + 1]
    j0, j1 = plan.jacobian_at[q], plan.jacobian_at[q + 1]
    n = u1 - u0
    limit = int(rule[3])
    for w in lanes(width):
        settled[w] = not active[w]
        backs[w] = 0
    fresh = False
    for iteration in range(limit + 1):
        run_tape(ops, plan.residual_begin[q], plan.residual_end[q], reg)
        left = 0
        lost = False
        for w in lanes(width):
            if settled[w]:
                continue
            total = 0.0
            for i in range(n):
                total += reg[plan.residual[u0 + i], w]
            if not np.isfinite(total):
                if iteration == 0 or backs[w] >= 24:
                    active[w] = False
                    settled[w] = True
                    continue
                backs[w] += 1
                lost = True
                for i in range(n):
                    step[i, w] *= 0.5
                    reg[plan.unknown[u0 + i], w] += step[i, w]
            left += 1
        if left == 0:
            return iteration
        if lost:
            continue
        if iteration == limit:
            break
        fresh = iteration < 2 or iteration > 3
        if fresh:
            run_tape(ops, plan.residual_end[q], plan.jacobian_end[q], reg)
            for i in range(e.size):
                for w in lanes(width):
                    mat[i, w] = 0.0
            for i in range(j0, j1):
                for w in lanes(width):
                    mat[e.entry[i - j0], w] = reg[plan.jacobian[i], w]
            factor(e, mat)
        for i in range(n):
            for w in lanes(width):
                y[i, w] = reg[plan.residual[u0 + i], w]
        solve(e, mat, y, x)
        left = 0
        for w in lanes(width):
            if settled[w]:
                continue
            worst = 0.0
            for i in range(n):
                d = x[i, w]
                at = plan.unknown[u0 + i]
                before = reg[at, w]
                reg[at, w] = before - d
                step[i, w] = d
                size = abs(d) / (abs(before) + rule[2])
                if not size <= worst:
                    worst = size
            if worst <= (rule[0] if fresh else rule[1]):
                settled[w] = True
            else:
                left += 1
        if left == 0:
            return iteration + 1
    for w in range(width):
        if settled[w]:
            continue
        worst = 0.0
        for i in range(n):
            size = abs(x[i, w]) / (abs(reg[plan.unknown[u0 + i], w]) + rule[2])
            if not size <= worst:
                worst = size
        if backs[w] > 0 or not worst <= rule[4]:
            active[w] = False
    return limit


def solve_quarters(
    plan: QuarterWork, eliminations: ManyElimination, ops: Ints2, reg: Floats2, table: Floats3, first: int,
    last: int, status: Longs, mat: Floats2, y: Floats2, x: Floats2, step: Floats2, active: Bools,
    settled: Bools, backs: Longs, rule: Floats,
) -> int:  # fmt: skip
    """Solves quarters `first` to `last` of `table` [quarter, series, lane] one after another.

    `status` [lane] is -1 while a lane is well, else the quarter in which it failed; a failed lane is filled
    with NaN from there on. Returns the most Newton steps of any block.
    """
    width = reg.shape[1]
    most = 0
    for t in range(first, last):
        for w in lanes(width):
            active[w] = status[w] < 0
        for i in range(len(plan.leaf)):
            at, row, source = plan.leaf[i], plan.leaf_row[i], t - plan.leaf_lag[i]
            for w in lanes(width):
                reg[at, w] = table[source, row, w]
        for s in range(len(plan.kind)):
            run_tape(ops, plan.begin[s], plan.end[s], reg)
            q = plan.kind[s]
            if q >= 0:
                e = eliminations[q]
                steps = solve_block(plan, e, q, ops, reg, mat, y, x, active, settled, step, backs, rule)
                most = max(most, steps)
        for i in range(len(plan.state)):
            at = plan.state[i]
            for w in lanes(width):
                v = reg[at, w]
                table[t, i, w] = v if active[w] else np.nan
                if not np.isfinite(v):
                    active[w] = False
        for w in lanes(width):
            if status[w] < 0 and not active[w]:
                status[w] = t
    return most
