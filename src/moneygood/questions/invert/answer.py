"""Inversion: which shocks deliver a path, and how unlikely they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.baseline.settle import TERMINAL, holds_of, range_bounds
from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.figures import share
from moneygood.core.periods import Quarter
from moneygood.engine.foresight.least_cost import Bound, LeastCost, least_cost
from moneygood.runs.labels import shock_labels
from moneygood.runs.plausibility import Plausibility, chi_square_tail, grade_of, plausibility
from moneygood.scenarios.figures import plan_figures
from moneygood.scenarios.resolve import resolve

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.model.model import Model
    from moneygood.scenarios.plan import Plan

_SHOWN = 12


@dataclass(frozen=True, repr=False)
class Inversion(ShortRepr):
    """The least unlikely shocks that deliver the paths of a scenario.

    `shocks` [shock, quarter] are in the shock's own unit and `in_sd` in standard deviations; `miss` is the
    largest distance between the path that these shocks give and the one that was asked for, relative to the
    variable's size. `entries` are (variable, quarter, unmoved, asked, reached). `chance` is that of shocks
    that move the restricted values at least this far: `cost` is chi-square with `restrictions` degrees.
    """

    scenario: str
    periods: tuple[Quarter, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    shocks: np.ndarray
    in_sd: np.ndarray
    cost: float
    rounds: int
    miss: float
    entries: tuple[tuple[str, Quarter, float, float, float], ...]
    restrictions: int
    chance: float
    score: Plausibility
    labels: Mapping[str, str] = field(default_factory=dict)
    scenario_title: str = ""

    @property
    def title(self) -> str:
        return f"Which shocks deliver {self.scenario_title or self.scenario}"

    @property
    def _order(self) -> list[int]:
        size = np.sqrt((self.in_sd**2).sum(axis=1))
        return [int(i) for i in np.argsort(-size) if size[i] > 0]

    @property
    def tables(self) -> tuple[Table, ...]:
        span = np.flatnonzero(np.abs(self.in_sd).max(axis=0) > 0) if self.in_sd.size else np.array([], int)
        quarters = [int(t) for t in span][:_SHOWN]
        columns = (
            Column("shock to"),
            *(Column(str(self.periods[t]), "+.2f") for t in quarters),
            Column("all", ".2f"),
            Column("name in the code", full=True),
        )
        rows = tuple(
            (
                self.labels.get(self.names[i], self.names[i]),
                *(float(self.in_sd[i, t]) for t in quarters),
                float(np.sqrt((self.in_sd[i] ** 2).sum())),
                self.names[i],
            )
            for i in self._order[:_SHOWN]
        )
        rest = len(self._order) - len(rows)
        note = "In standard deviations of each shock; the last column is the root of the summed squares."
        note += f" {rest} smaller shocks are in the JSON document." if rest > 0 else ""
        path = Table(
            "Path",
            (
                Column("variable"),
                Column("quarter"),
                Column("unmoved", ".4g"),
                Column("asked", ".4g"),
                Column("reached", ".4g"),
            ),
            tuple(
                (self.labels.get(n, n), str(q), before, asked, got)
                for n, q, before, asked, got in self.entries[: 2 * _SHOWN]
            ),
        )
        return (Table("Shocks", columns, rows, note), path)

    @property
    def lead(self) -> str:
        """How unlikely the path is, and which shock it takes most of."""
        grade, _ = grade_of(self.chance)
        score = self.score
        return (
            f"{grade.capitalize()}: the model's own shocks move the path as far with probability "
            f"{share(self.chance)}. The largest shock is “{score.largest_label}”, "
            f"{score.largest_sd:+.1f} standard deviations in {score.largest_quarter}; normal "
            "tails are assumed."
        )

    @property
    def reading(self) -> str:
        grade, explained = grade_of(self.chance)
        return (
            f"{grade.capitalize()}: {explained}. The path restricts {self.restrictions} values at a squared "
            f"Mahalanobis distance of {self.cost:.3g}; the model's own shocks go at least as far with a "
            f"probability of {self.chance:.2g}. The largest shock is "
            f"“{self.score.largest_label}” at "
            f"{self.score.largest_sd:+.2f} standard deviations in {self.score.largest_quarter}. "
            "Simulated with these shocks, the path is met."
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "scenario": self.scenario, "cost": self.cost, "rounds": self.rounds, "miss": self.miss,
            "restrictions": self.restrictions, "chance": self.chance,
            "plausibility": self.score.as_json(),
            "shocks": [
                {
                    "shock": self.names[i], "unit": self.units[i], "period": str(q),
                    "size": float(self.shocks[i, t]), "sd": float(self.in_sd[i, t]),
                }
                for i in self._order for t, q in enumerate(self.periods) if self.shocks[i, t]
            ],
            "paths": [
                {"variable": n, "period": str(q), "unmoved": before, "asked": asked, "reached": got}
                for n, q, before, asked, got in self.entries
            ],
        }  # fmt: skip


def invert(workspace: Workspace, plan: Plan, quarters: int, shocks: Sequence[str] = ()) -> Inversion:
    """The shocks of least Mahalanobis size among `shocks` (all normal ones when none are named) that deliver
    the paths and bands of a plan. S013 for an unknown shock, S043 for a plan without a path, E046 when they
    cannot deliver it."""
    workspace.check(plan, quarters)
    bare = replace(plan, paths=(), bands=())
    settled = workspace.settle(bare, quarters)
    model = settled.model
    names = _usable(model, shocks)
    baseline = workspace.baseline(quarters)
    whole = resolve(
        workspace.expanded(plan, len(baseline.periods)), model, workspace.levers, baseline.periods
    )
    late = [c for c in whole.conditions if c.known is not None and c.known > workspace.start]
    if late and model.looks_ahead:
        raise MoneygoodError(
            "E044", f"the path of {late[0].variable} is known only in {late[0].known}, and an inversion "
            "knows all from the start", None, "Leave known out",
        )  # fmt: skip
    held = holds_of(whole, model, baseline.values, settled.setting.history)
    bounds = [Bound(h.variable, h.period_index, h.value, h.value) for h in held]
    bounds += range_bounds(whole, model, baseline.values)
    if not bounds:
        raise MoneygoodError(
            "S043", f"{plan.name} holds no variable, so there is nothing to invert", None, "Add paths:"
        )
    exogenous = plan_figures(whole, model, baseline.values, settled.setting.history).exogenous
    fixed = ~np.isnan(exogenous)
    setting = replace(
        settled.setting, exogenous=np.where(fixed, exogenous, settled.setting.exogenous), holds=()
    )
    last = max(b.period_index for b in bounds)
    moving = [(name, t) for t in range(last + 1) for name in names]
    found = least_cost(model, setting, settled.central.values, bounds, moving, TERMINAL)
    return _report(plan, model, setting.periods, settled.central.values, bounds, found)


def _usable(model: Model, shocks: Sequence[str]) -> list[str]:
    able = [n for n, s in model.shocks.items() if s.kind != "uniform" and s.sd > 0]
    for name in shocks:
        if name not in able:
            raise MoneygoodError("S013", f"there is no normal shock {name!r}", None, did_you_mean(name, able))
    return [n for n in able if n in shocks] if shocks else able


def _report(
    plan: Plan,
    model: Model,
    periods: tuple[Quarter, ...],
    before: np.ndarray,
    bounds: list[Bound],
    found: LeastCost,
) -> Inversion:
    from moneygood.engine.program.prepare import sizes

    scale = sizes(model, found.setting.history)
    entries, miss = [], 0.0
    for b in sorted(bounds, key=lambda x: (x.variable, x.period_index)):
        got = float(found.path.values[model.row(b.variable), b.period_index])
        asked = float(min(max(got, b.low), b.high))
        miss = max(miss, abs(got - asked) / scale[b.variable])
        start = float(before[model.row(b.variable), b.period_index])
        entries.append((b.variable, periods[b.period_index], start, asked, got))
    edge = [1e-7 * scale[b.variable] for b in bounds]
    reached = [found.path.values[model.row(b.variable), b.period_index] for b in bounds]
    restrictions = sum(min(y - b.low, b.high - y) <= e for b, y, e in zip(bounds, reached, edge, strict=True))
    names = list(model.shocks)
    sd = np.array([s.sd if s.kind != "uniform" else 0.0 for s in model.shocks.values()])
    in_sd = np.divide(found.added, sd[:, None], out=np.zeros_like(found.added), where=sd[:, None] > 0)
    pairs = {(c.a, c.b): c.rho for c in model.correlations}
    return Inversion(
        scenario=plan.name,
        periods=periods,
        names=tuple(names),
        units=tuple(str(s.unit) for s in model.shocks.values()),
        shocks=found.added,
        in_sd=in_sd,
        cost=found.cost,
        rounds=found.rounds,
        miss=miss,
        entries=tuple(entries),
        restrictions=restrictions,
        chance=chi_square_tail(found.cost, restrictions) if restrictions else 1.0,
        score=plausibility(found.added, names, sd.tolist(), pairs, periods, shock_labels(model, names)),
        labels={n: v.label for n, v in model.variables.items()} | shock_labels(model, names),
        scenario_title=plan.title,
    )
