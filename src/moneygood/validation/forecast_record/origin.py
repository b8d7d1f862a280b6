"""One origin of the evaluation: the model's draws and every benchmark's, scored at each horizon."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any, Protocol

import numpy as np

from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.estimation.past.forecast_targets import EvaluationFigures, ForecastEvaluation
from moneygood.restarts.restart import Restarts, forecast
from moneygood.validation.forecast_record.benchmarks import (
    fit_autoregression,
    fit_minnesota,
    random_walk,
    simulate_autoregression,
    simulate_minnesota,
)
from moneygood.validation.forecast_record.rivals import Rivals, rival_samples
from moneygood.validation.forecast_record.scores import crps_sample, pit_sample

MODEL = "model"
BVAR_DRAWS = 400
NORMAL_GRID = np.array([NormalDist().inv_cdf((i + 0.5) / 1000) for i in range(1000)])
"""A normal distribution as a thousand equally likely figures, so that bounds treat all contestants alike."""


class AbstractWatch(Protocol):
    """What looks at the paths of a restart beside the scores: it names variables and gives plain rows."""

    @property
    def variables(self) -> tuple[str, ...]: ...

    def rows(self, parts: list[Paths], origin: Quarter) -> list[dict[str, Any]]: ...


def evaluate(
    restarts: Restarts,
    evaluation: ForecastEvaluation,
    figures: EvaluationFigures,
    origin: Quarter,
    draws: int,
    seed: int,
    watch: AbstractWatch | None = None,
    rivals: Rivals | None = None,
) -> dict[str, Any]:
    """All scores of one origin as plain data: a list of rows and what the restart says of itself.

    `watch` looks at the very same paths; its rows stand beside the scores, under ``events``. `rivals`
    forecast the same cells, where they can.

    A row has variable, horizon, contestant, actual, mean, sd, crps, pit; forecasts of quarters without a
    figure are not scored. Nothing in it depends on what other origins found.
    """
    horizons = max(evaluation.horizons)
    at = origin - figures.periods[0]
    keep = tuple(t.variable for t in evaluation.targets)
    more = () if watch is None else watch.variables
    own = forecast(restarts, evaluation, origin, draws, seed, tuple(dict.fromkeys((*keep, *more))))
    rng = np.random.default_rng([seed, int(origin)])
    vector = _vector(evaluation, figures, at, horizons, rng)
    rows: list[dict[str, Any]] = []
    for i, target in enumerate(evaluation.targets):
        base, actual = figures.base[i, : at + 1], figures.actual[i]
        walk = random_walk(figures.actual[i, : at + 1], horizons, figures.learnable[: at + 1])
        auto = _autoregression(evaluation, figures, i, at, horizons, draws, rng)
        ours = target.of_model(own.series(target.variable))
        theirs = _scored_ahead(target, base, vector[:, i, :])
        for h in evaluation.horizons:
            if at + h >= len(actual) or not np.isfinite(actual[at + h]):
                continue
            y = float(actual[at + h])
            common = {"variable": target.variable, "horizon": h, "actual": y}
            no_change = walk.mean[h - 1] + walk.sd[h - 1] * NORMAL_GRID
            others = {"random_walk": no_change, "autoregression": auto[h - 1], "bvar": theirs[h - 1]}
            beside = {} if rivals is None else rival_samples(
                rivals, evaluation, figures, i, at, NORMAL_GRID, others, h
            )  # fmt: skip
            for name, sample in {MODEL: ours[h - 1], **others, **beside}.items():
                rows.append(common | _row(name, target.bounded(sample), y))
    return {
        "origin": str(origin), "rows": rows, "failed_share": own.failed_share,
        "identity_error": own.identity_error,
        **({} if watch is None else {"events": watch.rows([s.paths for s in own.simulations], origin)}),
    }  # fmt: skip


def _vector(
    evaluation: ForecastEvaluation,
    figures: EvaluationFigures,
    at: int,
    horizons: int,
    rng: np.random.Generator,
) -> np.ndarray:
    data, used = figures.base[:, : at + 1].T, figures.learnable[: at + 1]
    walk = np.array([t.walk for t in evaluation.targets])
    benchmark = fit_minnesota(
        data,
        evaluation.lags,
        evaluation.tightness,
        evaluation.decay,
        walk,
        used,
        persistence=evaluation.persistence,
    )
    return simulate_minnesota(benchmark, data, horizons, BVAR_DRAWS, rng)


def _autoregression(
    evaluation: ForecastEvaluation, figures: EvaluationFigures, i: int, at: int, horizons: int, draws: int,
    rng: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """Draws [horizon, draw] of what is scored: of growth for trending series, of levels for the rest."""
    target, base = evaluation.targets[i], figures.base[i, : at + 1]
    used = figures.learnable[: at + 1]
    trending = target.form in ("log", "growth")
    series = np.diff(base, prepend=np.nan) if trending else base
    benchmark = fit_autoregression(series, evaluation.order, used)
    ahead = simulate_autoregression(benchmark, series, horizons, draws, rng)
    return _scored_ahead(target, base, base[-1] + np.cumsum(ahead, axis=0) if trending else ahead)


def _scored_ahead(target: Any, base: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """What is scored [horizon, draw], from paths of the base after the origin and the figures before."""
    before = np.repeat(base[-4:, None], ahead.shape[1], axis=1)
    return target.scored(np.vstack([before, ahead]))[4:]


def _row(name: str, draws: np.ndarray, actual: float) -> dict[str, Any]:
    return {
        "contestant": name, "mean": float(np.mean(draws)), "sd": float(np.std(draws)),
        "crps": crps_sample(draws, actual), "pit": pit_sample(draws, actual),
    }  # fmt: skip
