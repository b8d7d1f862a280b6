"""Whether odds are honest: probabilities of events from past restarts against what happened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, like
from moneygood.questions.backtest.ask import AskBacktest

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress
    from moneygood.baseline.workspace import Workspace
    from moneygood.engine.workers.cluster.opening import Cluster
    from moneygood.questions.honesty.answer import HonestyAnswer


@dataclass(frozen=True, kw_only=True)
class AskHonesty(CheckedRequest):
    """Restarts are those of `backtest`: finished ones are kept and read again by both.

    Example: moneygood honesty --step 8 --chart honesty.png
    """

    first: str | None = like(AskBacktest, "first")
    last: str | None = like(AskBacktest, "last")
    step: int = like(AskBacktest, "step")
    draws: int | None = like(AskBacktest, "draws")
    seed: int = like(AskBacktest, "seed")
    workers: int = like(AskBacktest, "workers")
    folder: Path | None = like(AskBacktest, "folder")
    vintage: str | None = like(AskBacktest, "vintage")
    day: str | None = like(AskBacktest, "day")
    cluster: Cluster = like(AskBacktest, "cluster")


def ask(workspace: Workspace, request: AskHonesty, progress: Progress | None = None) -> HonestyAnswer:
    """How often events came that past restarts gave a probability, in bins of that probability and by event.

    Events and horizons are those of ``economics/backtest/events.yaml``, and the triggers of `first`;
    probabilities (0 to 1) are shares of
    a restart's draws. Brier scores stand beside those of base rates, known at each restart and over the
    restarts themselves; 90% bands are of a block bootstrap, as neighbouring forecasts share quarters. Errors:
    as in `backtest`, and A603 where no horizon is over. Sources: brier1950, politis1992.

    >>> import moneygood as mg
    >>> found = mg.honesty("2005Q1", "2006Q1", step=2, draws=30, workers=1)
    >>> len(found.as_json()["events"])
    24
    """
    from moneygood.core.errors import MoneygoodError
    from moneygood.engine.workers.cluster.opening import open_cluster
    from moneygood.estimation.past.forecast_targets import last_measured
    from moneygood.questions.honesty.answer import HonestyAnswer
    from moneygood.runs.event_record.honesty import honesty
    from moneygood.runs.event_record.watch import open_watch
    from moneygood.runs.store.opening import check_writable
    from moneygood.validation.forecast_record.record import play_all

    r = request
    kept = None if r.folder is None else Path(r.folder)
    if kept is not None:
        check_writable(kept)
    watch = open_watch(workspace, last_measured(workspace))
    with open_cluster(r.cluster) as elsewhere:
        played = play_all(
            workspace, r.first, r.last, r.step, r.draws, r.seed, r.workers, kept, progress, elsewhere, watch
        )
    found = honesty(watch, played.results, r.step, r.seed)
    if found is None:
        hint = (
            f"Restart at two quarters or more, the last {min(watch.rules.horizons)} quarters ago or earlier"
        )
        raise MoneygoodError("A603", "no odds of these restarts can be scored", None, hint)
    return HonestyAnswer(
        found, played.request.draws, r.seed, r.step, len(played.results), workspace.vintage.name,
        honesty(watch, played.results, r.step, r.seed, highs=True),
    )  # fmt: skip


def facts(request: AskHonesty, answer: HonestyAnswer) -> list[str]:
    """The line under the answer: restarts, draws, seed."""
    return [
        f"{answer.restarts} restarts of {answer.draws:,} draws, {answer.honesty.first} to "
        f"{answer.honesty.last}, seed {answer.seed}; vintage {answer.vintage}, revised since."
    ]
