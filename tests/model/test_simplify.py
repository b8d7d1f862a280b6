"""Simplified expressions have the value of what was written, for random expressions of small numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygood.model.graph import Graph, Node
from moneygood.model.simplify import simplify


@dataclass(frozen=True)
class Plain:
    """An expression that nothing simplifies: the slow and obvious reference."""

    op: str
    args: tuple[Plain, ...] = ()
    number: float = 0.0


BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "min": min,
    "max": max,
    "gt": lambda a, b: float(a > b),
    "ge": lambda a, b: float(a >= b),
}
leaves = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 2.0, 3.0]).map(lambda v: Plain("const", number=v)),
    st.sampled_from(["x", "y"]).map(Plain),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda a: Plain("neg", (a,)), inner),
        st.builds(lambda op, a, b: Plain(op, (a, b)), st.sampled_from(sorted(BINARY)), inner, inner),
        st.builds(
            lambda a, n: Plain("pow", (a, Plain("const", number=n))), inner, st.sampled_from([0.0, 1.0, 2.0])
        ),
    ),
    max_leaves=8,
)
POINT = {"x": 1.75, "y": -0.5}


def value(e: Plain) -> float:
    if not e.args:
        return POINT.get(e.op, e.number)
    own = [value(a) for a in e.args]
    return -own[0] if e.op == "neg" else own[0] ** own[1] if e.op == "pow" else BINARY[e.op](*own)


def built(g: Graph, e: Plain) -> Node:
    if e.op == "const":
        return g.const(e.number)
    return g.apply(e.op, *(built(g, a) for a in e.args)) if e.args else g.var(e.op, 0)


def worth(n: Node) -> float:
    """The value of a simplified expression, walked by hand."""
    if n.op == "const":
        return float(n.payload)
    if n.op == "var":
        return POINT[n.payload[0]]
    own = [worth(a) for a in n.args]
    return -own[0] if n.op == "neg" else own[0] ** own[1] if n.op == "pow" else BINARY[n.op](*own)


@settings(max_examples=150, deadline=None)
@given(expressions)
def test_a_simplified_expression_has_the_same_value(e: Plain) -> None:
    try:
        expected = value(e)
    except ZeroDivisionError:
        return
    assert worth(built(Graph(), e)) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_what_can_be_said_more_simply_is() -> None:
    g = Graph()
    x, y, zero, one = g.var("x", 0), g.var("y", 0), g.const(0.0), g.const(1.0)
    assert simplify(g, "add", (x, zero)) is x
    assert simplify(g, "mul", (x, one)) is x
    assert simplify(g, "sub", (x, x)).is_const(0.0)
    assert simplify(g, "sub", (x, g.apply("neg", y))) is g.apply("add", x, y)
    assert simplify(g, "pow", (x, g.const(2.0))) is g.apply("mul", x, x)
    assert simplify(g, "max", (x, x)) is x
    assert simplify(g, "add", (x, y)) is None


def test_a_formula_without_a_number_stays_so_that_it_is_seen_when_it_is_computed() -> None:
    g = Graph()
    assert simplify(g, "div", (g.const(1.0), g.const(0.0))) is None
    assert simplify(g, "log", (g.const(0.0),)) is None
    root = simplify(g, "sqrt", (g.const(2.0),))
    assert root is not None
    assert math.isclose(float(root.payload), math.sqrt(2))
