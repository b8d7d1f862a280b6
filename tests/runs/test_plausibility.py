from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from made_paths import START
from moneygood.core.errors import MoneygoodError
from moneygood.runs.plausibility import chi_square_tail, grade_of, plausibility, with_choices

NAMES = ("eps_a", "eps_b")


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 20, 51, 200])
@pytest.mark.parametrize("value", [1e-6, 0.3, 1.0, 4.0, 25.0, 180.0, 400.0])
def test_chi_square_tail_is_that_of_scipy(value: float, degrees: int) -> None:
    assert chi_square_tail(value, degrees) == pytest.approx(
        stats.chi2.sf(value, degrees), rel=1e-10, abs=1e-300
    )


def test_one_imposed_shock_is_judged_in_standard_deviations() -> None:
    shocks = np.zeros((2, 4))
    shocks[0, 2] = -1.0
    result = plausibility(shocks, NAMES, [0.5, 3.0], periods=[START + t for t in range(4)])
    assert result.distance == pytest.approx(4.0)
    assert result.degrees == 1
    assert result.largest_sd == pytest.approx(-2.0)
    assert (result.largest_shock, result.largest_quarter) == ("eps_a", "2027Q1")
    assert result.p_size == pytest.approx(2 * stats.norm.sf(2.0))


def test_shocks_that_move_together_are_likelier_when_correlated() -> None:
    shocks = np.array([[1.5], [1.5]])
    together = plausibility(shocks, NAMES, [1.0, 1.0], {("eps_b", "eps_a"): 0.8})
    apart = plausibility(shocks, NAMES, [1.0, 1.0], {("eps_b", "eps_a"): -0.8})
    hand = np.array([1.5, 1.5]) @ np.linalg.inv(np.array([[1, 0.8], [0.8, 1]])) @ np.array([1.5, 1.5])
    assert together.distance == pytest.approx(hand)
    assert together.p_value > 100 * apart.p_value


def test_a_steady_push_one_way_is_rarer_than_its_size() -> None:
    shocks = np.zeros((2, 12))
    shocks[1] = 1.0
    result = plausibility(shocks, NAMES, [1.0, 1.0])
    assert result.p_size > 0.4
    assert result.drift_sd == pytest.approx(np.sqrt(12))
    assert result.p_value < 0.01
    assert result.grade in ("unusual", "rare")
    assert result.sentence.endswith("and “eps_b” goes one way: its sum lies +3.5 standard deviations out")


def test_p_value_is_uniform_under_the_model() -> None:
    rng = np.random.default_rng(2)
    p = [plausibility(rng.normal(size=(2, 6)), NAMES, [1.0, 1.0]).p_size for _ in range(2000)]
    assert stats.kstest(p, "uniform").pvalue > 0.001


def test_nothing_imposed_is_the_baseline() -> None:
    result = plausibility(np.zeros((2, 3)), NAMES, [1.0, 0.0])
    assert (result.grade, result.p_value, result.degrees) == ("baseline", 1.0, 0)


def test_a_shock_that_is_never_drawn_cannot_be_judged() -> None:
    with pytest.raises(
        MoneygoodError, match="A033: eps_b is imposed, but the model gives it no standard deviation"
    ):
        plausibility(np.ones((2, 1)), NAMES, [1.0, 0.0])


def test_a_choice_that_the_model_never_draws_is_named_and_leaves_the_odds_alone() -> None:
    shocks = np.array([[1.0], [0.0]])
    alone = plausibility(shocks, NAMES, [0.5, 0.0])
    beside = with_choices(alone, ["New law"])
    assert (beside.p_value, beside.grade, beside.distance) == (alone.p_value, alone.grade, alone.distance)
    assert beside.sentence.startswith(alone.sentence)
    assert "“New law”" in beside.sentence
    bare = with_choices(plausibility(np.zeros((2, 1)), NAMES, [0.5, 0.0]), ["New law"])
    assert (bare.grade, bare.degrees, bare.choices) == ("without odds", 0, ("New law",))
    assert with_choices(alone, []) is alone


def test_a_scenario_that_writes_law_runs_and_says_that_it_has_no_odds() -> None:
    from moneygood import api

    law = {"title": "law", "levers": {"deficit_lasting": 1.0}}
    found = api.run(law, draws=2, quarters=4).plausibility
    assert (found.grade, found.degrees) == ("without odds", 0)
    assert "nothing says how unlikely" in found.sentence
    tariff = api.run({"title": "t", "levers": {"tariff": 5.0}}, draws=2, quarters=4).plausibility
    assert (tariff.grade, tariff.degrees) == ("without odds", 0)
    with_premium = {**law, "levers": {"deficit_lasting": 1.0, "term_premium": 0.5}}
    both = api.run(with_premium, draws=2, quarters=4).plausibility
    alone = api.run({"title": "p", "levers": {"term_premium": 0.5}}, draws=2, quarters=4).plausibility
    assert both.p_value == alone.p_value
    assert both.choices


def test_wrong_shapes_are_an_error() -> None:
    with pytest.raises(MoneygoodError, match="A032"):
        plausibility(np.ones((3, 1)), NAMES, [1.0, 1.0])


def test_grades_run_from_ordinary_to_extraordinary() -> None:
    grades = [grade_of(p)[0] for p in (0.9, 0.1, 0.02, 0.001, 1e-9, 0.0)]
    assert grades == ["ordinary", "uncommon", "unusual", "rare", "extraordinary", "extraordinary"]
