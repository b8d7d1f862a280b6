"""Which scenarios of the library lie nearest to a stressed path, and how far they go on their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.run_limits import QUARTERS
from moneygood.engine.setting import PathSolution
from moneygood.portfolios.goals import Goal
from moneygood.portfolios.reverse import ReverseStress

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.scenarios.plan import Plan


@dataclass(frozen=True)
class LikeScenario:
    """A scenario beside a stressed path.

    `likeness` is the cosine between what both do to the headline variables up to the quarter, in standard
    deviations of the draws: 1 for the same direction, -1 for the opposite. `size` is how far it goes beside
    the stress, `slack` that of the goal in the quarter.
    """

    name: str
    title: str
    likeness: float
    size: float
    slack: float


def nearest(
    workspace: Workspace, plans: Sequence[tuple[str, Plan]], found: ReverseStress, variables: Sequence[str],
    spread: np.ndarray, quarters: int,
) -> tuple[LikeScenario, ...]:  # fmt: skip
    """The scenarios in the order of their likeness; `spread` [variable, quarter] are standard deviations."""
    last = found.at - workspace.start
    rows = slice(0, last + 1)

    def moved(path: PathSolution) -> np.ndarray:
        gap = np.array([path.series(n)[rows] - found.base.series(n)[rows] for n in variables])
        return np.divide(gap, spread[:, rows], out=np.zeros_like(gap), where=spread[:, rows] > 0).ravel()

    own = moved(found.path)
    length = float(np.linalg.norm(own))
    out = []
    for label, plan in plans:
        central = workspace.settle(plan, QUARTERS, horizon=quarters).central
        theirs = moved(central)
        size = float(np.linalg.norm(theirs))
        likeness = float(own @ theirs / (length * size)) if length > 0 and size > 0 else 0.0
        slack = goal_slack(found.goal, central, last)
        out.append(LikeScenario(label, plan.title, likeness, size / length if length > 0 else 0.0, slack))
    return tuple(sorted(out, key=lambda s: -s.likeness))


def goal_slack(goal: Goal, path: PathSolution, quarter: int) -> float:
    """The smallest slack of a goal on one path, in a quarter by number."""
    return float(goal.slack({n: path.series(n)[:, None] for n in goal.variables})[:, quarter, 0].min())
