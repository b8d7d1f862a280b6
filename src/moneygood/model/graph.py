"""The shared expression graph: every equation of a model as nodes that are created once and reused.

Two equal expressions are the same `Node`, so identity is equality, and a node's children always carry
lower ids than the node itself. Every algorithm here walks nodes in id order and never recurses, so the
depth of an expression is not limited by Python's stack.

The operations (elementwise on float64) are the rows of ``operations.py``. ``pow`` takes a constant exponent;
``gt`` and ``ge`` give 1.0 or 0.0; ``ndtr`` is the standard normal distribution function. Leaves: ``const var
par shock add_ ref``; ``via`` wraps one expression.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from moneygood.model.operations import OPERATIONS
from moneygood.model.simplify import simplify

ARITY: dict[str, int] = {row.name: row.arity for row in OPERATIONS.values()} | {"via": 1}
"""Operation name -> number of arguments."""

LEAF_OPS = frozenset({"const", "var", "par", "shock", "add_", "ref"})
"""Operations of nodes without arguments. ``add_`` (with the underscore) is a judgement, ``add`` is a sum."""

_COMMUTATIVE = frozenset(row.name for row in OPERATIONS.values() if row.commutative)


class Node:
    """One expression of a graph; compare with ``is`` (or ``==``, which is the same thing)."""

    __slots__ = ("args", "graph", "id", "op", "payload")

    op: str
    args: tuple[Node, ...]
    payload: Any
    id: int
    graph: Graph

    def __init__(self, graph: Graph, op: str, args: tuple[Node, ...], payload: Any, identity: int) -> None:
        self.graph = graph
        self.op = op
        self.args = args
        self.payload = payload
        self.id = identity

    def __reduce__(self) -> tuple[Any, ...]:
        return _node_of, (self.graph, self.id)

    def __repr__(self) -> str:
        return f"<{self.op} {self.payload if self.payload is not None else ''}#{self.id}>"

    def is_const(self, value: float | None = None) -> bool:
        """Whether the node is a number (and equal to `value`, when one is given)."""
        return self.op == "const" and (value is None or self.payload == value)


def _node_of(graph: Graph, identity: int) -> Node:
    return graph.nodes[identity]


class Graph:
    """A set of nodes in which every distinct expression exists once (append-only, safe to share)."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._table: dict[tuple[Any, ...], Node] = {}
        self.leaf_sets: dict[int, frozenset[Node]] = {}
        """What `leaves` has found by the node's number."""
        self.slopes: dict[tuple[int, int], Node] = {}
        """What `derivatives_to` has found by the numbers of node and leaf."""
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.nodes)

    # pickled as flat rows, so that deep graphs do not recurse
    def __reduce__(self) -> tuple[Any, ...]:
        rows = [(n.op, tuple(a.id for a in n.args), n.payload) for n in self.nodes]
        return graph_of, (rows,)

    def _intern(self, op: str, args: tuple[Node, ...], payload: Any) -> Node:
        key = (op, payload, *[a.id for a in args])
        node = self._table.get(key)
        if node is None:
            with self._lock:
                node = self._table.get(key)
                if node is None:
                    node = Node(self, op, args, payload, len(self.nodes))
                    self.nodes.append(node)
                    self._table[key] = node
        return node

    def const(self, value: float) -> Node:
        """A literal number."""
        return self._intern("const", (), float(value) + 0.0)

    def var(self, name: str, lag: int = 0) -> Node:
        """Variable `name` as it was `lag` quarters ago (0 = this quarter, negative = a lead)."""
        return self._intern("var", (), (name, int(lag)))

    def par(self, name: str) -> Node:
        """A parameter by name."""
        return self._intern("par", (), name)

    def shock(self, name: str) -> Node:
        """This quarter's value of a shock (``eps_x``) or of a uniform draw (``u_x``)."""
        return self._intern("shock", (), name)

    def add(self, label: str) -> Node:
        """This quarter's judgement on the behavioural equation `label`, in left-hand-side units."""
        return self._intern("add_", (), label)

    def ref(self, key: int) -> Node:
        """The value that channel `key` had on the baseline path."""
        return self._intern("ref", (), int(key))

    def via(self, expr: Node, key: int, switch: str) -> Node:
        """Expression `expr` as channel `key` of the mechanism `switch`."""
        return self._intern("via", (expr,), (key, switch))

    def apply(self, op: str, *args: Node, payload: Any = None) -> Node:
        """The node for `op` of `args`, with constants folded and trivial sums and products removed.

        Raises ValueError for an unknown operation or a wrong number of arguments.
        """
        if ARITY.get(op) != len(args):
            raise ValueError(f"operation {op!r} with {len(args)} arguments")
        if op == "via":
            return self._intern(op, args, payload)
        simpler = simplify(self, op, args)
        if simpler is not None:
            return simpler
        if op in _COMMUTATIVE and args[0].id > args[1].id:
            args = (args[1], args[0])
        return self._intern(op, args, None)

    def add_all(self, terms: Iterable[Node]) -> Node:
        """The sum of `terms`, left to right."""
        total = self.const(0.0)
        for term in terms:
            total = self.apply("add", total, term)
        return total


def graph_of(rows: list[tuple[str, tuple[int, ...], Any]]) -> Graph:
    """The graph of its nodes in order: operation, numbers of the arguments, payload."""
    graph = Graph()
    nodes, table = graph.nodes, graph._table
    for identity, (op, ids, payload) in enumerate(rows):
        node = Node(graph, op, tuple([nodes[i] for i in ids]), payload, identity)
        nodes.append(node)
        table[(op, payload, *ids)] = node
    return graph


def reachable(*roots: Node) -> list[Node]:
    """All nodes that `roots` are computed from, themselves included, children before parents."""
    seen: set[int] = set()
    stack = list(roots)
    found: list[Node] = []
    while stack:
        node = stack.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        found.append(node)
        stack.extend(node.args)
    found.sort(key=lambda n: n.id)
    return found


def leaves(node: Node) -> frozenset[Node]:
    """The variables, parameters, shocks, judgements and references that `node` depends on (no constants)."""
    known = node.graph.leaf_sets
    stack = [node]
    while stack:
        n = stack[-1]
        missing = [a for a in n.args if a.id not in known] if n.id not in known else []
        if missing:
            stack += missing
            continue
        stack.pop()
        if n.id not in known:
            own = (n,) if n.op in LEAF_OPS and n.op != "const" else ()
            known[n.id] = frozenset(own).union(*[known[a.id] for a in n.args])
    return known[node.id]


def substitute(graph: Graph, node: Node, mapping: Mapping[Node, Node]) -> Node:
    """`node` with every key of `mapping` replaced by its value (values are not searched again)."""
    return substitute_all(graph, [node], mapping)[0]


def substitute_all(graph: Graph, nodes: Iterable[Node], mapping: Mapping[Node, Node]) -> list[Node]:
    """`substitute` for several nodes in one walk."""
    nodes = list(nodes)
    new: dict[int, Node] = {}
    for n in reachable(*nodes):
        if n in mapping:
            new[n.id] = mapping[n]
        elif not n.args:
            new[n.id] = n
        else:
            args = tuple([new[a.id] for a in n.args])
            new[n.id] = n if args == n.args else graph.apply(n.op, *args, payload=n.payload)
    return [new[n.id] for n in nodes]


def resolve_vias(graph: Graph, nodes: Iterable[Node], switches_off: Iterable[str] = ()) -> list[Node]:
    """`nodes` with each channel replaced: its expression when the switch is on, ``ref(key)`` when off."""
    off = frozenset(switches_off)
    nodes = list(nodes)
    new: dict[int, Node] = {}
    for n in reachable(*nodes):
        if n.op == "via":
            key, switch = n.payload
            new[n.id] = graph.ref(key) if switch in off else new[n.args[0].id]
        elif not n.args:
            new[n.id] = n
        else:
            args = tuple([new[a.id] for a in n.args])
            new[n.id] = n if args == n.args else graph.apply(n.op, *args)
    return [new[n.id] for n in nodes]


def derivative(graph: Graph, node: Node, var_name: str) -> Node:
    """The derivative of `node` with respect to this quarter's value of variable `var_name`.

    Steps (`gt`, `ge`) count as flat, `abs`, `min` and `max` take the one-sided slope that keeps the smooth
    versions of the language continuous, and a channel counts as switched on (use `resolve_vias` first).
    """
    return derivative_to(graph, node, graph.var(var_name, 0))


def derivative_to(graph: Graph, node: Node, leaf: Node) -> Node:
    """The derivative of `node` with respect to any leaf of the graph."""
    return derivatives_to(graph, [node], leaf)[0]


def derivatives_to(graph: Graph, nodes: Iterable[Node], leaf: Node) -> list[Node]:
    """`derivative_to` for several nodes in one walk; what was found before is not looked for again."""
    nodes, known = list(nodes), graph.slopes
    unknown = [n for n in nodes if (n.id, leaf.id) not in known]
    zero = graph.const(0.0)
    one = graph.const(1.0)
    slope: dict[int, Node] = {}
    for n in reachable(*unknown):
        if n is leaf:
            slope[n.id] = one
        elif not n.args:
            slope[n.id] = zero
        else:
            ds = [slope[a.id] for a in n.args]
            slope[n.id] = zero if all(d is zero for d in ds) else _slope(n, ds)
    known.update(((n.id, leaf.id), slope[n.id]) for n in unknown)
    return [known[n.id, leaf.id] for n in nodes]


def _slope(n: Node, ds: list[Node]) -> Node:
    """The derivative of operation node `n`, given the derivatives `ds` of its arguments."""
    return ds[0] if n.op == "via" else OPERATIONS[n.op].slope(n, ds)
