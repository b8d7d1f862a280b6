"""A plan's figures laid over the baseline's setting: what the engine is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.unsolved import explained
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.engine.residuals import over_time, table, tracking_residuals
from moneygood.engine.setting import Hold, PathSolution, Setting
from moneygood.engine.solve_path import UnsolvedPath, solve_path
from moneygood.model.graph import Node, leaves
from moneygood.model.model import Model
from moneygood.scenarios.figures import PlanFigures, condition_levels, plan_figures
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.resolve import (
    ParameterChange,
    PathCondition,
    Push,
    RangeCondition,
    ResolvedPlan,
    SwitchOff,
    VariantChoice,
    resolve,
)

if TYPE_CHECKING:
    from moneygood.engine.foresight.least_cost import Bound, Mix

TERMINAL = "steady"
"""What equations that look ahead find after the last quarter: yields, prices and what they are compared with
stay as they are, so that a price ends at what it deserves. Continued growth would be valued for ever."""


@dataclass(frozen=True)
class Settled:
    """A scenario ready to run: `plan` as it is resolved, `setting` for draws, `central` its path without
    draws.

    `imposed` [shock, quarter] is what the scenario asks of each shock, absorbed conditions and add-factors
    included, in the shock's own unit; uniforms are their normal scores (0 for 0.5). Of it, `kept`
    [shock, quarter] keeps variables in their ranges and `absorbed` [shock, quarter] meets path conditions.
    """

    plan: ResolvedPlan
    model: Model
    setting: Setting
    central: PathSolution
    imposed: np.ndarray
    kept: np.ndarray
    absorbed: np.ndarray


def settle_baseline(
    model: Model,
    plan: Plan,
    history: np.ndarray,
    exogenous: np.ndarray,
    periods: tuple[Quarter, ...],
    levers: Mapping[str, Lever],
) -> PathSolution:
    """The baseline's path: the plan's holds met by their judgement, which is frozen from then on.

    `history` [variable, quarter before the first], `exogenous` [variable, quarter]. The judgement is in the
    solution's `adds` and `shocks`, the channels' values in its `references`.
    """
    nothing = np.full((len(model.variables), len(periods)), np.nan)
    resolved = resolve(plan, model, levers, periods)
    for entry in resolved.entries:
        match entry.effect:
            case Push() | PathCondition(measure="value", residual=str()):
                pass  # ends up in the baseline's shocks and add-factors, which scenarios start from
            case PathCondition() | RangeCondition() | ParameterChange() | SwitchOff() | VariantChoice():
                raise MoneygoodError(
                    "S023", f"the baseline cannot have the {entry.kind} {entry.name}",
                    hint="It has levels of variables of the model, shocks and add-factors only",
                )  # fmt: skip
    setting = _lay(resolved, model, nothing, _plain(model, history, exogenous, periods))
    return solve_path(model, setting, keep_refs=True)


def settle(
    plan: Plan,
    model: Model,
    levers: Mapping[str, Lever],
    history: Panel,
    exogenous: np.ndarray,
    baseline: PathSolution,
    solver: Callable[[Model, Setting], PathSolution] = solve_path,
) -> Settled:
    """The scenario's setting and central path on top of the baseline's frozen judgement.

    With variants, the judgement of replaced equations is set so that the baseline stays where it is. Holds
    that are exact stay holds in every draw; the others are met once, and what met them is kept as judgement.
    """
    laid = lay_plan(plan, model, levers, history, exogenous, baseline)
    own, base, setting, resolved = laid.model, laid.base, laid.setting, laid.plan
    if plan.imposes_nothing:
        central = baseline
    elif own.looks_ahead:

        def as_known(quarter: Quarter) -> Setting:
            return _lay(resolved.known_by(quarter), own, baseline.values, base)

        central = _foresee(own, plan, setting, as_known, baseline)
    else:
        try:
            central = solver(own, setting)
        except UnsolvedPath as fault:
            raise explained(fault, resolved, own, setting) from None
    if resolved.ranges:
        setting, central = _keep_ranges(own, setting, central, resolved, baseline.values)
    kept = setting.shocks - laid.setting.shocks
    absorbed = central.shocks - setting.shocks + on_shocks(own, central.adds - setting.adds)
    exact = {
        (c.variable, q - baseline.periods[0]) for c in resolved.conditions if c.exact for q in c.quarters
    }
    held = tuple(h for h in setting.holds if (h.variable, h.period_index) in exact)
    if len(held) < len(setting.holds):
        setting = replace(setting, adds=central.adds, shocks=central.shocks, holds=held)
    imposed = _imposed(own, central, base.adds, baseline.shocks)
    return Settled(resolved, own, setting, central, imposed, kept, absorbed)


@dataclass(frozen=True)
class Laid:
    """A plan on top of the baseline, not yet solved: `plan` as it is resolved, `model` with its variants,
    `base` without the plan's figures (its `adds` are the judgement before them), `setting` with them."""

    plan: ResolvedPlan
    model: Model
    base: Setting
    setting: Setting

    @property
    def ready(self) -> bool:
        """Whether draws are run around this setting as it is: no range or condition is met once for all, and
        no equation looks ahead."""
        once = any(c.residual is not None and not c.exact for c in self.plan.conditions)
        return not (once or self.plan.ranges or self.model.looks_ahead)


def lay_plan(
    plan: Plan,
    model: Model,
    levers: Mapping[str, Lever],
    history: Panel,
    exogenous: np.ndarray,
    baseline: PathSolution,
) -> Laid:
    """The plan's figures on top of the baseline's setting; nothing is solved."""
    own = model
    for variant in plan.variants:
        own = own.with_variant(variant)
    resolved = resolve(plan, own, levers, baseline.periods)
    return lay_resolved(resolved, model, history, exogenous, baseline)


def lay_resolved(
    plan: ResolvedPlan, model: Model, history: Panel, exogenous: np.ndarray, baseline: PathSolution
) -> Laid:
    """A resolved plan's figures on top of the baseline's setting; ranges are not yet kept."""
    own, adds = model, baseline.adds
    for variant in plan.variants:
        own = own.with_variant(variant)
    if own.looks_ahead:
        adds = _retrack_ahead(model, own, history, exogenous, baseline)
    elif plan.variants:
        adds = _retrack(model, own, history, baseline)
    base = Setting(
        periods=baseline.periods,
        history=history.values[:, -max(own.max_lag, 1) :],
        exogenous=exogenous,
        adds=adds,
        shocks=baseline.shocks,
        references=baseline.references,
    )
    return Laid(plan, own, base, _lay(plan, own, baseline.values, base))


def _keep_ranges(
    model: Model, setting: Setting, central: PathSolution, plan: ResolvedPlan, baseline: np.ndarray
) -> tuple[Setting, PathSolution]:
    """The setting with the least unlikely shocks that keep the central path inside its ranges."""
    from moneygood.engine.foresight.least_cost import Mix, least_cost

    start = plan.periods[0]
    bounds = range_bounds(plan, model, baseline)
    moving: dict[tuple[str | Mix, int], None] = {}
    for k in plan.ranges:
        together = [Mix(k.residuals, k.weights)] if k.weights else k.residuals
        moving |= dict.fromkeys((what, q - start) for q in k.quarters for what in together)
    order = sorted(moving, key=lambda m: (m[1], str(m[0])))
    found = least_cost(model, setting, central.values, bounds, order, TERMINAL)
    return found.setting, found.path if model.looks_ahead else solve_path(model, found.setting)


def range_bounds(plan: ResolvedPlan, model: Model, baseline: np.ndarray) -> list[Bound]:
    """The plan's ranges quarter by quarter, as levels; `baseline` [variable, quarter] is what changes are
    counted from."""
    from moneygood.engine.foresight.least_cost import Bound

    cells = ((k, q - plan.periods[0]) for k in plan.ranges for q in k.quarters)
    return [Bound(k.variable, t, *k.ends(float(baseline[model.row(k.variable), t]))) for k, t in cells]


def _foresee(
    model: Model,
    plan: Plan,
    setting: Setting,
    as_known: Callable[[Quarter], Setting],
    baseline: PathSolution,
) -> PathSolution:
    """The path of a model that looks ahead, solved anew whenever something becomes known."""
    from moneygood.engine.foresight.own_model import solve_foresight

    start = baseline.periods[0]
    dates = [q for q in plan.news if q > start]
    if dates and plan.bands:
        raise MoneygoodError(
            "E044", "a band and something that becomes known later cannot go together",
            plan.bands[0].spot.place, "Leave known out, or put the variable on a path",
        )  # fmt: skip
    news = tuple((q - start, as_known(q)) for q in dates)
    first = as_known(start) if dates else setting
    return solve_foresight(model, first, baseline.values, terminal=TERMINAL, news=news)


def _retrack_ahead(
    model: Model, own: Model, history: Panel, exogenous: np.ndarray, baseline: PathSolution
) -> np.ndarray:
    """`_retrack` for variants that look ahead: what holds after the last quarter is `TERMINAL`."""
    from moneygood.engine.foresight.own_model import retrack

    bare = _plain(own, history.values, exogenous, baseline.periods)
    setting = replace(bare, shocks=baseline.shocks, references=baseline.references)
    figures, moved = _redefined(model, own, _figures(own, history, baseline))
    fresh = retrack(own, setting, figures.values[:, -len(baseline.periods) :], TERMINAL)
    return _kept(model, own, baseline, fresh, moved)


def _plain(model: Model, history: np.ndarray, exogenous: np.ndarray, periods: tuple[Quarter, ...]) -> Setting:
    shocks = np.zeros((len(model.shocks), len(periods)))
    shocks[[i for i, s in enumerate(model.shocks.values()) if s.kind == "uniform"]] = 0.5
    return Setting(
        periods=periods,
        history=history[:, -max(model.max_lag, 1) :],
        exogenous=exogenous,
        adds=np.zeros((len(model.behavioural), len(periods))),
        shocks=shocks,
    )


def _lay(plan: ResolvedPlan, model: Model, baseline: np.ndarray, base: Setting) -> Setting:
    """The setting with a plan's figures on top: differences added, replacements put in place."""
    figures: PlanFigures = plan_figures(plan, model, baseline, base.history)
    shocks = np.where(np.isnan(figures.uniforms), base.shocks + figures.shocks, figures.uniforms)
    return replace(
        base,
        adds=base.adds + figures.adds,
        shocks=shocks,
        exogenous=np.where(np.isnan(figures.exogenous), base.exogenous, figures.exogenous),
        parameters=dict(figures.parameters),
        switches_off=plan.switches_off,
        holds=holds_of(plan, model, baseline, base.history),
    )


def holds_of(
    plan: ResolvedPlan, model: Model, baseline: np.ndarray, history: np.ndarray | None = None
) -> tuple[Hold, ...]:
    """The plan's conditions on variables of the model, quarter by quarter, as the engine takes them.

    `baseline` [variable, quarter] is the path from which changes are counted, `history` what comes before it.
    """
    out = []
    for path in plan.conditions:
        if path.residual is not None:
            at, levels = condition_levels(path, plan, model, baseline, history)
            out += [Hold(path.variable, t, y, path.residual) for t, y in zip(at, levels, strict=True)]
    return tuple(out)


def on_shocks(model: Model, adds: np.ndarray) -> np.ndarray:
    """Add-factors [behavioural equation, quarter] as pushes on the equations' shocks [shock, quarter]: both
    enter an equation at the same place."""
    out = np.zeros((len(model.shocks), adds.shape[1]))
    rows = {name: i for i, name in enumerate(model.shocks)}
    for i, equation in enumerate(model.behavioural):
        out[rows[equation.shock]] = adds[i]
    return out


def _retrack(model: Model, own: Model, history: Panel, baseline: PathSolution) -> np.ndarray:
    """Judgement [behavioural equation, quarter] under which the replaced equations give the baseline."""
    figures, moved = _redefined(model, own, _figures(own, history, baseline))
    fresh = tracking_residuals(own, figures, baseline.periods)
    return _kept(model, own, baseline, fresh, moved)


def _figures(own: Model, history: Panel, baseline: PathSolution) -> Panel:
    """The baseline with as much of the past before it as `own` looks back."""
    width = max(own.max_lag, 1)
    values = np.concatenate([history.values[:, -width:], baseline.values], axis=1)
    periods = history.periods[-width:] + baseline.periods
    return Panel(history.names, periods, values, np.full(values.shape, 3, np.uint8))


def _reads(node: Node) -> frozenset[str]:
    return frozenset(leaf.payload[0] for leaf in leaves(node) if leaf.op == "var")


def _redefined(model: Model, own: Model, figures: Panel) -> tuple[Panel, frozenset[str]]:
    """The figures with the definitions that `own` replaces, and all that follow from them, worked out anew;
    and their names. Everything else stays where it is, so only what is defined moves."""
    before = {e.label: e.text for e in model.equations}
    moved: dict[str, None] = {}
    for _ in own.equations:
        found = [
            e for e in own.equations
            if not (e.behavioural or e.implicit or e.label in moved)
            and (before.get(e.label) != e.text or _reads(e.explicit) & moved.keys())
        ]  # fmt: skip
        if not found:
            break
        for e in found:
            row = over_time(own, [e.explicit], table(own, figures))[0]
            figures = figures.with_values({e.label: np.where(np.isfinite(row), row, figures.series(e.label))})
            moved[e.label] = None
    return figures, frozenset(moved)


def _kept(
    model: Model, own: Model, baseline: PathSolution, fresh: np.ndarray, moved: frozenset[str]
) -> np.ndarray:
    """`fresh` judgement, but the baseline's own for equations that are and read what they were and read."""
    before = {e.label: (i, e.text) for i, e in enumerate(model.behavioural)}
    for i, equation in enumerate(own.behavioural):
        row, text = before.get(equation.label, (-1, ""))
        if row >= 0 and text == equation.text and not _reads(equation.disturbance) & moved:
            fresh[i] = baseline.adds[row]
    return fresh


def _imposed(model: Model, central: PathSolution, adds: np.ndarray, shocks: np.ndarray) -> np.ndarray:
    out = central.shocks - shocks
    rows = {name: i for i, name in enumerate(model.shocks)}
    for i, equation in enumerate(model.behavioural):
        out[rows[equation.shock]] += central.adds[i] - adds[i]
    for name, record in model.shocks.items():
        if record.kind == "uniform":
            out[rows[name]] = [_normal_score(u) for u in central.shocks[rows[name]]]
    out[np.abs(out) < 1e-12] = 0.0
    return out


def _normal_score(u: float) -> float:
    if u == 0.5:
        return 0.0
    from statistics import NormalDist

    return NormalDist().inv_cdf(min(max(float(u), 1e-12), 1 - 1e-12))
