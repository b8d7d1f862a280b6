"""The baseline's judgement: what is held and by how much, and how a scenario takes it away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.engine.setting import PathSolution
from moneygood.model.model import Model
from moneygood.scenarios.plan import HeldPath, Judgement, Plan, Spot

ALL = "all"
"""What releases everything that the baseline holds."""
NAME = "unforced"
_PREFIX = "add_"


def held_paths(judged: Plan) -> tuple[HeldPath, ...]:
    """The variables of the model that the baseline holds, each absorbed by the judgement of an equation."""
    return tuple(p for p in judged.paths if (p.absorber or "").startswith(_PREFIX))


def judgement_of(path: HeldPath, model: Model, baseline: PathSolution) -> Iterator[tuple[int, float]]:
    """The quarters (by their number) in which a path is held, and the judgement that it takes in each."""
    row = [e.label for e in model.behavioural].index(str(path.absorber).removeprefix(_PREFIX))
    for quarter in path.periods:
        t = quarter - baseline.periods[0]
        if 0 <= t < len(baseline.periods):
            yield t, float(baseline.adds[row, t])


def with_releases(plan: Plan, model: Model, baseline: PathSolution, judged: Plan) -> Plan:
    """The plan whose releases have become add-factors: the baseline's judgement with the other sign.

    S013 for a name that the baseline does not hold.
    """
    held = held_paths(judged)
    known = {p.variable for p in held}
    for name in plan.releases:
        if name != ALL and name not in known:
            hint = did_you_mean(name, [*known, ALL]) or f"It holds {', '.join(sorted(known)) or 'nothing'}"
            place = Spot(plan.file).at("release").place
            raise MoneygoodError("S013", f"the baseline does not hold {name!r}", place, hint)
    adds = []
    for path in held:
        if ALL in plan.releases or path.variable in plan.releases:
            equation = str(path.absorber).removeprefix(_PREFIX)
            found = list(judgement_of(path, model, baseline))
            if found:
                quarters = tuple(baseline.periods[t] for t, _ in found)
                sizes = tuple(-size for _, size in found)
                adds.append(Judgement(equation, quarters, sizes, None, Spot(plan.file)))
    return replace(plan, releases=(), adds=(*plan.adds, *adds))


def released(plan: Plan, model: Model, baseline: PathSolution, judged: Plan) -> np.ndarray:
    """The judgement that a plan takes away, as pushes on the equations' shocks [shock, quarter].

    To go without the baseline's judgement is nothing unlikely: it is the judgement that was.
    """
    out = np.zeros((len(model.shocks), len(baseline.periods)))
    rows = {name: i for i, name in enumerate(model.shocks)}
    for path in held_paths(judged):
        if ALL in plan.releases or path.variable in plan.releases:
            shock = model.equation(str(path.absorber).removeprefix(_PREFIX)).shock
            for t, size in judgement_of(path, model, baseline):
                out[rows[str(shock)], t] += size
    return out


def unforced_plan() -> Plan:
    """The plan that leaves everything the baseline holds to the model."""
    return Plan(NAME, "Nothing is held", releases=(ALL,))
