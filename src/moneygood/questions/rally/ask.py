"""What drove the price of shares over a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygood.baseline.opening import Progress, Scenario, find_scenario, load
from moneygood.core.run_limits import DRAWS, QUARTERS

if TYPE_CHECKING:
    from moneygood.questions.rally.answer import RallyAnswer
    from moneygood.questions.rally.simulated_answer import SimulatedRallyAnswer


def rally(first: str | None = None, last: str | None = None, *, vintage: str | None = None) -> RallyAnswer:
    """What drove the S&P 500 between two quarters: earnings, real rate, policy, premium, AI hope, flows.

    `first` and `last` are quarters such as ``2022Q4`` (three windows that people ask about when neither is
    given); figures are log percent and add up exactly, with a residual. Definitions:
    ``economics/rally/identity.yaml``. Errors: C001 for what is not a quarter, A402 for a quarter without
    figures, A403 for a window that does not run forward, A401 for a faulty definition. Source: Campbell and
    Shiller (1988).
    """
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.rally.answer import RallyAnswer
    from moneygood.questions.rally.definition import read_identity
    from moneygood.questions.rally.history import History, checked_window

    if (first is None) != (last is None):
        raise MoneygoodError("A403", "a window has two ends", None, "Name both quarters, or neither")
    windows = None
    if first is not None and last is not None:
        windows = (checked_window(first, last),)
    workspace, text = load(vintage), read_identity()
    history = History(text, workspace)
    return RallyAnswer(text, tuple(history.attribute(w) for w in windows or text.windows))


def rally_ahead(
    first: str,
    last: str,
    *,
    scenario: Scenario = "baseline",
    draw: int | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    progress: Progress | None = None,
) -> SimulatedRallyAnswer:
    """What drives the index over simulated quarters, by the model's own pieces and by group of companies.

    The mean over `draws` draws with its Monte-Carlo error, or the one draw numbered `draw` from 0. The window
    may begin in the quarters that were completed before the jump-off. Errors: C001, A403 and A404 for the
    window, A405 for the draw, those of `run` for the scenario.
    """
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.rally.definition import read_identity
    from moneygood.questions.rally.history import checked_window
    from moneygood.questions.rally.simulated import attribute_paths, central_coefficients, needed_variables
    from moneygood.questions.rally.simulated_answer import SimulatedRallyAnswer
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan

    window = checked_window(first, last)
    workspace, text, plan = load(vintage), read_identity(), find_scenario(scenario)
    end = workspace.periods(quarters)[-1]
    if not workspace.rule.start <= window.first or window.last > end:
        raise MoneygoodError(
            "A404",
            f"{window.first} to {window.last} does not lie between {workspace.rule.start} and {end}",
            hint="Begin no earlier than the completed state, or ask for more quarters",
        )
    if draw is not None and not 0 <= draw < draws:
        raise MoneygoodError(
            "A405", f"the draw {draw} is not one of the run", None, f"Name one from 0 to {draws - 1}"
        )
    request = RunRequest(draws, seed, quarters, keep=needed_variables(text, workspace.model))
    found = attribute_paths(text, run_plan(workspace, plan, request, progress), window, draw)
    return SimulatedRallyAnswer(text, found, central_coefficients(text, workspace.model))
