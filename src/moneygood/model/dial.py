"""A model in which every mechanism has a dial from 0 (held at its reference) to 1 (at work)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from moneygood.core.units import PURE
from moneygood.model.graph import Node, reachable
from moneygood.model.records import Parameter

if TYPE_CHECKING:
    from moneygood.model.model import Model

PREFIX = "dial_"


def dial_name(switch: str) -> str:
    """The name of the parameter that dials a mechanism."""
    return PREFIX + switch


def with_dials(model: Model) -> Model:
    """The model with each channel ``via(switch, x)`` written as ``dial * x + (1 - dial) * reference``.

    At dial 1 a channel is exactly what it was, at 0 exactly its reference value, so a block of draws can hold
    runs with different mechanisms off side by side. The dials are parameters of value 1 that are not drawn.
    """
    graph = model.graph
    rows = {v.key: i for i, v in enumerate(model.vias)}
    new: dict[int, Node] = {}

    def change(node: Node) -> Node:
        for n in reachable(node):
            if n.id in new:
                continue
            args = tuple([new[a.id] for a in n.args])
            if n.op == "via":
                key, switch = n.payload
                dial = graph.par(dial_name(switch))
                kept = graph.apply("mul", dial, args[0])
                held = graph.apply("mul", graph.apply("sub", graph.const(1.0), dial), graph.ref(rows[key]))
                new[n.id] = graph.apply("add", kept, held)
            else:
                new[n.id] = n if args == n.args else graph.apply(n.op, *args, payload=n.payload)
        return new[node.id]

    equations = tuple(
        replace(
            e,
            explicit=change(e.explicit),
            residual=change(e.residual),
            disturbance=change(e.disturbance),
            guards=tuple(replace(g, raw=change(g.raw), lo=change(g.lo), hi=change(g.hi)) for g in e.guards),
        )
        for e in model.equations
    )
    dials = {
        dial_name(s): Parameter(dial_name(s), 1.0, PURE, (0.0, 1.0), None, "ours", "mechanism", "")
        for s in model.switches
    }
    return replace(
        model,
        equations=equations,
        parameters={**model.parameters, **dials},
        hash=hashlib.sha256(f"{model.hash}\0dials".encode()).hexdigest(),
    )
