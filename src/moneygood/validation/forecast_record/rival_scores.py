"""The model beside each rival on the forecasts that both made: ratio of scores, significance, points."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.validation.forecast_record.origin import MODEL
from moneygood.validation.forecast_record.record import EvaluatedForecasts

LEAST = 12
"""Forecasts of both from which a significance is said."""


@dataclass(frozen=True)
class RivalScore:
    """One rival on one variable and horizon, over the `n` restarts from which both forecast.

    `crps` is the model's mean score and `rival` its; `ratio` the first over the second with its standard
    error `se`, `p` the two-sided probability of such a ratio between equals (missing below `LEAST`). `rmse`
    and `rival_rmse` are of the means alone; `calm` is the ratio without outcomes in quarters that nobody
    learns from, over `calm_n`.
    """

    name: str
    variable: str
    label: str
    horizon: int
    n: int
    crps: float
    rival: float
    ratio: float
    se: float
    p: float
    rmse: float
    rival_rmse: float
    calm: float
    calm_n: int

    @property
    def ahead(self) -> bool:
        """Whether the model's score is the smaller one."""
        return self.ratio < 1.0

    @property
    def sure(self) -> bool:
        """Whether the difference is significant at 10%."""
        return self.p < 0.1


def rival_scores(evaluated: EvaluatedForecasts, names: Sequence[str]) -> tuple[RivalScore, ...]:
    """The scores of rivals by name, target and horizon; cells that a rival never forecast are not there."""
    hard, pairs = evaluated.evaluation.not_learnt_from, _pairs(evaluated, names)
    out = []
    for name in names:
        for target in evaluated.evaluation.targets:
            for horizon in evaluated.evaluation.horizons:
                both = pairs.get((name, target.variable, horizon), [])
                if both:
                    calm = np.array([q + horizon not in hard for q, _, _ in both])
                    lags = horizon // evaluated.request.step
                    out.append(_score(name, target.variable, target.label, horizon, both, calm, lags))
    return tuple(out)


Pair = tuple[Quarter, Mapping[str, Any], Mapping[str, Any]]


def _pairs(evaluated: EvaluatedForecasts, names: Sequence[str]) -> dict[tuple[str, str, int], list[Pair]]:
    """The model's row and the rival's of each restart, by rival, variable and horizon."""
    out: dict[tuple[str, str, int], list[Pair]] = defaultdict(list)
    for result in evaluated.results:
        origin = Quarter.parse(result["origin"])
        rows = {(r["contestant"], r["variable"], r["horizon"]): r for r in result["rows"]}
        for (who, variable, horizon), row in rows.items():
            if who in names:
                out[who, variable, horizon].append((origin, rows[MODEL, variable, horizon], row))
    return out


def _score(
    name: str, variable: str, label: str, horizon: int, both: Sequence[Pair], calm: np.ndarray, lags: int
) -> RivalScore:
    ours = np.array([a["crps"] for _, a, _ in both])
    theirs = np.array([b["crps"] for _, _, b in both])
    misses = np.array([[a["mean"] - a["actual"], b["mean"] - b["actual"]] for _, a, b in both])
    ratio, se = float(ours.mean() / theirs.mean()), ratio_error(ours, theirs, lags)
    quiet = float(ours[calm].mean() / theirs[calm].mean()) if calm.any() else math.nan
    rmse = np.sqrt((misses**2).mean(axis=0))
    return RivalScore(
        name, variable, label, horizon, len(both), float(ours.mean()), float(theirs.mean()), ratio, se,
        two_sided(ratio, se, len(both)), float(rmse[0]), float(rmse[1]), quiet, int(calm.sum()),
    )  # fmt: skip


def two_sided(ratio: float, se: float, n: int) -> float:
    """The probability of a ratio at least as far from one between equals, by Student's t with n - 1 degrees.

    Missing for fewer than `LEAST` forecasts. Source: diebold1995.
    """
    if n < LEAST or not se > 0.0:
        return math.nan
    from scipy.stats import t

    return float(2.0 * t.sf(abs(ratio - 1.0) / se, n - 1))


def ratio_error(ours: Sequence[float] | np.ndarray, theirs: Sequence[float] | np.ndarray, lags: int) -> float:
    """The standard error of a ratio of mean scores, by the delta method with Bartlett weights over `lags`."""
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    if len(a) < 3:
        return math.nan
    ratio = a.mean() / b.mean()
    score = (a - ratio * b) / b.mean()
    variance = float(score @ score) / len(score)
    for j in range(1, min(lags, len(score) - 1) + 1):
        variance += 2.0 * (1.0 - j / (lags + 1.0)) * float(score[j:] @ score[:-j]) / len(score)
    return math.sqrt(max(variance, 0.0) / len(score))


@dataclass(frozen=True)
class RivalSummary:
    """One rival over all its cells: `origins` from which it forecasts, cells, those in which the model is
    `ahead`, surely ahead and surely behind (10%), the geometric mean of the ratios, with and without the
    quarters that nobody learns from, and of the errors of the means."""

    name: str
    origins: int
    cells: int
    ahead: int
    surely_ahead: int
    surely_behind: int
    ratio: float
    calm: float
    points: float


def summaries(evaluated: EvaluatedForecasts, scores: Sequence[RivalScore]) -> tuple[RivalSummary, ...]:
    """A line for each rival, in the order of its first cell."""
    out = []
    for name in dict.fromkeys(s.name for s in scores):
        own = [s for s in scores if s.name == name]
        there = sum(any(r["contestant"] == name for r in result["rows"]) for result in evaluated.results)
        out.append(
            RivalSummary(
                name, there, len(own), sum(s.ahead for s in own), sum(s.ahead and s.sure for s in own),
                sum(not s.ahead and s.sure for s in own), _mean([s.ratio for s in own]),
                _mean([s.calm for s in own]), _mean([s.rmse / s.rival_rmse for s in own if s.rival_rmse > 0]),
            )
        )  # fmt: skip
    return tuple(out)


def _mean(ratios: Sequence[float]) -> float:
    """The geometric mean of the ratios that there are."""
    known = [r for r in ratios if math.isfinite(r) and r > 0.0]
    return math.exp(sum(map(math.log, known)) / len(known)) if known else math.nan


@dataclass(frozen=True)
class RevisionCost:
    """What revised figures flatter: one variable and horizon over the `n` restarts that were played on
    figures as published and on those of today. `ratio` is the score on published figures over that on
    revised ones, `se` its standard error."""

    variable: str
    label: str
    horizon: int
    n: int
    published: float
    revised: float
    ratio: float
    se: float


def revision_costs(published: EvaluatedForecasts, revised: EvaluatedForecasts) -> tuple[RevisionCost, ...]:
    """The cost of revised data by variable and horizon, over the restarts that both have."""
    out, lags = [], published.request.step
    mine, theirs = _own_rows(published), _own_rows(revised)
    for target in published.evaluation.targets:
        for horizon in published.evaluation.horizons:
            keys = [k for k in mine if k[1:] == (target.variable, horizon) and k in theirs]
            if len(keys) >= 3:
                a = np.array([mine[k]["crps"] for k in keys])
                b = np.array([theirs[k]["crps"] for k in keys])
                out.append(RevisionCost(
                    target.variable, target.label, horizon, len(keys), float(a.mean()), float(b.mean()),
                    float(a.mean() / b.mean()), ratio_error(a, b, horizon // lags),
                ))  # fmt: skip
    return tuple(out)


def _own_rows(evaluated: EvaluatedForecasts) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    """The model's rows by origin, variable and horizon."""
    return {
        (result["origin"], r["variable"], r["horizon"]): r
        for result in evaluated.results
        for r in result["rows"]
        if r["contestant"] == MODEL
    }
