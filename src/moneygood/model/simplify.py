"""The simpler expression that an operation on known numbers, zeros and ones equals."""

from __future__ import annotations

import math
from typing import Protocol, TypeVar

from moneygood.model.operations import OPERATIONS, AbstractNode

N = TypeVar("N", bound=AbstractNode)


class AbstractGraph(Protocol[N]):
    """What makes expressions."""

    def const(self, value: float) -> N: ...
    def apply(self, op: str, *args: N) -> N: ...


def simplify(g: AbstractGraph[N], op: str, args: tuple[N, ...]) -> N | None:
    """The simpler node that `op` of `args` equals, or None when there is none."""
    if all(a.op == "const" for a in args):
        try:
            value = float(OPERATIONS[op].number(*[a.payload for a in args]))
        except (ArithmeticError, ValueError):
            return None  # left in place: it shows as a non-finite value when it is computed
        return g.const(value) if math.isfinite(value) else None
    if len(args) == 1:
        return args[0].args[0] if op == "neg" and args[0].op == "neg" else None
    return _simplify_binary(g, op, *args)


def _simplify_binary(g: AbstractGraph[N], op: str, a: N, b: N) -> N | None:
    if op == "add":
        if a.is_const(0.0):
            return b
        if b.is_const(0.0):
            return a
        if b.op == "neg":
            return g.apply("sub", a, b.args[0])
        if a.op == "neg":
            return g.apply("sub", b, a.args[0])
    elif op == "sub":
        if b.is_const(0.0):
            return a
        if a.is_const(0.0):
            return g.apply("neg", b)
        if a is b:
            return g.const(0.0)
        if b.op == "neg":
            return g.apply("add", a, b.args[0])
    elif op == "mul":
        if a.is_const(0.0) or b.is_const(0.0):
            return g.const(0.0)
        if a.is_const(1.0):
            return b
        if b.is_const(1.0):
            return a
        if a.is_const(-1.0):
            return g.apply("neg", b)
        if b.is_const(-1.0):
            return g.apply("neg", a)
    elif op == "div":
        if a.is_const(0.0):
            return a
        if b.is_const(1.0):
            return a
    elif op == "pow":
        if b.is_const(1.0):
            return a
        if b.is_const(0.0):
            return g.const(1.0)
        if b.is_const(2.0):
            return g.apply("mul", a, a)
    elif op in ("min", "max") and a is b:
        return a
    elif op in ("gt", "ge") and a is b:
        return g.const(0.0 if op == "gt" else 1.0)
    return None
