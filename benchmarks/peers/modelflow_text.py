"""A system of equations in ModelFlow's own language, so that ModelFlow can be measured on the same work."""

from __future__ import annotations

from collections.abc import Mapping

from moneygood.engine.foresight.system import System, isolate
from moneygood.model.graph import Node

_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "gt": ">", "ge": ">="}
_NAMES = {"log": "LOG", "exp": "EXP", "abs": "ABS", "min": "MIN", "max": "MAX", "sqrt": "SQRT"}


def modelflow_text(system: System) -> str:
    """One ``FRML <> X = … $`` an unknown; leads and lags as ``X(+1)`` and ``X(-1)``, coefficients as numbers.

    Each equation is solved for its own unknown where that stands in it once. Where it stands more often the
    right side is the unknown less the residual, which has the same solution and the same Newton step.
    KeyError for an operation that the language does not have.
    """
    lines = []
    for name, residual in zip(system.unknowns, system.residuals, strict=True):
        leaf = system.graph.var(name, 0)
        value = isolate(system.graph, residual, leaf) or system.graph.apply("sub", leaf, residual)
        lines.append(f"FRML <> {name.upper()} = {_text(value, system.parameters, {})} $")
    return "\n".join(lines)


def _text(node: Node, parameters: Mapping[str, float], known: dict[int, str]) -> str:
    """A formula with brackets around every part."""
    if node.id in known:
        return known[node.id]
    if node.op in ("const", "par"):
        value = float(node.payload if node.op == "const" else parameters[node.payload])
        out = repr(value) if value >= 0 else f"({value!r})"
    elif node.op == "var":
        name, lag = node.payload
        out = f"{name.upper()}({-lag:+d})" if lag else name.upper()
    else:
        parts = [_text(a, parameters, known) for a in node.args]
        if node.op == "neg":
            out = f"(-{parts[0]})"
        elif node.op in _SIGNS:
            out = f"({parts[0]}{_SIGNS[node.op]}{parts[1]})"
        else:
            out = f"{_NAMES[node.op]}({','.join(parts)})"
    known[node.id] = out
    return out
