"""The forecast record against rivals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.baseline.opening import Progress, load
from moneygood.engine.workers.cluster.opening import Cluster, open_cluster

if TYPE_CHECKING:
    from moneygood.questions.backtest.answer import BacktestAnswer


def backtest(
    first: str | None = None,
    last: str | None = None,
    *,
    step: int = 1,
    draws: int | None = None,
    seed: int = 1,
    workers: int = 1,
    folder: str | Path | None = None,
    vintage: str | None = None,
    progress: Progress | None = None,
    cluster: Cluster = None,
) -> BacktestAnswer:
    """How good the model's forecasts would have been, restarted at past quarters, against three rivals.

    Origins `first` to `last` (quarters such as 2005Q1; all by default), every `step` quarters; `draws` paths
    a restart (default in ``economics/backtest/contest.yaml``). `workers` processes, or those of a `cluster`
    as in `run`, never change a figure. Finished origins are kept in `folder` (a cache by default) and read
    again. Scores are CRPS at the horizons of the contest's text. Errors: A601 and A602 for the texts, A603
    for the request, A604 when `progress` stops it, E070 to E075 for the cluster. Source: gneiting2007.
    """
    from moneygood.questions.backtest.answer import BacktestAnswer
    from moneygood.validation.forecast_record.cbo import cbo_errors
    from moneygood.validation.forecast_record.record import play_all

    workspace = load(vintage)
    kept = Path(folder) if folder is not None else None
    with open_cluster(cluster) as elsewhere:
        played = play_all(workspace, first, last, step, draws, seed, workers, kept, progress, elsewhere)
    return BacktestAnswer(played, cbo_errors(workspace.vintage))
