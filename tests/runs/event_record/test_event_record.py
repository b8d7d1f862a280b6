"""Odds against outcomes: scores by hand, bands on made forecasts, outcomes and base rates on a made past."""

from __future__ import annotations

import numpy as np
import pytest

from made_paths import make_paths
from moneygood import api
from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter, quarter_range
from moneygood.runs.event_record.events import EventRules, directions, read_events
from moneygood.runs.event_record.honesty import honesty
from moneygood.runs.event_record.outcomes import base_rates, event_rows, happened, times_of
from moneygood.runs.event_record.reliability import (
    EventHonesty,
    block_rows,
    brier,
    event_score,
    reliability,
)
from moneygood.runs.event_record.watch import EventWatch
from moneygood.runs.first_passage.triggers import read_breaks, required_variables

FIRST = Quarter.parse("2000Q1")


def test_brier_by_hand() -> None:
    said, came = np.array([0.9, 0.2, 0.5]), np.array([1.0, 0.0, 1.0])
    assert brier(said, came) == pytest.approx((0.01 + 0.04 + 0.25) / 3)
    found = event_score("e", "E", 4, said, came, np.array([0.5, 0.5, 0.5]), 1)
    assert (found.said, found.happened) == pytest.approx((1.6 / 3, 2 / 3))
    assert found.gap.value == pytest.approx(1.6 / 3 - 2 / 3)
    assert found.climatology == pytest.approx(0.25)
    assert found.constant == pytest.approx(2 / 9)
    assert found.skill.value == pytest.approx(1 - 0.1 / 0.25)


def test_blocks_keep_neighbours_together() -> None:
    """Every row is whole blocks of neighbours, round the end, and every origin comes as often as another."""
    rows = block_rows(12, 4, seed=1, resamples=3000)
    assert rows.shape == (3000, 12)
    steps = (rows[:, 1:] - rows[:, :-1]) % 12
    inside = np.arange(1, 12) % 4 != 0
    assert np.all(steps[:, inside] == 1)
    assert np.bincount(rows.ravel()) / rows.size == pytest.approx(np.full(12, 1 / 12), rel=0.1)


def test_bands_know_overlap() -> None:
    """An average over a window has a wider band in blocks; of a hundred made records about ninety cover."""
    chance, covered = np.random.default_rng(6), 0
    widths = {1: [], 12: []}
    for _ in range(100):
        steps = chance.random(131) < 0.08
        came = np.array([steps[i : i + 12].any() for i in range(120)], dtype=float)
        said = np.full(120, 1 - 0.92**12)
        for block in widths:
            gap = event_score("e", "E", 12, said, came, said, block).gap
            widths[block].append(gap.high - gap.low)
        covered += gap.holds(0.0)
    assert np.mean(widths[12]) > 2.0 * np.mean(widths[1])
    assert 72 <= covered <= 100


def test_honest_forecasts_are_called_honest_and_bold_ones_are_not() -> None:
    chance = np.random.default_rng(7)
    truth = chance.uniform(0.1, 0.9, (400, 6))
    came = (chance.random((400, 6)) < truth).astype(float)
    honest = reliability(truth, came, 4)
    assert sum(b.honest for b in honest) >= len(honest) - 2
    assert sum(b.n for b in honest) == 2400
    bold = np.where(truth > 0.5, 0.98, 0.02)
    assert not any(b.honest for b in reliability(bold, came, 4))
    came[3, 2] = np.nan
    assert sum(b.n for b in reliability(truth, came, 4)) == 2399


def rules(*names: str) -> EventRules:
    whole = read_events(api.load().model)
    return EventRules(tuple(d for d in whole.definitions if d.name in names), (2, 4), FIRST)


def past(values: list[float]) -> Panel:
    quarters = quarter_range(FIRST, FIRST + (len(values) - 1))
    return Panel(("rate_10y",), tuple(quarters), np.array([values]), np.ones((1, len(values)), np.uint8))


STEPS = [4.0, 4.2, 5.1, 4.0, 3.9, 3.8, 4.9, 4.8]


def test_outcomes_by_hand() -> None:
    """A point higher than at the restart, within two or four quarters; unknown until the horizon is over."""
    own, panel = rules("yields-out"), past(STEPS)
    assert happened(own, panel, FIRST) == {("yields-out", 2): True, ("yields-out", 4): True}
    assert happened(own, panel, FIRST + 1) == {("yields-out", 2): False, ("yields-out", 4): False}
    assert happened(own, panel, FIRST + 3) == {("yields-out", 2): False, ("yields-out", 4): False}
    assert happened(own, panel, FIRST + 5) == {("yields-out", 2): True, ("yields-out", 4): None}
    assert happened(own, panel, FIRST + 7) == {("yields-out", 2): None, ("yields-out", 4): None}


def test_base_rates_know_only_what_was_over() -> None:
    """By the fifth quarter four starts had two quarters behind them, of which one saw a point more."""
    own, panel = rules("yields-out"), past(STEPS)
    found = base_rates(own, panel, [FIRST, FIRST + 5])
    assert found["yields-out", 2, FIRST] == 0.5
    assert found["yields-out", 2, FIRST + 5] == pytest.approx((1 + 0.5) / 5)
    assert found["yields-out", 4, FIRST + 5] == pytest.approx((1 + 0.5) / 3)


def test_probabilities_are_shares_of_draws_and_add_up_to_a_record() -> None:
    own, panel = rules("yields-out", "yields-down"), past(STEPS)
    ahead = np.array([[4.5, 5.2, 4.1, 2.9], [5.3, 5.0, 4.0, 3.0], [4, 4, 4, 4], [4, 4, 5.5, 4]], dtype=float)
    from dataclasses import replace

    paths = replace(make_paths({"rate_10y": ahead}), periods=tuple(quarter_range(FIRST + 1, FIRST + 4)))
    rows = {(r["event"], r["horizon"]): r["probability"] for r in event_rows(own, paths, panel, FIRST)}
    assert rows == {
        ("yields-out", 2): 0.5, ("yields-out", 4): 0.75, ("yields-down", 2): 0.25, ("yields-down", 4): 0.25,
    }  # fmt: skip
    watch = EventWatch(own, panel)
    assert watch.rows([paths], FIRST) == event_rows(own, paths, panel, FIRST)
    made = [
        {
            "origin": str(FIRST + i),
            "events": [{"event": e, "horizon": h, "probability": 0.5} for e, h in rows],
        }
        for i in range(4)
    ]
    found = honesty(watch, made, 1)
    assert found is not None
    assert {(s.event, s.horizon, s.n) for s in found.scores} == {(e, h, 4) for e, h in rows}
    assert found.block == 6
    assert found.brier == pytest.approx(0.25)
    assert honesty(watch, [], 1) is None


def test_the_shipped_events_are_twelve_that_none_holds_at_the_restart() -> None:
    """At least eight are asked for, within a year and within three."""
    own = read_events(api.load().model)
    assert len(own.definitions) == 12
    assert own.horizons == (4, 12)
    assert set(own.variables) <= set(api.load().model.variables)


def test_each_direction_of_a_trigger_is_an_event_and_either_comes_with_the_first() -> None:
    """The shipped triggers: seven directions, either where there are two, each high once in the count."""
    rules = read_events(api.load().model)
    names = [d.name for d in rules.highs]
    assert len([n for n in names if "." in n]) == 7
    assert [n for n in names if "." not in n] == ["prices", "rates", "debt"]
    assert set(required_variables(rules.highs)) <= set(rules.variables)
    triggers = read_breaks(api.load().model)
    assert names == [d.name for d in directions(triggers)]
    yields = np.full((len(rules.variables), 12, 1), 3.0)
    at = rules.variables.index("rate_10y")
    yields[at, 5:] = 6.0  # two quarters running from the seventh on
    history = Panel(rules.variables, quarter_range(FIRST - 12, FIRST - 1), np.full((len(yields), 12), 3.0),
                    np.ones((len(yields), 12), np.uint8))  # fmt: skip
    paths = Paths(rules.variables, quarter_range(FIRST, FIRST + 11), yields, np.zeros(1, np.uint8))
    times = times_of(rules.only(rules.highs), paths, history)
    assert (int(times["rates.cuts"][0]), int(times["rates.breakout"][0])) == (0, 7)
    assert int(times["rates"][0]) == 7


def test_every_high_is_counted_once() -> None:
    said, came = np.array([0.2, 0.4]), np.array([0.0, 1.0])
    names = ["prices.up", "prices.down", "prices", "stocks.drawdown"]
    scores = tuple(event_score(n, n, 4, said, came, said, 1) for n in names)
    found = EventHonesty(scores, (), "2000Q1", "2000Q2", 1)
    assert [s.event for s in found.whole()] == ["prices", "stocks.drawdown"]
