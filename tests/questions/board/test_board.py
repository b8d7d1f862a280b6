"""The board: projections as published, ours and our odds counted one by one, parts by hand."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from moneygood import api
from moneygood.core.answer import AbstractAnswer
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.questions.board.chart import chart
from moneygood.restarts.institutions import (
    Institution,
    Projection,
    institution_names,
    measured,
    quarters_of,
    read_institution,
)
from moneygood.runs.board.differences import BoardRow, Part, known_part, others_part

HOW = {"draws": 120, "seed": 3, "quarters": 14}


@pytest.fixture(scope="module")
def answer() -> Any:
    return api.board(["fomc", "cbo"], **HOW)


def projection(**fields: Any) -> Projection:
    given: dict[str, Any] = {"institution": "x", "published": "2026-01-01", "variable": "a", "measure": "q4"}
    given |= {"period": "2027", "value": 1.0}
    return Projection(**given | fields)


def test_measures_by_hand() -> None:
    levels = {q: 100.0 + i for i, q in enumerate(quarter_range("2026Q1", "2027Q4"))}
    assert measured("q4q4", "2027", levels) == pytest.approx(100 * (107 / 103 - 1))
    assert measured("q4", "2027", levels) == 107.0
    assert measured("year", "2027", levels) == 105.5
    assert measured("fiscal", "2027", levels) == 104.5
    assert measured("fiscal_end", "2027", levels) == 106.0
    assert measured("quarter", "2026Q2", levels) == 101.0
    assert measured("saar", "2026Q2", levels) == pytest.approx(100 * ((101 / 100) ** 4 - 1))
    assert quarters_of("q4q4", "2027") == (Quarter.parse("2026Q4"), Quarter.parse("2027Q4"))


def test_figures_are_those_published() -> None:
    """FOMC: Summary of Economic Projections of 16 September 2026. CBO: tables of February 2026."""
    vintage = api.load().vintage
    fomc = {
        (p.published, p.variable, p.period): p.value for p in read_institution("fomc", vintage).projections
    }
    assert fomc["2026-09-16", "ffr", "2028"] == 3.9
    assert fomc["2026-09-16", "unemployment", "2029"] == 4.1
    assert fomc["2025-12-10", "price_core", "2027"] == 2.1
    cbo = {(p.published, p.variable, p.period): p.value for p in read_institution("cbo", vintage).projections}
    assert cbo["2026-02", "debt_ratio", "2036"] == pytest.approx(120.2, abs=0.05)
    assert cbo["2026-02", "interest_net", "2036"] == pytest.approx(2144, abs=1)
    assert cbo["2026-02", "gdp_real", "2027"] == pytest.approx(100 * (25016.9 / 24573.2 - 1), abs=1e-3)
    assert set(institution_names()) == {"analysts", "cbo", "fomc", "futures", "spf"}


def test_ours_and_our_odds_are_counted_draw_by_draw(answer: Any) -> None:
    run = api.run("baseline", **HOW, keep=("gdp_real", "price_core", "price_cons", "interest_net"))
    ok, at = run.paths.ok, list(run.paths.periods).index
    row = next(r for r in answer.rows if (r.short, r.variable, r.period) == ("FOMC", "unemployment", "2027"))
    draws = [float(x) for x in run.paths.series("unemployment")[at(Quarter.parse("2027Q4")), ok]]
    below = sum(x < 4.1 for x in draws)
    assert row.theirs == 4.1
    assert row.ours == pytest.approx(np.median(draws))
    assert row.percentile == pytest.approx(100 * below / len(draws))
    share = below / len(draws)
    assert row.mc_error == pytest.approx(100 * (share * (1 - share) / len(draws)) ** 0.5)
    growth = next(r for r in answer.rows if (r.short, r.variable, r.period) == ("FOMC", "gdp_real", "2026"))
    end = run.paths.series("gdp_real")[at(Quarter.parse("2026Q4")), ok].astype(np.float64)
    assert growth.ours == pytest.approx(np.median(100 * (end / run.history.at("gdp_real", "2025Q4") - 1)))


def test_judgement_is_what_the_unforced_baseline_lacks(answer: Any) -> None:
    row = next(r for r in answer.rows if (r.short, r.variable, r.period) == ("FOMC", "ffr", "2027"))
    at = list(api.run("baseline", **HOW).paths.periods).index(Quarter.parse("2027Q4"))
    held, free = (
        float(np.median(api.run(n, **HOW).paths.series("ffr")[at])) for n in ("baseline", "unforced")
    )
    assert next(p.value for p in row.parts if p.kind == "judgement") == pytest.approx(held - free, abs=1e-6)
    assert held < free, "the rule asks for more than the projections that the baseline holds"


def test_what_other_figures_are_worth_is_the_regression_of_a_gaussian() -> None:
    """Closed form: for y = 2 a - 3 b + noise the slopes are 2 and -3; what says the same is no reason."""
    chance = np.random.default_rng(5)
    a, b = chance.normal(3.0, 1.0, 20_000), chance.normal(1.0, 0.5, 20_000)
    y = 2 * a - 3 * b + chance.normal(0, 0.1, 20_000)
    one, two = projection(variable="a", value=2.0), projection(variable="b", value=1.5)
    part = others_part(y, {one: a, two: b}, {"a": "A", "b": "B"})
    assert part is not None
    assert part.value == pytest.approx(2 * (3.0 - 2.0) - 3 * (1.0 - 1.5), abs=0.05)
    assert (part.variable, part.label, part.theirs) == ("a", "A", 2.0)
    same = y + chance.normal(0, 0.1, 20_000)
    assert others_part(y, {one: same}, {"a": "A"}) is None
    assert others_part(y, {}, {}) is None


def test_what_became_known_is_the_growth_of_past_quarters_or_the_gap_of_the_last() -> None:
    periods = quarter_range("2026Q4", "2027Q2")
    history = Panel(("a",), periods, np.array([[100.0, 101.0, 104.0]]), np.full((1, 3), 1, np.uint8))
    path = dict(zip(quarter_range("2026Q4", "2027Q4"), (200.0, 202.0, 204.0, 206.0, 208.0), strict=True))
    grown = known_part(projection(measure="q4q4", path=path), history)
    assert grown is not None
    assert grown.value == pytest.approx(4.0 - 2.0)
    level = known_part(projection(measure="q4", path=path), history)
    assert level is not None
    assert level.value == pytest.approx(104.0 - 204.0)
    assert known_part(projection(), history) is None


def test_the_reason_is_the_part_nearest_to_the_difference_on_its_side() -> None:
    row = BoardRow(
        "x", "X", "2026-01-01", "a", "A", "q4", "2027", "pct", 3.0, 4.0, 3.5, 4.5, 5.0, 1.0,
        (Part("judgement", -0.9), Part("draws", 0.2), Part("others", 0.7)),
    )  # fmt: skip
    assert row.difference == 1.0
    assert row.reason.kind == "others"
    only = SimpleNamespace(difference=1.0, parts=(Part("draws", 0.2),))
    assert BoardRow.reason.fget(only) == Part("rest", 1.0)  # type: ignore[attr-defined]


def test_it_is_an_answer_with_document_and_chart(answer: Any) -> None:
    assert isinstance(answer, AbstractAnswer)
    document = json.loads(json.dumps(answer.as_json()))
    assert {row["short"] for row in document["rows"]} == {"FOMC", "CBO"}
    assert {"theirs", "ours", "percentile", "mc_error", "parts", "reason", "words"} <= set(
        document["rows"][0]
    )
    _, errors, points = chart(answer)["concat"][0]["layer"]
    shown = points["data"]["values"]
    assert [row["percentile"] for row in shown] == [row.percentile for row in answer.rows]
    assert len({row["figure"] for row in shown}) == len(answer.rows)
    assert errors["data"]["values"][0]["low"] == max(answer.rows[0].percentile - answer.rows[0].mc_error, 0.0)
    latest = {row.published for row in answer.rows}
    assert latest == {"2026-09-16", "2026-02"}


def test_a_past_day_knows_what_was_published_by_then() -> None:
    """C-15: nothing is known before it was published; a month counts from its end."""
    one = Institution("x", "X", "X", "ours", "", tuple(
        projection(published=day) for day in ("2024-12-18", "2025-01", "2025-02-14")
    ))  # fmt: skip
    assert [p.published for p in one.known(date(2025, 1, 30))] == ["2024-12-18"]
    assert [p.published for p in one.known(date(2025, 2, 13))] == ["2024-12-18", "2025-01"]
    assert len(one.known(date(2025, 2, 14))) == 3


def test_unknown_institutions_and_runs_that_are_too_short_are_refused() -> None:
    with pytest.raises(MoneygoodError, match=r"A360: there is no projection of 'fmc'. Did you mean 'fomc'"):
        api.board(["fmc"], **HOW)
    with pytest.raises(MoneygoodError, match="A361"):
        api.board(["fomc"], draws=100, quarters=1)
