"""Formulas over whole paths: quarters in brackets, short names, and conditions joined by words."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.runs.path_formula import Calendar, FormulaScope, read_condition, read_formula, read_inequality

START = Quarter.parse("2026Q3")


@pytest.fixture(scope="module")
def model():
    return api.load().model


@pytest.fixture
def calendar() -> Calendar:
    return Calendar(START - 4, START, START + 7, START + 5)


@pytest.fixture
def world(model) -> FormulaScope:
    """Ten-year yields 1..12 in draw 0 and twice that in draw 1; debt at 100 plus a tenth of the quarter."""
    tens = np.stack([np.arange(1.0, 13.0), 2 * np.arange(1.0, 13.0)], axis=1)
    debt = 100 + np.stack([np.arange(12.0), np.arange(12.0)], axis=1) / 10
    own: dict[str, float | np.ndarray] = {n: p.value for n, p in model.parameters.items()}
    own["b_ffr_target"] = np.array([2.0, 4.0])
    return FormulaScope({"rate_10y": tens, "debt_ratio": debt}, START - 4, START, 2, 8, own)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rate_10y[2026Q3]", [5.0, 10.0]),
        ("rate_10y[q0]", [4.0, 8.0]),
        ("10y[q2] - DGS10[first]", [1.0, 2.0]),
        ("10y[by]", [10.0, 20.0]),
        ("10y[by-2]", [8.0, 16.0]),
        ("mean(10y[q1..q3])", [6.0, 12.0]),
        ("highest(10y[first..last])", [12.0, 24.0]),
        ("lowest(10y[2025Q3..last])", [1.0, 2.0]),
        ("(10y[q1]) * 2 + level", [13.0, 23.0]),
        ("10y[q1] - b_ffr_target", [3.0, 6.0]),
    ],
)
def test_a_dated_formula_reads_the_quarter_it_names(model, calendar, world, text, expected) -> None:
    found = read_formula(text, model, calendar, own={"level": 3.0})
    assert not found.timed
    assert found.value(world)[0].tolist() == expected


def test_a_variable_without_a_quarter_has_a_value_in_every_quarter(model, calendar, world) -> None:
    found = read_formula("rate_10y - rate_10y[-2]", model, calendar)
    assert found.timed
    assert found.value(world).tolist() == [[2.0, 4.0]] * 8


def test_slack_is_positive_where_an_inequality_holds(model, calendar, world) -> None:
    below = read_inequality("10y[q1] <= 7", model, calendar)
    assert below.slack.value(world)[0].tolist() == [2.0, -3.0]
    above = read_inequality("10y[q1] >= 7", model, calendar)
    assert above.slack.value(world)[0].tolist() == [-2.0, 3.0]


def test_a_strict_inequality_does_not_hold_where_both_sides_are_equal(model, calendar, world) -> None:
    assert read_inequality("10y[q1] >= 5", model, calendar).holds(world)[0, 0]
    assert not read_inequality("10y[q1] > 5", model, calendar).holds(world)[0, 0]


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("10y > 9 and debt > 100.9", [False, False, False, False, False, False, True, True]),
        ("10y > 11.5 or debt < 100.45", [True, False, False, False, False, False, False, True]),
        ("not 10y > 6 and debt >= 100.4", [True, True, False, False, False, False, False, False]),
        ("(10y < 6 or 10y > 11) and not (debt > 101)", [True] + [False] * 7),
        ("10y > 9 and debt > 100.9 or 10y < 6", [True, False, False, False, False, False, True, True]),
    ],
)
def test_words_join_conditions_as_in_logic(model, calendar, world, text, quarters) -> None:
    found = read_condition(text, model, calendar)
    assert found.holds(world)[:, 0].tolist() == quarters


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rate_10y[2026Q3]", "A302"),
        ("1 < rate_10y[q1] < 3", "A302"),
        ("rate_10y[q1..q3] < 3", "A302"),
        ("rate_10y[2040Q1] < 3", "A303"),
        ("rate_10y[2020Q1] < 3", "A303"),
        ("mean(rate_10y[q3..q1]) < 3", "A303"),
        ("rate_11y[q1] < 3", "A075"),
        ("rate_10y[q1] < sp500[q1]", "M009"),
        ("__import__('os')[q1] < 3", "M004"),
    ],
)
def test_conditions_that_are_not_conditions_are_refused(model, calendar, text, code) -> None:
    with pytest.raises(MoneygoodError) as caught:
        read_inequality(text, model, calendar)
    assert caught.value.code == code or code in str(caught.value)
