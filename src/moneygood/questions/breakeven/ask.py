"""What it takes: the value of a lever that reaches a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option, refuse_unused
from moneygood.core.number_text import plain_number
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.breakeven.answer import Breakeven


def read_range(text: str) -> tuple[float, float]:
    """Two numbers written ``low..high``; ValueError for anything else."""
    parts = text.split("..")
    try:
        low, high = (plain_number(p) for p in parts)
    except ValueError:
        raise ValueError(f"{text!r} is not a range; write it like -1..2") from None
    return low, high


@dataclass(frozen=True, kw_only=True)
class AskBreakeven(CheckedRequest):
    """Example: moneygood breakeven debt-stable --lever ai_productivity --lever b_rstar_productivity"""

    target: str = argument(help='debt-stable, capex-pays, …, a file, or "debt_ratio[2036Q4] <= 100".')
    levers: Sequence[str] = option(
        (), "What may move: a lever, a parameter or a variable; a second one gives a frontier.",
        flag="--lever", many=True, ordered=True,
    )  # fmt: skip
    ranges: Sequence[tuple[float, float] | None] = option(
        (),
        "Range of each lever in order, such as -1..2.",
        flag="--range",
        many=True,
        read=read_range,
        code="A307",
    )
    shares: Sequence[float] = option(
        (0.5, 0.8), "Odds wanted, such as 0.8; may be repeated.", flag="--odds", many=True
    )
    by: Quarter | str | None = option(None, "Quarter by which the target is to be met.", read=Quarter.parse)
    level: float | None = option(None, "The target's number, where it has one.")
    scenario: Scenario = scenario_option(
        "Scenario or stored run in which the question is asked.", flag="--in", ordered=False
    )
    draws: int = draw_option("draws", also=(0,), help="Number of simulated paths; 0 leaves the odds out.")
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")


def ask(workspace: Workspace, request: AskBreakeven) -> Breakeven:
    """The value of a lever that reaches a target: without surprises, for given odds, and along a frontier.

    `target` is a text of ``economics/targets``, a file of that form, or a condition such as
    ``debt_ratio[2036Q4] <= debt_ratio[2031Q4]``. `levers` names one or two levers, parameters or variables to
    hold, by default those of the target; `ranges` bounds each, in its own unit. `shares` are odds between 0
    and 1; `draws` 0 leaves the odds out. `by` and `level` replace the target's quarter and number.
    Errors: A301 to A310 for the question, S-codes for the scenario, E001 when it cannot be solved.
    Source: ours; roots by Brent's method.

    >>> import moneygood as mg
    >>> found = mg.breakeven("debt_ratio[2027Q4] <= 102", "ai_productivity", draws=0)
    >>> found.as_json()["lever"]
    'ai_productivity'
    """
    from moneygood.questions.breakeven.solve import BreakevenRequest, break_even
    from moneygood.runs.store.sources import plan_of

    r = request
    if not r.draws:
        refuse_unused(r, ("shares",), "without draws there are no odds", "Leave it out, or ask for draws")
    by = Quarter.parse(r.by) if r.by is not None else None
    inner = BreakevenRequest(
        tuple(r.levers), tuple(r.ranges), tuple(r.shares), by, r.level, r.draws, r.seed, r.quarters, r.threads
    )
    return break_even(workspace, plan_of(workspace, r.scenario), r.target, inner)


def target_names() -> tuple[str, ...]:
    """The targets that are shipped, by name."""
    from moneygood.questions.question_texts import question_names

    return tuple(question_names("targets"))
