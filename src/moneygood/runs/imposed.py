"""How unlikely what a settled scenario imposes is, before any draw is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from moneygood.runs.labels import shock_labels
from moneygood.runs.plausibility import Plausibility, plausibility, with_choices

if TYPE_CHECKING:
    from moneygood.baseline.settle import Settled
    from moneygood.scenarios.levers import Lever
    from moneygood.scenarios.plan import Plan


def imposed_plausibility(settled: Settled, plan: Plan, levers: Mapping[str, Lever]) -> Plausibility:
    """The plausibility of what `plan` imposes, as `settled` has it for each shock and quarter.

    Parameters that it moves count too, in standard errors, where their records have one. What the model never
    draws, such as new law, has no odds and is named apart, by the lever that moves it where one does.
    """
    model, imposed = settled.model, settled.imposed
    moved = {
        name: value - model.parameters[name].value
        for name, value in settled.setting.parameters.items()
        if value != model.parameters[name].value
    }
    extra = np.zeros((len(moved), imposed.shape[1]))
    extra[:, 0] = list(moved.values())
    spread = [1.0 if s.kind == "uniform" else s.sd for s in model.shocks.values()]
    spread += [model.parameters[name].se or 0.0 for name in moved]
    rho = {(c.a, c.b): c.rho for c in model.correlations}
    names, both = [*model.shocks, *moved], np.vstack([imposed, extra])
    labels = shock_labels(model, names)
    chosen = ~(np.array(spread) > 0.0) & both.any(axis=1)
    shocks = np.where(chosen[:, None], 0.0, both)
    found = plausibility(shocks, names, spread, rho, settled.setting.periods, labels)
    labels |= {levers[m.lever].target: levers[m.lever].label for m in plan.levers if m.lever in levers}
    return with_choices(found, [labels.get(names[i], names[i]) for i in np.flatnonzero(chosen)])
