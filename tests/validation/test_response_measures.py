from __future__ import annotations

import numpy as np
import pytest

from moneygood.baseline.budget.frozen_run import Span
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.validation.response_measures import ResponseMeasure

START = Quarter.of(2026, 3)


class Table:
    """Paths by name [quarter]."""

    def __init__(self, **figures: list[float]) -> None:
        self.figures = {k: np.array(v, dtype=float) for k, v in figures.items()}

    def series(self, name: str) -> np.ndarray:
        return self.figures[name]


BASE = Table(debt=[100, 100, 100, 100], gdp=[50, 50, 50, 50])
SHOCKED = Table(debt=[104, 108, 90, 100], gdp=[50, 40, 60, 50])


def of(transform: str, at: str, **more: str) -> float:
    span = Span.parse(at)
    assert span is not None
    measure = ResponseMeasure("debt", transform, span, **more)
    return measure.of(SHOCKED, BASE, START, lambda name: np.array([10.0, 20.0, 30.0]))


def test_spans_read_quarters_of_the_experiment_and_of_the_calendar() -> None:
    assert Span.parse("q1..q4") == Span(1, 4)
    calendar = Span.parse("2026Q4..2027Q1")
    assert calendar is not None
    assert calendar.offsets(START) == (1, 2)
    assert Span.parse("q3").offsets(START) == (2, 2)  # type: ignore[union-attr]
    for wrong in ("4", "q4..q1", "q0", "2027Q1..2026Q4", "q1..2027Q1"):
        assert Span.parse(wrong) is None


def test_a_flow_at_annual_rates_is_added_up_in_quarters_of_a_year() -> None:
    assert of("cumulative", "q1..q4") == pytest.approx((4 + 8 - 10 + 0) / 4)


def test_extremes_look_at_the_difference_and_not_at_the_level() -> None:
    assert of("highest", "q1..q4") == 8
    assert of("lowest", "2026Q3..2027Q2") == -10
    assert of("highest", "q3..q4") == 0


def test_ratios_compare_both_sides_each_with_its_own_denominator() -> None:
    assert of("ratio_difference", "q2", per="gdp") == pytest.approx(100 * (108 / 40 - 100 / 50))
    assert of("per_unit", "q2", per="gdp") == pytest.approx(8 / -10)


def test_a_level_reaches_into_the_past() -> None:
    assert of("level", "2026Q2") == 30
    assert of("level", "2026Q1..2026Q3") == pytest.approx((20 + 30 + 104) / 3)


@pytest.mark.parametrize(
    ("transform", "at"), [("level", "2025Q3"), ("difference", "q5"), ("difference", "2026Q2")]
)
def test_a_quarter_outside_the_figures_is_an_error(transform: str, at: str) -> None:
    with pytest.raises(MoneygoodError, match="A062"):
        of(transform, at)
