"""The path that is most typical of an order of breaks: the medoid of the draws that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from moneygood.core.paths import Paths
from moneygood.runs.first_passage.cascade import NEVER
from moneygood.runs.first_passage.passage import FirstPassage

MOST = 1500
"""Draws of one order among which the medoid is looked for; more are thinned evenly."""


@dataclass(frozen=True)
class Typical:
    """One draw that stands for an order: its number, how many draws it stands for, its breaks by quarter,
    and the figures [variable, quarter] of the variables that the breaks are defined on."""

    sequence: tuple[str, ...]
    share: float
    draw: int
    stands_for: int
    breaks: dict[str, str]
    names: tuple[str, ...]
    figures: np.ndarray

    def as_json(self, periods: Sequence[str]) -> dict[str, Any]:
        """The path as a plain dictionary for `--json`."""
        return {
            "sequence": list(self.sequence),
            "share": self.share,
            "draw": self.draw,
            "stands_for": self.stands_for,
            "breaks": self.breaks,
            "periods": list(periods),
            "figures": {n: [float(v) for v in row] for n, row in zip(self.names, self.figures, strict=True)},
        }


def typical_paths(
    passage: FirstPassage, paths: Paths, names: Sequence[str], most: int = 5
) -> tuple[Typical, ...]:
    """The medoid draw of each of the `most` frequent orders.

    The medoid is the draw with the smallest (weighted) sum of distances to those of its order; the distance
    is Euclidean over `names` and quarters, each in standard deviations over all draws of that quarter, so
    that no variable counts more for its unit. Unlike a mean path it is a path that the model has simulated.
    """
    good = np.flatnonzero(paths.ok)
    table = np.stack([np.asarray(paths.series(n), dtype=np.float64)[:, good] for n in names])
    spread = table.std(axis=2, keepdims=True)
    scaled = (table - table.mean(axis=2, keepdims=True)) / np.where(spread > 0, spread, 1.0)
    points = scaled.reshape(-1, good.size).T
    mass = np.ones(good.size) if paths.mass is None else paths.mass
    found = []
    for order in passage.order[:most]:
        mine = np.flatnonzero(members(passage.times, order.sequence))
        sample = mine if mine.size <= MOST else mine[np.linspace(0, mine.size - 1, MOST).astype(int)]
        best = int(sample[medoid(points[sample], mass[sample])])
        breaks = {
            key: str(passage.periods[int(t[best]) - 1])
            for key, t in passage.side_times.items()
            if t[best] != NEVER
        }
        found.append(
            Typical(order.sequence, order.share, int(good[best]) + paths.first_draw, int(mine.size), breaks,
                    tuple(names), table[:, :, best])
        )  # fmt: skip
    return tuple(found)


def medoid(points: np.ndarray, mass: np.ndarray | None = None) -> int:
    """The row of `points` [point, feature] with the smallest sum of distances to all others, each as often as
    its `mass` says."""
    squares = (points**2).sum(axis=1)
    gaps = np.maximum(squares[:, None] + squares[None, :] - 2.0 * points @ points.T, 0.0)
    far = np.sqrt(gaps)
    return int(np.argmin(far.sum(axis=1) if mass is None else far @ mass))


def members(times: Mapping[str, np.ndarray], sequence: Sequence[str]) -> np.ndarray:
    """The draws [draw] on which breaks happen in exactly this order, ties joined by +."""
    groups = [set(step.split("+")) for step in sequence]
    listed = set().union(*groups) if groups else set()
    size = len(next(iter(times.values())))
    out = np.ones(size, dtype=bool)
    for name, t in times.items():
        out &= (t != NEVER) if name in listed else (t == NEVER)
    for group in groups:
        first, *rest = sorted(group)
        for name in rest:
            out &= times[name] == times[first]
    for a, b in pairwise(groups):
        out &= times[min(a)] < times[min(b)]
    return out
