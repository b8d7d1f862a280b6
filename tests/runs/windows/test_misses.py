"""A forecast's miss taken apart: the parts add up to it, and a forecast that expected what came has none."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood import api
from moneygood.core.periods import Quarter
from moneygood.estimation.past.forecast_targets import last_measured, read_evaluation
from moneygood.runs.windows import misses
from moneygood.runs.windows.misses import expected_window, open_misses, take_miss_apart
from moneygood.runs.windows.world import open_past
from moneygood.validation.forecast_record.record import opened

ORIGIN, SPAN = Quarter.parse("2024Q3"), 2


@pytest.fixture(scope="module")
def world():
    w = api.load()
    restarts, _ = opened(w, read_evaluation(w.model), last_measured(w))
    return open_misses(open_past(w), restarts)


@pytest.mark.parametrize("variable", ["rate_10y", pytest.param("sp500", marks=pytest.mark.slow)])
def test_parts_add_up_to_the_miss_in_each_of_three_ways(world, variable: str) -> None:
    target = next(t for t in read_evaluation(api.load().model).targets if t.variable == variable)
    came = float(target.of_model(np.asarray(world.past.past.panel.at(variable, ORIGIN + SPAN))))
    row = {"horizon": SPAN, "mean": came - 1.25, "sd": 0.5, "actual": came}
    found = take_miss_apart(world, target, row, ORIGIN)
    assert found.miss == pytest.approx(1.25)
    assert found.residual < 1e-9
    own = found.miss - sum(p.value for p in found.seen)
    for parts in (found.drivers, found.shocks, found.mechanisms):
        assert sum(p.value for p in parts) == pytest.approx(own, abs=1e-9)
    assert {p.of for p in found.shocks} >= {d.name for d in found.drivers if d.value}


def test_a_forecast_that_expected_what_came_has_no_surprise(world, monkeypatch: pytest.MonkeyPatch) -> None:
    """The past's own residuals as what was expected: no shock is left, and the course is what came."""
    past = world.past.past
    real = misses._expected
    columns = [past.panel.column(ORIGIN + 1 + k) for k in range(SPAN)]
    begin = past.periods[0]

    def knowing(world, origin, periods):
        _, ahead, central = real(world, origin, periods)
        at = [q - begin for q in periods]
        labels = [e.label for e in past.model.behavioural]
        for name in past.model.exogenous:
            ahead[past.model.row(name)] = past.panel.series(name)[columns]
        return dict(zip(labels, past.adds[:, at], strict=True)), ahead, central

    monkeypatch.setattr(misses, "_expected", knowing)
    window = expected_window(world, ORIGIN, ORIGIN + SPAN)
    for name in ("rate_10y", "gdp_real", "sp500", "unemployment"):
        course = window.workspace.baseline(SPAN).series(name)
        assert course == pytest.approx(past.panel.series(name)[columns], rel=1e-8)
    shocks = [s.kind != "uniform" for s in window.workspace.model.shocks.values()]
    assert np.abs(window.pasts.shocks[shocks]).max() < 1e-6
