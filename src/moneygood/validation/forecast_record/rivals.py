"""Forecasters that professionals look at: forwards of the day, institutions of the day, the mean of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.baseline.measure import measured_panel
from moneygood.core.periods import Quarter
from moneygood.data.calendar import period_end
from moneygood.data.vintage import Vintage
from moneygood.estimation.past.forecast_targets import (
    FORWARDS,
    MEAN,
    EvaluationFigures,
    ForecastEvaluation,
    ForecastTarget,
)
from moneygood.model.model import Model
from moneygood.restarts.institutions import Institution, Projection, read_institution
from moneygood.validation.forecast_record.forwards import forward_moves

LEAST_MISSES = 8
"""Own misses known at a restart from which a spread is taken."""
LEVELS = (np.arange(1000) + 0.5) / 1000.0


@dataclass(frozen=True)
class Rivals:
    """All rivals over the quarters of the evaluation's figures.

    `moves` [target, quarter, horizon] is by how much forwards have a target move, NaN where there are none;
    `institutions` are what each has published, `days` for how long it stands.
    """

    moves: np.ndarray
    institutions: tuple[Institution, ...]
    days: Mapping[str, int]


def open_rivals(
    evaluation: ForecastEvaluation, figures: EvaluationFigures, model: Model, vintage: Vintage
) -> Rivals:
    """The rivals of an evaluation, once for all restarts; A035 for a text of projections."""
    rules, horizons = evaluation.rivals, max(evaluation.horizons)
    panel = measured_panel(model, vintage)
    rows = {}
    for name, years in sorted(rules.curve.items(), key=lambda item: item[1]):
        row = np.full(len(figures.periods), np.nan)
        for t, quarter in enumerate(figures.periods):
            if name in panel and panel.periods[0] <= quarter <= panel.periods[-1]:
                row[t] = panel.series(name)[quarter - panel.periods[0]]
        rows[years] = row
    moves = np.full((len(evaluation.targets), len(figures.periods), horizons), np.nan)
    for i, target in enumerate(evaluation.targets):
        if target.variable in rules.maturity:
            for t in range(len(figures.periods)):
                curve = {years: float(row[t]) for years, row in rows.items()}
                moves[i, t] = forward_moves(curve, rules.maturity[target.variable], horizons)
    read = tuple(read_institution(key, vintage, model.root) for key in rules.institutions)
    return Rivals(moves, read, rules.institutions)


def rival_labels(evaluation: ForecastEvaluation, model: Model, vintage: Vintage) -> dict[str, str]:
    """What rivals are called, by their names in the rows of a record."""
    own = evaluation.rivals.labels
    read = {k: read_institution(k, vintage, model.root).short for k in evaluation.rivals.institutions}
    return {FORWARDS: own[FORWARDS], **read, MEAN: own[MEAN]}


def rival_samples(
    rivals: Rivals,
    evaluation: ForecastEvaluation,
    figures: EvaluationFigures,
    i: int,
    at: int,
    grid: np.ndarray,
    benchmarks: Mapping[str, np.ndarray],
    horizon: int,
) -> dict[str, np.ndarray]:
    """The forecasts of target number `i` for `horizon` quarters after quarter number `at`, as samples by
    rival.

    `grid` is a standard normal sample; `benchmarks` are the samples of the statistical ones. Whoever has no
    forecast is not there; the mean of all, quantile by quantile, always is.
    """
    target = evaluation.targets[i]
    out: dict[str, np.ndarray] = {}
    move = rivals.moves[i, at, horizon - 1]
    if np.isfinite(move):
        spread = forward_spread(rivals, figures, i, at, horizon)
        if np.isfinite(spread):
            out[FORWARDS] = figures.actual[i, at] + move + spread * grid
    usual = float(np.mean([np.std(sample) for sample in benchmarks.values()]))
    origin = figures.periods[at]
    for one in rivals.institutions:
        point = projected(one, rivals.days[one.key], target, figures.base[i, : at + 1], origin, horizon)
        if point is not None:
            out[one.key] = point + usual * grid
    everyone = [*benchmarks.values(), *out.values()]
    out[MEAN] = np.mean([np.quantile(sample, LEVELS) for sample in everyone], axis=0)
    return out


def forward_spread(rivals: Rivals, figures: EvaluationFigures, i: int, at: int, horizon: int) -> float:
    """The root mean square of what forwards had missed by so many quarters ahead, known by quarter `at`."""
    begin, end = figures.actual[i, : at + 1 - horizon], figures.actual[i, horizon : at + 1]
    said = begin + rivals.moves[i, : at + 1 - horizon, horizon - 1]
    use = figures.learnable[: at + 1 - horizon] & figures.learnable[horizon : at + 1]
    misses = (end - said)[use & np.isfinite(end - said)]
    return float(np.sqrt(np.mean(misses**2))) if len(misses) >= LEAST_MISSES else float("nan")


def projected(
    one: Institution, days: int, target: ForecastTarget, base: np.ndarray, origin: Quarter, horizon: int
) -> float | None:
    """What an institution's newest publication by the last day of `origin` says of a target, as it is scored.

    `base` [quarter] are the figures up to the origin, from which quarters are carried on. None where nothing
    was out within so many days, or where it has no figure for the quarter.
    """
    day, name = period_end("quarterly", str(origin)), target.projected_as
    known = [p for p in one.known(day) if p.variable == name]
    if not known:
        return None
    newest = max(p.published for p in known)
    if (day - period_end("monthly", newest)).days > days:
        return None
    own, at = [p for p in known if p.published == newest], origin + horizon
    direct = next((p for p in own if _is_of(p, target, at)), None)
    if direct is not None:
        return 100.0 * float(np.log1p(direct.value / 100.0)) if target.form == "mean" else direct.value
    if target.form in ("level", "log"):
        found = own[0].path.get(at)
        return None if found is None else float(target.base(np.array([found]))[0])
    return _carried_on(own, target, base, origin, horizon)


def _is_of(one: Projection, target: ForecastTarget, at: Quarter) -> bool:
    """Whether a projection is of what is scored in the quarter `at`, as it stands."""
    if one.measure == "quarter":
        return target.form == "level" and one.period == str(at)
    year, quarter = str(at.year), at.quarter
    if one.measure == "fiscal_end":
        return target.form == "level" and quarter == 3 and one.period == year
    wanted = {"level": "q4", "growth": "q4q4", "mean": "q4q4"}.get(target.form)
    return one.measure == wanted and quarter == 4 and one.period == year


def _carried_on(
    own: list[Projection], target: ForecastTarget, base: np.ndarray, origin: Quarter, horizon: int
) -> float | None:
    """Growth over four quarters, or its mean, from known figures and the growth projected for each quarter
    after the origin; None where one of them is missing."""
    rates = {p.period: 100.0 * float(np.log1p(p.value / 100.0)) for p in own if p.measure == "saar"}
    path = own[0].path
    steps = []
    for h in range(1, horizon + 1):
        at = origin + h
        if str(at) in rates:
            steps.append(rates[str(at)])
        elif at in path and at - 1 in path:
            steps.append(400.0 * float(np.log(path[at] / path[at - 1])))
        else:
            return None
    ahead = np.array(steps)
    if target.form == "growth":
        ahead = base[-1] + np.cumsum(ahead / 4.0)
    found = float(target.scored(np.concatenate([base[-4:], ahead]))[-1])
    return found if np.isfinite(found) else None
