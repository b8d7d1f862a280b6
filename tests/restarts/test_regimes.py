"""The regime of a day: what the filter says then, and the draws that lead the model's state there."""

import numpy as np
import pytest

from moneygood.core.periods import Quarter
from moneygood.data.as_of import find_vintage
from moneygood.estimation.filters import regime
from moneygood.restarts import regimes as day
from moneygood.restarts.opening import load


def test_a_step_over_the_middle_takes_the_middle_first(monkeypatch):
    """By hand: from calm to the far end the first draw leads to the middle, the next on; then it stays."""
    moves = np.array([[0.999, 0.0, 0.0], [1.0, 0.5, 0.0], [0.0, 0.0, 0.999]])
    at = Quarter.parse("2008Q1")
    said = np.eye(3)[[0, 2, 2, 2, 1]]
    found = regime.Regimes(
        ("calm", "doubt", "end"), tuple(at + k for k in range(5)), said, said, None, None, 0.0, "u", moves
    )
    monkeypatch.setattr(day, "regimes", lambda *_: found)
    known = day.day_regimes(load().model, load().vintage, at, at + 5)
    assert known.draws["u"].tolist() == [0.999, 0.0, 0.0, 0.999, 0.0, 0.5]  # the last keeps the regime
    assert known.begins_in == "doubt"
    assert known.odds == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("named", "regime_then"),
    [("2009-03-31", "regime_reckoning"), ("2023-05-19", "regime_doubt"), ("2024-06-30", "regime_conviction")],
)
def test_the_model_begins_in_the_regime_of_the_day(named, regime_then):
    """Shares were 45% below their peak in early 2009, 13% in early 2023, at their peak in mid-2024."""
    then = load(f"2026-11@{named}")
    assert then.regimes.begins_in == regime_then
    assert then.regimes.odds[then.regimes.names.index(regime_then)] > 0.9
    for name in then.regimes.names:
        assert then.history.series(name)[-1] == float(name == regime_then)


def test_the_regime_of_a_day_does_not_know_the_next_quarter():
    """The filter on the day gives the same odds when later figures are cut away by hand."""
    model, now = load().model, find_vintage("2026-11@2025-03-31")
    whole = regime.regimes(model, now)
    early = regime.regimes(model, find_vintage("2026-11@2024-12-31"))
    assert whole.filtered[-1][0] < 0.5 < early.filtered[-1][0]
