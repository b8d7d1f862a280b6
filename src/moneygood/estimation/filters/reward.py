"""Mean, persistence and shock of the reward for capex, from announcements and what is taken beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.baseline.reward import Announcements, RewardText, kalman

POINTS = 41
"""Points of the grid along each of the three numbers."""


@dataclass(frozen=True)
class RewardEstimate:
    """Posterior mean and standard deviation of the `mean`, the `persistence` and the `shock` of the state,
    and of its `level` in the last quarter."""

    mean: tuple[float, float]
    persistence: tuple[float, float]
    shock: tuple[float, float]
    level: tuple[float, float]


def estimate_reward(text: RewardText, seen: Announcements) -> RewardEstimate:
    """The three numbers given announcements and beliefs, by summing over a grid: exact up to its width, and
    honest where likelihood is flat, as it is with fifteen quarters."""
    axes = [np.linspace(*b.range, POINTS) for b in text.beliefs]
    mean, persistence, step = (g.ravel() for g in np.meshgrid(*axes, indexing="ij"))
    level, variance, likelihood = kalman(seen, mean, persistence, step)
    weight = likelihood.copy()
    for belief, values in zip(text.beliefs, (mean, persistence, step), strict=True):
        weight -= 0.5 * ((values - belief.mean) / belief.sd) ** 2
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()

    def moments(values: np.ndarray, own: np.ndarray | float = 0.0) -> tuple[float, float]:
        centre = float(weight @ values)
        return centre, float(np.sqrt(weight @ ((values - centre) ** 2 + own)))

    return RewardEstimate(
        moments(mean), moments(persistence), moments(step), moments(level[-1], variance[-1])
    )
