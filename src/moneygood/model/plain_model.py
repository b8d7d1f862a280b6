"""A model as plain text and back, for the cache; its graphs are columns, in the order of their nodes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from moneygood.core.errors import Place
from moneygood.core.plain import PlainKind, from_plain, plain_dataclass, to_plain
from moneygood.core.units import Unit
from moneygood.model import equation, records
from moneygood.model.graph import Graph, Node, graph_of
from moneygood.model.model import Model


def model_text(model: Model) -> bytes:
    """The bytes of a model."""
    return to_plain(model, _kinds())


def model_of(content: bytes) -> Model:
    """The model of such bytes; ValueError where they are none."""
    found = from_plain(content, _kinds())
    if not isinstance(found, Model):
        raise ValueError("no model")
    return found


@lru_cache(maxsize=1)
def _kinds() -> tuple[PlainKind, ...]:
    whole = (
        Model, Place, records.Parameter, records.Variable, records.Start, records.Shock, records.Switch,
        records.Correlation, records.Constant, records.ShockDistribution, equation.Equation,
        equation.Measurement, equation.Via, equation.Guard,
    )  # fmt: skip
    return (
        *map(plain_dataclass, whole),
        PlainKind(Unit, lambda unit: unit.powers, lambda *powers: Unit(powers)),
        PlainKind(Graph, _columns, _graph),
        PlainKind(Node, lambda node: (node.graph, node.id), lambda graph, number: graph.nodes[number]),
    )


def _columns(graph: Graph) -> Sequence[Any]:
    nodes = graph.nodes
    return (
        [n.op for n in nodes], [len(n.args) for n in nodes],
        [a.id for n in nodes for a in n.args], [n.payload for n in nodes],
    )  # fmt: skip


def _graph(ops: list[str], counts: list[int], args: list[int], payloads: list[Any]) -> Graph:
    ids = iter(args)
    return graph_of([(o, tuple(islice(ids, n)), p) for o, n, p in zip(ops, counts, payloads, strict=True)])
