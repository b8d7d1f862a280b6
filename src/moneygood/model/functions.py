"""The functions of the equation language: their arguments, and how each becomes elementary operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from moneygood.model.graph import Graph, Node

MAX_WINDOW = 80
"""Longest window of avg, total, highest and lowest, in quarters."""


@dataclass(frozen=True)
class Function:
    """A function of the language.

    `arity` is (fewest, most) arguments; `rule` says how units go through it: "pure" (pure number to pure
    number), "same" (all arguments and the result in one unit), "log" (any unit to a pure number), "step" (any
    unit to a pure number), or a rule of its own name; `usage` shows the call in messages.
    """

    name: str
    arity: tuple[int, int]
    rule: str
    usage: str


FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in [
        Function("log", (1, 1), "log", "log(x)"),
        Function("exp", (1, 1), "pure", "exp(x)"),
        Function("sqrt", (1, 1), "sqrt", "sqrt(x)"),
        Function("abs", (1, 1), "same", "abs(x)"),
        Function("min", (2, 8), "same", "min(a, b)"),
        Function("max", (2, 8), "same", "max(a, b)"),
        Function("logistic", (1, 1), "pure", "logistic(x)"),
        Function("logit", (1, 1), "pure", "logit(x)"),
        Function("normal_cdf", (1, 1), "pure", "normal_cdf(x)"),
        Function("tanh", (1, 1), "pure", "tanh(x)"),
        Function("smoothstep", (1, 1), "pure", "smoothstep(x)"),
        Function("step", (1, 1), "step", "step(x)"),
        Function("d", (1, 1), "same", "d(x)"),
        Function("dlog", (1, 1), "log", "dlog(x)"),
        Function("saar", (1, 1), "saar", "saar(x)"),
        Function("yoy", (1, 1), "yoy", "yoy(x)"),
        Function("avg", (2, 2), "window", "avg(x, 4)"),
        Function("total", (2, 2), "window", "total(x, 4)"),
        Function("highest", (2, 2), "window", "highest(x, 8)"),
        Function("lowest", (2, 2), "window", "lowest(x, 8)"),
        Function("smax", (3, 3), "same", "smax(a, b, half_width)"),
        Function("smin", (3, 3), "same", "smin(a, b, half_width)"),
        Function("bounded", (4, 4), "same", "bounded(x, low, high, half_width)"),
        Function("via", (2, 2), "via", "via(switch, expression)"),
    ]
}

LAGS: dict[str, int] = {"d": 1, "dlog": 1, "saar": 1, "yoy": 4}
"""Functions that compare their argument with its own value some quarters ago."""


def logistic(g: Graph, x: Node) -> Node:
    """1 / (1 + exp(-x))."""
    one = g.const(1.0)
    return g.apply("div", one, g.apply("add", one, g.apply("exp", g.apply("neg", x))))


def logit(g: Graph, x: Node) -> Node:
    """log(x / (1 - x))."""
    return g.apply("log", g.apply("div", x, g.apply("sub", g.const(1.0), x)))


def smoothstep(g: Graph, x: Node) -> Node:
    """0 below 0, 1 above 1, 3x^2 - 2x^3 between."""
    t = g.apply("min", g.apply("max", x, g.const(0.0)), g.const(1.0))
    return g.apply("mul", g.apply("mul", t, t), g.apply("sub", g.const(3.0), g.apply("mul", g.const(2.0), t)))


def soft_extreme(g: Graph, op: str, a: Node, b: Node, half_width: Node) -> Node:
    """The larger ("max") or smaller ("min") of two, with the corner rounded by a parabola.

    With u = max(h - |a - b|, 0): max(a, b) + u^2 / (4h), or min(a, b) - u^2 / (4h). Exact where |a - b| > h.
    """
    gap = g.apply("abs", g.apply("sub", a, b))
    u = g.apply("max", g.apply("sub", half_width, gap), g.const(0.0))
    bump = g.apply("div", g.apply("mul", u, u), g.apply("mul", g.const(4.0), half_width))
    return g.apply("add" if op == "max" else "sub", g.apply(op, a, b), bump)


def change(g: Graph, name: str, now: Node, before: Node) -> Node:
    """`now` against `before` as the function `name` (d, dlog, saar or yoy) measures it."""
    if name == "d":
        return g.apply("sub", now, before)
    if name == "yoy":
        return g.apply("mul", g.const(100.0), g.apply("sub", g.apply("div", now, before), g.const(1.0)))
    growth = g.apply("log", g.apply("div", now, before))
    return growth if name == "dlog" else g.apply("mul", g.const(400.0), growth)


def over_window(g: Graph, name: str, values: list[Node]) -> Node:
    """The average, total, highest or lowest of `values`."""
    result = values[0]
    op = {"avg": "add", "total": "add", "highest": "max", "lowest": "min"}[name]
    for value in values[1:]:
        result = g.apply(op, result, value)
    return g.apply("div", result, g.const(float(len(values)))) if name == "avg" else result


Elementwise = Callable[[Graph, Node], Node]

UNARY: dict[str, Elementwise] = {
    "log": lambda g, x: g.apply("log", x),
    "exp": lambda g, x: g.apply("exp", x),
    "sqrt": lambda g, x: g.apply("sqrt", x),
    "abs": lambda g, x: g.apply("abs", x),
    "tanh": lambda g, x: g.apply("tanh", x),
    "normal_cdf": lambda g, x: g.apply("ndtr", x),
    "step": lambda g, x: g.apply("gt", x, g.const(0.0)),
    "logistic": logistic,
    "logit": logit,
    "smoothstep": smoothstep,
}
