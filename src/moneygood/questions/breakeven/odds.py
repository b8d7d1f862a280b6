"""The probability version: which value of a lever meets the target in a given share of draws."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from moneygood.questions.breakeven.roots import interpolated

LOOKS = 4
"""Values of the lever, spread over its range, at which all draws are simulated first."""

TRIES = 2
"""Further simulations for each share that is asked for."""


@dataclass(frozen=True)
class Odds:
    """The `share` asked for, the lever's `value` that reaches it (None: not in the range) and its error.

    `reached` is the share met at that value in a simulation of its own, `error` its Monte-Carlo error;
    `low` and `high` are where the odds curve is that error times 1.96 away (None beyond the range).
    """

    share: float
    value: float | None
    low: float | None
    high: float | None
    reached: float | None
    error: float | None

    def as_json(self) -> dict[str, float | None]:
        """The entry under ``odds``."""
        return dict(self.__dict__)


class OddsCurve:
    """The share of draws that meet the target against the lever's value, on the same draws throughout.

    Between simulated values the slack of every draw is taken to be a straight line; a value that is reported
    is simulated itself.
    """

    def __init__(self, drawn: Callable[[float], np.ndarray], points: np.ndarray) -> None:
        self._drawn = drawn
        self.slack: dict[float, np.ndarray] = {}
        for x in points:
            self.simulate(float(x))

    def simulate(self, x: float) -> float:
        """The share at a value, simulated."""
        if x not in self.slack:
            self.slack[x] = self._drawn(x)
        return share_met(self.slack[x])[0]

    @property
    def points(self) -> list[float]:
        """The simulated values, in order."""
        return sorted(self.slack)

    def at(self, x: float) -> float:
        """The share at a value, between simulated values by straight lines of each draw."""
        points = self.points
        i = int(np.clip(np.searchsorted(points, x), 1, len(points) - 1))
        a, b = points[i - 1], points[i]
        w = (x - a) / (b - a)
        return share_met((1 - w) * self.slack[a] + w * self.slack[b])[0]

    def crossing(self, share: float, rest: float) -> float | None:
        """The value nearest to `rest` at which the curve passes the share; None when it never does."""
        fine = np.unique(np.concatenate([np.linspace(a, b, 41) for a, b in _pairs(self.points)]))
        return interpolated(fine, np.array([self.at(float(x)) for x in fine]) - share, rest)


def share_met(slack: np.ndarray) -> tuple[float, float]:
    """The share of good draws whose slack is not below zero, and its Monte-Carlo error."""
    good = slack[np.isfinite(slack)]
    if good.size == 0:
        return float("nan"), float("nan")
    p = float(np.mean(good >= 0))
    return p, float(np.sqrt(max(p * (1 - p), 1 / good.size) / good.size))


def find_odds(curve: OddsCurve, share: float, rest: float) -> Odds:
    """The value of the lever with the odds asked for, refined until it is within half its error."""
    x = None
    for _ in range(TRIES):
        x = curve.crossing(share, rest)
        if x is None:
            return Odds(share, None, None, None, None, None)
        reached, error = curve.simulate(x), share_met(curve.slack[x])[1]
        if abs(reached - share) <= error / 2:
            break
    assert x is not None
    reached, error = share_met(curve.slack[x])
    ends = [curve.crossing(level, x) for level in (reached - 1.96 * error, reached + 1.96 * error)]
    known = sorted(e for e in ends if e is not None)
    low = known[0] if known and known[0] < x else None
    high = known[-1] if known and known[-1] > x else None
    return Odds(share, x, low, high, reached, error)


def _pairs(points: list[float]) -> list[tuple[float, float]]:
    return list(itertools.pairwise(points))
