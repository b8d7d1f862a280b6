"""The branches of an event side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.branch.answer import BranchAnswer


@dataclass(frozen=True, kw_only=True)
class AskBranch(CheckedRequest):
    """Example: moneygood branch efficiency-shock --chart branches.png"""

    event: str = argument("efficiency-shock", "A text of economics/branches.")
    draws: int = draw_option("draws")
    seed: int = draw_option("seed")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")


def ask(workspace: Workspace, request: AskBranch) -> BranchAnswer:
    """The branches of an event side by side: odds, outcomes, channels, and the first sign that tells them
    apart.

    `event` is a text of ``economics/branches``. Every draw is run with and without the event on the same
    shocks and parameters; effects are in log percent or points. Errors: A320 and A301 for the text, A321 when
    all draws take one branch, A074 and E-codes. Source: ours; DeLong, DeLong and Clarke-Pearson (1988) for
    the error of the area under the ROC curve.

    >>> import moneygood as mg
    >>> len(mg.branch(draws=150).as_json()["branches"])
    2
    """
    from moneygood.questions.branch.draws import branch_out

    r = request
    return branch_out(workspace, r.event, draws=r.draws, seed=r.seed, threads=r.threads)
