"""Which scenario gained by new figures: Bayes' rule on what each scenario's draws have of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.core.run_limits import QUARTERS
from moneygood.runs.headline import HEADLINE_VARIABLES, headline_periods
from moneygood.runs.scenario_weights.features import Feature, defining_features
from moneygood.runs.scenario_weights.observed import OWN_ERROR
from moneygood.runs.scenario_weights.weights import FEWEST, likeness
from moneygood.scenarios.plan import Plan

GROUPS = 10
"""Groups of draws, each left out once, that tell the Monte-Carlo error of what a scenario gained."""


@dataclass(frozen=True)
class PublishedFigure:
    """A figure that came out, beside what was expected: the draws' mean and standard deviation."""

    variable: str
    quarter: str
    value: float
    mean: float
    spread: float

    @property
    def surprise(self) -> float:
        """How far it lies from the mean, in the draws' standard deviations."""
        return (self.value - self.mean) / self.spread


@dataclass(frozen=True)
class GainedWeight:
    """A scenario's weight (0 to 1) before and after the figures, the Monte-Carlo error of what it gained, and
    the figure that spoke most for or against it. None where the draws do not look like the scenario."""

    scenario: str
    title: str
    features: tuple[Feature, ...]
    before: float | None
    after: float | None
    mc_error: float | None
    most: str

    @property
    def gained(self) -> float | None:
        """What the figures added to its weight."""
        return None if self.after is None or self.before is None else self.after - self.before


@dataclass(frozen=True)
class Gained:
    """The weights of scenarios before and after new figures.

    `further` is the share of draws (0 to 1) that lie further from the middle than the figures do, all taken
    together: near nought, the figures are such as the model hardly expects, and the weights after them hang
    on the tails of a normal distribution.
    """

    figures: tuple[PublishedFigure, ...]
    weights: tuple[GainedWeight, ...]
    further: float
    draws: int


def published(history: Panel, periods: Sequence[Quarter]) -> tuple[tuple[str, Quarter, float], ...]:
    """The published figures of the headline table that lie in simulated quarters: (variable, quarter,
    value)."""
    out = []
    for name in HEADLINE_VARIABLES:
        if name not in history:
            continue
        row = history.names.index(name)
        for at, quarter in enumerate(history.periods):
            if quarter in periods and history.status[row, at] == OBSERVED:
                out.append((name, quarter, float(history.values[row, at])))
    return tuple(out)


def weights_gained(
    workspace: Workspace,
    plans: Sequence[Plan],
    figures: Sequence[tuple[str, Quarter, float]],
    quarters: int,
    draws: int,
    progress: Callable[[float], object] | None = None,
) -> Gained | None:
    """What the `figures` (variable, quarter, value) do to the weights of `plans` and the baseline.

    Weights before are as in `scenario_weights`: the draws of the baseline part among the scenarios by
    likeness. After: Bayes' rule with each scenario's own mean of the figures and one covariance, normal, to
    which a fifth of the draws' spread is added as the figures' error. So many `draws` of `quarters`, seed 1.
    None without a figure or where no scenario has a weight. Errors: S-codes for a plan.
    """
    from moneygood.scenarios.library import find_plan

    if not figures:
        return None
    keep = tuple(dict.fromkeys((*HEADLINE_VARIABLES, *(n for n, _, _ in figures))))
    base = _sample(workspace, find_plan("baseline"), quarters, draws, keep)
    ends = headline_periods(base.periods[0], base.periods[-1])
    told: list[tuple[str, str, tuple[Feature, ...]]] = [("baseline", workspace.judged.title, ())]
    for done, plan in enumerate(plans):
        run = _sample(workspace, plan, quarters, draws, keep)
        both = np.asarray(run.ok) & np.asarray(base.ok)
        own = defining_features(run, base, HEADLINE_VARIABLES, ends, both, workspace.labels, workspace.units)
        told.append((plan.name, plan.title, own))
        if progress is not None:
            progress((done + 1) / len(plans))
    return _judged(base, told, figures)


def _sample(workspace: Workspace, plan: Plan, quarters: int, draws: int, keep: tuple[str, ...]) -> Paths:
    """Draws of the first quarters of a plan, which is checked over the usual length."""
    from moneygood.engine.simulate import simulate

    settled = workspace.settle(plan, max(quarters, QUARTERS), horizon=quarters, kept=True)
    return simulate(settled.model, settled.setting, draws=draws, seed=1, keep=keep).paths


def _judged(
    base: Paths,
    told: Sequence[tuple[str, str, tuple[Feature, ...]]],
    figures: Sequence[tuple[str, Quarter, float]],
) -> Gained | None:
    good = np.asarray(base.ok)
    periods = list(base.periods)
    rows = np.stack([np.asarray(base.series(n)[periods.index(q)], np.float64)[good] for n, q, _ in figures])
    spreads = rows.std(axis=1)
    moving = spreads > 1e-12 * np.maximum(np.abs(rows.mean(axis=1)), 1e-300)
    if not moving.any():
        return None
    rows, spreads = rows[moving], spreads[moving]
    kept = [f for f, use in zip(figures, moving, strict=True) if use]
    values = np.array([v for _, _, v in kept])
    alike = [likeness(base, own, good) for _, _, own in told]
    counted = [k for k, (_, share) in enumerate(alike) if share >= FEWEST]
    belongs = np.stack([alike[k][0] for k in counted])
    belongs /= belongs.sum(axis=0)
    before, after, weight_of = bayes(rows, belongs, values)
    errors = _errors(rows, belongs, values)
    names = [f"{n} {q}" for n, q, _ in kept]
    weights = []
    for k, (name, title, own) in enumerate(told):
        if k not in counted:
            weights.append(GainedWeight(name, title, own, None, None, None, ""))
            continue
        at = counted.index(k)
        most = names[int(np.argmax(np.abs(weight_of[at])))] if np.abs(weight_of[at]).max() > 0 else ""
        weights.append(
            GainedWeight(name, title, own, float(before[at]), float(after[at]), float(errors[at]), most)
        )
    seen = tuple(
        PublishedFigure(n, str(q), v, float(x.mean()), float(x.std()))
        for (n, q, v), x in zip(kept, rows, strict=True)
    )
    return Gained(seen, tuple(weights), _further(rows, values), int(good.sum()))


def bayes(
    rows: np.ndarray, belongs: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights before and after [scenario], and what each figure says for a scenario [scenario, figure].

    `rows` [figure, draw], `belongs` [scenario, draw] the part of a draw that is each scenario's, `values`
    [figure] what came out. Each scenario's figures are normal with its own mean and the covariance within
    scenarios (linear discriminants; Source: hastie2009); what a figure says is in nats against the mean of
    all scenarios.
    """
    mass = belongs.sum(axis=1)
    before = mass / mass.sum()
    middle = belongs @ rows.T / mass[:, None]
    within = np.zeros((len(rows), len(rows)))
    for own, mean in zip(belongs, middle, strict=True):
        gap = rows - mean[:, None]
        within += (own * gap) @ gap.T
    within /= mass.sum()
    within += np.diag((OWN_ERROR * rows.std(axis=1)) ** 2)
    centre = before @ middle
    lean = np.linalg.solve(within, (middle - centre).T).T
    halfway = values - 0.5 * (middle + centre)
    says = lean * halfway
    score = np.log(before) + says.sum(axis=1)
    after = np.exp(score - score.max())
    return before, after / after.sum(), says


def _errors(rows: np.ndarray, belongs: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The standard error of what each scenario gained, by leaving out a tenth of the draws at a time."""
    group = np.arange(rows.shape[1]) * GROUPS // rows.shape[1]
    gained = []
    for g in range(GROUPS):
        before, after, _ = bayes(rows[:, group != g], belongs[:, group != g], values)
        gained.append(after - before)
    each = np.stack(gained)
    return np.sqrt((GROUPS - 1) / GROUPS * ((each - each.mean(axis=0)) ** 2).sum(axis=0))


def _further(rows: np.ndarray, values: np.ndarray) -> float:
    """The share of draws that lie further from the middle than `values`, by the draws' own covariance."""
    middle = rows.mean(axis=1)
    spread = np.atleast_2d(np.cov(rows)) + np.diag((1e-6 * rows.std(axis=1)) ** 2)
    gap = np.column_stack([values, rows]) - middle[:, None]
    distance = (gap * np.linalg.solve(spread, gap)).sum(axis=0)
    return float((distance[1:] > distance[0]).mean())
