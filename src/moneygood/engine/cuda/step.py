"""The program of one quarter as scalar functions of one draw, built as Python syntax trees.

The operations are those of the NumPy machine in the same order. Functions are cut as those of the kernel for
the processor are: about 320 instructions, a block solved by Newton's method, or a group of identities. What
passes from one to the next stands in arrays [number, draw], so that neighbouring threads read neighbouring
words. Each is launched by itself. As one kernel the quarter of the shipped model (311 equations, 3,100
operations) took all 255 registers of compute capability 9.0, 9 kB of spilled loads a thread and 79 seconds to
compile; as fifteen kernels it takes 52 to 232 registers, spills nothing and compiles in 48 seconds.
"""

from __future__ import annotations

import ast

from moneygood.core.paths import NON_FINITE
from moneygood.engine.cuda import nodes as n
from moneygood.engine.cuda.body import LANE, SUM, CudaBody
from moneygood.engine.cuda.newton import emit_loop
from moneygood.engine.llvm.layout import CodeUnit, Layout
from moneygood.engine.program.program import DRAW, Audit, Program

ARGUMENTS = ("lane", "t", "now", "before", "past", "shocks", "run", "quarter", "draw", "slots", "status",
             "sums", "worst", "count", "effort")  # fmt: skip
"""What a function over one quarter gets; `lane` is the draw and `t` the quarter, the rest are arrays."""
STEPS, MOST, CELLS = range(3)
"""Rows of `effort` [row, draw]: Newton steps, the most of one block, quarters in which the draw was alive."""


def step_functions(p: Program, layout: Layout) -> tuple[ast.FunctionDef, list[ast.FunctionDef]]:
    """`start(lane, parameters, which, run, draw)`, and the parts of a quarter in order."""
    parts = [_part(p, layout, i, unit) for i, unit in enumerate(layout.units)]
    parts.append(n.function(f"part{len(parts)}", ARGUMENTS, _finish(p, layout)))
    return _start(p, layout), parts


def _part(p: Program, layout: Layout, number: int, unit: CodeUnit) -> ast.FunctionDef:
    body = CudaBody(p, layout)
    if unit.loop is not None:
        emit_loop(body, unit.loop)
    body.carry_out(unit.ops)
    for audit in unit.audits:
        _audit(body, audit, layout.audits.index(audit.label))
    return n.function(f"part{number}", ARGUMENTS, body.finished())


def alive() -> ast.expr:
    """Whether the draw has not failed."""
    return n.compare(n.item("status", LANE), ast.Eq(), n.constant(0))


def _audit(body: CudaBody, audit: Audit, number: int) -> None:
    """An identity from stored values; only where its sides differ are its terms looked at."""
    body.carry_out(audit.ops, store=False)
    differs = n.compare(body.get(audit.left), ast.NotEq(), body.get(audit.right))
    outside, known = body.lines, set(body.known)
    body.lines = []
    body.carry_out(audit.term_ops, store=False)
    body.do(n.assign("most", n.constant(0.0)))
    for v in audit.terms:
        body.do(n.assign("most", n.call("largest", n.name("most"), n.call("absolute", body.get(v)))))
    miss = n.binary(ast.Div(), n.call("absolute", body.get(audit.residual)), n.name("most"))
    body.do(n.assign("miss", miss))
    counts = n.compare(n.name("miss"), ast.Lt(), n.name("ENDLESS"))
    raised = ast.Expr(n.call("raise_to", n.name("worst"), n.constant(number), n.name("miss")))
    body.do(n.when(counts, [raised]))
    inner, body.lines, body.known = body.lines, outside, known
    body.do(n.when(ast.BoolOp(ast.And(), [differs, alive()]), inner))


def _finish(p: Program, layout: Layout) -> list[ast.stmt]:
    """A draw that is not finite fails; values outside a guard are counted; what was freed by a hold is put
    where it is read."""
    body = CudaBody(p, layout)
    body.do(n.assign("total", SUM))
    body.do(n.assign(SUM, n.constant(0.0)))
    for title, v in p.freed.items():
        body.do(n.assign("total", n.binary(ast.Add(), n.name("total"), body.get(v))))
        body.do(n.assign(n.item("slots", n.constant(layout.freed[title]), LANE), body.get(v)))
    finite = n.compare(n.call("absolute", n.name("total")), ast.Lt(), n.name("ENDLESS"))
    lost = ast.BoolOp(ast.And(), [ast.UnaryOp(ast.Not(), finite), alive()])
    body.do(n.when(lost, [n.assign(n.item("status", LANE), n.constant(NON_FINITE))]))
    if p.guards:
        for _, *values in p.guards:
            for v in values:
                body.get(v)
        body.do(n.when(alive(), _guards(body)))
    return body.lines


def _guards(body: CudaBody) -> list[ast.stmt]:
    cells = n.item("effort", n.constant(CELLS), LANE)
    lines = [n.assign(cells, n.binary(ast.Add(), cells, n.constant(1)))]
    for i, (_, raw, low, high) in enumerate(body.p.guards):
        below = n.compare(body.get(raw), ast.Lt(), body.get(low))
        over = n.compare(body.get(raw), ast.Gt(), body.get(high))
        cell = n.item("count", n.constant(i), LANE)
        more = n.assign(cell, n.binary(ast.Add(), cell, n.constant(1)))
        lines.append(n.when(ast.BoolOp(ast.Or(), [below, over]), [more]))
    return lines


def _start(p: Program, layout: Layout) -> ast.FunctionDef:
    """What is fixed for a draw, from its parameters; row `which[i]` of them is parameter i of the program."""
    body = CudaBody(p, layout)
    for v, key in p.inputs.items():
        if p.levels[v] == DRAW:
            row = n.item("which", n.constant(layout.parameters[str(key[1])]))
            body.do(n.assign(n.local(v), n.item("parameters", row, LANE)))
            body.known.add(v)
            body.do(n.assign(n.item("draw", n.constant(layout.draw[v]), LANE), body.get(v)))
    for i in p.draw_ops:
        body.do(n.assign(n.local(i.out), body.result(i)))
        body.known.add(i.out)
        body.do(n.assign(n.item("draw", n.constant(layout.draw[i.out]), LANE), body.get(i.out)))
    arguments = ("lane", "parameters", "which", "run", "draw")
    return n.function("start", arguments, body.lines or [ast.Pass()])
