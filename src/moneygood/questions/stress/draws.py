"""The draws that meet a goal of their own: how many, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.engine.simulate import simulate
from moneygood.questions.discover.answer import FoundBox
from moneygood.questions.discover.inputs import InputColumn, drawn_table
from moneygood.questions.discover.search import FEWEST, BoxSearch, DiscoverRequest
from moneygood.runs.headline import HEADLINE_VARIABLES

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.portfolios.goals import Goal
    from moneygood.scenarios.plan import Plan

TAIL = 0.05
"""The worst share of draws that is looked at where the goal itself is met by fewer; more of few draws."""
_LEADERS = 8


@dataclass(frozen=True)
class WorstDraws:
    """`share` of draws that meet the goal in the quarter (with its error) and `ever` up to it.

    `boxes` say what the looked-at draws share: those that meet it, or where they are too few the `tail` that
    come nearest. `leaning` are inputs with their mean over those draws (standard deviations) and its error.
    `spread` [headline variable, quarter] are standard deviations over all draws.
    """

    share: float
    error: float
    ever: float
    looked_at: float
    tail: bool
    boxes: tuple[FoundBox, ...]
    leaning: tuple[tuple[InputColumn, float, float], ...]
    spread: np.ndarray
    draws: int
    failed_share: float


def worst_draws(
    workspace: Workspace, plan: Plan, goal: Goal, at: int, quarters: int, draws: int, seed: int, threads: int
) -> WorstDraws:
    """The draws of a plan that meet a goal in quarter number `at`."""
    settled = workspace.settle(plan, quarters)
    drawn = drawn_table(workspace, settled, (), draws, seed, at + 1)
    keep = tuple(dict.fromkeys((*goal.variables, *HEADLINE_VARIABLES)))
    run = simulate(settled.model, settled.setting, draws=draws, seed=seed, keep=keep, threads=threads)
    ok = run.paths.ok
    paths = {n: run.paths.series(n)[:, ok].astype(np.float64) for n in keep}
    slack = goal.slack(paths).min(axis=0)
    met = slack[at] >= 0.0
    share, count = float(met.mean()), int(ok.sum())
    least = max(TAIL, 4 * FEWEST / count)
    tail = share < least
    outcome = slack[at] >= np.quantile(slack[at], 1.0 - least) if tail else met
    x = drawn.values[ok]
    boxes: tuple[FoundBox, ...] = ()
    if count - int(outcome.sum()) >= 4 * FEWEST:
        ask = DiscoverRequest(boxes=1, mass=0.02, draws=draws, seed=seed)
        boxes, _, _ = BoxSearch(drawn.columns, x, outcome, ask).boxes()
    spread = np.array([paths[n].std(axis=1) for n in HEADLINE_VARIABLES])
    ever = float((slack[: at + 1].max(axis=0) >= 0).mean())
    return WorstDraws(
        share, float(np.sqrt(share * (1.0 - share) / count)), ever,
        float(outcome.mean()), tail, boxes, _leaning(drawn.columns, x, outcome), spread, draws,
        run.paths.failed_share,
    )  # fmt: skip


def _leaning(
    columns: tuple[InputColumn, ...], x: np.ndarray, outcome: np.ndarray
) -> tuple[tuple[InputColumn, float, float], ...]:
    """The inputs whose means over the looked-at draws are furthest out, beyond three standard errors."""
    size = x.std(axis=0)
    z = np.divide(x - x.mean(axis=0), size, out=np.zeros_like(x), where=size > 0)[outcome]
    means, errors = z.mean(axis=0), z.std(axis=0, ddof=1) / np.sqrt(len(z))
    order = np.argsort(-np.abs(means))
    found = [(columns[j], float(means[j]), float(errors[j])) for j in order if abs(means[j]) > 3 * errors[j]]
    return tuple(found[:_LEADERS])
