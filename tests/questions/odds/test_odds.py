"""The odds of scenarios: plausibility is the run's own, percentiles count draws."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from moneygood import api
from moneygood.core.answer import AbstractAnswer
from moneygood.core.errors import MoneygoodError
from moneygood.questions.odds.chart import chart
from moneygood.questions.odds.percentile import percentile_error, percentile_of

HOW = {"draws": 120, "seed": 3, "quarters": 6}
NAMES = ["baseline", "cuts-arrive"]


@pytest.fixture(scope="module")
def answer() -> Any:
    return api.odds(NAMES, **HOW)


def test_percentile_counts_draws_by_hand() -> None:
    baseline = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert percentile_of(np.array([3.0]), baseline) == 50.0
    assert percentile_of(np.array([3.5]), baseline) == 60.0
    assert percentile_of(np.array([0.0, 9.0, 9.0]), baseline) == 100.0
    assert percentile_of(np.array([0.0]), baseline) == 0.0


def test_error_is_that_of_a_share_where_the_scenario_is_certain() -> None:
    """A scenario without spread of its own: the error is the binomial one, sqrt(p (1 - p) / n)."""
    baseline = np.random.default_rng(1).normal(size=400)
    fixed = np.full(400, 0.5)
    share = percentile_of(fixed, baseline) / 100
    expected = 100 * np.sqrt(share * (1 - share) / 400)
    assert percentile_error(fixed, baseline, 1) == pytest.approx(expected, rel=0.2)
    assert percentile_error(np.full(400, 9.0), baseline, 1) == pytest.approx(100 / 402)


def test_the_error_is_that_of_draws_taken_anew_one_by_one():
    """The slow method: a pair of samples at a time, each with its own median."""
    chance = np.random.default_rng(8)
    a, b, n = chance.normal(size=301), chance.normal(0.4, 1.2, size=301), 301
    for mass in (None, chance.uniform(0.5, 2.0, n)):
        again, rng = [], np.random.default_rng(5)
        for _ in range(200):
            rows = rng.integers(0, n, n)
            again.append(percentile_of(a[rows], b[rows], None if mass is None else mass[rows]))
        assert percentile_error(a, b, 5, mass) == np.std(again, ddof=1)


def test_it_is_an_answer_with_a_row_per_scenario(answer: Any) -> None:
    assert isinstance(answer, AbstractAnswer)
    assert {row[0] for row in answer.tables[0].rows} == {s.title for s in answer.scenarios}
    assert answer.failed_share == 0.0
    assert "percentile" in answer.reading


def test_the_baseline_lies_in_its_own_middle_and_imposes_nothing(answer: Any) -> None:
    own = next(s for s in answer.scenarios if s.name == "baseline")
    assert own.plausibility.degrees == 0
    for row in own.rows:
        assert row.percentile == pytest.approx(50.0, abs=0.5)


def test_figures_are_those_of_the_runs_counted_one_by_one(answer: Any) -> None:
    run, base = api.run("cuts-arrive", **HOW), api.run("baseline", **HOW)
    own = next(s for s in answer.scenarios if s.name == "cuts-arrive")
    assert own.plausibility == run.plausibility
    column = [str(q) for q in base.paths.periods].index(answer.at)
    for row in own.rows:
        median = sorted(run.paths.series(row.variable)[column].tolist())
        middle = (median[59] + median[60]) / 2
        draws = base.paths.series(row.variable)[column].tolist()
        below = sum(v < middle for v in draws) + 0.5 * sum(v == middle for v in draws)
        assert row.percentile == pytest.approx(100 * below / 120)
        assert 0.0 <= row.mc_error < 20.0
    assert next(r for r in own.rows if r.variable == "ffr").percentile < 50


def test_the_document_and_the_chart_hold_every_figure(answer: Any) -> None:
    document = json.loads(json.dumps(answer.as_json()))
    assert {s["scenario"] for s in document["scenarios"]} == set(NAMES)
    fields = chart(answer)["concat"][0]["layer"][0]["data"]["values"]
    assert len(fields) == sum(len(s.rows) for s in answer.scenarios)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"at": "2040Q1"}, "A014"),
        ({"draws": 5}, "E005"),
        ({"scenarios": "cuts-arive"}, "S005"),
        ({"drawz": 9}, "A076"),
    ],
)
def test_what_cannot_be_asked_is_one_line(given: dict[str, object], code: str) -> None:
    with pytest.raises(MoneygoodError) as caught:
        api.odds(**given)
    assert caught.value.code == code
