"""What came beside what was said on the day: figures with their percentile, events with dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.data.as_of import DatedVintage
from moneygood.restarts.workspace import DatedWorkspace
from moneygood.runs.first_passage.passage import FirstPassage, passage_times
from moneygood.runs.first_passage.triggers import BreakDefinition, required_variables

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.core.paths import Paths
    from moneygood.core.periods import Quarter
    from moneygood.restarts.came import Came
    from moneygood.restarts.regimes import DayRegimes

HORIZONS = (1, 4, 8)
"""Quarters after the day that are shown, beside the last that is known."""


@dataclass(frozen=True)
class CameFigure:
    """A figure said on a day (`median`, `low70` to `high70`) and the one that came, in the variable's unit.

    `percentile` is the share of draws below what came, in percent.
    """

    variable: str
    label: str
    unit: str
    period: str
    median: float
    low70: float
    high70: float
    came: float
    percentile: float

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary."""
        return asdict(self)


@dataclass(frozen=True)
class CameEvent:
    """A trigger: the `odds` that were given for the quarters since, and when it came, None if it has not."""

    name: str
    label: str
    odds: float
    came: str | None
    until: str

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary."""
        return asdict(self)


def came_figures(
    came: Came,
    paths: Paths,
    names: Sequence[str],
    labels: Mapping[str, str],
    units: Mapping[str, str],
    quarters: Sequence[Quarter] = (),
) -> tuple[CameFigure, ...]:
    """What came of the variables in `quarters`, by default after one, four and eight quarters and at the end
    of what is known; quarters that are not known and variables without draws are left out."""
    known = [q for q in paths.periods if q <= came.last]
    if not known:
        return ()
    shown = [q for q in quarters if q in known] if quarters else shown_quarters(known)
    rows = []
    for name in names:
        if name not in paths:
            continue
        values = np.asarray(paths.series(name))[:, paths.ok]
        for quarter in shown:
            actual = float(came.series(name, (quarter,))[0])
            if np.isfinite(actual):
                draws = values[paths.periods.index(quarter)].astype(np.float64)
                low, middle, high = weighted_quantiles(draws, paths.mass, (0.15, 0.5, 0.85))
                rows.append(
                    CameFigure(
                        name, labels.get(name, name), units.get(name, ""), str(quarter), middle, low, high,
                        actual, percentile(draws, actual, paths.mass),
                    )
                )  # fmt: skip
    return tuple(rows)


def shown_quarters(known: Sequence[Quarter]) -> list[Quarter]:
    """Of the quarters that are known, those after one, four and eight quarters, and the last."""
    return list(dict.fromkeys([*(known[h - 1] for h in HORIZONS if h <= len(known)), known[-1]]))


def percentile(draws: np.ndarray, actual: float, mass: np.ndarray | None = None) -> float:
    """The share of draws below a figure, in percent, those equal to it by half; NaN where nothing spreads."""
    if draws.size < 2:
        return float("nan")
    return 100.0 * float(np.average((draws < actual) + 0.5 * (draws == actual), weights=mass))


def weighted_quantiles(
    draws: np.ndarray, mass: np.ndarray | None, levels: tuple[float, ...]
) -> tuple[float, ...]:
    """Quantiles of draws that stand for `mass` draws each (alike when None)."""
    if mass is None:
        return tuple(float(x) for x in np.quantile(draws, levels))
    order = np.argsort(draws)
    place = (np.cumsum(mass[order]) - 0.5 * mass[order]) / mass.sum()
    return tuple(float(np.interp(p, place, draws[order])) for p in levels)


def came_events(
    workspace: Workspace, came: Came, definitions: Sequence[BreakDefinition], found: FirstPassage
) -> tuple[CameEvent, ...]:
    """When each trigger was met by what came, beside the odds that it would by then."""
    start = workspace.start
    if came.last < start:
        return ()
    times, _ = passage_times(
        came.paths(required_variables(definitions), start), workspace.history, definitions
    )
    gone = min(came.last - start + 1, len(found.periods))
    out = []
    for key, risk in found.sides.items():
        at = int(times[key][0])
        odds = float(np.average((found.side_times[key] > 0) & (found.side_times[key] <= gone)))
        out.append(CameEvent(key, risk.label, odds, str(start + (at - 1)) if at else None, str(came.last)))
    return tuple(out)


def came_whole(
    workspace: Workspace, came: Came, definition: BreakDefinition, found: FirstPassage
) -> tuple[CameEvent, ...]:
    """The same for a definition as a whole, whichever of its sides is met; nothing for one that what is known
    cannot tell."""
    start, needed = workspace.start, required_variables((definition,))
    if came.last < start or not set(needed) <= came.known:
        return ()
    times, _ = passage_times(came.paths(needed, start), workspace.history, (definition,))
    met = [int(t[0]) for key, t in times.items() if key.startswith(f"{definition.name}.") and t[0]]
    at, gone = min(met, default=0), min(came.last - start + 1, len(found.periods))
    own = found.times[definition.name]
    odds = float(np.average((own > 0) & (own <= gone)))
    came_in = str(start + (at - 1)) if at else None
    return (CameEvent(definition.name, definition.label, odds, came_in, str(came.last)),)


def came_of(workspace: Workspace) -> Came | None:
    """What came after the day of a workspace; None where it is of today."""
    return workspace.came if isinstance(workspace, DatedWorkspace) else None


def regimes_of(workspace: Workspace) -> tuple[DayRegimes, dict[str, float]] | None:
    """The regimes of a workspace's day, and the figures that tell of others; None where it is of today."""
    if not isinstance(workspace, DatedWorkspace):
        return None
    found, history = workspace.regimes, workspace.history
    return found, {n: float(history.series(n)[-1]) for n in found.beside if n in history}


def regimes_json(workspace: Workspace) -> dict[str, Any]:
    """The regimes of the day as a document; empty where there is no day."""
    found = regimes_of(workspace)
    return {} if found is None else {"regimes": found[0].as_json(found[1])}


def seen_of(workspace: Workspace) -> str:
    """What of the day's figures is real time, in a sentence; empty where the workspace is of today."""
    vintage = workspace.vintage
    return vintage.seen if isinstance(vintage, DatedVintage) else ""


def came_json(figures: Sequence[CameFigure], events: Sequence[CameEvent]) -> dict[str, Any]:
    """The document of what came; empty where there is no day."""
    if not figures and not events:
        return {}
    return {"came": {"figures": [r.as_json() for r in figures], "events": [r.as_json() for r in events]}}
