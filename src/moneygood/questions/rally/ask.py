"""What drove the price of shares over a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option, refuse_unused
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress, Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.rally.answer import RallyAnswer
    from moneygood.questions.rally.simulated_answer import SimulatedRallyAnswer


@dataclass(frozen=True, kw_only=True)
class AskRally(CheckedRequest):
    """Without quarters, three windows that people ask about. Example: moneygood rally 2022Q4 2024Q2, or on
    simulated paths: moneygood rally 2026Q2 2028Q4 --scenario ai-disappoints"""

    first: str | None = argument(None, "First quarter, such as 2022Q4.", metavar="[FROM]")
    last: str | None = argument(None, "Last quarter, such as 2024Q2.", metavar="[TO]")
    scenario: Scenario | None = scenario_option(
        "Take apart simulated paths of this scenario or stored run, not history.",
        None,
        flag="--scenario",
        ordered=False,
    )
    draw: int | None = option(None, "One simulated draw, from 0; the mean by default.")
    draws: int = draw_option("draws")
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")


def ask(
    workspace: Workspace, request: AskRally, progress: Progress | None = None
) -> RallyAnswer | SimulatedRallyAnswer:
    """What drove the S&P 500 between two quarters: earnings, real rate, policy, premium, AI hope, flows.

    `first` and `last` are quarters such as ``2022Q4`` (three windows that people ask about when neither is
    given); figures are log percent and add up exactly, with a residual. With a `scenario`, the quarters are
    simulated: the mean over `draws` draws with its Monte-Carlo error, or the one draw numbered `draw` from 0;
    the window may then begin in the quarters that were completed before the jump-off. Definitions:
    ``economics/rally/identity.yaml``. Errors: C001 for what is not a quarter, A402 for a quarter without
    figures, A403 and A404 for a window that cannot be, A405 for the draw, A401 for a faulty definition, those
    of `run` for the scenario. Source: Campbell and Shiller (1988).

    >>> import moneygood as mg
    >>> mg.rally("2024Q3", "2025Q1").as_json()["unit"]
    'log percent'
    """
    if request.scenario is not None:
        return _simulated(workspace, request, progress)
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.rally.answer import RallyAnswer
    from moneygood.questions.rally.definition import read_identity
    from moneygood.questions.rally.history import History, checked_window

    if request.draw is not None:
        raise MoneygoodError("A405", "history has no draws", None, "Name a scenario with --scenario")
    refuse_unused(
        request, ("draws", "seed", "quarters"), "history is not drawn", "Leave it out, or name a scenario"
    )
    if (request.first is None) != (request.last is None):
        raise MoneygoodError("A403", "a window has two ends", None, "Name both quarters, or neither")
    windows = None
    if request.first is not None and request.last is not None:
        windows = (checked_window(request.first, request.last),)
    text = read_identity()
    history = History(text, workspace)
    return RallyAnswer(text, tuple(history.attribute(w) for w in windows or text.windows))


def _simulated(workspace: Workspace, request: AskRally, progress: Progress | None) -> SimulatedRallyAnswer:
    """What drives the index over simulated quarters, by the model's own pieces and by group of companies."""
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.rally.definition import read_identity
    from moneygood.questions.rally.history import checked_window
    from moneygood.questions.rally.simulated import attribute_paths, central_coefficients, needed_variables
    from moneygood.questions.rally.simulated_answer import SimulatedRallyAnswer
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan
    from moneygood.runs.store.sources import plan_of

    r = request
    if r.first is None or r.last is None:
        raise MoneygoodError(
            "A403", "a window of simulated quarters has two ends", None, "Name both quarters"
        )
    assert r.scenario is not None
    window = checked_window(r.first, r.last)
    text, plan = read_identity(), plan_of(workspace, r.scenario)
    end = workspace.periods(r.quarters)[-1]
    if not workspace.rule.start <= window.first or window.last > end:
        raise MoneygoodError(
            "A404",
            f"{window.first} to {window.last} does not lie between {workspace.rule.start} and {end}",
            hint="Begin no earlier than the completed state, or ask for more quarters",
        )
    if r.draw is not None and not 0 <= r.draw < r.draws:
        raise MoneygoodError(
            "A405", f"the draw {r.draw} is not one of the run", None, f"Name one from 0 to {r.draws - 1}"
        )
    run_request = RunRequest(r.draws, r.seed, r.quarters, keep=needed_variables(text, workspace.model))
    found = attribute_paths(text, run_plan(workspace, plan, run_request, progress), window, r.draw)
    return SimulatedRallyAnswer(text, found, central_coefficients(text, workspace.model))
