"""Sharing a total among players so that the shares add up exactly (Shapley 1953)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np

EXACT_UP_TO = 9
"""With so many players all coalitions are valued; with more, random orders are."""

PAIRS = 48
"""Random orders come in pairs, each with its reverse (antithetic), which removes pairwise noise."""


@dataclass(frozen=True)
class ShapleyValues:
    """`values` [player, ...] add up to `total` = value of all minus value of none, `empty`.

    `errors` [player, ...] are standard errors: of the sampled orders, of the draws, or zero where both are
    exhausted. `exact` says that every coalition was valued.
    """

    values: np.ndarray
    errors: np.ndarray
    empty: np.ndarray
    total: np.ndarray
    exact: bool
    coalitions: int


Value = Callable[[np.ndarray], np.ndarray]
"""Coalitions as columns, bool [player, coalition] -> values [coalition, ...]."""


def shapley(players: int, value: Value, *, seed: int = 1, exact_up_to: int = EXACT_UP_TO) -> ShapleyValues:
    """The Shapley value of each player: its contribution to a coalition, averaged over all orders of joining.

    Exact when there are at most `exact_up_to` players; else the mean over `PAIRS` random orders and their
    reverses, whose shares add up exactly too, with the standard error over pairs. A player that never
    changes a value gets exactly zero.
    """
    if players <= exact_up_to:
        return _exact(players, value)
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(players) for _ in range(PAIRS)]
    orders = [o for order in orders for o in (order, order[::-1])]
    steps = [prefixes(order) for order in orders]
    table = np.concatenate(steps, axis=1)
    packed, back = np.unique(table, axis=1, return_inverse=True)
    worth = value(packed)[back.reshape(-1)]
    per_order = worth.reshape(len(orders), players + 1, *worth.shape[1:])
    gains = np.empty((len(orders), players, *worth.shape[1:]))
    for i, order in enumerate(orders):
        gains[i, order] = np.diff(per_order[i], axis=0)
    pairs = 0.5 * (gains[0::2] + gains[1::2])
    return ShapleyValues(
        values=pairs.mean(axis=0),
        errors=pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)),
        empty=per_order[0, 0],
        total=per_order[0, -1] - per_order[0, 0],
        exact=False,
        coalitions=packed.shape[1],
    )


def prefixes(order: np.ndarray) -> np.ndarray:
    """The coalitions met on the way from none to all in this order: bool [player, player + 1]."""
    n = len(order)
    place = np.empty(n, dtype=int)
    place[order] = np.arange(n)
    return place[:, None] < np.arange(n + 1)[None, :]


def _exact(players: int, value: Value) -> ShapleyValues:
    count = 1 << players
    numbers = np.arange(count)
    table = (numbers[None, :] >> np.arange(players)[:, None]) & 1 == 1
    worth = value(table)
    sizes = table.sum(axis=0)
    weights = np.array(
        [
            factorial(s) * factorial(players - s - 1) / factorial(players) if s < players else 0.0
            for s in sizes
        ]
    )
    shares = np.empty((players, *worth.shape[1:]))
    for i in range(players):
        without = numbers[~table[i]]
        gain = worth[without | (1 << i)] - worth[without]
        shares[i] = np.tensordot(weights[without], gain, axes=(0, 0))
    return ShapleyValues(shares, np.zeros_like(shares), worth[0], worth[-1] - worth[0], True, count)


def shapley_by_draw(
    players: int, draws: int, value: Callable[[np.ndarray, np.ndarray], np.ndarray], *, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Shares of every draw [player, draw, ...] and the value of no player [draw, ...], one random order per
    draw.

    `value(members [player, lane], draw [lane])` gives the values [lane, ...]. In each draw the shares add up
    exactly; their mean over draws is unbiased for the mean Shapley value. Neighbouring draws have orders that
    are each other's reverse.
    """
    rng = np.random.default_rng(seed)
    ranks = np.empty((players, draws), dtype=int)
    for d in range(0, draws, 2):
        ranks[:, d] = rng.permutation(players)
        if d + 1 < draws:
            ranks[:, d + 1] = players - 1 - ranks[:, d]
    steps = np.arange(players + 1)
    members = (ranks[:, None, :] < steps[None, :, None]).reshape(players, -1)
    worth = value(members, np.tile(np.arange(draws), players + 1))
    worth = worth.reshape(players + 1, draws, *worth.shape[1:])
    gains = np.diff(worth, axis=0)
    index = ranks.reshape(*ranks.shape, *[1] * (gains.ndim - 2))
    return np.take_along_axis(gains, index, axis=0), worth[0]
