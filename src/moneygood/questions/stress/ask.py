"""Reverse stress: the least unlikely shocks that lose so much, or push a figure over a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress, Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.portfolios.goals import Goal
    from moneygood.questions.stress.answer import StressAnswer

LOSS = 15.0
"""Percent that a portfolio is made to lose when nothing is said."""
SPAN = 8
"""Quarters within which the goal is to be met when nothing is said."""


@dataclass(frozen=True, kw_only=True)
class AskStress(CheckedRequest):
    """Example: moneygood stress --loss 20 sixty-forty-ai --by 2027Q4"""

    target: str | Mapping[str, Any] = argument(
        "sixty-forty-ai",
        help='Portfolio (shipped name, .yaml, .csv, .xlsx), or a condition such as "rate_10y[2028Q4] > 7".',
    )
    loss: float | None = option(
        None, "Percent that the portfolio loses from the start; 15 when left out.", unit="percent", least=0.1,
        most=99.0,
    )  # fmt: skip
    by: Quarter | str | None = option(
        None, "Quarter in which it has to be so; the one that takes least when left out.", read=Quarter.parse
    )
    scenario: Scenario = scenario_option(
        "Scenario around which shocks are looked for.", flag="--in", ordered=False
    )
    shocks: Sequence[str] = option(
        (), "A shock that may move; may be repeated. All when none is named.", flag="--with", many=True
    )
    like: Sequence[Scenario] = option(
        (), "Scenario it is compared with; may be repeated. The whole library when none is named.", many=True
    )
    write: Path | None = option(
        None, "Write the shocks as a scenario to this file (.yaml), for moneygood run.", read=Path, idle=True
    )
    draws: int = draw_option("draws", 4000, least=400, most=100_000)
    seed: int = draw_option("seed")
    quarters: int | None = draw_option(
        "quarters", None, help="Quarters within which it has to be so; 8, or up to the quarter that is named."
    )
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")


def ask(workspace: Workspace, request: AskStress, progress: Progress | None = None) -> StressAnswer:
    """The least unlikely shocks with which a portfolio loses so much, or a condition holds; what draws say.

    Exactly: min z' R^-1 z over the shocks z (standard deviations, R their correlation in a quarter) such that
    the path without draws meets the goal, by successive linearisation; the root of the minimum is the
    reliability index, and to first order the model's shocks go as far with the probability of a normal tail.
    Among draws: the share that meets it by itself, and the few conditions (PRIM) that these draws have in
    common. Beside it the scenarios of the library whose paths point the same way. The quarter is the one
    within `quarters` that takes the smallest shocks, unless `by` or the condition names it. Errors: A782 to
    A786 for a portfolio, A302, A303, A792 and M-codes for a condition, A791, A793, E046 where no shocks do
    it, S013, R001, those of `run`. Source: hasofer1974, lawson1974; Friedman and Fisher (1999).

    >>> import moneygood as mg
    >>> found = mg.stress("rate_10y[2027Q1] > 5.5", shocks=["eps_rate_10y"], like="cuts-arrive", draws=400)
    >>> round(found.as_json()["figures"][0]["with"], 6)
    5.5
    """
    from moneygood.core.atomic import write_whole
    from moneygood.core.errors import MoneygoodError
    from moneygood.portfolios.nearest import nearest
    from moneygood.portfolios.reverse import as_scenario, least_unlikely
    from moneygood.questions.stress.answer import StressAnswer
    from moneygood.questions.stress.draws import worst_draws
    from moneygood.runs.headline import HEADLINE_VARIABLES
    from moneygood.runs.store.sources import plan_of, plans_of
    from moneygood.scenarios.document import plan_text
    from moneygood.scenarios.labels import distinct_labels
    from moneygood.scenarios.library import list_scenarios
    from moneygood.scenarios.plan import BASELINE
    from moneygood.scenarios.read import parse_plan

    r = request
    if r.write is not None:
        there = r.write.absolute().parent.is_dir() and not r.write.is_dir()
        if not there or r.write.suffix not in (".yaml", ".yml"):
            words = "Name a .yaml file in a folder that exists"
            raise MoneygoodError("R001", f"{r.write} cannot be written", None, words)
    goal, quarters = _goal(workspace, r)
    plan = plan_of(workspace, r.scenario)
    _tell(progress, 0.05)
    found = least_unlikely(workspace, plan, goal, quarters, tuple(r.shocks))
    _tell(progress, 0.6)
    worst = worst_draws(
        workspace, plan, goal, found.at - workspace.start, quarters, r.draws, r.seed, r.threads
    )
    _tell(progress, 0.8)
    others = [n for n in list_scenarios() if n not in (BASELINE, plan.name)]
    plans = plans_of(workspace, r.like, others, quarters)
    named = list(zip(distinct_labels(plans), plans, strict=True))
    like = nearest(workspace, named, found, HEADLINE_VARIABLES, worst.spread, quarters)
    answer = StressAnswer(workspace, plan, found, worst, like, r.seed)
    if r.write is not None:
        written = parse_plan(as_scenario(found, answer.title), r.write.stem, None)
        write_whole(r.write, plan_text(written).encode())
    return answer


def _tell(progress: Progress | None, share: float) -> None:
    if progress is not None:
        progress(share)


def _goal(workspace: Workspace, r: AskStress) -> tuple[Goal, int]:
    """The goal that is asked for, and within how many quarters."""
    from moneygood.core.errors import MoneygoodError
    from moneygood.core.run_limits import QUARTERS
    from moneygood.portfolios.block_text import read_blocks
    from moneygood.portfolios.goals import condition_goal, dated_at, loss_goal
    from moneygood.portfolios.holdings import find_portfolio

    condition = isinstance(r.target, str) and any(sign in r.target for sign in "<>")
    if condition:
        if r.loss is not None:
            raise MoneygoodError("A793", "a condition is asked for, and a loss too", None, "Leave out --loss")
        goal = condition_goal(workspace, str(r.target), r.quarters or QUARTERS)
    else:
        blocks = read_blocks(workspace.model)
        own = find_portfolio(r.target, blocks.blocks)
        goal = loss_goal(workspace, own, blocks, LOSS if r.loss is None else r.loss)
    if r.by is not None:
        by = Quarter.parse(r.by)
        if goal.dated is not None and goal.dated != by:
            words = f"the condition is of {goal.dated}, and --by says {by}"
            raise MoneygoodError("A793", words, None, "Name one of the two")
        goal = dated_at(goal, by)
    if goal.dated is None:
        return goal, r.quarters or SPAN
    needed = goal.dated - workspace.start + 1
    if needed < 1 or (r.quarters is not None and needed > r.quarters):
        words = f"{goal.dated} is not a quarter of the run, which begins in {workspace.start}"
        raise MoneygoodError("A303", words, None, "Name a later quarter, or more --quarters")
    return goal, r.quarters or needed


def facts(request: AskStress, answer: StressAnswer) -> list[str]:
    """The lines under the answer: draws, seed, failed share, and where the scenario is."""
    worst = answer.worst
    out = [f"{worst.draws:,} draws, seed {answer.seed}; failed {100 * worst.failed_share:.3f}%."]
    if request.write is not None:
        out.append(f"Scenario: {request.write} (moneygood run {request.write})")
    return out
