"""The elementary operations, one row each: what the language writes, the graph holds and every backend does.

A row says how many arguments an operation takes, how units go through it, what it gives for plain numbers,
its derivative, its name in each backend, and how it is shown. To add an operation, add its row; where a
backend has no such function yet, add it there:

- NumPy: a function of NumPy, or "scipy.special.name";
- LLVM: an instruction ("fadd"), a comparison ("fcmp ogt"), the one of two that a comparison prefers ("extreme
  ogt"), or a function of eight numbers ("call mg_exp", written in ``engine/llvm/mathematics.py``);
- CUDA: a sign of Python ("+") or a scalar function ("largest", of ``engine/cuda``);
- foresight: a number of the interpreter in ``engine/foresight/kernels.py``.

``tests/engine/test_operations.py`` carries every row out in every backend.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class AbstractNode(Protocol):
    """What a node of the graph is known by here."""

    @property
    def graph(self) -> Any: ...
    @property
    def op(self) -> str: ...
    @property
    def args(self) -> tuple[Any, ...]: ...
    @property
    def payload(self) -> Any: ...
    def is_const(self, value: float | None = None) -> bool: ...


Slope = Callable[[Any, Sequence[Any]], Any]
"""(node, slopes of its arguments) -> the slope of the node."""


@dataclass(frozen=True)
class Notation:
    """How an operation is written and shown.

    `word` is its sign or its function's name in the language; `rank` says how tightly a sign binds (0 least,
    5 for functions). `latex` and `mathml` are templates with {0}, {1} for the arguments, or the name before
    the brackets; `binds` are the ranks below which an argument of a template stands in brackets (-1: never).
    """

    word: str
    latex: str
    mathml: str
    rank: int = 5
    binds: tuple[int, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One elementary operation on float64, element by element.

    `unit` is its rule in `model.dimensions`; `number` gives the result for plain numbers (ArithmeticError or
    ValueError where there is none); `slope` its derivative as nodes of the graph. `numpy`, `llvm`, `cuda` and
    `foresight` are its names in the backends. `most` is the largest number of arguments in the language,
    where more than `arity` are taken two by two. A `step` gives 1.0 or 0.0, flat but for where it jumps.
    """

    name: str
    arity: int
    unit: str
    number: Callable[..., float]
    slope: Slope
    numpy: str
    llvm: str
    cuda: str
    foresight: int
    written: Notation
    most: int = 0
    commutative: bool = False
    step: bool = False


def _sum_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    return n.graph.apply(n.op, *ds)


def _mul_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    g, (a, b) = n.graph, n.args
    if a is b:
        return g.apply("mul", g.apply("mul", g.const(2.0), a), ds[0])
    return g.apply("add", g.apply("mul", ds[0], b), g.apply("mul", a, ds[1]))


def _div_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    g, b = n.graph, n.args[1]
    if ds[1].is_const(0.0):
        return g.apply("div", ds[0], b)
    return g.apply("div", g.apply("sub", ds[0], g.apply("mul", n, ds[1])), b)


def _neg_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    return n.graph.apply("neg", ds[0])


def _pow_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    g, (a, b) = n.graph, n.args
    if b.op != "const":
        raise ValueError("pow needs a constant exponent")
    return g.apply("mul", g.apply("mul", b, g.apply("pow", a, g.const(b.payload - 1.0))), ds[0])


def _exp_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    return n.graph.apply("mul", n, ds[0])


def _log_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    return n.graph.apply("div", ds[0], n.args[0])


def _sqrt_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    return n.graph.apply("div", ds[0], n.graph.apply("mul", n.graph.const(2.0), n))


def _abs_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    """+1 at zero."""
    g = n.graph
    up = g.apply("ge", n.args[0], g.const(0.0))
    return g.apply("mul", g.apply("sub", g.apply("mul", g.const(2.0), up), g.const(1.0)), ds[0])


def _max_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    """The first argument's where both are equal."""
    g, (a, b) = n.graph, n.args
    return g.apply("add", ds[0], g.apply("mul", g.apply("gt", b, a), g.apply("sub", ds[1], ds[0])))


def _min_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    """The second argument's where both are equal."""
    g, (a, b) = n.graph, n.args
    return g.apply("add", ds[1], g.apply("mul", g.apply("gt", b, a), g.apply("sub", ds[0], ds[1])))


def _tanh_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    g = n.graph
    return g.apply("mul", g.apply("sub", g.const(1.0), g.apply("mul", n, n)), ds[0])


def _normal_slope(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    g, a = n.graph, n.args[0]
    density = g.apply("exp", g.apply("mul", g.const(-0.5), g.apply("mul", a, a)))
    return g.apply("mul", g.apply("mul", g.const(1.0 / math.sqrt(2.0 * math.pi)), density), ds[0])


def _flat(n: AbstractNode, ds: Sequence[AbstractNode]) -> Any:
    return n.graph.const(0.0)


def _normal_cdf(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def _signed(sign: str, latex: str, mathml: str, rank: int, binds: tuple[int, int]) -> Notation:
    return Notation(sign, f"{{0}}{latex}{{1}}", f"<mrow>{{0}}<mo>{mathml}</mo>{{1}}</mrow>", rank, binds)


_FRACTION = Notation("/", r"\frac{{{0}}}{{{1}}}", "<mfrac>{0}{1}</mfrac>", 2, (-1, -1))
_POWER = Notation("^", "{0}^{{{1}}}", "<msup>{0}{1}</msup>", 4, (5, -1))
_ROOT = Notation("sqrt", r"\sqrt{{{0}}}", "<msqrt>{0}</msqrt>", binds=(-1,))
_SIZE = Notation("abs", r"\left|{0}\right|", "<mrow><mo>|</mo>{0}<mo>|</mo></mrow>", binds=(-1,))

_ROWS = (
    Operation("add", 2, "sum", lambda a, b: a + b, _sum_slope, "add", "fadd", "+", 1,
              _signed("+", " + ", "+", 1, (1, 1)), commutative=True),
    Operation("sub", 2, "sum", lambda a, b: a - b, _sum_slope, "subtract", "fsub", "-", 2,
              _signed("-", " - ", "−", 1, (1, 2))),
    Operation("mul", 2, "product", lambda a, b: a * b, _mul_slope, "multiply", "fmul", "*", 3,
              _signed("*", r" \, ", "·", 2, (2, 2)), commutative=True),
    Operation("div", 2, "quotient", lambda a, b: a / b, _div_slope, "divide", "fdiv", "/", 4, _FRACTION),
    Operation("neg", 1, "unchanged", lambda a: -a, _neg_slope, "negative", "fneg", "-", 5,
              Notation("-", "-{0}", "<mrow><mo>−</mo>{0}</mrow>", 3, (2,))),
    Operation("pow", 2, "power", math.pow, _pow_slope, "power", "call mg_pow", "power", 8, _POWER),
    Operation("exp", 1, "pure", math.exp, _exp_slope, "exp", "call mg_exp", "exp", 7,
              Notation("exp", r"\exp", "exp")),
    Operation("log", 1, "log", math.log, _log_slope, "log", "call mg_log", "log", 6,
              Notation("log", r"\log", "log")),
    Operation("sqrt", 1, "sqrt", math.sqrt, _sqrt_slope, "sqrt", "call llvm.sqrt.v8f64", "sqrt", 9, _ROOT),
    Operation("abs", 1, "same", math.fabs, _abs_slope, "absolute", "call llvm.fabs.v8f64", "absolute", 10,
              _SIZE),
    Operation("min", 2, "same", min, _min_slope, "minimum", "extreme olt", "smallest", 11,
              Notation("min", r"\min", "min"), most=8, commutative=True),
    Operation("max", 2, "same", max, _max_slope, "maximum", "extreme ogt", "largest", 12,
              Notation("max", r"\max", "max"), most=8, commutative=True),
    Operation("gt", 2, "compare", lambda a, b: 1.0 if a > b else 0.0, _flat, "greater", "fcmp ogt", "above",
              13, _signed(">", " > ", "&gt;", 0, (0, 1)), step=True),
    Operation("ge", 2, "compare", lambda a, b: 1.0 if a >= b else 0.0, _flat, "greater_equal", "fcmp oge",
              "at_least", 14, _signed(">=", r" \ge ", "≥", 0, (0, 1)), step=True),
    Operation("ndtr", 1, "pure", _normal_cdf, _normal_slope, "scipy.special.ndtr", "call mg_ndtr", "ndtr", 15,
              Notation("normal_cdf", r"\Phi", "Φ")),
    Operation("tanh", 1, "pure", math.tanh, _tanh_slope, "tanh", "call mg_tanh", "tanh", 16,
              Notation("tanh", r"\tanh", "tanh")),
)  # fmt: skip

OPERATIONS: dict[str, Operation] = {row.name: row for row in _ROWS}
"""Every elementary operation by its name in the graph and in programs."""

MIRRORED: dict[str, str] = {"lt": "gt", "le": "ge"}
"""Comparisons that the language has and the graph writes the other way round."""

SIGNS: dict[str, Notation] = {
    **{row.name: row.written for row in _ROWS if row.written.rank < 5},
    "lt": _signed("<", " < ", "&lt;", 0, (0, 1)),
    "le": _signed("<=", r" \le ", "≤", 0, (0, 1)),
}
"""The operations that the language writes with a sign, by their name in the syntax tree."""


def numpy_function(name: str) -> Callable[..., Any]:
    """NumPy's (or SciPy's) function of an operation."""
    import numpy

    path = OPERATIONS[name].numpy
    if not path.startswith("scipy."):
        return getattr(numpy, path)
    import scipy.special

    return getattr(scipy.special, path.rsplit(".", 1)[-1])
