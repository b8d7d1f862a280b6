"""A plan held against the model: names, units, ranges, periods, and whether it can be solved at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from moneygood.core.errors import ManyErrors, MoneygoodError, did_you_mean
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.core.units import Unit
from moneygood.model.called import hint_for_variable
from moneygood.model.model import Model
from moneygood.scenarios import guard
from moneygood.scenarios.aliases import with_names
from moneygood.scenarios.bands import check_band, check_bands_apart, check_known
from moneygood.scenarios.expected import check_expected
from moneygood.scenarios.lever_sizes import lever_size
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import (
    CHAINED,
    HeldPath,
    Judgement,
    LeverMove,
    ParameterMove,
    Plan,
    ShockHit,
    Spot,
)
from moneygood.scenarios.shows import faults_of_shown
from moneygood.scenarios.together import check_moved_together, check_twice

FAR_SHOCK = 50.0
"""A shock or judgement of more standard deviations than this may be in another unit."""


def check_plan(
    plan: Plan,
    model: Model,
    levers: Mapping[str, Lever],
    figures: Panel,
    span: tuple[Quarter, Quarter],
) -> None:
    """Raises the faults of a plan, all of them together when there are several.

    `figures` [variable, quarter] are history and baseline, by which the size of a number is judged; `span` is
    the first and last quarter that can be simulated. S006 to S017.
    """
    faults = find_faults(plan, model, levers, figures, span)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ManyErrors(faults)


def find_faults(
    plan: Plan,
    model: Model,
    levers: Mapping[str, Lever],
    figures: Panel,
    span: tuple[Quarter, Quarter],
) -> list[MoneygoodError]:
    """The faults of a plan in the order in which a reader meets them."""
    faults: list[MoneygoodError] = []
    plan = with_names(plan, model)

    def attempt(check: Callable[[], None]) -> None:
        try:
            check()
        except MoneygoodError as fault:
            faults.append(fault)

    for variant in plan.variants:
        attempt(lambda v=variant: check_variant(v, model, plan))
    if not faults:
        attempt(lambda: _check_variants_apart(plan, model))
    for move in plan.levers:
        attempt(lambda m=move: _check_lever(m, levers, model, span))
    for change in plan.parameters:
        attempt(lambda m=change: _check_parameter(m, model))
    for path in plan.paths:
        attempt(lambda p=path: _check_path(p, model, figures, span))
        attempt(lambda p=path: check_known(p.known, p.periods[0], p.variable, p.spot, span[0]))
    for band in plan.bands:
        attempt(lambda b=band: _check_span(b.periods, span, b.spot))
        attempt(lambda b=band: check_band(b, model, figures))
    for hit in plan.shocks:
        attempt(lambda h=hit: _check_shock(h, model, span))
        attempt(lambda h=hit: check_known(h.known, h.periods[0], h.shock, h.spot, span[0]))
    for add in plan.adds:
        attempt(lambda a=add: _check_add(a, model, span))
        attempt(lambda a=add: check_known(a.known, a.periods[0], a.equation, a.spot, span[0]))
    for one in plan.expected:
        attempt(lambda e=one: check_expected(e, model, span))
    faults.extend(faults_of_shown(plan, model.root))
    for name in plan.switches:
        attempt(lambda n=name: _check_switch(n, model, plan))
    if not faults:
        attempt(lambda: check_twice(plan))
        attempt(lambda: check_moved_together(plan, model, levers))
        attempt(lambda: _check_determined(plan, model, levers, span[0]))
    return faults


def variant_names(root: Path | None) -> tuple[str, ...]:
    """The names of the equations' variants."""
    return tuple(sorted(p.stem for p in (root / "equations" / "variants").glob("*.eq"))) if root else ()


def check_variant(name: str, model: Model, plan: Plan) -> None:
    """S015 when there is no variant of that name."""
    known = variant_names(model.root)
    if name not in known:
        place = Spot(plan.file, ("variants", plan.variants.index(name))).place
        hint = did_you_mean(name, known) or (
            f"There are: {', '.join(known)}" if known else "There are none yet"
        )
        raise MoneygoodError("S015", f"there is no variant {name!r}", place, hint)


def _check_variants_apart(plan: Plan, model: Model) -> None:
    """S016 when two variants replace the same equation."""
    taken: dict[str, str] = {}
    for name in plan.variants:
        for equation in model.with_variant(name).equations:
            if equation.place is None or Path(str(equation.place.file)).stem != name:
                continue
            other = taken.setdefault(equation.label, name)
            if other != name:
                place = Spot(plan.file, ("variants", plan.variants.index(name))).place
                raise MoneygoodError(
                    "S016", f"the variants {other} and {name} both replace the equation of {equation.label}",
                    place, "Keep one of the two",
                )  # fmt: skip


def default_absorber(variable: str, model: Model) -> str | None:
    """The variable's own shock, when the equation that determines it has one."""
    name = f"eps_{variable}"
    return name if name in model.shocks else None


def is_judgement(name: str, model: Model) -> bool:
    """Whether ``add_x`` names the judgement of an equation of the model."""
    return name.startswith("add_") and any(e.label == name[4:] for e in model.behavioural)


def _unknown(code: str, what: str, name: str, known: Iterable[str], spot: Spot) -> MoneygoodError:
    known = list(known)
    longer = sorted((k for k in known if k.startswith(name)), key=len)
    hint = f"Did you mean '{longer[0]}'?" if longer else did_you_mean(name, known)
    return MoneygoodError(code, f"there is no {what} {name!r}", spot.place, hint)


def _quoted(unit: Unit) -> str:
    return '"1"' if unit.pure else str(unit)


def _check_span(quarters: tuple[Quarter, ...], span: tuple[Quarter, Quarter], spot: Spot) -> None:
    for quarter in (quarters[0], quarters[-1]):
        if not span[0] <= quarter <= span[1]:
            raise MoneygoodError(
                "S010",
                f"{quarter} lies outside the simulated quarters",
                spot.at("periods").place,
                f"They run from {span[0]} to {span[1]}",
            )


def _check_lever(
    move: LeverMove, levers: Mapping[str, Lever], model: Model, span: tuple[Quarter, Quarter]
) -> None:
    if move.lever not in levers:
        raise _unknown("S011", "lever", move.lever, levers, move.spot)
    lever = levers[move.lever]
    what = f"lever {move.lever}"
    factor = guard.convert_unit(move.unit, lever.unit, what, move.spot)
    unit = lever.unit if move.unit is None else Unit()
    if not move.forced:
        try:
            guard.check_range(move.value * factor, *lever.range, unit, what, move.spot)
        except MoneygoodError as fault:
            raise _beyond(fault, lever, model) from None
    if move.periods is not None:
        _check_span(move.periods, span, move.spot)
        if lever.acts_on == "parameter":
            raise MoneygoodError(
                "S020",
                f"{what} moves a parameter, which has no periods",
                move.spot.at("periods").place,
                "Leave periods out",
            )
    check_target(lever, model, move.spot)


def _beyond(fault: MoneygoodError, lever: Lever, model: Model) -> MoneygoodError:
    """The fault of a size out of range, with the sizes that the model's own shocks make usual."""
    if fault.code != "S009":
        return fault
    usual = lever_size(lever, model)
    said = "" if usual is None else f"; {usual.words(lever)}"
    hint = f"Stay inside that range, or write force: true beside it when it is meant{said}"
    return MoneygoodError(fault.code, fault.message, fault.place, hint)


def check_target(lever: Lever, model: Model, spot: Spot) -> None:
    """S021 when what a lever acts on is not in the model."""
    known: Iterable[str]
    if lever.acts_on == "parameter":
        known = model.parameters
    elif lever.acts_on == "shock":
        known = [name for name, shock in model.shocks.items() if shock.kind != "uniform"]
    else:
        known = [e.label for e in model.behavioural]
    if lever.target not in known:
        message = (
            f"lever {lever.name!r} acts on {lever.acts_on} {lever.target!r}, which the model does not have"
        )
        raise MoneygoodError("S021", message, spot.place, did_you_mean(lever.target, known))


def _check_parameter(move: ParameterMove, model: Model) -> None:
    if move.parameter not in model.parameters:
        raise _unknown("S012", "parameter", move.parameter, model.parameters, move.spot)
    record = model.parameters[move.parameter]
    what = f"parameter {move.parameter}"
    value = move.value * guard.convert_unit(move.unit, record.unit, what, move.spot)
    value += record.value if move.relative else 0.0
    if record.range is not None and not record.range[0] <= value <= record.range[1]:
        low, high = record.range
        message = (
            f"{what} becomes {value:.6g}, outside {low:.6g} to {high:.6g} ({guard.show_unit(record.unit)})"
        )
        raise MoneygoodError("S009", message, move.spot.place, "Stay inside that range")


def _check_path(path: HeldPath, model: Model, figures: Panel, span: tuple[Quarter, Quarter]) -> None:
    if path.variable not in model.variables:
        raise MoneygoodError(
            "S006",
            f"there is no variable {path.variable!r}",
            path.spot.at("hold").place,
            hint_for_variable(model, path.variable),
        )
    _check_span(path.periods, span, path.spot)
    _check_absorber(path, model)
    record = model.variables[path.variable]
    what = path.variable if path.measure == "value" else f"the change of {path.variable}"
    if path.measure in CHAINED:
        _check_chained(path, record.unit)
        return
    if path.measure == "change_percent":
        guard.convert_unit(path.unit, guard.PERCENT, what, path.spot)
        for value in path.values:
            if path.unit is None or value <= -100:
                guard.question_percent(value, what, path.spot)
        return
    guard.convert_unit(path.unit, record.unit, what, path.spot)
    if path.unit is not None:
        return
    scale = guard.measure_scale(figures, path.variable)
    for value in path.values:
        if path.measure == "change":
            guard.question_change(value, record.unit, what, path.spot)
        else:
            guard.question_level(value, record.unit, scale, what, path.spot)


def _check_chained(path: HeldPath, unit: Unit) -> None:
    what = f"the {path.measure} of {path.variable}"
    if unit in (guard.PERCENT, guard.PERCENT_RATE):
        message = f"{path.variable} is in percent, so its {path.measure} is not a path to hold"
        raise MoneygoodError("S020", message, path.spot.at(path.measure).place, "Write value: or change:")
    guard.convert_unit(path.unit, guard.unit_of_measure(path.measure, unit), what, path.spot)
    for value in path.values:
        guard.question_chained(path.measure, value, what, path.spot)


def _check_absorber(path: HeldPath, model: Model) -> None:
    place = path.spot.at("absorbed_by")
    if path.variable in model.exogenous:
        if path.absorber is not None:
            message = f"{path.variable} comes from outside the model, so nothing has to absorb its path"
            raise MoneygoodError("S017", message, place.place, "Leave absorbed_by out")
        if not path.exact:
            message = f"{path.variable} comes from outside the model, so no draw scatters around its path"
            raise MoneygoodError("S017", message, path.spot.at("exact").place, "Leave exact out")
        return
    if path.absorber is None:
        if default_absorber(path.variable, model) is None:
            near = [n for n in model.shocks if n.startswith(f"eps_{path.variable}")]
            such = f", such as {near[0]}" if near else ""
            message = f"{path.variable} has no shock of its own to absorb a path"
            raise MoneygoodError("S017", message, path.spot.place, f"Name one under absorbed_by{such}")
        return
    if path.absorber in model.uniforms or not (
        path.absorber in model.shocks or is_judgement(path.absorber, model)
    ):
        known = [name for name, shock in model.shocks.items() if shock.kind != "uniform"]
        known += [f"add_{e.label}" for e in model.behavioural]
        raise _unknown("S013", "shock or judgement", path.absorber, known, place)


def _check_shock(hit: ShockHit, model: Model, span: tuple[Quarter, Quarter]) -> None:
    if hit.shock not in model.shocks:
        raise _unknown("S013", "shock", hit.shock, model.shocks, hit.spot.at("shock"))
    record = model.shocks[hit.shock]
    _check_span(hit.periods, span, hit.spot)
    if record.kind == "uniform":
        if hit.in_sd or any(not 0 < size < 1 for size in hit.sizes):
            message = f"{hit.shock} is uniform: its size is a number between 0 and 1"
            raise MoneygoodError("S009", message, hit.spot.place, "Write size: with such a number")
        guard.convert_unit(hit.unit, Unit(), hit.shock, hit.spot)
        return
    if hit.in_sd and not record.sd > 0:
        message = f"{hit.shock} has no standard deviation, so sd: says nothing"
        raise MoneygoodError("S009", message, hit.spot.at("sd").place, "Write size: in its own unit")
    if hit.in_sd:
        if hit.unit is not None:
            raise MoneygoodError(
                "S008",
                f"{hit.shock} is given in standard deviations, which have no unit",
                hit.spot.at("unit").place,
                "Leave unit out",
            )
        return
    guard.convert_unit(hit.unit, record.unit, hit.shock, hit.spot)
    if hit.unit is None:
        _question_sizes(hit.sizes, hit.shock, model, hit.shock, hit.spot)


def _check_add(add: Judgement, model: Model, span: tuple[Quarter, Quarter]) -> None:
    labels = [e.label for e in model.behavioural]
    if add.equation not in labels:
        raise _unknown("S013", "equation with a judgement", add.equation, labels, add.spot.at("equation"))
    _check_span(add.periods, span, add.spot)
    shock = f"eps_{add.equation}"
    guard.convert_unit(add.unit, model.shocks[shock].unit, add.equation, add.spot)
    if add.unit is None:
        _question_sizes(add.sizes, shock, model, f"the judgement on {add.equation}", add.spot)


def _question_sizes(sizes: tuple[float, ...], shock: str, model: Model, what: str, spot: Spot) -> None:
    """S007 when a size without a unit beside it is many times the usual size of that shock."""
    record = model.shocks[shock]
    for size in sizes:
        if record.sd > 0 and abs(size) > FAR_SHOCK * record.sd:
            times = float(f"{abs(size) / record.sd:.1g}")
            raise MoneygoodError(
                "S007",
                f"{what} is {size:g} ({guard.show_unit(record.unit)}), about {times:.0f} times "
                f"{'its usual size' if what == shock else 'the usual size of its shock'}",
                spot.place,
                f"Write unit: {_quoted(record.unit)} beside it when that is meant",
            )


def _check_switch(name: str, model: Model, plan: Plan) -> None:
    if name not in model.switches:
        raise _unknown("S014", "switch", name, model.switches, Spot(plan.file, ("switches", name)))


def _check_determined(plan: Plan, model: Model, levers: Mapping[str, Lever], first: Quarter) -> None:
    """S016 when a variable is held twice in a quarter, or one shock would have to do two things."""
    held: dict[tuple[str, Quarter], HeldPath] = {}
    taken = _pushed(plan, model, levers, first)
    for path in plan.paths:
        absorber = path.absorber or default_absorber(path.variable, model)
        for quarter in path.periods:
            if (path.variable, quarter) in held:
                raise MoneygoodError(
                    "S016",
                    f"{path.variable} is held twice in {quarter}",
                    path.spot.place,
                    "Remove one of the two paths",
                )
            held[path.variable, quarter] = path
            if absorber is None:
                continue
            residual = f"eps_{absorber[4:]}"  # a shock and the add-factor beside it do the same
            if (residual, quarter) in taken:
                raise MoneygoodError(
                    "S016",
                    f"{absorber} absorbs {path.variable} in {quarter}, but {taken[residual, quarter]}",
                    path.spot.place,
                    "Let another shock absorb it",
                )
            taken[residual, quarter] = f"absorbs {path.variable} too"
    check_bands_apart(plan, model, held, taken)


def _pushed(
    plan: Plan, model: Model, levers: Mapping[str, Lever], first: Quarter
) -> dict[tuple[str, Quarter], str]:
    """What is done to which shock in which quarter; S016 for two numbers for one uniform shock.

    A lever without periods acts in every quarter: a path held in some of them is laid over it there, so only
    one that acts once counts.
    """
    taken: dict[tuple[str, Quarter], str] = {}
    for hit in plan.shocks:
        for quarter in hit.periods:
            if model.shocks[hit.shock].kind == "uniform" and (hit.shock, quarter) in taken:
                raise MoneygoodError(
                    "S016", f"{hit.shock} is set twice in {quarter}", hit.spot.place, "Keep one of the two"
                )
            taken[hit.shock, quarter] = "is set under shocks"
    for add in plan.adds:
        taken.update({(f"eps_{add.equation}", q): "its equation is moved under adds" for q in add.periods})
    for move in plan.levers:
        lever = levers[move.lever]
        quarters = move.periods if move.periods is not None else (first,)
        if lever.acts_on == "parameter" or (move.periods is None and lever.profile != "once"):
            continue
        name = lever.target if lever.acts_on == "shock" else f"eps_{lever.target}"
        acting = [q for q, w in zip(quarters, lever.weights(len(quarters)), strict=True) if w]
        taken.update({(name, q): f"the lever {lever.name} moves it" for q in acting})
    return taken


def typical_figures(
    names: tuple[str, ...], history: Panel, baseline: np.ndarray, periods: tuple[Quarter, ...]
) -> Panel:
    """History and baseline [variable, quarter] as one panel, by which sizes are judged.

    `history` ends in the quarter before `periods` begins; `baseline` [variable, quarter] follows `names`.
    """
    past = np.full((len(names), len(history.periods)), np.nan)
    for i, name in enumerate(names):
        if name in history:
            past[i] = history.series(name)
    values = np.concatenate([past, baseline], axis=1)
    return Panel(names, history.periods + tuple(periods), values, np.full(values.shape, 3, np.uint8))
