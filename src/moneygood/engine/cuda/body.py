"""The body of a function over one quarter of one draw, as Python syntax that grows line by line."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from moneygood.engine.cuda import nodes as n
from moneygood.engine.llvm.layout import INLINE, Layout
from moneygood.engine.program.program import DRAW, QUARTER, RUN, Instr, Program
from moneygood.model.operations import OPERATIONS

_SIGNS = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}
LANE = n.name("lane")
SUM = n.item("sums", LANE)


def operation(name: str, a: Sequence[ast.expr]) -> ast.expr:
    """An elementary operation of numbers, as its row says."""
    what = OPERATIONS[name].cuda
    if what not in _SIGNS:
        return n.call(what, *a)
    return n.binary(_SIGNS[what](), *a) if len(a) == 2 else ast.UnaryOp(ast.USub(), a[0])


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
        return a[0] if i.op == "copy" else operation(i.op, a)

    def finished(self) -> list[ast.stmt]:
        """The statements, and the sum of the variables that were stored added to that of the quarter."""
        if self.summed:
            self.do(n.assign(SUM, n.binary(ast.Add(), SUM, n.name("total"))))
        return self.lines or [ast.Pass()]
