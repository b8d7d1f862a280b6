"""A forecast's miss taken apart as a window of the past is: by what was not expected, and by mechanism.

The window begins where the forecast did. Its course without surprises is the forecast's own central path: the
residuals and outside figures that were expected; what happened beyond them are the surprises, an equation
each. With all of them the model gives what came, so the parts add up to the miss; states that the filter sees
otherwise today, and draws that do not lie around the central path, are parts of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from moneygood.baseline.completion import CompletionRule, read_rule
from moneygood.baseline.workspace import Workspace
from moneygood.core.periods import Quarter, quarter_range
from moneygood.engine.setting import PathSolution, Setting, empty_setting
from moneygood.engine.solve_path import solve_path
from moneygood.estimation.past.forecast_targets import ForecastTarget
from moneygood.model.model import Model
from moneygood.model.walks import with_shocks_for
from moneygood.restarts.restart import Restarts, judged_setting, state_at
from moneygood.runs.attribution.coalitions import DrawnPasts
from moneygood.runs.attribution.explain import channels, figure_in, shared_out, world_of
from moneygood.runs.attribution.players import PlayerEffect, in_rows
from moneygood.runs.attribution.question import AttributionQuestion
from moneygood.runs.windows.drivers import REST, WindowText, read_drivers
from moneygood.runs.windows.explain import REST_LABEL, causes
from moneygood.runs.windows.world import PastWorld, WindowWorld, calm, happened_in
from moneygood.scenarios.plan import baseline_plan

STATE_LABEL = "Hidden states and figures as seen then"
DRAWS_LABEL = "Mean of the draws beside their central path"
DIRECT_LABEL = "Directly, without a mechanism"


@dataclass(frozen=True)
class MissPart:
    """A part of a miss, in the unit in which it is scored; `of` names the driver of a shock."""

    name: str
    label: str
    value: float
    of: str = ""


@dataclass(frozen=True)
class ForecastMiss:
    """One forecast and what came: `said` the mean of its draws with their `sd`, `came` the outcome.

    `drivers`, `shocks` (an equation each) and `mechanisms` each add up to the miss together with what was
    `seen` otherwise: the state then, and the mean of the draws.
    """

    origin: Quarter
    horizon: int
    variable: str
    label: str
    said: float
    sd: float
    came: float
    drivers: tuple[MissPart, ...]
    shocks: tuple[MissPart, ...]
    mechanisms: tuple[MissPart, ...]
    seen: tuple[MissPart, ...]

    @property
    def miss(self) -> float:
        """What came less what was said."""
        return self.came - self.said

    @property
    def residual(self) -> float:
        """The largest of what the three ways of adding up leave."""
        own = self.miss - sum(p.value for p in self.seen)
        return max(
            abs(own - sum(p.value for p in way)) for way in (self.drivers, self.shocks, self.mechanisms)
        )


@dataclass(frozen=True)
class MissWorld:
    """What all misses share: the past with smoothed states, the restarts, and the drivers."""

    past: PastWorld
    restarts: Restarts
    text: WindowText


def open_misses(past: PastWorld, restarts: Restarts) -> MissWorld:
    """The world of the misses of a record; A210 for the text of drivers."""
    return MissWorld(past, restarts, read_drivers(past.source.model, past.source.model.root))


def take_miss_apart(
    world: MissWorld, target: ForecastTarget, row: dict[str, Any], origin: Quarter, threads: int = 0
) -> ForecastMiss:
    """The miss of one row of the record (mean, sd, actual, horizon), made in `origin`, in parts that add up.

    Errors: A204 where a coalition has no solution, and E-codes. Source: Shapley (1953).
    """
    horizon = int(row["horizon"])
    until = origin + horizon
    window = expected_window(world, origin, until)
    plan = baseline_plan()
    question = AttributionQuestion(
        target.variable, plan, plan, until, origin, None, "shock", 0, 1, horizon, origin + 1, threads
    )
    w = window.workspace
    players = causes(window)
    level = figure_in(question, world_of(w, question, players, [], pasts=window.pasts))

    def first(members: np.ndarray, _: np.ndarray | None) -> np.ndarray:
        return target.of_model(level(members, np.zeros(members.shape[1], dtype=int)))

    by_shock = shared_out(question, players, first, w, str(until), str(origin), before="start")
    everything = PlayerEffect(in_rows(_surprises(window), w.model, w.model))
    mechanisms = channels(w)
    second = figure_in(question, world_of(w, question, mechanisms, [everything], switched=True))
    central = float(target.of_model(w.baseline(horizon).series(target.variable))[horizon - 1])

    def through(members: np.ndarray, draws: np.ndarray | None) -> np.ndarray:
        return target.of_model(second(members, draws)) - central

    by_channel = shared_out(question, mechanisms, through, w, str(until), str(origin), before="direct")
    found = float(target.of_model(np.asarray(window.panel.at(target.variable, until))))
    own = float(target.of_model(window.expected.series(target.variable))[horizon - 1])
    came, said = float(row["actual"]), float(row["mean"])
    seen = (
        MissPart("state", STATE_LABEL, central - own + came - found),
        MissPart("draws", DRAWS_LABEL, own - said),
    )
    text = world.text
    shocks = tuple(
        MissPart(p.name, p.label, p.value, text.driver_of(p.name))
        for p in by_shock.parts
        if p.kind != "state"
    )
    named = [(d.name, d.label) for d in text.drivers] + [(REST, REST_LABEL)]
    drivers = [MissPart(n, label, sum(p.value for p in shocks if p.of == n)) for n, label in named]
    return ForecastMiss(
        origin, horizon, target.variable, target.label, said, float(row["sd"]), came,
        tuple(d for d in drivers if d.value != 0.0), shocks,
        tuple(MissPart(p.name, DIRECT_LABEL if p.kind == "direct" else p.label, p.value)
              for p in by_channel.parts),
        seen,
    )  # fmt: skip


@dataclass(frozen=True)
class ExpectedWindow(WindowWorld):
    """A window whose course is a forecast's central path; `expected` is that path from the state as the
    restart saw it."""

    expected: PathSolution


def expected_window(world: MissWorld, since: Quarter, until: Quarter) -> ExpectedWindow:
    """The window after `since`: the forecast's central path as its course, what it did not expect as its
    shocks."""
    past, own = world.past.past, world.past.past.model
    periods = quarter_range(since + 1, until)
    columns = slice(past.panel.column(since), past.panel.column(until) + 1)
    expected, ahead, central = _expected(world, since, periods)
    moving = [
        n for n in own.exogenous
        if np.ptp(past.panel.values[own.row(n), columns]) > 0.0
        or np.ptp(np.append(ahead[own.row(n)], past.panel.values[own.row(n), columns.start])) > 0.0
    ]  # fmt: skip
    model = with_shocks_for(own, walks=moving)
    adds = np.zeros((len(model.behavioural), len(periods)))
    for i, equation in enumerate(model.behavioural):
        if equation.label in expected:
            adds[i] = expected[equation.label]
        else:
            line = ahead[own.row(equation.label)]
            adds[i] = np.diff(line, prepend=past.panel.at(equation.label, since))
    shocks = happened_in(model, past.panel.values[:, : columns.stop], len(periods), world.past.rule, {})
    place = {name: i for i, name in enumerate(model.shocks)}
    for i, equation in enumerate(model.behavioural):
        shocks[place[equation.shock]] -= adds[i]
    before = past.panel.window(past.panel.periods[0], since)
    workspace = _workspace(world.past, model, before, periods, adds)
    lags = max(model.max_lag, 1)
    rows = slice(columns.start + 1 - lags, columns.start + 1)
    histories = {n: np.asarray(past.panel.series(n)[rows])[:, None] for n in own.variables}
    pasts = DrawnPasts(shocks[:, :, None], {}, histories)
    return ExpectedWindow(workspace, pasts, past.panel, 0.0, central)


def _expected(
    world: MissWorld, origin: Quarter, periods: tuple[Quarter, ...]
) -> tuple[dict[str, np.ndarray], np.ndarray, PathSolution]:
    """What the forecast of the record expected: residuals [quarter] by equation, all outside figures
    [variable of the past's model, quarter], and its central path from the means of the hidden states."""
    r, own = world.restarts, world.past.past.model
    state = state_at(r, origin)
    setting = judged_setting(r, state.model, state.panel, state, state.residuals, periods, len(periods))
    central = solve_path(state.model, setting)
    labels = [e.label for e in state.model.behavioural]
    ahead = np.full((len(own.variables), len(periods)), np.nan)
    for name in own.exogenous:
        ahead[own.row(name)] = setting.exogenous[state.model.row(name)]
    return dict(zip(labels, central.adds, strict=True)), ahead, central


def _workspace(
    past: PastWorld, model: Model, before: Any, periods: tuple[Quarter, ...], adds: np.ndarray
) -> Workspace:
    """The window's workspace: history up to its eve, the forecast's central path as its baseline."""
    setting: Setting = empty_setting(model, periods, before.values[:, -max(model.max_lag, 1) :])
    for name in model.exogenous:
        setting.exogenous[model.row(name)] = before.series(name)[-1]
    calm(model, setting.shocks, past.rule)
    solved: PathSolution = solve_path(model, replace(setting, adds=adds), keep_refs=True)
    w = past.source
    rule = CompletionRule(past.rule.first, before.periods[-1], read_rule(w.model).holds)
    known = {len(periods): (solved, setting.exogenous)}
    return Workspace(
        model, w.vintage, rule, before, w.levers, w.texts_hash, f"{w.mark}-miss-{periods[0]}", known
    )


def _surprises(window: WindowWorld) -> np.ndarray:
    """What happened beyond the expected [shock, quarter]; uniforms stay as the course has them."""
    out = window.pasts.shocks[:, :, 0].copy()
    out[[i for i, s in enumerate(window.workspace.model.shocks.values()) if s.kind == "uniform"]] = 0.0
    return out
