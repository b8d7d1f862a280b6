"""A sector replayed: medians, bands and percentiles by hand; what is not held is said and not scored."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter, quarter_range
from moneygood.runs.sector_replay import _rows

DAY = Quarter.parse("2022Q4")
NAMES = ("capex", "load")


def world(held: set[str]):
    def series(name: str, periods: tuple[Quarter, ...]) -> np.ndarray:
        known = {DAY: 10.0, DAY + 1: 60.0} if name in held else {}
        return np.array([known.get(q, np.nan) for q in periods])

    record = SimpleNamespace(label="Capex", unit="usd/yr")
    came = SimpleNamespace(known=held, series=series)
    return SimpleNamespace(came=came, model=SimpleNamespace(variables=dict.fromkeys(NAMES, record)))


@pytest.fixture
def paths() -> Paths:
    values = np.tile(np.arange(1.0, 102.0), (2, 4, 1))
    values[:, :, 100] = 1e9
    status = np.zeros(101, np.uint8)
    status[100] = 1  # one draw that failed: 1 to 100 are left
    return Paths(NAMES, quarter_range(DAY + 1, DAY + 4), values, status)


def test_what_was_said_stands_beside_what_came(paths: Paths) -> None:
    (one,) = _rows(world({"capex"}), paths, DAY, "capex", (1, 4))
    assert (one.period, one.before, one.came, one.held) == ("2023Q1", 10.0, 60.0, True)
    assert one.median == 50.5
    assert (one.low80, one.high80) == pytest.approx((10.9, 90.1))
    assert one.percentile == pytest.approx(59.5), "59 below, one the same"


def test_a_variable_without_figures_is_said_and_not_scored(paths: Paths) -> None:
    found = _rows(world({"capex"}), paths, DAY, "load", (1, 4))
    assert [r.period for r in found] == ["2023Q1", "2023Q4"]
    assert all(r.came is None and r.percentile is None and not r.held for r in found)
