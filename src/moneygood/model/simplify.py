"""The simpler expression that an operation on known numbers, zeros and ones equals."""

from __future__ import annotations

import math
from typing import Any, Protocol, TypeVar


class AbstractNode(Protocol):
    """What an expression is known by here."""

    @property
    def op(self) -> str: ...
    @property
    def args(self) -> tuple[Any, ...]: ...
    @property
    def payload(self) -> Any: ...
    def is_const(self, value: float | None = None) -> bool: ...


N = TypeVar("N", bound=AbstractNode)


class AbstractGraph(Protocol[N]):
    """What makes expressions."""

    def const(self, value: float) -> N: ...
    def apply(self, op: str, *args: N) -> N: ...


def _ndtr(x: float) -> float:
    """The standard normal distribution function of one number."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


_FOLD: dict[str, Any] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "pow": lambda a, b: math.pow(a, b),
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "min": min,
    "max": max,
    "gt": lambda a, b: 1.0 if a > b else 0.0,
    "ge": lambda a, b: 1.0 if a >= b else 0.0,
    "ndtr": _ndtr,
    "tanh": math.tanh,
}


def simplify(g: AbstractGraph[N], op: str, args: tuple[N, ...]) -> N | None:
    """The simpler node that `op` of `args` equals, or None when there is none."""
    if all(a.op == "const" for a in args):
        try:
            value = float(_FOLD[op](*[a.payload for a in args]))
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
