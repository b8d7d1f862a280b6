"""What a difference between two plans consists of: one player per imposed element, quarter or mechanism."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moneygood.baseline.settle import on_shocks
from moneygood.model.model import Model
from moneygood.runs.labels import parameter_label
from moneygood.scenarios.figures import plan_figures
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.resolve import (
    ParameterChange,
    PathCondition,
    PlanEntry,
    Push,
    RangeCondition,
    ResolvedPlan,
    SwitchOff,
    VariantChoice,
)


def shock_names(model: Model) -> tuple[str, ...]:
    """The rows of all tables here: the model's shocks, then those that only variants have."""
    return (*model.shocks, *model.spare_shocks)


def in_rows(table: np.ndarray, own: Model, model: Model) -> np.ndarray:
    """A table [shock of `own`, quarter] in the rows of the model without variants (`shock_names`)."""
    names = shock_names(model)
    out = np.zeros((len(names), table.shape[1]), dtype=table.dtype)
    out[[names.index(n) for n in own.shocks]] = table
    return out


@dataclass(frozen=True)
class PlayerEffect:
    """What a player does to a run while it is present; rows of tables are those of `shock_names`.

    `pushes` [shock, quarter] is added to the shocks, judgement included (both enter an equation at the same
    place); `uniforms` [shock, quarter] replaces draws where it is not missing; `parameters` are moved by
    (True, number) or put at (False, number); `switches_off` lists mechanisms that are off; `structure` are
    entries that cannot differ within a block of lanes: path conditions and variants.
    """

    pushes: np.ndarray | None = None
    uniforms: np.ndarray | None = None
    parameters: tuple[tuple[str, bool, float], ...] = ()
    switches_off: tuple[str, ...] = ()
    structure: tuple[PlanEntry, ...] = ()


@dataclass(frozen=True)
class Player:
    """One part of a difference: while it is in a coalition it does `gains`, while it is out `loses`.

    `on` names a mechanism that is switched to its reference while the player is out. `heard` are rows of
    random shocks that are silent while it is out, in one `quarter` or in all; `scatter` is the same for drawn
    parameters.
    """

    kind: str
    name: str
    label: str
    gains: PlayerEffect = field(default_factory=PlayerEffect)
    loses: PlayerEffect = field(default_factory=PlayerEffect)
    on: str = ""
    heard: tuple[int, ...] = ()
    quarter: int | None = None
    scatter: bool = False


@dataclass(frozen=True)
class Element:
    """One entry of a resolved plan with its label."""

    entry: PlanEntry
    label: str

    @property
    def kind(self) -> str:
        """What the entry is: lever, shock, condition ..."""
        return self.entry.kind

    @property
    def name(self) -> str:
        """What the entry is about."""
        return self.entry.name


def same(a: Element, part_a: PlayerEffect, b: Element, part_b: PlayerEffect) -> bool:
    """Whether two entries of two plans do the same, however they are written."""
    if (a.kind, a.name) != (b.kind, b.name):
        return False
    tables = ((part_a.pushes, part_b.pushes), (part_a.uniforms, part_b.uniforms))
    if not all(_equal(x, y) for x, y in tables):
        return False
    return (part_a.parameters, part_a.switches_off, part_a.structure) == (
        part_b.parameters,
        part_b.switches_off,
        part_b.structure,
    )


def _equal(a: np.ndarray | None, b: np.ndarray | None) -> bool:
    if a is None or b is None:
        return a is b
    return np.array_equal(a, b, equal_nan=True)


def elements(plan: ResolvedPlan, model: Model, levers: Mapping[str, Lever]) -> list[Element]:
    """The entries of a plan with their labels, in the order in which they take effect."""
    return [Element(e, _label(e, model, levers)) for e in plan.entries]


def _label(entry: PlanEntry, model: Model, levers: Mapping[str, Lever]) -> str:
    if entry.kind == "lever":
        return levers[entry.name].label
    match entry.effect:
        case ParameterChange(parameter=name):
            return parameter_label(model, name)
        case Push(target=name, quarters=quarters) if name in model.shocks:
            return _hit_label(model, name, quarters)
        case Push(target=name) | PathCondition(variable=name) | RangeCondition(variable=name):
            return model.variables[name].label
        case SwitchOff(switch=name):
            return model.switches[name].label
        case VariantChoice(variant=name):
            return name


def _hit_label(model: Model, shock: str, periods: tuple[Any, ...]) -> str:
    record = model.shocks[shock]
    what = model.variables[record.equation].label if record.equation else record.note or shock
    span = str(periods[0]) if len(periods) == 1 else f"{periods[0]}..{periods[-1]}"
    return f"{what}, {span}"


def part_of(
    element: Element,
    plan: ResolvedPlan,
    model: Model,
    baseline: np.ndarray,
    frozen: np.ndarray | None = None,
) -> PlayerEffect:
    """What an element of `plan` does, as figures; `frozen` [shock, quarter] stands for a condition that is
    frozen.

    A frozen condition is the push that met it in the whole scenario, no longer a condition.
    """
    if frozen is not None:
        return PlayerEffect(pushes=frozen)
    match element.entry.effect:
        case PathCondition() | VariantChoice():
            return PlayerEffect(structure=(element.entry,))
        case SwitchOff(switch=name):
            return PlayerEffect(switches_off=(name,))
        case ParameterChange(name, value, relative):
            return PlayerEffect(parameters=((name, relative, value),))
        case Push():
            one = plan.only(lambda e: e is element.entry)
            figures = plan_figures(one, model, baseline)
            pushes = figures.shocks + on_shocks(model, figures.adds)
            return PlayerEffect(
                pushes=pushes if pushes.any() else None,
                uniforms=figures.uniforms if np.isfinite(figures.uniforms).any() else None,
            )
        case RangeCondition():
            raise AssertionError("a range condition is always frozen")


def absorbed(path: PathCondition, model: Model, periods: tuple[Any, ...], total: np.ndarray) -> np.ndarray:
    """The part of the absorbed pushes `total` [shock, quarter] that met one path condition."""
    residual = path.residual or ""
    name = residual if residual in model.shocks else f"eps_{residual[4:]}"
    return cells(model, ((name, q) for q in path.quarters), periods, total)


def cells(
    model: Model, wanted: Iterable[tuple[str, Any]], periods: tuple[Any, ...], total: np.ndarray
) -> np.ndarray:
    """The figures of `total` [shock, quarter] in the wanted shocks and quarters, zero elsewhere."""
    out = np.zeros_like(total)
    rows = {name: i for i, name in enumerate(model.shocks)}
    for name, quarter in wanted:
        at = rows[name], quarter - periods[0]
        out[at] = total[at]
    return out


def sum_parts(parts: Iterable[PlayerEffect], shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """All pushes added up, and all uniforms laid over one another, [shock, quarter] each."""
    pushes, uniforms = np.zeros(shape), np.full(shape, np.nan)
    for part in parts:
        if part.pushes is not None:
            pushes += part.pushes
        if part.uniforms is not None:
            uniforms = np.where(np.isnan(part.uniforms), uniforms, part.uniforms)
    return pushes, uniforms


def merged(parts: Sequence[PlayerEffect]) -> PlayerEffect:
    """Several parts without random events as one."""
    if len(parts) == 1:
        return parts[0]
    tables = [p.pushes for p in parts if p.pushes is not None]
    return PlayerEffect(
        pushes=sum(tables[1:], start=tables[0]) if tables else None,
        parameters=tuple(m for p in parts for m in p.parameters),
        switches_off=tuple(d for p in parts for d in p.switches_off),
        structure=tuple(e for p in parts for e in p.structure),
    )


def at_quarter(table: np.ndarray, t: int, blank: float) -> np.ndarray | None:
    """A table [shock, quarter] with everything but quarter `t` blanked, None when nothing is left."""
    out = np.full_like(table, blank)
    out[:, t] = table[:, t]
    kept = np.isfinite(out) if np.isnan(blank) else out != blank
    return out if kept.any() else None
