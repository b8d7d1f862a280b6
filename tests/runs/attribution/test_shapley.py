"""Shares against games whose Shapley value is in the textbooks."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from moneygood.runs.attribution.shapley import prefixes, shapley, shapley_by_draw


def by_definition(players: int, value) -> np.ndarray:
    """The obvious way: walk through all orders of joining."""
    total = np.zeros(players)
    for order in itertools.permutations(range(players)):
        inside = np.zeros(players, dtype=bool)
        for player in order:
            before = float(value(inside[:, None])[0])
            inside[player] = True
            total[player] += float(value(inside[:, None])[0]) - before
    return total / math.factorial(players)


def glove(members: np.ndarray) -> np.ndarray:
    """Two left gloves and one right one: a pair is worth one."""
    return np.minimum(members[:2].sum(axis=0), members[2]).astype(float)


def rough(members: np.ndarray) -> np.ndarray:
    """A game with interactions of every order."""
    weights = np.arange(1, len(members) + 1)
    return np.sin((members * weights[:, None]).sum(axis=0)) + members.sum(axis=0) ** 2.0


def test_the_right_glove_gets_two_thirds() -> None:
    assert shapley(3, glove).values == pytest.approx([1 / 6, 1 / 6, 2 / 3])


@pytest.mark.parametrize("players", [1, 2, 4, 6])
def test_exact_shares_are_those_of_walking_through_all_orders(players: int) -> None:
    done = shapley(players, rough)
    assert done.exact
    assert done.values == pytest.approx(by_definition(players, rough), abs=1e-12)
    assert done.values.sum() == pytest.approx(float(done.total), abs=1e-12)


def test_sampled_orders_come_near_the_exact_shares_and_add_up_exactly() -> None:
    sampled, exact = shapley(6, rough, exact_up_to=0), shapley(6, rough)
    assert not sampled.exact
    assert np.all(np.abs(sampled.values - exact.values) <= 4 * sampled.errors + 1e-12)
    assert sampled.errors.max() > 0
    assert sampled.values.sum() == pytest.approx(float(exact.total), abs=1e-12)


@pytest.mark.parametrize("limit", [0, 9])
def test_a_player_that_carries_nothing_gets_exactly_zero(limit: int) -> None:
    done = shapley(5, lambda m: rough(m[[0, 1, 3, 4]]), exact_up_to=limit)
    assert done.values[2] == 0.0
    assert done.errors[2] == 0.0


def test_players_that_do_the_same_get_the_same() -> None:
    done = shapley(4, lambda m: np.exp(m.sum(axis=0) * 0.7))
    assert np.ptp(done.values) < 1e-12


def test_shares_of_a_linear_game_are_its_coefficients_in_every_draw() -> None:
    rng = np.random.default_rng(3)
    sizes = rng.normal(size=(5, 40))
    shares, empty = shapley_by_draw(5, 40, lambda m, d: 2.0 + (m * sizes[:, d]).sum(axis=0))
    assert shares == pytest.approx(sizes, abs=1e-12)
    assert empty == pytest.approx(np.full(40, 2.0))


def test_shares_by_draw_add_up_and_are_unbiased() -> None:
    draws = 4000

    def value(members: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        return rough(members) * (1 + (numbers % 2))

    shares, empty = shapley_by_draw(4, draws, value)
    whole = value(np.ones((4, draws), dtype=bool), np.arange(draws))
    assert (empty + shares.sum(axis=0)) == pytest.approx(whole, abs=1e-12)
    error = shares.std(axis=1, ddof=1) / np.sqrt(draws)
    assert np.all(np.abs(shares.mean(axis=1) - 1.5 * shapley(4, rough).values) < 4.5 * error)


def test_values_may_be_tables() -> None:
    table = np.arange(6.0).reshape(2, 3)
    shares, _ = shapley_by_draw(2, 5, lambda m, d: m[0][:, None, None] * table)
    assert shares.shape == (2, 5, 2, 3)
    assert np.array_equal(shares[0, 3], table)
    assert not shares[1].any()


def test_prefixes_grow_one_by_one_in_order() -> None:
    steps = prefixes(np.array([2, 0, 1]))
    assert steps.T.astype(int).tolist() == [[0, 0, 0], [0, 0, 1], [1, 0, 1], [1, 1, 1]]
