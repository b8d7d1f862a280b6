"""The tables of what came: figures by hand, on draws of known percentiles."""

import numpy as np

from moneygood.restarts.regimes import DayRegimes
from moneygood.runs.came import CameFigure, percentile, shown_quarters
from moneygood.runs.came_tables import came_by_run, regimes_table


def figure(period, median, came, place):
    return CameFigure("x", "Rate", "pct/yr", period, median, median - 1, median + 1, came, place)


def test_every_run_has_its_own_median_and_percentile():
    ours = [figure(q, 4.0, 4.5, 70.0) for q in ("2024Q3", "2025Q2", "2026Q2")]
    theirs = [figure(q, 3.0, 4.5, 95.0) for q in ("2024Q3", "2025Q2", "2026Q2")]
    (table,) = came_by_run({"Baseline": ours, "Cuts": theirs}, "Seen.")
    assert [c.label for c in table.columns] == ["what came", "in", "came", "Baseline", "pctl", "Cuts", "pctl"]
    assert [r[1] for r in table.rows] == ["2025Q2", "2026Q2"]
    assert table.texts()[0] == ["Rate, %", "2025Q2", "4.50", "4.00", "70", "3.00", "95"]
    assert came_by_run({"Baseline": []}) == ()


def test_the_percentile_counts_equal_draws_by_half_and_needs_a_spread():
    assert percentile(np.array([1.0, 2.0, 2.0, 3.0]), 2.0) == 50.0
    assert percentile(np.array([1.0, 3.0]), 2.0, np.array([3.0, 1.0])) == 75.0
    assert np.isnan(percentile(np.array([1.0]), 2.0))


def test_quarters_shown_are_the_first_fourth_eighth_and_last():
    assert shown_quarters(range(1, 11)) == [1, 4, 8, 10]
    assert shown_quarters(range(1, 3)) == [1, 2]


def test_regimes_say_where_the_model_begins():
    day = DayRegimes(("calm", "doubt"), (0.25, 0.75), "doubt", {}, ("fear",))
    table = regimes_table(
        day, {"fear": 1.5}, {"calm": "Calm", "doubt": "Doubt", "fear": "Fear"}, "2023-05-19"
    )
    assert table.texts() == [["Calm", "25%", ""], ["Doubt (begins here)", "75%", ""], ["Fear", "", "1.50"]]
    assert day.as_json({"fear": 1.5})["begins_in"] == "doubt"
