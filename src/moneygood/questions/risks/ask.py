"""The risk monitor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, option
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress, Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.risks.monitor import RiskMonitor
    from moneygood.runs.run import RunResult


@dataclass(frozen=True, kw_only=True)
class AskRisks(CheckedRequest):
    """Example: moneygood risks foreign-strike --risk debt-scare"""

    scenario: Scenario = scenario_option()
    names: Sequence[str] = option(
        (), "Only this risk, such as debt-scare; may be repeated.", flag="--risk", many=True, ordered=True
    )
    files: Sequence[str | Path] = option(
        (), "File with a risk of your own; may be repeated.", flag="--file", many=True
    )
    draws: int = draw_option("draws")
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")
    batch: int | None = draw_option("batch")
    backend: str = draw_option("backend")
    view: Sequence[str] = draw_option("view")


def ask(workspace: Workspace, request: AskRisks, progress: Progress | None = None) -> RiskMonitor:
    """How likely each named risk is, what comes with it, and which of its early signs are on.

    Probabilities (0 to 1) over 4 and 12 quarters with 90% Monte-Carlo intervals; losses in the units of
    ``economics/risks/losses.yaml``, event paths less controls, with standard errors; signs read
    off the vintage's published figures. `names` chooses some of the risks; `files` adds risks of your own
    (a file with a shipped name takes its place). Errors: A051, A052, A074, A221, A222, and those of `run`.

    >>> import moneygood as mg
    >>> found = mg.risks(names=["debt-scare"], draws=60, quarters=12)
    >>> len(found.answer.as_json()["risks"])
    1
    """
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.risks.definitions import choose, needed_variables, read_losses, read_risks
    from moneygood.questions.risks.monitor import HORIZONS, monitor
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan
    from moneygood.runs.store.sources import plan_of

    r = request
    if r.quarters < HORIZONS[-1]:
        text = f"{r.quarters} quarters are too few for odds within {HORIZONS[-1]}"
        raise MoneygoodError("A074", text, None, f"Ask for {HORIZONS[-1]} quarters or more")
    texts = choose(read_risks(workspace.model, workspace.vintage, own=r.files), r.names)
    losses = read_losses(workspace.model)
    keep = needed_variables(texts, losses)
    run_request = RunRequest(
        r.draws, r.seed, r.quarters, r.threads, r.batch, r.backend, view=tuple(r.view), keep=keep
    )
    result = run_plan(workspace, plan_of(workspace, r.scenario), run_request, progress)
    return monitor(result, texts, losses, workspace.vintage)


def facts(request: AskRisks, answer: RiskMonitor) -> list[str]:
    """The line under the answer: good draws, seed and failed share."""
    return [f"{answer.draws:,} good draws, seed {request.seed}; failed {100 * answer.failed_share:.3f}%."]


def risk_variables(vintage: str | None = None) -> tuple[str, ...]:
    """The variables that a run must keep for `monitor_risks`, by the shipped texts of risks and losses."""
    from moneygood.questions.risks.definitions import needed_variables, read_losses, read_risks
    from moneygood.restarts.opening import load

    workspace = load(vintage)
    texts = read_risks(workspace.model, workspace.vintage)
    return needed_variables(texts, read_losses(workspace.model))


def monitor_risks(result: RunResult, names: Sequence[str] = ()) -> RiskMonitor:
    """The answer of `risks` on a run that is there already, which kept `risk_variables`.

    `names` chooses some of the shipped risks. Errors: A012 for a variable that was not kept, A222.
    """
    from moneygood.questions.risks.definitions import choose, read_losses, read_risks
    from moneygood.questions.risks.monitor import monitor

    workspace = result.workspace
    texts = choose(read_risks(workspace.model, workspace.vintage), names)
    return monitor(result, texts, read_losses(workspace.model), workspace.vintage)
