"""From statements and records to equations: names and units checked, left sides solved, channels numbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.units import Unit
from moneygood.model.dimensions import UnitCheck
from moneygood.model.equation import Equation, Measurement
from moneygood.model.expand import Expander, ViaTable
from moneygood.model.graph import Graph, leaves, reachable
from moneygood.model.read import Statement
from moneygood.model.records import Records, Shock, Variable
from moneygood.model.scope import Scope, name_errors
from moneygood.model.tree import Term


@dataclass
class CompiledStatement:
    """One statement as an equation (None when it is faulty), with the unit of its left side."""

    equation: Equation | None
    unit: Unit | None
    errors: list[MoneygoodError]


def equation_scope(
    variables: Mapping[str, Variable],
    records: Records,
    behavioural: Iterable[str],
) -> Scope:
    """The names that equations may use; `behavioural` are the labels whose shocks are added by themselves."""
    owned = frozenset(f"eps_{label}" for label in behavioural)
    return Scope(
        variables={n: v.unit for n, v in variables.items()},
        parameters={n: p.unit for n, p in records.parameters.items()},
        constants=records.constants,
        shocks={n: s.unit for n, s in records.shocks.items() if n not in owned},
        switches=frozenset(records.switches),
        owned_shocks=owned,
    )


def compile_statement(
    statement: Statement, scope: Scope, graph: Graph, vias: ViaTable, sector: str
) -> CompiledStatement:
    """The equation of a statement, or every fault in it."""
    s = statement
    errors = [*name_errors(s.left, scope, s.source), *name_errors(s.right, scope, s.source)]
    if s.label not in scope.variables:
        hint = did_you_mean(s.label, scope.variables) or "Add its record to economics/dictionary/variables"
        errors.insert(0, MoneygoodError("M008", f"the variable '{s.label}' has no record", s.place, hint))
    elif s.label not in s.left.names(0):
        errors.append(
            MoneygoodError(
                "M011",
                f"the left side does not hold the labelled variable {s.label}",
                s.source.place(s.left.start),
                "Use the variable's name as label",
            )
        )
    if errors:
        return CompiledStatement(None, None, errors)
    units = UnitCheck(scope, s.source)
    unit = units.unit(s.left)
    if unit is not None:
        units.require(s.right, unit, f"the left side `{s.source.snippet(s.left)}`")
    if units.errors:
        return CompiledStatement(None, unit, units.errors)
    try:
        return CompiledStatement(_build(s, scope, graph, vias, sector), unit, [])
    except MoneygoodError as fault:
        return CompiledStatement(None, unit, [fault])


def _build(s: Statement, scope: Scope, graph: Graph, vias: ViaTable, sector: str) -> Equation:
    expander = Expander(graph, scope, s.source, s.label, vias)
    behavioural = s.relation == "~"
    plain = expander.node(s.right)
    guards = tuple(expander.guards)
    left = expander.node(s.left)
    full = plain
    if behavioural:
        surprise = graph.apply("add", graph.shock(f"eps_{s.label}"), graph.add(s.label))
        full = graph.apply("add", plain, surprise)
    explicit = expander.solve_left(s.left, s.label, full)
    nodes = reachable(explicit)
    own = graph.var(s.label)
    return Equation(
        label=s.label,
        kind="behavioural" if behavioural else "identity",
        sector=sector,
        text=s.text,
        title=s.title,
        sources=s.sources,
        place=s.place,
        lhs_variable=s.label,
        explicit=explicit,
        residual=graph.apply("sub", left, full),
        disturbance=graph.apply("sub", left, plain),
        guards=guards,
        implicit=own in leaves(explicit),
        parameters=tuple(sorted({n.payload for n in nodes if n.op == "par"})),
    )


def compile_measurements(
    statements: Iterable[Statement], variables: Mapping[str, Variable], records: Records, graph: Graph
) -> tuple[dict[str, Measurement], list[MoneygoodError]]:
    """How the series of the vintage give the model's variables, with every fault in it."""
    found: dict[str, Measurement] = {}
    errors: list[MoneygoodError] = []
    for s in statements:
        faults = _measurement_faults(s, found, variables)
        series = records.series
        names = {str(t.value) for t in s.right.walk() if t.op == "name"}
        names -= set(records.constants) | set(records.parameters)
        scope = Scope(
            variables=series if series is not None else {n: Unit() for n in names},
            parameters={n: p.unit for n, p in records.parameters.items()},
            constants=records.constants,
            noun="series",
            unknown_code="M029",
        )
        faults += name_errors(s.right, scope, s.source)
        if not faults and series is not None:
            units = UnitCheck(scope, s.source)
            units.require(s.right, variables[s.label].unit, f"the variable {s.label}")
            faults += units.errors
        if not faults:
            expr = Expander(graph, scope, s.source, s.label, ViaTable()).node(s.right)
            used = [n.payload for n in leaves(expr) if n.op == "var"]
            found[s.label] = Measurement(
                s.label,
                s.title,
                s.sources,
                s.text,
                expr,
                tuple(sorted({n for n, _ in used})),
                max([lag for _, lag in used], default=0),
                s.place,
            )
        errors += faults
    return found, errors


def _measurement_faults(
    s: Statement, found: Mapping[str, Measurement], variables: Mapping[str, Variable]
) -> list[MoneygoodError]:
    faults = []
    if s.relation == "~":
        faults.append(
            MoneygoodError(
                "M030", f"the measurement of {s.label} is written with ~", s.place, "Write it with ="
            )
        )
    if s.label in found:
        faults.append(
            MoneygoodError(
                "M005", f"{s.label} is measured twice", s.place, f"The first is in {found[s.label].place}"
            )
        )
    if s.label not in variables:
        faults.append(
            MoneygoodError(
                "M008",
                f"the measured variable '{s.label}' has no record",
                s.place,
                did_you_mean(s.label, variables),
            )
        )
    left: Term = s.left
    if left.op != "name" or left.lag or left.value != s.label:
        faults.append(
            MoneygoodError(
                "M011", f"the left side is not the variable {s.label} alone", s.source.place(left.start)
            )
        )
    return faults


def sort_shocks(
    equations: Iterable[Equation], units: Mapping[str, Unit], shocks: Mapping[str, Shock]
) -> dict[str, Shock]:
    """The shocks in their fixed order: those of behavioural equations, free ones that are used, those that
    are appended, uniforms."""
    from dataclasses import replace

    equations = list(equations)
    ordered: dict[str, Shock] = {}
    for e in equations:
        if e.behavioural and e.shock in shocks:
            unit = units.get(e.label, shocks[e.shock].unit)
            ordered[e.shock] = replace(shocks[e.shock], equation=e.label, unit=unit)
    used = {n.payload for n in reachable(*[e.residual for e in equations]) if n.op == "shock"}
    for kind in ("normal", "uniform"):
        for name, shock in shocks.items():
            if shock.kind == kind and name in used and name not in ordered:
                ordered[name] = shock
    rank = {n: (s.kind == "uniform", s.appended) for n, s in ordered.items()}
    return {n: ordered[n] for n in sorted(ordered, key=rank.__getitem__)}
