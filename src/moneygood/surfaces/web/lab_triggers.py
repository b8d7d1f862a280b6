"""Break definitions for the lab: expressions as rows of operations, and the history that they need."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.engine.wasm.tape import TAPE_OPERATIONS
from moneygood.model.graph import Node, leaves, reachable
from moneygood.runs.first_passage.triggers import BreakDefinition


def trigger_words(
    definitions: Sequence[BreakDefinition], variables: Sequence[str], history: Panel, start: Quarter
) -> dict[str, Any]:
    """The definitions, the `variables` that they need, and the last quarters of history that can matter.

    `start` of the result counts those quarters. E023 for an operation that a browser does not have.
    """
    reach = _reach(definitions)
    last = history.periods.index(start - 1) + 1
    first = max(0, last - reach)
    past = {n: [x if math.isfinite(x) else None for x in history.series(n)[first:last]] for n in variables}
    return {
        "start": last - first,
        "variables": list(variables),
        "history": past,
        "definitions": [_definition(d) for d in definitions],
    }


def _reach(definitions: Sequence[BreakDefinition]) -> int:
    """The quarters of history that the definitions can look back to."""
    lags = [leaf.payload[1] for d in definitions for n in d.nodes() for leaf in leaves(n) if leaf.op == "var"]
    peaks = [x.quarters for d in definitions for x in d.derived]
    runs = [s.quarters_running for d in definitions for s in d.sides]
    return 2 * max(lags, default=0) + max(peaks, default=0) + max(runs, default=0) + 1


def _definition(d: BreakDefinition) -> dict[str, Any]:
    return {
        "name": d.name,
        "label": d.label,
        "question": d.question,
        "derived": [
            {"name": x.name, "kind": x.kind, "quarters": x.quarters, "of": node_rows(x.of, d.constants)}
            for x in d.derived
        ],
        "sides": [
            {
                "name": s.name, "label": s.label, "quarters_running": s.quarters_running, "note": s.note,
                "when": [
                    {"nodes": node_rows(c.node, d.constants), "bound": c.bound, "above": c.above}
                    for c in s.when
                ],
            }
            for s in d.sides
        ],
    }  # fmt: skip


def node_rows(node: Node, constants: Any) -> list[list[Any]]:
    """An expression as rows in order: ["const", value], ["var", name, lag] or [operation, rows…]."""
    rows: list[list[Any]] = []
    place: dict[int, int] = {}
    for n in reachable(node):
        place[n.id] = len(rows)
        if n.op == "const":
            rows.append(["const", float(n.payload)])
        elif n.op == "par":
            rows.append(["const", float(constants[n.payload])])
        elif n.op == "var":
            rows.append(["var", *n.payload])
        elif n.op == "via":
            place[n.id] = place[n.args[0].id]
        elif n.op in TAPE_OPERATIONS:
            rows.append([n.op, *(place[a.id] for a in n.args)])
        else:
            raise MoneygoodError("E023", f"a browser cannot carry out {n.op} of a break definition")
    if place[node.id] != len(rows) - 1:
        rows.append(["copy", place[node.id]])
    return rows
