"""The model's state in every quarter of the past: observed where measured, solved around that elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from moneygood.baseline.budget.budget import budget_history
from moneygood.baseline.completion import CompletionRule, complete_state, read_rule
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.panel import ASSUMED, MISSING, NOWCAST, OBSERVED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.texts import place_of
from moneygood.core.units import Unit
from moneygood.data.vintage import Vintage
from moneygood.estimation.past.texts import PastRule
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.graph import leaves
from moneygood.model.model import Model
from moneygood.model.records import Start
from moneygood.model.scope import Scope


@dataclass(frozen=True)
class PastBasis:
    """What a past is completed from: `figures` [variable, quarter] it is held to, `rule` which judgement
    gives way, `adds` by equation [quarter] where nothing is held."""

    figures: Panel
    rule: CompletionRule
    adds: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Past:
    """The completed past of a model without some sectors.

    `panel` [variable, quarter] reaches back before `periods`, the quarters that were solved; `adds`
    [behavioural equation, quarter] is the residual that made each observed variable what it was, `held`
    [same] whether the equation was held to a figure (a residual of one that was not is zero and
    says nothing). `basis` is what it was completed from, where it was completed here.
    """

    model: Model
    panel: Panel
    periods: tuple[Quarter, ...]
    adds: np.ndarray
    held: np.ndarray
    basis: PastBasis | None = None

    @cached_property
    def residuals(self) -> np.ndarray:
        """Residuals [behavioural equation, quarter], NaN where the equation was not held to a figure."""
        return np.where(self.held, self.adds, np.nan)

    def residual(self, label: str) -> np.ndarray:
        """The residuals of one equation [quarter]."""
        labels = [e.label for e in self.model.behavioural]
        return self.residuals[labels.index(label)]


@dataclass(frozen=True)
class Nowcast:
    """What is taken of quarters that are over and not yet published: `figures` [quarter of the figures] of
    variables where they have none, whose judgement in `absorbers` gives way, and `adds` by equation [quarter
    from the first completed one] where nothing is held."""

    figures: Mapping[str, np.ndarray]
    absorbers: Mapping[str, str]
    adds: Mapping[str, np.ndarray]

    def fill(self, known: Panel) -> Panel:
        """The figures with the gaps filled, marked as nowcast."""
        names = known.names + tuple(n for n in self.figures if n not in known)
        out = Panel.empty(names, known.periods)
        values, status = out.values.copy(), out.status.copy()
        values[: len(known.names)], status[: len(known.names)] = known.values, known.status
        for name, row in self.figures.items():
            i = names.index(name)
            gap = np.isnan(values[i]) & np.isfinite(row)
            values[i, gap], status[i, gap] = row[gap], NOWCAST
        return Panel(names, known.periods, values, status)


def past_model(model: Model, rule: PastRule) -> Model:
    """The model as the past is solved with: without some sectors, with start values of the past.

    A601 for a sector, an outside variable or a start value that the model does not have.
    """
    for sector in rule.without:
        if sector not in model.sectors:
            hint = did_you_mean(sector, model.sectors)
            raise MoneygoodError(
                "A601", f"there is no sector {sector!r}", place_of(rule.path, ("without",)), hint
            )
    own = model.subset([s for s in model.sectors if s not in rule.without])
    for kind, names in (("outside", rule.outside), ("starts", rule.starts)):
        for name in names:
            if name not in model.variables:
                place, hint = place_of(rule.path, (kind, name)), did_you_mean(name, model.variables)
                raise MoneygoodError("A601", f"there is no variable {name!r}", place, hint)
    variables = dict(own.variables)
    for name in own.exogenous:
        if name in rule.outside:  # a start value of today is no figure of a past quarter
            variables[name] = replace(variables[name], start=None)
    for name, value in rule.starts.items():
        if name in variables:
            variables[name] = replace(variables[name], start=Start(value, "ours", "judged"))
    return replace(own, variables=variables)


def past_figures(
    model: Model, own: Model, vintage: Vintage, rule: PastRule, end: Quarter, economy: Panel | None = None
) -> Panel:
    """The figures [variable, quarter] that the past is held to: measured, budget, and from outside.

    `economy` (model names) stands in for the economy that the budget is fed with, where it has figures.
    """
    data = _filled(vintage, rule)
    first = data.periods[0]
    periods = quarter_range(first, end)
    numbers = {n: p.value for n, p in model.parameters.items()}
    numbers |= {n: c.value for n, c in model.constants.items()}
    scope = series_scope(model, vintage)
    rows: dict[str, np.ndarray] = {}
    marks: dict[str, np.ndarray] = {}
    budget = budget_history(model, vintage, end, economy)
    for name in budget.names:
        if name in own.variables and name not in rule.no_figures:
            rows[name], marks[name] = _aligned(budget, name, periods)
    for name, entry in rule.outside.items():
        if name not in own.variables:
            continue
        if isinstance(entry, str):
            node = parse_expression(entry, scope, place=place_of(rule.path, ("outside", name))).node
            figures = evaluate_series(node, data.series, parameters=numbers)
            figures = np.broadcast_to(figures, (len(data.periods),))
        else:
            figures = np.full(len(data.periods), entry)
        _lay(rows, marks, name, figures, len(periods), not isinstance(entry, str))
    for name, measurement in own.measurements.items():
        figures = evaluate_series(measurement.expr, data.series, parameters=numbers)
        lacking = [leaf.payload[0] for leaf in leaves(measurement.expr) if leaf.op == "var"]
        filled = any(n in rule.fill for n in lacking)
        _lay(rows, marks, name, np.broadcast_to(figures, (len(data.periods),)), len(periods), filled)
    for name, (least, _) in rule.at_least.items():
        rows[name] = np.maximum(rows[name], least)  # NaN stays NaN
    names = tuple(rows)
    values = np.array([rows[n] for n in names])
    return Panel(names, periods, values, np.array([marks[n] for n in names]))


def complete_past(
    model: Model,
    vintage: Vintage,
    rule: PastRule,
    end: Quarter,
    replaced: Mapping[str, np.ndarray] | None = None,
    figures: Panel | None = None,
    uniforms: Mapping[str, np.ndarray] | None = None,
    nowcast: Nowcast | None = None,
) -> Past:
    """The state of every quarter from the rule's first to `end`, each solved from the one before.

    `replaced` gives variables other figures [quarter, from the first of the figures] than the vintage's,
    `figures` what `past_figures` made before (cut to `end`), `uniforms` draws that decide regimes [quarter
    from the rule's first]. A `nowcast` fills quarters without a figure; their residuals say nothing.
    Errors: A072 and E-codes when a state cannot be solved.
    """
    own = past_model(model, rule)
    known = figures if figures is not None else past_figures(model, own, vintage, rule, end)
    if known.periods[-1] != end:
        known = known.window(known.periods[0], end)
    if replaced:
        known = known.with_values({n: v[: len(known.periods)] for n, v in replaced.items()}, OBSERVED)
    standing = read_rule(model)
    completion = CompletionRule(rule.first, end, dict(standing.holds) | dict(rule.holds))
    calm = {n: np.full(end - rule.first + 1, v) for n, v in rule.uniforms.items() if n in own.shocks}
    filled = known
    if nowcast is not None:
        filled = nowcast.fill(known)
        completion = replace(completion, holds={**completion.holds, **nowcast.absorbers})
    adds = None if nowcast is None else nowcast.adds
    done = complete_state(own, filled, completion, calm | dict(uniforms or {}), adds)
    held = _held(own, known, completion, done.periods)
    labels = [e.label for e in own.behavioural]
    for name, (least, label) in rule.at_least.items():
        bound = done.panel.series(name)[-len(done.periods) :] <= least + 1e-9
        held[labels.index(label)] &= ~bound
    return Past(own, done.panel, done.periods, done.adds, held, PastBasis(filled, completion, adds or {}))


def _held(model: Model, known: Panel, rule: CompletionRule, periods: tuple[Quarter, ...]) -> np.ndarray:
    """Whether each behavioural equation [equation, quarter] was held to a figure."""
    shift = periods[0] - known.periods[0]
    labels = [e.label for e in model.behavioural]
    out = np.zeros((len(labels), len(periods)), dtype=bool)
    seen = {n: np.isfinite(known.series(n)[shift : shift + len(periods)]) for n in known.names}
    for i, label in enumerate(labels):
        if label in seen:
            out[i] = seen[label]
    for variable, absorber in rule.holds.items():
        label = absorber.removeprefix("add_")
        if variable in seen and label in labels:
            i = labels.index(label)
            out[i] |= seen[variable]
    return out


def _filled(vintage: Vintage, rule: PastRule) -> Panel:
    """The vintage's series, those of `fill` with their value before the first figure."""
    data = vintage.quarterly
    new = {}
    for name, value in rule.fill.items():
        row = data.series(name).copy()
        known = np.flatnonzero(np.isfinite(row))
        row[: known[0] if known.size else len(row)] = value
        new[name] = row
    return data.with_values(new, ASSUMED) if new else data


def series_scope(model: Model, vintage: Vintage) -> Scope:
    """The names of the vintage's series, the parameters and the constants, for formulas."""
    return Scope(
        variables={n: Unit.parse(r.unit) for n, r in vintage.records["quarterly"].items()},
        parameters={n: p.unit for n, p in model.parameters.items()},
        constants=model.constants,
        noun="series",
        open_formulas=True,
    )


def _aligned(source: Panel, name: str, periods: tuple[Quarter, ...]) -> tuple[np.ndarray, np.ndarray]:
    values = np.full(len(periods), np.nan)
    marks = np.zeros(len(periods), dtype=np.uint8)
    shift = source.periods[0] - periods[0]
    for at, (figure, mark) in enumerate(
        zip(source.series(name), source.status[source.row(name)], strict=True), start=shift
    ):
        if 0 <= at < len(periods):
            values[at], marks[at] = figure, mark
    return values, marks


def _lay(
    rows: dict[str, np.ndarray],
    marks: dict[str, np.ndarray],
    name: str,
    figures: np.ndarray,
    width: int,
    assumed: bool,
) -> None:
    """Puts figures over what is there already, where there are any (in place)."""
    row = rows.setdefault(name, np.full(width, np.nan))
    mark = marks.setdefault(name, np.zeros(width, dtype=np.uint8))
    own = np.full(width, np.nan)
    own[: min(width, len(figures))] = figures[:width]
    there = np.isfinite(own)
    row[there] = own[there]
    mark[there] = ASSUMED if assumed else OBSERVED
    mark[~np.isfinite(row)] = MISSING
