"""Why a scenario has no solution: what it imposes in the quarter that fails, and a bound in its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.engine.setting import Setting
from moneygood.engine.solve_path import UnsolvedPath
from moneygood.model.graph import Node
from moneygood.model.model import Model
from moneygood.scenarios.resolve import ParameterChange, PathCondition, Push, ResolvedPlan, SwitchOff

MOST_NAMED = 4
_BOUNDS = {"max": "above", "min": "below"}


def explained(fault: UnsolvedPath, plan: ResolvedPlan, model: Model, setting: Setting) -> MoneygoodError:
    """The fault with what the plan does in that quarter; where a variable is held beyond a bound of its own
    equation, the bound with its value."""
    for hold in setting.holds:
        if setting.periods[hold.period_index] != fault.quarter:
            continue
        for bound, side, name in _bounds(hold.variable, model, setting.parameters):
            if (hold.value < bound) if side == "above" else (hold.value > bound):
                held = f"no {hold.absorber} keeps {hold.variable} at {hold.value:g} in {fault.quarter}"
                what = f"{held}: its equation keeps it {side} {bound:g}{f' ({name})' if name else ''}"
                mend = f", or move {name}" if name in model.parameters else ""
                return MoneygoodError(fault.code, what, None, f"Hold it {side} {bound:g}{mend}")
    acting = [words for words, when in _acting(plan) if fault.quarter in when]
    begun = [words for words, when in _acting(plan) if when and when[0] <= fault.quarter]
    named = list(dict.fromkeys(acting or begun or [words for words, _ in _acting(plan)]))
    if not named:
        return fault
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    what = (
        f"{fault.message}; imposed {'in it' if acting else 'by then'}: {', '.join(named[:MOST_NAMED])}{more}"
    )
    return MoneygoodError(fault.code, what, None, "Make that smaller, or spread it over more quarters")


def _bounds(variable: str, model: Model, values: Mapping[str, float]) -> Iterator[tuple[float, str, str]]:
    """The outermost floor or ceiling of a variable's equation: value, side, and the parameter that it is."""
    equation = next((e for e in model.equations if e.lhs_variable == variable), None)
    if equation is None:
        return
    node = _sharp(equation.explicit)
    if node.op not in _BOUNDS:
        return
    for part in node.args:
        value = _number(part, model, values)
        if value is not None:
            yield value, _BOUNDS[node.op], str(part.payload) if part.op == "par" else ""


def _sharp(node: Node) -> Node:
    """A bound whose corner is rounded by a parabola (`smax`, `smin`), without the parabola; else the node."""
    if node.op in ("add", "sub"):
        for bound, rest in (node.args, node.args[::-1]):
            square = rest.args[0] if rest.op == "div" else None
            if (
                bound.op in _BOUNDS
                and square is not None
                and square.op == "mul"
                and len(set(square.args)) == 1
            ):
                return bound
    return node


def _number(node: Node, model: Model, values: Mapping[str, float]) -> float | None:
    if node.op == "const":
        return float(node.payload)
    if node.op != "par":
        return None
    return float(values.get(node.payload, model.parameters[node.payload].value))


def _acting(plan: ResolvedPlan) -> Iterator[tuple[str, tuple[Quarter, ...]]]:
    """What each entry does, in words, and in which quarters (none for what holds throughout)."""
    for entry in plan.entries:
        effect = entry.effect
        if isinstance(effect, ParameterChange | SwitchOff):
            yield f"{entry.kind} {entry.name}", ()
        elif isinstance(effect, Push):
            largest = max(effect.sizes, key=abs, default=0.0)
            yield f"{entry.kind} {entry.name} (up to {largest:g})", effect.quarters
        elif isinstance(effect, PathCondition):
            yield f"{entry.kind} {entry.name} ({effect.measure} {effect.numbers[0]:g})", effect.quarters
