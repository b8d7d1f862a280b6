"""What a resolved plan does to a run, as figures: parameters, add-factors, shocks and exogenous paths."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.model.model import Model
from moneygood.scenarios.plan import CHAINED
from moneygood.scenarios.resolve import (
    ADD_FACTOR,
    UNIFORM,
    ParameterChange,
    PathCondition,
    Push,
    RangeCondition,
    ResolvedPlan,
    SwitchOff,
    VariantChoice,
)


@dataclass
class PlanFigures:
    """Differences from the baseline's setting; rows follow the model, columns the simulated quarters.

    `adds` [behavioural equation, quarter] and `shocks` [shock, quarter] are added; `uniforms`
    [shock, quarter] and `exogenous` [variable, quarter] replace, where they are not NaN.
    """

    adds: np.ndarray
    shocks: np.ndarray
    uniforms: np.ndarray
    exogenous: np.ndarray
    parameters: dict[str, float] = field(default_factory=dict)


def condition_levels(
    path: PathCondition, plan: ResolvedPlan, model: Model, baseline: np.ndarray, history: np.ndarray | None
) -> tuple[list[int], list[float]]:
    """The quarter numbers and levels of a condition; `baseline` [variable, quarter] is the path from which
    changes are counted, `history` [variable, quarter] ends in the quarter before it begins."""
    at = [q - plan.periods[0] for q in path.quarters]
    own = baseline[model.row(path.variable)]
    before = np.nan
    if path.measure in CHAINED:
        if not at[0] and history is None:
            raise ValueError(f"the {path.measure} of {path.variable} needs the quarter before the first")
        before = own[at[0] - 1] if at[0] or history is None else history[model.row(path.variable), -1]
    return at, path.levels(own[at].tolist(), float(before))


def plan_figures(
    plan: ResolvedPlan, model: Model, baseline: np.ndarray, history: np.ndarray | None = None
) -> PlanFigures:
    """The figures of a plan's pushes, parameters and exogenous paths.

    `model` is the one for which the plan was resolved; `baseline` [variable, quarter] is the path from
    which changes are counted, and `history` [variable, quarter] what comes before it. Conditions and ranges
    on variables of the model, switches and variants are no figures: whoever solves takes them from the
    plan.
    """
    t = len(plan.periods)
    figures = PlanFigures(
        adds=np.zeros((len(model.behavioural), t)),
        shocks=np.zeros((len(model.shocks), t)),
        uniforms=np.full((len(model.shocks), t), np.nan),
        exogenous=np.full((len(model.variables), t), np.nan),
    )
    rows = {e.label: i for i, e in enumerate(model.behavioural)}
    shock_rows = {name: i for i, name in enumerate(model.shocks)}
    column = {q: i for i, q in enumerate(plan.periods)}
    for entry in plan.entries:
        match entry.effect:
            case Push() as push:
                _push(push, figures, rows, shock_rows, column)
            case ParameterChange(name, value, relative):
                start = figures.parameters.get(name, model.parameters[name].value) if relative else 0.0
                figures.parameters[name] = start + value
            case PathCondition(residual=None) as path:
                at, levels = condition_levels(path, plan, model, baseline, history)
                figures.exogenous[model.row(path.variable), at] = levels
            case PathCondition() | RangeCondition() | SwitchOff() | VariantChoice():
                pass
    return figures


def _push(
    push: Push,
    figures: PlanFigures,
    rows: dict[str, int],
    shock_rows: dict[str, int],
    column: dict[Quarter, int],
) -> None:
    at = [column[q] for q in push.quarters]
    if push.onto == UNIFORM:
        figures.uniforms[shock_rows[push.target], at] = push.sizes
    elif push.onto == ADD_FACTOR:
        figures.adds[rows[push.target], at] += push.sizes
    else:
        figures.shocks[shock_rows[push.target], at] += push.sizes
