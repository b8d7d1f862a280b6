"""A system of equations in unknowns, their lags and leads, and exogenous series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.program.match import complete_matching, strong_components
from moneygood.model.graph import Graph, Node, leaves, reachable

_UNARY_INVERSE = {"log": "exp", "exp": "log", "neg": "neg"}


@dataclass(frozen=True)
class Step:
    """Unknowns solved together: `unknowns` by the `equations` at the same places; `value` when explicit."""

    unknowns: tuple[int, ...]
    equations: tuple[int, ...]
    value: Node | None


@dataclass(frozen=True)
class System:
    """`residuals` (one an unknown, zero at a solution) on `graph`, whose leaves are ``var`` and ``par``.

    `unknowns` and `exogenous` are series names; their order is the row order of all tables [quarter, series]:
    first the unknowns, then the exogenous series. `max_lag` and `max_lead` are in quarters.
    """

    graph: Graph
    unknowns: tuple[str, ...]
    residuals: tuple[Node, ...]
    parameters: Mapping[str, float]
    exogenous: tuple[str, ...] = field(init=False)
    max_lag: int = field(init=False)
    max_lead: int = field(init=False)
    leaves: tuple[frozenset[tuple[str, int]], ...] = field(init=False, repr=False)
    row: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.unknowns) != len(self.residuals):
            text = f"{len(self.residuals)} equations for {len(self.unknowns)} unknowns"
            raise MoneygoodError("E041", text)
        used = tuple(
            frozenset(leaf.payload for leaf in leaves(r) if leaf.op == "var") for r in self.residuals
        )
        inside = set(self.unknowns)
        exogenous = sorted({name for own in used for name, _ in own} - inside)
        lags = [lag for own in used for _, lag in own]
        put = object.__setattr__
        put(self, "leaves", used)
        put(self, "exogenous", tuple(exogenous))
        put(self, "max_lag", max([*lags, 0]))
        put(self, "max_lead", max([-lag for lag in lags] + [0]))
        put(self, "row", {n: i for i, n in enumerate([*self.unknowns, *exogenous])})

    @property
    def series(self) -> tuple[str, ...]:
        """All series in row order."""
        return (*self.unknowns, *self.exogenous)

    @cached_property
    def reads(self) -> tuple[tuple[tuple[str, int], ...], np.ndarray, np.ndarray]:
        """Every (series, lag) that an equation reads, with its row and its lag as arrays."""
        read = tuple(sorted({leaf for own in self.leaves for leaf in own}))
        rows = np.array([self.row[name] for name, _ in read], dtype=np.int64)
        return read, rows, np.array([lag for _, lag in read], dtype=np.int64)

    def current(self, equation: int) -> list[int]:
        """The unknowns whose value of this quarter stands in an equation."""
        n = len(self.unknowns)
        return sorted(i for name, lag in self.leaves[equation] if lag == 0 and (i := self.row[name]) < n)

    def steps(self) -> tuple[Step, ...]:
        """The order of solution within a quarter, leads and lags given: what is needed comes first.

        Raises E041 when the equations cannot determine the unknowns.
        """
        matched = self._matching()
        owner = {u: e for e, u in matched.items()}
        edges = [[u for u in self.current(owner[i]) if u != i] for i in range(len(self.unknowns))]
        out: list[Step] = []
        for component in strong_components(edges):
            equations = tuple(owner[u] for u in component)
            value = None
            if len(component) == 1:
                leaf = self.graph.var(self.unknowns[component[0]], 0)
                value = isolate(self.graph, self.residuals[equations[0]], leaf)
            out.append(Step(tuple(component), equations, value))
        return tuple(out)

    def _matching(self) -> dict[int, int]:
        """Equation -> the unknown of this quarter that it determines."""
        candidates = [self.current(e) for e in range(len(self.residuals))]
        own = {e: e for e, c in enumerate(candidates) if e in c}
        matched, left_over = complete_matching(candidates, own)
        if left_over:
            missing = sorted(set(range(len(self.unknowns))) - set(matched.values()))
            name = self.unknowns[missing[0]]
            raise MoneygoodError("E041", f"no equation is left that determines {name} in its own quarter")
        return matched


def isolate(graph: Graph, residual: Node, leaf: Node) -> Node | None:
    """`leaf` as an expression of the rest, when it stands once in `residual` under operations that can be
    undone without a choice of sign; None otherwise."""
    depends = {leaf.id}
    uses: dict[int, int] = {}
    for n in reachable(residual):
        for a in n.args:
            uses[a.id] = uses.get(a.id, 0) + 1
        if any(a.id in depends for a in n.args):
            depends.add(n.id)
    ap, node, target = graph.apply, residual, graph.const(0.0)
    while node is not leaf:
        held = [a for a in node.args if a.id in depends]
        if len(held) != 1 or (node is not residual and uses.get(node.id, 0) > 1):
            return None
        inner = held[0]
        if node.op in _UNARY_INVERSE:
            target = ap(_UNARY_INVERSE[node.op], target)
        elif len(node.args) == 2 and node.args[0] is not node.args[1]:
            first = node.args[0] is inner
            undone = _undo(graph, node, target, node.args[1] if first else node.args[0], first)
            if undone is None:
                return None
            target = undone
        else:
            return None
        node = inner
    return target if uses.get(leaf.id, 0) <= 1 else None


def _undo(graph: Graph, node: Node, target: Node, other: Node, first: bool) -> Node | None:
    ap = graph.apply
    if node.op == "add":
        return ap("sub", target, other)
    if node.op == "sub":
        return ap("add", target, other) if first else ap("sub", other, target)
    if node.op == "mul":
        return ap("div", target, other)
    if node.op == "div":
        return ap("mul", target, other) if first else ap("div", other, target)
    return None


def missing_names(system: System, names: Sequence[str]) -> list[str]:
    """The series of the system that are not among `names`."""
    have = set(names)
    return [n for n in system.series if n not in have]
