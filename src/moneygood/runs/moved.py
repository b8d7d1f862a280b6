"""What a scenario moves by hand: that it happens there is no finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from moneygood.runs.first_passage.triggers import BreakDefinition, required_variables

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.scenarios.plan import Plan


def moved_variables(workspace: Workspace, plan: Plan) -> tuple[str, ...]:
    """The variables whose equations or paths a plan moves, in the order in which it names them."""
    model, levers = workspace.model, workspace.levers
    names = [levers[m.lever].target for m in plan.levers if m.lever in levers]
    names += [p.variable for p in (*plan.paths, *plan.bands)]
    names += [model.shocks[s.shock].equation for s in plan.shocks if s.shock in model.shocks]
    names += [a.equation for a in plan.adds]
    return tuple(dict.fromkeys(n for n in names if n in model.variables))


def imposed_sides(
    workspace: Workspace, plan: Plan, definitions: Sequence[BreakDefinition]
) -> tuple[str, ...]:
    """The sides, such as ``rates.cuts``, whose own variables a plan moves by hand."""
    moved = set(moved_variables(workspace, plan))
    found = []
    for d in definitions:
        for s in d.sides:
            if moved & set(required_variables((replace(d, sides=(s,)),))):
                found.append(f"{d.name}.{s.name}")
    return tuple(found)


def imposes(workspace: Workspace, plan: Plan, definition: BreakDefinition) -> bool:
    """Whether a plan moves by hand a variable that an event is made of."""
    return bool(set(moved_variables(workspace, plan)) & set(required_variables((definition,))))
