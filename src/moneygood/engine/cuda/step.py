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
from moneygood.engine.cuda.newton import emit_loop
from moneygood.engine.llvm.layout import INLINE, CodeUnit, Layout
from moneygood.engine.program.program import DRAW, QUARTER, RUN, Audit, Instr, Program

ARGUMENTS = ("lane", "t", "now", "before", "past", "shocks", "run", "quarter", "draw", "slots", "status",
             "sums", "worst", "count", "effort")  # fmt: skip
"""What a function over one quarter gets; `lane` is the draw and `t` the quarter, the rest are arrays."""
STEPS, MOST, CELLS = range(3)
"""Rows of `effort` [row, draw]: Newton steps, the most of one block, quarters in which the draw was alive."""
_BINARY = {"add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "div": ast.Div}
_CALLS = {"exp": "exp", "log": "log", "tanh": "tanh", "sqrt": "sqrt", "abs": "absolute", "max": "largest",
          "min": "smallest", "pow": "power", "ndtr": "ndtr", "gt": "above", "ge": "at_least"}  # fmt: skip
LANE = n.name("lane")
_SUM = n.item("sums", LANE)


class CudaBody:
    """A function over one quarter, which knows where values stand."""

    def __init__(self, p: Program, layout: Layout) -> None:
        self.p, self.layout = p, layout
        self.lines: list[ast.stmt] = []
        self.known: set[int] = set()
        self.summed = False

    def do(self, line: ast.stmt) -> None:
        """Appends a statement."""
        self.lines.append(line)

    def get(self, v: int) -> ast.expr:
        """Value number `v`, loaded where it is not at hand."""
        key = self.p.inputs.get(v)
        if key is not None and key[0] == "const" and float(str(key[1])) in INLINE:
            return n.constant(float(str(key[1])))
        if v not in self.known:
            self.do(n.assign(n.local(v), self._fetch(v)))
            self.known.add(v)
        return n.name(n.local(v))

    def _fetch(self, v: int) -> ast.expr:
        p, layout = self.p, self.layout
        key = p.inputs.get(v)
        if p.levels[v] == RUN:
            return n.item("run", n.constant(layout.run[v]))
        if p.levels[v] == QUARTER:
            return n.item("quarter", n.name("t"), n.constant(layout.quarter[v]))
        if p.levels[v] == DRAW:
            return n.item("draw", n.constant(layout.draw[v]), LANE)
        if key is not None and key[0] in ("shock", "lag"):
            return self.input(key)
        return self.place(v)

    def input(self, key: tuple[object, ...]) -> ast.expr:
        """A shock or the past value of a variable."""
        if key[0] == "const":
            return n.constant(float(str(key[1])))
        if key[0] == "shock":
            return n.item("shocks", n.constant(self.layout.shocks[str(key[1])]), LANE)
        lag, title = int(str(key[2])), str(key[1])
        if lag == 1:
            return n.item("before", n.constant(self.layout.rows[title]), LANE)
        at = n.call("turn_of", n.name("t"), n.constant(lag), n.name("past"))
        return n.item("past", at, n.constant(self.layout.deep[title]), LANE)

    def place(self, v: int) -> ast.Subscript:
        """Where a value of this quarter is stored."""
        title = self.p.home.get(v)
        if title is not None:
            return n.item("now", n.constant(self.layout.rows[title]), LANE)
        return n.item("slots", n.constant(self.layout.slots[v]), LANE)

    def has_place(self, v: int) -> bool:
        """Whether a value is stored."""
        return v in self.p.home or v in self.layout.slots

    def put(self, v: int) -> None:
        """Stores a value that has a place; a variable also counts towards the sum of the quarter."""
        if self.has_place(v):
            self.do(n.assign(self.place(v), self.get(v)))
        if v in self.p.home:
            old = n.name("total") if self.summed else n.constant(0.0)
            self.do(n.assign("total", n.binary(ast.Add(), old, self.get(v))))
            self.summed = True

    def carry_out(self, ops: list[Instr], *, store: bool = True) -> None:
        """The instructions in order; with `store`, results that have a place are put there."""
        for i in ops:
            self.do(n.assign(n.local(i.out), self.result(i)))
            self.known.add(i.out)
            if store:
                self.put(i.out)

    def result(self, i: Instr) -> ast.expr:
        """The result of one operation."""
        a = [self.get(v) for v in i.ins]
        if i.op in _BINARY:
            return n.binary(_BINARY[i.op](), *a)
        if i.op == "copy":
            return a[0]
        if i.op == "neg":
            return ast.UnaryOp(ast.USub(), a[0])
        return n.call(_CALLS[i.op], *a)

    def finished(self) -> list[ast.stmt]:
        """The statements, and the sum of the variables that were stored added to that of the quarter."""
        if self.summed:
            self.do(n.assign(_SUM, n.binary(ast.Add(), _SUM, n.name("total"))))
        return self.lines or [ast.Pass()]


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
    body.do(n.assign("total", _SUM))
    body.do(n.assign(_SUM, n.constant(0.0)))
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
