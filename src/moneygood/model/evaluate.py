"""Computing nodes from given figures: measurements on the vintage, break definitions on kept paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from moneygood.model.graph import Node, reachable
from moneygood.model.operations import OPERATIONS, numpy_function


def evaluate(nodes: Iterable[Node], leaf: Callable[[Node], Any]) -> list[Any]:
    """The values of `nodes`, given the value of every leaf that is not a number.

    `leaf` gives a number or an array for a node of kind var, par, shock, add_ or ref; arrays of one call have
    shapes that broadcast together. Missing stays missing: NaN in, NaN out, in comparisons too. A logarithm
    of a negative number and the like give NaN or infinity, without a warning.
    """
    nodes = list(nodes)
    values: dict[int, Any] = {}
    with np.errstate(all="ignore"):
        for n in reachable(*nodes):
            if n.op == "const":
                values[n.id] = np.float64(n.payload)
            elif not n.args:
                values[n.id] = leaf(n)
            elif n.op == "via":
                values[n.id] = values[n.args[0].id]
            else:
                values[n.id] = _operate(n.op, [values[a.id] for a in n.args])
    return [values[n.id] for n in nodes]


def _operate(op: str, arguments: list[Any]) -> Any:
    value = numpy_function(op)(*arguments)
    if not OPERATIONS[op].step:
        return value
    unknown = np.isnan(arguments[0]) | np.isnan(arguments[1])
    return np.where(unknown, np.nan, value) if np.any(unknown) else value * 1.0


def evaluate_series(
    node: Node,
    series: Callable[[str], np.ndarray],
    axis: int = 0,
    parameters: Mapping[str, float] | None = None,
) -> np.ndarray:
    """The values of a formula over time, from the series of its variables.

    `series` gives the figures of a variable with time along `axis` ([period], or [period, draw]); a lag of k
    shifts them by k, so the first k periods of the result are NaN. `parameters` gives the values of
    parameters that the formula uses. The shape is that of the series; a formula
    without variables gives an array of shape ().
    """

    def leaf(n: Node) -> np.ndarray:
        if n.op == "par" and parameters is not None:
            return np.asarray(parameters[n.payload], dtype=np.float64)
        if n.op != "var":
            raise ValueError(f"{n.op} {n.payload!r} has no series")
        name, lag = n.payload
        figures = np.asarray(series(name))
        if lag == 0:
            return figures
        shifted = np.full(figures.shape, np.nan, dtype=np.result_type(figures.dtype, np.float32))
        along = np.moveaxis(shifted, axis, 0)
        source = np.moveaxis(figures, axis, 0)
        if lag > 0:
            along[lag:] = source[:-lag]
        else:
            along[:lag] = source[-lag:]
        return shifted

    return np.asarray(evaluate([node], leaf)[0])
