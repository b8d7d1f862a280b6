"""The instruction tape on plain numbers: one draw needs no arrays, and without them an instruction takes a
fifth of the time. Every figure has the bits that NumPy gives it."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from typing import Any

from moneygood.engine.program.program import Instr
from moneygood.model.operations import OPERATIONS, numpy_function

NumberTape = list[tuple[Callable[[float, float], float], int, int, int]]
"""Instructions as (function, result, arguments); those of one argument have it twice."""


def _largest(a: float, b: float) -> float:
    return a if a >= b or a != a else b


def _smallest(a: float, b: float) -> float:
    return a if a <= b or a != a else b


def _of_numpy(name: str) -> Callable[[float, float], float]:
    """NumPy's own function, where Python's could differ in the last bit or has no number to give."""
    function = numpy_function(name)
    if OPERATIONS[name].arity == 1:
        return lambda a, _b: float(function(a))
    return lambda a, b: float(function(a, b))


def _division(a: float, b: float) -> float:
    try:
        return a / b
    except ZeroDivisionError:
        return math.nan if a == 0.0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


_PLAIN: dict[str, Callable[[float, float], float]] = {
    "copy": lambda a, _b: a,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": _division,
    "neg": lambda a, _b: -a,
    "abs": lambda a, _b: abs(a),
    "min": _smallest,
    "max": _largest,
    "gt": lambda a, b: 1.0 if a > b else 0.0,
    "ge": lambda a, b: 1.0 if a >= b else 0.0,
}
"""Operations whose bits IEEE 754 settles; NumPy carries out the others."""

_MADE: dict[str, Callable[[float, float], float]] = dict(_PLAIN)


def number_function(name: str) -> Callable[[float, float], float]:
    """What carries out an operation on plain numbers; made when first needed, as SciPy is slow to load."""
    if name not in _MADE:
        _MADE[name] = _of_numpy(name)
    return _MADE[name]


def number_tape(ops: Iterable[Instr]) -> NumberTape:
    """Instructions as tuples that `run_numbers` carries out."""
    return [(number_function(i.op), i.out, i.ins[0], i.ins[-1]) for i in ops]


def run_numbers(tape: NumberTape, v: list[Any]) -> None:
    """Carries out instructions in order on the list of values."""
    for function, out, a, b in tape:
        v[out] = function(v[a], v[b])
