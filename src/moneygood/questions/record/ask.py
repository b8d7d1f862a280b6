"""The whole record in one answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.asked import CheckedRequest, like, option
from moneygood.questions.backtest.ask import FIRST_REAL_TIME, AskBacktest

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress
    from moneygood.baseline.workspace import Workspace
    from moneygood.engine.workers.cluster.opening import Cluster
    from moneygood.questions.record.answer import RecordAnswer

PARTS = ("rivals", "odds", "last", "revisions", "sector")
"""What a record is made of, beside the scores against benchmarks, which every record has."""
LAST = 8
"""Restarts that are taken apart."""
AHEAD = 4
"""Quarters ahead at which they are, where that is over."""


@dataclass(frozen=True, kw_only=True)
class AskRecord(CheckedRequest):
    """Restarts are those of `backtest` and `honesty`: finished ones are kept and read again by all three.

    Example: moneygood record --step 8 --part odds
    """

    parts: Sequence[str] = option(
        (), "Only this part beside the scores: rivals, odds, last, revisions, sector; repeatable.", many=True,
        flag="--part",
    )  # fmt: skip
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


def ask(workspace: Workspace, request: AskRecord, progress: Progress | None = None) -> RecordAnswer:
    """What the model's forecasts and odds were worth at past quarters: against whom, when they missed and
    why, what revised figures flatter, and what it would have said of AI.

    Beside the scores of `backtest`: rivals that professionals read; the odds of the triggers of `first`
    against what came; the last eight restarts, the farthest miss of each taken apart by shock and by
    mechanism, in parts that add up; the same restarts on figures as published; the AI sector from the days
    named in ``economics/backtest/ai.yaml``. `parts` leaves out the others; a whole record, asked for by
    default, is kept for its page. Errors: as in `backtest`; A204 where a miss cannot be taken apart. Sources:
    gneiting2007, diebold1995, brier1950, politis1992.

    >>> import moneygood as mg
    >>> found = mg.record("2005Q1", "2006Q1", step=2, draws=30, workers=1, parts=["rivals", "odds"])
    >>> found.as_json()["rivals"][0]["rival"]
    'Random walk'
    """
    from moneygood.core.errors import MoneygoodError, did_you_mean
    from moneygood.engine.workers.cluster.opening import open_cluster
    from moneygood.estimation.past.forecast_targets import last_measured
    from moneygood.questions.record.answer import RecordAnswer
    from moneygood.questions.record.document import record_document
    from moneygood.runs.event_record.watch import open_watch
    from moneygood.runs.store.opening import check_writable
    from moneygood.validation.forecast_record.record import play_all

    r, parts = request, tuple(request.parts) or PARTS
    for part in parts:
        if part not in PARTS:
            hint = did_you_mean(part, PARTS) or f"There is {', '.join(PARTS)}"
            raise MoneygoodError("A603", f"the record has no part {part!r}", None, hint)
    kept = None if r.folder is None else Path(r.folder)
    if kept is not None:
        check_writable(kept)
    watch = open_watch(workspace, last_measured(workspace))
    stage = _stages(progress, 1 + sum(p in parts for p in ("last", "revisions", "sector")))
    real = None
    with open_cluster(r.cluster) as elsewhere:
        played = play_all(
            workspace, r.first, r.last, r.step, r.draws, r.seed, r.workers, kept, stage(), elsewhere, watch
        )
        if "revisions" in parts:
            first = max([q for q in played.origins if str(q) >= FIRST_REAL_TIME][:1], default=None)
            if first is not None:
                real = play_all(
                    workspace, str(first), r.last, r.step, r.draws, r.seed, r.workers, kept, stage(),
                    elsewhere, watch, True,
                )  # fmt: skip
    misses = _last_misses(workspace, played, r.workers, stage()) if "last" in parts else ()
    replayed = _sector(workspace, played, stage()) if "sector" in parts else ()
    answer = RecordAnswer(record_document(workspace, watch, played, real, misses, replayed, parts))
    if _is_whole(r):
        from moneygood.questions.record.kept import keep

        keep(workspace, r, answer)
    return answer


def _is_whole(request: AskRecord) -> bool:
    """Whether nothing is left out of a record, nor asked otherwise than by default: its page has that one."""
    plain = {f.name: f.default for f in fields(AskRecord)}
    free = ("workers", "folder", "vintage", "cluster")
    return all(getattr(request, name) == value for name, value in plain.items() if name not in free)


def _stages(progress: Progress | None, count: int) -> Callable[[], Progress | None]:
    """A progress for each stage in turn, each an equal part of the whole."""
    begun = [0]

    def stage() -> Progress | None:
        if progress is None:
            return None
        told, number = progress, begun[0]
        begun[0] += 1
        return lambda share: told(min((number + share) / count, 1.0))

    return stage


def _last_misses(
    workspace: Workspace, played: Any, workers: int, progress: Progress | None
) -> tuple[Any, ...]:
    """The farthest miss of each of the last restarts, a year ahead where that is over."""
    from moneygood.core.periods import Quarter
    from moneygood.estimation.past.forecast_targets import last_measured
    from moneygood.runs.windows.misses import open_misses, take_miss_apart
    from moneygood.runs.windows.world import open_past
    from moneygood.validation.forecast_record.origin import MODEL
    from moneygood.validation.forecast_record.record import opened

    evaluation = played.evaluation
    restarts, _ = opened(workspace, evaluation, last_measured(workspace))
    world = open_misses(open_past(workspace), restarts)
    targets = {t.variable: t for t in evaluation.targets}
    out: list[Any] = []
    last = played.results[-LAST:]
    for number, result in enumerate(last):
        own = [r for r in result["rows"] if r["contestant"] == MODEL and r["horizon"] <= AHEAD]
        if own:
            horizon = max(r["horizon"] for r in own)
            rows = [r for r in own if r["horizon"] == horizon]
            far = max(rows, key=lambda r: abs(r["actual"] - r["mean"]) / r["sd"])
            origin = Quarter.parse(result["origin"])
            out.append((take_miss_apart(world, targets[far["variable"]], far, origin, workers), rows))
        if progress is not None:
            progress((number + 1) / len(last))
    return tuple(out)


def _sector(workspace: Workspace, played: Any, progress: Progress | None) -> tuple[Any, ...]:
    """The sector replayed from its days that lie in the record."""
    from moneygood.core.periods import Quarter
    from moneygood.data.calendar import period_end
    from moneygood.restarts.opening import load
    from moneygood.restarts.sector_text import read_sector_rule
    from moneygood.restarts.workspace import DatedWorkspace
    from moneygood.runs.sector_replay import replay

    rule = read_sector_rule(workspace.model)

    def open_day(origin: Quarter) -> DatedWorkspace:
        day = period_end("quarterly", str(origin))
        found = load(f"{workspace.vintage.name}@{day}")
        assert isinstance(found, DatedWorkspace)
        return found

    out: list[Any] = []
    for number, origin in enumerate(rule.replayed):
        out += replay(
            open_day, (origin,), rule.watched, played.evaluation.horizons, played.request.draws,
            played.request.seed,
        )  # fmt: skip
        if progress is not None:
            progress((number + 1) / len(rule.replayed))
    return tuple(out)


def facts(request: AskRecord, answer: RecordAnswer) -> list[str]:
    """The line under the answer: restarts, draws, seed."""
    made = answer.found["origins"]
    return [
        f"{made['n']} restarts of {answer.found['draws']:,} draws, {made['first']} to {made['last']}, seed "
        f"{request.seed}; vintage {answer.found['vintage']}."
    ]
