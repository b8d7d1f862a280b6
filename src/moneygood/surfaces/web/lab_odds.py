"""How unlikely what a scenario imposes is, and what a browser needs to say it anew when a lever moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.runs.imposed import imposed_plausibility
from moneygood.runs.labels import shock_labels

if TYPE_CHECKING:
    from moneygood.baseline.settle import Settled
    from moneygood.model.model import Model
    from moneygood.scenarios.levers import Lever
    from moneygood.scenarios.plan import Plan


def scenario_odds(plan: Plan, own: Settled, levers: Mapping[str, Lever]) -> dict[str, Any]:
    """The plausibility of a scenario: grade, p-value and sentence as `moneygood run` says them.

    `imposed` are its shocks by name and quarter and the parameters that it moves, from which the browser
    forms the same with levers moved; None where what a path takes would change with a lever.
    """
    found = imposed_plausibility(own, plan, levers)
    held = bool(own.setting.holds) or bool(own.plan.conditions)
    return {
        "grade": found.grade, "p_value": found.p_value, "degrees": found.degrees,
        "sentence": found.sentence, "choices": list(found.choices),
        "imposed": None if held else _imposed(own),
    }  # fmt: skip


def _imposed(own: Settled) -> dict[str, list[float]]:
    """What is imposed on each shock up to its last quarter, and how far parameters are moved."""
    model = own.model
    out = {}
    for name, row in zip(model.shocks, own.imposed, strict=True):
        there = np.flatnonzero(row)
        if there.size:
            out[name] = [float(f"{x:.12g}") for x in row[: there[-1] + 1]]
    for name, value in own.setting.parameters.items():
        if value != model.parameters[name].value:
            out[name] = [value - model.parameters[name].value]
    return out


def spreads(model: Model, levers: Mapping[str, Lever]) -> dict[str, Any]:
    """Standard deviations of shocks and standard errors of parameters, with what they are called, and the
    correlations of shocks. A uniform shock is judged by its normal score, which no lever moves.
    """
    sizes = {n: 1.0 if s.kind == "uniform" else s.sd for n, s in model.shocks.items()}
    sizes |= {n: p.se or 0.0 for n, p in model.parameters.items()}
    targets = {x.target for x in levers.values()}
    labels = shock_labels(model, sizes)
    return {
        "sizes": {n: [sd, labels.get(n, n)] for n, sd in sizes.items() if sd or n in targets},
        "shock_of": {e.label: e.shock for e in model.behavioural},
        "uniform": [n for n, s in model.shocks.items() if s.kind == "uniform"],
        "correlations": [[c.a, c.b, c.rho] for c in model.correlations],
    }
