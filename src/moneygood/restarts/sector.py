"""The state of a day with the sectors that the past leaves out, completed over the last quarters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from moneygood.baseline.completion import CompletionRule, complete_state, read_rule
from moneygood.baseline.measure import measured_panel
from moneygood.core.panel import ASSUMED, MISSING, Panel
from moneygood.core.periods import Quarter
from moneygood.core.texts import place_of
from moneygood.data.vintage import Vintage
from moneygood.estimation.filters.adoption import position_known
from moneygood.estimation.filters.adoption_texts import read_adoption
from moneygood.estimation.past.state import Past, series_scope
from moneygood.estimation.past.texts import PastRule
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.model import Model
from moneygood.model.records import Start
from moneygood.restarts.sector_text import ADOPTION, SectorRule, StartRule


@dataclass(frozen=True)
class WholeState:
    """The state of all sectors: `model` with the starts that were used, `panel` [variable, quarter] up to the
    origin, `start` the first quarter completed with all of them, and the residuals [behavioural equation of
    the model without the sector, quarter of the past], the last quarters as the whole model has them."""

    model: Model
    panel: Panel
    start: Quarter
    residuals: np.ndarray


def with_sector(
    model: Model,
    vintage: Vintage,
    rule: SectorRule,
    past_rule: PastRule,
    past: Past,
    regimes: Mapping[str, np.ndarray] | None = None,
) -> WholeState:
    """The state of the whole model at the end of `past`, which was made without the sector, from the same
    figures. `regimes` are draws that decide regimes [quarter of the past]. A601 for a rule that names what is
    not there, A072 where a state has no figure.
    """
    assert past.basis is not None
    origin = past.periods[-1]
    first = origin - (rule.quarters - 1)
    own = past.model
    started = _with_starts(model, vintage, rule, first)
    inside = [n for n in model.variables if n not in own.endogenous and n not in model.exogenous]
    figures = _figures(past, past.basis.figures, measured_panel(model, vintage), inside, first, origin)
    calm = {n: np.full(rule.quarters, v) for n, v in past_rule.uniforms.items() if n in started.shocks}
    calm |= {n: row[-rule.quarters :] for n, row in (regimes or {}).items()}
    adds = {n: row[-rule.quarters :] for n, row in past.basis.adds.items()}
    completion = CompletionRule(first, origin, past.basis.rule.holds)
    done = complete_state(started, figures, completion, calm, adds)
    residuals = past.residuals.copy()
    labels = [e.label for e in started.behavioural]
    for i, equation in enumerate(own.behavioural):
        fresh = done.adds[labels.index(equation.label)]
        last = residuals[i, -rule.quarters :]
        residuals[i, -rule.quarters :] = np.where(np.isfinite(last), fresh, np.nan)
    return WholeState(started, _assumed(done.panel, inside, figures, first), first, residuals)


def _assumed(panel: Panel, inside: list[str], figures: Panel, first: Quarter) -> Panel:
    """The panel with what the sector has before its first completed quarter marked as assumed, figures apart:
    it is what the start needs and says nothing about its own quarter."""
    status = panel.status.copy()
    cut = panel.column(first)
    for name in inside:
        if name not in figures:
            row = status[panel.row(name)]
            row[:cut] = np.where(row[:cut] == MISSING, MISSING, ASSUMED)
    return Panel(panel.names, panel.periods, panel.values, status)


def _figures(
    past: Past, known: Panel, measured: Panel, inside: list[str], first: Quarter, origin: Quarter
) -> Panel:
    """What the whole model is held to: the completed past before `first`, figures from then on."""
    begin = known.periods[0]
    periods = known.periods[: origin - begin + 1]
    names = list(dict.fromkeys((*past.panel.names, *known.names)))
    names = [n for n in names if n not in inside]
    own = [n for n in measured.names if n in inside]
    values = np.full((len(names) + len(own), len(periods)), np.nan)
    status = np.zeros(values.shape, dtype=np.uint8)
    cut = first - begin
    for i, name in enumerate(names):
        if name in known:
            width = min(len(known.periods), len(periods))
            values[i, :width] = known.series(name)[:width]
            status[i, :width] = known.status[known.row(name), :width]
        if name in past.panel:
            at = past.panel.periods[0] - begin
            row = past.panel.row(name)
            skip = max(-at, 0)
            values[i, max(at, 0) : cut] = past.panel.values[row, skip : cut - at]
            status[i, max(at, 0) : cut] = past.panel.status[row, skip : cut - at]
    for i, name in enumerate(own, start=len(names)):
        at = measured.periods[0] - begin
        row = measured.row(name)
        for t in range(len(periods)):
            if 0 <= t - at < len(measured.periods):
                values[i, t], status[i, t] = measured.values[row, t - at], measured.status[row, t - at]
    return Panel((*names, *own), periods, values, status)


def _with_starts(model: Model, vintage: Vintage, rule: SectorRule, first: Quarter) -> Model:
    """The model with the sector's start values of the quarter before `first`."""
    variables = dict(model.variables)
    numbers = {n: p.value for n, p in model.parameters.items()}
    numbers |= {n: c.value for n, c in model.constants.items()}
    for name, start in rule.starts.items():
        value = _start(model, vintage, rule, name, start, numbers, first - 1)
        variables[name] = replace(variables[name], start=Start(value, "ours", "judged"))
    for name, moving in rule.moving.items():
        pace = model.parameters[moving.pace].value / 4.0
        record = variables[name].start
        assert record is not None
        value = record.value + pace * (first - 1 - moving.of)
        if moving.filter == ADOPTION:
            text = read_adoption(model, vintage, first + (rule.quarters - 1), model.root)
            found = position_known(text)
            if found is not None:
                value = found - pace * rule.quarters
        variables[name] = replace(variables[name], start=Start(value, "ours", "judged"))
    for name in rule.found:
        variables[name] = replace(variables[name], start=None)
    standing = read_rule(model)
    for name, keep in rule.clocks.items():
        record = variables[name].start
        assert record is not None
        ahead = (standing.end - standing.start + 1) - rule.quarters
        value = record.value * model.parameters[keep].value ** ahead
        variables[name] = replace(variables[name], start=Start(value, "ours", "judged"))
    return replace(model, variables=variables)


def _start(
    model: Model, vintage: Vintage, rule: SectorRule, name: str, start: StartRule,
    numbers: dict[str, float], at: Quarter,
) -> float:  # fmt: skip
    if start.value is not None:
        return start.value
    data = vintage.quarterly
    place = place_of(rule.path, ("starts", name))
    node = parse_expression(start.formula, series_scope(model, vintage), place=place).node
    row = np.broadcast_to(evaluate_series(node, data.series, parameters=numbers), (len(data.periods),))
    row = row[: at - data.periods[0] + 1]
    if start.fade is None:
        return float(row[np.flatnonzero(np.isfinite(row))[-1]])
    flows = row[np.isfinite(row)]
    stock = flows[0] / 4.0 / (start.fade + start.growth)
    for flow in flows:
        stock = stock * (1.0 - start.fade) + flow / 4.0
    return float(stock)
