"""The forecast record against benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, option
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress
    from moneygood.baseline.workspace import Workspace
    from moneygood.engine.workers.cluster.opening import Cluster
    from moneygood.questions.backtest.answer import BacktestAnswer


FIRST_REAL_TIME = "2018Q2"
"""The first quarter by whose last day a real-time archive is held."""


@dataclass(frozen=True, kw_only=True)
class AskBacktest(CheckedRequest):
    """Finished restarts are kept, so a stopped record goes on where it was.

    Example: moneygood backtest --step 8
    """

    first: str | None = option(None, "First restart, such as 2005Q1.", flag="--from", ordered=True)
    last: str | None = option(None, "Last restart; the last scored by default.", flag="--to", ordered=True)
    step: int = option(1, "Restart every so many quarters.", unit="quarters")
    latest: bool = option(False, "Only the last forecast that figures have since judged, figure by figure.")
    real_time: bool = option(
        False, "Restart on figures as they were published then, where they are held: from 2018Q2."
    )
    draws: int | None = option(None, "Paths a restart; as in the evaluation's text by default.", unit="paths")
    seed: int = draw_option("seed")
    workers: int = option(
        2, "Processes; never changes a figure.", unit="workers", flag="--threads", idle=True
    )
    folder: Path | None = option(
        None, "Folder for finished restarts (default: the cache).", flag="--out", read=Path, idle=True
    )
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day", hidden=True)
    cluster: Cluster = draw_option("cluster")


def ask(workspace: Workspace, request: AskBacktest, progress: Progress | None = None) -> BacktestAnswer:
    """How good the model's forecasts would have been, restarted at past quarters, against three benchmarks
    and those whom professionals read: forwards of the day, institutions of the day, the mean of all.

    Origins `first` to `last` (quarters such as 2005Q1; all by default), every `step` quarters; `draws` paths
    a restart (default in ``economics/backtest/evaluation.yaml``). `workers` processes, or those of a
    `cluster` as in `run`, never change a figure. Finished origins are kept in `folder` (a cache by default)
    and read again. In `real_time` a restart sees what was published by its last day, quarters that were over
    and not yet out nowcast; the same restarts are played on revised figures too, and what these flatter is
    told. Scores are against figures of today in both. With `latest` there is one origin,
    the last whose next quarter is known. Scores are CRPS at the horizons of the evaluation's text. Errors:
    A601 and A602 for the texts, A603 for the request, A604 when `progress` stops it, E070 to E075 for the
    cluster. Sources: gneiting2007, diebold1995,
    gurkaynak2007.

    >>> import moneygood as mg
    >>> found = mg.backtest("2005Q1", "2005Q1", draws=30, workers=1)
    >>> "cells" in found.as_json()
    True
    """
    from moneygood.core.errors import MoneygoodError
    from moneygood.core.periods import Quarter
    from moneygood.engine.workers.cluster.opening import open_cluster
    from moneygood.estimation.past.forecast_targets import last_measured
    from moneygood.questions.backtest.answer import BacktestAnswer
    from moneygood.runs.event_record.watch import open_watch
    from moneygood.runs.store.opening import check_writable
    from moneygood.validation.forecast_record.cbo import cbo_errors
    from moneygood.validation.forecast_record.record import latest_origin, play_all

    r = request
    if r.folder is not None:
        check_writable(Path(r.folder))
    kept = Path(r.folder) if r.folder is not None else None
    draws = r.draws or None
    first, last, step = r.first, r.last, r.step
    if r.latest:
        if r.first is not None or r.last is not None or r.step != 1:
            hint = "Leave the others out, or --latest"
            raise MoneygoodError(
                "A603", "the latest forecast is one restart, and no other is asked", None, hint
            )
        first = last = str(latest_origin(workspace))
    if r.real_time:
        first = first or FIRST_REAL_TIME
        if Quarter.parse(first) < Quarter.parse(FIRST_REAL_TIME):
            what = f"no figures are held as they were published by {first}"
            raise MoneygoodError("A603", what, None, f"Start at {FIRST_REAL_TIME}, or leave --real-time out")
    revised = None
    with open_cluster(r.cluster) as elsewhere:
        watch = open_watch(workspace, last_measured(workspace))
        heard = progress if not r.real_time or progress is None else lambda share: progress(share / 2.0)
        evaluated = play_all(
            workspace, first, last, step, draws, r.seed, r.workers, kept, heard, elsewhere, watch, r.real_time
        )
        if r.real_time:  # the same restarts on figures of today: what revised data cost
            heard = None if progress is None else lambda share: progress(0.5 + share / 2.0)
            revised = play_all(
                workspace, first, last, step, draws, r.seed, r.workers, kept, heard, elsewhere, watch
            )
    return BacktestAnswer(evaluated, cbo_errors(workspace.vintage), revised)
