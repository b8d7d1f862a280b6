"""Continuous switches: a model in which every mechanism has a share from 0 (held at its reference) to 1."""

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


def switch_parameter(switch: str) -> str:
    """The name of the parameter that is a mechanism's share."""
    return PREFIX + switch


def with_continuous_switches(model: Model) -> Model:
    """The model with each channel ``via(switch, x)`` written as ``share * x + (1 - share) * reference``.

    At share 1 a channel is exactly what it was, at 0 exactly its reference value, so a block of draws can
    hold runs with different mechanisms off side by side. The shares are parameters of value 1 that are not
    drawn.
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
                share = graph.par(switch_parameter(switch))
                kept = graph.apply("mul", share, args[0])
                held = graph.apply("mul", graph.apply("sub", graph.const(1.0), share), graph.ref(rows[key]))
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
    shares = {
        switch_parameter(s): Parameter(
            switch_parameter(s), 1.0, PURE, (0.0, 1.0), None, "ours", "mechanism", ""
        )
        for s in model.switches
    }
    return replace(
        model,
        equations=equations,
        parameters={**model.parameters, **shares},
        hash=hashlib.sha256(f"{model.hash}\0dials".encode()).hexdigest(),
    )
