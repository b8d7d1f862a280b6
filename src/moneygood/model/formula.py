"""Formulas outside the equation files: break definitions, claims, levers, what a user types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from moneygood.core.errors import ManyErrors, MoneygoodError, Place
from moneygood.core.texts import SourceLocation
from moneygood.core.units import PURE, Unit
from moneygood.model.dimensions import UnitCheck
from moneygood.model.expand import Expander, ViaTable
from moneygood.model.grammar import FormulaSource
from moneygood.model.graph import Graph, Node, leaves
from moneygood.model.model import Model
from moneygood.model.read import parse_formula
from moneygood.model.scope import Scope, name_errors


@dataclass(frozen=True)
class Formula:
    """A checked formula: its node, unit, the variables it uses and how far back it looks (quarters)."""

    text: str
    node: Node
    unit: Unit
    variables: tuple[str, ...]
    max_lag: int


def scope_of(model: Model) -> Scope:
    """The names of a model as a user's formula may use them: variables, parameters and constants."""
    return Scope(
        variables={n: v.unit for n, v in model.variables.items()},
        parameters={n: p.unit for n, p in model.parameters.items()},
        constants=model.constants,
        open_formulas=True,
    )


def parse_expression(
    text: str,
    scope: Model | Scope | Mapping[str, Unit],
    *,
    place: Place | SourceLocation | None = None,
    graph: Graph | None = None,
    unit: Unit | None = None,
) -> Formula:
    """The checked formula written in `text`, in the language of the equations plus comparisons.

    Comparisons (``> >= < <=``) give 1 or 0. A literal number takes the unit of what it is added to or
    compared with, so ``rate_10y >= 5.5`` reads as it looks. `scope` is a model, a scope, or names with
    their units; `place` is where the text stands in a file (messages point there; a location is looked up
    only then); `graph` receives the nodes (a new graph by default); with `unit`, the formula has to be in it.
    A single fault is raised as MoneygoodError, several as ManyErrors: M001 unknown name, M002 unknown
    function, M003 wrong arguments, M004 not a formula, M009 units, M010 lead, M021 lag of a parameter, M022
    nested too deeply.
    """
    if isinstance(scope, Model):
        scope = scope_of(scope)
    elif not isinstance(scope, Scope):
        scope = Scope(variables=scope, open_formulas=True)
    source = FormulaSource(place.file if place and place.file else "formula", text)
    try:
        return _parse(text, scope, source, graph or Graph(), unit)
    except ManyErrors as faults:
        moved = [_move(e, place, text) for e in faults.errors]
        raise (ManyErrors(moved) if len(moved) > 1 else moved[0]) from None
    except MoneygoodError as fault:
        raise _move(fault, place, text) from None


def _parse(text: str, scope: Scope, source: FormulaSource, graph: Graph, unit: Unit | None) -> Formula:
    term = parse_formula(text, source)
    errors = list(name_errors(term, scope, source))
    if errors:
        raise ManyErrors(errors)
    check = UnitCheck(scope, source)
    found = check.unit(term, unit, "what is asked for" if unit else "")
    if unit is not None and found is not None and found != unit and not check.errors:
        check.require(term, unit, "what is asked for")
    if check.errors:
        raise ManyErrors(check.errors)
    node = Expander(graph, scope, source, "formula", ViaTable()).node(term)
    used = [n.payload for n in leaves(node) if n.op == "var"]
    return Formula(
        text,
        node,
        found if found is not None else unit or PURE,
        tuple(sorted({n for n, _ in used})),
        max([lag for _, lag in used], default=0),
    )


def _move(fault: MoneygoodError, at: Place | SourceLocation | None, text: str) -> MoneygoodError:
    """The fault at its place in the file that the formula was taken from."""
    inner, place = fault.place, at.place if isinstance(at, SourceLocation) else at
    if inner is None:
        return fault
    if place is None:
        return MoneygoodError(fault.code, fault.message, replace(inner, line=None), fault.hint)
    column = None
    row = inner.text or ""
    if place.text and row and row in place.text and inner.column:
        column = place.text.index(row) + inner.column
    shown = place.text if column or not row else row
    return MoneygoodError(
        fault.code,
        fault.message,
        Place(place.file, place.line, column or (inner.column if not place.text else None), shown),
        fault.hint,
    )
