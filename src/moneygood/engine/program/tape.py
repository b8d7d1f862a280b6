"""The instruction tape: numpy functions with their arrays, carried out in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from moneygood.model.operations import OPERATIONS, numpy_function

Tape = list[tuple[Callable[..., Any], tuple[Any, ...]]]


def _copy(a: Any, out: Any) -> None:
    np.copyto(out, a)


def _tape_function(name: str) -> Callable[..., Any]:
    """The operation of NumPy, with the result's array last."""
    if "." in OPERATIONS[name].numpy:  # SciPy is imported when it is used
        return lambda *arrays: numpy_function(name)(*arrays[:-1], arrays[-1])
    function = numpy_function(name)
    if name in ("min", "max"):  # NumPy takes their result's array by name only
        return lambda a, b, out: function(a, b, out=out)
    return function


FUNCTIONS: dict[str, Callable[..., Any]] = {"copy": _copy} | {
    name: _tape_function(name) for name in OPERATIONS
}
"""Operation -> what carries it out: the arrays of its arguments, then that of the result."""


def run(tape: Tape) -> None:
    """Carries out instructions in order."""
    for function, arrays in tape:
        function(*arrays)
