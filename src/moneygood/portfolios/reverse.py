"""Reverse stress: the least unlikely shocks that bring a goal about, and how unlikely they are.

The distance of the shocks (Mahalanobis, in standard deviations) is the reliability index of Hasofer and Lind;
to first order the model's own shocks go as far with the probability of a normal tail beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.settle import TERMINAL, Settled
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.engine.foresight.least_cost import LeastCost, first_distances, least_shocks
from moneygood.engine.setting import PathSolution
from moneygood.portfolios.goals import Goal
from moneygood.runs.labels import shock_labels
from moneygood.runs.plausibility import Plausibility, plausibility

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.scenarios.plan import Plan

_TRIED = 2
"""Quarters that are solved exactly: those that lie nearest when the path answers in a straight line."""


@dataclass(frozen=True)
class ReverseStress:
    """The shocks `added` [shock, quarter] in their units, and `in_sd`, that meet a goal in quarter `at`.

    `distance` is their size in standard deviations, `chance` that of the model's own shocks going as far (to
    first order), `path` what they lead to and `base` the path without them. `shares` [shock] are parts of the
    squared distance. `met` is the smallest slack of the goal on the path; `short`, where the path leaps over
    the goal, that with shocks a millionth smaller (below nought).
    """

    goal: Goal
    at: Quarter
    periods: tuple[Quarter, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    labels: Mapping[str, str]
    added: np.ndarray
    in_sd: np.ndarray
    distance: float
    chance: float
    rounds: int
    shares: np.ndarray
    path: PathSolution
    base: PathSolution
    score: Plausibility
    met: float
    short: float | None = None

    @property
    def order(self) -> list[int]:
        """The shocks that move, the one with the largest part of the distance first."""
        return [int(i) for i in np.argsort(-self.shares) if np.abs(self.in_sd[i]).max(initial=0.0) > 0]


def least_unlikely(
    workspace: Workspace, plan: Plan, goal: Goal, quarters: int, shocks: Sequence[str] = ()
) -> ReverseStress:
    """The least unlikely shocks with which `goal` is met in one of the first `quarters` (in its own quarter
    where it has one), on the path of a plan without draws.

    `shocks` names those that may move, all normal ones when it is empty. The quarter is the one that takes
    the smallest shocks. Errors: S013 for an unknown shock, A791 for a goal that is met already, E046 where no
    shocks do it.
    """
    settled = workspace.settle(plan, quarters)
    model, base = settled.model, settled.central
    able = [n for n, s in model.shocks.items() if s.kind != "uniform" and s.sd > 0]
    for name in shocks:
        if name not in able:
            raise MoneygoodError("S013", f"there is no normal shock {name!r}", None, did_you_mean(name, able))
    moving = [n for n in able if n in shocks] if shocks else able
    last = quarters - 1 if goal.dated is None else goal.dated - workspace.start
    if not 0 <= last < quarters:
        raise MoneygoodError("A303", f"{goal.dated} is not a quarter of the run", None, "Name a later --by")
    _refuse_met(goal, settled, last, workspace)
    held = {(h.absorber, h.period_index) for h in settled.setting.holds}
    able_at = [(n, t) for t in range(last + 1) for n in moving if (n, t) not in held]
    if goal.dated is not None:
        tried = [last]
    else:
        near = first_distances(model, settled.setting, base.values, goal.each(last), able_at, TERMINAL)
        tried = [int(t) for t in np.argsort(near) if np.isfinite(near[t])][:_TRIED]
    found, why = None, "no shock that may move reaches it"
    for t in tried:
        own = [(n, u) for n, u in able_at if u <= t]
        try:
            one = least_shocks(model, settled.setting, base.values, goal.at(t), own, TERMINAL)
        except MoneygoodError as fault:
            why = f"in {workspace.start + t} {fault.message}"
            continue
        if found is None or one.cost < found[1].cost:
            found = (t, one)
    if found is None:
        when = f"in {goal.dated}" if goal.dated is not None else f"by {workspace.start + last}"
        words = f"no shocks were found with which {goal.text} {when}: {why}"
        raise MoneygoodError("E046", words, None, "Ask for less, for another --by, or let more shocks move")
    at, best = found
    return _report(workspace, settled, goal, at, best)


def _refuse_met(goal: Goal, settled: Settled, last: int, workspace: Workspace) -> None:
    central = settled.central
    slack = goal.slack({n: central.series(n)[:, None] for n in goal.variables})[:, :, 0].min(axis=0)
    rows = [last] if goal.dated is not None else range(last + 1)
    met = [t for t in rows if slack[t] >= 0.0]
    if met:
        words = f"{goal.text}: already so in {workspace.start + met[0]} without any shock"
        raise MoneygoodError("A791", words, None, "Ask for more")


def _report(workspace: Workspace, settled: Settled, goal: Goal, at: int, best: LeastCost) -> ReverseStress:
    model, added, cost, path = settled.model, best.added, best.cost, best.path
    names = list(model.shocks)
    sd = np.array([s.sd if s.kind != "uniform" else 0.0 for s in model.shocks.values()])
    in_sd = np.divide(added, sd[:, None], out=np.zeros_like(added), where=sd[:, None] > 0)
    rho = {(c.a, c.b): c.rho for c in model.correlations}
    labels = shock_labels(model, names)
    met = goal.slack({n: path.series(n)[:, None] for n in goal.variables})[:, at, 0].min()
    distance = float(np.sqrt(cost))
    return ReverseStress(
        goal=goal,
        at=workspace.start + at,
        periods=path.periods,
        names=tuple(names),
        units=tuple(str(s.unit) for s in model.shocks.values()),
        labels=labels,
        added=added,
        in_sd=in_sd,
        distance=distance,
        chance=NormalDist().cdf(-distance),
        rounds=best.rounds,
        shares=_shares(in_sd, names, rho, cost),
        path=path,
        base=settled.central,
        score=plausibility(added, names, sd.tolist(), rho, path.periods, labels),
        met=float(met),
        short=None if best.short is None else float(best.short.min()),
    )


def _shares(
    in_sd: np.ndarray, names: Sequence[str], rho: Mapping[tuple[str, str], float], cost: float
) -> np.ndarray:
    """The part of each shock [shock] in the squared distance: z times (R⁻¹ z), summed over the quarters."""
    correlation = np.eye(len(names))
    row = {n: i for i, n in enumerate(names)}
    for (a, b), r in rho.items():
        correlation[row[a], row[b]] = correlation[row[b], row[a]] = r
    live = np.flatnonzero(np.abs(in_sd).max(axis=1) > 0)
    out = np.zeros(len(names))
    inner = np.linalg.solve(correlation[np.ix_(live, live)], in_sd[live])
    out[live] = (in_sd[live] * inner).sum(axis=1) / cost if cost > 0 else 0.0
    return out


def as_scenario(found: ReverseStress, title: str) -> dict:
    """The shocks as a scenario that `run` takes, each to the last bit."""
    last = found.at - found.periods[0] + 1
    span = f"{found.periods[0]}..{found.at}" if last > 1 else str(found.at)
    return {
        "title": title,
        "question": f"What are the least unlikely shocks with which {found.goal.text} in {found.at}?",
        "shocks": [
            {"shock": found.names[i], "periods": span, "size": [float(v) for v in found.added[i, :last]],
             "unit": found.units[i]}
            for i in found.order
        ],
    }  # fmt: skip
