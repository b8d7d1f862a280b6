"""Newton's method on one block for one draw, as Python syntax: start, stopping rule, kept Jacobian, slower
steps and steps taken back are those of the NumPy machine. The factors of the Jacobian, eliminated in the
order that the program gives, are local variables: what has no register goes to the thread's local memory,
which the processor lays out so that neighbouring threads lie side by side.
"""

from __future__ import annotations

import ast

from moneygood.core.paths import NON_FINITE, NOT_CONVERGED
from moneygood.engine.cuda import nodes as n
from moneygood.engine.cuda.body import CudaBody
from moneygood.engine.numpy.newton import Newton
from moneygood.engine.program.program import Loop

NEWTON = Newton()
_STATUS = n.item("status", n.name("lane"))


def emit_loop(b: CudaBody, loop: Loop) -> None:
    """The whole iteration; ends with the values that others read in their places."""
    _prepare(b, loop)
    outside, b.lines = b.lines, []
    b.carry_out(loop.evaluate, store=False)
    b.do(n.when(ast.UnaryOp(ast.Not(), n.name("active")), [ast.Break()]))
    first = n.compare(n.name("turn"), ast.Gt(), n.constant(0))
    b.do(n.when(first, _judge(b, loop)))
    _factor(b, loop)
    b.carry_out(loop.solve, store=False)
    pace = n.compare(n.name("turn"), ast.GtE(), n.constant(NEWTON.patience))
    b.do(n.assign("pace", n.choose(pace, n.constant(0.5), n.constant(1.0))))
    for i, (v, delta) in enumerate(zip(loop.tears, loop.deltas, strict=True)):
        z = n.name(n.local(v))
        b.do(n.assign(f"b{i}", z))
        b.do(n.assign(n.local(v), n.binary(ast.Sub(), z, n.binary(ast.Mult(), b.get(delta), n.name("pace")))))
    b.do(n.assign("turn", n.binary(ast.Add(), n.name("turn"), n.constant(1))))
    inner, b.lines = b.lines, outside
    b.do(ast.While(n.constant(True), inner, []))
    for row in (0, 1):
        cell = n.item("effort", n.constant(row), n.name("lane"))
        more = n.binary(ast.Add(), cell, n.name("turn"))
        larger = n.compare(n.name("turn"), ast.Gt(), cell)
        b.do(n.assign(cell, more if row == 0 else n.choose(larger, n.name("turn"), cell)))
    for v in (*loop.tears, *(i.out for i in loop.evaluate)):
        b.put(v)


def _prepare(b: CudaBody, loop: Loop) -> None:
    """What the iteration reads from outside, its start, and every local variable of a branch."""
    made = {i.out for part in (loop.evaluate, loop.factor, loop.solve) for i in part} | set(loop.tears)
    for part in (loop.evaluate, loop.factor, loop.solve):
        for i in part:
            for v in i.ins:
                if v not in made:
                    b.get(v)
    for v in (*loop.residuals, *loop.deltas):
        if v not in made:
            b.get(v)
    for i, (v, key) in enumerate(zip(loop.tears, loop.start, strict=True)):
        b.do(n.assign(n.local(v), b.input(key)))
        b.known.add(v)
        b.do(n.assign(f"b{i}", n.constant(0.0)))
        b.do(n.assign(f"w{i}", n.item("run", n.constant(_first_weight(b, loop) + i))))
    for i in loop.factor:
        b.do(n.assign(n.local(i.out), n.constant(0.0)))
    b.do(n.assign("turn", n.constant(0)))
    b.do(n.assign("halved", n.constant(0)))
    b.do(n.assign("active", n.compare(_STATUS, ast.Eq(), n.constant(0))))


def _first_weight(b: CudaBody, loop: Loop) -> int:
    """Where the weights of the residuals begin: behind the run's numbers, block after block."""
    first = len(b.layout.run)
    for u in b.layout.units:
        if u.loop is loop:
            break
        first += len(u.loop.tears) if u.loop is not None else 0
    return first


def _judge(b: CudaBody, loop: Loop) -> list[ast.stmt]:
    """Leaves when done or lost, goes back half a step out of the range of a formula."""
    outside, b.lines = b.lines, []
    for i, v in enumerate(loop.residuals):
        size = n.binary(ast.Mult(), n.call("absolute", b.get(v)), n.name(f"w{i}"))
        b.do(n.assign("error", n.call("largest", n.name("error"), size) if i else size))
    late = n.compare(n.name("turn"), ast.Eq(), n.constant(NEWTON.limit))
    bound = n.choose(late, n.constant(NEWTON.accept), n.constant(NEWTON.tolerance))
    first = n.compare(n.name("halved"), ast.Eq(), n.constant(0))
    done = n.compare(n.name("error"), ast.LtE(), bound)
    b.do(n.when(ast.BoolOp(ast.And(), [first, done]), [ast.Break()]))
    spent = n.compare(n.name("halved"), ast.Eq(), n.constant(NEWTON.halvings))
    back: list[ast.stmt] = [n.when(spent, [n.assign(_STATUS, n.constant(NON_FINITE)), ast.Break()])]
    back.append(n.assign("halved", n.binary(ast.Add(), n.name("halved"), n.constant(1))))
    for i, v in enumerate(loop.tears):
        sum_ = n.binary(ast.Add(), n.name(n.local(v)), n.name(f"b{i}"))
        back.append(n.assign(n.local(v), n.binary(ast.Mult(), n.constant(0.5), sum_)))
    back.append(ast.Continue())
    finite = n.compare(n.name("error"), ast.Lt(), n.name("ENDLESS"))
    b.do(n.when(ast.UnaryOp(ast.Not(), finite), back))
    b.do(n.assign("halved", n.constant(0)))
    b.do(n.when(late, [n.assign(_STATUS, n.constant(NOT_CONVERGED)), ast.Break()]))
    inner, b.lines = b.lines, outside
    return inner


def _factor(b: CudaBody, loop: Loop) -> None:
    """A new Jacobian every few steps."""
    known = set(b.known)
    outside, b.lines = b.lines, []
    b.carry_out(loop.factor, store=False)
    inner, b.lines = b.lines, outside
    b.known = known | {i.out for i in loop.factor}
    turn = n.binary(ast.Mod(), n.name("turn"), n.constant(NEWTON.refresh))
    if inner:
        b.do(n.when(n.compare(turn, ast.Eq(), n.constant(0)), inner))
