"""What came beside what was said: against figures worked out by hand."""

import numpy as np
import pytest

from moneygood import api
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.vintage import load_vintage
from moneygood.restarts.came import Came
from moneygood.runs.came import came_figures, weighted_quantiles


def test_the_percentile_is_the_share_of_draws_below():
    """By hand: 2 of 5 draws lie below 30 and one on it, which counts half."""
    span = quarter_range(Quarter.parse("2020Q1"), Quarter.parse("2020Q2"))
    draws = np.array([[[10, 20, 30, 40, 50], [0, 0, 0, 0, 1]]], dtype=float)
    paths = Paths(("x",), span, draws, np.zeros(5, dtype=np.uint8))
    panel = Panel(("x",), (span[0],), np.array([[30.0]]), np.full((1, 1), OBSERVED, np.uint8))
    (row,) = came_figures(Came(panel, frozenset({"x"})), paths, ["x"], {}, {})
    assert (row.period, row.came, row.median, row.percentile) == ("2020Q1", 30.0, 30.0, 50.0)


def test_weighted_quantiles_lean_to_the_heavy_draws():
    draws, mass = np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.1, 2.8])
    assert weighted_quantiles(draws, None, (0.5,)) == (2.0,)
    assert weighted_quantiles(draws, mass, (0.5,))[0] > 2.9


@pytest.fixture(scope="module")
def asked_then():
    return api.run("baseline", draws=200, quarters=8, day="2024Q2")


def test_what_came_is_what_was_published_since(asked_then):
    whole = load_vintage()
    for row in asked_then.came:
        assert 0.0 <= row.percentile <= 100.0
    found = {(r.variable, r.period): r.came for r in asked_then.came}
    assert found["rate_10y", "2025Q2"] == whole.at("treasury_10y", "2025Q2")
    assert found["unemployment", "2024Q3"] == whole.at("unemployment_rate", "2024Q3")
    assert found["ai_capex", "2025Q2"] == pytest.approx(whole.at("leaders_capex", "2025Q2"), rel=1e-6)
    periods, values = asked_then.came_path("sp500")
    assert values[0] == pytest.approx(whole.at("sp500_last_month", periods[0]), rel=1e-9)


def test_triggers_have_a_date_or_none_and_todays_run_has_nothing(asked_then):
    events = {e.name: e for e in asked_then.came_events}
    assert set(events) == set(asked_then.first.sides)
    assert all(0.0 <= e.odds <= 1.0 for e in events.values())
    # the ten-year stayed below 5% and shares above three quarters of their peak from mid-2024 to mid-2026
    assert events["stocks.drawdown"].came is None
    assert "came" in asked_then.as_json()
    today = api.run("baseline", draws=64, quarters=4)
    assert today.came == ()
    assert "came" not in today.as_json()


def test_a_fan_draws_what_came(asked_then):
    from moneygood.charts.data import came_line, fan_chart
    from moneygood.charts.spec import fan_spec
    from moneygood.charts.svg import fan_svg

    line = came_line(asked_then, "rate_10y")
    assert line is not None
    chart = fan_chart("rate_10y", "Ten-year", "pct/yr", asked_then.quantiles("rate_10y"),
                      asked_then.history, came=line)  # fmt: skip
    assert "what came" in fan_svg(chart)
    drawn = [layer["data"]["values"] for layer in fan_spec(chart)["layer"]]
    assert any(rows and rows[-1].get("value") == pytest.approx(line.values[-1], rel=1e-6) for rows in drawn)
    assert "What came by" in chart.summary()
