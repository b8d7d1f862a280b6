import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, MISSING, OBSERVED, Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import quarter_range

PERIODS = quarter_range("2025Q1", "2025Q4")


@pytest.fixture
def panel():
    values = np.array([[1.0, 2.0, np.nan, 4.0], [5.0, 6.0, 7.0, 8.0]])
    return Panel(("gdp", "cpi"), PERIODS, values, np.full((2, 4), OBSERVED, np.uint8))


def test_a_missing_figure_is_missing_whatever_its_standing_says(panel):
    """C-6: missing is missing."""
    assert np.isnan(panel.at("gdp", "2025Q3"))
    assert panel.status_at("gdp", "2025Q3") == MISSING
    assert str(panel.last_observed("gdp")) == "2025Q4"


def test_a_panel_cannot_be_changed(panel):
    with pytest.raises(ValueError):
        panel.values[0, 0] = 9.0
    changed = panel.with_values({"gdp": np.ones(4), "new": np.zeros(4)})
    assert changed.names == ("gdp", "cpi", "new")
    assert changed.at("gdp", "2025Q1") == 1.0
    assert changed.status_at("new", "2025Q1") == ASSUMED
    assert changed.at("cpi", "2025Q4") == 8.0
    assert np.isnan(panel.at("gdp", "2025Q3"))


def test_a_window_keeps_figures_and_standing(panel):
    window = panel.window("2025Q2", "2025Q3")
    assert window.periods == PERIODS[1:3]
    assert window.at("cpi", "2025Q3") == 7.0
    assert panel.select(("cpi",)).series("cpi").tolist() == [5.0, 6.0, 7.0, 8.0]


def test_unknown_names_and_quarters_are_refused(panel):
    """C-3: found by name or refused, never blank."""
    with pytest.raises(MoneygoodError, match=r"C007: there is no series 'gpd'. Did you mean 'gdp'\?"):
        panel.at("gpd", "2025Q1")
    with pytest.raises(
        MoneygoodError, match=r"C007: 2026Q1 is outside the figures. They cover 2025Q1 to 2025Q4."
    ):
        panel.at("gdp", "2026Q1")


def test_periods_with_a_gap_or_names_twice_are_refused():
    """C-2: consecutive quarters, every name once."""
    with pytest.raises(ValueError, match="consecutive"):
        Panel(("a",), (PERIODS[0], PERIODS[2]), np.zeros((1, 2)), np.zeros((1, 2), np.uint8))
    with pytest.raises(ValueError, match="twice"):
        Panel(("a", "a"), PERIODS, np.zeros((2, 4)), np.zeros((2, 4), np.uint8))


def test_failed_draws_keep_their_place_and_are_counted():
    """C-9: a failed draw keeps its place."""
    status = np.array([0, 1, 0, 2], np.uint8)
    paths = Paths(("x",), PERIODS, np.zeros((1, 4, 4)), status, seed=1)
    assert paths.failed_share == 0.5
    assert paths.ok.tolist() == [True, False, True, False]
    assert paths.series("x").shape == (4, 4)
    with pytest.raises(MoneygoodError, match="C007"):
        paths.series("y")
