"""From a model and a pattern of what is known to a solution order: assignments and simultaneous blocks.

Equations and unknowns are matched (a hold makes its variable known and its absorber unknown), sorted into
strong components, and each component is torn: a few unknowns are iterated on, the others follow from them
by substitution, so that the residuals and their exact Jacobian are expressions in the tears alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moneygood.core.errors import MoneygoodError
from moneygood.engine.program.match import (
    complete_matching,
    order_acyclic,
    strong_components,
    tear_set,
)
from moneygood.model.graph import Graph, Node, derivatives_to, leaves, reachable, substitute_all

if TYPE_CHECKING:
    from moneygood.model.model import Equation, Model


@dataclass(frozen=True)
class HoldPattern:
    """What differs in structure between quarters.

    `known` endogenous variables with a given value; `freed` disturbances (``eps_x``, ``add_x``) to solve for;
    `dropped` identities left out because all that they join is known; `no_judgement` labels whose judgement
    is zero throughout.
    """

    known: frozenset[str] = frozenset()
    freed: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    no_judgement: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Assign:
    """`target` (a leaf) takes the value of `value`."""

    target: Node
    value: Node


@dataclass(frozen=True)
class Block:
    """A simultaneous block: `residuals` in the `tears` and known leaves only; `chain` gives the rest.

    Residuals are in units of their tear and `jacobian[i][j]` is d residual i / d tear j; `exact` marks the
    residuals of identities, which are held to a tighter tolerance.
    """

    labels: tuple[str, ...]
    tears: tuple[Node, ...]
    chain: tuple[tuple[Node, Node], ...]
    residuals: tuple[Node, ...]
    jacobian: tuple[tuple[Node, ...], ...]
    exact: tuple[bool, ...] = ()

    @property
    def size(self) -> int:
        """The number of unknowns."""
        return len(self.tears) + len(self.chain)


@dataclass(frozen=True)
class Schedule:
    """A model in solution order, on a graph of its own (`vias` resolved, zero judgement removed)."""

    graph: Graph
    pattern: HoldPattern
    steps: tuple[Assign | Block, ...]
    identities: dict[str, Node]
    guards: tuple[tuple[str, Node, Node, Node], ...]
    channels: tuple[Node, ...]
    endogenous: tuple[str, ...]
    blocks: tuple[Block, ...] = field(default=())


class _Copier:
    """Copies expressions of the model's graph to a graph of its own, channels resolved on the way."""

    def __init__(
        self, graph: Graph, rows: dict[int, int], off: frozenset[str], silent: frozenset[str]
    ) -> None:
        self.graph, self.rows, self.off, self.silent = graph, rows, off, silent
        self.new: dict[int, Node] = {}

    def copy(self, roots: Iterable[Node]) -> list[Node]:
        """The roots on the new graph."""
        roots = list(roots)
        for n in reachable(*roots):
            if n.id not in self.new:
                self.new[n.id] = self._one(n)
        return [self.new[r.id] for r in roots]

    def _one(self, n: Node) -> Node:
        g = self.graph
        if n.op == "const":
            return g.const(n.payload)
        if n.op == "var":
            return g.var(*n.payload)
        if n.op == "par":
            return g.par(n.payload)
        if n.op == "shock":
            return g.shock(n.payload)
        if n.op == "add_":
            return g.const(0.0) if n.payload in self.silent else g.add(n.payload)
        if n.op == "ref":
            return g.ref(n.payload)
        if n.op == "via":
            key, switch = n.payload
            return g.ref(self.rows[key]) if switch in self.off else self.new[n.args[0].id]
        args = [self.new[a.id] for a in n.args]
        if n.op == "pow" and args[1].is_const(0.5):
            return g.apply("sqrt", args[0])
        if n.op == "pow" and args[1].is_const(-1.0):
            return g.apply("div", g.const(1.0), args[0])
        return g.apply(n.op, *args)


def lower(model: Model, pattern: HoldPattern, switches_off: frozenset[str] = frozenset()) -> Schedule:
    """The order in which `model` is solved under `pattern`.

    Raises E002 when the known variables and the freed disturbances do not fit together.
    """
    graph = Graph()
    rows = {v.key: i for i, v in enumerate(model.vias)}
    copier = _Copier(graph, rows, switches_off, pattern.no_judgement)
    kept = [e for e in model.equations if e.label not in pattern.dropped]
    explicit = copier.copy(e.explicit for e in kept)
    residual = copier.copy(e.residual for e in kept)
    disturbance = copier.copy(e.disturbance for e in kept)
    unknowns = _unknowns(graph, model, pattern)
    matched = _match(graph, kept, residual, unknowns)
    formulas = [_formula(graph, e, matched[i], explicit[i], disturbance[i]) for i, e in enumerate(kept)]
    steps = _steps(graph, kept, matched, formulas, residual)
    audited = [e for e in model.equations if not e.behavioural and e.label not in pattern.dropped]
    guards = [g for e in model.equations for g in e.guards]
    guard_nodes = copier.copy(n for g in guards for n in (g.raw, g.lo, g.hi))
    return Schedule(
        graph=graph,
        pattern=pattern,
        steps=tuple(steps),
        identities=dict(
            zip([e.label for e in audited], copier.copy(e.residual for e in audited), strict=True)
        ),
        guards=tuple(
            (g.label, guard_nodes[3 * i], guard_nodes[3 * i + 1], guard_nodes[3 * i + 2])
            for i, g in enumerate(guards)
        ),
        channels=tuple(copier.copy(v.expr for v in model.vias)),
        endogenous=tuple(e.lhs_variable for e in model.equations),
        blocks=tuple(s for s in steps if isinstance(s, Block)),
    )


def _unknowns(graph: Graph, model: Model, pattern: HoldPattern) -> list[Node]:
    found = [graph.var(e.lhs_variable) for e in model.equations if e.lhs_variable not in pattern.known]
    for name in sorted(pattern.freed):
        found.append(graph.add(name[4:]) if name.startswith("add_") else graph.shock(name))
    return found


def _match(graph: Graph, kept: list[Equation], residual: list[Node], unknowns: list[Node]) -> list[Node]:
    """The unknown that each equation is solved for."""
    number = {u: i for i, u in enumerate(unknowns)}
    start: dict[int, int] = {}
    candidates: list[list[int]] = []
    for i, e in enumerate(kept):
        own = [graph.var(e.lhs_variable), graph.shock(f"eps_{e.label}"), graph.add(e.label)]
        inside = leaves(residual[i])
        usable = [number[u] for u in own if u in number and u in inside]
        first = usable[0] if usable else None
        if first is not None:
            start[i] = first
        others = sorted(number[u] for u in inside if u in number and number[u] not in usable)
        candidates.append(usable + others)
    matching, left_over = complete_matching(candidates, start)
    if left_over:
        label = kept[left_over[0]].label
        raise MoneygoodError(
            "E002",
            f"everything in the equation of {label} is given, so it cannot hold",
            hint=f"Name under absorbed_by a shock or judgement that acts on {label} in the same quarter",
        )
    if len(matching) < len(unknowns):
        spare = sorted(set(range(len(unknowns))) - set(matching.values()))
        raise MoneygoodError(
            "E002",
            f"nothing determines {_leaf_name(unknowns[spare[0]])}",
            hint="Hold as many variables as you free",
        )
    return [unknowns[matching[i]] for i in range(len(kept))]


def _leaf_name(leaf: Node) -> str:
    if leaf.op == "var":
        return leaf.payload[0]
    return f"add_{leaf.payload}" if leaf.op == "add_" else leaf.payload


def _formula(graph: Graph, e: Equation, unknown: Node, explicit: Node, disturbance: Node) -> Node | None:
    """`unknown` as a function of the rest, or None when it has to be iterated on."""
    if unknown.op == "var" and unknown.payload == (e.lhs_variable, 0):
        return None if unknown in leaves(explicit) else explicit
    if unknown.op == "shock" and unknown.payload == f"eps_{e.label}":
        return (
            graph.apply("sub", disturbance, graph.add(e.label))
            if _has_add(graph, e, explicit)
            else disturbance
        )
    if unknown.op == "add_" and unknown.payload == e.label:
        return graph.apply("sub", disturbance, graph.shock(f"eps_{e.label}"))
    return None


def _has_add(graph: Graph, e: Equation, explicit: Node) -> bool:
    return graph.add(e.label) in leaves(explicit)


def _steps(
    graph: Graph, kept: list[Equation], matched: list[Node], formulas: list[Node | None], residual: list[Node]
) -> list[Assign | Block]:
    owner = {u: i for i, u in enumerate(matched)}
    edges: list[list[int]] = []
    for i in range(len(kept)):
        formula = formulas[i]
        inside = leaves(residual[i] if formula is None else formula)
        edges.append(sorted(owner[u] for u in inside if u in owner))
    steps: list[Assign | Block] = []
    for component in strong_components(edges):
        first = component[0]
        formula = formulas[first]
        if len(component) == 1 and formula is not None and first not in edges[first]:
            steps.append(Assign(matched[first], formula))
        else:
            steps.append(_block(graph, kept, matched, formulas, residual, edges, component))
    return steps


def _never_flat(graph: Graph, slope: Node) -> Node:
    """`slope`, or minus one where it vanishes, as it does for a rate below its lower bound.

    Minus one is the slope of an equation that gives its unknown through the right side alone: the step then
    is what is missing on the left, and leads back to where there is a slope.
    """
    steep = graph.apply("gt", graph.apply("abs", slope), graph.const(1e-9))
    return graph.apply("sub", slope, graph.apply("sub", graph.const(1.0), steep))


def _block(
    graph: Graph,
    kept: list[Equation],
    matched: list[Node],
    formulas: list[Node | None],
    residual: list[Node],
    edges: list[list[int]],
    component: list[int],
) -> Block:
    forced = {i for i in component if formulas[i] is None or i in edges[i]}
    preferred = {i for i in component if kept[i].behavioural}
    tears = sorted(tear_set(edges, component, forced, preferred))
    known: dict[Node, Node] = {}
    chain: list[tuple[Node, Node]] = []
    for i in order_acyclic(edges, set(component) - set(tears)):
        formula = formulas[i]
        assert formula is not None
        value = substitute_all(graph, [formula], known)[0]
        known[matched[i]] = value
        if value.op == "exp":
            known[graph.apply("log", matched[i])] = value.args[0]
        chain.append((matched[i], value))
    targets = tuple(matched[i] for i in tears)
    rows: list[Node] = []
    for i in tears:
        formula = formulas[i]
        raw = residual[i] if formula is None else graph.apply("sub", matched[i], formula)
        rows.append(substitute_all(graph, [raw], known)[0])
    jacobian = _jacobian(graph, rows, targets)
    for k, i in enumerate(tears):
        if formulas[i] is None:  # bring an implicit residual to the units of its own tear
            slope = jacobian[k][k]
            if slope.is_const(0.0):
                continue
            slope = _never_flat(graph, slope)
            rows[k] = graph.apply("div", rows[k], slope)
            jacobian[k] = [
                graph.const(1.0) if j == k else graph.apply("div", cell, slope)
                for j, cell in enumerate(jacobian[k])
            ]
    return Block(
        labels=tuple(kept[i].label for i in component),
        tears=targets,
        chain=tuple(chain),
        residuals=tuple(rows),
        jacobian=tuple(tuple(row) for row in jacobian),
        exact=tuple(not kept[i].behavioural for i in tears),
    )


def _jacobian(graph: Graph, rows: Sequence[Node], tears: Sequence[Node]) -> list[list[Node]]:
    columns = [derivatives_to(graph, rows, tear) for tear in tears]
    return [[column[i] for column in columns] for i in range(len(rows))]
