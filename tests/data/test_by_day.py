"""Figures by day, put together by quarter."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.by_day import days_of, quarter_groups, quarter_means

DAYS = {"a": {"2024-03-31": 1.0, "2024-04-01": 2.0, "2024-06-30": 4.0}, "b": {"2024-12-31": -1.0}}


def made() -> Any:
    tables = {**DAYS, "yearly": {"2024": 9.0}}
    return SimpleNamespace(records={"annual": dict.fromkeys(tables)}, annual=tables.__getitem__)


def test_the_last_day_of_a_quarter_is_in_it() -> None:
    found = quarter_groups(made(), ("a", "b"))
    assert {str(q): v for q, v in found.items()} == {"2024Q1": [1.0], "2024Q2": [2.0, 4.0], "2024Q4": [-1.0]}


def test_a_quarter_without_a_day_is_missing() -> None:
    """C-6: missing is missing."""
    periods = quarter_range(Quarter.parse("2024Q1"), Quarter.parse("2024Q3"))
    means = quarter_means(made(), "a", periods)
    assert means[:2].tolist() == [1.0, 3.0]
    assert np.isnan(means[2])


def test_a_series_by_year_or_unknown_has_no_days() -> None:
    assert days_of(made(), "yearly") == {}
    assert days_of(made(), "nobody") == {}
