"""What a checked plan does to a run, as figures: parameters, judgement, shocks, exogenous paths and holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.model.model import Model
from moneygood.scenarios import guard
from moneygood.scenarios.bands import band_absorbers
from moneygood.scenarios.check import default_absorber
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import Band, HeldPath, LeverMove, Plan, Spot


@dataclass(frozen=True)
class Imposed:
    """One variable in one quarter: `value` in the variable's unit, absorbed by `absorber`."""

    variable: str
    quarter: int
    value: float
    absorber: str
    exact: bool


@dataclass(frozen=True)
class Kept:
    """One variable in one quarter between `low` and `high` (infinite = open), by the shocks `absorbers`."""

    variable: str
    quarter: int
    low: float
    high: float
    absorbers: tuple[str, ...]


@dataclass
class Effects:
    """Differences from the baseline's setting; rows follow the model, columns the simulated quarters.

    `adds` [behavioural equation, quarter] and `shocks` [shock, quarter] are added; `uniforms`
    [shock, quarter] and `exogenous` [variable, quarter] replace, where they are not NaN.
    """

    adds: np.ndarray
    shocks: np.ndarray
    uniforms: np.ndarray
    exogenous: np.ndarray
    parameters: dict[str, float] = field(default_factory=dict)
    holds: list[Imposed] = field(default_factory=list)
    bands: list[Kept] = field(default_factory=list)
    switches_off: frozenset[str] = frozenset()


def apply_plan(
    plan: Plan,
    model: Model,
    levers: Mapping[str, Lever],
    periods: tuple[Quarter, ...],
    baseline: np.ndarray,
) -> Effects:
    """The figures that a checked plan imposes on the quarters `periods`.

    `baseline` [variable, quarter] is the path from which changes are counted. What a plan says about quarters
    after the last of `periods` has no effect.
    """
    t = len(periods)
    effects = Effects(
        adds=np.zeros((len(model.behavioural), t)),
        shocks=np.zeros((len(model.shocks), t)),
        uniforms=np.full((len(model.shocks), t), np.nan),
        exogenous=np.full((len(model.variables), t), np.nan),
        switches_off=plan.switches_off,
    )
    rows = {e.label: i for i, e in enumerate(model.behavioural)}
    shock_rows = {name: i for i, name in enumerate(model.shocks)}
    column = {q: i for i, q in enumerate(periods)}
    for move in plan.levers:
        _pull(move, levers[move.lever], effects, model, rows, shock_rows, column)
    for change in plan.parameters:
        record = model.parameters[change.parameter]
        value = change.value * guard.convert_unit(change.unit, record.unit, change.parameter, change.spot)
        start = effects.parameters.get(change.parameter, record.value) if change.relative else 0.0
        effects.parameters[change.parameter] = start + value
    for hit in plan.shocks:
        record = model.shocks[hit.shock]
        scale = record.sd if hit.in_sd else guard.convert_unit(hit.unit, record.unit, hit.shock, hit.spot)
        target = effects.uniforms if record.kind == "uniform" else effects.shocks
        for quarter, size in zip(hit.periods, hit.sizes, strict=True):
            if quarter in column:
                cell = (shock_rows[hit.shock], column[quarter])
                target[cell] = size if record.kind == "uniform" else target[cell] + size * scale
    for add in plan.adds:
        unit = model.shocks[f"eps_{add.equation}"].unit
        scale = guard.convert_unit(add.unit, unit, add.equation, add.spot)
        for quarter, size in zip(add.periods, add.sizes, strict=True):
            if quarter in column:
                effects.adds[rows[add.equation], column[quarter]] += size * scale
    for path in plan.paths:
        _hold(path, effects, model, column, baseline)
    for band in plan.bands:
        _keep(band, effects, model, column)
    return effects


def _keep(band: Band, effects: Effects, model: Model, column: Mapping[Quarter, int]) -> None:
    unit = model.variables[band.variable].unit
    scale = guard.convert_unit(band.unit, unit, band.variable, band.spot)
    low = -np.inf if band.low is None else band.low * scale
    high = np.inf if band.high is None else band.high * scale
    absorbers = band_absorbers(band, model)
    for quarter in band.periods:
        if quarter in column:
            effects.bands.append(Kept(band.variable, column[quarter], low, high, absorbers))


def _pull(
    move: LeverMove,
    lever: Lever,
    effects: Effects,
    model: Model,
    rows: Mapping[str, int],
    shock_rows: Mapping[str, int],
    column: Mapping[Quarter, int],
) -> None:
    size = move.value * guard.convert_unit(move.unit, lever.unit, lever.name, move.spot) * lever.scale
    if lever.acts_on == "parameter":
        start = effects.parameters.get(lever.target, model.parameters[lever.target].value)
        effects.parameters[lever.target] = start + size
        return
    quarters = move.periods if move.periods is not None else tuple(column)
    weights = lever.weights(len(quarters))
    target, table = (effects.shocks, shock_rows) if lever.acts_on == "shock" else (effects.adds, rows)
    for quarter, weight in zip(quarters, weights, strict=True):
        if quarter in column:
            target[table[lever.target], column[quarter]] += size * weight


def _hold(
    path: HeldPath,
    effects: Effects,
    model: Model,
    column: Mapping[Quarter, int],
    baseline: np.ndarray,
) -> None:
    row = model.row(path.variable)
    absorber = path.absorber or default_absorber(path.variable, model)
    for quarter, number in zip(path.periods, path.values, strict=True):
        if quarter not in column:
            continue
        value = _level(path, number, model, baseline[row, column[quarter]])
        if path.variable in model.exogenous:
            effects.exogenous[row, column[quarter]] = value
        elif absorber is not None:
            effects.holds.append(Imposed(path.variable, column[quarter], value, absorber, path.exact))


def _level(path: HeldPath, number: float, model: Model, baseline: float) -> float:
    if path.measure == "change_percent":
        return baseline * (1 + number / 100)
    spot: Spot = path.spot
    value = number * guard.convert_unit(path.unit, model.variables[path.variable].unit, path.variable, spot)
    return baseline + value if path.measure == "change" else value
