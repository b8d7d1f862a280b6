"""Rivals: what institutions had published by a day, as it is scored; the mean of all; scores beside them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from moneygood import api
from moneygood.core.periods import Quarter, quarter_range
from moneygood.estimation.past.forecast_targets import EvaluationFigures, ForecastTarget, read_evaluation
from moneygood.restarts.institutions import Institution, Projection
from moneygood.validation.forecast_record.origin import MODEL
from moneygood.validation.forecast_record.record import EvaluatedForecasts, Request
from moneygood.validation.forecast_record.rival_scores import (
    revision_costs,
    rival_scores,
    summaries,
    two_sided,
)
from moneygood.validation.forecast_record.rivals import (
    Rivals,
    forward_spread,
    projected,
    rival_labels,
    rival_samples,
)

GROWTH = ForecastTarget("gdp_growth", "Growth", "gdp_real", "growth")
PRICES = ForecastTarget("infl", "Core", "infl_core", "mean", level="price_core")
RATE = ForecastTarget("ffr", "Funds", "ffr", "level")


def house(*said: tuple[str, str, str, str, float]) -> Institution:
    return Institution("h", "House", "H", "ours", "", tuple(Projection("h", *row) for row in said))


def test_growth_is_carried_on_from_known_figures_quarter_by_quarter() -> None:
    origin = Quarter.parse("2023Q2")
    base = 100.0 * np.log([100.0, 101.0, 102.0, 103.0])
    one = house(
        ("2023-05-12", "gdp_real", "saar", "2023Q3", 2.0), ("2023-05-12", "gdp_real", "saar", "2023Q4", 4.0)
    )
    by_hand = 100.0 * (103.0 * 1.02**0.25 / 100.0 - 1.0)
    assert projected(one, 90, GROWTH, base, origin, 1) == pytest.approx(by_hand, abs=1e-9)
    assert projected(one, 90, GROWTH, base, origin, 3) is None, "a quarter that nobody projected"


def test_what_is_not_out_or_too_old_is_not_used() -> None:
    one = house(
        ("2023-05-12", "ffr", "quarter", "2023Q4", 5.0), ("2023-08-11", "ffr", "quarter", "2023Q4", 5.5)
    )
    base = np.full(8, 5.0)
    assert projected(one, 90, RATE, base, Quarter.parse("2023Q2"), 2) == 5.0
    assert projected(one, 90, RATE, base, Quarter.parse("2023Q3"), 1) == 5.5
    assert projected(one, 90, RATE, base, Quarter.parse("2023Q1"), 3) is None
    assert projected(one, 30, RATE, base, Quarter.parse("2023Q2"), 2) is None


def test_yearly_figures_count_in_the_quarter_they_are_of() -> None:
    one = house(("2024-12-18", "ffr", "q4", "2025", 3.9), ("2024-12-18", "price_core", "q4q4", "2025", 2.5))
    base = np.full(8, 3.0)
    assert projected(one, 95, RATE, base, Quarter.parse("2024Q4"), 4) == 3.9
    assert projected(one, 95, RATE, base, Quarter.parse("2024Q4"), 1) is None
    found = projected(one, 95, PRICES, base, Quarter.parse("2024Q4"), 4)
    assert found == pytest.approx(100.0 * math.log(1.025)), "the model's inflation is a logarithm"


def made_rivals(n: int = 40) -> tuple[Rivals, EvaluationFigures]:
    figures = np.cumsum(np.random.default_rng(3).standard_normal(n))[None]
    moves = np.full((1, n, 4), 0.25)
    periods = quarter_range(Quarter.parse("2000Q1"), Quarter.parse("2000Q1") + (n - 1))
    learn = np.ones(n, bool)
    learn[10:12] = False
    return Rivals(moves, (), {}), EvaluationFigures(periods, figures, figures, learn)


def test_the_spread_of_forwards_is_that_of_their_known_misses() -> None:
    rivals, figures = made_rivals()
    x, at, h = figures.actual[0], 30, 4
    misses = [
        x[t + h] - (x[t] + 0.25)
        for t in range(at + 1 - h)
        if figures.learnable[t] and figures.learnable[t + h]
    ]
    assert forward_spread(rivals, figures, 0, at, h) == pytest.approx(math.sqrt(np.mean(np.square(misses))))
    assert math.isnan(forward_spread(rivals, figures, 0, 6, 4)), "too few misses are known"


def test_the_mean_of_rivals_lies_between_them_quantile_by_quantile() -> None:
    rivals, figures = made_rivals()
    evaluation = read_evaluation(api.load().model)
    grid = np.sort(np.random.default_rng(1).standard_normal(1000))
    own = {"a": 1.0 + grid, "b": 3.0 + 2.0 * grid}
    nobody = Rivals(np.full_like(rivals.moves, np.nan), (), {})
    found = rival_samples(nobody, evaluation, figures, 0, 30, grid, own, 4)
    assert list(found) == ["mean_of_rivals"]
    assert found["mean_of_rivals"].mean() == pytest.approx(2.0 + 1.5 * grid.mean(), abs=0.01)
    assert found["mean_of_rivals"].std() == pytest.approx(1.5 * grid.std(), rel=0.01)


def test_the_shipped_rivals_are_named_and_know_nothing_later() -> None:
    w = api.load()
    labels = rival_labels(read_evaluation(w.model), w.model, w.vintage)
    assert list(labels) == ["forwards", "spf", "cbo", "fomc", "mean_of_rivals"]


def record(ours: list[float], theirs: list[float | None], step: int = 1) -> EvaluatedForecasts:
    evaluation = read_evaluation(api.load().model)
    first = Quarter.parse("2010Q1")
    name, results = evaluation.targets[0].variable, []
    for k, (a, b) in enumerate(zip(ours, theirs, strict=True)):
        rows = [
            {
                "variable": name,
                "horizon": 1,
                "contestant": MODEL,
                "crps": a,
                "mean": a,
                "sd": 1.0,
                "actual": 0.0,
            }
        ]
        if b is not None:
            rows.append({**rows[0], "contestant": "r", "crps": b, "mean": 2 * b})
        results.append({"origin": str(first + k * step), "rows": rows})
    request = Request(first, first + (len(ours) - 1), step, 20, 1, 1, None)
    origins = tuple(first + k * step for k in range(len(ours)))
    return EvaluatedForecasts(evaluation, request, origins, tuple(results), 0)


def test_scores_are_over_the_forecasts_that_both_made() -> None:
    chance = np.random.default_rng(5)
    theirs = (1.0 + chance.random(30)).tolist()
    ours = [0.8 * t + 0.05 * float(chance.standard_normal()) for t in theirs]
    theirs[3] = None  # type: ignore[call-overload]
    (one,) = rival_scores(record(ours, theirs), ["r"])
    kept = [k for k in range(30) if k != 3]
    a, b = np.array([ours[k] for k in kept]), np.array([theirs[k] for k in kept], float)
    assert (one.n, one.ratio) == (29, pytest.approx(a.mean() / b.mean()))
    assert one.rmse == pytest.approx(math.sqrt(np.mean(a**2)))
    assert one.rival_rmse == pytest.approx(2 * math.sqrt(np.mean(b**2)))
    lags = one.horizon  # the variance of a mean with one Bartlett lag, by hand
    d = (a - one.ratio * b) / b.mean()
    variance = (d @ d + 2 * 0.5 * (d[1:] @ d[:-1])) / 29
    assert lags == 1
    assert one.se == pytest.approx(math.sqrt(variance / 29))
    assert one.p == pytest.approx(2 * stats.t.sf(abs(one.ratio - 1) / one.se, 28))
    (line,) = summaries(record(ours, theirs), (one,))
    assert (line.origins, line.cells, line.ahead, line.surely_ahead) == (29, 1, 1, 1)


def test_few_forecasts_have_no_significance_and_hard_quarters_can_be_left_out() -> None:
    assert math.isnan(two_sided(0.5, 0.01, 5))
    (one,) = rival_scores(record([1.0] * 6, [2.0] * 6), ["r"])
    assert math.isnan(one.p)
    evaluation = read_evaluation(api.load().model)
    hard = min(evaluation.not_learnt_from)
    made = record([1.0, 9.0, 1.0], [2.0, 1.0, 2.0])
    moved = [{**r, "origin": str(hard - 2 + k)} for k, r in enumerate(made.results)]
    (one,) = rival_scores(EvaluatedForecasts(evaluation, made.request, (), tuple(moved), 0), ["r"])
    assert one.ratio == pytest.approx(11.0 / 5.0)
    assert (one.calm, one.calm_n) == (pytest.approx(0.5), 1), "outcomes from the first hard quarter on"


def test_the_cost_of_revised_data_is_over_the_same_restarts() -> None:
    published, revised = record([2.0, 3.0, 4.0, 5.0], [None] * 4), record([1.0, 2.0, 2.0], [None] * 3)
    (cost,) = revision_costs(published, revised)
    assert (cost.n, cost.published, cost.revised) == (3, 3.0, pytest.approx(5.0 / 3.0))
    assert cost.ratio == pytest.approx(1.8)
