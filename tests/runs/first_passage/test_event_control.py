"""EventDifference comparisons against plain loops and against events whose effect is known."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.runs.first_passage.event_control import event_difference, warning_worth


def by_loops(values: np.ndarray, times: np.ndarray, after: int) -> tuple[float, int]:
    """Walk through every event and look up the mean of those that came as far."""
    gaps = []
    for draw, t in enumerate(times):
        row = t - 1 + after
        if t == 0 or row >= len(values):
            continue
        others = [values[row, d] for d, s in enumerate(times) if s > t or s == 0]
        if len(others) >= 2:
            gaps.append(values[row, draw] - sum(others) / len(others))
    return sum(gaps) / len(gaps), len(gaps)


def events(rng: np.random.Generator, quarters: int, draws: int, odds: float = 0.08) -> np.ndarray:
    hit = rng.random((quarters, draws)) < odds
    return np.where(hit.any(axis=0), hit.argmax(axis=0) + 1, 0)


def test_the_difference_is_that_of_plain_loops() -> None:
    rng = np.random.default_rng(1)
    values, times = rng.normal(size=(15, 200)), events(rng, 15, 200)
    for after in (0, 3):
        found = event_difference(values, times, after)
        gap, cases = by_loops(values, times, after)
        assert found.difference == pytest.approx(gap, abs=1e-12)
        assert found.cases == cases


def test_an_event_without_effect_shows_none_and_the_error_is_honest() -> None:
    """Over 400 repetitions the standardised difference has mean zero and unit spread."""
    scores = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        found = event_difference(rng.normal(size=(8, 150)), events(rng, 8, 150), 2)
        scores.append(found.difference / found.error)  # type: ignore[operator]
    assert abs(np.mean(scores)) < 0.2
    assert np.std(scores) == pytest.approx(1.0, abs=0.15)


def test_a_planted_effect_is_found_though_early_and_late_quarters_differ() -> None:
    """All figures rise over time and events come late: a plain mean would mistake that for an effect."""
    rng = np.random.default_rng(5)
    quarters, draws = 12, 6000
    hit = rng.random((quarters, draws)) < np.linspace(0.0, 0.2, quarters)[:, None]
    times = np.where(hit.any(axis=0), hit.argmax(axis=0) + 1, 0)
    values = rng.normal(size=(quarters, draws)) + 3.0 * np.arange(quarters)[:, None]
    struck = (np.arange(1, quarters + 1)[:, None] >= times) & (times > 0)
    values -= 0.5 * struck
    found = event_difference(values, times, 0)
    assert abs(found.difference + 0.5) < 4 * found.error  # type: ignore[operator]


def test_without_events_there_is_no_figure() -> None:
    found = event_difference(np.zeros((4, 5)), np.zeros(5, dtype=int), 1)
    assert (found.difference, found.error, found.cases) == (None, None, 0)


def test_the_worth_of_a_sign_is_that_of_plain_loops() -> None:
    rng = np.random.default_rng(2)
    quarters, draws, window = 14, 120, 3
    on, times = rng.random((quarters + 1, draws)) < 0.4, events(rng, quarters, draws)
    cells = {(sign, soon): 0 for sign in (True, False) for soon in (True, False)}
    for d in range(draws):
        for t in range(quarters + 1 - window):
            if times[d] and times[d] <= t:
                continue
            soon = bool(times[d]) and times[d] <= t + window
            cells[bool(on[t, d]), soon] += 1
    found = warning_worth(on, times, window)
    p_on = cells[True, True] / (cells[True, True] + cells[True, False])
    p_off = cells[False, True] / (cells[False, True] + cells[False, False])
    assert found.p_on == pytest.approx(p_on)
    assert found.p_off == pytest.approx(p_off)
    assert found.lift == pytest.approx(p_on / p_off)


def test_a_sign_that_says_nothing_has_a_lift_of_one() -> None:
    rng = np.random.default_rng(8)
    found = warning_worth(rng.random((21, 4000)) < 0.3, events(rng, 20, 4000), 4)
    assert abs(np.log(found.lift)) < 4 * found.lift_error  # type: ignore[operator,arg-type]
    assert found.on_share == pytest.approx(0.3, abs=0.02)


def test_a_sign_that_always_precedes_has_a_high_lift() -> None:
    times = np.array([3, 0, 0, 5] * 30)
    on = np.zeros((13, 120), dtype=bool)
    for d, t in enumerate(times):
        if t:
            on[max(t - 2, 0) : t, d] = True
    on[1, 1] = True
    found = warning_worth(on, times, 4)
    assert found.lift is not None
    assert found.lift > 5
