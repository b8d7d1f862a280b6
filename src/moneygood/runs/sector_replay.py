"""A sector replayed: what the model says of it on days that have passed, and what came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.restarts.workspace import DatedWorkspace
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.plan import baseline_plan

if TYPE_CHECKING:
    from moneygood.core.paths import Paths


@dataclass(frozen=True)
class ReplayedFigure:
    """One variable some quarters after a day: what was said (`median`, `low80` to `high80`) and what `came`.

    `before` is the last figure on the day, `percentile` the share of draws below what came, in percent;
    `came` and `percentile` are None where the quarter is not over or no figure of the variable is held.
    """

    origin: str
    variable: str
    label: str
    unit: str
    period: str
    horizon: int
    before: float | None
    median: float
    low80: float
    high80: float
    came: float | None
    percentile: float | None
    held: bool

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary."""
        return asdict(self)


def replay(
    open_day: Callable[[Quarter], DatedWorkspace],
    origins: Sequence[Quarter],
    watched: Sequence[str],
    horizons: Sequence[int],
    draws: int,
    seed: int = 1,
    threads: int = 0,
) -> tuple[ReplayedFigure, ...]:
    """The baseline of each day in `origins`, its `watched` variables so many quarters on, beside what came.

    Quarters that are not over are left out, unless no figure of the variable is held at all. Errors: those of
    opening a day, E-codes.
    """
    out: list[ReplayedFigure] = []
    for origin in origins:
        workspace = open_day(origin)
        request = RunRequest(
            quarters=max(horizons), draws=draws, seed=seed, threads=threads, keep=tuple(watched)
        )
        paths = run_plan(workspace, baseline_plan(), request).simulation.paths
        for name in watched:
            out += _rows(workspace, paths, origin, name, horizons)
    return tuple(out)


def _rows(
    workspace: DatedWorkspace, paths: Paths, origin: Quarter, name: str, horizons: Sequence[int]
) -> list[ReplayedFigure]:
    came, record = workspace.came, workspace.model.variables[name]
    held = name in came.known
    begin = float(came.series(name, (origin,))[0])
    rows = []
    for horizon in horizons:
        quarter = origin + horizon
        actual = float(came.series(name, (quarter,))[0])
        if held and not np.isfinite(actual):
            continue
        draws = paths.series(name)[paths.periods.index(quarter), paths.ok].astype(np.float64)
        low, middle, high = (float(x) for x in np.quantile(draws, (0.1, 0.5, 0.9)))
        below = float(np.mean((draws < actual) + 0.5 * (draws == actual)))
        known = np.isfinite(actual)
        rows.append(
            ReplayedFigure(
                str(origin), name, record.label, str(record.unit), str(quarter), horizon,
                begin if np.isfinite(begin) else None, middle, low, high,
                actual if known else None, 100.0 * below if known else None, held,
            )
        )  # fmt: skip
    return rows
