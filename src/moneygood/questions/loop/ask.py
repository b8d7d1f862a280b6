"""The loop between hoped-for cuts, stocks and the Fed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, refuse_unused
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.loop.answer import LoopAnswer


@dataclass(frozen=True, kw_only=True)
class AskLoop(CheckedRequest):
    """Example: moneygood loop --chart loop.png"""

    name: str = argument("wall-street-fed", "A text of economics/loops.")
    draws: int = draw_option(
        "draws", least=2, also=(0,), help="Number of simulated paths; 0 leaves the volatility out."
    )
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")


def ask(workspace: Workspace, request: AskLoop) -> LoopAnswer:
    """How much of a hoped-for cut the hope itself takes away, and what volatility the loop adds to stocks.

    `name` is a text of ``economics/loops``. Gains are points of the policy rate per point of hoped-for cut,
    by quarter; volatility is in percent a year over `draws` paths of `quarters` quarters (0 draws: gains
    alone). Errors: A320 for an unknown name, A301 for a faulty text, A330 without an impulse, A074 and
    E-codes. Source: ours; cieslak2021 for the Fed's answer to stocks.

    >>> import moneygood as mg
    >>> mg.loop(draws=0).as_json()["volatility"]
    []
    """
    from moneygood.questions.loop.answer import measure_loop

    r = request
    if not r.draws:
        hint = "Leave it out, or ask for draws"
        refuse_unused(
            r, ("quarters",), "gains have horizons of their own, and only volatility is drawn", hint
        )
    return measure_loop(workspace, r.name, draws=r.draws, seed=r.seed, quarters=r.quarters, threads=r.threads)
