from __future__ import annotations

import numpy as np
import pytest

from moneygood.runs.first_passage.cascade import edge, edges, orders


def test_orders_are_counted_and_add_up() -> None:
    times = {"a": np.array([1, 2, 0, 3, 1]), "b": np.array([2, 1, 0, 3, 0])}
    found = {o.sequence: o.share for o in orders(times)}
    assert found == {("a", "b"): 0.2, ("b", "a"): 0.2, (): 0.2, ("a+b",): 0.2, ("a",): 0.2}


def test_orders_of_four_are_those_of_sorting_each_draw() -> None:
    rng = np.random.default_rng(1)
    names = ("prices", "rates", "debt", "stocks")
    times = {n: rng.integers(0, 6, size=500) for n in names}
    counts: dict[tuple[str, ...], int] = {}
    for draw in range(500):
        steps: dict[int, list[str]] = {}
        for n in names:
            if times[n][draw]:
                steps.setdefault(int(times[n][draw]), []).append(n)
        key = tuple("+".join(sorted(steps[t])) for t in sorted(steps))
        counts[key] = counts.get(key, 0) + 1
    assert {o.sequence: round(500 * o.share) for o in orders(times)} == counts


def test_a_link_that_is_built_in_is_found_and_the_other_way_is_not() -> None:
    rng = np.random.default_rng(2)
    n, quarters = 40_000, 40
    cause = np.minimum(rng.geometric(0.03, n), quarters + 1)
    own = np.minimum(rng.geometric(0.02, n), quarters + 1)
    follows = np.where(
        (rng.random(n) < 0.5) & (cause <= quarters), cause + rng.integers(1, 5, n), quarters + 1
    )
    effect = np.minimum(own, follows)
    times = {"cause": np.where(cause > quarters, 0, cause), "effect": np.where(effect > quarters, 0, effect)}
    forward = edge("cause", "effect", times, quarters)
    backward = edge("effect", "cause", times, quarters)
    assert forward is not None
    assert backward is not None
    assert forward.p_after == pytest.approx(0.5 + 0.5 * (1 - 0.98**8), abs=0.02)
    assert forward.odds_ratio is not None
    assert forward.odds_ratio > 4
    assert backward.odds_ratio == pytest.approx(1.0, abs=4 * (backward.log_odds_error or 0))


def test_independent_breaks_have_odds_of_one() -> None:
    rng = np.random.default_rng(3)
    ratios, errors = [], []
    for _ in range(60):
        draws = np.minimum(rng.geometric(0.05, (2, 1500)), 31)
        times = {"a": np.where(draws[0] > 30, 0, draws[0]), "b": np.where(draws[1] > 30, 0, draws[1])}
        link = edge("a", "b", times, 30)
        assert link is not None
        ratios.append(np.log(link.odds_ratio))
        errors.append(link.log_odds_error)
    assert abs(np.mean(ratios)) < 4 * np.std(ratios) / np.sqrt(60)
    assert np.mean(errors) == pytest.approx(np.std(ratios), rel=0.3)


def test_edge_by_hand_uses_survivors_of_the_same_quarter() -> None:
    # quarter 1: draws 0 and 1 break a; b follows on draw 0 only. Survivors with neither broken: 2, 3, 4; b by
    # quarter 2 on draw 2 only. Draw 5 broke b in quarter 1 and is no survivor.
    times = {"a": np.array([1, 1, 0, 0, 0, 0]), "b": np.array([2, 0, 2, 0, 0, 1])}
    link = edge("a", "b", times, 2, window=1)
    assert link is not None
    assert link.cases == 2
    assert link.p_after == pytest.approx(0.5)
    assert link.p_matched == pytest.approx(1 / 3)
    assert link.odds_ratio == pytest.approx((1 * 2) / (1 * 1))


def test_nothing_follows_where_nothing_breaks() -> None:
    times = {"a": np.zeros(50, dtype=int), "b": np.ones(50, dtype=int)}
    assert edge("a", "b", times, 10) is None
    assert edges(times, 10) == ()
