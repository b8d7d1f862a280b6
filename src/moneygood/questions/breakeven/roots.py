"""Roots of a function of one number that is dear to evaluate: all in a range, and along a frontier."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

POINTS = 33
"""Points of the first look over a range: two roots nearer than a thirty-second of it can be missed."""

FEW = 9
"""The same where every point is a solution of its own."""


def brackets(points: np.ndarray, values: np.ndarray) -> list[tuple[float, float]]:
    """Neighbouring points between which the sign changes; a point that is exactly zero is its own bracket.

    Points without a value are passed over only if they do not stand between the two.
    """
    out: list[tuple[float, float]] = []
    for i, (x, v) in enumerate(zip(points, values, strict=True)):
        if v == 0:
            out.append((float(x), float(x)))
        elif i and values[i - 1] * v < 0:
            out.append((float(points[i - 1]), float(x)))
    return out


def solve(function: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """The root between two points of opposite sign, by Brent's method; `tolerance` is that of the root."""
    if low == high:
        return low
    from scipy.optimize import brentq

    a, b = function(low), function(high)
    if a == 0:
        return low
    if a * b > 0:  # the first look was in single precision: the root lies at the nearer end
        return low if abs(a) < abs(b) else high
    found = brentq(function, low, high, xtol=tolerance, rtol=4 * np.finfo(float).eps)
    return float(found[0] if isinstance(found, tuple) else found)


def interpolated(points: np.ndarray, values: np.ndarray, at: float) -> float | None:
    """The root nearest to `at` of the straight lines through the points; None when there is none."""
    roots = []
    for a, b in brackets(points, values):
        if a == b:
            roots.append(a)
            continue
        va, vb = values[points == a][0], values[points == b][0]
        roots.append(a - va * (b - a) / (vb - va))
    return min(roots, key=lambda x: abs(x - at)) if roots else None


def frontier(
    many: Callable[[np.ndarray], np.ndarray],
    first: np.ndarray,
    second: np.ndarray,
    rest: float,
    points: int = FEW,
) -> list[float | None]:
    """For every value of `second` the value of the first lever at the root nearest to `rest`, or None.

    `many` evaluates columns [2, point]. A first look over all pairs is followed by `points`
    inside each bracket.
    """
    grid = np.array([[x, y] for y in second for x in first]).T
    values = many(grid).reshape(len(second), len(first))
    found = [interpolated(first, row, rest) for row in values]
    inside = []
    for row, root in zip(values, found, strict=True):
        near = [] if root is None else [b for b in brackets(first, row) if b[0] <= root <= b[1]]
        inside.append(np.linspace(*near[0], points) if near else None)
    fine = [(x, y) for xs, y in zip(inside, second, strict=True) if xs is not None for x in xs]
    if not fine:
        return found
    again = iter(many(np.array(fine).T).reshape(-1, points))
    out: list[float | None] = []
    for root, xs in zip(found, inside, strict=True):
        better = None if xs is None else interpolated(xs, next(again), rest)
        out.append(root if better is None else better)
    return out
