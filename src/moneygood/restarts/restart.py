"""One restart: the state of a past quarter, the judged path from there, and draws around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import NormalDist

import numpy as np

from moneygood.baseline.budget.fiscal_years import fiscal_years
from moneygood.baseline.budget.policy import policy_path
from moneygood.core.panel import NOWCAST, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.texts import economics_root, text_hash
from moneygood.data.as_of import DatedVintage
from moneygood.data.vintage import Vintage
from moneygood.engine.setting import Hold, Setting, Simulation, empty_setting
from moneygood.engine.simulate import simulate
from moneygood.engine.solve_path import solve_path
from moneygood.estimation.filters.neutral import NeutralStates, drawn_neutral_states, neutral_states
from moneygood.estimation.filters.neutral_texts import NeutralText, read_neutral
from moneygood.estimation.filters.state_texts import StatesText, read_states, replaced_rows
from moneygood.estimation.past.forecast_targets import ForecastEvaluation
from moneygood.estimation.past.state import Nowcast, Past, complete_past, past_figures, past_model
from moneygood.estimation.past.texts import PastRule, read_past_rule
from moneygood.estimation.uncertainty import parameter_table
from moneygood.model.model import Model
from moneygood.restarts.budget_of_day import budget_tables
from moneygood.restarts.judgement import ResidualRules, by_season, carried, read_judgement
from moneygood.restarts.projections import projected_paths


@dataclass(frozen=True)
class Restarts:
    """What all restarts share: the model, the figures of the past, the rules, the filter's figures."""

    model: Model
    own: Model
    vintage: Vintage
    rule: PastRule
    judgement: ResidualRules
    figures: Panel
    neutral: NeutralText
    states: StatesText
    last: Quarter


@dataclass(frozen=True)
class Forecast:
    """The forecasts from one origin: a simulation for each draw of the hidden states."""

    origin: Quarter
    simulations: tuple[Simulation, ...]

    def series(self, name: str) -> np.ndarray:
        """The draws of a variable [quarter, draw] that could be solved."""
        parts = [s.paths.series(name)[:, s.paths.ok] for s in self.simulations]
        return np.concatenate(parts, axis=1).astype(np.float64)

    @property
    def failed_share(self) -> float:
        """The share of draws that could not be solved."""
        return 1.0 - sum(int(s.paths.ok.sum()) for s in self.simulations) / sum(
            len(s.paths.ok) for s in self.simulations
        )

    @property
    def identity_error(self) -> float:
        """The largest relative error of an identity."""
        return max(s.worst_identity[1] for s in self.simulations)


def open_restarts(model: Model, vintage: Vintage, last: Quarter) -> Restarts:
    """Read the rules and measure the figures up to `last`, once for all origins."""
    rule = read_past_rule(model.root, model)
    own = past_model(model, rule)
    judgement = read_judgement(own, model.root)
    neutral, states = read_neutral(model, vintage), read_states(model, model.root)
    known = economy_known(neutral, last) if isinstance(vintage, DatedVintage) else None
    figures = past_figures(model, own, vintage, rule, last, known)
    return Restarts(model, own, vintage, rule, judgement, figures, neutral, states, last)


def economy_known(neutral: NeutralText, last: Quarter) -> Panel:
    """Gap and natural unemployment [name, quarter] as the filter finds them by `last`, for the budget's past:
    estimates of today know the revisions since."""
    text = neutral.until(last)
    found = neutral_states(text.figures, text.means)
    values = np.array([found.gap, found.natural])
    return Panel(("gap", "nairu"), text.periods, values, np.full(values.shape, NOWCAST, np.uint8))


def texts_of_restarts() -> str:
    """A hash of the texts that every restart reads anew: policy tables, completion, posterior draws."""
    root = economics_root()
    tables = sorted(p for p in (root / "policy").glob("*.*") if p.is_file())
    draws = sorted((root / "calibration" / "proposals").glob("*/draws.csv"))
    return text_hash([*tables, *draws, root / "dictionary" / "completion.yaml"])


def state_at(
    restarts: Restarts,
    origin: Quarter,
    states: NeutralStates | None = None,
    regimes: Mapping[str, np.ndarray] | None = None,
) -> Past:
    """The state at `origin`, from figures up to it: potential output, natural unemployment and the neutral
    rate are those that the filter finds in the data by then (run anew for every origin), or `states`.
    `regimes` are draws that decide regimes [quarter from the first of the past]; without, those of the rule.
    """
    text = restarts.neutral.until(origin)
    found = neutral_states(text.figures, text.means) if states is None else states
    cut = restarts.figures.window(restarts.figures.periods[0], origin)
    replaced = replaced_rows(restarts.states.replaces, found, text.periods, cut)
    whole = _last_whole(restarts, cut)
    model, vintage, rule = restarts.model, restarts.vintage, restarts.rule
    if whole >= origin:
        return complete_past(model, vintage, rule, origin, replaced=replaced, figures=cut, uniforms=regimes)
    figures = cut.window(cut.periods[0], whole)
    cropped = {n: row[: len(figures.periods)] for n, row in replaced.items()}
    early = {n: row[: whole - rule.first + 1] for n, row in (regimes or {}).items()}
    before = complete_past(model, vintage, rule, whole, replaced=cropped, figures=figures, uniforms=early)
    ahead = nowcast(restarts, before, origin)
    known = {n: _cut(row, cut, whole) if n in ahead.figures else row for n, row in replaced.items()}
    return complete_past(
        model, vintage, rule, origin, replaced=known, figures=cut, uniforms=regimes, nowcast=ahead
    )


def _cut(row: np.ndarray, figures: Panel, last: Quarter) -> np.ndarray:
    """The row [quarter of the figures] with what comes after `last` missing."""
    out = np.array(row)
    out[last - figures.periods[0] + 1 :] = np.nan
    return out


def _last_whole(restarts: Restarts, figures: Panel) -> Quarter:
    """The last quarter in which everything is out that the judged paths begin from."""
    text = restarts.neutral.until(figures.periods[-1])
    seen = np.flatnonzero(np.isfinite(text.figures.output))
    last = text.periods[int(seen[-1])]
    for name in (r.variable for r in restarts.judgement.paths):
        if name in figures:
            known = np.flatnonzero(np.isfinite(figures.series(name)))
            if known.size:
                last = min(last, figures.periods[int(known[-1])])
    return last


def nowcast(restarts: Restarts, past: Past, origin: Quarter) -> Nowcast:
    """What is taken of the quarters after `past` up to `origin`, which are over and not yet out: the judged
    path and the residuals carried on, from the last quarter that is whole."""
    begin, last = restarts.figures.periods[0], past.periods[-1]
    n, at = origin - last, last - begin + 1
    numbers = {k: p.value for k, p in past.model.parameters.items()}
    numbers |= {k: c.value for k, c in past.model.constants.items()}
    figures, absorbers = {}, {}
    for rule in restarts.judgement.paths:
        row = np.full(origin - begin + 1, np.nan)
        row[at:] = rule.values(past.panel, n, numbers)
        figures[rule.variable], absorbers[rule.variable] = row, rule.absorber
    carried_on = _residuals(restarts.judgement, past.model, past, past.residuals, n)
    adds = {}
    for equation, row in zip(past.model.behavioural, carried_on, strict=True):
        if np.any(row):
            adds[equation.label] = np.concatenate([np.zeros(len(past.periods)), row])
    return Nowcast(figures, absorbers, adds)


def forecast(
    restarts: Restarts,
    evaluation: ForecastEvaluation,
    origin: Quarter,
    draws: int,
    seed: int,
    keep: tuple[str, ...],
) -> Forecast:
    """`draws` paths around the judged path from `origin`, of the variables in `keep`.

    In equal parts they begin from draws of the hidden states, each with a judged path of its own, on which
    the expansion is stronger or weaker than usual (`expansion_strengths`).
    """
    text = restarts.neutral.until(origin)
    parameters = _parameters(restarts, evaluation.posterior, draws, seed)
    ends = np.linspace(0, draws, max(evaluation.states, 1) + 1).astype(int)
    simulations = []
    parts = len(ends) - 1
    strengths = expansion_strengths(parts)
    for part, (first, end) in enumerate(pairwise(ends)):
        states = None
        if evaluation.states:
            states = drawn_neutral_states(
                text.figures, text.means, np.random.default_rng([seed, int(origin), part])
            )
        past = state_at(restarts, origin, states)
        periods = quarter_range(origin + 1, origin + max(evaluation.horizons))
        setting = judged_setting(
            restarts, past.model, past.panel, past, past.residuals, periods, len(periods), strengths[part]
        )
        central = solve_path(past.model, setting, keep_refs=True)
        free = replace(
            setting, adds=central.adds, shocks=setting.shocks, holds=(), references=central.references
        )
        own = {n: v[first:end] for n, v in parameters.items() if n in past.model.parameters}
        simulations.append(
            simulate(
                past.model, free, draws=int(end - first), first_draw=int(first), seed=seed, keep=keep,
                threads=1, parameter_values=own,
            )
        )  # fmt: skip
    return Forecast(origin, tuple(simulations))


def expansion_strengths(parts: int) -> tuple[float, ...]:
    """How many standard deviations the expansion of each part of the draws is stronger than usual.

    They are the middles of equal parts of a normal distribution, stretched so that theirs is one.
    """
    middles = np.array([NormalDist().inv_cdf((i + 0.5) / parts) for i in range(parts)])
    spread = float(middles.std())
    return tuple((middles / spread if spread > 0.0 else middles).tolist())


def _parameters(restarts: Restarts, posterior: str, draws: int, seed: int) -> dict[str, np.ndarray]:
    """Parameter values per draw from the proposal `posterior` (A614 when it has none)."""
    if not posterior:
        return {}
    folder = (restarts.model.root or economics_root()) / "calibration" / "proposals" / posterior
    return parameter_table(restarts.model, draws, seed, folder, {})


def judged_setting(
    restarts: Restarts,
    model: Model,
    panel: Panel,
    past: Past,
    residuals: np.ndarray,
    periods: tuple[Quarter, ...],
    held: int,
    strength: float = 0.0,
) -> Setting:
    """The setting of the judged path after the last quarter of `panel` [variable, quarter]: outside paths,
    residuals [behavioural equation of `past`, quarter] carried on, holds over the first `held` quarters
    on which the expansion is so many standard deviations stronger than usual."""
    judgement, origin = restarts.judgement, panel.periods[-1]
    history = panel.values[:, -max(model.max_lag, 1) :]
    setting = empty_setting(model, periods, history)
    outside = _outside(restarts, model, panel, origin, periods)
    adds = _residuals(judgement, model, past, residuals, len(periods))
    numbers = {n: p.value for n, p in model.parameters.items()}
    numbers |= {n: c.value for n, c in model.constants.items()}
    holds = []
    labels = [e.label for e in model.behavioural]
    said = {}
    if isinstance(restarts.vintage, DatedVintage):
        day, root = restarts.vintage.as_of, model.root
        said = projected_paths(panel, day, min(held, len(periods)), root)
    for rule in judgement.paths:
        values = rule.values(panel, min(held, len(periods)), numbers, strength)
        if rule.variable in said:
            values = said[rule.variable][0]
        if np.isfinite(values).all():
            holds += [Hold(rule.variable, h, float(v), rule.absorber) for h, v in enumerate(values)]
            adds[labels.index(rule.absorber.removeprefix("add_")), : len(values)] = 0.0
    return replace(setting, exogenous=outside, adds=adds, holds=tuple(holds))


def _residuals(
    judgement: ResidualRules, model: Model, past: Past, residuals: np.ndarray, horizons: int
) -> np.ndarray:
    """Judgement [behavioural equation of `model`, horizon] that carries the residuals on."""
    use = np.array([q not in judgement.left_out for q in past.periods])
    rows = {e.label: i for i, e in enumerate(past.model.behavioural)}
    out = np.zeros((len(model.behavioural), horizons))
    for i, equation in enumerate(model.behavioural):
        if equation.label in judgement.never or equation.label not in rows:
            continue
        row = np.where(use, residuals[rows[equation.label]], np.nan)
        if equation.label in judgement.seasonal:
            out[i] = by_season(row, judgement.residuals.window, horizons)
            continue
        out[i] = carried(row, judgement.residuals, horizons)
    return out


def _outside(
    restarts: Restarts, model: Model, panel: Panel, origin: Quarter, periods: tuple[Quarter, ...]
) -> np.ndarray:
    """Outside variables [variable, horizon]: by rule, or from the CBO policy table that was out by then."""
    judgement = restarts.judgement
    out = np.full((len(model.variables), len(periods)), np.nan)
    tables = budget_tables(restarts.vintage, panel, origin) if judgement.cbo_tables else {}
    use = np.array([q not in judgement.left_out for q in panel.periods])
    growth: dict[str, np.ndarray] = {}
    for name in model.exogenous:
        row = panel.series(name)
        if name in tables:
            span = quarter_range(Quarter.of(origin.fiscal_year - 2, 4), periods[-1])
            path = policy_path(name, tables[name], span, fiscal_years(span))
            out[model.row(name)] = path[-len(periods) :]
            continue
        rule = judgement.policy_rule(name)
        base = panel.series(rule.share) if rule.share else np.ones(len(row))
        if rule.share and rule.share not in growth:
            growth[rule.share] = _trend(panel, rule.share, len(periods))
        ahead = growth[rule.share] if rule.share else np.ones(len(periods))
        out[model.row(name)] = carried(np.where(use, row / base, np.nan), rule, len(periods)) * ahead
    return out


def _trend(history: Panel, name: str, horizons: int) -> np.ndarray:
    """A series carried on at the mean growth of its last eight quarters [horizon]."""
    row = history.series(name)
    step = np.log(row[-1] / row[-9]) / 8.0
    return row[-1] * np.exp(step * np.arange(1, horizons + 1))
