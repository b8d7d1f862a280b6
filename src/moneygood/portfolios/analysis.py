"""A portfolio under scenarios and over draws: the runs, the prices, and what is said of the gains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.portfolios.block_text import Blocks, read_blocks
from moneygood.portfolios.curve import Figures
from moneygood.portfolios.hedges import Hedge
from moneygood.portfolios.holdings import Portfolio
from moneygood.portfolios.pricing import BlockReturns
from moneygood.portfolios.returns import Gains, figures_of, gains, priced
from moneygood.portfolios.risk import Measured, effective, even
from moneygood.portfolios.summaries import Summary, difference, hedges, summarise
from moneygood.runs.run import RunRequest, RunResult
from moneygood.runs.run_plan import run_plan
from moneygood.runs.views.found import ViewWeights

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.scenarios.plan import Plan


@dataclass(frozen=True)
class ScenarioGain:
    """A portfolio in one scenario; `against` is its mean gain less the baseline's on the same shocks."""

    name: str
    title: str
    summary: Summary
    against: Measured
    failed_share: float


@dataclass(frozen=True)
class Analysis:
    """A portfolio on the baseline's draws and in scenarios.

    `active` is it less its benchmark (None without one), `adds_up` the largest distance between the change of
    value and its parts, as a share of the notional.
    """

    portfolio: Portfolio
    blocks: Blocks
    periods: tuple[Quarter, ...]
    horizon: int
    baseline: Summary
    active: Summary | None
    scenarios: tuple[ScenarioGain, ...]
    hedges: tuple[Hedge, ...]
    effective_draws: float
    views: ViewWeights | None
    adds_up: float
    failed_share: float


@dataclass(frozen=True)
class _Priced:
    """A run with the returns of every block on its good draws."""

    run: RunResult
    returns: dict[str, BlockReturns]
    gains: Gains


def past_figures(workspace: Workspace, names: Sequence[str]) -> Figures:
    """The completed past of variables [quarter, 1], up to the quarter before the run."""
    return {n: workspace.past(n)[:, None] for n in names}


def analyse(
    workspace: Workspace,
    portfolio: Portfolio,
    plans: Sequence[tuple[str, Plan]],
    base: Plan,
    request: RunRequest,
    *,
    horizon: int,
    levels: Sequence[float],
    progress: Callable[[float], bool | None] | None = None,
) -> Analysis:
    """The gains of a portfolio in percent of its notional: `plans` are (label, scenario), `base` the base.

    Risk is over `horizon` quarters and over the whole run, at `levels` such as 0.95. A074 for a horizon
    beyond the run, A787 for too few draws, and what running raises.
    """
    quarters = request.quarters
    if not 1 <= horizon <= quarters:
        words = f"a horizon of {horizon} quarters does not fit a run of {quarters}"
        raise MoneygoodError("A074", words, None, f"Ask for 1 to {quarters}, or for more --quarters")
    blocks = read_blocks(workspace.model)
    request = replace(request, keep=(*request.keep, *blocks.variables()))
    own = _priced(workspace, portfolio, blocks, base, request)
    weights = draw_weights(own.run)
    horizons = tuple(dict.fromkeys((horizon, quarters)))
    summary = summarise(own.gains, weights, horizons, levels)
    active = None
    if portfolio.benchmark:
        mark = gains(
            portfolio, blocks, own.returns, own.gains.periods, holdings=portfolio.benchmark, overlays={}
        )
        active = summarise(_less(own.gains, mark), weights, horizons, levels)
    found = []
    for done, (label, plan) in enumerate(plans):
        if progress is not None and progress((done + 1) / (len(plans) + 1)) is False:
            break
        there = _priced(workspace, portfolio, blocks, plan, request)
        both = own.run.paths.ok & there.run.paths.ok
        shared = tuple(np.flatnonzero(both[ok]) for ok in (there.run.paths.ok, own.run.paths.ok))
        mass = weights[shared[1]]
        kept = _only(there.gains, shared[0])
        found.append(
            ScenarioGain(
                label, plan.title, summarise(kept, mass / mass.sum(), horizons, levels),
                difference(there.gains, own.gains, (shared[0], shared[1]), weights), there.run.failed_share,
            )
        )  # fmt: skip
    change = own.gains.value[-1] - own.gains.value[0]
    parts = sum(p.sum(axis=0) for p in own.gains.parts.values())
    return Analysis(
        portfolio, blocks, own.gains.periods, horizon, summary, active, tuple(found),
        hedges(blocks, own.returns, own.gains, weights, horizon, levels[0]),
        effective(weights), own.run.views,
        float(np.max(np.abs(change - parts))) / portfolio.notional,
        max([own.run.failed_share, *(s.failed_share for s in found)]),
    )  # fmt: skip


def draw_weights(run: RunResult) -> np.ndarray:
    """The weights [good draw] of a run's draws, adding up to one: equal, or those of a reader's views."""
    mass = run.paths.mass
    equal = even(int(run.paths.ok.sum()))
    return equal if mass is None else mass / mass.sum()


def _priced(
    workspace: Workspace, portfolio: Portfolio, blocks: Blocks, plan: Plan, request: RunRequest
) -> _Priced:
    run = run_plan(workspace, plan, request)
    names = blocks.variables()
    past = past_figures(workspace, names)
    figures = figures_of(run.paths, {n: workspace.past(n) for n in names}, names)
    returns = priced(blocks, tuple(blocks.blocks), figures, past)
    return _Priced(run, returns, gains(portfolio, blocks, returns, run.paths.periods))


def _less(one: Gains, other: Gains) -> Gains:
    """The gains of one portfolio less those of another, block by block."""
    parts, paid = dict(one.parts), dict(one.paid)
    for key, part in other.parts.items():
        parts[key] = parts[key] - part if key in parts else -part
    for key, part in other.paid.items():
        paid[key] = paid[key] - part if key in paid else -part
    return Gains(one.periods, one.notional, parts, paid)


def _only(found: Gains, draws: np.ndarray) -> Gains:
    """The gains on some of the draws."""
    parts = {k: p[:, draws] for k, p in found.parts.items()}
    return Gains(found.periods, found.notional, parts, {k: p[:, draws] for k, p in found.paid.items()})
