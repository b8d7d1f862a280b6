"""The functions of the equation language: their arguments, and how each becomes elementary operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from moneygood.model.graph import Graph, Node
from moneygood.model.operations import OPERATIONS, Operation

MAX_WINDOW = 80
"""Longest window of avg, total, highest and lowest, in quarters."""


@dataclass(frozen=True)
class Function:
    """A function of the language.

    `arity` is (fewest, most) arguments; `rule` says how units go through it: "pure" (pure number to pure
    number), "same" (all arguments and the result in one unit), "log" (any unit to a pure number), "step" (any
    unit to a pure number), or a rule of its own name; `usage` shows the call in messages. `latex` and
    `mathml` are as in `operations.Notation`.
    """

    name: str
    arity: tuple[int, int]
    rule: str
    usage: str
    latex: str
    mathml: str


def _composed(usage: str, rule: str, latex: str = "", mathml: str = "") -> Function:
    """A function that is written out in elementary operations; shown by its name where nothing else is."""
    name, _, inside = usage.partition("(")
    count = inside.count(",") + 1
    latex = latex or rf"\operatorname{{{name.replace('_', chr(92) + '_')}}}"
    return Function(name, (count, count), rule, usage, latex, mathml or name)


def _elementary(row: Operation) -> Function:
    """The function that the language has for an operation without a sign."""
    shown = row.written
    usage = f"{shown.word}({'x' if row.arity == 1 else 'a, b'})"
    return Function(
        shown.word, (row.arity, row.most or row.arity), row.unit, usage, shown.latex, shown.mathml
    )


_STEP_MATHML = "<mrow><mn>1</mn><mo>[</mo>{0}<mo>&gt;</mo><mn>0</mn><mo>]</mo></mrow>"

FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in [
        *[_elementary(row) for row in OPERATIONS.values() if row.written.rank == 5],
        _composed("logistic(x)", "pure"),
        _composed("logit(x)", "pure"),
        _composed("smoothstep(x)", "pure"),
        _composed("step(x)", "step", r"\mathbb{{1}}\left[{0} > 0\right]", _STEP_MATHML),
        _composed("d(x)", "same", r"\Delta", "Δ"),
        _composed("dlog(x)", "log", r"\Delta\log", "Δ log"),
        _composed("saar(x)", "saar"),
        _composed("yoy(x)", "yoy"),
        _composed("avg(x, 4)", "window"),
        _composed("total(x, 4)", "window"),
        _composed("highest(x, 8)", "window"),
        _composed("lowest(x, 8)", "window"),
        _composed("smax(a, b, half_width)", "same"),
        _composed("smin(a, b, half_width)", "same"),
        _composed("bounded(x, low, high, half_width)", "same"),
        _composed("via(switch, expression)", "via"),
    ]
}

FOLDED: dict[str, str] = {
    r.written.word: r.name for r in OPERATIONS.values() if r.arity == 2 and r.written.rank == 5
}
"""Functions of two or more arguments, taken two by two -> the operation."""

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


def _applied(operation: str) -> Elementwise:
    return lambda g, x: g.apply(operation, x)


UNARY: dict[str, Elementwise] = {
    **{r.written.word: _applied(r.name) for r in OPERATIONS.values() if r.arity == 1 and r.written.rank == 5},
    "step": lambda g, x: g.apply("gt", x, g.const(0.0)),
    "logistic": logistic,
    "logit": logit,
    "smoothstep": smoothstep,
}
