"""What can be moved in a question: a lever, a parameter, a path laid over the baseline, or a formula of one.

An input changes a plan (one value, solved without draws), or an ensemble in which every draw has a value of
its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from moneygood.baseline.settle import Settled
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.model.evaluate import evaluate
from moneygood.model.formula import Formula
from moneygood.model.graph import Node
from moneygood.model.model import Model
from moneygood.runs.labels import parameter_label
from moneygood.scenarios.aliases import with_names
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import HeldPath, Judgement, LeverMove, ParameterMove, Plan, Spot

MEASURES = ("change", "change_percent", "growth")
_NOWHERE = Spot(None)


@dataclass(frozen=True)
class Input:
    """One thing that can be moved: from `low` to `high` in `unit`, `rest` being the value that moves nothing.

    `kind` is "lever" (a lever of the dictionary), "parameter", "path" (a variable held at its baseline plus a
    change, a change in percent, or a difference in growth) or "formula" (parameters set to, and judgement
    of equations raised by, formulas of the value).
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    rest: float
    kind: str
    lever: Lever | None = None
    variable: str = ""
    measure: str = "change"
    absorber: str | None = None
    sets: tuple[tuple[str, Formula], ...] = ()
    adds: tuple[tuple[str, Formula], ...] = ()

    @property
    def per_draw(self) -> bool:
        """Whether every draw of one ensemble can have its own value."""
        return self.kind != "path"

    @property
    def targets(self) -> frozenset[str]:
        """The parameters, equations, shocks or variables that it moves."""
        if self.lever is not None:
            prefix = "eps_" if self.lever.acts_on == "add" else ""
            return frozenset((prefix + self.lever.target,))
        if self.kind == "formula":
            return frozenset((*(n for n, _ in self.sets), *(f"eps_{n}" for n, _ in self.adds)))
        return frozenset((self.variable or self.name,))


def find_input(workspace: Workspace, name: str, own: Mapping[str, Input] | None = None) -> Input:
    """The input of a name: one of `own`, a lever, a parameter with a range, or a variable to hold; A306,
    A307.

    A variable is held, over the whole run, at its baseline plus a change (rates, ratios) or a change in
    percent (everything else); its range is then to be given by the question.
    """
    model = workspace.model
    if own and name in own:
        return own[name]
    if name in workspace.levers:
        lever = workspace.levers[name]
        return Input(name, lever.label, str(lever.unit), *lever.range, 0.0, "lever", lever)
    if name in model.parameters:
        record = model.parameters[name]
        if record.range is None or not record.range[0] < record.range[1]:
            raise MoneygoodError("A307", f"{name} has no range in which it could be moved")
        return Input(
            name, parameter_label(model, name), str(record.unit), *record.range, record.value, "parameter"
        )
    if name in model.variables:
        return path_input(model, name, (math.nan, math.nan))
    hint = did_you_mean(name, [*workspace.levers, *model.parameters, *model.variables])
    raise MoneygoodError("A306", f"{name!r} is neither a lever nor a parameter nor a variable", None, hint)


def path_input(
    model: Model, variable: str, span: tuple[float, float], measure: str | None = None, label: str = ""
) -> Input:
    """A variable laid over its baseline path: plus a change, a change in percent, or a growth difference."""
    record = model.variables[variable]
    unit = str(record.unit)
    if measure is None:
        measure = "change" if unit in ("pct/yr", "pct", "1") else "change_percent"
    shown = {"change": unit, "change_percent": "pct", "growth": "pct/yr"}[measure]
    words = {"change": "over its baseline", "change_percent": "over its baseline, percent",
             "growth": "growth over its baseline's"}[measure]  # fmt: skip
    return Input(variable, label or f"{record.label}, {words}", shown, *span, 0.0, "path",
                 variable=variable, measure=measure)  # fmt: skip


def limited(own: Input, low: float | None, high: float | None) -> Input:
    """The input with a narrower range; A307 when it is empty or leaves the range of the record."""
    a = own.low if low is None else low
    b = own.high if high is None else high
    if not (math.isfinite(a) and math.isfinite(b)):
        raise MoneygoodError("A307", f"{own.name} has no range of its own", None, "Give it with --range")
    beyond = a < own.low - 1e-12 or b > own.high + 1e-12  # never for the missing range of a path
    if a >= b or beyond:
        span = f"Choose values between {own.low:g} and {own.high:g}" if not math.isnan(own.low) else None
        raise MoneygoodError("A307", f"{a:g} to {b:g} is no range for {own.name}", None, span)
    return replace(own, low=a, high=b)


def check_apart(inputs: Sequence[Input]) -> None:
    """A308 when two inputs move the same thing."""
    for i, one in enumerate(inputs):
        for other in inputs[:i]:
            if one.targets & other.targets:
                both = ", ".join(sorted(one.targets & other.targets))
                raise MoneygoodError("A308", f"{one.name} and {other.name} both move {both}")


def moved_plan(
    plan: Plan, workspace: Workspace, moves: Sequence[tuple[Input, float]], periods: tuple[Quarter, ...]
) -> Plan:
    """The plan with inputs at the values given: paths, ranges and parameters that it has of the same thing
    (levers on such a parameter too) give way, and a lever moves on from where the plan has it."""
    plan = with_names(plan, workspace.model)
    levers, parameters = list(plan.levers), list(plan.parameters)
    paths, bands, adds = list(plan.paths), list(plan.bands), list(plan.adds)
    centre = {n: p.value for n, p in workspace.model.parameters.items()}
    for own, value in moves:
        if own.kind == "lever":
            levers.append(LeverMove(own.name, value, str(own.unit), None, _NOWHERE))
        elif own.kind == "parameter":
            parameters = [p for p in parameters if p.parameter != own.name]
            parameters.append(ParameterMove(own.name, value, False, own.unit, _NOWHERE))
        elif own.kind == "formula":
            for name, formula in own.sets:
                parameters = [p for p in parameters if p.parameter != name]
                unit, number = (
                    str(workspace.model.parameters[name].unit),
                    float(_solve(formula, value, centre, 0)),
                )
                parameters.append(ParameterMove(name, number, False, unit, _NOWHERE))
            for name, formula in own.adds:
                unit = str(workspace.model.shocks[f"eps_{name}"].unit)
                sizes = tuple(float(_solve(formula, value, centre, t)) for t in range(len(periods)))
                adds.append(Judgement(name, periods, sizes, unit, _NOWHERE))
        else:
            paths = [p for p in paths if p.variable != own.variable]
            bands = [b for b in bands if b.variable != own.variable]
            paths.append(_held(own, value, workspace, periods))
    put = {p.name for p, _ in moves if p.kind == "parameter"} | {n for p, _ in moves for n, _ in p.sets}
    known = workspace.levers
    levers = [
        m for m in levers
        if m.value != 0.0 and not (known[m.lever].acts_on == "parameter" and known[m.lever].target in put)
    ]  # fmt: skip
    return replace(
        plan, levers=tuple(levers), parameters=tuple(parameters), paths=tuple(paths), bands=tuple(bands),
        adds=tuple(adds),
    )  # fmt: skip


def _held(own: Input, value: float, workspace: Workspace, periods: tuple[Quarter, ...]) -> HeldPath:
    n = len(periods)
    if own.measure == "growth":
        sizes = tuple(100 * math.expm1(value / 100 * (t + 1) / 4) for t in range(n))
        measure, unit = "change_percent", None
    else:
        sizes, measure = (value,) * n, own.measure
        unit = str(workspace.model.variables[own.variable].unit) if measure == "change" else None
    return HeldPath(own.variable, periods, measure, sizes, unit, own.absorber, True, _NOWHERE)


def moved_draws(
    settled: Settled, inputs: Sequence[Input], values: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What `simulate` is given so that draw i has `values` [input, draw]: parameters and sizes of shocks.

    A judgement enters its equation exactly as the equation's shock does, so levers on judgement are given as
    shocks.
    """
    model, setting = settled.model, settled.setting
    parameters: dict[str, np.ndarray] = {}
    shocks: dict[str, np.ndarray] = {}
    quarters = len(setting.periods)
    centre = {n: setting.parameters.get(n, p.value) for n, p in model.parameters.items()}
    for own, row in zip(inputs, np.asarray(values, dtype=np.float64), strict=True):
        if own.kind == "parameter":
            parameters[own.name] = row
        elif own.kind == "formula":
            parameters |= {n: np.zeros(row.size) + _solve(f, row, centre, 0) for n, f in own.sets}
            for name, f in own.adds:
                sizes = np.array([np.zeros(row.size) + _solve(f, row, centre, t) for t in range(quarters)])
                shocks[f"eps_{name}"] = shocks.get(f"eps_{name}", 0.0) + sizes
        elif own.lever is not None and own.lever.acts_on == "parameter":
            name = own.lever.target
            parameters[name] = parameters.get(name, centre[name]) + row * own.lever.scale
        elif own.lever is not None:
            name = next(iter(own.targets))
            sizes = np.outer(own.lever.weights(quarters), row) * own.lever.scale
            shocks[name] = shocks.get(name, 0.0) + sizes
        else:
            raise MoneygoodError("A306", f"{own.name} is a path and cannot differ from draw to draw")
    return parameters, shocks


def _solve(
    formula: Formula, value: float | np.ndarray, parameters: Mapping[str, float], t: int
) -> float | np.ndarray:
    """The formula of an input in quarter number `t`; it knows its ``value`` and the ``years`` run by then."""
    own: dict[str, float | np.ndarray] = {"value": value, "years": (t + 1) / 4}

    def leaf(n: Node) -> float | np.ndarray:
        return own[n.payload[0]] if n.op == "var" else parameters[n.payload]

    return evaluate([formula.node], leaf)[0]
