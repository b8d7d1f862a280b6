"""A plan as a run takes it: units converted, residuals chosen, levers reduced to what they do.

`resolve` is the only place that walks the parts of a plan. Whoever needs them (runs, attribution, targets,
inversion, a run's identity) takes the entries of the `ResolvedPlan` and decides on each kind of effect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.model.model import Model
from moneygood.scenarios import guard
from moneygood.scenarios.aliases import with_names
from moneygood.scenarios.bands import band_absorbers
from moneygood.scenarios.check import default_absorber
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import Band, HeldPath, Judgement, LeverMove, ParameterMove, Plan, ShockHit
from moneygood.scenarios.words import show_span

E = TypeVar("E")
SHOCK, UNIFORM, ADD_FACTOR = "shock", "uniform", "add-factor"


@dataclass(frozen=True)
class Push:
    """`sizes`, one for each of `quarters`, on `target` in its own unit.

    `onto` a shock or the add-factor of an equation they are added; `onto` a uniform shock they replace its
    draws. `known` is the quarter in which people learn of them, None for the first of the run.
    """

    onto: str
    target: str
    quarters: tuple[Quarter, ...]
    sizes: tuple[float, ...]
    known: Quarter | None = None


@dataclass(frozen=True)
class ParameterChange:
    """A parameter put at `value` in its own unit, or moved by it when `relative`."""

    parameter: str
    value: float
    relative: bool


@dataclass(frozen=True)
class PathCondition:
    """A variable conditioned (exogenised) on a path, one of `numbers` for each of `quarters`.

    `measure` "value" is the level, "change" a difference from the baseline, both in the variable's unit;
    "change_percent" is in percent of the baseline, and "growth" (percent at an annual rate) and "index"
    (percent) are counted from the baseline's level in the quarter before the first. `residual` (``eps_x``
    or ``add_x``) absorbs what the equations leave, None for an exogenous variable. Where it is not `exact`
    only the path without surprises is met, and draws scatter around it. `known` is as for a push.
    """

    variable: str
    quarters: tuple[Quarter, ...]
    measure: str
    numbers: tuple[float, ...]
    residual: str | None
    exact: bool
    known: Quarter | None = None

    def levels(self, baseline: Sequence[float], before: float) -> list[float]:
        """The path in the variable's unit; `baseline` has the variable in the same quarters, `before` in the
        quarter before the first."""
        if self.measure == "growth":
            out = [before]
            for x in self.numbers:
                out.append(out[-1] * (1 + x / 100) ** 0.25)
            return out[1:]
        if self.measure == "index":
            return [before * x / 100 for x in self.numbers]
        if self.measure == "change_percent":
            return [b * (1 + x / 100) for x, b in zip(self.numbers, baseline, strict=True)]
        if self.measure == "change":
            return [b + x for x, b in zip(self.numbers, baseline, strict=True)]
        return list(self.numbers)


@dataclass(frozen=True)
class RangeCondition:
    """A variable kept from `low` to `high` (infinite where open) in `quarters`, in its own unit, by the least
    unlikely of the shocks `residuals` in those quarters.

    With `weights` the shocks move together, in these proportions of their standard deviations. `measure` is
    "value", or "change" or "change_percent" where the ends are counted from the baseline.
    """

    variable: str
    quarters: tuple[Quarter, ...]
    low: float
    high: float
    residuals: tuple[str, ...]
    weights: tuple[float, ...] = ()
    measure: str = "value"

    def ends(self, baseline: float) -> tuple[float, float]:
        """Low and high in a quarter in which the baseline has this figure."""
        if self.measure == "change_percent":
            low, high = sorted(baseline + baseline * end / 100 for end in (self.low, self.high))
            return low, high
        more = baseline if self.measure == "change" else 0.0
        return more + self.low, more + self.high


@dataclass(frozen=True)
class SwitchOff:
    """A mechanism held at its course in the baseline."""

    switch: str


@dataclass(frozen=True)
class VariantChoice:
    """Equations replaced by those of a variant."""

    variant: str


Effect = Push | ParameterChange | PathCondition | RangeCondition | SwitchOff | VariantChoice


@dataclass(frozen=True)
class PlanEntry:
    """One thing that a plan says: the `kind` and `name` under which it is written, and what it does."""

    kind: str
    name: str
    effect: Effect


KINDS = (
    "parameter", "lever", "shock", "add-factor", "condition", "range condition", "switch", "variant",
)  # fmt: skip
"""The kinds of entries, in the order in which they take effect."""


@dataclass(frozen=True)
class ResolvedPlan:
    """What a plan does in the quarters `periods`: every part of it is one of `entries`, and nothing else is.

    `unused` says in one line each what was written and has no part in a run over these quarters.
    """

    periods: tuple[Quarter, ...]
    entries: tuple[PlanEntry, ...]
    unused: tuple[str, ...] = ()

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants whose equations replace the model's."""
        return tuple(e.variant for e in self.effects(VariantChoice))

    @property
    def switches_off(self) -> frozenset[str]:
        """The mechanisms that are switched off."""
        return frozenset(e.switch for e in self.effects(SwitchOff))

    @property
    def conditions(self) -> tuple[PathCondition, ...]:
        """The paths on which variables are conditioned."""
        return tuple(self.effects(PathCondition))

    @property
    def ranges(self) -> tuple[RangeCondition, ...]:
        """The ranges in which variables are kept."""
        return tuple(self.effects(RangeCondition))

    @property
    def news(self) -> tuple[Quarter, ...]:
        """The quarters in which something becomes known, in order."""
        known = [p.known for p in (*self.effects(Push), *self.conditions)]
        return tuple(sorted({q for q in known if q is not None}))

    def effects(self, kind: type[E]) -> Iterator[E]:
        """The effects of one class, in order."""
        return (e.effect for e in self.entries if isinstance(e.effect, kind))

    def known_by(self, quarter: Quarter) -> ResolvedPlan:
        """The plan without the pushes and conditions that are not known yet in `quarter`."""

        def known(entry: PlanEntry) -> bool:
            when = entry.effect.known if isinstance(entry.effect, Push | PathCondition) else None
            return when is None or when <= quarter

        return self.only(known)

    def only(self, wanted: Callable[[PlanEntry], bool]) -> ResolvedPlan:
        """The plan with the entries for which `wanted` is true."""
        return replace(self, entries=tuple(e for e in self.entries if wanted(e)))

    def as_document(self) -> dict[str, Any]:
        """The plan as a plain mapping, the same for all writings that do the same: no titles, notes, places
        or units, entries and keys sorted, numbers as they are. Two plans with equal documents give equal
        runs, so a run's identity is made of it."""
        said = [{"kind": e.kind, "name": e.name, **_plain(e.effect)} for e in self.entries]
        return {"entries": said, "periods": [str(self.periods[0]), str(self.periods[-1])]}


def resolve(
    plan: Plan, model: Model, levers: Mapping[str, Lever], periods: tuple[Quarter, ...]
) -> ResolvedPlan:
    """What a checked plan does over the simulated quarters `periods`, in an order that does not depend on
    how the plan is written.

    `model` has the plan's variants in it. Entries lose what lies after the last of `periods`; what is lost
    is listed in `unused`. S008 for units and S017 for a path without a residual, where the plan was not
    checked.
    """
    if plan.releases:
        raise ValueError("what the plan releases has to be expanded by the workspace first")
    plan = with_names(plan, model)
    written: list[PlanEntry] = []
    for change in plan.parameters:
        written.append(PlanEntry("parameter", change.parameter, _changed(change, model)))
    for move in plan.levers:
        effect = _pulled(move, levers[move.lever], periods)
        written.append(PlanEntry("lever", move.lever, effect))
    for hit in plan.shocks:
        written.append(PlanEntry("shock", hit.shock, _hit(hit, model)))
    for add in plan.adds:
        written.append(PlanEntry("add-factor", add.equation, _added(add, model)))
    for path in plan.paths:
        written.append(PlanEntry("condition", path.variable, _conditioned(path, model)))
    for band in plan.bands:
        written.append(PlanEntry("range condition", band.variable, _kept(band, model)))
    written += [PlanEntry("switch", s, SwitchOff(s)) for s in plan.switches_off]
    written += [PlanEntry("variant", v, VariantChoice(v)) for v in plan.variants]
    entries: list[PlanEntry] = []
    late: dict[tuple[str, str], list[Quarter]] = {}
    for entry in written:
        inside, outside = _within(entry.effect, periods[-1])
        if inside is not None:
            entries.append(replace(entry, effect=inside))
        if outside:
            late.setdefault((entry.kind, entry.name), []).extend(outside)
    unused = _after_the_end(late, periods[-1])
    if not model.looks_ahead:
        known: dict[tuple[str, str], list[Quarter]] = {}
        for e in entries:
            if isinstance(e.effect, Push | PathCondition) and e.effect.known is not None:
                known.setdefault((e.kind, e.name), []).append(e.effect.known)
        unused += [
            f"that {kind} {name} is known in {show_span(sorted(set(quarters)))}, since no variant looks ahead"
            for (kind, name), quarters in known.items()
        ]
    entries.sort(key=_order)
    return ResolvedPlan(periods, tuple(entries), tuple(unused))


def _after_the_end(late: Mapping[tuple[str, str], Sequence[Quarter]], last: Quarter) -> list[str]:
    """What lies after the last quarter, in a line for each kind of entry and span."""
    groups: dict[tuple[str, str], list[str]] = {}
    for (kind, name), quarters in late.items():
        groups.setdefault((kind, show_span(sorted(set(quarters)))), []).append(name)
    return [
        f"{kind}{'s' * (len(names) > 1)} {', '.join(names)} in {span}, after its end in {last}"
        for (kind, span), names in groups.items()
    ]


def _pulled(move: LeverMove, lever: Lever, periods: tuple[Quarter, ...]) -> Push | ParameterChange:
    size = move.value * guard.convert_unit(move.unit, lever.unit, lever.name, move.spot) * lever.scale
    if lever.acts_on == "parameter":
        return ParameterChange(lever.target, size, relative=True)
    quarters = move.periods if move.periods is not None else periods
    sizes = tuple(size * weight for weight in lever.weights(len(quarters)))
    onto = SHOCK if lever.acts_on == "shock" else ADD_FACTOR
    acting = [i for i, x in enumerate(sizes) if x != 0.0]
    return Push(onto, lever.target, tuple(quarters[i] for i in acting), tuple(sizes[i] for i in acting))


def _changed(change: ParameterMove, model: Model) -> ParameterChange:
    unit = model.parameters[change.parameter].unit
    scale = guard.convert_unit(change.unit, unit, change.parameter, change.spot)
    return ParameterChange(change.parameter, change.value * scale, change.relative)


def _hit(hit: ShockHit, model: Model) -> Push:
    record = model.shocks[hit.shock]
    if record.kind == "uniform":
        return Push(UNIFORM, hit.shock, hit.periods, hit.sizes, hit.known)
    scale = record.sd if hit.in_sd else guard.convert_unit(hit.unit, record.unit, hit.shock, hit.spot)
    return Push(SHOCK, hit.shock, hit.periods, tuple(x * scale for x in hit.sizes), hit.known)


def _added(add: Judgement, model: Model) -> Push:
    unit = model.shocks[f"eps_{add.equation}"].unit
    scale = guard.convert_unit(add.unit, unit, add.equation, add.spot)
    return Push(ADD_FACTOR, add.equation, add.periods, tuple(x * scale for x in add.sizes), add.known)


def _conditioned(path: HeldPath, model: Model) -> PathCondition:
    exogenous = path.variable in model.exogenous
    residual = None if exogenous else path.absorber or default_absorber(path.variable, model)
    if residual is None and not exogenous:
        message = f"{path.variable} has no shock of its own to absorb a path"
        raise MoneygoodError("S017", message, path.spot.place, "Name one under absorbed_by")
    unit = guard.unit_of_measure(path.measure, model.variables[path.variable].unit)
    scale = guard.convert_unit(path.unit, unit, path.variable, path.spot)
    numbers = tuple(x * scale for x in path.values)
    return PathCondition(path.variable, path.periods, path.measure, numbers, residual, path.exact, path.known)


def _kept(band: Band, model: Model) -> RangeCondition:
    unit = guard.unit_of_measure(band.measure, model.variables[band.variable].unit)
    scale = guard.convert_unit(band.unit, unit, band.variable, band.spot)
    low = -math.inf if band.low is None else band.low * scale
    high = math.inf if band.high is None else band.high * scale
    absorbers = band_absorbers(band, model)
    return RangeCondition(band.variable, band.periods, low, high, absorbers, band.weights, band.measure)


def _within(effect: Effect, last: Quarter) -> tuple[Effect | None, tuple[Quarter, ...]]:
    """The effect up to the quarter `last`, None when nothing is left, and the quarters after it."""
    if isinstance(effect, Push | PathCondition | RangeCondition):
        count = sum(q <= last for q in effect.quarters)
        outside = effect.quarters[count:]
        if not outside:
            return effect, ()
        if not count:
            return None, outside
        cut: dict[str, Any] = {"quarters": effect.quarters[:count]}
        if isinstance(effect, Push):
            cut["sizes"] = effect.sizes[:count]
        elif isinstance(effect, PathCondition):
            cut["numbers"] = effect.numbers[:count]
        return replace(effect, **cut), outside
    return effect, ()


def _order(entry: PlanEntry) -> tuple[Any, ...]:
    quarters: tuple[Quarter, ...] = getattr(entry.effect, "quarters", ())
    return KINDS.index(entry.kind), entry.name, quarters[:1], repr(_plain(entry.effect))


def _plain(effect: Effect) -> dict[str, Any]:
    """The fields of an effect as plain values, sorted by name."""
    own = {f.name: _plain_value(getattr(effect, f.name)) for f in fields(effect)}
    return {"effect": type(effect).__name__, **dict(sorted(own.items()))}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Quarter):
        return str(value)
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, float | int):
        return None if math.isinf(value) else float(value) + 0.0  # one zero, and no infinity, in JSON
    return [_plain_value(v) for v in value]
