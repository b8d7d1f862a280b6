"""Variables by the names that data providers give them, such as DGS10 for the ten-year yield."""

from __future__ import annotations

from dataclasses import replace

from moneygood.model.model import Model
from moneygood.scenarios.plan import Plan


def aliases(model: Model) -> dict[str, str]:
    """The variable of every alias."""
    return {alias: name for name, v in model.variables.items() for alias in v.aliases}


def with_names(plan: Plan, model: Model) -> Plan:
    """The plan under the names of the model, where paths, ranges and expectations are written by alias."""
    if all(p.variable in model.variables for p in (*plan.paths, *plan.bands, *plan.expected)):
        return plan
    known = aliases(model)
    return replace(
        plan,
        paths=tuple(replace(p, variable=known.get(p.variable, p.variable)) for p in plan.paths),
        bands=tuple(replace(b, variable=known.get(b.variable, b.variable)) for b in plan.bands),
        expected=tuple(replace(e, variable=known.get(e.variable, e.variable)) for e in plan.expected),
    )
