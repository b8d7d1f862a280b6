"""What the entries of a plan do together: the same one twice, and a parameter that two of them move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from moneygood.core.errors import MoneygoodError
from moneygood.model.model import Model
from moneygood.scenarios import guard
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import Judgement, Plan, ShockHit, Spot


def check_twice(plan: Plan) -> None:
    """S016 for an entry under shocks or adds that stands twice, word for word, in one text: entries add up,
    so the second would double the first."""
    nowhere = Spot(None)
    seen: set[tuple[object, object]] = set()
    for one in (*plan.shocks, *plan.adds):
        own = (replace(one, spot=nowhere), one.spot.file)
        if own in seen:
            name = one.shock if isinstance(one, ShockHit) else f"the judgement on {one.equation}"
            kind = "adds" if isinstance(one, Judgement) else "shocks"
            what = f"{name} in {one.periods[0]} stands twice under {kind} with the same numbers"
            raise MoneygoodError("S016", what, one.spot.place, "Keep one, or write the sum")
        seen.add(own)


def check_moved_together(plan: Plan, model: Model, levers: Mapping[str, Lever]) -> None:
    """S009 when levers, and what the plan says of a parameter, move it out of its range together."""
    values: dict[str, float] = {}
    for move in plan.parameters:
        record = model.parameters[move.parameter]
        scale = guard.convert_unit(move.unit, record.unit, move.parameter, move.spot)
        values[move.parameter] = move.value * scale + (record.value if move.relative else 0.0)
    for pull in plan.levers:
        lever = levers[pull.lever]
        if lever.acts_on != "parameter":
            continue
        record = model.parameters[lever.target]
        size = pull.value * guard.convert_unit(pull.unit, lever.unit, pull.lever, pull.spot) * lever.scale
        alone = lever.target not in values
        values[lever.target] = values.get(lever.target, record.value) + size
        if alone or pull.forced or record.range is None:
            continue
        low, high = record.range
        if not low <= values[lever.target] <= high:
            what = (
                f"lever {pull.lever} and what else moves {lever.target} make it {values[lever.target]:.6g}, "
                f"outside {low:.6g} to {high:.6g} ({guard.show_unit(record.unit)})"
            )
            raise MoneygoodError("S009", what, pull.spot.place, "Move it by one of them, or by less")
