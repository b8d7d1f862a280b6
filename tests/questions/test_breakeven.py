"""Break-even: roots that meet the target, odds that are those of the draws, texts that are checked."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.questions.breakeven.evaluator import Bench
from moneygood.questions.breakeven.odds import OddsCurve, find_odds
from moneygood.questions.breakeven.roots import brackets, frontier, interpolated, solve
from moneygood.questions.breakeven.solve import BreakevenRequest, break_even
from moneygood.questions.breakeven.target import find_target
from moneygood.runs.inputs import find_input, moved_plan

SOON = Quarter.parse("2028Q4")
WITHOUT = {"draws": 0, "by": SOON}
"""No draws, and a target a few quarters away: fewer quarters to solve."""
NO_DRAWS = {"draws": 0}
"""For a condition that names its quarters itself."""


@pytest.fixture(scope="module")
def work():
    return api.load()


# ── numbers alone ────────────────────────────────────────────────────────────────────────────────


def test_every_root_in_a_range_is_found() -> None:
    points = np.linspace(-2, 2, 33)
    values = points**3 - points
    found = [solve(lambda x: x**3 - x, a, b, 1e-12) for a, b in brackets(points, values)]
    assert np.allclose(found, [-1, 0, 1])


def test_a_function_without_a_sign_change_has_no_root() -> None:
    points = np.linspace(-1, 1, 33)
    assert brackets(points, points**2 + 1) == []
    assert interpolated(points, points**2 + 1, 0.0) is None


def test_a_point_without_a_value_makes_no_bracket() -> None:
    points = np.array([0.0, 1.0, 2.0, 3.0])
    assert brackets(points, np.array([-1.0, np.nan, 1.0, -1.0])) == [(2.0, 3.0)]


def test_a_frontier_follows_a_known_curve() -> None:
    first, second = np.linspace(0, 3, 33), np.linspace(0.5, 2, 5)
    found = frontier(lambda v: v[0] ** 2 - v[1], first, second, 0.0)
    assert np.allclose(np.array(found, float), np.sqrt(second), atol=2e-4)


def test_a_frontier_is_blank_where_nothing_meets_the_target() -> None:
    found = frontier(lambda v: v[0] - v[1], np.linspace(0, 1, 33), np.array([0.5, 2.0]), 0.0)
    assert found[0] == pytest.approx(0.5, abs=1e-9)
    assert found[1] is None


@given(shift=st.floats(-0.8, 0.8), share=st.sampled_from([0.2, 0.5, 0.8]))
@settings(max_examples=20, deadline=None)
def test_odds_are_the_quantile_of_what_each_draw_needs(shift: float, share: float) -> None:
    """Where draw i needs x >= need[i], the value for odds p is the p-quantile of need."""
    need = np.random.default_rng(3).normal(shift, 0.5, 4001)
    curve = OddsCurve(lambda x: x - need, np.linspace(-3, 3, 5))
    found = find_odds(curve, share, 0.0)
    assert found.value == pytest.approx(np.quantile(need, share), abs=0.01)
    assert found.reached == pytest.approx(float((need <= found.value).mean()))
    assert abs(found.reached - share) <= found.error / 2
    assert found.low < np.quantile(need, share) < found.high


def test_odds_that_no_value_reaches_are_left_open() -> None:
    curve = OddsCurve(lambda x: np.where(np.arange(100) < 30, 1.0, -1.0) + 0 * x, np.linspace(-1, 1, 5))
    assert find_odds(curve, 0.5, 0.0).value is None


def test_a_failed_draw_enters_no_share() -> None:
    slack = np.array([1.0, -1.0, np.nan, 1.0])
    curve = OddsCurve(lambda x: slack + 0 * x, np.array([0.0, 1.0]))
    assert curve.at(0.0) == pytest.approx(2 / 3)


# ── on the model ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "levers"),
    [
        ("debt-held", ()),
        ("capex-pays", ("revenue_growth",)),
        ("interest_revenue[2028Q4] <= 20", ("neutral_rate",)),
        ("debt_ratio[2028Q4] <= 101", ("ai_productivity",)),
    ],
)
def test_substituting_the_answer_back_meets_the_target(work, target, levers) -> None:
    how = NO_DRAWS if "<" in target else WITHOUT
    found = break_even(work, api.find_scenario("baseline"), target, BreakevenRequest(levers=levers, **how))
    assert found.value is not None
    plan = moved_plan(
        Bench(work, api.find_scenario("baseline"), found.target, 44).plan,
        work,
        [(found.lever, found.value)],
        work.periods(44),
    )
    central = work.solve_plan(plan)
    bench = Bench(work, api.find_scenario("baseline"), found.target, 44)
    left, right = bench.sides([(found.lever, found.value)])
    assert left == pytest.approx(right, rel=1e-7)
    if target.startswith("debt"):
        rows = {str(q): v for q, v in zip(central.periods, central.series("debt_ratio"), strict=True)}
        assert rows["2028Q4"] == pytest.approx(left, rel=1e-9)


def test_more_productivity_than_the_answer_meets_the_target_and_less_misses_it(work) -> None:
    found = break_even(work, api.find_scenario("baseline"), "debt-held", BreakevenRequest(**WITHOUT))
    bench = Bench(work, api.find_scenario("baseline"), found.target, 44)
    assert found.value is not None
    assert (
        bench.slack([(found.lever, found.value + 0.05)])
        > 0
        > bench.slack([(found.lever, found.value - 0.05)])
    )


def test_no_solution_in_range_is_said_with_both_ends(work) -> None:
    request = BreakevenRequest(levers=("ai_productivity",), **NO_DRAWS)
    found = break_even(work, api.find_scenario("baseline"), "debt_ratio[2028Q4] <= 50", request)
    assert found.value is None
    assert found.as_json()["value"] is None
    assert found.as_json()["reached"] is False
    assert found.reading.startswith("No solution in range")
    assert found.slack["low"] < 0
    assert found.slack["high"] < 0


def test_many_values_at_once_are_those_solved_one_by_one(work) -> None:
    """Levers on a parameter, on judgement, on a shock, and formulas give draw by draw what a plan gives."""
    for target, name in (
        ("debt-stable", "ai_productivity"), ("debt-stable", "policy_rate"), ("debt-stable", "term_premium"),
        ("capex-pays", "economic_life"), ("capex-pays", "revenue_growth"),
    ):  # fmt: skip
        own = find_target(work, target, quarters=44, by=SOON)
        lever = find_input(work, name, own.own_levers)
        bench = Bench(work, api.find_scenario("baseline"), own, 44)
        values = lever.low + (lever.high - lever.low) * np.array([0.2, 0.7])
        one_by_one = [bench.slack([(lever, float(v))]) for v in values]
        assert np.allclose(bench.many([lever], values[None]), one_by_one, rtol=1e-4, atol=1e-4)


def test_a_held_variable_is_a_lever_too(work) -> None:
    request = BreakevenRequest(levers=("rate_10y",), ranges=((-2.0, 1.0),), **NO_DRAWS)
    found = break_even(work, api.find_scenario("baseline"), "interest_revenue[2028Q4] <= 20", request)
    assert found.value is not None
    assert -2 < found.value < 0
    assert found.as_json()["unit"] == "pct/yr"


def test_odds_in_the_answer_are_those_of_a_run_with_the_answer(work) -> None:
    """The share is counted again on a run of the scenario, not by the code that found it."""
    request = BreakevenRequest(levers=("ai_productivity",), shares=(0.5,), draws=400)
    found = break_even(work, api.find_scenario("baseline"), "debt_ratio[2028Q2] <= 102", request)
    odds = found.odds[0]
    scenario = {"title": "again", "levers": {"ai_productivity": odds.value}}
    run = api.run(scenario, draws=400, seed=1, quarters=8, keep=["debt_ratio"])
    at = [str(q) for q in run.paths.periods].index("2028Q2")
    share = float((run.paths.series("debt_ratio")[at] <= 102).mean())
    assert odds.reached == pytest.approx(share, abs=1e-9)
    assert abs(share - 0.5) < 0.05


def test_figures_beside_the_answer_are_no_finer_than_people_read_them(work) -> None:
    """Yields to basis points, ratios to tenths at most; the document keeps all digits."""
    found = break_even(work, api.find_scenario("baseline"), "debt-stable", BreakevenRequest(**WITHOUT))
    table = next(t for t in found.tables if t.title.startswith("What stands beside it"))
    for row, figure in zip(table.texts(), found.figures, strict=True):
        assert len(row[1].partition(".")[2]) <= (2 if figure.unit == "pct/yr" else 1)
        assert float(row[1].replace(",", "")) == pytest.approx(figure.rest, abs=0.5)


def test_the_neutral_rate_makes_stabilising_the_debt_dearer(work) -> None:
    """r* that rises with growth takes back part of what growth gives (external results: same sign)."""
    request = BreakevenRequest(levers=("ai_productivity", "b_rstar_productivity"), **NO_DRAWS)
    found = break_even(work, api.find_scenario("baseline"), "debt_ratio[2030Q4] <= 104", request)
    values = [p.value for p in found.frontier]
    assert all(b > a for a, b in itertools.pairwise(values))


def test_a_dearer_cost_of_capital_asks_for_more_revenue(work) -> None:
    request = BreakevenRequest(levers=("revenue", "cost_of_capital"), **WITHOUT)
    found = break_even(work, api.find_scenario("baseline"), "capex-pays", request)
    values = [p.value for p in found.frontier]
    assert all(b > a for a, b in itertools.pairwise(values))


def test_the_revenue_that_pays_is_what_capital_has_to_earn_over_margin(work) -> None:
    """Worked by hand from the figures shown beside the answer."""
    request = BreakevenRequest(levers=("revenue",), **WITHOUT)
    found = break_even(work, api.find_scenario("baseline"), "capex-pays", request)
    figures = {f.label: f.solution for f in found.figures}
    margin = work.model.parameters["b_ai_cash_margin"].value
    earns = figures["What it and its shells have to earn"]
    equipment, cost = figures["Equipment that serves AI revenue"], figures["User cost of compute"]
    assert figures["AI revenue in the year to 2028Q4"] == pytest.approx(earns / margin, rel=1e-6)
    assert cost / 100 * equipment < earns < 1.6 * cost / 100 * equipment


def test_the_same_question_has_the_same_answer(work) -> None:
    request = BreakevenRequest(levers=("ai_productivity",), shares=(0.5,), draws=100)
    plan = api.find_scenario("baseline")
    one, two = (break_even(work, plan, "debt_ratio[2027Q4] <= 102", request).as_json() for _ in range(2))
    assert one == two


# ── what is refused ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "options", "code"),
    [
        ("debt-stabel", {}, "A305"),
        ("debt-stable", {"level": 3.0}, "A305"),
        ("debt_ratio[2028Q4] <= 100", {"levers": ("ai_productivity",), "level": 3.0}, "A305"),
        ("debt_ratio[2028Q4] <= 100", {"levers": ("ai_productivity",), "by": SOON}, "A305"),
        ("debt_ratio <= 100", {"levers": ("ai_productivity",)}, "A304"),
        ("debt_ratio[2036Q4] <= 100", {}, "A306"),
        ("debt-stable", {"levers": ("ai_productivty",)}, "A306"),
        ("debt-stable", {"levers": ("ai_productivity",) * 3}, "A306"),
        ("debt-stable", {"levers": ("ai_productivity",), "ranges": ((3.0, 4.0),)}, "A307"),
        ("debt-stable", {"levers": ("ai_productivity",), "ranges": ((1.0, 0.0),)}, "A307"),
        ("debt-stable", {"levers": ("rate_10y",)}, "A307"),
        ("debt-stable", {"levers": ("ai_productivity", "b_tfp_extra_growth")}, "A308"),
        ("debt-stable", {"shares": (80.0,)}, "A309"),
        ("debt-stable", {"draws": -1}, "E005"),
        ("debt-stable", {"by": Quarter.parse("2060Q1")}, "A303"),
        ("debt-stable", {"by": Quarter.parse("2020Q1")}, "A303"),
        ("debt_ratio[2036Q4] <= 100 / (1 - 1)", {"levers": ("ai_productivity",)}, "A310"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(work, target, options, code) -> None:
    how = NO_DRAWS if "<" in target else WITHOUT
    with pytest.raises(MoneygoodError) as caught:
        break_even(work, api.find_scenario("baseline"), target, BreakevenRequest(**{**how, **options}))
    assert caught.value.code == code


def test_a_gap_between_percentages_is_said_in_points_and_a_bare_number_has_no_unit(work) -> None:
    """A debt ratio is in percent, what it misses a ratio by in points; the elasticity has no unit."""
    request = BreakevenRequest(**{**WITHOUT, "levers": ("ai_productivity", "b_rstar_productivity")})
    answer = break_even(work, api.find_scenario("baseline"), "debt-stable", request)
    gap = abs(answer.slack["low"] or 0.0)
    assert f"missed by {gap:.3g} pp at the low end" in answer.reading
    assert {row[-1] for row in answer.tables[0].rows} == {"pp"}
    assert " at 0.2 it takes" in answer.reading
    assert answer.tables[-2].columns[0].label.startswith("response of neutral real rate to ")


def test_a_condition_may_ask_for_the_quarter_and_the_number_that_are_given(work) -> None:
    own = find_target(work, "debt_ratio[by] <= level", quarters=44, by=SOON, level=101.0)
    same = find_target(work, "debt_ratio[2028Q4] <= 101", quarters=44)
    assert Bench(work, api.find_scenario("baseline"), own, 12).slack([]) == pytest.approx(
        Bench(work, api.find_scenario("baseline"), same, 12).slack([]), abs=1e-12
    )


def test_every_shipped_target_names_what_exists(work) -> None:
    names = api.target_names()
    assert len(names) >= 5
    for name in names:
        own = find_target(work, name, quarters=44)
        assert own.lever is not None
        assert (
            find_input(work, own.lever, own.own_levers).low
            < 0
            < find_input(work, own.lever, own.own_levers).high
        )


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("lever: ai_productivity", "leverr: ai_productivity", "leverr"),
        ("source: cbo2026", "source: cbo1926", "cbo1926"),
        ('condition: "debt_ratio[by] <= debt_ratio[by-20]"', "label2: x", "label2"),
        ("low: 0.8", "low: some", "low"),
        ("by: 2036Q4", "by: 2036Q4\nlevel: 20", "has a level, and its condition does not ask for it"),
    ],
)
def test_a_faulty_target_is_refused_with_its_line(work, tmp_path: Path, old, new, where) -> None:
    text = (economics_root() / "targets" / "debt-stable.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "own.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MoneygoodError) as caught:
        find_target(work, str(file), quarters=44)
    assert caught.value.code == "A301"
    assert where in str(caught.value)
    assert "own.yaml" in str(caught.value)
