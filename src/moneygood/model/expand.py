"""From syntax trees to nodes of the graph: functions written out, lags shifted, left sides solved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce

from moneygood.core.errors import MoneygoodError
from moneygood.model import functions
from moneygood.model.equation import Guard, Via
from moneygood.model.grammar import FormulaSource
from moneygood.model.graph import Graph, Node, leaves
from moneygood.model.operations import MIRRORED
from moneygood.model.scope import Scope
from moneygood.model.tree import Term

MOST_PARTS = 100_000
"""Parts of one equation or formula when its functions are written out."""


class ViaTable:
    """The channels of a model: equal expressions of one switch are one channel."""

    def __init__(self, vias: tuple[Via, ...] = ()) -> None:
        self.vias = list(vias)
        self._key = {(v.switch, v.expr): v.key for v in vias}
        self._next = max([v.key for v in vias], default=-1) + 1

    def key(self, switch: str, expr: Node, label: str) -> int:
        """The number of the channel `expr` of `switch`, first met in equation `label`."""
        known = self._key.get((switch, expr))
        if known is None:
            known = self._key[switch, expr] = self._next
            self._next += 1
            self.vias.append(Via(known, switch, expr, label))
        return known


class Expander:
    """Turns the terms of one equation into nodes; guards met on the way gather in `guards`."""

    def __init__(self, graph: Graph, scope: Scope, source: FormulaSource, label: str, vias: ViaTable) -> None:
        self.graph = graph
        self.scope = scope
        self.source = source
        self.label = label
        self.vias = vias
        self.guards: list[Guard] = []
        self.parts = 0

    def node(self, term: Term, shift: int = 0) -> Node:
        """The node of `term` as it was `shift` quarters ago (M022 when the formula grows too large)."""
        self.parts += 1
        if self.parts > MOST_PARTS:
            what = f"written out, the formula has more than {MOST_PARTS:,} parts"
            hint = "Fewer windows and changes inside one another: make inner ones variables of their own"
            raise MoneygoodError("M022", what, self.source.place(term.start), hint)
        g = self.graph
        op = term.op
        if op == "num":
            return g.const(float(term.value or 0.0))
        if op == "name":
            return self._name(term, shift)
        if op == "call":
            return self._call(term, shift)
        if op == "pow":
            return self._power(term, shift)
        arguments = [self.node(a, shift) for a in term.args]
        if op in MIRRORED:
            return g.apply(MIRRORED[op], *reversed(arguments))
        return g.apply(op, *arguments)

    def _name(self, term: Term, shift: int) -> Node:
        name = str(term.value)
        if name in self.scope.variables:
            return self.graph.var(name, term.lag + shift)
        if name in self.scope.parameters:
            return self.graph.par(name)
        if name in self.scope.constants:
            return self.graph.const(self.scope.constants[name].value)
        if shift:
            raise MoneygoodError(
                "M021",
                f"the shock '{name}' is used in an earlier quarter here",
                self.source.place(term.start),
                "Make it a variable of its own first",
            )
        return self.graph.shock(name)

    def _power(self, term: Term, shift: int) -> Node:
        g = self.graph
        base, exponent = (self.node(a, shift) for a in term.args)
        if exponent.op == "const":
            return g.apply("pow", base, exponent)
        return g.apply("exp", g.apply("mul", exponent, g.apply("log", base)))

    def _call(self, term: Term, shift: int) -> Node:
        g = self.graph
        name = str(term.value)
        if name in functions.UNARY:
            return functions.UNARY[name](g, self.node(term.args[0], shift))
        if name in functions.LAGS:
            now = self.node(term.args[0], shift)
            return functions.change(g, name, now, self.node(term.args[0], shift + functions.LAGS[name]))
        if name in ("avg", "total", "highest", "lowest"):
            window = int(float(term.args[1].value or 0))
            return functions.over_window(g, name, [self.node(term.args[0], shift + i) for i in range(window)])
        if name == "via":
            expr = self.node(term.args[1], shift)
            switch = str(term.args[0].value)
            return g.via(expr, self.vias.key(switch, expr, self.label), switch)
        arguments = [self.node(a, shift) for a in term.args]
        if name in functions.FOLDED:
            return reduce(partial(g.apply, functions.FOLDED[name]), arguments)
        if name in ("smax", "smin"):
            return functions.soft_extreme(g, name[1:], *arguments)
        raw, low, high, width = arguments  # bounded
        if shift == 0:
            self.guards.append(Guard(self.label, raw, low, high))
        floor = functions.soft_extreme(g, "max", raw, low, width)
        return functions.soft_extreme(g, "min", floor, high, width)

    def solve_left(self, left: Term, variable: str, value: Node) -> Node:
        """`variable` this quarter, when the left side is to equal `value` (M011 when it cannot be had)."""
        shift = 0
        term = left
        while True:
            if term.op == "name" and term.value == variable and term.lag + shift == 0:
                return value
            term, value = self._peel(term, variable, value)

    def _peel(self, term: Term, variable: str, value: Node) -> tuple[Term, Node]:
        """One layer off the left side: the part that holds the variable, and what it has to equal."""
        g = self.graph
        if term.op == "neg":
            return term.args[0], g.apply("neg", value)
        if term.op in ("add", "sub", "mul", "div"):
            a, b = term.args
            in_a, in_b = variable in a.names(0), variable in b.names(0)
            if in_a and not in_b and not self._holds(b, variable):
                inverse = {"add": "sub", "sub": "add", "mul": "div", "div": "mul"}[term.op]
                return a, g.apply(inverse, value, self.node(b))
            if in_b and not in_a and not self._holds(a, variable):
                other = self.node(a)
                if term.op in ("sub", "div"):
                    return b, g.apply(term.op, other, value)
                return b, g.apply("sub" if term.op == "add" else "div", value, other)
        if term.op == "call" and term.value in _INVERSE:
            inside = term.args[0]
            before = functions.LAGS.get(str(term.value), 0)
            # the argument's own earlier value is known as long as it does not look ahead
            earlier = self.node(inside, before) if before else g.const(0.0)
            return inside, _INVERSE[str(term.value)](g, value, earlier)
        raise MoneygoodError(
            "M011",
            f"the left side `{self.source.snippet(term)}` cannot be solved for {variable}",
            self.source.place(term.start),
            "Use x, log(x), dlog(x), d(x), logit(x), or x combined with terms that do not hold it",
        )

    def _holds(self, term: Term, variable: str) -> bool:
        """Whether `term` depends on this quarter's `variable` through a function that takes changes."""
        return self.graph.var(variable) in leaves(self.node(term))


def _exp(g: Graph, r: Node) -> Node:
    return g.apply("exp", r)


_INVERSE: dict[str, Callable[[Graph, Node, Node], Node]] = {
    "log": lambda g, r, _: _exp(g, r),
    "exp": lambda g, r, _: g.apply("log", r),
    "sqrt": lambda g, r, _: g.apply("mul", r, r),
    "logit": lambda g, r, _: functions.logistic(g, r),
    "logistic": lambda g, r, _: functions.logit(g, r),
    "d": lambda g, r, before: g.apply("add", before, r),
    "dlog": lambda g, r, before: g.apply("mul", before, _exp(g, r)),
    "saar": lambda g, r, before: g.apply("mul", before, _exp(g, g.apply("div", r, g.const(400.0)))),
    "yoy": lambda g, r, before: g.apply(
        "mul", before, g.apply("add", g.const(1.0), g.apply("div", r, g.const(100.0)))
    ),
}
"""Function of the left side -> what its argument has to equal (its earlier value is the third argument)."""
