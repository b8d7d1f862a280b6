"""The world of a window of the past: the model around its first quarter, what happened in it as shocks."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace

import numpy as np

from moneygood.baseline.completion import CompletionRule, held_setting, read_rule
from moneygood.baseline.solved import code_mark
from moneygood.baseline.workspace import Workspace
from moneygood.core.cache import read_as, write_cached
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.texts import economics_root, text_hash
from moneygood.data.as_of import DatedVintage
from moneygood.engine.lanes import solve_lanes
from moneygood.engine.residuals import over_time
from moneygood.engine.setting import Setting, empty_setting
from moneygood.engine.solve_path import TIGHT, solve_path
from moneygood.estimation.filters.neutral import NeutralStates, drawn_neutral_states, neutral_states
from moneygood.estimation.filters.neutral_texts import NeutralText, read_neutral
from moneygood.estimation.filters.state_texts import StatesText, read_states, replaced_rows
from moneygood.estimation.past.forecast_targets import read_evaluation
from moneygood.estimation.past.state import Past, complete_past, past_figures, past_model
from moneygood.estimation.past.texts import PastRule, read_past_rule
from moneygood.estimation.uncertainty import parameter_table
from moneygood.model.build import load_model
from moneygood.model.model import Model
from moneygood.model.walks import with_shocks_for
from moneygood.restarts.restart import economy_known
from moneygood.runs.attribution.coalitions import DrawnPasts


@dataclass(frozen=True)
class PastWorld:
    """The past with smoothed states: the `past` as solved, the `figures` it was held to, and the rules."""

    source: Workspace
    past: Past
    figures: Panel
    rule: PastRule
    neutral: NeutralText
    states: StatesText

    @property
    def first(self) -> Quarter:
        """The first quarter a window can begin in."""
        return self.past.periods[0]

    @property
    def last(self) -> Quarter:
        """The last quarter a window can end in."""
        return self.past.periods[-1]


@dataclass(frozen=True)
class WindowWorld:
    """A window ready to be taken apart.

    `workspace` starts after the quarter `since`; its baseline is the course without any shock from there,
    outside figures where they were. `pasts` holds what happened: draw 0 is the estimate, the rest have drawn
    parameters and hidden states; `failed_share` of these could not be solved. `panel` has the estimate.
    """

    workspace: Workspace
    pasts: DrawnPasts
    panel: Panel
    failed_share: float

    @property
    def draws(self) -> int:
        """Draws beside the estimate."""
        return self.pasts.shocks.shape[2] - 1


def open_past(workspace: Workspace) -> PastWorld:
    """The past up to the last quarter whose output is published; potential output, natural unemployment and
    the neutral rate as the filter finds them in all figures (those that were out, on a day that has passed).
    Kept on disk. Errors: A601, A072, E-codes."""
    vintage = workspace.vintage
    dated = isinstance(vintage, DatedVintage)
    model = load_model() if dated else workspace.model
    rule = read_past_rule(model.root, model)
    own = past_model(model, rule)
    neutral, states = read_neutral(model, vintage), read_states(model, model.root)
    end = min(
        q for n in ("gdp_real", "treasury_10y") if (q := vintage.quarterly.last_observed(n)) is not None
    )
    economy = economy_known(neutral, end) if dated else None
    figures = past_figures(model, own, vintage, rule, end, economy)
    found = neutral_states(neutral.figures, neutral.means)
    held = _replaced(figures, states, found, neutral)
    folder = (model.root or economics_root()) / "backtest"
    texts = text_hash(sorted(folder.glob("*.yaml")))
    said = f"{code_mark('estimation')} {texts} {workspace.texts_hash} {end}"
    name = f"past-{hashlib.sha256(said.encode()).hexdigest()[:32]}"

    def kept(content: bytes) -> Past:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            span = quarter_range(Quarter(int(stored["first"])), end)
            panel = Panel(tuple(own.variables), span, stored["values"], stored["status"])
            return Past(own, panel, quarter_range(rule.first, end), stored["adds"], stored["held"])

    past = read_as(name, kept)
    if past is None:
        past = complete_past(model, vintage, rule, end, figures=held)
        stream = io.BytesIO()
        np.savez(
            stream, values=past.panel.values, status=past.panel.status, adds=past.adds, held=past.held,
            first=int(past.panel.periods[0]),
        )  # fmt: skip
        write_cached(name, stream.getvalue())
    source = replace(workspace, model=model) if dated else workspace
    return PastWorld(source, past, held, rule, neutral, states)


def _replaced(figures: Panel, states: StatesText, found: NeutralStates, neutral: NeutralText) -> Panel:
    rows = replaced_rows(states.replaces, found, neutral.periods, figures)
    return figures.with_values(rows, OBSERVED)


def open_window(
    world: PastWorld, since: Quarter, until: Quarter, *, draws: int, seed: int, settle: int, threads: int = 0
) -> WindowWorld:
    """The window after `since` up to `until`, with so many draws of parameters and hidden states.

    A draw has parameters as the records and the posterior have them, and potential output, natural
    unemployment and the neutral rate from the filter's two-sided distribution; everything published is met in
    every draw. It begins `settle` quarters before the window. Errors: E-codes where a past cannot be solved.
    """
    past, own = world.past, world.past.model
    periods = quarter_range(since + 1, until)
    columns = slice(past.panel.column(since), past.panel.column(until) + 1)
    moving = [
        n for n in own.exogenous if np.ptp(past.panel.values[own.row(n), columns]) > 0.0
    ]  # what never moves is nobody's doing
    model = with_shocks_for(own, walks=moving)
    estimate = happened_in(model, past.panel.values[:, : columns.stop], len(periods), world.rule, {})
    before = past.panel.window(past.panel.periods[0], since)
    workspace = _workspace(world, model, before, periods)
    lags = max(model.max_lag, 1)
    histories = {
        n: np.asarray(past.panel.series(n)[columns.start + 1 - lags : columns.start + 1])
        for n in own.variables
    }
    central = {p.name: p.value for p in own.parameters.values()}
    if not draws:
        pasts = DrawnPasts(estimate[:, :, None], {}, {n: row[:, None] for n, row in histories.items()})
        return WindowWorld(workspace, pasts, past.panel, 0.0)
    values, moved, good = _drawn_values(world, since, until, draws, seed, settle, threads)
    wide = np.concatenate(
        [np.repeat(past.panel.values[:, : columns.start + 1 - settle, None], good.sum(), axis=2), values],
        axis=1,
    )
    shocks = happened_in(model, wide, len(periods), world.rule, moved)
    rows = {
        n: np.concatenate(
            [row[:, None], wide[own.row(n), columns.start + 1 - lags : columns.start + 1]], axis=1
        )
        for n, row in histories.items()
    }
    parameters = {n: np.concatenate([[central[n]], row]) for n, row in moved.items()}
    both = np.concatenate([estimate[:, :, None], shocks], axis=2)
    return WindowWorld(workspace, DrawnPasts(both, parameters, rows), past.panel, float(1 - good.mean()))


def _workspace(world: PastWorld, model: Model, before: Panel, periods: tuple[Quarter, ...]) -> Workspace:
    """The window's workspace: history up to its eve, and the course without shocks as its baseline."""
    setting = empty_setting(model, periods, before.values[:, -max(model.max_lag, 1) :])
    for name in model.exogenous:
        setting.exogenous[model.row(name)] = before.series(name)[-1]
    calm(model, setting.shocks, world.rule)
    solved = solve_path(model, setting, keep_refs=True)
    w = world.source
    standing = read_rule(w.model)
    rule = CompletionRule(world.rule.first, before.periods[-1], standing.holds)
    mark = f"{w.mark}-window-{periods[0]}"
    known = {len(periods): (solved, setting.exogenous)}
    return Workspace(model, w.vintage, rule, before, w.levers, w.texts_hash, mark, known)


def calm(model: Model, shocks: np.ndarray, rule: PastRule) -> None:
    """Puts uniforms where the past has them (in place): what they decide is in its figures."""
    for i, (name, shock) in enumerate(model.shocks.items()):
        if shock.kind == "uniform":
            shocks[i] = rule.uniforms.get(name, 0.5)


def happened_in(
    model: Model, values: np.ndarray, quarters: int, rule: PastRule, parameters: dict[str, np.ndarray]
) -> np.ndarray:
    """The shocks [shock, quarter, ...] of the last `quarters` of figures [variable, quarter, ...]."""
    lags = max(model.max_lag, 1)
    rows = over_time(
        model, [e.disturbance for e in model.behavioural], values[:, -quarters - lags :], parameters
    )
    out = np.zeros((len(model.shocks), quarters, *values.shape[2:]))
    calm(model, out, rule)
    place = {name: i for i, name in enumerate(model.shocks)}
    for equation, row in zip(model.behavioural, rows, strict=True):
        out[place[equation.shock]] = row[-quarters:]
    return out


def _drawn_values(
    world: PastWorld, since: Quarter, until: Quarter, draws: int, seed: int, settle: int, threads: int
) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """Figures [variable, quarter from the draws' beginning, good draw], parameters [good draw], and which
    draws are good [draw]."""
    own, panel = world.past.model, world.past.panel
    start = since + 1 - settle
    hidden = [n for n in world.states.replaces if any(e.label == n for e in own.behavioural)]
    model = with_shocks_for(own, given=hidden)
    periods = quarter_range(start, until)
    at = slice(panel.column(start), panel.column(until) + 1)
    levels = _drawn_levels(world, hidden, at, draws, seed)
    setting = _held(world, model, hidden, at, periods)
    model_root, posterior = world.source.model.root, read_evaluation(world.source.model).posterior
    folder = (model_root or economics_root()) / "calibration" / "proposals" / posterior if posterior else None
    table = parameter_table(world.source.model, draws, seed, folder, {})
    moved = {n: row for n, row in table.items() if n in own.parameters}
    rows = [list(model.shocks).index(f"eps_{n}") for n in hidden]

    def shocks(t: int, lanes: slice) -> np.ndarray:
        width = len(range(*lanes.indices(draws)))
        out = np.repeat(setting.shocks[:, t][:, None], width, axis=1)
        out[rows] = levels[:, t, lanes]
        return out

    names = tuple(own.variables)
    done = solve_lanes(model, setting, shocks, moved, draws, names, newton=TIGHT, threads=threads)
    good = done.status == 0
    return done.values[:, :, good], {n: row[good] for n, row in moved.items()}, good


def _drawn_levels(world: PastWorld, hidden: list[str], at: slice, draws: int, seed: int) -> np.ndarray:
    """The hidden states [variable, quarter, draw], drawn given all figures."""
    figures, neutral = world.figures, world.neutral
    panel = world.past.panel
    shift = panel.periods[0] - figures.periods[0]
    out = np.empty((len(hidden), at.stop - at.start, draws))
    for d in range(draws):
        found = drawn_neutral_states(neutral.figures, neutral.means, np.random.default_rng([seed, 77, d]))
        rows = replaced_rows(world.states.replaces, found, neutral.periods, figures)
        for i, name in enumerate(hidden):
            own = rows[name][at.start + shift : at.stop + shift]
            out[i, :, d] = np.where(np.isfinite(own), own, panel.series(name)[at])
    return out


def _held(
    world: PastWorld, model: Model, hidden: list[str], at: slice, periods: tuple[Quarter, ...]
) -> Setting:
    """The setting in which all published figures are met, hidden states given by their shocks."""
    panel, figures = world.past.panel, world.figures
    known = np.full((len(model.variables), at.stop), np.nan)
    shift = panel.periods[0] - figures.periods[0]
    for name in figures.names:
        if name in model.variables and name not in hidden:
            row = figures.series(name)[shift : shift + at.stop] if shift >= 0 else None
            if row is None:
                row = np.concatenate([np.full(-shift, np.nan), figures.series(name)])[: at.stop]
            known[model.row(name)] = row
    values = panel.values[:, : at.stop].copy()
    values[:, at] = known[:, at]
    for name in model.exogenous:
        values[model.row(name)] = panel.series(name)[: at.stop]
    standing = read_rule(world.source.model)
    holds = {v: a for v, a in (dict(standing.holds) | dict(world.rule.holds)).items() if a[4:] not in hidden}
    rule = CompletionRule(periods[0], periods[-1], holds)
    setting, _ = held_setting(model, values, panel.periods[: at.stop], at.start, rule)
    calm(model, setting.shocks, world.rule)
    return setting
