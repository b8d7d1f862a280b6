"""The patient rule induction method: boxes in which an outcome is frequent.

Friedman and Fisher (1999), with the objective that divides the gain in density by the draws given up, and the
quasi-p-values and resampling of Bryant and Lempert (2010). Own implementation: columns are sorted once, so a
peel costs one pass over the draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Box:
    """Limits [input] from `low` to `high`, both included; infinite where an input is not restricted.

    `count` draws of the sample lie in it, `hits` of them with the outcome.
    """

    low: np.ndarray
    high: np.ndarray
    count: int
    hits: int

    @property
    def density(self) -> float:
        """Share of the box's draws with the outcome."""
        return self.hits / self.count if self.count else 0.0

    @property
    def restricted(self) -> np.ndarray:
        """Which inputs it restricts [input]."""
        return np.isfinite(self.low) | np.isfinite(self.high)

    def holds(self, x: np.ndarray) -> np.ndarray:
        """Which rows of x [draw, input] lie in it."""
        out = np.ones(len(x), dtype=bool)
        for j in np.flatnonzero(self.restricted):
            out &= (x[:, j] >= self.low[j]) & (x[:, j] <= self.high[j])
        return out


@dataclass(frozen=True)
class Settings:
    """`peel` and `paste`: share of draws cut off or taken back at a time; `mass`: the smallest box, as a
    share."""

    peel: float = 0.05
    paste: float = 0.05
    mass: float = 0.05


class Sorted:
    """A sample with every column sorted once: x [draw, input] and outcome y [draw] of 0 and 1."""

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        self.x, self.y = x, y.astype(np.float64)
        self.n, self.inputs = x.shape
        self.order = np.argsort(x, axis=0, kind="stable").T.copy()
        self.xs = np.take_along_axis(x.T, self.order, axis=1)
        self.ys = self.y[self.order]

    def within(self, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Sorted values and outcomes [input, draw inside] of the draws inside."""
        mask = inside[self.order]
        m = int(inside.sum())
        return self.xs[mask].reshape(self.inputs, m), self.ys[mask].reshape(self.inputs, m)


def find_boxes(x: np.ndarray, y: np.ndarray, settings: Settings | None = None) -> list[Box]:
    """The peeling and pasting trajectory on x [draw, input] and y [draw]: the whole sample first."""
    settings = settings or Settings()
    data = Sorted(x, y)
    inside = np.ones(data.n, dtype=bool)
    start = Box(np.full(data.inputs, -np.inf), np.full(data.inputs, np.inf), data.n, int(data.y.sum()))
    trajectory = [start]
    while True:
        box = _peel(data, trajectory[-1], inside, settings)
        if box is None:
            break
        trajectory.append(box)
        inside = box.holds(x)
    while True:
        box = _paste(data, trajectory[-1], settings)
        if box is None:
            return trajectory
        trajectory.append(box)


def _peel(data: Sorted, box: Box, inside: np.ndarray, settings: Settings) -> Box | None:
    """The box after the peel that gains most density per draw given up; None when none gains."""
    m = box.count
    if m < 2:
        return None
    xs, ys = data.within(inside)
    found: list[tuple[float, int, int, int, float, int]] = []
    total = np.cumsum(ys, axis=1)
    restricted = box.restricted
    for direction in (1, 0):  # from above first, as ties go to the first
        low, high = _neighbours(xs, 1 - settings.peel if direction else settings.peel)
        rows = np.arange(data.inputs)
        cut = (xs[rows, low] + xs[rows, high]) / 2
        if direction:
            kept = (xs <= cut[:, None]).sum(axis=1)
            hits = np.where(kept > 0, total[rows, np.maximum(kept - 1, 0)], 0.0)
        else:
            out = (xs < cut[:, None]).sum(axis=1)
            kept = m - out
            hits = total[:, -1] - np.where(out > 0, total[rows, np.maximum(out - 1, 0)], 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = np.where(kept < m, (hits / np.maximum(kept, 1) - box.density) / (m - kept), 0.0)
        for j in rows:
            free = data.inputs - int(restricted.sum()) - (0 if restricted[j] else 1)
            found.append(
                (float(gain[j]), free, -2 * int(j) - (1 - direction), int(j), float(cut[j]), direction)
            )
    gain, _, _, j, cut_at, direction = max(found)
    if gain <= 0:
        return None
    new = _moved(box, data, j, cut_at, direction)
    if new.count < settings.mass * data.n or new.count >= m:
        return None
    return new


def _neighbours(xs: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """The two neighbouring places of sorted values [input, draw] between which a quantile is cut.

    Ties are stepped over, downwards in the upper half and upwards in the lower one.
    """
    m = xs.shape[1]
    at = (m - 1) * share
    low, high = int(np.floor(at)), int(np.ceil(at))
    if share > 0.5:
        same = (xs < xs[:, [high]]).sum(axis=1) - 1
        first = np.where(xs[:, low] == xs[:, high], np.maximum(same, 0), low)
        return first, np.full(xs.shape[0], high)
    same = (xs <= xs[:, [low]]).sum(axis=1)
    last = np.where(xs[:, low] == xs[:, high], np.minimum(same, m - 1), high)
    return np.full(xs.shape[0], low), last


def _paste(data: Sorted, box: Box, settings: Settings) -> Box | None:
    """The box after taking back the draws that raise its density most; None when none do."""
    best: tuple[float, int, Box] | None = None
    for j in np.flatnonzero(box.restricted):
        for direction in (0, 1):
            limit = box.high[j] if direction else box.low[j]
            if not np.isfinite(limit):
                continue
            low, high = box.low.copy(), box.high.copy()
            low[j], high[j] = (limit, np.inf) if direction else (-np.inf, limit)
            beyond = np.sort(data.x[Box(low, high, 0, 0).holds(data.x), j])
            at = np.inf if direction else -np.inf
            if beyond.size:
                a, b = _neighbours(beyond[None], settings.paste if direction else 1 - settings.paste)
                at = float((beyond[a[0]] + beyond[b[0]]) / 2)
            new = _moved(box, data, int(j), at, direction)
            if new.count <= box.count:
                continue
            gain = (new.density - box.density) / (new.count - box.count)
            free = data.inputs - int(new.restricted.sum())
            if gain > 0 and (best is None or (gain, free) > best[:2]):
                best = (gain, free, new)
    return best[2] if best else None


def _moved(box: Box, data: Sorted, j: int, at: float, direction: int) -> Box:
    low, high = box.low.copy(), box.high.copy()
    (high if direction else low)[j] = at
    inside = Box(low, high, 0, 0).holds(data.x)
    return Box(low, high, int(inside.sum()), int(data.y[inside].sum()))


def quasi_p(box: Box, x: np.ndarray, y: np.ndarray) -> dict[int, float]:
    """For every restricted input the odds of so many hits by chance if its restriction did nothing.

    One-sided binomial: the box without the input's limits gives the density that chance would have. The tail
    is a regularised incomplete beta function.
    """
    from scipy.special import betainc

    out: dict[int, float] = {}
    for j in np.flatnonzero(box.restricted):
        low, high = box.low.copy(), box.high.copy()
        low[j], high[j] = -np.inf, np.inf
        inside = Box(low, high, 0, 0).holds(x)
        density = float(y[inside].mean())
        out[int(j)] = float(betainc(box.hits, box.count - box.hits + 1, density)) if box.hits else 1.0
    return out


def without(box: Box, inputs: list[int], x: np.ndarray, y: np.ndarray) -> Box:
    """The box with the limits of some inputs dropped."""
    low, high = box.low.copy(), box.high.copy()
    low[inputs], high[inputs] = -np.inf, np.inf
    inside = Box(low, high, 0, 0).holds(x)
    return Box(low, high, int(inside.sum()), int(y[inside].sum()))


def reproduced(
    x: np.ndarray, y: np.ndarray, box: Box, settings: Settings, times: int, rng: np.random.Generator
) -> np.ndarray:
    """The share of half-samples whose box of the same coverage restricts each input [input]."""
    counts = np.zeros(x.shape[1])
    coverage = box.hits / max(y.sum(), 1)
    done = 0
    for _ in range(times):
        rows = rng.permutation(len(y))[: len(y) // 2]
        hits = y[rows].sum()
        if hits == 0:
            continue
        trajectory = find_boxes(x[rows], y[rows], settings)
        nearest = min(trajectory, key=lambda b: abs(b.hits / hits - coverage))
        counts += nearest.restricted
        done += 1
    return counts / max(done, 1)
