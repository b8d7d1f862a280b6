"""Where a target is evaluated: one path solved tightly, many at once, or draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from moneygood.baseline.settle import Settled
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.units import shown_unit
from moneygood.engine.simulate import simulate
from moneygood.questions.breakeven.target import Target
from moneygood.runs.came import CameFigure, came_figures, came_of
from moneygood.runs.headline import HEADLINE_VARIABLES
from moneygood.runs.inputs import Input, moved_draws, moved_plan
from moneygood.runs.path_formula import FormulaScope
from moneygood.scenarios.plan import Plan

Moves = Sequence[tuple[Input, float]]


@dataclass
class Bench:
    """A workspace, a scenario and a target; solved paths are kept, so no value is solved twice."""

    workspace: Workspace
    plan: Plan
    target: Target
    quarters: int
    threads: int = 0
    reach: int = 0
    _solved: dict[tuple[tuple[str, float], ...], Settled] = field(default_factory=dict)

    def __post_init__(self) -> None:
        formulas = (self.target.condition.slack, *(s.formula for s in self.target.shown))
        last = max(d.last for f in formulas for d in f.dated.values())
        self.reach = max(last - self.workspace.start + 1, 1)
        if self.target.given is not None:
            self.plan = self.plan.beside(self.target.given)

    def settle(self, moves: Moves) -> Settled:
        """The scenario with inputs moved, solved without draws."""
        key = tuple((own.name, float(value)) for own, value in moves)
        if key not in self._solved:
            periods = self.workspace.periods(self.quarters)
            plan = moved_plan(self.plan, self.workspace, moves, periods)
            self._solved[key] = self.workspace.settle(plan, self.quarters, self.reach)
        return self._solved[key]

    def slack(self, moves: Moves) -> float:
        """How far the target is met on the deterministic path, in its unit; A310 without a value."""
        value = float(self.target.condition.slack.value(self.world(moves))[0, 0])
        if not np.isfinite(value):
            raise MoneygoodError("A310", f"{self.target.condition.text} has no value on the path")
        return value

    def sides(self, moves: Moves) -> tuple[float, float]:
        """Both sides of the target on the deterministic path."""
        world = self.world(moves)
        condition = self.target.condition
        return float(condition.left.value(world)[0, 0]), float(condition.right.value(world)[0, 0])

    def world(self, moves: Moves) -> FormulaScope:
        """The deterministic path, as formulas read it."""
        settled = self.settle(moves)
        wanted = {*self.target.condition.variables}.union(*(s.formula.variables for s in self.target.shown))
        rows = {n: settled.central.series(n)[:, None] for n in sorted(wanted)}
        return self._world(settled, rows, {}, 1)

    def many(self, inputs: Sequence[Input], values: np.ndarray) -> np.ndarray:
        """The slack at every column of `values` [input, point], without draws; NaN where it is not solved."""
        if not all(own.per_draw for own in inputs):
            return np.array([self._attempt(list(zip(inputs, column, strict=True))) for column in values.T])
        settled = self.settle([])
        parameters, shocks = moved_draws(settled, inputs, values)
        run = simulate(
            settled.model, settled.setting, draws=values.shape[1], seed=0, distribution="none",
            keep=self.target.condition.variables, parameter_draws=False,
            parameter_values=parameters, shock_values=shocks, threads=self.threads,
        )  # fmt: skip
        rows = {n: run.paths.series(n).astype(np.float64) for n in run.paths.names}
        world = self._world(settled, rows, parameters, values.shape[1])
        return np.where(run.paths.ok, self.target.condition.slack.value(world)[0], np.nan)

    def drawn(self, moves: Moves, draws: int, seed: int) -> np.ndarray:
        """The slack of every draw [draw] with shocks and parameters drawn; NaN for draws that failed.

        An input that moves no drawn parameter is given to the draws directly; one that does moves the centre
        around which it is drawn.
        """
        inputs = [own for own, _ in moves]
        direct = all(own.per_draw and not own.targets & self._drawn_names for own in inputs)
        settled = self.settle([] if direct else moves)
        values = np.repeat([[value] for _, value in moves], draws, axis=1)
        parameters, shocks = moved_draws(settled, inputs, values) if direct else ({}, {})
        run = simulate(
            settled.model, settled.setting, draws=draws, seed=seed,
            keep=self.target.condition.variables, threads=self.threads,
            parameter_values=parameters, shock_values=shocks,
        )  # fmt: skip
        rows = {n: run.paths.series(n).astype(np.float64) for n in run.paths.names}
        world = self._world(settled, rows, parameters, draws)
        return np.where(run.paths.ok, self.target.condition.slack.value(world)[0], np.nan)

    def came(self, draws: int, seed: int) -> tuple[CameFigure, ...]:
        """What came of the target's variables since the day, beside the scenario with nothing moved; without
        draws beside its path, with no percentile. Empty where the question is of today."""
        known = came_of(self.workspace)
        if known is None:
            return ()
        names = tuple(dict.fromkeys((*self.target.condition.variables, *HEADLINE_VARIABLES)))
        settled = self.settle([])
        quiet = {"distribution": "none", "parameter_draws": False} if draws == 0 else {}
        run = simulate(
            settled.model, settled.setting, draws=max(draws, 1), seed=seed, keep=names,
            threads=self.threads, **quiet,
        )  # fmt: skip
        units = {n: shown_unit(u) for n, u in self.workspace.units.items()}
        return came_figures(known, run.paths, names, self.workspace.labels, units)

    @property
    def _drawn_names(self) -> frozenset[str]:
        return frozenset(n for n, p in self.workspace.model.parameters.items() if p.draw)

    def _attempt(self, moves: Moves) -> float:
        try:
            return self.slack(moves)
        except MoneygoodError as fault:
            if fault.exit_code != 3:
                raise
            return float("nan")

    def _world(
        self, settled: Settled, rows: dict[str, np.ndarray], drawn: dict[str, np.ndarray], draws: int
    ) -> FormulaScope:
        history = self.workspace.history
        past = {n: np.broadcast_to(history.series(n)[:, None], (len(history.periods), draws)) for n in rows}
        parameters: dict[str, float | np.ndarray] = {
            n: settled.setting.parameters.get(n, p.value) for n, p in settled.model.parameters.items()
        }
        return FormulaScope(
            figures={n: np.concatenate([past[n], rows[n]]) for n in rows},
            first=history.periods[0],
            start=self.workspace.start,
            draws=draws,
            quarters=next(iter(rows.values())).shape[0],
            parameters=parameters | drawn,
        )
