"""What a difference between two plans consists of: one player per imposed element, quarter or mechanism."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from moneygood.model.model import Model
from moneygood.runs.inputs import parameter_label
from moneygood.scenarios.effects import apply_plan
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import HeldPath, Plan, Spot

NOWHERE = Spot(None)


@dataclass(frozen=True)
class PlayerEffect:
    """What a player does to a run while it is present.

    `pushes` [shock, quarter] is added to the shocks, judgement included (both enter an equation at the same
    place); `uniforms` [shock, quarter] replaces draws where it is not missing; `parameters` are moved by
    (True, number) or put at (False, number); `dials` lists mechanisms switched off; `structure` is a plan of
    what cannot differ within a block of lanes: held paths and variants.
    """

    pushes: np.ndarray | None = None
    uniforms: np.ndarray | None = None
    parameters: tuple[tuple[str, bool, float], ...] = ()
    dials: tuple[str, ...] = ()
    structure: Plan | None = None


@dataclass(frozen=True)
class Player:
    """One part of a difference: while it is in a coalition it does `gains`, while it is out `loses`.

    `on` names a mechanism that is dialled to its reference while the player is out. `heard` are rows of
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
    """One entry of a plan: its kind and name, and the plan that says this and nothing else."""

    kind: str
    name: str
    label: str
    plan: Plan


def same(a: Element, part_a: PlayerEffect, b: Element, part_b: PlayerEffect) -> bool:
    """Whether two entries of two plans do the same, however they are written."""
    if (a.kind, a.name) != (b.kind, b.name):
        return False
    if part_a.structure is not None and part_b.structure is not None:
        return _said(a.plan) == _said(b.plan)
    tables = ((part_a.pushes, part_b.pushes), (part_a.uniforms, part_b.uniforms))
    if not all(_equal(x, y) for x, y in tables):
        return False
    return part_a.parameters == part_b.parameters and part_a.dials == part_b.dials


def _said(plan: Plan) -> Any:
    """What a plan of one entry says, not where it stands."""
    return tuple(replace(h, spot=NOWHERE) for h in plan.paths), plan.variants


def _equal(a: np.ndarray | None, b: np.ndarray | None) -> bool:
    if a is None or b is None:
        return a is b
    return np.array_equal(a, b, equal_nan=True)


def elements(plan: Plan, model: Model, levers: Mapping[str, Lever]) -> list[Element]:
    """The entries of a plan, one by one, in the order in which they take effect."""
    out: list[Element] = []

    def put(kind: str, name: str, label: str, **said: Any) -> None:
        out.append(Element(kind, name, label, Plan(plan.name, plan.title, **said)))

    for move in plan.levers:
        put("lever", move.lever, levers[move.lever].label, levers=(move,))
    for change in plan.parameters:
        put("parameter", change.parameter, parameter_label(model, change.parameter), parameters=(change,))
    for hit in plan.shocks:
        put("shock", hit.shock, _hit_label(model, hit.shock, hit.periods), shocks=(hit,))
    for add in plan.adds:
        put("judgement", add.equation, model.variables[add.equation].label, adds=(add,))
    for path in plan.paths:
        put("hold", path.variable, model.variables[path.variable].label, paths=(path,))
    for switch, on in plan.switches.items():
        if not on:
            put("mechanism", switch, model.switches[switch].label, switches={switch: False})
    for variant in plan.variants:
        put("variant", variant, variant, variants=(variant,))
    return out


def _hit_label(model: Model, shock: str, periods: tuple[Any, ...]) -> str:
    record = model.shocks[shock]
    what = model.variables[record.equation].label if record.equation else record.note or shock
    span = str(periods[0]) if len(periods) == 1 else f"{periods[0]}..{periods[-1]}"
    return f"{what}, {span}"


def part_of(
    element: Element,
    model: Model,
    levers: Mapping[str, Lever],
    periods: tuple[Any, ...],
    baseline: np.ndarray,
    frozen: np.ndarray | None = None,
) -> PlayerEffect:
    """What an element does, as figures; `frozen` [shock, quarter] stands for a held path that is frozen.

    A frozen path is the push that met it in the whole scenario, no longer a hold.
    """
    if frozen is not None:
        return PlayerEffect(pushes=frozen)
    if element.kind in ("hold", "variant"):
        return PlayerEffect(structure=element.plan)
    if element.kind == "mechanism":
        return PlayerEffect(dials=(element.name,))
    effects = apply_plan(element.plan, model, levers, periods, baseline)
    pushes = effects.shocks + fold(model, effects.adds)
    parameters = tuple(
        (name, *_parameter_move(element, name, value, model)) for name, value in effects.parameters.items()
    )
    return PlayerEffect(
        pushes=pushes if pushes.any() else None,
        uniforms=effects.uniforms if np.isfinite(effects.uniforms).any() else None,
        parameters=parameters,
    )


def _parameter_move(element: Element, name: str, value: float, model: Model) -> tuple[bool, float]:
    moves = element.plan.parameters
    if moves and not moves[0].relative:
        return False, value
    return True, value - model.parameters[name].value


def fold(model: Model, adds: np.ndarray) -> np.ndarray:
    """Judgement [behavioural equation, quarter] as pushes on the equations' shocks [shock, quarter]."""
    out = np.zeros((len(model.shocks), adds.shape[1]))
    rows = {name: i for i, name in enumerate(model.shocks)}
    for i, equation in enumerate(model.behavioural):
        out[rows[equation.shock]] = adds[i]
    return out


def absorbed(
    path: HeldPath, absorber: str, model: Model, periods: tuple[Any, ...], total: np.ndarray
) -> np.ndarray:
    """The part of the absorbed pushes `total` [shock, quarter] that met one held path."""
    out = np.zeros_like(total)
    row = list(model.shocks).index(absorber if absorber in model.shocks else f"eps_{absorber[4:]}")
    for quarter in path.periods:
        if quarter in periods:
            t = periods.index(quarter)
            out[row, t] = total[row, t]
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
    plans = [p.structure for p in parts if p.structure is not None]
    whole = None
    if plans:
        whole = replace(
            plans[0],
            paths=tuple(h for p in plans for h in p.paths),
            variants=tuple(v for p in plans for v in p.variants),
        )
    return PlayerEffect(
        pushes=sum(tables[1:], start=tables[0]) if tables else None,
        parameters=tuple(m for p in parts for m in p.parameters),
        dials=tuple(d for p in parts for d in p.dials),
        structure=whole,
    )


def at_quarter(table: np.ndarray, t: int, blank: float) -> np.ndarray | None:
    """A table [shock, quarter] with everything but quarter `t` blanked, None when nothing is left."""
    out = np.full_like(table, blank)
    out[:, t] = table[:, t]
    kept = np.isfinite(out) if np.isnan(blank) else out != blank
    return out if kept.any() else None
