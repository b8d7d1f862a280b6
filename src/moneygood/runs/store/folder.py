"""What a stored run holds: figures, quantiles, scenario, charts, what repeats it, and paths where asked."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moneygood.core.answer import as_plain
from moneygood.core.errors import MoneygoodError
from moneygood.runs.fan import Fan
from moneygood.runs.headline import HEADLINE_VARIABLES
from moneygood.runs.run import RunResult
from moneygood.runs.store.entry import MANIFEST, PATHS, QUANTILES, RESULT, SCENARIO, StoredRun
from moneygood.runs.store.folder_store import read_folder, write_folder
from moneygood.runs.store.libraries import versions
from moneygood.runs.store.path_tables import write_variable
from moneygood.runs.store.store import AbstractRunStore
from moneygood.runs.views.record import view_lines
from moneygood.scenarios.document import plan_text

Draw = Callable[[RunResult, Path], Any]
"""Writes the charts of a run into a folder."""

POSTERIOR, TRIGGERS = "posterior", "triggers"
"""Folders of a stored run with the posterior draws and the own definitions that it was made with."""


def write_run(result: RunResult, folder: Path, draw: Draw | None = None, *, paths: bool = False) -> StoredRun:
    """The run in a folder of its own choice, whole or not at all.

    It holds ``manifest.json``, ``result.json``, ``scenario.yaml`` (with all parents written out),
    ``quantiles.csv``, charts when `draw` makes them, and under ``paths/`` the draws of the variables that
    were asked to be kept, of all of them with `paths`. A run of the same id that lies there keeps the paths
    that it has; another run is replaced. Errors: R001, R002.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise MoneygoodError(
            "R002", f"the folder {folder} holds files that are not a run", None, "Choose another with --out"
        )
    return write_folder(folder, lambda fresh: fill(result, fresh, draw, paths=paths))


def save_run(
    result: RunResult, store: AbstractRunStore, draw: Draw | None = None, *, paths: bool = False
) -> StoredRun:
    """The run in a store, under its id; what it holds is as in `write_run`. R001."""
    return store.put(result.id, lambda fresh: fill(result, fresh, draw, paths=paths))


def read_run(folder: Path) -> StoredRun:
    """A run that was written to `folder` (R003 when there is none)."""
    return read_folder(folder)


def fill(result: RunResult, fresh: Path, draw: Draw | None = None, *, paths: bool = False) -> None:
    """Write all that is stored of a run into the empty folder `fresh`, the manifest last."""
    names = result.paths.names if paths else tuple(dict.fromkeys(map(result.resolve, result.request.keep)))
    with ThreadPoolExecutor(1) as beside:
        tables = beside.submit(_write_paths, result, names, fresh)
        (fresh / RESULT).write_text(_json(result.as_json()), encoding="utf-8")
        (fresh / SCENARIO).write_text(plan_text(result.plan), encoding="utf-8")
        _copy_inputs(result, fresh)
        if draw is not None:
            draw(result, fresh)
        (fresh / QUANTILES).write_text(quantiles_text(result), encoding="utf-8")
        tables.result()
    (fresh / MANIFEST).write_text(_json(describe_run(result)), encoding="utf-8")


def describe_run(result: RunResult) -> dict[str, Any]:
    """What makes the run repeatable: seed, hashes, versions, the scenario's text with its parents inlined."""
    request, plan = result.request, result.plan
    return {
        "id": result.id,
        "saved": datetime.now(UTC).isoformat(timespec="microseconds"),
        "scenario": plan.name,
        "title": plan.title,
        "extends": list(plan.chain),
        "seed": request.seed,
        "draws": request.draws,
        "quarters": request.quarters,
        "first_quarter": str(result.paths.periods[0]),
        "last_quarter": str(result.paths.periods[-1]),
        "parameter_draws": request.parameter_draws,
        "shocks": request.shocks or result.settled.model.distribution.kind,
        "posterior": POSTERIOR if request.posterior is not None else None,
        "views": [line.text for line in view_lines(request.view)],
        "triggers": [name for name, _ in _own_triggers(result)],
        "backend": result.simulation.backend,
        "sampling": request.sampling,
        "streamed": result.streamed,
        "failed_share": result.failed_share,
        "vintage": result.workspace.vintage.name,
        "vintage_hash": result.workspace.vintage.hash,
        "model_hash": result.settled.model.hash,
        "identity": result.identity.as_json(),
        "variables": list(result.paths.names),
        "units": {n: result.units[n] for n in result.paths.names},
        "labels": {n: result.labels[n] for n in result.paths.names},
        "versions": versions(),
        "scenario_text": plan_text(plan),
    }


def paths_bytes(result: RunResult) -> int:
    """About how many bytes the paths of all kept variables take when they are stored."""
    return result.paths.values.nbytes


def quantiles_text(result: RunResult) -> str:
    """The fans of the headline, of kept variables and of those already drawn, as a table of exact numbers."""
    kept = [n for n in (*HEADLINE_VARIABLES, *map(result.resolve, result.request.keep)) if n in result.paths]
    fans = result.fans(list(dict.fromkeys(kept))) | result.known_fans
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\n")
    for name in sorted(fans):
        if not stream.tell():
            rows.writerow(quantile_columns(fans[name]))
        rows.writerows(quantile_rows(fans[name], result.units[name]))
    return stream.getvalue()


def quantile_columns(fan: Fan) -> list[str]:
    """The heading of the table of quantiles; ``_error`` columns are Monte-Carlo standard errors."""
    levels = [f"q{round(100 * p):02d}" for p in fan.levels]
    return ["variable", "period", "unit", "mean", "mean_error", *levels, *(f"{q}_error" for q in levels)]


def quantile_rows(fan: Fan, unit: str) -> list[list[str]]:
    """The rows of the table of quantiles for one fan; numbers come back to the bit, and what is not known,
    such as the error of a single draw, is an empty cell."""

    def exact(*numbers: float) -> list[str]:
        return [repr(float(x)) if math.isfinite(x) else "" for x in numbers]

    return [
        [fan.variable, str(period), unit, *exact(fan.mean[t], fan.mean_error[t]),
         *exact(*fan.quantiles[:, t]), *exact(*fan.quantile_errors[:, t])]
        for t, period in enumerate(fan.periods)
    ]  # fmt: skip


def _write_paths(result: RunResult, names: tuple[str, ...], fresh: Path) -> None:
    if names:
        (fresh / PATHS).mkdir()
    for name in names:
        write_variable(result.paths, name, result.units[name], fresh / PATHS / f"{name}.parquet")


def _own_triggers(result: RunResult) -> list[tuple[str, Path]]:
    """The user's own definitions, each under a name of its own."""
    return [(f"{TRIGGERS}/{i + 1}-{Path(b).name}", Path(b)) for i, b in enumerate(result.request.breaks)]


def _copy_inputs(result: RunResult, fresh: Path) -> None:
    """Copies of the files of a user's own that figures depend on."""
    if result.request.posterior is not None:
        (fresh / POSTERIOR).mkdir()
        for name in ("draws.csv", MANIFEST):
            shutil.copyfile(Path(result.request.posterior) / name, fresh / POSTERIOR / name)
    for name, file in _own_triggers(result):
        (fresh / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(file, fresh / name)


def _json(document: Any) -> str:
    return json.dumps(as_plain(document), indent=1, allow_nan=False) + "\n"
