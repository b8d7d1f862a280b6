"""The risk monitor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from moneygood.baseline.opening import Progress, Scenario, find_scenario, load
from moneygood.core.errors import MoneygoodError
from moneygood.core.run_limits import DRAWS, QUARTERS
from moneygood.questions.risks.definitions import choose, needed_variables, read_losses, read_risks
from moneygood.questions.risks.monitor import HORIZONS, RiskMonitor, monitor
from moneygood.runs.run import RunRequest, RunResult
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.plan import BASELINE


def risks(
    scenario: Scenario = BASELINE,
    names: Sequence[str] = (),
    *,
    files: Sequence[str | Path] = (),
    draws: int = DRAWS,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
    batch: int | None = None,
    backend: str = "auto",
    progress: Progress | None = None,
) -> RiskMonitor:
    """How likely each named risk is, what comes with it, and which of its early signs are on.

    Probabilities (0 to 1) over 4 and 12 quarters with 90 % Monte-Carlo intervals; losses in the units of
    ``economics/risks/losses.yaml``, struck paths less matched survivors, with standard errors; signs read
    off the vintage's published figures. `names` chooses some of the risks; `files` adds risks of your own
    (a file with a shipped name takes its place). Errors: A051, A052, A074, A221, A222, and those of `run`.
    """
    if quarters < HORIZONS[-1]:
        text = f"{quarters} quarters are too few for odds within {HORIZONS[-1]}"
        raise MoneygoodError("A074", text, None, f"Ask for {HORIZONS[-1]} quarters or more")
    workspace = load(vintage)
    texts = choose(read_risks(workspace.model, workspace.vintage, own=files), names)
    losses = read_losses(workspace.model)
    keep = needed_variables(texts, losses)
    request = RunRequest(draws, seed, quarters, threads, batch, backend, keep=keep)
    result = run_plan(workspace, find_scenario(scenario), request, progress)
    return monitor(result, texts, losses, workspace.vintage)


def risk_variables(vintage: str | None = None) -> tuple[str, ...]:
    """The variables that a run must keep for `monitor_risks`, by the shipped texts of risks and losses."""
    workspace = load(vintage)
    texts = read_risks(workspace.model, workspace.vintage)
    return needed_variables(texts, read_losses(workspace.model))


def monitor_risks(result: RunResult, names: Sequence[str] = ()) -> RiskMonitor:
    """The answer of `risks` on a run that is there already, which kept `risk_variables`.

    `names` chooses some of the shipped risks. Errors: A012 for a variable that was not kept, A222.
    """
    workspace = result.workspace
    texts = choose(read_risks(workspace.model, workspace.vintage), names)
    return monitor(result, texts, read_losses(workspace.model), workspace.vintage)
