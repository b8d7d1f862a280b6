"""The record over all origins: evaluated one by one, kept as they finish, then added up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.atomic import write_whole
from moneygood.core.cache import cache_root, sealed, unsealed
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range
from moneygood.engine.workers.executor import AbstractExecutor, AbstractTask
from moneygood.engine.workers.pool import LocalWorkers
from moneygood.estimation.past.forecast_targets import (
    EvaluationFigures,
    ForecastEvaluation,
    evaluation_figures,
    last_measured,
    read_evaluation,
)
from moneygood.estimation.past.state import complete_past
from moneygood.restarts.restart import Restarts, open_restarts, texts_of_restarts
from moneygood.validation.forecast_record.known import as_known_at, figures_known_at
from moneygood.validation.forecast_record.origin import AbstractWatch, evaluate
from moneygood.validation.forecast_record.rivals import Rivals, open_rivals, rival_labels

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

MOST_WORKERS = 64
Progress = Callable[[float], "bool | None"]


@dataclass(frozen=True)
class Request:
    """What is asked: origins `first` to `last`, every `step` quarters, `draws` paths each, `seed`, `workers`
    (which never change a figure), and the `folder` in which finished origins are kept. In `real_time` a
    restart sees what was published by the last day of its origin, and nothing later."""

    first: Quarter
    last: Quarter
    step: int
    draws: int
    seed: int
    workers: int
    folder: Path | None
    real_time: bool = False


@dataclass(frozen=True)
class EvaluatedForecasts:
    """The scores of all origins, with the evaluation that they are of; `reused` were kept from before.
    `rivals` are the labels of those beside the benchmarks."""

    evaluation: ForecastEvaluation
    request: Request
    origins: tuple[Quarter, ...]
    results: tuple[dict[str, Any], ...]
    reused: int
    rivals: Mapping[str, str] = field(default_factory=dict)


def check(evaluation: ForecastEvaluation, request: Request, latest: Quarter) -> None:
    """A603 for origins outside the figures or a step, number of draws or workers that cannot be used."""
    if not evaluation.first_origin <= request.first <= request.last <= latest:
        hint = f"Origins go from {evaluation.first_origin} to {latest}"
        raise MoneygoodError("A603", f"no restart from {request.first} to {request.last}", None, hint)
    for what, value, low, high in (
        ("a step of {} quarters", request.step, 1, 400),
        ("{} draws", request.draws, 20, 100_000),
        ("{} workers", request.workers, 1, MOST_WORKERS),
    ):
        if not low <= value <= high:
            raise MoneygoodError("A603", what.format(value), None, f"Ask for {low} to {high}")
    if not 0 <= request.seed < 2**63:
        raise MoneygoodError("A603", f"{request.seed} is not a seed", None, "Write a whole number from 0")


def latest_origin(workspace: Workspace) -> Quarter:
    """The last origin of which a figure is known at the shortest horizon."""
    evaluation = read_evaluation(workspace.model, workspace.model.root)
    return last_measured(workspace) - min(evaluation.horizons)


def play_all(
    workspace: Workspace,
    first: str | None = None,
    last: str | None = None,
    step: int = 1,
    draws: int | None = None,
    seed: int = 1,
    workers: int = 1,
    folder: Path | None = None,
    progress: Progress | None = None,
    executor: AbstractExecutor | None = None,
    watch: AbstractWatch | None = None,
    real_time: bool = False,
) -> EvaluatedForecasts:
    """Every origin asked for; finished ones are read from `folder` when text, figures and request agree.

    `executor` evaluates them in the place of `workers` of this machine; `watch` looks at the paths too.
    In `real_time` each restarts on what was published by its last day.
    `progress` hears the share done and stops by returning False; what is finished stays on disk. Errors: A602
    for the text, A603 for the request, A604 when it is stopped.
    """
    model = workspace.model
    evaluation = read_evaluation(model, model.root)
    end = last_measured(workspace)
    latest = end - min(evaluation.horizons)
    request = Request(
        Quarter.parse(first) if first else evaluation.first_origin,
        Quarter.parse(last) if last else latest,
        step, draws or evaluation.draws, seed, workers, folder or _default_folder(), real_time,
    )  # fmt: skip
    check(evaluation, request, latest)
    origins = quarter_range(request.first, request.last)[::step]
    mark = _mark(workspace, request, watch)
    kept = {q: _read(request.folder, mark, q) for q in origins}
    todo = [q for q in origins if kept[q] is None]

    if todo:
        restarts, figures = opened(workspace, evaluation, end)
        rivals = open_rivals(evaluation, figures, model, workspace.vintage)
        task = _EvaluateOrigins(
            restarts, evaluation, figures, rivals, request.draws, request.seed, watch, real_time
        )
        done = len(origins) - len(todo)
        with closing((executor or LocalWorkers(workers)).results(task, todo)) as evaluated:
            for number, result in evaluated:
                kept[todo[number]] = result
                _write(request.folder, mark, todo[number], result)
                done += 1
                if progress is not None and progress(done / len(origins)) is False:
                    hint = "Run it again to go on from there"
                    raise MoneygoodError(
                        "A604", f"stopped after {done} of {len(origins)} origins", None, hint
                    )
    results = tuple(r for q in origins if (r := kept[q]) is not None)
    labels = rival_labels(evaluation, model, workspace.vintage)
    return EvaluatedForecasts(evaluation, request, origins, results, len(origins) - len(todo), labels)


_OPEN: dict[str, tuple[Restarts, EvaluationFigures]] = {}


def opened(
    workspace: Workspace, evaluation: ForecastEvaluation, end: Quarter
) -> tuple[Restarts, EvaluationFigures]:
    """What all restarts share, opened once for the same texts and figures."""
    key = _texts_mark(workspace)
    if key not in _OPEN:
        model, vintage = workspace.model, workspace.vintage
        restarts = open_restarts(model, vintage, end)
        full = complete_past(model, vintage, restarts.rule, end, figures=restarts.figures)
        _OPEN.clear()
        _OPEN[key] = restarts, evaluation_figures(evaluation, model, vintage, full)
    return _OPEN[key]


class _EvaluateOrigins(AbstractTask):
    """Origins, evaluated one by one. All they need travels, but for a few texts, which have to agree."""

    def __init__(
        self,
        restarts: Restarts,
        evaluation: ForecastEvaluation,
        figures: EvaluationFigures,
        rivals: Rivals,
        draws: int,
        seed: int,
        watch: AbstractWatch | None = None,
        real_time: bool = False,
    ) -> None:
        self.shared, self.watch, self.real_time = (restarts, evaluation, figures, rivals), watch, real_time
        self.draws, self.seed, self.texts = draws, seed, texts_of_restarts()
        restarts.vintage.cbo_vintages()  # read now: the file is of this machine

    def open(self) -> Callable[[Quarter], dict[str, Any]]:
        """A function from an origin to its scores."""
        if texts_of_restarts() != self.texts:
            hint = "Install the same moneygood there, or set MONEYGOOD_ECONOMICS alike"
            raise MoneygoodError(
                "E073", "a worker has other texts under economics/policy than this machine", None, hint
            )
        restarts, evaluation, figures, rivals = self.shared

        def one(origin: Quarter) -> dict[str, Any]:
            own, seen = restarts, figures
            if self.real_time:
                own = as_known_at(restarts, origin)
                seen = figures_known_at(own, evaluation, figures, origin)
            return evaluate(own, evaluation, seen, origin, self.draws, self.seed, self.watch, rivals)

        return one


def _default_folder() -> Path | None:
    root = cache_root()
    return None if root is None else root / "backtest"


def _mark(workspace: Workspace, request: Request, watch: AbstractWatch | None) -> str:
    """What the kept results of an origin depend on."""
    words = [_texts_mark(workspace), str(request.draws), str(request.seed)]
    words += ["as published"] if request.real_time else []
    words += [] if watch is None else ["watched"]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]


def _texts_mark(workspace: Workspace) -> str:
    """A mark of the model, the figures, the code, the texts of the evaluation and its posterior draws."""
    from moneygood.baseline.solved import code_mark

    root = workspace.model.root
    texts = sorted((root / "backtest").glob("*.yaml")) if root else []
    for folder in ("triggers", "projections"):
        texts += sorted((root / folder).glob("*.yaml")) if root else []
    texts += sorted((root / "calibration" / "proposals").glob("*/draws.csv")) if root else []
    said = "".join(p.read_text(encoding="utf-8") for p in texts)
    return "\0".join(
        [workspace.texts_hash, code_mark("validation", "runs/event_record", "runs/first_passage"), said]
    )


def _read(folder: Path | None, mark: str, origin: Quarter) -> dict[str, Any] | None:
    if folder is None:
        return None
    try:
        entry = (folder / mark / f"{origin}.json").read_bytes()
    except OSError:
        return None
    content = unsealed(f"{mark}/{origin}", entry)
    return None if content is None else json.loads(content)


def _write(folder: Path | None, mark: str, origin: Quarter, result: dict[str, Any]) -> None:
    """Keep an origin in one step; a folder that cannot be written is not an error, only not kept."""
    if folder is None:
        return
    try:
        own = folder / mark
        own.mkdir(parents=True, exist_ok=True)
        write_whole(own / f"{origin}.json", sealed(f"{mark}/{origin}", json.dumps(result).encode()))
    except OSError:
        return
