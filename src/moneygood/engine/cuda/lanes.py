"""What surrounds a quarter for one draw: its past, its outputs, and the small functions that programs call.

Plain scalar functions, compiled by `targets`.
"""

from __future__ import annotations

ENDLESS = float("inf")


def largest(a, b):
    """The larger; not a number where either is not."""
    if a != a:
        return a
    return a if a > b else b


def smallest(a, b):
    """The smaller; not a number where either is not."""
    if a != a:
        return a
    return a if a < b else b


def above(a, b):
    """1 where a > b, else 0."""
    return 1.0 if a > b else 0.0


def at_least(a, b):
    """1 where a >= b, else 0."""
    return 1.0 if a >= b else 0.0


def turn_of(t, lag, past):
    """Where in the ring `past` the quarter `lag` before quarter `t` stands."""
    depth = past.shape[0]
    return (t + depth - lag) % depth


def begin_lane(lane, history, deep_history, before, past, status, sums, effort, count):
    """The past of a new draw; nothing has been counted yet."""
    for row in range(len(history)):
        before[row, lane] = history[row]
    for k in range(deep_history.shape[0]):
        for row in range(deep_history.shape[1]):
            past[k, row, lane] = deep_history[k, row]
    status[lane] = 0
    sums[lane] = 0.0
    for row in range(effort.shape[0]):
        effort[row, lane] = 0
    for row in range(count.shape[0]):
        count[row, lane] = 0


def keep_lane(
    lane, t, now, past, deep_rows, kept_rows, kept_at, values, slots, freed_from, freed_slot, freed
):
    """What is kept of a quarter: asked-for variables, those read further back, what holds set free.

    `values` [block, kept, quarter, draw in the block] leaves the device block by block.
    """
    width = values.shape[3]
    for j in range(len(kept_rows)):
        values[lane // width, kept_at[j], t, lane % width] = now[kept_rows[j], lane]
    ring = t % past.shape[0]
    for j in range(len(deep_rows)):
        past[ring, j, lane] = now[deep_rows[j], lane]
    for i in range(freed_from[t], freed_from[t + 1]):
        freed[i, lane] = slots[freed_slot[i], lane]


HELPERS = (largest, smallest, above, at_least, turn_of)
FUNCTIONS = (begin_lane, keep_lane)
