"""What is asked of a run that is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneygood.core.periods import Quarter
from moneygood.runs.headline import headline_periods
from moneygood.runs.run import RunResult, resolve_name

if TYPE_CHECKING:
    from moneygood.runs.shares import Shares


def variance_shares(
    result: RunResult, variables: Sequence[str], periods: Sequence[Quarter] | None = None
) -> Shares:
    """How much of the variance of `variables` comes from shocks, parameters and regimes, with errors.

    Five more simulations of the run's draws around its path, one for each sector with drawn parameters, and
    one without them. `periods` defaults to the headline table's. A075
    for an unknown variable, A606 for a quarter outside the run.
    """
    from moneygood.runs.shares import shares

    workspace, request = result.workspace, result.request
    names = tuple(dict.fromkeys(resolve_name(workspace.model, v) for v in variables))
    wanted = periods or headline_periods(result.paths.periods[0], result.paths.periods[-1])
    return shares(
        result.settled.model, result.settled.setting, workspace.vintage.name, variables=names, periods=wanted,
        labels=workspace.labels, draws=request.draws, seed=request.seed, shape=request.shocks,
        posterior=request.posterior, threads=request.threads,
    )  # fmt: skip
