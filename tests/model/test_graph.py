import math
import pickle

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from moneygood.core.units import PURE
from moneygood.model.evaluate import evaluate
from moneygood.model.expand import Expander, ViaTable
from moneygood.model.grammar import FormulaSource
from moneygood.model.graph import (
    Graph,
    derivative,
    derivative_to,
    leaves,
    reachable,
    resolve_vias,
    substitute,
)
from moneygood.model.read import parse_formula
from moneygood.model.scope import Scope

NAMES = ("x", "y", "z")


def node_of(graph, text):
    scope = Scope(variables=dict.fromkeys(NAMES, PURE), parameters={"p": PURE}, open_formulas=True)
    return Expander(graph, scope, FormulaSource("t", text), "t", ViaTable()).node(parse_formula(text))


def value_of(node, at):
    return float(evaluate([node], lambda n: np.float64(at[n.payload[0] if n.op == "var" else n.payload]))[0])


def test_equal_expressions_are_one_node():
    g = Graph()
    assert node_of(g, "x + y") is node_of(g, "y + x")
    assert node_of(g, "2*3 + x") is node_of(g, "x + 6")
    assert node_of(g, "x - x").is_const(0.0)
    assert node_of(g, "-(-x)") is g.var("x")
    assert node_of(g, "x[-1]") is not g.var("x")


def test_children_come_before_parents():
    g = Graph()
    node_of(g, "exp(x) * log(y) / (x + y)^3")
    assert all(a.id < n.id for n in g.nodes for a in n.args)
    assert [n.id for n in g.nodes] == list(range(len(g)))


@pytest.mark.parametrize(
    ("text", "derived"),
    [
        ("x^3", lambda x, y: 3 * x**2),
        ("x * y", lambda x, y: y),
        ("y / x", lambda x, y: -y / x**2),
        ("x / y", lambda x, y: 1 / y),
        ("log(x * y)", lambda x, y: 1 / x),
        ("exp(-2 * x)", lambda x, y: -2 * math.exp(-2 * x)),
        ("sqrt(x)", lambda x, y: 0.5 / math.sqrt(x)),
        ("tanh(x * y)", lambda x, y: y / math.cosh(x * y) ** 2),
        ("normal_cdf(x)", lambda x, y: math.exp(-x * x / 2) / math.sqrt(2 * math.pi)),
        ("logistic(x)", lambda x, y: math.exp(-x) / (1 + math.exp(-x)) ** 2),
        ("logit(x / 10)", lambda x, y: 1 / x + 1 / (10 - x)),
        ("abs(x - 5)", lambda x, y: -1.0),
        ("max(x, 1) + min(x, 1)", lambda x, y: 1.0),
        ("step(x)", lambda x, y: 0.0),
        ("smoothstep(x / 2)", lambda x, y: 0.5 * 6 * (x / 2) * (1 - x / 2)),
        ("x[-1] * x", lambda x, y: x),  # the lag is another quantity with the same value here
        ("x^y", lambda x, y: y * x ** (y - 1)),
        ("yoy(x)", lambda x, y: 100 / x),
        ("saar(x)", lambda x, y: 400 / x),
    ],
)
def test_derivatives_agree_with_the_hand_worked_ones(text, derived):
    g = Graph()
    at = {"x": 1.3, "y": 0.7, "z": 2.0, "p": 1.0}
    slope = derivative(g, node_of(g, text), "x")
    assert value_of(slope, at) == pytest.approx(derived(1.3, 0.7), rel=1e-12)


def formulas():
    leaf = st.sampled_from(["x", "y", "z", "p", "1.5", "0.3", "2"])
    unary = st.sampled_from(
        ["exp(0.1*({}))", "log(2 + ({})^2)", "sqrt(1 + ({})^2)", "tanh({})", "normal_cdf({})", "logistic({})",
         "-({})", "smoothstep(({})/3)", "abs({})", "({})^3"]
    )  # fmt: skip
    binary = st.sampled_from(
        ["({}) + ({})", "({}) - ({})", "({}) * ({})", "({}) / (3 + ({})^2)", "max({}, {})", "min({}, {})",
         "smax({}, {}, 0.4)", "smin({}, {}, 0.4)"]
    )  # fmt: skip
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(lambda f, a: f.format(a), unary, inner),
            st.builds(lambda f, a, b: f.format(a, b), binary, inner, inner),
        ),
        max_leaves=8,
    )


@settings(max_examples=150, deadline=None)
@given(formulas(), st.tuples(*[st.floats(-1.5, 1.5).filter(lambda v: abs(v) > 1e-3) for _ in range(4)]))
def test_derivatives_agree_with_finite_differences(text, point):
    g = Graph()
    at = dict(zip([*NAMES, "p"], point, strict=True))
    node = node_of(g, text)
    slope = value_of(derivative(g, node, "x"), at)
    h = 1e-5
    ahead, behind = (value_of(node, at | {"x": at["x"] + s}) for s in (h, -h))
    here = value_of(node, at)
    left, right = (here - behind) / h, (ahead - here) / h
    size = max(1.0, abs(slope), abs(here))
    assume(abs(right - left) < 1e-3 * size)  # away from corners and steep curvature
    assert slope == pytest.approx((ahead - behind) / (2 * h), abs=2e-5 * size)


@given(st.floats(-2, 2), st.floats(0.05, 1.0))
def test_soft_extremes_are_exact_outside_and_smooth_inside(gap, width):
    g = Graph()
    high, low = (node_of(g, f"{n}(x, y, {width!r})") for n in ("smax", "smin"))
    at = {"x": 1.0 + gap, "y": 1.0, "z": 0.0, "p": 0.0}
    top, bottom = value_of(high, at), value_of(low, at)
    if abs(at["x"] - at["y"]) > width:
        assert top == max(at["x"], 1.0)
        assert bottom == min(at["x"], 1.0)
    assert top >= max(at["x"], 1.0)
    assert bottom <= min(at["x"], 1.0)
    assert top + bottom == pytest.approx(at["x"] + 1.0)
    steep = value_of(derivative(g, high, "x"), at)
    inside = (at["x"] - 1.0 + width) / (2 * width)
    assert steep == pytest.approx(min(max(inside, 0.0), 1.0), abs=1e-9)
    assert value_of(derivative(g, low, "x"), at) == pytest.approx(1.0 - steep, abs=1e-9)


def test_a_step_is_one_above_zero_only():
    g = Graph()
    node = node_of(g, "step(x)")
    assert [value_of(node, {"x": v}) for v in (-1.0, 0.0, 1e-300)] == [0.0, 0.0, 1.0]


def test_substitution_replaces_every_occurrence_once():
    g = Graph()
    node = node_of(g, "x * (x + y)")
    swapped = substitute(g, node, {g.var("x"): g.var("y"), g.var("y"): g.var("x")})
    assert swapped is node_of(g, "y * (y + x)")


def test_a_channel_is_its_expression_when_on_and_its_reference_when_off():
    g = Graph()
    inside = g.apply("mul", g.par("b"), g.var("x"))
    node = g.apply("add", g.var("y"), g.via(inside, 3, "wealth"))
    on, off = resolve_vias(g, [node], [])[0], resolve_vias(g, [node], ["wealth"])[0]
    assert on is g.apply("add", g.var("y"), inside)
    assert off is g.apply("add", g.var("y"), g.ref(3))
    assert derivative(g, on, "x") is g.par("b")
    assert derivative(g, off, "x").is_const(0.0)


def test_a_very_deep_expression_needs_no_recursion():
    g = Graph()
    node = g.var("x")
    for _ in range(30_000):
        node = g.apply("tanh", g.apply("add", node, g.par("p")))
    assert len(reachable(node)) == 60_002
    assert leaves(node) == {g.var("x"), g.par("p")}
    slope = derivative(g, node, "x")
    again = pickle.loads(pickle.dumps((g, slope)))
    assert len(again[0]) == len(g)
    assert again[1] is again[0].nodes[slope.id]
    assert again[0].var("x") is again[0].nodes[g.var("x").id]


def test_impossible_constants_stay_in_place_and_show_as_non_finite():
    g = Graph()
    node = node_of(g, "1 / 0 + log(-1)")
    assert math.isnan(value_of(node, {}))


def test_a_judgement_can_be_differentiated_like_any_leaf():
    g = Graph()
    node = g.apply("mul", g.var("x"), g.apply("exp", g.add("cons")))
    slope = derivative_to(g, node, g.add("cons"))
    assert slope is node


def test_unknown_operations_are_refused():
    g = Graph()
    with pytest.raises(ValueError, match="operation 'system'"):
        g.apply("system", g.var("x"))
    with pytest.raises(ValueError, match="with 1 arguments"):
        g.apply("add", g.var("x"))
