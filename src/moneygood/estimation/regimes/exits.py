"""What the history cannot say: how the odds of leaving a state depend on what is observed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Slope:
    """The slope of the log odds of leaving a state, per standard deviation of one observable, known before.

    `error` is its standard error, missing when the figures separate exits from stays perfectly.
    """

    state: str
    observable: str
    quarters: int
    exits: int
    slope: float
    error: float

    @property
    def ratio(self) -> float:
        """The slope in standard errors."""
        return self.slope / self.error if self.error > 0 else float("nan")


def exit_slopes(
    figures: np.ndarray, path: np.ndarray, states: tuple[str, ...], observables: tuple[str, ...]
) -> tuple[Slope, ...]:
    """A logit for each state and observable: does the state end next quarter, given today's figure?

    `figures` [quarter, observable], `path` [quarter] the most likely state by number.
    """
    found = []
    for s, state in enumerate(states):
        here = np.flatnonzero((path[:-1] == s) & ~np.isnan(figures[:-1]).any(axis=1))
        left = (path[here + 1] != s).astype(float)
        for o, name in enumerate(observables):
            x = figures[here, o]
            spread = x.std()
            slope, error = float("nan"), float("nan")
            if spread > 0 and 0 < left.sum() < len(left):
                slope, error = logit((x - x.mean()) / spread, left)
            found.append(Slope(state, name, len(here), int(left.sum()), slope, error))
    return tuple(found)


def logit(x: np.ndarray, y: np.ndarray, most: int = 100) -> tuple[float, float]:
    """Slope and standard error of a logit of `y` (0 or 1) on a constant and `x`, by Newton's method."""
    design = np.column_stack([np.ones_like(x), x])
    beta = np.zeros(2)
    information = np.eye(2)
    for _ in range(most):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        information = design.T @ ((p * (1 - p))[:, None] * design)
        if np.linalg.cond(information) > 1e12:
            return float("nan"), float("nan")
        step = np.linalg.solve(information, design.T @ (y - p))
        beta = beta + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-10:
            break
    else:
        return float("nan"), float("nan")
    return float(beta[1]), float(np.sqrt(np.linalg.inv(information)[1, 1]))
