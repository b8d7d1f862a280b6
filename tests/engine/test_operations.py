"""Every row of the table of operations, carried out in every backend, against values from the math module.

The expected values are those of Python's own `math` and `statistics`, never of a backend of ours; derivatives
are held against differences, and units against what a formula may not mix.
"""

from __future__ import annotations

import ast
import ctypes
import math
import statistics
import xml.etree.ElementTree as ET
from collections.abc import Callable

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.units import Unit
from moneygood.engine.cuda import nodes as n
from moneygood.engine.cuda import targets
from moneygood.engine.cuda.body import operation
from moneygood.engine.foresight import compiled
from moneygood.engine.foresight.tape import CODES
from moneygood.engine.llvm import binary
from moneygood.engine.llvm.body import Body
from moneygood.engine.llvm.layout import Layout
from moneygood.engine.llvm.mathematics import FUNCTIONS as LLVM_FUNCTIONS
from moneygood.engine.llvm.mathematics import mathematics
from moneygood.engine.llvm.text import LANES, function
from moneygood.engine.program.program import Program
from moneygood.engine.program.tape import FUNCTIONS as TAPE_FUNCTIONS
from moneygood.model.evaluate import evaluate
from moneygood.model.formula import parse_expression
from moneygood.model.functions import FUNCTIONS
from moneygood.model.grammar import FormulaSource
from moneygood.model.graph import Graph, Node, derivatives_to
from moneygood.model.latex import Latex
from moneygood.model.mathml import MathMl
from moneygood.model.operations import MIRRORED, OPERATIONS, SIGNS
from moneygood.model.read import parse_formula
from moneygood.model.render import text_of

EXPECTED: dict[str, Callable[..., float]] = {
    "add": float.__add__,
    "sub": float.__sub__,
    "mul": float.__mul__,
    "div": float.__truediv__,
    "neg": float.__neg__,
    "pow": float.__pow__,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": math.fabs,
    "min": lambda a, b: sorted((a, b))[0],
    "max": lambda a, b: sorted((a, b))[1],
    "gt": lambda a, b: float(a > b),
    "ge": lambda a, b: float(a >= b),
    "ndtr": statistics.NormalDist().cdf,
    "tanh": lambda x: math.sinh(x) / math.cosh(x),
}
EXACT = {"add", "sub", "mul", "div", "neg", "sqrt", "abs", "min", "max", "gt", "ge"}
FIRST = np.array([0.3, 2.0, 0.9, 1.7, 4.0, 0.011, 1.0, 0.25, 3.3, 0.6, 1.2, 2.5, 0.07, 5.5, 0.5, 1.0])
SECOND = np.array([0.4, 1.1, 0.9, -2.0, 0.5, 3.0, 1.0, -0.75, 2.2, 0.1, 3.1, 1.5, 0.8, -1.0, 0.5, 2.0])
SIGNED = {"add", "sub", "mul", "div", "neg", "exp", "abs", "min", "max", "gt", "ge", "ndtr", "tanh"}


def arguments(name: str) -> list[np.ndarray]:
    """Arguments for an operation; the first has both signs where that is allowed."""
    first = FIRST * np.where(np.arange(16) % 3 == 1, -1.0, 1.0) if name in SIGNED else FIRST
    return [first, SECOND][: OPERATIONS[name].arity]


def by_numpy(name: str, given: list[np.ndarray]) -> np.ndarray:
    out = np.empty(len(given[0]))
    with np.errstate(all="ignore"):
        TAPE_FUNCTIONS[name](*given, out)
    return out


def by_llvm(name: str, given: list[np.ndarray]) -> np.ndarray:
    """Eight at a time, compiled for this processor."""
    body = Body(Program(), _no_layout())
    names = [body.load("%x"), body.load("%y")][: len(given)]
    body.store(body.operation(name, names), "%out")
    body.do("ret void")
    text = mathematics({name}) + function("void @one(ptr %x, ptr %y, ptr %out)", body)
    loaded = binary.Loaded(binary.translate(text))
    call = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)(loaded.address("one"))
    x, y, out = (_aligned() for _ in range(3))
    found = []
    for i in range(0, len(given[0]), LANES):
        x[:] = given[0][i : i + LANES]
        y[:] = given[-1][i : i + LANES]
        call(*(a.ctypes.data for a in (x, y, out)))
        found.append(out.copy())
    return np.concatenate(found)


def _aligned() -> np.ndarray:
    room = np.zeros(2 * LANES)
    first = -room.ctypes.data % 64 // 8
    return room[first : first + LANES]


def _no_layout() -> Layout:
    return Layout.__new__(Layout)  # an operation on vectors at hand looks nothing up


def by_cuda(name: str, given: list[np.ndarray]) -> np.ndarray:
    """The scalar form that a device compiles, compiled for one core."""
    lane = n.name("lane")
    value = operation(name, [n.item("x", lane), n.item("y", lane)][: len(given)])
    one = n.function("one", ("lane", "x", "y", "out"), [n.assign(n.item("out", lane), value)])
    target = targets.processor()
    kernel, _ = target.program(one, ())
    out = np.empty(len(given[0]))
    target.launch(kernel, len(out), given[0], given[-1], out)
    return out


def by_foresight(name: str, given: list[np.ndarray]) -> np.ndarray:
    kernels = compiled.machine_code()
    assert kernels.compiled
    registers = np.stack([given[0], given[-1], np.zeros(len(given[0]))])
    kernels.run_tape(np.array([[CODES[name], 0, 1, 2]], dtype=np.int32), 0, 1, registers)
    return registers[2]


BACKENDS = {"numpy": by_numpy, "llvm": by_llvm, "cuda": by_cuda, "foresight": by_foresight}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_backend_gives_the_values_of_the_math_module(name: str, backend: str) -> None:
    given = arguments(name)
    wanted = [EXPECTED[name](*map(float, row)) for row in zip(*given, strict=True)]
    found = BACKENDS[backend](name, given)
    if name in EXACT:
        np.testing.assert_array_equal(found, wanted)
    else:
        np.testing.assert_allclose(found, wanted, rtol=5e-15, atol=2e-16)


EDGES = {
    "exp": ([800.0, -800.0, 0.0, -0.0], [math.inf, 0.0, 1.0, 1.0]),
    "log": ([0.0, -1.0, math.inf, 5e-324], [-math.inf, math.nan, math.inf, math.log(5e-324)]),
    "sqrt": ([0.0, -1.0, math.inf, 4.0], [0.0, math.nan, math.inf, 2.0]),
    "tanh": ([0.0, 400.0, -400.0, 1e-9], [0.0, 1.0, -1.0, 1e-9]),
    "ndtr": ([0.0, 40.0, -40.0, math.inf], [0.5, 1.0, 0.0, 1.0]),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", EDGES)
def test_every_backend_gives_the_same_at_the_edges(name: str, backend: str) -> None:
    """C-9: what has no value is not a number or infinite in every backend, so that the draw fails in all."""
    x, wanted = (np.array([*v, *v]) for v in EDGES[name])
    np.testing.assert_allclose(BACKENDS[backend](name, [x]), wanted, rtol=5e-15, atol=1e-300)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_not_a_number_stays_so_in_every_backend(name: str, backend: str) -> None:
    """C-6, but for comparisons, which do not hold then."""
    row = OPERATIONS[name]
    for which in range(row.arity):
        given = [np.full(8, 0.7) for _ in range(row.arity)]
        given[which][:] = math.nan
        wanted = np.full(8, 0.0 if row.step else math.nan)
        np.testing.assert_array_equal(BACKENDS[backend](name, given), wanted)


@pytest.mark.parametrize("name", OPERATIONS)
def test_known_numbers_are_folded_to_the_same_value(name: str) -> None:
    g = Graph()
    for row in zip(*arguments(name), strict=True):
        node = g.apply(name, *(g.const(float(v)) for v in row))
        assert node.op == "const"
        assert node.payload == pytest.approx(EXPECTED[name](*map(float, row)), rel=1e-15)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_derivative_is_that_of_differences(name: str) -> None:
    g = Graph()
    leaves = [g.var("x"), g.var("y")][: OPERATIONS[name].arity]
    given = dict(zip(("x", "y"), arguments(name), strict=False))
    if name == "pow":  # the exponent is a number
        leaves[1], given["y"] = g.const(2.5), np.full(16, 2.5)
    apart = np.abs(given["x"] - given.get("y", 9.0)) > 1e-3  # not where a maximum or a step has its corner
    node = g.apply(name, *leaves)
    for leaf in (v for v in leaves if v.op == "var"):
        (slope,) = derivatives_to(g, [node], leaf)
        found = np.broadcast_to(_at(slope, given), apart.shape)
        h, own = 1e-5, leaf.payload[0]
        ahead, behind, far, back = (_at(node, given | {own: given[own] + k * h}) for k in (1, -1, 2, -2))
        differences = (8 * (ahead - behind) - (far - back)) / (12 * h)
        np.testing.assert_allclose(found[apart], differences[apart], rtol=1e-7, atol=1e-9)


def _at(node: Node, given: dict[str, np.ndarray]) -> np.ndarray:
    return evaluate([node], lambda v: given[v.payload[0]])[0]


UNITS = {"u": Unit.parse("usd"), "p": Unit.parse("pct"), "s": Unit()}
RULES: dict[str, tuple[tuple[str, str, str], ...]] = {
    # rule: formulas in the words of an operation, the unit they are in, and one that they are not in
    "sum": (("u {0} u", "usd", "pct"),),
    "product": (("u {0} p", "usd*pct", "usd"),),
    "quotient": (("u {0} u", "1", "usd"),),
    "unchanged": (("{0}u", "usd", "pct"),),
    "power": (("u {0} 2", "usd^2", "usd"),),
    "pure": (("{0}(s)", "1", "usd"),),
    "log": (("{0}(u)", "1", "usd"),),
    "sqrt": (("{0}(u * u)", "usd", "1"),),
    "same": (("{0}(u, u)", "usd", "pct"),),
    "compare": (("u {0} u", "1", "usd"),),
}
MIXED = {"sum": "u {0} p", "pure": "{0}(u)", "sqrt": "{0}(u)", "same": "{0}(u, p)", "compare": "u {0} p",
         "power": "u {0} p"}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_unit_rule_gives_the_unit_and_refuses_a_wrong_one(name: str) -> None:
    """C-10."""
    row = OPERATIONS[name]
    for text, unit, other in RULES[row.unit]:
        text = text.format(row.written.word)
        text = text.replace(", u)", ")") if row.arity == 1 else text
        assert parse_expression(text, UNITS).unit == Unit.parse(unit)
        with pytest.raises(MoneygoodError) as fault:
            parse_expression(text, UNITS, unit=Unit.parse(other))
        assert fault.value.code == "M009"
    if row.unit in MIXED and row.arity == MIXED[row.unit].count(",") + 1 + MIXED[row.unit].count("{0} "):
        with pytest.raises(MoneygoodError) as fault:
            parse_expression(MIXED[row.unit].format(row.written.word), UNITS)
        assert fault.value.code == "M009"


SHOWN = {
    "add": (r"\mathrm{a}_{t} + \mathrm{b}_{t}", "a + b"),
    "sub": (r"\mathrm{a}_{t} - \left(\mathrm{b}_{t} - \mathrm{a}_{t}\right)", "a - (b - a)"),
    "mul": (r"\left(\mathrm{a}_{t} + \mathrm{b}_{t}\right) \, \mathrm{b}_{t}", "(a + b) * b"),
    "div": (r"\frac{\mathrm{a}_{t} + \mathrm{b}_{t}}{\mathrm{b}_{t}}", "(a + b) / b"),
    "neg": (r"-\left(\mathrm{a}_{t} + \mathrm{b}_{t}\right)", "-(a + b)"),
    "pow": (r"\left(\mathrm{a}_{t} + \mathrm{b}_{t}\right)^{\mathrm{a}_{t}}", "(a + b)^a"),
    "exp": (r"\exp\left(\mathrm{a}_{t}\right)", "exp(a)"),
    "log": (r"\log\left(\mathrm{a}_{t}\right)", "log(a)"),
    "sqrt": (r"\sqrt{\mathrm{a}_{t}}", "sqrt(a)"),
    "abs": (r"\left|\mathrm{a}_{t}\right|", "abs(a)"),
    "min": (r"\min\left(\mathrm{a}_{t}, \mathrm{b}_{t}\right)", "min(a, b)"),
    "max": (r"\max\left(\mathrm{a}_{t}, \mathrm{b}_{t}\right)", "max(a, b)"),
    "gt": (r"\mathrm{a}_{t} > \mathrm{b}_{t}", "a > b"),
    "ge": (r"\mathrm{a}_{t} \ge \mathrm{b}_{t}", "a >= b"),
    "lt": (r"\mathrm{a}_{t} < \mathrm{b}_{t}", "a < b"),
    "le": (r"\mathrm{a}_{t} \le \mathrm{b}_{t}", "a <= b"),
    "ndtr": (r"\Phi\left(\mathrm{a}_{t}\right)", "normal_cdf(a)"),
    "tanh": (r"\tanh\left(\mathrm{a}_{t}\right)", "tanh(a)"),
}


@pytest.mark.parametrize("name", [*OPERATIONS, *MIRRORED])
def test_a_formula_is_shown_as_it_is_written(name: str) -> None:
    latex, text = SHOWN[name]
    term = parse_formula(text, FormulaSource("test", text))
    assert Latex(frozenset()).formula(term) == latex
    assert text_of(term) == text
    shown = ET.fromstring(MathMl(frozenset()).formula(term))
    assert {"a"} <= {e.text for e in shown.iter()}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_the_language_has_a_form_to_show(name: str) -> None:
    text = FUNCTIONS[name].usage
    term = parse_formula(text, FormulaSource("test", text))
    assert len(Latex(frozenset()).formula(term)) > len(name) // 2
    ET.fromstring(MathMl(frozenset()).formula(term))


def test_every_row_has_what_each_backend_needs() -> None:
    """A new row fails here where it lacks a part, with the place that lacks it."""
    rows = OPERATIONS.values()
    assert set(EXPECTED) == set(OPERATIONS)
    assert {r.unit for r in rows} == set(RULES)
    assert set(SHOWN) == {*OPERATIONS, *MIRRORED}
    assert set(TAPE_FUNCTIONS) == set(CODES) == {*OPERATIONS, "copy"}
    assert len(set(CODES.values())) == len(CODES)
    called = {r.llvm.removeprefix("call ") for r in rows if r.llvm.startswith("call mg_")}
    assert called <= set(LLVM_FUNCTIONS)
    scalar = {r.cuda for r in rows if r.cuda.isidentifier()}
    assert scalar <= set(targets.processor().space)
    words = [w.word for w in SIGNS.values()] + [r.written.word for r in rows if r.written.rank == 5]
    assert len(set(words)) == len(words) - 1  # the minus of two numbers and of one
    tree = ast.parse(compiled._source())
    numbers = {c.value for c in ast.walk(tree) if isinstance(c, ast.Constant) and isinstance(c.value, int)}
    assert set(CODES.values()) - {max(CODES.values())} <= numbers
