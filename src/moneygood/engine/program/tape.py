"""The instruction tape: numpy functions with their arrays, carried out in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Tape = list[tuple[Callable[..., Any], tuple[Any, ...]]]


def _maximum(a: Any, b: Any, out: Any) -> None:
    np.maximum(a, b, out=out)


def _minimum(a: Any, b: Any, out: Any) -> None:
    np.minimum(a, b, out=out)


def _copy(a: Any, out: Any) -> None:
    np.copyto(out, a)


def _ndtr(a: Any, out: Any) -> None:
    from scipy.special import ndtr

    ndtr(a, out)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative,
    "pow": np.power, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.absolute, "tanh": np.tanh,
    "min": _minimum, "max": _maximum, "gt": np.greater, "ge": np.greater_equal, "ndtr": _ndtr, "copy": _copy,
}  # fmt: skip


def run(tape: Tape) -> None:
    """Carries out instructions in order."""
    for function, arrays in tape:
        function(*arrays)
