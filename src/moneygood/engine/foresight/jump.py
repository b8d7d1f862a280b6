"""The nearest shocks beyond a jump of the path: where figures leap over their bounds and never stand on them.

A path may answer in a leap, as when a slump sets in. Then no shocks put a figure on its bound, and the
least unlikely ones that keep it lie on the surface where the path leaps. That surface is felt out by
bisection: along a ray from nothing for the first point that keeps the bounds, and beside that point for the
surface's normal; the ray is turned towards the normal until the point comes no nearer (hasofer1974, on the
surface itself).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_GRID = 64
_FINER = 5
_HALVINGS = 12
_ASIDE = 0.01
"""How far beside the point the surface is felt for, in standard deviations."""
_TURNS = 8
_FACES = 6
_MIXES = 24
_SHORTER = (0.3, 0.2, 0.14, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01, 5e-3, 2e-3)
_SHARES = (1.0, 0.5, 0.25, 0.125, 0.05)
"""How far a ray is turned towards the normal: all the way swings round where the surface bends inwards."""
_CLOSE = 1e-3
"""A turn that brings the point nearer by less than this, as a share, is the last."""

Kept = Callable[[np.ndarray], np.ndarray]
"""Whether each candidate [instrument, candidate] keeps all bounds."""


def nearest_beyond(kept: Kept, inside: np.ndarray) -> np.ndarray | None:
    """The shortest vector of shocks [instrument] found that keeps the bounds, from one `inside` them on.

    Lengths are in standard deviations of uncorrelated shocks. The point lies on the surface to nine digits of
    its length, and nothing that turning found is nearer by two thousandths, unless turns ran out. None where
    `inside` does not keep the bounds.

    >>> wall = lambda z: z[0] + z[1] >= 2.0
    >>> nearest_beyond(wall, np.array([3.0, 0.5])).round(3).tolist()
    [1.0, 1.0]
    """
    here = _first(kept, inside / np.linalg.norm(inside), float(np.linalg.norm(inside)))
    if here is None:
        return None
    chance = np.random.default_rng(0)
    normals: list[np.ndarray] = []
    for _ in range(_TURNS):
        length = float(np.linalg.norm(here))
        normals.append(_normal(kept, here))
        better = _turned(kept, here, np.array(normals[-_FACES:]), chance)
        if better is None:
            return here
        here = better
        if np.linalg.norm(here) > (1.0 - _CLOSE) * length:
            return here
    return here


def _turned(
    kept: Kept, here: np.ndarray, normals: np.ndarray, chance: np.random.Generator
) -> np.ndarray | None:
    """The nearest point found on rays turned towards the normals of the surface and towards mixes of them.

    The nearest point of an edge, where several surfaces meet, is a mix of their normals.
    """
    length = float(np.linalg.norm(here))
    mixes = np.concatenate([np.eye(len(normals)), chance.dirichlet(np.full(len(normals), 0.7), _MIXES)])
    towards = mixes @ normals
    rays = np.concatenate([(1.0 - s) * here / length + s * towards for s in _SHARES])
    rays /= np.linalg.norm(rays, axis=1)[:, None]
    lengths = length * (1.0 - np.array(_SHORTER))
    good = kept((rays[:, :, None] * lengths).transpose(1, 0, 2).reshape(len(here), -1))
    places = good.reshape(len(rays), len(lengths))
    if not places.any():
        return None
    reach = np.where(places, lengths, np.inf).min(axis=1)
    best = int(np.argmin(reach))
    return _first(kept, rays[best], float(reach[best]))


def _first(kept: Kept, ray: np.ndarray, at_most: float) -> np.ndarray | None:
    """The first point of a ray, no further than `at_most`, that keeps the bounds."""
    low, high = 0.0, at_most * (1.0 + 1e-12)
    for _ in range(_FINER):
        lengths = np.linspace(low, high, _GRID + 1)[1:]
        good = np.flatnonzero(kept(ray[:, None] * lengths))
        if not good.size:
            return None
        first = int(good[0])
        low, high = (float(lengths[first - 1]) if first else low), float(lengths[first])
    return ray * high


def _normal(kept: Kept, here: np.ndarray) -> np.ndarray:
    """The direction (of length one) that leads straight through the surface at a point of it."""
    n = len(here)
    out = here / np.linalg.norm(here)
    beside = here[:, None] + _ASIDE * np.eye(n)
    low, high = np.full(n, -2.0 * _ASIDE), np.full(n, 2.0 * _ASIDE)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        good = kept(beside + out[:, None] * middle)
        low, high = np.where(good, low, middle), np.where(good, middle, high)
    normal = -0.5 * (low + high) / _ASIDE
    return normal / np.linalg.norm(normal)
